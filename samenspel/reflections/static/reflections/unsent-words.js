/* Shows the words that stand only on this device, each with a link to where they were written. */
import * as local from "./local-copy.js";

class UnsentWords extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector("ul");
    const mine = local.all().filter(({ who, url }) => who === this.dataset.who && url);
    list.replaceChildren(...mine.map(({ url, words }) => this.line(url, words)));
    this.hidden = mine.length === 0;
  }

  line(url, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = `${words.trim()}…`;
    item.append(link);
    return item;
  }
}

customElements.define("unsent-words", UnsentWords);
