// A text and the list of its passages. The marks are painted from the list, in lanes beside the text
// stand the codes, and all light each other up: from the list, from the text, from a bracket, and
// from an address that ends in #fragment-…. Layers of coders can be left out.
import { Margin } from "threads/margin";
import { Paint, Pieces, canPaint, paint } from "threads/pieces";

const DEEPEST = 3;

class FragmentList extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("[data-text]");
    this.list = this.querySelector("[data-rows]");
    this.more = this.querySelector("[data-more-rows]");
    this.leftOut = new Set(); // coders whose layers are left out
    this.looks = new Map(); // how each code looks: alike in every row
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.addEventListener("pointerover", (event) => this.point(event.target), { signal });
    this.addEventListener("focusin", (event) => this.point(event.target), { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    window.addEventListener("hashchange", () => this.arrive(), { signal });
    this.choosing = this.querySelector("[data-layers]");
    this.choosing?.addEventListener("change", () => this.sift(), { signal });
    this.choosing?.querySelector("[data-all]")?.addEventListener("click", () => this.showAll(), { signal });
    for (const button of this.querySelectorAll("[data-without-script]")) button.hidden = true;
    window.addEventListener("beforeprint", () => this.complete(), { signal });
    this.read();
    this.arrive();
    if (this.more) requestAnimationFrame(() => setTimeout(() => this.complete()));
  }

  disconnectedCallback() {
    this.undo.abort();
    this.margin?.away();
    for (const name of ["lit", "marked-1", "marked-2", "marked-3"]) paint(name, []);
  }

  read() {
    this.pieces = new Pieces(this.text);
    this.items = new Map();
    for (const row of this.list.children) this.take(row);
    if (canPaint) {
      this.pieces.plain();
      this.text.classList.add("painted");
      this.margin = new Margin(this.text, this.pieces);
      this.paints = Array.from({ length: DEEPEST }, (_none, at) => new Paint(`marked-${at + 1}`, this.pieces));
    }
    this.refresh();
  }

  /** What came in a noscript is words to a browser with scripts, and not yet rows: it costs next to nothing until it is read. */
  complete() {
    if (!this.more) return;
    const holder = document.createElement("template");
    holder.innerHTML = this.more.textContent;
    this.more.remove();
    this.more = null;
    const rows = [...holder.content.firstElementChild.children];
    for (const row of rows) this.take(row);
    this.list.append(...rows);
    this.refresh();
  }

  /** What is shown of the list, from front to back: all of it. */
  get visible() {
    this.complete();
    return this.sorted;
  }

  take(row) {
    const { passage, start, end, given } = row.dataset;
    const pairs = given ? given.split(" ").map((pair) => pair.split(":").map(Number)) : [];
    this.items.set(passage, { row, passage, start: Number(start), end: Number(end), given: pairs, codes: this.codesIn(row, pairs) });
  }

  /** The codes of a row as brackets need them, with who gave them. */
  codesIn(row, given) {
    return [...new Set(given.map(([code]) => code))].map((code) => {
      if (!this.looks.has(code)) this.looks.set(code, lookOf(row.querySelector(`[data-code="${code}"]`)));
      const coders = given.filter(([each]) => each === code).map(([, coder]) => coder);
      return { code, coders, ...this.looks.get(code) };
    });
  }

  /** A row that came from the server takes its place; without one the passage is gone. */
  put(passage, html) {
    this.complete();
    const id = String(passage);
    const before = this.items.get(id);
    this.items.delete(id);
    this.looks.clear(); // somebody may have given a code another colour
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const row = holder.content.firstElementChild;
    if (!row) before?.row.remove();
    else if (before) before.row.replaceWith(row);
    else {
      const [start, end] = [Number(row.dataset.start), Number(row.dataset.end)];
      const later = this.visible.find((item) => item.start > start || (item.start === start && item.end < end))?.row;
      this.list.insertBefore(row, later ?? null);
    }
    if (row) this.take(row);
    this.querySelector("[data-nothing]")?.remove();
    this.refresh();
    return this.items.get(id);
  }

  shown({ given }) {
    return !given.length || given.some(([, coder]) => !this.leftOut.has(coder));
  }

  refresh() {
    const shown = [...this.items.values()].filter((item) => this.shown(item));
    shown.sort((a, b) => a.start - b.start || b.end - a.end);
    if (this.leftOut.size || this.sifted) this.hideRows();
    this.sorted = shown;
    if (!this.more) this.querySelector("[data-count]").textContent = shown.length;
    if (!this.margin) return;
    const stretches = depths(shown);
    this.paints.forEach((painted, at) => painted.show(stretches.filter(([, , deep]) => Math.min(deep, DEEPEST) === at + 1)));
    this.margin.set(shown.flatMap((item) => this.codesOf(item)));
  }

  codesOf({ passage, start, end, codes }) {
    const shown = codes.filter(({ coders }) => coders.some((coder) => !this.leftOut.has(coder)));
    return shown.map((code) => ({ ...code, passage, start, end }));
  }

  // Layers

  sift() {
    if ("sifted" in this.choosing.dataset) return this.choosing.submit();
    this.complete();
    const boxes = [...this.choosing.querySelectorAll("input[name=laag]")];
    this.leftOut = new Set(boxes.filter((box) => !box.checked).map((box) => Number(box.value)));
    this.choosing.querySelector("[data-all]").hidden = !this.leftOut.size;
    this.sifted = true;
    return this.refresh();
  }

  showAll() {
    for (const box of this.choosing.querySelectorAll("input[name=laag]")) box.checked = true;
    this.sift();
    this.choosing.querySelector("input[name=laag]").focus();
  }

  hideRows() {
    for (const item of this.items.values()) {
      item.row.hidden = !this.shown(item);
      for (const tag of item.row.querySelectorAll("[data-code]")) {
        const coders = item.given.filter(([code]) => String(code) === tag.dataset.code);
        tag.hidden = coders.every(([, coder]) => this.leftOut.has(coder));
      }
    }
  }

  // Lighting up

  point(target) {
    const { passage } = target.closest("li[data-passage], .bracket")?.dataset ?? {};
    if (passage) this.light([this.items.get(passage)]);
  }

  click(event) {
    if (event.target.closest("a, button, form, label") || !getSelection().isCollapsed) return;
    const { passage } = event.target.closest("li[data-passage], .bracket")?.dataset ?? {};
    if (passage) {
      const [one] = this.light([this.items.get(passage)]);
      if (event.target.closest(".bracket")) this.bring(one.row);
      else this.show(one);
    } else if (this.text.contains(event.target)) {
      const spot = this.spotAt(event);
      if (!spot || !this.text.contains(spot[0])) return;
      const lit = this.at(this.pieces.placeOf(...spot));
      if (lit.length) this.bring(this.light(lit)[0].row);
    }
  }

  /** The passages that stand at a place. */
  at(place) {
    return this.visible.filter(({ start, end }) => start <= place && place < end);
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
    if (passage && !this.items.has(passage)) this.complete();
    const one = this.items.get(passage);
    if (!one) return;
    this.light([one]);
    this.bring(one.row);
    this.show(one);
  }

  light(lit) {
    this.lit = lit;
    for (const each of this.querySelectorAll(".lit")) each.classList.remove("lit");
    const passages = new Set(lit.map(({ passage }) => passage));
    for (const { row } of lit) row.classList.add("lit");
    for (const line of this.text.querySelectorAll(".bracket")) line.classList.toggle("lit", passages.has(line.dataset.passage));
    paint("lit", lit.map(({ start, end }) => this.pieces.range(start, end)), 1);
    return lit;
  }

  show({ start, end }) {
    const { top, bottom } = this.pieces.range(start, end).getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 80) scrollBy({ top: top - innerHeight / 4 });
  }
}

function lookOf(tag) {
  return { mark: tag.firstElementChild.textContent, colour: tag.className.match(/code-(\d+)/)[1], name: tag.lastChild.textContent };
}

/** Where passages lie over each other: [start, end, how many], from front to back. */
function depths(items) {
  const change = new Map();
  for (const { start, end } of items) {
    change.set(start, (change.get(start) ?? 0) + 1);
    change.set(end, (change.get(end) ?? 0) - 1);
  }
  const edges = [...change.keys()].sort((a, b) => a - b);
  const found = [];
  let deep = 0;
  edges.forEach((edge, at) => {
    deep += change.get(edge);
    if (deep) found.push([edge, edges[at + 1], deep]);
  });
  return found;
}

customElements.define("fragment-list", FragmentList);
