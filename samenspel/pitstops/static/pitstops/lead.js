/* The facilitator's hands: arrow keys for the steps, and cards that can also be dragged. */

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = document.querySelector(`live-region [data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

class CardTable extends HTMLElement {
  connectedCallback() {
    this.querySelectorAll("[data-card]").forEach((card) => (card.draggable = true));
    this.addEventListener("dragstart", (event) => this.lift(event));
    this.addEventListener("dragover", (event) => this.hover(event));
    this.addEventListener("dragleave", (event) => this.heap(event)?.classList.remove("is-over"));
    this.addEventListener("drop", (event) => this.drop(event));
  }

  heap(event) {
    return event.target.closest("[data-pile]");
  }

  lift(event) {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    const box = card.querySelector("input[name=card]");
    // Dragging a card that was chosen takes the other chosen ones along.
    if (!box.checked) {
      this.querySelectorAll("input[name=card]:checked").forEach((each) => (each.checked = false));
      box.checked = true;
    }
    event.dataTransfer.setData("text/plain", card.dataset.card);
    event.dataTransfer.effectAllowed = "move";
  }

  hover(event) {
    const heap = this.heap(event);
    if (!heap) return;
    event.preventDefault();
    heap.classList.add("is-over");
  }

  drop(event) {
    const heap = this.heap(event);
    const form = document.getElementById("sorting");
    if (!heap || !form) return;
    event.preventDefault();
    const pile = document.createElement("button");
    pile.name = "pile";
    pile.value = heap.dataset.pile || "0";
    pile.hidden = true;
    form.append(pile);
    form.requestSubmit(pile);
    pile.remove();
  }
}

customElements.define("card-table", CardTable);

/* A proposal from a phone is put in the form for an agreement, to make it whole. */
class FillIn extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      const box = document.getElementById(this.dataset.into);
      box.value = this.dataset.words;
      box.focus();
    });
  }
}

customElements.define("fill-in", FillIn);
