/* Moments below a player: one key or button marks where the sound is now, and it goes on sounding. A time that was typed
   goes before that of the player.

   Every form here is sent without leaving the page; what stands in the answer takes the place of what is here. */
class MarkMoment extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("mark", () => this.form && this.send(this.form, true), { signal });
    this.addEventListener("submit", (event) => this.submit(event), { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    this.ready();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  /** With a player at hand nobody has to type a time. */
  ready() {
    this.form = this.querySelector("form[data-mark]");
    if (!this.form || !this.player) return;
    this.form.elements.wanneer.required = false;
    this.form.querySelector("[data-now]").hidden = false;
  }

  get player() {
    return document.querySelector("sound-player");
  }

  submit(event) {
    event.preventDefault();
    this.send(event.target);
  }

  /** `now`: where the player is, whatever was typed; that stays. */
  async send(form, now = false) {
    const mine = form === this.form;
    const typed = new FormData(form);
    const { wanneer: when, woorden: words } = this.form?.elements ?? {};
    const before = [when?.value, words?.value];
    if (mine && (now || !before[0].trim())) this.fill(typed, this.player?.sound);
    const open = document.activeElement?.id;
    const answer = await fetch(form.action, { method: "POST", body: typed, redirect: "follow" }).catch(() => null);
    const read = answer?.ok || answer?.status === 422;
    const page = read ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const fresh = page?.querySelector("mark-moment");
    if (!fresh) return this.without(form, typed);
    const wrong = page.querySelector(".notice.error, #mark-refused");
    this.replaceChildren(...fresh.childNodes);
    this.ready();
    if (this.form && (!mine || now)) this.form.elements.wanneer.value = before[0];
    if (this.form && (!mine || wrong)) this.form.elements.woorden.value = before[1];
    document.getElementById(open)?.focus();
    this.tell(wrong?.textContent.trim() || (mine ? this.dataset.marked : ""));
  }

  /** Then the page that comes tells what is wrong. */
  without(form, typed) {
    for (const [name, value] of typed) form.elements[name].value = value;
    form.submit();
  }

  fill(typed, sound) {
    if (!sound) return;
    typed.set("wanneer", clock(sound.currentTime));
    typed.set("opname", sound.dataset.recording ?? "");
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
    sound.play().catch(() => {}); // a pause right after it is no mistake
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
