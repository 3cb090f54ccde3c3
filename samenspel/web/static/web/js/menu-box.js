/* Closes the menu inside it on Escape and on a click or focus elsewhere. */
class MenuBox extends HTMLElement {
  connectedCallback() {
    this.menu = this.querySelector("details");
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("click", (event) => this.leave(event.target), { signal });
    this.addEventListener("focusout", (event) => event.relatedTarget && this.leave(event.relatedTarget), { signal });
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(), { signal });
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  leave(target) {
    if (!this.contains(target)) this.menu.open = false;
  }

  escape() {
    this.menu.open = false;
    this.menu.querySelector("summary").focus();
  }
}

customElements.define("menu-box", MenuBox);
