/* Beside a field with times: a button that puts there when the player is now. With data-alone the field holds one time. */
class MarkTime extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.put());
  }

  put() {
    const sound = document.querySelector("sound-player audio, sound-player video");
    const field = document.getElementById(this.dataset.for);
    if (!sound || !field) return;
    if (this.dataset.alone !== undefined) {
      field.value = clock(sound.currentTime);
      return field.focus();
    }
    const lines = field.value.replace(/\s+$/, "");
    const half = this.dataset.pair !== undefined && /[-–]$/.test(lines);
    const after = this.dataset.pair === undefined ? " " : half ? "" : " - ";
    field.value = `${lines}${half ? " " : lines ? "\n" : ""}${clock(sound.currentTime)}${after}`;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
}

/** A place as it is typed: 1:02:03.5, or 2:03. */
export function clock(seconds) {
  const tenths = Math.floor(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = tenths % 10 ? `.${tenths % 10}` : "";
  return (hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`) + rest;
}

customElements.define("mark-time", MarkTime);
