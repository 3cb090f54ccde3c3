// Choosing words in a text, and keeping them: with the mouse or the phone's own selection, by a tap
// on a sentence (a second tap takes more), or with the keyboard. Nothing is kept without a button.
import { Pieces, paint } from "threads/pieces";

const SETTLED = 250; // milliseconds without a change, after which a selection is a choice

class MarkingDesk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form.desk-bar");
    this.fields = this.form.elements;
    this.quote = this.form.querySelector("[data-quote]");
    this.said = this.form.querySelector("[data-said]");
    this.querySelector(".desk-help").hidden = false;
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("selectionchange", () => this.settle(), { signal });
    this.addEventListener("pointerdown", (event) => { this.pointer = event.pointerType; }, { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    this.addEventListener("keydown", (event) => this.key(event), { signal });
    this.form.addEventListener("submit", (event) => this.keep(event), { signal });
    this.form.addEventListener("toggle", () => this.draft && this.keepInSight(this.pieces.range(...this.draft)), { signal, capture: true });
    this.read();
    const { start, end } = this.fields;
    if (end.value) this.choose([Number(start.value), Number(end.value)]);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.undo.abort();
    paint("draft", []);
  }

  read() {
    this.text = this.querySelector("[data-text]");
    this.pieces = new Pieces(this.text);
    this.walking = false;
  }

  // Choosing

  settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.select(), SETTLED);
  }

  select() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount || !this.text.contains(selection.anchorNode)) return;
    const stretch = this.pieces.covered(selection.getRangeAt(0));
    if (stretch && String(stretch) !== String(this.draft)) this.choose(stretch);
  }

  click(event) {
    if (event.target.closest("[data-walk]")) return this.walk();
    if (event.target.closest("[data-cancel]")) return this.cancel();
    if (!this.text.contains(event.target) || !getSelection().isCollapsed) return undefined;
    if (this.pointer === "mouse") return this.draft && this.cancel();
    const spot = this.querySelector("fragment-list").spotAt(event);
    return spot && this.text.contains(spot[0]) && this.tap(this.pieces.placeOf(...spot));
  }

  tap(place) {
    const sentence = this.pieces.unitAt("sentence", place);
    if (!sentence) return;
    if (!this.draft) this.choose(sentence);
    else if (this.draft[0] <= place && place < this.draft[1]) this.cancel();
    else this.choose(hull(this.draft, sentence));
  }

  choose(stretch) {
    this.draft = stretch;
    const words = this.pieces.words(...stretch);
    const { start, end, words: seen, sha256 } = this.fields;
    [start.value, end.value] = stretch;
    seen.value = words;
    sha256.value = this.form.dataset.version;
    this.quote.textContent = shortened(words);
    this.open();
    const range = this.pieces.range(...stretch);
    if (!paint("draft", [range]) && getSelection().isCollapsed) getSelection().addRange(range);
    this.keepInSight(range);
  }

  open() {
    if (!this.form.hidden) return;
    this.form.hidden = false;
    const more = this.form.querySelector(".desk-more");
    if (more) more.open = matchMedia("(min-width: 48rem)").matches;
  }

  /** The bar may not cover what was chosen. */
  keepInSight(range) {
    const { top, bottom } = range.getBoundingClientRect();
    const bar = this.form.getBoundingClientRect();
    const beside = bar.left >= this.text.getBoundingClientRect().right;
    const floor = (beside ? innerHeight : bar.top) - 16;
    if (bottom > floor) scrollBy({ top: Math.min(bottom - floor, top - 16) });
    else if (top < 0 && bottom < 16) scrollBy({ top: top - 60 });
  }

  cancel() {
    this.draft = null;
    this.cursor = null;
    paint("draft", []);
    getSelection().removeAllRanges();
    this.form.reset();
    this.form.querySelector("[data-errors]").replaceChildren();
    for (const name of ["start", "end", "words"]) this.fields[name].value = "";
    this.form.hidden = true;
  }

  // By keyboard: the cursor is a word, sentence or paragraph; Shift takes more.

  walk() {
    this.walking = true;
    this.text.tabIndex = -1;
    this.text.setAttribute("role", "application");
    this.text.setAttribute("aria-describedby", "walk-help");
    this.text.focus({ preventScroll: true });
    this.text.addEventListener("blur", () => this.rest(), { once: true });
    const seen = this.pieces.list.find(({ element }) => element.getBoundingClientRect().bottom > 60);
    this.move(this.draft ?? this.pieces.unitAt("word", (seen ?? this.pieces.list[0]).start), false);
  }

  rest() {
    this.walking = false;
    this.text.removeAttribute("role");
    this.text.removeAttribute("aria-describedby");
    this.text.removeAttribute("tabindex");
  }

  key(event) {
    if (event.key === "Escape" && this.draft) {
      event.preventDefault();
      const walked = this.cursor;
      if (this.form.contains(document.activeElement) && walked) return this.walk();
      this.cancel();
      return walked && this.querySelector("[data-walk]").focus();
    }
    if (!this.walking) return undefined;
    const kind = event.key.endsWith("Down") || event.key.endsWith("Up") ? (event.ctrlKey || event.altKey ? "paragraph" : "sentence") : "word";
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = this.pieces.unitBeside(kind, this.cursor.focus, step);
      if (next) this.move(next, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const more = this.form.querySelector(".desk-more");
      if (more) more.open = true;
      this.form.querySelector("input:not([type=hidden]), button").focus();
    }
    return undefined;
  }

  move(unit, more) {
    this.cursor = { anchor: more ? this.cursor.anchor : unit, focus: unit };
    const stretch = hull(this.cursor.anchor, unit);
    getSelection().removeAllRanges();
    this.choose(stretch);
    this.say(shortened(this.pieces.words(...(more ? stretch : unit))));
    this.keepInSight(this.pieces.range(...unit));
  }

  say(words) {
    this.said.textContent = words;
  }

  // Keeping: the same form, the same page; only what changed is put in its place.

  async keep(event) {
    if (this.form.dataset.whole !== undefined) return;
    event.preventDefault();
    const button = this.form.querySelector("button:not([type])");
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) this.kept(page);
      else this.refused(page);
    } catch {
      this.form.querySelector("[data-errors]").textContent = this.said.dataset.offline;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  kept(page) {
    const walked = this.cursor;
    this.cancel();
    for (const part of ["[data-text]", "[data-list]", ".desk-asks"]) {
      this.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
    }
    this.read();
    this.querySelector("fragment-list").dispatchEvent(new Event("fragments-changed"));
    this.say(page.querySelector(".notices")?.textContent.trim() ?? "");
    if (walked) {
      this.cursor = walked;
      this.querySelector("[data-walk]").focus({ preventScroll: true });
    }
  }

  refused(page) {
    const [old, fresh] = [this, page].map((each) => each.querySelector("[data-errors]"));
    if (fresh) old.replaceWith(document.adoptNode(fresh));
    else this.form.submit();
  }
}

function hull([a, b], [c, d]) {
  return [Math.min(a, c), Math.max(b, d)];
}

function shortened(words) {
  const characters = [...words.replace(/\s+/g, " ")];
  if (characters.length <= 160) return characters.join("");
  return `${characters.slice(0, 100).join("")} … ${characters.slice(-50).join("")}`;
}

customElements.define("marking-desk", MarkingDesk);
