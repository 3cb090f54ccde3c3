/* Around <audio> or <video>: keys, speed, and the paragraph that sounds is lit and kept in view.

   With a list of times (JSON: [number, place, begin, stop] in milliseconds) each paragraph of the text
   on the page (#p3 or [data-at="210"]) gets a button with its time. The list is of the first recording.
   With data-begin and data-stop it plays that stretch; `jump(begin, stop)` lets one be heard once. Single keys count in the player only, and with
   Alt anywhere: a desk has keys of its own. */
const OURS = 800; // milliseconds in which a scroll is ours, and not the reader's
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const KEYS = { KeyK: "play", Space: "play", KeyJ: "back", KeyL: "on", Comma: "slower", Period: "faster", KeyM: "mark", KeyT: "time", KeyH: "hear" };
const OF_OTHERS = ["mark", "time", "hear"]; // told to whoever stands beside the player, where it has that button

class SoundPlayer extends HTMLElement {
  connectedCallback() {
    this.sounds = [...this.querySelectorAll("audio, video")];
    this.sound = this.sounds[0];
    this.box = this.querySelector(".sound-keys");
    if (!this.sound || !this.box) return;
    this.box.hidden = false;
    this.follows = true;
    this.ours = 0;
    this.step = Number(this.dataset.step ?? 5);
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.addEventListener("click", ({ target }) => this.do(target.closest("[data-do]")?.dataset.do), { signal });
    this.querySelector("[data-speed]").addEventListener("change", ({ target }) => this.speed(Number(target.value)), { signal });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    for (const sound of this.sounds) {
      sound.addEventListener("timeupdate", () => this.sounding(sound), { signal });
      sound.addEventListener("play", () => this.began(sound), { signal });
      sound.addEventListener("pause", () => this.tell(), { signal });
      sound.addEventListener("seeking", () => this.sought(sound), { signal });
    }
    this.read();
    if (this.lines.length) {
      addEventListener("scroll", () => this.scrolled(), { signal, passive: true });
      this.watch = new MutationObserver(() => this.renewed());
      this.watch.observe(this.closest("main") ?? document.body, { childList: true, subtree: true });
    }
    addEventListener("hashchange", () => this.stand(), { signal });
    this.own = { begin: Number(this.dataset.begin ?? NaN) / 1000, stop: Number(this.dataset.stop ?? NaN) / 1000 };
    this.stretch = this.own;
    this.stand();
  }

  disconnectedCallback() {
    this.undo?.abort();
    this.watch?.disconnect();
    for (const line of this.lines ?? []) line.button?.remove();
  }

  /** Which paragraphs have a time, and where they stand on this page. */
  read() {
    const list = this.querySelector("script[type='application/json']");
    const times = list ? JSON.parse(list.textContent) : [];
    this.lines = times.map(([number, place, begin, stop]) => ({ number, place, begin: begin / 1000, stop: (stop ?? Infinity) / 1000 }));
    for (const line of this.lines) this.offer(line);
  }

  /** A desk renews its text when somebody marks in it: then the times are put back. */
  renewed() {
    const gone = this.lines.filter(({ button }) => button && !button.isConnected);
    for (const line of gone) this.offer(line);
    if (gone.length && this.lit) this.at(this.lit)?.classList.add("sounds");
  }

  /** The element of a line: asked for each time, because a page may be renewed in part. */
  at(line) {
    return document.getElementById(`p${line.number}`) ?? document.querySelector(`[data-at="${line.place}"]`);
  }

  offer(line) {
    const element = this.at(line);
    if (!element || element.localName === "h1") return;
    const shown = element.parentElement.querySelector(":scope > time.begin");
    const inRun = element.localName === "span";
    if (inRun && (!shown || shown.dataset.taken)) return;
    line.button = this.timeButton(line);
    if (inRun) {
      shown.dataset.taken = "1";
      shown.replaceChildren(line.button);
    } else if (element.previousElementSibling?.matches(".turn")) element.previousElementSibling.append(line.button);
    else element.before(line.button);
  }

