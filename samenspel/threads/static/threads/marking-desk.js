// Choosing words in a text and giving them codes: with the mouse or the phone's own selection, by a
// tap on a sentence (a second tap takes more), or with the keyboard alone. Nothing is kept without a
// key, a tap or a button; every step can be undone.
import { paint } from "threads/pieces";
import { isCommand, singleKeys } from "threads/single-keys";
import { Steps } from "threads/steps";

const SETTLED = 250; // milliseconds without a change, after which a selection is a choice

class MarkingDesk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form.desk-bar");
    this.fields = this.form.elements;
    this.quote = this.form.querySelector("[data-quote]");
    this.said = this.form.querySelector("[data-said]");
    this.told = this.querySelector("[data-told]");
    this.palette = this.querySelector("code-palette");
    this.fragments = this.querySelector("fragment-list");
    this.keysBox = this.querySelector("dialog.desk-keys");
    this.whole = "whole" in this.form.dataset;
    this.steps = new Steps(this.form.dataset.steps);
    this.own = Number(this.form.dataset.own) || null;
    this.queue = Promise.resolve();
    this.querySelector("[data-tools]").hidden = false;
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("selectionchange", () => this.settle(), { signal });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    this.addEventListener("pointerdown", (event) => { this.pointer = event.pointerType; }, { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    this.addEventListener("code-chosen", ({ detail }) => this.give(detail), { signal });
    for (const kind of ["pointerover", "focusin", "click"]) {
      this.addEventListener(kind, (event) => this.offerOff(event.target.closest("li[data-passage]")), { signal });
    }
    this.form.addEventListener("submit", (event) => this.keep(event), { signal });
    this.keysBox?.addEventListener("change", (event) => { singleKeys.on = event.target.checked; }, { signal });
    this.text = this.querySelector("[data-text]");
    this.pieces = this.fragments.pieces;
    this.walking = false;
    if (!this.whole) this.takeUp(signal);
    this.showSteps();
    const { start, end } = this.fields;
    if (end.value) this.choose([Number(start.value), Number(end.value)]);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.undo.abort();
    paint("draft", []);
  }

  /** What was done on the page before is the latest step here; its notice goes back as the keys do. */
  takeUp(signal) {
    this.notice = document.querySelector("[data-done]");
    const form = this.notice?.querySelector("form");
    if (!form) return;
    this.steps.add(JSON.parse(form.elements.stap.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.again("back");
    }, { signal });
  }

  /** Another step came after it: its button would undo that one. */
  letNoticeGo() {
    const had = this.notice?.contains(document.activeElement);
    this.notice?.remove();
    this.notice = null;
    if (had) (this.querySelector("[data-forth]:enabled") ?? this.querySelector("[data-walk]")).focus();
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
    const press = (name) => event.target.closest(`[data-${name}]`);
    if (press("walk")) return this.walk();
    if (press("cancel")) return this.cancel();
    if (press("back")) return this.again("back");
    if (press("forth")) return this.again("forth");
    if (press("keys")) return this.showKeys();
    if (press("off")) return this.takeOff(press("off"));
    if (!this.text.contains(event.target) || event.target.closest(".bracket") || !getSelection().isCollapsed) return undefined;
    if (this.pointer === "mouse") return this.draft && this.cancel();
    const spot = this.fragments.spotAt(event);
    return spot && this.text.contains(spot[0]) && this.tap(this.pieces.placeOf(...spot));
  }

  tap(place) {
    const sentence = this.pieces.unitAt("sentence", place);
    if (!sentence) return;
    const within = this.draft && this.draft[0] <= place && place < this.draft[1];
    if (!this.draft || (!this.fresh && !within)) this.choose(sentence);
    else if (within) this.cancel();
    else this.choose(hull(this.draft, sentence));
  }

  choose(stretch) {
    this.draft = stretch;
    this.fresh = true;
    this.passing = false;
    const words = this.pieces.words(...stretch);
    this.fill(stretch, words);
    this.quote.textContent = shortened(words);
    this.palette?.offer(shortened(words, 80));
    this.form.hidden = false;
    this.paintDraft();
    this.keepInSight(this.pieces.range(...stretch));
  }

  fill([from, to], words) {
    const { start, end, words: seen, sha256 } = this.fields;
    [start.value, end.value] = [from, to];
    seen.value = words;
    sha256.value = this.form.dataset.version;
  }

  paintDraft() {
    const range = this.pieces.range(...this.draft);
    if (!paint("draft", [range], 2) && getSelection().isCollapsed) getSelection().addRange(range);
  }

  /** The bar may not cover what was chosen. */
  keepInSight(range) {
    const { top, bottom } = range.getBoundingClientRect();
    const bar = this.form.getBoundingClientRect();
    const beside = this.form.hidden || bar.left >= this.text.getBoundingClientRect().right;
    const floor = (beside ? innerHeight : bar.top) - 16;
    const roof = this.querySelector("[data-tools]").getBoundingClientRect().bottom + 8;
    if (bottom > floor) scrollBy({ top: Math.min(bottom - floor, top - roof) });
    else if (top < roof) scrollBy({ top: top - roof });
  }

  cancel() {
    this.draft = null;
    this.cursor = null;
    paint("draft", []);
    getSelection().removeAllRanges();
    this.close();
    for (const name of ["start", "end", "words"]) this.fields[name].value = "";
  }

  close() {
    const thread = this.form.querySelector(".desk-thread");
    this.form.reset();
    if (thread) thread.open = false;
    this.form.querySelector("[data-errors]").replaceChildren();
    this.form.hidden = true;
  }

  // By keyboard: the cursor is a word, sentence or paragraph; Shift takes more.

  walk(at) {
    this.walking = true;
    this.text.tabIndex = -1;
    this.text.setAttribute("role", "application");
    this.text.setAttribute("aria-describedby", "walk-help");
    this.text.focus({ preventScroll: true });
    this.text.addEventListener("blur", () => this.rest(), { once: true });
    const roof = this.querySelector("[data-tools]").getBoundingClientRect().bottom;
    const seen = this.pieces.list.find(({ element }) => element.getBoundingClientRect().bottom > Math.max(roof, 60));
    this.move(at ?? this.draft ?? this.pieces.unitAt("word", (seen ?? this.pieces.list[0]).start), false);
  }

  rest() {
    this.walking = false;
    this.text.removeAttribute("role");
    this.text.removeAttribute("aria-describedby");
    this.text.removeAttribute("tabindex");
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing) return undefined;
    const control = event.ctrlKey || event.metaKey;
    const here = this.contains(event.target) || event.target === document.body;
    if (!here || document.querySelector("dialog[open]")) return undefined;
    const way = this.whole ? null : wayOf(event, control);
    if (way && !isField(event.target)) return this.stop(event, () => this.again(way));
    if (event.key === "Escape" && this.draft) return this.stop(event, () => this.letGo());
    if (event.key === "Enter" && control && this.draft && this.palette) return this.stop(event, () => this.give({ own: true }));
    if (this.walking && this.step(event)) return undefined;
    if (isCommand(event)) return this.command(event);
    return undefined;
  }

  stop(event, act) {
    event.preventDefault();
    return act();
  }

  letGo() {
    const walked = this.cursor;
    if (this.form.contains(document.activeElement) && walked) return this.walk();
    this.cancel();
    return walked && this.querySelector("[data-walk]").focus();
  }

  /** Arrows and Enter while walking; says whether the key was one of these. */
  step(event) {
    const kind = event.key.endsWith("Down") || event.key.endsWith("Up") ? (event.ctrlKey || event.altKey ? "paragraph" : "sentence") : "word";
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = this.pieces.unitBeside(kind, this.cursor.focus, step);
      if (next) this.move(next, event.shiftKey);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.form.hidden = false;
      this.form.querySelector("input:not([type=hidden]), button").focus({ preventScroll: true });
    }
    return step || event.key === "Enter";
  }

  /** Keys of one sign. Letters find a code as long as fresh words wait for one. */
  command(event) {
    if (event.key === "?") return this.stop(event, () => this.showKeys());
    if (this.whole) return undefined;
    if (/^[1-9]$/.test(event.key) && this.draft) {
      const code = this.palette.recent[Number(event.key) - 1];
      return code && this.stop(event, () => this.give(code));
    }
    const passing = this.passing && event.key.toLowerCase() === "n"; // on again, and no letter of a code
    if (this.draft && this.fresh && !passing) return /^\p{L}$/u.test(event.key) ? this.palette.begin() : undefined;
    const act = {
      u: () => this.again("back"),
      r: () => this.again("forth"),
      n: () => this.nextUncoded(),
      N: () => this.querySelector("[data-onward]").click(),
      w: () => this.walk(),
      m: () => this.memo(),
    }[event.key];
    return act && this.stop(event, act);
  }

  move(unit, more) {
    this.cursor = { anchor: more ? this.cursor.anchor : unit, focus: unit };
    const stretch = hull(this.cursor.anchor, unit);
    getSelection().removeAllRanges();
    this.choose(stretch);
    this.say(shortened(this.pieces.words(...(more ? stretch : unit))));
    this.keepInSight(this.pieces.range(...unit));
  }

  /** To the next paragraph in which nothing is marked. */
  nextUncoded() {
    const from = this.cursor?.focus[1] ?? this.draft?.[1] ?? this.firstInSight();
    const marked = this.fragments.visible;
    const next = this.pieces.list.find((piece) => piece.start >= from && piece.text.trim() && !marked.some(({ start, end }) => start < piece.end && piece.start < end));
    if (!next) {
      this.tell(this.said.dataset.none);
      return;
    }
    next.element.scrollIntoView({ block: "center" });
    this.walk(this.pieces.unitAt("sentence", next.start));
    this.passing = true;
    const { n } = next.element.closest(".para").dataset;
    this.say(`${this.said.dataset.paragraph} ${n}: ${shortened(this.pieces.words(...this.draft))}`);
  }

  /** To the page with the memos of the passage that is lit. */
  memo() {
    const [lit] = this.fragments.lit ?? [];
    if (lit) location.assign(this.form.dataset.memo.replace("/0/", `/${lit.passage}/`));
  }

  firstInSight() {
    const seen = this.pieces.list.find(({ element }) => element.getBoundingClientRect().top > 0);
    return (seen ?? this.pieces.list[0]).start;
  }

  showKeys() {
    if (!this.keysBox) return;
    this.keysBox.querySelector("[data-single-keys]").checked = singleKeys.on;
    this.keysBox.showModal();
  }

  /** Read aloud, not shown: it stands in the text already. */
  say(words) {
    this.said.textContent = words;
  }

  /** Shown and read aloud: what was done. */
  tell(words) {
    this.told.textContent = "";
    requestAnimationFrame(() => { this.told.textContent = words; });
  }

  // Keeping. A step goes to the server by itself; the answer is what became of these words.

  give({ id, name, own }) {
    if (!this.draft) return undefined;
    const stretch = this.draft;
    const names = own ? [asName(this.pieces.words(...stretch))] : name ? [name] : [];
    return this.act(stretch, { codes: id ? [id] : [], names }).then((done) => {
      if (!done) return;
      this.steps.add({ start: stretch[0], end: stretch[1], before: done.before, after: done.after });
      this.kept(done);
    });
  }

  takeOff(button) {
    const item = this.fragments.items.get(button.closest("li").dataset.passage);
    const stretch = [item.start, item.end];
    return this.act(stretch, { off: [button.dataset.off] }).then((done) => {
      if (!done) return;
      this.steps.add({ start: stretch[0], end: stretch[1], before: done.before, after: done.after });
      this.kept(done);
      this.fragments.items.get(item.passage)?.row.querySelector("a").focus();
    });
  }

  again(way) {
    this.queue = this.queue.then(async () => {
      const step = this.steps.next(way);
      if (!step) return this.tell(this.said.dataset[`nothing${way === "back" ? "Back" : "Forth"}`]);
      const body = new FormData();
      body.set("stap", JSON.stringify(step));
      if (way === "forth") body.set("heen", "1");
      const done = await this.ask(this.form.dataset.again, body);
      if (done === null) return undefined; // no connection: it can be tried again
      this.steps.took(way, !done);
      this.showSteps();
      this.letNoticeGo();
      if (!done) return undefined;
      this.shown(done);
      const [start, end] = done.place ?? [step.start, step.end];
      return end && this.fragments.show({ start, end });
    });
    return this.queue;
  }

  async keep(event) {
    const { thread, claim } = this.fields;
    if (this.whole || thread?.value || claim?.value.trim()) return; // the page itself answers
    event.preventDefault();
    const names = this.fields.names.value.split(",").map((name) => name.trim()).filter(Boolean);
    const stretch = this.draft;
    const button = this.form.querySelector("button:not([type])");
    button.setAttribute("aria-busy", "true");
    const done = await this.act(stretch, { names });
    button.removeAttribute("aria-busy");
    if (!done) return;
    this.steps.add({ start: stretch[0], end: stretch[1], before: done.before, after: done.after });
    this.kept(done);
  }

  act(stretch, asked) {
    const acted = this.queue.then(() => this.post(stretch, asked));
    this.queue = acted;
    return acted;
  }

  /** The answer; false when it was refused, null without a connection. What is wrong is shown. */
  post(stretch, { codes = [], off = [], names = [] }) {
    const body = new FormData();
    const words = { start: stretch[0], end: stretch[1], words: this.pieces.words(...stretch) };
    for (const [name, value] of Object.entries({ ...words, names: names.join(",") })) body.set(name, value);
    for (const code of codes) body.append("codes", code);
    for (const code of off) body.append("off", code);
    return this.ask(this.form.dataset.step, body);
  }

  /** What the server did; false when it refused, null without a connection. */
  async ask(address, body) {
    body.set("sha256", this.form.dataset.version);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": this.fields.csrfmiddlewaretoken.value, Accept: "application/json" } });
      if (answer.ok) return await answer.json();
      const { errors } = answer.status === 422 ? await answer.json() : { errors: [this.said.dataset.offline] };
      this.refused(errors);
      return false;
    } catch {
      this.refused([this.said.dataset.offline]);
      return null;
    }
  }

  refused(errors) {
    const box = this.form.querySelector("[data-errors]");
    const notice = document.createElement("div");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.append(...errors.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    if (this.form.hidden) this.tell(errors.join(" "));
    else box.replaceChildren(notice);
  }

  /** After words were given a code: they stay chosen, so that they can have another one. */
  kept(done) {
    const back = this.form.contains(document.activeElement) || this.walking;
    const walked = this.cursor;
    this.close();
    this.fresh = false;
    getSelection().removeAllRanges();
    paint("draft", []);
    if (walked && back) this.stay(walked);
    this.shown(done);
    this.showSteps();
    this.letNoticeGo();
  }

  /** Back in the text, where one was. */
  stay(cursor) {
    if (!this.walking) {
      this.walk(cursor.focus);
      this.form.hidden = true;
      this.fresh = false;
    }
    this.cursor = cursor;
    this.draft = hull(cursor.anchor, cursor.focus);
    this.fill(this.draft, this.pieces.words(...this.draft));
    paint("draft", []);
  }

  shown(done) {
    this.own ??= done.layer;
    for (const code of done.codes) {
      if (done.after.codes.includes(code.id) && !done.before.codes.includes(code.id)) this.palette.used(code);
    }
    for (const passage of done.away ?? []) this.fragments.put(passage, ""); // it has another place in the list
    const item = this.fragments.put(done.passage, done.row);
    if (item) this.fragments.bring(this.fragments.light([item])[0].row);
    else {
      this.fragments.light([]);
      if (this.draft) this.paintDraft();
    }
    this.tell(done.said);
  }

  showSteps() {
    for (const [name, way] of [["back", "back"], ["forth", "forth"]]) {
      const button = this.querySelector(`[data-${name}]`);
      if (button) button.disabled = !this.steps.next(way);
    }
  }

  /** One's own codes on the passage at hand can be taken off right there. */
  offerOff(row) {
    if (!row || this.whole || row.dataset.offered) return;
    row.dataset.offered = "yes";
    const own = this.fragments.items.get(row.dataset.passage).given.filter(([, coder]) => coder === this.own);
    for (const [code] of own) {
      const tag = row.querySelector(`[data-code="${code}"]`);
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "take-off", textContent: "×" });
      button.setAttribute("aria-label", `${this.said.dataset.off}: ${tag.lastChild.textContent}`);
      button.dataset.off = code;
      tag.after(button);
    }
  }
}

function wayOf(event, control) {
  if (!control || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) return "forth";
  return key === "z" ? "back" : null;
}

function isField(target) {
  return target.matches?.("textarea, select, input:not([type=checkbox], [type=radio])") && target.value !== "";
}

function hull([a, b], [c, d]) {
  return [Math.min(a, c), Math.max(b, d)];
}

/** Words as the name of a code: on one line, without a comma (which would make two), not too long. */
function asName(words) {
  return shortened(words.replaceAll(",", " "), 80);
}

function shortened(words, most = 160) {
  const characters = [...words.replace(/\s+/g, " ").trim()];
  if (characters.length <= most) return characters.join("");
  return `${characters.slice(0, Math.floor(most * 0.6)).join("")} … ${characters.slice(-Math.floor(most * 0.3)).join("")}`;
}

customElements.define("marking-desk", MarkingDesk);
