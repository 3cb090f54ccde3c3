/* Moments below a player: one key or button marks where the sound is now, and it goes on sounding.

   Every form here is sent without leaving the page; what stands in the answer takes the place of what is here. */
class MarkMoment extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("mark", () => this.form?.requestSubmit(), { signal });
    this.addEventListener("submit", (event) => this.send(event), { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    this.ready();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  /** With a player at hand nobody types a time: it is that of the player. */
  ready() {
    this.form = this.querySelector("form[data-mark]");
    const field = this.form?.elements.wanneer;
    if (!field || !this.player) return;
    field.closest(".field").hidden = true;
    field.required = false;
  }

  get player() {
    return document.querySelector("sound-player");
  }

  async send(event) {
    const form = event.target;
    event.preventDefault();
    if (form === this.form) this.fill(this.player?.sound);
    const typed = new FormData(form);
    const [open, words] = [document.activeElement?.id, this.form?.elements.woorden.value];
    const answer = await fetch(form.action, { method: "POST", body: typed, redirect: "follow" }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const fresh = page?.querySelector("mark-moment");
    if (!fresh) return form.submit(); // then the page tells what is wrong
    const wrong = page.querySelector(".notice.error");
    const mine = form === this.form;
    this.replaceChildren(...fresh.childNodes);
    this.ready();
    if (this.form && (!mine || wrong)) this.form.elements.woorden.value = words;
    document.getElementById(open)?.focus();
    this.tell(wrong?.textContent.trim() || (mine ? this.dataset.marked : ""));
  }

  /** Where the player is goes along, also when no field shows it. */
  fill(sound) {
    if (!sound || !this.form) return;
    this.form.elements.wanneer.value = clock(sound.currentTime);
    this.form.elements.opname.value = sound.dataset.recording ?? "";
  }

  click(event) {
    const play = event.target.closest("[data-seconds]");
    const copy = event.target.closest("[data-copy]");
    if (play && this.player?.sounds) this.play(event, play);
    else if (copy && navigator.clipboard) this.copy(event, copy);
  }

  play(event, link) {
    event.preventDefault();
    const sound = this.player.sounds.find((each) => each.dataset.recording === link.dataset.of) ?? this.player.sounds[0];
    sound.currentTime = Number(link.dataset.seconds);
    sound.play();
  }

  async copy(event, link) {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      this.tell(this.dataset.copied);
    } catch {
      location.assign(link.href);
    }
  }

  tell(words) {
    this.querySelector("[data-told]").textContent = words;
  }
}

/** A place as it is typed: 1:02:03.5, or 2:03.5. */
function clock(seconds) {
  const tenths = Math.floor(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}${tenths % 10 ? `.${tenths % 10}` : ""}`;
}

customElements.define("mark-moment", MarkMoment);
