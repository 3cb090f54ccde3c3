/* <say-it>: talk for at most a minute, listen back, hand it in. Where it can't, it says what can be done. */

const KINDS = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"];

class SayIt extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.kind = window.MediaRecorder && KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    if (!this.kind || !navigator.mediaDevices?.getUserMedia) return this.say(this.dataset.no);
    this.form.hidden = false;
    this.on(".say-begin", () => this.begin());
    this.on(".say-stop", () => this.stop());
    this.on(".say-again", () => this.begin());
    this.on(".say-hear", () => this.hear());
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  disconnectedCallback() {
    this.stop();
    this.silence();
  }

  on(button, does) {
    this.querySelector(button).addEventListener("click", does);
  }

  /* What can be done now: "begin", "talking" or "then". */
  show(state) {
    this.dataset.state = state;
    for (const [part, states] of Object.entries({
      ".say-begin": ["begin"],
      ".say-time": ["talking", "then"],
      ".say-stop": ["talking"],
      ".say-then": ["then"],
    })) {
      this.querySelector(part).hidden = !states.includes(state);
    }
    const next = { begin: ".say-begin", talking: ".say-stop", then: ".say-send" }[state];
    this.querySelector(next).focus();
  }

  say(words) {
    this.querySelector(".say-said").textContent = words;
  }

  async begin() {
    this.silence();
    this.say("");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return this.say(this.dataset.no);
    }
    this.pieces = [];
    this.recorder = new MediaRecorder(this.stream, { mimeType: this.kind, audioBitsPerSecond: 32000 });
    this.recorder.addEventListener("dataavailable", (event) => this.pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.done());
    this.recorder.start();
    this.since = performance.now();
    this.beat = setInterval(() => this.tick(), 250);
    this.tick();
    this.show("talking");
  }

  tick() {
    const seconds = Math.floor((performance.now() - this.since) / 1000);
    const most = Number(this.getAttribute("seconds"));
    this.querySelector(".say-time b").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds < most) return;
    this.say(this.dataset.over);
    this.stop();
  }

  stop() {
    clearInterval(this.beat);
    if (this.recorder?.state === "recording") this.recorder.stop();
    this.stream?.getTracks().forEach((track) => track.stop());
  }

  done() {
    this.sound = new Blob(this.pieces, { type: this.kind.split(";")[0] });
    if (this.isConnected) this.show("then");
  }

  /* Through Web Audio: the content policy plays no addresses that a script made up. */
  async hear() {
    this.silence();
    this.audio = new AudioContext();
    const heard = this.audio.createBufferSource();
    heard.buffer = await this.audio.decodeAudioData(await this.sound.arrayBuffer());
    heard.connect(this.audio.destination);
    heard.start();
  }

  silence() {
    this.audio?.close();
    this.audio = null;
  }

  async send(event) {
    event.preventDefault();
    this.silence();
    const body = new FormData(this.form);
    body.append("sound", this.sound, `opname.${this.kind.includes("webm") ? "webm" : "m4a"}`);
    this.form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { "X-Live": "1" } });
      const told = await answer.json();
      if (answer.ok) this.show("begin");
      this.say(told.words);
    } catch {
      this.say(this.dataset.failed);
    } finally {
      this.form.removeAttribute("aria-busy");
    }
  }
}

customElements.define("say-it", SayIt);
