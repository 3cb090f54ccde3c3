/* From difference to difference: n and p. The links do the same. */
import { isCommand } from "threads/single-keys";

const KEYS = { n: 1, p: -1 };

class DifferenceWalk extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener("keydown", (event) => this.pressed(event), { signal });
    window.addEventListener("hashchange", () => this.arrived(), { signal });
    this.arrived();
  }

  disconnectedCallback() {
    this.undo.abort();
  }

  get stops() {
    return [...this.querySelectorAll("[data-difference]")];
  }

  pressed(event) {
    const step = KEYS[event.key];
    if (!step || !isCommand(event)) return;
    const stops = this.stops;
    const here = stops.indexOf(document.activeElement.closest("[data-difference]"));
    const next = stops[here < 0 && step < 0 ? stops.length - 1 : here + step];
    if (!next) return;
    event.preventDefault();
    history.replaceState(null, "", `#${next.id}`);
    this.go(next);
  }

  /* A link moves the page; the focus goes along, so that the keys work from there. */
  arrived() {
    const stop = this.stops.find(({ id }) => `#${id}` === location.hash);
    if (stop) this.go(stop);
  }

  go(stop) {
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: "center" });
  }
}

customElements.define("difference-walk", DifferenceWalk);
