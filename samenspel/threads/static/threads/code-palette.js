// Choosing a code by a few letters. Without letters: one's last nine codes with their number, then
// what one uses most, then the codebook. Whoever waits hears "code-chosen" with { id }, { name } or
// { own: true }.
const NUMBERED = 9;

class CodePalette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.codes = JSON.parse(this.querySelector("script").textContent);
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.input.addEventListener("input", () => this.sift(), { signal });
    this.input.addEventListener("keydown", (event) => this.key(event), { signal });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault(), { signal }); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")), { signal });
    this.closest("form").addEventListener("reset", () => setTimeout(() => this.sift()), { signal });
    this.sift();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  get recent() {
    return this.codes.filter(({ recent }) => recent !== null).sort((a, b) => a.recent - b.recent).slice(0, NUMBERED);
  }

  /** A code was given: it is the latest now, and a new one takes its place in the list. */
  used(code) {
    let known = this.codes.find(({ id }) => id === code.id);
    if (!known) this.codes.push(known = { ...code, used: 0, recent: null });
    const before = known.recent ?? Infinity;
    for (const each of this.codes) if (each.recent !== null && each.recent < before) each.recent += 1;
    known.recent = 0;
    known.used += 1;
    this.sift();
  }

  /** A letter typed elsewhere lands here. */
  begin() {
    this.input.value = "";
    this.input.focus({ preventScroll: true });
    this.sift();
  }

  sift() {
    const sought = fold(this.input.value.trim());
    const recent = this.recent;
    const found = sought
      ? this.codes.map((code) => [rank(code, sought), code]).filter(([place]) => place < 4)
          .sort(([a, one], [b, two]) => a - b || later(one, two)).map(([, code]) => code)
      : [...recent, ...this.codes.filter((code) => !recent.includes(code)).sort((a, b) => b.used - a.used)];
    const options = found.map((code) => option(code, recent.indexOf(code) + 1));
    const name = this.input.value.trim();
    if (name && !this.codes.some((code) => fold(code.name) === sought)) options.push(words("name", this.list.dataset.new, name));
    if (!name) options.push(words("own", this.list.dataset.own, this.dataset.words ?? ""));
    this.list.replaceChildren(...options.filter((each) => !each.matches("[data-own]") || this.dataset.words));
    this.activate(sought ? this.list.firstElementChild : null);
  }

  /** The words that were chosen, which may become a code themselves. */
  offer(chosen) {
    this.dataset.words = chosen;
    if (!this.input.value) this.sift();
  }

  activate(one) {
    this.active?.removeAttribute("aria-selected");
    this.active = one;
    if (!one) return this.input.removeAttribute("aria-activedescendant");
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", one.id);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = [...this.list.children];
      const here = all.indexOf(this.active);
      this.activate(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && this.active) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  choose(one) {
    if (!one) return;
    const { id, name, own } = one.dataset;
    const detail = own !== undefined ? { own: true } : name ? { name } : { id: Number(id) };
    this.input.value = "";
    this.sift();
    this.dispatchEvent(new CustomEvent("code-chosen", { detail, bubbles: true }));
  }
}

function option({ id, name, colour, mark, path }, number) {
  const row = document.createElement("li");
  row.id = `code-option-${id}`;
  row.setAttribute("role", "option");
  row.className = `code code-${colour}`;
  row.dataset.id = id;
  row.append(part("span", "code-mark", mark), part("span", "code-name", name));
  row.firstChild.setAttribute("aria-hidden", "true");
  if (path) row.append(part("small", "code-path", path));
  if (number > 0 && number <= NUMBERED) row.append(part("kbd", "code-number", number));
  return row;
}

function words(kind, label, name) {
  const row = document.createElement("li");
  row.id = `code-option-${kind}`;
  row.setAttribute("role", "option");
  row.className = "code code-new";
  row.dataset[kind] = kind === "name" ? name : "";
  row.append(part("small", "", label), part("span", "code-name", name));
  return row;
}

function part(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function later(one, two) {
  return (one.recent ?? Infinity) - (two.recent ?? Infinity) || two.used - one.used || 0;
}

/** 0: this name; 1: begins so; 2: a word of it begins so; 3: somewhere in it. */
function rank({ name }, sought) {
  const folded = fold(name);
  if (folded === sought) return 0;
  if (folded.startsWith(sought)) return 1;
  if (folded.split(/[\s\-/]+/).some((word) => word.startsWith(sought))) return 2;
  return folded.includes(sought) ? 3 : 4;
}

customElements.define("code-palette", CodePalette);
