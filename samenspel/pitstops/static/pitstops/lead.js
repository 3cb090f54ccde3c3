/* The facilitator's hands: arrow keys for the steps, and cards laid by button, by key or by dragging. */
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.target.closest(`${TYPING}, .pick`) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = document.querySelector(`live-region [data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

class CardTable extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => this.lift(event));
    this.addEventListener("dragover", (event) => this.hover(event));
    this.addEventListener("dragleave", (event) => this.over(event)?.classList.remove("is-over"));
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("change", () => this.tell());
    this.addEventListener("keydown", (event) => this.press(event));
    this.done = () => this.look(); // what was done may have changed only what is chosen
    document.addEventListener("live:shown", this.done);
    this.watcher = new MutationObserver(() => this.look());
    this.watcher.observe(this, { childList: true, subtree: true });
    this.look();
  }

  disconnectedCallback() {
    document.removeEventListener("live:shown", this.done);
    this.watcher.disconnect();
  }

  get boxes() {
    return [...this.querySelectorAll(".pick input")];
  }

  get chosen() {
    return this.boxes.filter((box) => box.checked);
  }

  /* What came in meanwhile can be dragged as well. */
  look() {
    this.boxes.forEach((box) => (box.closest("[data-card]").draggable = true));
    this.tell();
    this.goOn();
  }

  tell() {
    const said = this.querySelector(".sort-chosen");
    const many = this.chosen.length;
    const words = !many ? "" : many === 1 ? said?.dataset.one : said?.dataset.more.replace("{many}", many);
    if (said && said.textContent !== words) said.textContent = words;
  }

  /* Only while a card has the focus: keys do nothing to whoever is somewhere else. */
  press(event) {
    const here = this.boxes.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) this.boxes[here + step]?.focus();
    else if (/^[0-9]$/.test(event.key)) this.layFrom(here, this.buttonOf(event.key));
    else if (event.key.toLowerCase() === "n") this.nameNew(here);
    else return;
    event.preventDefault();
  }

  buttonOf(digit) {
    const piles = this.querySelectorAll('.sort-piles [name="pile"]:not([value="0"])');
    return digit === "0" ? this.querySelector('.sort-piles [value="0"]') : piles[digit - 1];
  }

  /* The card with the focus counts when none was chosen. Gives the card to go on with. */
  take(here) {
    if (!this.chosen.length) this.boxes[here].checked = true;
    this.tell();
    const boxes = this.boxes;
    return [...boxes.slice(here), ...boxes.slice(0, here).reverse()].find((box) => !box.checked);
  }

  layFrom(here, button) {
    if (!button) return;
    this.take(here)?.focus();
    button.form.requestSubmit(button);
  }

  nameNew(here) {
    this.next = this.take(here)?.value;
    this.querySelector("#new-pile").focus();
  }

  /* Once the new pile is there, back to where one was. */
  goOn() {
    if (!this.next || this.chosen.length) return;
    this.boxes.find((box) => box.value === this.next)?.focus();
    this.next = null;
  }

  over(event) {
    return event.target.closest("[data-pile]");
  }

  lift(event) {
    const card = event.target.closest("[data-card]");
    const box = card?.querySelector(".pick input");
    if (!box) return;
    // Dragging a card that was chosen takes the other chosen ones along.
    if (!box.checked) {
      this.chosen.forEach((each) => (each.checked = false));
      box.checked = true;
    }
    this.tell();
    event.dataTransfer.setData("text/plain", card.dataset.card);
    event.dataTransfer.effectAllowed = "move";
  }

  hover(event) {
    const heap = this.over(event);
    if (!heap) return;
    event.preventDefault();
    heap.classList.add("is-over");
  }

  drop(event) {
    const heap = this.over(event);
    const form = document.getElementById("sorting");
    if (!heap || !form) return;
    event.preventDefault();
    heap.classList.remove("is-over");
    const pile = document.createElement("button");
    Object.assign(pile, { name: "pile", value: heap.dataset.pile, hidden: true });
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
    button.addEventListener("click", () => this.fill());
  }

  fill() {
    const box = document.getElementById(this.dataset.into);
    box.value = this.dataset.words;
    box.form.elements.namedItem("card").value = this.dataset.card;
    box.focus();
  }
}

customElements.define("fill-in", FillIn);
