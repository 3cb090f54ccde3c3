/* Around a form with long texts: what was typed and not sent is still there after leaving the page.

   It stays in this tab only, under a key of this person and this thing, and goes when it is sent; with
   `data-stays` it does not go then, where the key itself changes once the words were kept. */
class KeptWords extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.note = this.querySelector("[data-put-back]");
    this.putBack();
    this.form.addEventListener("input", () => this.keep(), { signal });
    if (!("stays" in this.dataset)) this.form.addEventListener("submit", () => this.forget(), { signal });
    this.note?.querySelector("button").addEventListener("click", () => this.undo(), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  get fields() {
    return [...this.form.elements].filter((field) => field.name && field.matches("textarea, input[type=text]"));
  }

  keep() {
    const typed = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
    try {
      sessionStorage.setItem(this.dataset.key, JSON.stringify(typed));
    } catch {
      // A full or forbidden store: then it is kept in the page only.
    }
  }

  putBack() {
    const typed = JSON.parse(sessionStorage.getItem(this.dataset.key) ?? "null");
    if (!typed || this.form.querySelector(".invalid")) return;
    let changed = false;
    for (const field of this.fields) {
      if (!(field.name in typed) || typed[field.name] === field.value) continue;
      field.value = typed[field.name];
      changed = true;
    }
    if (changed && this.note) this.note.hidden = false;
  }

  undo() {
    this.forget();
    this.form.reset();
    this.note.hidden = true;
  }

  forget() {
    sessionStorage.removeItem(this.dataset.key);
  }
}

customElements.define("kept-words", KeptWords);
