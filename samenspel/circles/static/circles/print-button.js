// <print-button>: shows its button where there is something that can print.
class PrintButton extends HTMLElement {
  connectedCallback() {
    this.hidden = !window.print;
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent() {
    window.print();
  }
}

customElements.define("print-button", PrintButton);
