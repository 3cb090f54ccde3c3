/* A recording is sent in pieces, each kept before the next goes: a line that drops costs one piece.
   Who chooses the same file again, later or in another tab, goes on where it stopped; what is here must then
   add up to what the file begins with. A piece goes with its SHA-256, where a page may reckon (https).
   What is being made ready is looked at every two seconds. */
const AGAIN = 4_000;
const LOOK = 2_000;
const TRIES = 3; // of a piece that does not arrive as it was sent
const MANGLED = 409;

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
      const begun = await this.begin(file, fields);
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

  /** What was sent before counts when it is the beginning of this very file. */
  async begin(file, fields) {
    if (!crypto.subtle) fields.set("anew", "1");
    const begun = await this.post(this.form.action, fields);
    if (!begun.here) return begun;
    this.say(this.dataset.looking);
    if ((await sumOf(file, begun.here, Number(this.dataset.block))) === begun.sum) return begun;
    fields.set("anew", "1");
    return this.post(this.form.action, fields);
  }

  async send(file, to, here) {
    const step = Number(this.dataset.piece);
    let tries = 0;
    while (here < file.size) {
      const fields = new FormData();
      fields.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      fields.set("at", here);
      const piece = file.slice(here, here + step);
      fields.set("piece", piece);
      if (crypto.subtle) fields.set("sha256", hex(await digest(await piece.arrayBuffer())));
      fields.set("complete", "1");
      const answer = await this.post(to, fields);
      tries = answer.error ? tries + 1 : 0;
      if (tries === TRIES) throw new Refused(answer.error);
      here = answer.here;
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
        if (answer.ok || answer.status === MANGLED) return await answer.json();
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
    this.said.classList.toggle("errors", wrong);
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

function digest(bytes) {
  return crypto.subtle.digest("SHA-256", bytes);
}

function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, "0")).join("");
}

/** What the first `here` bytes of a file add up to, as the server reckons: block by block. */
async function sumOf(file, here, block) {
  const parts = [];
  for (let at = 0; at < here; at += block) {
    parts.push(await digest(await file.slice(at, Math.min(at + block, here)).arrayBuffer()));
  }
  return hex(await digest(await new Blob(parts).arrayBuffer()));
}

customElements.define("send-recording", SendRecording);
