/* As long as something in here is busy, look again every few seconds and show how far it is.

   When it is done the page is loaded anew: what can be done next stands elsewhere on it. */
const LOOK = 2500;

class WhileBusy extends HTMLElement {
  connectedCallback() {
    this.watch();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  watch() {
    if (!this.querySelector("[data-busy]")) return;
    this.timer = setTimeout(async () => {
      const page = await fetch(location.href, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
      const fresh = page && new DOMParser().parseFromString(page, "text/html").querySelector("while-busy");
      if (fresh && !fresh.querySelector("[data-busy]")) return location.reload();
      if (fresh) this.querySelector("[data-busy]").replaceWith(fresh.querySelector("[data-busy]"));
      return this.watch();
    }, LOOK);
  }
}

customElements.define("while-busy", WhileBusy);
