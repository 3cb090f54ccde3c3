/* Around a form: what is sent without a connection is kept on this device, and sent until the server
   says yes. Every sending carries the same key, so that it counts once however often it arrives.

   data-key says which form this is, and data-who whose post it is (else data-key): post of somebody
   else on the same device is never sent along. With data-shared (a device of several people) nothing
   is kept once the page is left. Without a form inside it only sends what waits. A field with data-when
   gets the time at which it was pressed; then each press is post of its own. */
const PREFIX = "samenspel.post.";
const AGAIN = 5_000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "key"]);
const LATER = new Set([408, 425, 429]);
const posts = new Map(); // by whose post it is

const store = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  },
  /* Says whether it worked: a browser may refuse, or be full. */
  write(name, value) {
    try {
      if (value === null) localStorage.removeItem(PREFIX + name);
      else localStorage.setItem(PREFIX + name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
};

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* Everything of one person that waits to be sent, in order. */
class Post {
  constructor(who) {
    this.name = `${who}.queue`;
    this.desks = new Set();
  }

  static of(who) {
    if (!posts.has(who)) posts.set(who, new Post(who));
    return posts.get(who);
  }

  /* Read each time: another tab may have added to it. Where nothing can be kept it is in this page. */
  get queue() {
    return this.here ?? store.read(this.name) ?? [];
  }

  set queue(queue) {
    const kept = !this.shared && store.write(this.name, queue.length ? queue : null);
    this.here = kept ? null : queue;
  }

  add(letter) {
    this.drop(letter);
    this.queue = [...this.queue, letter];
    return this.send();
  }

  drop(letter) {
    this.queue = this.queue.filter(({ key }) => key !== letter.key);
  }

  send() {
    clearTimeout(this.timer);
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
      if (this.queue.length) this.timer = setTimeout(() => this.send(), AGAIN + (Math.random() * 4 - 2) * 1000);
    });
    return this.sending;
  }

  async sendAll() {
    while (this.queue.length) {
      const [letter] = this.queue;
      const { later, refused } = await deliver(letter);
      if (later) return this.tell(letter, "waits");
      this.drop(letter);
      this.tell(letter, refused === undefined ? "arrived" : "refused", refused);
    }
  }

  tell(letter, what, words) {
    const own = [...this.desks].filter(({ dataset }) => dataset.key === letter.desk);
    for (const desk of own.length ? own : this.desks) desk[what](letter, words);
    if (what !== "arrived") return;
    const event = new CustomEvent("late-post:done", { bubbles: true, detail: { key: letter.key } });
    (own[0] ?? document).dispatchEvent(event);
  }
}

/* Sends one: {} when the server said yes, {later} when nobody knows, {refused: sentence} when it said no. */
async function deliver({ action, fields, key }) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const timed = fields.some(([name]) => name === "pressed"); // both by this clock: only the difference counts
  const body = new URLSearchParams([...fields, ["key", key], ...(timed ? [["sent", Date.now()]] : [])]);
  if (token) body.append("csrfmiddlewaretoken", token);
  const headers = { "X-Live": "1", Accept: "application/json" };
  try {
    const answer = await fetch(action, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) });
    const home = [location.pathname, new URL(action, location).pathname];
    if (answer.redirected && !home.includes(new URL(answer.url).pathname)) return { refused: "" }; // signed out
    if (answer.ok) return {};
    if (answer.status >= 500 || LATER.has(answer.status)) return { later: true };
    return { refused: sentence(await answer.text()) };
  } catch {
    return { later: true };
  }
}

/* What the server said: {"words": ...}, plain text, or the summary of errors on a page. */
function sentence(text) {
  try {
    return JSON.parse(text).words ?? "";
  } catch {
    if (!text.includes("<")) return text.slice(0, 300);
    const page = new DOMParser().parseFromString(text, "text/html");
    return page.querySelector(".error-summary, .notice.error, main p")?.textContent.trim() ?? "";
  }
}

class LatePost extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.form?.addEventListener("submit", (event) => this.submitted(event), { signal });
    this.form?.addEventListener("input", () => this.keepDraft(), { signal });
    this.post = Post.of(this.dataset.who ?? this.dataset.key);
    this.post.desks.add(this);
    this.post.shared ||= "shared" in this.dataset;
    if (this.form) this.putBack();
    if (this.post.queue.length) this.post.send();
  }

  disconnectedCallback() {
    this.undo.abort();
    this.post.desks.delete(this);
  }

  get keyField() {
    return this.form.elements.namedItem("key");
  }

  fields(submitter) {
    const fields = [...new FormData(this.form)];
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    return fields.filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  }

  submitted(event) {
    if ([...new FormData(this.form).values()].some((value) => value.size)) return; // a file goes the usual way
    event.preventDefault();
    for (const field of this.form.querySelectorAll("[data-when]")) field.value = Date.now();
    const fields = this.fields(event.submitter);
    const key = this.keyFor(fields);
    const action = event.submitter?.getAttribute("formaction") ?? this.form.getAttribute("action") ?? location.href;
    this.keepDraft();
    this.say("sending");
    this.post.add({ desk: this.dataset.key, key, fields, action });
  }

  /* The same words again are the same post; other words are another, for the first may have arrived. */
  keyFor(fields) {
    const waits = this.post.queue.find(({ key }) => key === this.keyField.value);
    if (waits && JSON.stringify(waits.fields) !== JSON.stringify(fields)) this.keyField.value = newKey();
    return this.keyField.value;
  }

  get draft() {
    return `${this.dataset.key}.draft`;
  }

  keepDraft() {
    if (!this.post.shared) store.write(this.draft, { key: this.keyField.value, fields: this.fields() });
  }

  putBack() {
    const draft = store.read(this.draft);
    if (!draft) return;
    this.keyField.value = draft.key;
    for (const field of this.form.elements) {
      const values = draft.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!field.name || NOT_KEPT.has(field.name) || field.type === "hidden") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  }

  waits() {
    this.say(this.post.here ? "unkept" : "waiting");
  }

  arrived({ key, fields }) {
    if (this.form && this.keyField.value === key) this.empty(fields);
    this.say("saved");
  }

  /* Emptied when what stands there is what arrived; what was typed meanwhile stays, as a new post. */
  empty(fields) {
    const names = new Set(this.fields().map(([name]) => name));
    const sent = fields.filter(([name]) => names.has(name));
    const same = JSON.stringify(this.fields()) === JSON.stringify(sent);
    if (same) this.form.reset();
    this.keyField.value = newKey();
    if (same) store.write(this.draft, null);
    else this.keepDraft();
  }

  /* The words are given back, with what the server said about them. */
  refused({ key, desk, fields }, words) {
    const own = this.form && desk === this.dataset.key;
    const empty = own && !this.fields().some(([, value]) => value.trim());
    if (!own || empty) store.write(`${desk}.draft`, { key, fields });
    if (empty) this.putBack();
    this.say("refused", words || this.dataset.refused);
  }

  say(state, words = this.dataset[state]) {
    this.dataset.state = state;
    const line = this.querySelector("[role=status]");
    if (line) line.textContent = words ?? "";
  }
}

const sendAll = () => posts.forEach((post) => post.queue.length && post.send());
window.addEventListener("online", sendAll);
window.addEventListener("pageshow", sendAll);
document.addEventListener("visibilitychange", () => document.hidden || sendAll());

customElements.define("late-post", LatePost);
