/* One question per screen: of the sections inside, shows the one that the address names. */
class OneAtATime extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.sections = [...this.querySelectorAll(":scope > section")];
    for (const hidden of this.querySelectorAll("a[hidden], .readback[hidden]")) hidden.hidden = false;
    window.addEventListener("hashchange", () => this.turn(), { signal });
    this.addEventListener("click", (event) => this.tryOn(event), { signal });
    // An error brings somebody back to where it is.
    const wrong = this.sections.find((section) => section.querySelector(".invalid, .errors"));
    if (wrong && `#${wrong.id}` !== location.hash) history.replaceState(null, "", `#${wrong.id}`);
    this.show(this.current());
  }

  disconnectedCallback() {
    this.undo.abort();
    for (const section of this.sections) section.hidden = false;
  }

  current() {
    const words = this.querySelector("textarea").value.trim();
    const named = this.sections.find((section) => `#${section.id}` === location.hash);
    return words && named ? named : this.sections[0];
  }

  /* Going on wants words, and a choice where there is one. */
  tryOn(event) {
    const on = event.target.closest(".buttons a[href^='#']");
    if (!on) return;
    const lacking = [...this.sections[0].querySelectorAll("textarea, input[type=radio]")].find(
      (field) => !this.filled(field),
    );
    if (!lacking) return;
    event.preventDefault();
    this.say(lacking);
  }

  /* What is lacking, above the field; it goes as soon as something is filled in. */
  say(lacking) {
    const field = lacking.closest(".field");
    const note = Object.assign(document.createElement("p"), { className: "errors" });
    note.textContent = lacking.type === "radio" ? this.dataset.choice : this.dataset.words;
    note.setAttribute("role", "alert");
    field.querySelector(".errors")?.remove();
    field.classList.add("invalid");
    const before = lacking.type === "radio" ? field.querySelector(".choices") : lacking;
    before.before(note);
    lacking.focus();
    note.scrollIntoView({ block: "center" });
    const gone = () => {
      note.remove();
      field.classList.remove("invalid");
    };
    field.addEventListener("input", gone, { once: true, signal: this.undo.signal });
  }

  filled(field) {
    if (field.type !== "radio") return field.value.trim() !== "";
    return this.querySelector(`input[name=${field.name}]:checked`) !== null;
  }

  turn() {
    const section = this.current();
    this.show(section);
    const first = section.querySelector("textarea, input:checked, input");
    first?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  show(chosen) {
    for (const section of this.sections) section.hidden = section !== chosen;
    const words = this.querySelector(".readback blockquote");
    if (words) words.textContent = this.querySelector("textarea").value.trim();
  }
}

customElements.define("one-at-a-time", OneAtATime);
