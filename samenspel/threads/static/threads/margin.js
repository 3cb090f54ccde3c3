// Brackets beside the text, one for each code of each passage, in lanes where they overlap. They are
// for the eye: the list beside the text tells the same in words. Heights are shares of a paragraph,
// so that they hold on paper too; only what is near the window is measured.
const MOST_LANES = 12;
const NEAR = "600px 0px";

export class Margin {
  constructor(text, pieces) {
    this.text = text;
    this.pieces = pieces;
    this.byPara = new Map();
    this.near = new Set();
    this.drawn = new Map(); // what stands beside each paragraph now
    this.watch = new IntersectionObserver((seen) => this.see(seen), { rootMargin: NEAR });
    this.resize = new ResizeObserver(() => this.resized());
    this.resize.observe(text);
    this.width = text.clientWidth;
    this.undo = new AbortController();
    window.addEventListener("beforeprint", () => this.draw([...this.byPara.keys()]), { signal: this.undo.signal });
  }

  away() {
    this.watch.disconnect();
    this.resize.disconnect();
    this.undo.abort();
  }

  /** `items`: { passage, code, colour, mark, name, start, end }, sorted by where they start. */
  set(items) {
    const before = this.byPara;
    this.byPara = new Map();
    let lanes = 0;
    const free = []; // where each lane is free again
    for (const item of items) {
      let lane = free.findIndex((end) => end <= item.start);
      if (lane < 0) lane = Math.min(free.length, MOST_LANES - 1);
      free[lane] = Math.max(free[lane] ?? 0, item.end);
      lanes = Math.max(lanes, lane + 1);
      for (const piece of this.pieces.touched(item.start, item.end)) {
        if (!this.byPara.has(piece.para)) this.byPara.set(piece.para, { piece, parts: [], says: "" });
        const there = this.byPara.get(piece.para);
        there.parts.push({ ...item, lane });
        there.says += `${item.passage}.${item.code}.${item.start}.${item.end}.${lane} `;
      }
    }
    this.text.style.setProperty("--lanes", Math.max(lanes, 1));
    for (const para of before.keys()) if (!this.byPara.has(para)) this.clear(para);
    for (const para of this.byPara.keys()) if (!before.has(para)) this.watch.observe(para);
    this.draw([...this.near]);
  }

  clear(para) {
    para.querySelector(".margin")?.remove();
    this.watch.unobserve(para);
    this.near.delete(para);
    this.drawn.delete(para);
  }

  see(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) this.near.add(target);
      else this.near.delete(target);
    }
    this.draw([...this.near]);
  }

  resized() {
    if (this.text.clientWidth === this.width) return;
    this.width = this.text.clientWidth;
    this.drawn.clear();
    this.draw([...this.near]);
  }

  draw(paras) {
    const fresh = paras.filter((para) => this.byPara.has(para) && this.drawn.get(para) !== this.byPara.get(para).says);
    const measured = fresh.map((para) => [para, this.measure(para, this.byPara.get(para))]);
    for (const [para, parts] of measured) {
      this.drawn.set(para, this.byPara.get(para).says);
      const margin = document.createElement("div");
      margin.className = "margin";
      margin.setAttribute("aria-hidden", "true");
      margin.append(...parts.map(bracket));
      para.querySelector(".margin")?.remove();
      para.append(margin);
    }
  }

  measure(para, { piece, parts }) {
    const box = para.getBoundingClientRect();
    return parts.map((part) => {
      const begins = part.start >= piece.start;
      const ends = part.end <= piece.end;
      const { top, bottom } = this.pieces.range(Math.max(part.start, piece.start), Math.min(part.end, piece.end)).getBoundingClientRect();
      const from = begins ? (top - box.top) / box.height : 0;
      const to = ends ? (bottom - box.top) / box.height : 1;
      return { ...part, begins, ends, from, height: to - from };
    });
  }
}

function bracket({ passage, code, colour, mark, name, lane, begins, ends, from, height }) {
  const line = document.createElement("span");
  line.className = `bracket code-${colour}${begins ? " begins" : ""}${ends ? " ends" : ""}`;
  Object.assign(line.dataset, { passage, code });
  if (begins) line.dataset.mark = mark;
  line.title = name;
  line.style.setProperty("--lane", lane);
  line.style.insetBlockStart = `${from * 100}%`;
  line.style.blockSize = `${height * 100}%`;
  return line;
}
