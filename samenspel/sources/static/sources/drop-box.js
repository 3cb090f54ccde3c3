// <drop-box>: drop files on the page's own file field, and see what was chosen before it is sent.
const LIMIT = 20 * 1024 * 1024;

class DropBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.list = this.querySelector("[data-list]");
    this.form = this.input?.form;
    if (!this.form) return;
    this.stop = new AbortController();
    const on = (target, name, work) => target.addEventListener(name, work, { signal: this.stop.signal });
    on(this.form, "dragover", (event) => this.over(event));
    on(this.form, "dragleave", () => this.removeAttribute("data-over"));
    on(this.form, "drop", (event) => this.drop(event));
    on(this.input, "change", () => this.show());
    on(this.form, "submit", (event) => this.busy(event));
    on(window, "pageshow", () => this.show());
  }

  disconnectedCallback() {
    this.stop?.abort();
  }

  over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.setAttribute("data-over", "");
  }

  drop(event) {
    this.removeAttribute("data-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...this.input.files, ...event.dataTransfer.files]) all.items.add(file);
    this.input.files = all.files;
    this.show();
  }

  show() {
    const files = [...this.input.files];
    const words = files.length === 1 ? this.dataset.one : this.dataset.many.replace("#", files.length);
    this.list.replaceChildren(...(files.length ? [this.line(words)] : []), ...files.map((file) => this.row(file)));
  }

  row(file) {
    const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(file.size / 1024 / 1024);
    const tooLarge = file.size > this.most;
    const line = this.line(`${file.name} (${size} MB)${tooLarge ? `: ${this.dataset.large}` : ""}`);
    line.classList.toggle("wrong", tooLarge);
    return line;
  }

  // With a limit of its own: past it the server would stop listening halfway, without a page.
  get most() {
    return Number(this.dataset.most) || LIMIT;
  }

  busy(event) {
    if (this.dataset.most && [...this.input.files].some((file) => file.size > this.most)) {
      event.preventDefault();
      this.input.focus();
      return;
    }
    if (this.input.files.length) this.list.append(this.line(this.dataset.busy));
  }

  line(words) {
    const line = document.createElement("li");
    line.textContent = words;
    return line;
  }
}

customElements.define("drop-box", DropBox);
