/* Finds while one types: the same page is fetched again, and its results put in place. */
const PAUSE = 250;

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.undo = new AbortController();
    this.form = this.querySelector("form");
    this.asked = this.address();
    const { signal } = this.undo;
    this.form.addEventListener("input", () => this.soon(), { signal });
    this.form.addEventListener("submit", () => clearTimeout(this.timer), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.undo.abort();
    this.fetching?.abort();
  }

  address() {
    const said = [...new FormData(this.form)].filter(([, value]) => value !== "");
    return `${this.form.action}?${new URLSearchParams(said)}`;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  async find() {
    const address = this.address();
    if (address === this.asked) return;
    this.asked = address;
    this.fetching?.abort();
    this.fetching = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.fetching.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.querySelector("#found").replaceChildren(...page.querySelector("#found").childNodes);
      this.querySelector("[role=status]").textContent = page.querySelector("search-box [role=status]").textContent;
      history.replaceState(null, "", address);
      document.title = page.title;
    } catch (error) {
      if (error.name !== "AbortError") this.asked = ""; // no connection: the button still works
    }
  }
}

customElements.define("search-box", SearchBox);
