/* The server has these words: the copy on this device can go. */
import * as local from "./local-copy.js";

class WordsArrived extends HTMLElement {
  connectedCallback() {
    local.remove(this.dataset.key);
  }
}

customElements.define("words-arrived", WordsArrived);
