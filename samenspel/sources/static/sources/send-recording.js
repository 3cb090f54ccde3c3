/* A recording is sent in pieces, each kept before the next goes: a line that drops costs one piece.
   What is being made ready is looked at every two seconds. */
const AGAIN = 4_000;
const LOOK = 2_000;

class SendRecording extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[enctype]");
    this.said = this.form.querySelector("[data-said]");
    this.bar = this.form.querySelector("progress");
    this.undo = new AbortController();
    this.form.addEventListener("submit", (event) => this.submit(event), { signal: this.undo.signal });
    addEventListener("beforeunload", (event) => this.isSending && event.preventDefault(), { signal: this.undo.signal });
    this.watch();
  }

  disconnectedCallback() {
    this.undo.abort();
    clearTimeout(this.timer);
  }

  async submit(event) {
    event.preventDefault();
    const file = this.form.elements.recording.files[0];
    if (!file) return this.form.elements.recording.focus();
    if (file.size > this.dataset.most * 1024 * 1024) return this.say(`${file.name}: ${this.dataset.large.replace("#", this.dataset.most)}`, true);
    this.busy(true);
    try {
      const fields = new FormData(this.form);
      fields.delete("recording");
      fields.set("size", file.size);
      fields.set("name", file.name);
      const begun = await this.post(this.form.action, fields);
      await this.send(file, begun.to, begun.here);
      this.isSending = false;
      this.say(this.dataset.arrived);
      this.form.reset();
      location.reload();
    } catch (refused) {
      this.say(refused.message, true);
      this.busy(false);
    }
  }

  async send(file, to, here) {
    const step = Number(this.dataset.piece);
    while (here < file.size) {
      const fields = new FormData();
      fields.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      fields.set("at", here);
      fields.set("piece", file.slice(here, here + step));
      fields.set("complete", "1");
      here = (await this.post(to, fields)).here;
      const percent = Math.floor((100 * here) / file.size);
      this.bar.value = percent;
      this.say(this.dataset.sending.replace("#", percent));
    }
  }

  /** What the server answers. Without a connection it is tried again; a no is thrown. */
  async post(to, body) {
    for (;;) {
      try {
        const answer = await fetch(to, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(120_000) });
        if (answer.ok) return await answer.json();
        if (answer.status < 500 && answer.status !== 400) throw new Refused((await answer.json().catch(() => ({}))).error ?? `${answer.status}`);
      } catch (lost) {
        if (lost instanceof Refused) throw lost;
      }
      this.say(this.dataset.waiting);
      await new Promise((go) => setTimeout(go, AGAIN));
    }
  }

  say(words, wrong = false) {
    this.said.textContent = words;
    this.said.classList.toggle("errorlist", wrong);
  }

  busy(on) {
    this.isSending = on;
    this.bar.hidden = !on;
    this.form.querySelector(".buttons .button").disabled = on;
  }

  watch() {
    const list = this.querySelector("[data-underway]");
    if (!list.querySelector("[data-busy] progress")) return;
    this.timer = setTimeout(async () => {
      const page = await fetch(location.href, { cache: "no-store" }).then((answer) => answer.text()).catch(() => "");
      const fresh = page && new DOMParser().parseFromString(page, "text/html").querySelector("[data-underway]");
      if (fresh && !fresh.querySelector("[data-busy] progress")) return location.reload();
      if (fresh) list.replaceChildren(...fresh.childNodes);
      return this.watch();
    }, LOOK);
  }
}

class Refused extends Error {}

customElements.define("send-recording", SendRecording);
