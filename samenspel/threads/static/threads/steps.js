// What was done at the desk, to go back and forth through without limit. A step is where, and what
// one had there before and after; or from where to where a passage moved: numbers, and no words of
// anybody. It lasts as long as the tab. The server reads the same (`stepping.py`).
export class Steps {
  constructor(name) {
    this.name = `desk-steps-${name}`;
    try {
      ({ done: this.done, undone: this.undone } = JSON.parse(sessionStorage.getItem(this.name) ?? "x"));
    } catch {
      [this.done, this.undone] = [[], []];
    }
  }

  add(step) {
    this.done.push(step);
    this.undone = [];
    this.keep();
  }

  /** The step that is next in a direction: "back" or "forth". */
  next(way) {
    return (way === "back" ? this.done : this.undone).at(-1);
  }

  /** It was taken; or, with `lost`, it can't be taken any more. */
  took(way, lost = false) {
    const [from, to] = way === "back" ? [this.done, this.undone] : [this.undone, this.done];
    const step = from.pop();
    if (!lost) to.push(step);
    this.keep();
  }

  keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify({ done: this.done, undone: this.undone }));
    } catch {
      // A full or closed store: the steps still hold as long as the page.
    }
  }
}
