/* Card after card: Ctrl (or Command) with Enter saves, the box empties and keeps the focus. */

class TypeIn extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("submit", (event) => this.send(event));
    this.addEventListener("input", () => this.say(""));
  }

  get form() {
    return this.querySelector("form:not([data-untype])");
  }

  press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async send(event) {
    event.preventDefault();
    const form = event.target;
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const told = await this.post(form, event.submitter);
    form.removeAttribute("aria-busy");
    if (!told) return;
    this.querySelector(".typed-many").textContent = told.words;
    if (told.gone) this.querySelectorAll(`[data-card="${CSS.escape(told.gone)}"]`).forEach((card) => card.remove());
    else this.next(form, told);
    form.isConnected ? this.box.focus() : this.form.elements.text.focus();
  }

  get box() {
    return this.form.elements.text;
  }

  async post(form, submitter) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form, submitter),
        headers: { "X-Live": "1" },
      });
      const told = await answer.json();
      if (answer.ok) return told;
      this.say(told.words);
    } catch {
      this.say(this.dataset.failed);
    }
    this.box.focus();
    return null;
  }

  next(form, told) {
    this.form.querySelector(".notice")?.remove();
    const put = this.querySelectorAll(`[data-card="${CSS.escape(form.elements.key.value)}"]`);
    put.forEach((card) => card.remove());
    this.querySelector(".typed-cards").insertAdjacentHTML("afterbegin", told.html);
    this.box.value = "";
    form.elements.key.value = told.key;
  }

  say(words) {
    let said = this.form.querySelector(".act-refused");
    if (!said) {
      said = document.createElement("p");
      said.className = "act-refused";
      said.setAttribute("role", "alert");
      this.form.append(said);
    }
    said.textContent = words;
  }
}

customElements.define("type-in", TypeIn);
