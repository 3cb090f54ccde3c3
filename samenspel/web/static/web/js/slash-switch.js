/* Turns the "/" key off and on, since keys of one sign get in the way of speech input. */
class SlashSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.turn = () => this.set(this.off ? "on" : "off");
    this.button.addEventListener("click", this.turn);
    this.hidden = false;
    this.show();
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.turn);
  }

  get off() {
    return localStorage.getItem("slash-key") === "off";
  }

  set(value) {
    localStorage.setItem("slash-key", value);
    this.show();
  }

  show() {
    this.button.textContent = this.off ? this.button.dataset.on : this.button.dataset.off;
  }
}

customElements.define("slash-switch", SlashSwitch);
