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

/* What was sent is emptied, with a key of its own for what comes next; what was typed or ticked
   while it was under way stays. */
function done(region, form, sent, html) {
  // News may have come before this answer, with the same form anew.
  const here = form.isConnected ? form : (document.getElementById(form.id) ?? form);
  for (const field of here.elements) {
    const ticks = field.matches("[type=checkbox], [type=radio]");
    const arrived = sent.getAll(field.name);
    if (ticks && field.checked === arrived.includes(field.value)) field.checked = field.defaultChecked;
    else if (!ticks && "defaultValue" in field && arrived.includes(field.value)) field.value = field.defaultValue;
  }
  here.removeAttribute("data-keep");
  region.show(html, here);
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
  const sent = new FormData(form, submitter);
  const address = new URL(form.action);
  address.search ||= new URL(region.getAttribute("src"), location).search; // the answer shows as much
  try {
    const answer = await fetch(address, { method: "POST", body: sent, headers: { "X-Live": "1" } });
    if (answer.ok && !answer.redirected) return done(region, form, sent, await answer.text());
    if (answer.redirected) return location.assign(answer.url);
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    refuse(form, told.words ?? document.title);
  } catch {
    region.refresh?.();
    refuse(form, region.dataset.offline ?? "");
  } finally {
    form.dispatchEvent(new CustomEvent("act:done", { bubbles: true }));
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
  document.querySelector(".notices")?.parentElement.remove(); // what was said about the step before
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
  region.append(comes);
});
