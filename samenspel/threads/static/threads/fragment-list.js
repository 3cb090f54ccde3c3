// A text and the list of its fragments light each other up: from the list, from a mark that is
// clicked, and from an address that ends in #fragment-….
import { Pieces, paint } from "threads/pieces";

class FragmentList extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.addEventListener("pointerover", (event) => this.point(event.target.closest("li[data-passage]")), { signal });
    this.addEventListener("focusin", (event) => this.point(event.target.closest("li[data-passage]")), { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    this.addEventListener("fragments-changed", () => this.read(), { signal });
    window.addEventListener("hashchange", () => this.arrive(), { signal });
    this.read();
    this.arrive();
  }

  disconnectedCallback() {
    this.undo.abort();
    paint("lit", []);
  }

  read() {
    this.pieces = new Pieces(this.querySelector("[data-text]"));
    this.rows = Array.from(this.querySelectorAll("li[data-passage]"), (row) => ({
      row,
      start: Number(row.dataset.start),
      end: Number(row.dataset.end),
    }));
  }

  point(row) {
    if (row) this.light(this.rows.filter((each) => each.row === row));
  }

  click(event) {
    if (event.target.closest("a, button, form") || !getSelection().isCollapsed) return;
    const row = event.target.closest("li[data-passage]");
    if (row) {
      const [one] = this.light(this.rows.filter((each) => each.row === row));
      this.show(one);
    } else if (event.target.closest("mark")) {
      const spot = this.spotAt(event);
      if (!spot) return;
      const place = this.pieces.placeOf(...spot);
      const [one] = this.light(this.rows.filter(({ start, end }) => start <= place && place < end));
      if (one) this.bring(one.row);
    }
  }

  /** On a wide window the list scrolls by itself; on a phone the page would jump away. */
  bring(row) {
    if (getComputedStyle(row.closest("[data-list]")).overflowY === "auto") row.scrollIntoView({ block: "nearest" });
  }

  spotAt({ clientX, clientY }) {
    if (document.caretPositionFromPoint) {
      const spot = document.caretPositionFromPoint(clientX, clientY);
      return spot && [spot.offsetNode, spot.offset];
    }
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    return range && [range.startContainer, range.startOffset];
  }

  arrive() {
    const [, passage] = location.hash.match(/^#fragment-(\d+)$/) ?? [];
    const one = this.rows.find(({ row }) => row.dataset.passage === passage);
    if (!one) return;
    this.light([one]);
    this.bring(one.row);
    this.show(one);
  }

  light(lit) {
    for (const { row } of this.rows) row.classList.remove("lit");
    for (const { row } of lit) row.classList.add("lit");
    paint("lit", lit.map(({ start, end }) => this.pieces.range(start, end)));
    return lit;
  }

  show({ start, end }) {
    const { top, bottom } = this.pieces.range(start, end).getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 80) scrollBy({ top: top - innerHeight / 4 });
  }
}

customElements.define("fragment-list", FragmentList);
