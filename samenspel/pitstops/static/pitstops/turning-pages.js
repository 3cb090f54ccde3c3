/* More cards than fit on the big screen stand on pages, that turn by themselves at reading speed
   (not while people talk). A clicker, the arrow keys and two buttons turn them too; space stops and goes on. */
const WORDS_A_SECOND = 2;
const SHORTEST = 15;
const LONGEST = 90;
const SMALLER = { few: "some" }; // cards that so all fit on one page
const SMALLER_PILES = { few: "many", some: "many" };
const now = { step: "", page: 0, still: false }; // outlives the element: other cards bring a new one

class TurningPages extends HTMLElement {
  connectedCallback() {
    const step = this.closest("[data-step]")?.dataset.step ?? "";
    if (step !== now.step) Object.assign(now, { step, page: 0, still: "still" in this.dataset });
    this.undo = new AbortController();
    const { signal } = this.undo;
    window.addEventListener("resize", () => this.lay(), { signal });
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.fonts.ready.then(() => this.isConnected && this.lay());
    this.lay();
    // What comes beside it, as those who would like to speak, makes it narrower.
    this.beside = new ResizeObserver(() => this.clientWidth !== this.width && this.lay());
    this.beside.observe(this);
  }

  disconnectedCallback() {
    this.undo.abort();
    this.beside.disconnect();
    clearTimeout(this.timer);
    this.bar?.remove();
  }

  /* Where piles stand side by side a page has whole piles, else rows of cards. */
  get things() {
    return [...this.querySelectorAll("byHeap" in this.dataset ? ".heap" : ".card")];
  }

  lay() {
    const piles = "byHeap" in this.dataset;
    this.bar?.remove();
    this.bar = null;
    for (const each of this.querySelectorAll(".card, .heap")) {
      each.hidden = false;
      delete each.dataset.more;
    }
    this.dataset.many = this.size ??= this.dataset.many;
    const main = this.closest("main");
    const below = main.getBoundingClientRect().bottom - this.closest("live-region").getBoundingClientRect().bottom;
    const room = innerHeight - this.getBoundingClientRect().top - scrollY - below;
    this.pages = this.fill(Infinity);
    const over = () => this.getBoundingClientRect().height > room;
    if (over()) this.dataset.many = (piles ? SMALLER_PILES : SMALLER)[this.size] ?? this.size;
    if (piles && over()) this.shorten(room);
    if (over()) {
      this.bar = this.drawBar();
      this.closest(".screen-step").append(this.bar);
      const left = room - 1.4 * this.bar.getBoundingClientRect().height;
      if (piles) this.shorten(left);
      this.pages = this.fill(left);
    }
    this.turn(0);
    this.width = this.clientWidth;
  }

  /* A pile that is higher than a page shows as many cards as fit, and how many more there are. */
  shorten(room) {
    for (const heap of this.querySelectorAll(".heap")) {
      const cards = [...heap.querySelectorAll(".card:not([hidden])")];
      const note = heap.querySelector(":scope > .note")?.textContent;
      let more = Number(heap.dataset.more ?? note?.match(/\d+/) ?? 0);
      while (cards.length > 1 && heap.getBoundingClientRect().height > room) {
        cards.pop().hidden = true;
        heap.dataset.more = more += 1;
      }
    }
  }

  /* Rows of things, laid on a page until it is full. */
  fill(room) {
    const pages = [];
    let start, row;
    for (const thing of this.things) {
      const { top, bottom } = thing.getBoundingClientRect();
      const heap = thing.closest(".heap");
      const named = heap.querySelector(".card")?.getBoundingClientRect().top - heap.getBoundingClientRect().top;
      if (row === undefined || (top !== row && bottom - start > room)) {
        pages.push([]);
        start = thing === heap ? top : top - named;
      }
      row = top;
      pages.at(-1).push(thing);
    }
    return pages;
  }

  drawBar() {
    const bar = document.createElement("nav");
    bar.className = "turning";
    bar.setAttribute("aria-label", this.dataset.called);
    const button = (id, words, does) => {
      const made = Object.assign(document.createElement("button"), { id, type: "button", className: "button quiet", textContent: words });
      made.addEventListener("click", does);
      bar.append(made);
      return made;
    };
    button("turn-back", this.dataset.back, () => this.turn(-1));
    bar.append(Object.assign(document.createElement("output"), { className: "turning-at" }));
    button("turn-on", this.dataset.on, () => this.turn(1));
    button("turn-still", "", () => this.hold());
    return bar;
  }

  turn(by) {
    const many = Math.max(1, this.pages.length);
    now.page = by ? (now.page + by + many) % many : Math.min(now.page, many - 1);
    const shown = new Set(this.pages[now.page]);
    for (const thing of this.things) thing.hidden = !shown.has(thing);
    for (const heap of this.querySelectorAll(".heap")) {
      if (!shown.has(heap)) heap.hidden = !heap.querySelector(".card:not([hidden])");
    }
    if (this.bar) this.bar.querySelector("output").textContent = this.dataset.of.replace("{page}", now.page + 1).replace("{many}", many);
    this.wait();
  }

  hold() {
    now.still = !now.still;
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    if (!this.bar) return;
    this.bar.querySelector("#turn-still").textContent = now.still ? this.dataset.turn : this.dataset.stop;
    if (now.still) return;
    const words = this.pages[now.page].map((thing) => thing.textContent).join(" ").trim().split(/\s+/).length;
    const seconds = Math.min(LONGEST, Math.max(SHORTEST, words / WORDS_A_SECOND));
    this.timer = setTimeout(() => this.turn(1), seconds * 1000);
  }

  press(event) {
    if (!this.bar || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) this.turn(by);
    else if (event.key === " " && !event.target.closest("button, a, select")) this.hold();
    else return;
    event.preventDefault();
  }
}

customElements.define("turning-pages", TurningPages);