  timeButton(line) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "sound-at", tabIndex: -1, textContent: clock(line.begin) });
    button.setAttribute("aria-label", `${this.querySelector("[data-do=play]").dataset.play} ${clock(line.begin)}`);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.jump(line.begin);
    });
    return button;
  }

  /** Play from here; with an end, until there and once. */
  jump(seconds, until = NaN) {
    this.sound = this.sounds[0];
    this.stretch = until > seconds ? { begin: seconds, stop: until } : this.own;
    this.passed = false;
    this.sound.currentTime = seconds;
    this.follows = true;
    start(this.sound);
  }

  do(what) {
    if (!what) return;
    if (what === "play") this.sound.paused ? this.play() : this.sound.pause();
    if (what === "back") this.sound.currentTime = Math.max(0, this.sound.currentTime - this.step);
    if (what === "on") this.sound.currentTime += this.step;
    if (what === "again") this.jump(this.own.begin);
    if (what === "slower" || what === "faster") this.speed(beside(this.sound.playbackRate, what === "faster" ? 1 : -1));
    if (what === "before" || what === "after") this.leap(what === "after" ? 1 : -1);
    if (what === "follow") this.follow();
    if (OF_OTHERS.includes(what)) this.dispatchEvent(new Event(what, { bubbles: true }));
  }

  /** `#t=75.5` in the address (a media fragment): stand there, ready to play. */
  stand() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const seconds = Number.parseFloat(asked.get("t"));
    if (!(seconds >= 0)) return;
    this.sound = this.sounds.find((each) => each.dataset.recording === asked.get("opname")) ?? this.sounds[0];
    this.passed = true;
    this.sound.currentTime = seconds;
    this.sound.addEventListener("seeked", () => this.lit && this.show(this.at(this.lit)), { once: true });
  }

  play() {
    const { begin, stop } = this.stretch;
    const now = this.sound.currentTime;
    if (begin >= 0 && (now < begin - 0.05 || now >= (stop || Infinity) - 0.05)) this.sound.currentTime = begin;
    start(this.sound);
  }

  leap(step) {
    const now = this.sound.currentTime + 0.01;
    const here = this.lines.findLastIndex(({ begin }) => begin <= now);
    // Back goes to the beginning of this paragraph first, as a player of music does.
    const late = step < 0 && here >= 0 && now - this.lines[here].begin > 2;
    const line = this.lines[late ? here : Math.max(0, here + step)];
    if (!line) return;
    this.sounds[0].currentTime = line.begin;
    this.sound = this.sounds[0];
    this.follows = true;
  }

  speed(rate) {
    for (const sound of this.sounds) sound.playbackRate = rate;
    this.querySelector("[data-speed]").value = String(rate);
  }

  key(event) {
    const what = KEYS[event.code];
    if (!what || (OF_OTHERS.includes(what) && !this.querySelector(`[data-do=${what}]`)) || event.ctrlKey || event.metaKey || event.isComposing) return;
    const inside = this.contains(event.target) || event.target.matches?.(".sound-at");
    const writes = event.target.matches?.("input, textarea, select, [contenteditable]");
    const presses = event.code === "Space" && event.target.matches?.("button, summary, audio, video");
    const ours = event.altKey ? event.code !== "Space" : inside && !writes && !(presses && !event.target.matches(".sound-at"));
    if (!ours) return;
    event.preventDefault();
    event.stopPropagation();
    this.do(what);
  }

  began(sound) {
    for (const other of this.sounds) if (other !== sound) other.pause();
    this.sound = sound;
    this.tell();
    this.sounding(sound);
  }

  tell() {
    const button = this.querySelector("[data-do=play]");
    button.textContent = this.sound.paused ? button.dataset.play : button.dataset.pause;
  }

  sought(sound) {
    const { begin, stop } = this.stretch;
    // Who goes elsewhere while a stretch is heard once, wants to hear on there.
    if (this.stretch !== this.own && (sound.currentTime < begin - 0.05 || sound.currentTime >= stop)) this.stretch = this.own;
    this.passed = sound.currentTime >= this.stretch.stop; // then the reader wants to hear on
  }

  sounding(sound) {
    const now = sound.currentTime;
    if (!sound.paused && !this.passed && now >= this.stretch.stop) {
      sound.pause();
      this.stretch = this.own;
      return;
    }
    if (sound !== this.sounds[0]) return;
    const line = this.lines.findLast(({ begin }) => begin <= now + 0.01);
    this.light(line && now < line.stop + 0.3 ? line : null);
  }

  light(line) {
    if (line === this.lit) return;
    if (this.lit) this.at(this.lit)?.classList.remove("sounds");
    this.lit = line;
    const element = line && this.at(line);
    if (!element) return;
    element.classList.add("sounds");
    if (this.follows && !this.sound.paused) this.show(element);
  }

  show(element) {
    if (!element) return;
    const { top, bottom } = element.getBoundingClientRect();
    const over = this.getBoundingClientRect().bottom;
    if (top >= over && bottom <= innerHeight * 0.8) return;
    this.ours = Date.now() + OURS;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: top - Math.max(over, 0) - innerHeight * 0.2, behavior: calm ? "instant" : "smooth" });
  }

  /** Who scrolls away reads on in peace; who comes back to what sounds is followed again. */
  scrolled() {
    if (Date.now() < this.ours) return;
    const element = this.lit && this.at(this.lit);
    if (!element) return;
    const { top, bottom } = element.getBoundingClientRect();
    this.follows = bottom > 0 && top < innerHeight;
    this.querySelector("[data-do=follow]").hidden = this.follows;
  }

  follow() {
    this.follows = true;
    this.querySelector("[data-do=follow]").hidden = true;
    this.show(this.lit && this.at(this.lit));
  }
}

/** A pause right after it is no mistake; where a browser does not start it, its own button is there. */
function start(sound) {
  sound.play().catch(() => {});
}

function beside(rate, step) {
  const at = SPEEDS.findLastIndex((speed) => speed <= rate);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + step))];
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

customElements.define("sound-player", SoundPlayer);
