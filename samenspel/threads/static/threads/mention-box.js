// In a memo: [[ and a few letters offer codes, threads and sources; Enter or a tap writes the name.
const BEGUN = /\[\[([^[\]\n]{0,60})$/;
const SETTLED = 120; // milliseconds without a letter, before it is asked

class MentionBox extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("textarea");
    this.list = this.querySelector("[role=listbox]");
    this.found = this.querySelector("[data-found]");
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-haspopup": "listbox" })) this.box.setAttribute(name, value);
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.box.addEventListener("input", () => this.settle(), { signal });
    this.box.addEventListener("keydown", (event) => this.key(event), { signal });
    this.box.addEventListener("blur", () => this.close(), { signal });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.undo.abort();
  }

  get begun() {
    return this.box.value.slice(0, this.box.selectionEnd).match(BEGUN);
  }

  settle() {
    clearTimeout(this.timer);
    if (!this.begun) this.close();
    else this.timer = setTimeout(() => this.ask(this.begun?.[1] ?? ""), SETTLED);
  }

  async ask(typed) {
    try {
      const answer = await fetch(`${this.dataset.ask}?q=${encodeURIComponent(typed)}`);
      if (answer.ok && this.begun?.[1] === typed) this.show((await answer.json()).found);
    } catch {
      this.close(); // without a connection it is only typed
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map(({ kind, name, write }, at) => {
      const row = document.createElement("li");
      row.id = `mention-option-${at}`;
      row.setAttribute("role", "option");
      row.dataset.write = write;
      row.append(Object.assign(document.createElement("small"), { textContent: kind }), Object.assign(document.createElement("span"), { textContent: name }));
      return row;
    }));
    this.list.hidden = !found.length;
    this.found.textContent = found.length ? this.dataset.some.replace("#", found.length) : this.dataset.none;
    this.activate(this.list.firstElementChild);
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.found.textContent = "";
    this.activate(null);
  }

  activate(one) {
    this.active?.removeAttribute("aria-selected");
    this.active = one;
    if (!one) return this.box.removeAttribute("aria-activedescendant");
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    return this.box.setAttribute("aria-activedescendant", one.id);
  }

  key(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) this.activate(this.active[step] ?? this.active);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  take(one) {
    const { begun } = this;
    if (one && begun) this.box.setRangeText(`${one.dataset.write} `, begun.index, this.box.selectionEnd, "end");
    this.close();
  }
}

customElements.define("mention-box", MentionBox);
