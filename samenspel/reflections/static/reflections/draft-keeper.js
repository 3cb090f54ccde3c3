/* Keeps what somebody writes: on the server as a private draft, and until the server has it on
   this device (never on a shared one). Without this script the buttons of the form do the same. */
import * as local from "./local-copy.js";

const PAUSE = 1500;
const AGAIN = 8000;
const AT_MOST = 300_000;
const SIGNED_OUT = new Set([401, 403]);
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "number", "do"]);

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.wait = AGAIN;
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.acknowledged = this.typed();
    this.form.addEventListener("input", (event) => this.changed(event), { signal });
    this.form.addEventListener("submit", (event) => this.submitted(event), { signal });
    window.addEventListener("online", () => this.back(), { signal });
    window.addEventListener("offline", () => this.say(this.safe("offline")), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && location.reload(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.save(), { signal });
    this.offerSharedDevice(signal);
    this.restore();
  }

  disconnectedCallback() {
    this.undo.abort();
    clearTimeout(this.timer);
  }

  get key() {
    return this.dataset.key;
  }

  get shared() {
    return "shared" in this.dataset;
  }

  /* What stands in the form, as text that can be compared and kept. */
  typed() {
    const fields = [...new FormData(this.form)].filter(([name]) => !NOT_KEPT.has(name));
    return JSON.stringify(fields);
  }

  get number() {
    return this.form.elements.number;
  }

  changed(event) {
    if (event.target.closest(".shared-device")) return;
    this.keepHere();
    this.saveAfter(PAUSE);
  }

  saveAfter(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  keepHere() {
    if (this.shared) return false;
    return local.write(this.key, {
      who: this.dataset.who,
      url: location.pathname + location.search,
      number: this.number.value,
      fields: this.typed(),
      words: this.form.elements.text.value.slice(0, 80),
    });
  }

  restore() {
    const copy = local.read(this.key);
    if (!copy || copy.who !== this.dataset.who) return;
    if (copy.fields === this.typed()) {
      local.remove(this.key);
      return;
    }
    for (const [name, value] of JSON.parse(copy.fields)) this.fill(name, value);
    // The number it was typed on: when the server is further by now, it shows both texts.
    this.number.value = copy.number;
    this.form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.save();
  }

  fill(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field) field.value = value;
  }

  save() {
    clearTimeout(this.timer);
    if (this.saving) return this.saving;
    const typed = this.typed();
    if (typed === this.acknowledged || this.quarrel) return Promise.resolve();
    this.saving = this.send(typed).finally(() => {
      this.saving = null;
    });
    return this.saving;
  }

  async send(typed) {
    let answer;
    try {
      answer = await fetch(this.dataset.url, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        keepalive: document.hidden,
        signal: this.undo.signal,
      });
    } catch {
      this.later("offline");
      return;
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && said.number) this.arrived(typed, said);
    else if (answer.status === 409) this.disagree(said);
    else if (answer.redirected || SIGNED_OUT.has(answer.status)) this.say(this.dataset.out);
    else if (said.words) this.say(said.words);
    else this.later("trouble");
  }

  /* It did not arrive, and not by anybody's choice: it is tried again, after longer and longer. */
  later(why) {
    this.say(this.safe(why));
    this.saveAfter(this.wait);
    this.wait = Math.min(this.wait * 2, AT_MOST);
  }

  arrived(typed, { number, words }) {
    this.acknowledged = typed;
    this.wait = AGAIN;
    this.number.value = number;
    this.say(words);
    if (typed === this.typed()) local.remove(this.key);
    else {
      this.keepHere();
      this.saveAfter(PAUSE);
    }
  }

  disagree({ words }) {
    this.quarrel = true;
    this.say(words);
  }

  async submitted(event) {
    const { submitter } = event;
    this.keepHere();
    if (!navigator.onLine) {
      event.preventDefault();
      this.waiting = submitter;
      this.say(`${this.safe("offline")} ${this.dataset.waiting}`);
    } else if (this.saving) {
      event.preventDefault();
      await this.saving;
      this.form.requestSubmit(submitter);
    } else {
      clearTimeout(this.timer);
    }
  }

  async back() {
    await this.save();
    if (!this.waiting) return;
    const submitter = this.waiting;
    this.waiting = null;
    this.form.requestSubmit(submitter);
  }

  /* Why it was not kept by the server, and where the words are meanwhile. */
  safe(why) {
    const where = local.read(this.key) ? "here" : "nowhere";
    return `${this.dataset[why]} ${this.dataset[where]}`;
  }

  say(words) {
    for (const line of this.querySelectorAll("[role=status]")) line.textContent = words;
  }

  offerSharedDevice(signal) {
    const offer = this.querySelector(".shared-device");
    offer.hidden = false;
    offer.addEventListener(
      "change",
      ({ target }) => {
        const age = target.checked ? 60 * 60 * 24 * 365 : 0;
        document.cookie = `gedeeld=1; path=/; max-age=${age}; SameSite=Lax`;
        this.toggleAttribute("data-shared", target.checked);
        if (target.checked) for (const { key } of local.all()) local.remove(key);
        else this.keepHere();
      },
      { signal },
    );
  }
}

customElements.define("draft-keeper", DraftKeeper);
