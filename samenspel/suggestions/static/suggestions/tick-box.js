// Says on the button how many are ticked, and ticks all or none.
class TickBox extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.boxes = [...this.querySelectorAll("input[name=hit]")];
    this.button = this.querySelector("[data-give]");
    this.plain = this.button.textContent;
    this.querySelector("[data-ticks]").hidden = false;
    this.addEventListener("change", () => this.count(), { signal });
    this.addEventListener("click", ({ target }) => this.click(target), { signal });
    this.count();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  click(target) {
    const all = target.closest("[data-all]");
    if (!all && !target.closest("[data-none]")) return;
    for (const box of this.boxes) box.checked = Boolean(all);
    this.count();
  }

  count() {
    const many = this.boxes.filter((box) => box.checked).length;
    const { one, many: words } = this.button.dataset;
    this.button.textContent = many === 0 ? this.plain : many === 1 ? one : words.replace("%d", many);
  }
}

customElements.define("tick-box", TickBox);
