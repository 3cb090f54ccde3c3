// Finds a code among many: typing leaves the ones that fit, Enter takes the first, arrow down goes
// into the list. What is chosen always stays in sight.
class CodePicker extends HTMLElement {
  connectedCallback() {
    this.typed = this.querySelector("input[name=names]");
    this.help = this.querySelector("[data-new]");
    this.usual = this.help.textContent;
    this.labels = [...this.querySelectorAll("[data-codes] label")];
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.typed.addEventListener("input", () => this.sift(), { signal });
    this.addEventListener("change", () => this.sift(), { signal });
    this.addEventListener("keydown", (event) => this.key(event), { signal });
    this.closest("form").addEventListener("reset", () => setTimeout(() => this.sift()), { signal });
    this.sift();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  /** The piece behind the last comma is what is being typed. */
  get sought() {
    return fold(this.typed.value.split(",").at(-1));
  }

  sift() {
    const { sought } = this;
    for (const label of this.labels) {
      const fits = sought && fold(label.textContent).includes(sought);
      label.classList.toggle("fits", Boolean(fits));
      label.hidden = Boolean(sought) && !fits && !label.control.checked;
    }
    const name = this.typed.value.split(",").at(-1).trim();
    this.help.textContent = name && !this.fitting.length ? `${this.help.dataset.new} ${name}` : this.usual;
  }

  get fitting() {
    return this.labels.filter((label) => label.classList.contains("fits"));
  }

  key(event) {
    const { fitting } = this;
    if (event.target === this.typed && event.key === "Enter" && this.sought && fitting.length) {
      event.preventDefault();
      const [first] = [...fitting].sort((a, b) => rank(a, this.sought) - rank(b, this.sought));
      first.control.checked = true;
      this.typed.value = this.typed.value.split(",").slice(0, -1).map((name) => `${name},`).join("");
      this.sift();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const stops = [this.typed, ...this.labels.filter((label) => !label.hidden).map((label) => label.control)];
      const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }
}

function fold(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/^[●▲■◆★✚]/u, "").trim();
}

function rank(label, sought) {
  const name = fold(label.textContent);
  return name === sought ? 0 : name.startsWith(sought) ? 1 : 2;
}

customElements.define("code-picker", CodePicker);
