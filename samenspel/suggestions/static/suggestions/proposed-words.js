// Draws a dashed line under the words for which the computer proposes something, while its list is
// open, and brings the words in sight when one rests on a suggestion.
import { Pieces, paint } from "threads/pieces";

class ProposedWords extends HTMLElement {
  connectedCallback() {
    this.box = this.closest("details");
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.box.addEventListener("toggle", ({ target }) => target === this.box && this.draw(), { signal });
    this.addEventListener("pointerover", ({ target }) => this.point(target), { signal });
    this.addEventListener("focusin", ({ target }) => this.point(target), { signal });
    this.draw();
  }

  disconnectedCallback() {
    this.undo.abort();
    paint("proposed", []);
    paint("lit", []);
  }

  get pieces() {
    return new Pieces(this.closest("fragment-list").querySelector("[data-text]"));
  }

  draw() {
    if (!this.box.open) return paint("proposed", []);
    const { pieces } = this;
    return paint("proposed", Array.from(this.querySelectorAll("li[data-start]"), (row) => this.range(pieces, row)));
  }

  range(pieces, row) {
    return pieces.range(Number(row.dataset.start), Number(row.dataset.end));
  }

  point(target) {
    const row = target.closest("li[data-start]");
    if (!row || row === this.pointed) return;
    this.pointed = row;
    paint("lit", [this.range(this.pieces, row)]);
  }
}

if (!customElements.get("proposed-words")) customElements.define("proposed-words", ProposedWords);
