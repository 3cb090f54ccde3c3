// Through the list of texts by keyboard: j and k go down and up, n goes to what waits.
import { isCommand } from "threads/single-keys";

const STEPS = { j: 1, k: -1 };

class ReadingList extends HTMLElement {
  connectedCallback() {
    this.links = [...this.querySelectorAll(".rows h2 > a")];
    this.querySelector(".read-keys").hidden = false;
    this.undo = new AbortController();
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.undo.signal });
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  key(event) {
    if (!isCommand(event)) return;
    if (event.key === "n") document.querySelector("[data-onward]")?.click();
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const here = this.links.indexOf(document.activeElement);
    const next = here < 0 ? this.links.at(step > 0 ? 0 : -1) : this.links[here + step];
    next?.focus();
  }
}

customElements.define("reading-list", ReadingList);
