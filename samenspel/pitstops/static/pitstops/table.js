/* What one does at the table happens in place, and nobody is dragged on while they write. */

class StepClock extends HTMLElement {
  connectedCallback() {
    // Clocks of devices differ by minutes; how long is left was told by the server, this one only counts.
    this.ends = performance.now() + Number(this.dataset.left) * 1000;
    this.beat = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  tick() {
    const left = Math.round((this.ends - performance.now()) / 1000);
    const away = Math.abs(left);
    const shown = `${left < 0 ? "+" : ""}${Math.floor(away / 60)}:${String(away % 60).padStart(2, "0")}`;
    this.classList.toggle("is-over", left < 0);
    this.firstElementChild.textContent = left < 0 ? `${shown} ${this.dataset.over}` : shown;
  }
}

customElements.define("step-clock", StepClock);

/* What was done needs no keeping: the form begins anew, with a key of its own. */
function done(region, form, html) {
  form.reset();
  form.removeAttribute("data-keep");
  region.show(html);
}

function refuse(form, words) {
  let said = form.querySelector(".act-refused");
  if (!said) {
    said = document.createElement("p");
    said.className = "act-refused";
    said.setAttribute("role", "alert");
    form.append(said);
  }
  said.textContent = words;
}

async function act(form, submitter) {
  const region = form.closest("live-region") ?? document.querySelector("live-region");
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, submitter),
      headers: { "X-Live": "1" },
    });
    if (answer.ok && !answer.redirected) return done(region, form, await answer.text());
    if (answer.redirected) return location.assign(answer.url);
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    refuse(form, told.words ?? document.title);
  } catch {
    region.refresh?.();
    refuse(form, region.dataset.offline ?? "");
  } finally {
    region.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-act]")) return;
  event.preventDefault();
  act(form, event.submitter);
});

document.addEventListener("late-post:done", (event) => {
  const region = event.target.closest("live-region");
  region?.refresh?.();
});

/* A new step while somebody writes: it opens below, and what they write stays. */
document.addEventListener("live:arrived", (event) => {
  const region = event.target;
  const now = region.querySelector(".step[data-step]:not(.is-past)");
  const comes = event.detail?.fragment?.querySelector?.(".step[data-step]");
  if (!now || !comes || now.dataset.step === comes.dataset.step) return;
  const writes = [...now.querySelectorAll("late-post textarea")].some((box) => box.value.trim());
  if (!writes) return;
  event.preventDefault();
  const draft = now.querySelector("late-post");
  now.classList.add("is-past");
  draft.classList.add("keeps");
  for (let each = draft.parentElement; each && each !== now; each = each.parentElement) each.classList.add("keeps");
  const label = now.querySelector("h1");
  label.classList.add("keeps");
  region.querySelectorAll(".step:not(.is-past)").forEach((each) => each.remove());
  region.append(document.importNode(comes, true));
});
