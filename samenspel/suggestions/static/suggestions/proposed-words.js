// A layer beside those of the coders. While it is shown, a dashed line stands under the words for
// which the computer proposes something; the words light up when one rests on a suggestion.
import { Pieces, paint } from "threads/pieces";

class ProposedWords extends HTMLElement {
  connectedCallback() {
    this.section = this.closest("[data-proposals]");
    this.box = document.querySelector("input[data-layer-apart][name=voorstellen]");
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.box?.addEventListener("change", () => this.show(), { signal });
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

  show() {
    this.section.hidden = !this.box.checked;
    this.draw();
    const body = new FormData(this.querySelector("form"));
    if (this.box.checked) body.set("toon", "1");
    // When it can't be kept the choice holds on this page.
    fetch(this.dataset.keep, { method: "POST", body }).catch(() => {});
  }

  draw() {
    if (this.section.hidden) return paint("proposed", []);
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
