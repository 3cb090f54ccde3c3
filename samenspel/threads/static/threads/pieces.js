// A text on the page as numbered places: code points of its version, as the server counts them.
// Each paragraph tells in data-at where it begins; what stands between two paragraphs is a line end.
import { cut, fromUtf16, length, toUtf16, trim } from "sources/offsets";

const FINEST = "grapheme";

export class Pieces {
  constructor(root) {
    this.root = root;
    this.language = root.lang || document.documentElement.lang;
    this.list = Array.from(root.querySelectorAll("[data-at]"), (element) => {
      const text = element.textContent;
      const [start, many] = [Number(element.dataset.at), length(text)];
      const even = many === text.length; // each character is one unit: places need no counting
      return { element, text, start, end: start + many, even, units: {}, para: element.closest(".para") };
    });
  }

  /** Marks that were written in the text make way for painted ones: a paragraph is one text node. */
  plain() {
    for (const { element, text } of this.list) if (element.firstElementChild) element.textContent = text;
  }

  /** The pieces that [start, end) touches. */
  touched(start, end) {
    const first = this.list.indexOf(this.pieceAt(start));
    const found = [];
    for (let at = first; at < this.list.length && this.list[at].start < end; at += 1) {
      if (this.list[at].end > start) found.push(this.list[at]);
    }
    return found;
  }

  /** The words in [start, end), with a line end between paragraphs. */
  words(start, end) {
    return this.touched(start, end)
      .map((piece) => [piece, Math.max(start, piece.start), Math.min(end, piece.end)])
      .filter(([, from, to]) => from < to)
      .map(([piece, from, to]) => cut(piece.text, from - piece.start, to - piece.start))
      .join("\n");
  }

  /** The place of a spot in the document; `late` says which side of a gap it belongs to. */
  placeOf(node, offset, late = false) {
    const piece = this.pieceAround(node);
    if (piece) {
      const before = document.createRange();
      before.setStart(piece.element, 0);
      before.setEnd(node, offset);
      return piece.start + fromUtf16(piece.text, before.toString().length);
    }
    const spot = document.createRange();
    spot.setStart(node, offset);
    const next = this.list.findIndex((each) => spot.comparePoint(each.element, 0) > 0);
    if (late) return (this.list.at(next < 0 ? -1 : next - 1) ?? this.list[0]).end;
    return next < 0 ? this.list.at(-1).end : this.list[next].start;
  }

  /** What a selection in this text covers, in whole characters and without white space at its ends. */
  covered(range) {
    if (!range.intersectsNode(this.root)) return null;
    const inside = (node) => this.root.contains(node);
    const start = inside(range.startContainer) ? this.placeOf(range.startContainer, range.startOffset) : this.list[0].start;
    const end = inside(range.endContainer) ? this.placeOf(range.endContainer, range.endOffset, true) : this.list.at(-1).end;
    return start < end ? this.tidy(start, end) : null;
  }

  tidy(start, end) {
    const first = this.pieceAt(start);
    const last = this.pieceAt(end - 1);
    const from = Math.max(...this.unitsOf(first, FINEST).map(([at]) => at).filter((at) => at <= start), first.start);
    const to = Math.min(...this.unitsOf(last, FINEST).map(([, at]) => at).filter((at) => at >= end), last.end);
    const [head] = trim(first.text, from - first.start, Math.min(to, first.end) - first.start);
    const [, tail] = trim(last.text, Math.max(from, last.start) - last.start, to - last.start);
    const tidied = [first.start + head, last.start + tail];
    return tidied[0] < tidied[1] ? tidied : null;
  }

  /** A range over [start, end), to paint or to scroll to. */
  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.spot(start, this.pieceAt(start)));
    range.setEnd(...this.spot(end, this.pieceAt(end - 1)));
    return range;
  }

  pieceAround(node) {
    const element = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-at]");
    return element && this.list.find((piece) => piece.element === element);
  }

  /** The paragraph that holds a place; of a place in a gap, the one before it. */
  pieceAt(place) {
    let [low, high] = [0, this.list.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.list[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return this.list[low];
  }

  spot(place, piece) {
    const within = Math.min(place, piece.end) - piece.start;
    let left = piece.even ? within : toUtf16(piece.text, within);
    const only = piece.element.firstChild;
    if (only?.nodeType === Node.TEXT_NODE && left <= only.length) return [only, left];
    const nodes = document.createTreeWalker(piece.element, NodeFilter.SHOW_TEXT);
    let node = nodes.nextNode();
    while (node && left > node.length) {
      left -= node.length;
      node = nodes.nextNode();
    }
    return node ? [node, left] : [piece.element, 0];
  }

  /** The words, sentences or paragraphs of a piece, each as [start, end). */
  unitsOf(piece, kind) {
    piece.units[kind] ??= kind === "paragraph" ? [[piece.start, piece.end]] : this.segments(piece, kind);
    return piece.units[kind];
  }

  segments(piece, granularity) {
    let at = piece.start;
    const found = [];
    for (const { segment, isWordLike } of new Intl.Segmenter(this.language, { granularity }).segment(piece.text)) {
      const end = at + length(segment);
      const [from, to] = granularity === FINEST ? [at, end] : trim(piece.text, at - piece.start, end - piece.start).map((each) => each + piece.start);
      if (from < to && isWordLike !== false) found.push([from, to]);
      at = end;
    }
    return found;
  }

  /** The unit that holds a place, or the nearest one after it in the same paragraph. */
  unitAt(kind, place) {
    const units = this.unitsOf(this.pieceAt(place), kind);
    return units.find(([, end]) => end > place) ?? units.at(-1);
  }

  /** The unit after (step 1) or before (step -1) a stretch; nothing at the borders of the text. */
  unitBeside(kind, [start, end], step) {
    const here = this.list.indexOf(this.pieceAt(step > 0 ? end - 1 : start));
    for (let at = here; at >= 0 && at < this.list.length; at += step) {
      const units = this.unitsOf(this.list[at], kind);
      const found = step > 0 ? units.find(([from]) => from >= end) : units.findLast(([, to]) => to <= start);
      if (found) return found;
    }
    return null;
  }
}

export const canPaint = "highlights" in CSS && !matchMedia("(forced-colors: active)").matches;

/** Paints stretches under a name, where the browser can; says whether it could. */
export function paint(name, ranges, priority = 0) {
  if (!("highlights" in CSS)) return false;
  if (!ranges.length) CSS.highlights.delete(name);
  else {
    const highlight = new Highlight(...ranges);
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  }
  return true;
}

/** Keeps many stretches painted under a name; what stays is left as it is. */
export class Paint {
  constructor(name, pieces) {
    this.pieces = pieces;
    this.highlight = new Highlight();
    this.ranges = new Map();
    CSS.highlights.set(name, this.highlight);
  }

  show(stretches) {
    const wanted = new Map(stretches.map(([start, end]) => [`${start}-${end}`, [start, end]]));
    for (const [key, range] of this.ranges) {
      if (wanted.has(key)) continue;
      this.highlight.delete(range);
      this.ranges.delete(key);
    }
    for (const [key, stretch] of wanted) {
      if (this.ranges.has(key)) continue;
      const range = this.pieces.range(...stretch);
      this.highlight.add(range);
      this.ranges.set(key, range);
    }
  }
}
