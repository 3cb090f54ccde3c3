/* Shows its button, which prints the page. */
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => window.print(), { signal: this.undo.signal });
  }

  disconnectedCallback() {
    this.undo.abort();
  }
}

customElements.define("print-page", PrintPage);
