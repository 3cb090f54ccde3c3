/* Something about the bit that sounds now: opened, the form tells from when until when by itself, and the sound goes on.

   That is what is said now, as far as it takes no longer than a minute; else some seconds before and after. A link beside
   a turn of the text opens it with the times of that turn. */
import { clock } from "./mark-time.js";

const A_MINUTE = 60;
const AROUND = 15; // seconds

class AboutBit extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("details");
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.box.addEventListener("toggle", () => this.box.open && this.opened(), { signal });
    document.addEventListener("click", (event) => this.asked(event), { signal });
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  asked(event) {
    const link = event.target.closest("a[data-about]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.put(link.dataset.about, link.dataset.until);
    this.given = true;
    if (this.box.open) this.opened();
    else this.box.open = true;
  }

  opened() {
    const { begin, words } = this.querySelector("form").elements;
    if (!this.given && !words.value.trim()) this.put(...this.now());
    this.given = false;
    (begin.value ? words : begin).focus({ preventScroll: true });
    this.scrollIntoView({ block: "center" });
  }

  put(from, until) {
    const { begin, stop } = this.querySelector("form").elements;
    begin.value = from ?? "";
    stop.value = until ?? "";
  }

  /** From when until when, as it is typed; nothing when nobody listened yet. */
  now() {
    const player = document.querySelector("sound-player");
    const sound = player?.sound;
    if (!sound || (sound.paused && !sound.currentTime)) return [];
    const { lit } = player;
    const here = sound.currentTime;
    const turn = lit && lit.stop - lit.begin <= A_MINUTE;
    const [begin, stop] = turn ? [lit.begin, lit.stop] : [Math.max(0, here - AROUND), here + AROUND];
    return [clock(begin), clock(Math.ceil(Math.min(stop, sound.duration || stop) * 10) / 10)];
  }
}

customElements.define("about-bit", AboutBit);
