/* Around the text of a recording: the player puts its time before the line one types, and plays a line.

   A time is a plain sign at the beginning of a line, so it can be typed and mended by hand as well. */
const SIGN = /^\[(?:(\d+):)?(\d+):(\d+)(?:[.,](\d+))?\]\s*/gm;

class TypeAlong extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.field.addEventListener("focus", () => (this.been = true), { signal });
    document.addEventListener("time", () => this.time(), { signal });
    document.addEventListener("hear", () => this.hear(), { signal });
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  get player() {
    return document.querySelector("sound-player");
  }

  /** Where one types; at the end for whoever was not in the text yet. */
  get place() {
    return this.been ? this.field.selectionStart : this.field.value.length;
  }

  /** Before the words of this line; in the middle of a line what follows begins a new one. */
  time() {
    const { value } = this.field;
    const sign = written(this.player.sounds[0].currentTime);
    const at = this.place;
    const start = value.lastIndexOf("\n", at - 1) + 1;
    const [there] = new RegExp(SIGN, "y").exec(value.slice(start)) ?? [""];
    if (at - start <= there.length || !value.slice(start, at).trim()) this.put(start, start + there.length, `${sign} `);
    else this.put(value.slice(0, at).trimEnd().length, at + /^[^\S\n]*/.exec(value.slice(at))[0].length, `\n\n${sign} `);
    this.querySelector("[data-told]").textContent = sign;
  }

  put(from, to, words) {
    this.field.focus();
    this.field.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, words)) return; // which can be undone
    this.field.setRangeText(words, from, to, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** From the time of this line, or of the last one above it. */
  hear() {
    const { value } = this.field;
    const end = value.indexOf("\n", this.place);
    const above = [...value.slice(0, end < 0 ? undefined : end).matchAll(SIGN)].at(-1);
    const [, hours = 0, minutes = 0, seconds = 0, rest = 0] = above ?? [];
    this.player.jump(Number(hours) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${rest}`));
  }
}

function written(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  return `[${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}]`;
}

customElements.define("type-along", TypeAlong);
