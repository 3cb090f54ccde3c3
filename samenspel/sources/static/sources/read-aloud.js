/* Reads the marked words of the element named in `for` aloud; a second press stops. */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    if (!("speechSynthesis" in window)) return;
    this.undo = new AbortController();
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.toggle(), { signal: this.undo.signal });
  }

  disconnectedCallback() {
    this.undo?.abort();
    window.speechSynthesis?.cancel();
  }

  toggle() {
    const voice = window.speechSynthesis;
    if (voice.speaking) return voice.cancel();
    const words = document.getElementById(this.getAttribute("for"))?.querySelector("mark");
    const saying = new SpeechSynthesisUtterance(words?.textContent ?? "");
    saying.lang = this.lang === "en" ? "en-GB" : "nl-NL";
    voice.speak(saying);
  }
}

customElements.define("read-aloud", ReadAloud);
