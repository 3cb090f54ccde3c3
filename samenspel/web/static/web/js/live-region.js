/* A part of a page that stays true while others work, and a line that says honestly how true.

   A stream tells only that there is something newer; the part is then fetched as this reader. When
   no stream comes through, the number is asked for every few seconds. Nobody ever gives up. */
const SILENT = 40_000; // pings come every 15 s
const FIRST = 8_000; // the first word comes at once, unless a proxy keeps the stream to itself
const MUTES = 3;
const POLL = 4_000;
const SELDOM = 20_000;
const LASTS = 2_500;
const RESTS = 4;
const OVER = new Set([403, 404, 410]);
const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select, [contenteditable]";

const lines = new Map(); // by address of the stream: one connection for all regions of a page
const around = (wait, more = wait / 4) => wait + (Math.random() * 2 - 1) * more;

class Line {
  constructor(stream, stand) {
    Object.assign(this, { stream, stand, regions: new Set(), rev: -1, spread: 0, mutes: 0, tries: 0, state: "" });
  }

  static of(stream, stand) {
    if (!lines.has(stream)) lines.set(stream, new Line(stream, stand));
    return lines.get(stream);
  }

  add(region) {
    this.regions.add(region);
    if (this.rev >= 0) region.behind(this.rev, 0);
    if (!this.source && !this.opening) this.open();
  }

  remove(region) {
    this.regions.delete(region);
    if (this.regions.size) return;
    this.close();
    clearTimeout(this.polling);
    lines.delete(this.stream);
    tellState();
  }

  open() {
    this.close();
    this.source = new EventSource(this.stream);
    this.source.addEventListener("rev", ({ data }) => this.heard(JSON.parse(data)));
    this.source.addEventListener("ping", () => this.pinged());
    this.source.addEventListener("bye", ({ data }) => this.dismissed(JSON.parse(data)));
    this.source.addEventListener("error", () => this.broken());
    this.watch(FIRST);
    this.pollAfter(POLL); // until the stream has proved itself
  }

  close() {
    clearTimeout(this.watchdog);
    clearTimeout(this.opening);
    this.opening = 0;
    this.source?.close();
    this.source = null;
    this.proved = false;
  }

  watch(wait) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.broken(1), wait);
  }

  pinged() {
    this.mutes = 0;
    this.heard({});
  }

  /* A proxy may pass on the first words and keep the rest: after some of that, only a ping is proof. */
  heard(said) {
    this.at = Date.now();
    this.tries = 0;
    this.proved = this.mutes < MUTES;
    if (this.proved) clearTimeout(this.polling);
    this.watch(SILENT);
    this.state = this.proved ? "live" : "delayed";
    this.move(said);
  }

  /* Asked to come back later (the server restarts), or sent away: then the page itself knows why. */
  dismissed({ retry }) {
    this.close();
    this.openAfter(retry ? retry * 1000 : SELDOM);
    this.pollAfter(retry ? POLL : 0);
  }

  broken(mute = this.proved ? 0 : 1) {
    this.tries += 1;
    this.mutes += mute;
    this.close();
    this.openAfter(this.mutes < MUTES ? around(Math.min(1500 * this.tries, 10_000)) : around(SELDOM * 3));
    this.pollAfter(0);
  }

  openAfter(wait) {
    clearTimeout(this.opening);
    this.opening = setTimeout(() => this.open(), wait);
  }

  pollAfter(wait) {
    clearTimeout(this.polling);
    this.polling = setTimeout(() => document.hidden || this.poll(), wait);
  }

  async poll() {
    clearTimeout(this.polling);
    let wait = around(POLL, 1000);
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const answer = await fetch(this.stand, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (answer.status === 403) wait = await this.refused();
      else if (answer.ok) {
        this.tag = answer.headers.get("ETag");
        this.move(await answer.json());
      } else if (answer.status !== 304) throw new Error(answer.status);
      if (!this.proved) this.reached();
    } catch {
      if (!this.proved) this.is("offline");
    }
    if (!this.proved && this.regions.size) this.pollAfter(wait);
  }

  /* The server is there, though no stream of it. When it was away, the stream gets a new chance. */
  reached() {
    if (this.state === "offline") this.wakeStream();
    this.is("delayed");
  }

  wakeStream() {
    this.mutes = this.tries = 0;
    this.openAfter(around(500));
  }

  /* The ticket opens nothing any more. Perhaps the page does: then it is fetched now and then. */
  async refused() {
    await Promise.all([...this.regions].map((region) => region.refresh()));
    return around(SELDOM);
  }

  move({ rev = this.rev, spread = 0 }) {
    this.rev = Math.max(this.rev, rev);
    for (const region of this.regions) region.behind(rev, spread);
    this.is(this.state);
  }

  is(state) {
    this.state = state;
    const upToDate = [...this.regions].every((region) => !region.isBehind);
    if (upToDate && (state === "delayed" || state === "live")) this.truth = new Date();
    tellState();
  }

  /* What the browser says of its connection: believed, and tried all the same. */
  offline() {
    this.close();
    this.is("offline");
    this.pollAfter(POLL);
  }

  /* Back in sight, or back online: see where it stands at once. */
  wake() {
    this.mutes = this.tries = 0;
    if (!this.proved || Date.now() - this.at > 4 * POLL) this.open();
    this.poll();
  }
}

function tellState() {
  const all = [...lines.values()];
  const state = ["offline", "delayed", "live"].find((one) => all.some((line) => line.state === one)) ?? "";
  const truth = all.length && all.every((line) => line.truth) ? Math.min(...all.map((line) => line.truth)) : null;
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state, truth: truth && new Date(truth) } }));
}

class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.rested = 0;
    this.rev = this.wanted = Number(this.getAttribute("rev") ?? -1);
    this.line = Line.of(this.getAttribute("stream"), this.getAttribute("stand"));
    this.line.add(this);
    if (!said.has(this)) remember(this);
    this.undo = new AbortController();
    const { signal } = this.undo;
    this.addEventListener("pointerdown", () => (this.isPressed = true), { signal });
    for (const up of ["pointerup", "pointercancel"])
      document.addEventListener(up, () => setTimeout(() => this.released()), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.undo.abort();
    this.line.remove(this);
  }

  get isBehind() {
    return this.wanted > this.rev;
  }

  behind(rev, spread) {
    if (rev <= this.wanted) return;
    this.wanted = rev;
    if (!this.fetching) this.refreshAfter(Math.random() * spread * 1000);
  }

  /* What takes a slow device long comes less often, so that it has time for whoever presses. */
  refreshAfter(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), Math.max(wait, this.rested - performance.now()));
  }

  /* Fetch it now; resolves when what came is in place. */
  refresh() {
    clearTimeout(this.timer);
    this.fetching ??= this.catchUp().finally(() => {
      this.fetching = null;
      if (this.isConnected && this.isBehind) this.refreshAfter(this.failed ? around(3000) : 0);
    });
    return this.fetching;
  }

  async catchUp() {
    const wanted = this.wanted;
    try {
      const answer = await this.ask();
      if (answer.redirected || OVER.has(answer.status)) return this.stop(await answer.text());
      if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
      const html = answer.ok ? await answer.text() : null;
      Object.assign(this, { rev: wanted, failed: false });
      if (html !== null) this.arrived(html, answer.headers.get("ETag"));
      this.line.is(this.line.state);
    } catch {
      this.failed = true;
    }
  }

  ask() {
    const headers = { "X-Live": "1", ...(this.tag && { "If-None-Match": this.tag }) };
    const signal = AbortSignal.timeout(15_000);
    return fetch(this.getAttribute("src"), { headers, credentials: "same-origin", cache: "no-store", signal });
  }

  /* Put in place what came as the answer to something that was done here, with this form. */
  show(html, form) {
    if (form) forget(form);
    this.isPressed = this.held = null;
    this.arrived(html, null);
    this.dispatchEvent(new CustomEvent("live:shown", { bubbles: true }));
  }

  /* A button that is renewed between press and release would never be clicked. */
  released() {
    this.isPressed = false;
    const held = this.held;
    this.held = null;
    if (held) this.arrived(...held);
  }

  arrived(html, tag) {
    if (this.isPressed) return (this.held = [html, tag]);
    const begun = performance.now();
    const fragment = parsed(html);
    const detail = { html, fragment, rev: this.rev };
    const event = new CustomEvent("live:arrived", { bubbles: true, cancelable: true, detail });
    this.tag = tag;
    if (this.dispatchEvent(event)) swap(this, fragment);
    const now = performance.now();
    this.rested = now + RESTS * (now - begun);
  }

  /* No longer ours to see, or no longer there: what the server says about that is the last word. */
  stop(html) {
    this.wanted = this.rev;
    swap(this, parsed(html));
    this.line.remove(this);
  }
}

/* The nodes of a fragment, or of the main part of a whole page. */
function parsed(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...(page.querySelector("main") ?? page.body).childNodes);
  return remember(fragment);
}

/* Puts new content in place around what somebody is busy with, and leaves alone what did not change. */
function swap(region, fragment) {
  const active = region.contains(document.activeElement) ? document.activeElement : null;
  const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : [];
  for (const { id } of region.querySelectorAll("details[id][open]")) fragment.getElementById(id)?.setAttribute("open", "");
  const kept = new Kept(region, fragment);
  if (active?.matches(FIELDS) && isTyped(active) && !kept.has(active)) putBelow(region, fragment, active);
  else kept.merge(region, fragment);
  if (active && document.activeElement !== active) giveFocusBack(region, active, selection);
}

const isTyped = (field) =>
  field.matches("[type=checkbox], [type=radio]")
    ? field.checked !== field.defaultChecked
    : "defaultValue" in field && field.value !== field.defaultValue;

/* What the server said of each node, before scripts and people touched it. Two renderings of one form
   differ by a token and a key; that makes them no other form. */
const said = new WeakMap();
const aside = document.implementation.createHTMLDocument("");
const RANDOM = "[name=csrfmiddlewaretoken], [type=hidden][name=key]";

function remember(root) {
  const copy = aside.importNode(root, true);
  for (const field of copy.querySelectorAll(RANDOM)) field.removeAttribute("value");
  const pair = (node, its) => {
    said.set(node, its);
    node.childNodes.forEach((child, at) => pair(child, its.childNodes[at]));
  };
  pair(root, copy);
  return root;
}

/* Done with: the next that comes is put in its place, however alike. */
const forget = (node) => said.get(node)?.setAttribute("data-done", "");

const isSame = (old, fresh) => said.get(old)?.isEqualNode(said.get(fresh));

/* Another thing of the same kind is not the same thing. Custom elements know their parts and are renewed
   whole, except those that look for them each time. */
const WHO = ["id", "name", "type", "for", "action", "data-card", "data-pile", "data-step", "data-keep"];
const isAlike = (old, fresh) =>
  old instanceof HTMLElement &&
  said.has(old) &&
  !said.get(old).hasAttribute("data-done") &&
  old.localName === fresh.localName &&
  (old.localName !== "details" || old.id) &&
  (old.localName !== "button" || old.value === fresh.value) &&
  (!old.localName.includes("-") || ("grows" in old.dataset && said.get(old).cloneNode().isEqualNode(said.get(fresh).cloneNode()))) &&
  WHO.every((name) => said.get(old).getAttribute(name) === said.get(fresh).getAttribute(name));

/* Which old node goes on as which new one.

   The same stays as it is; what is alike stays and gets what is new in it. What must not be touched (marked
   so, the field with the focus, fields with typed words) stays where it is when the way up to the region is
   alike in old and new, so that a phone keeps its keyboard open; else it moves to its new place. */
class Kept {
  constructor(region, fragment) {
    Object.assign(this, { region, fragment, olds: new Map(), fresh: new Map(), whole: new Set() });
    this.match(region, fragment);
    for (const old of region.querySelectorAll(`[data-keep], ${FIELDS}`)) {
      if (!this.isKept(old) || this.has(old)) continue;
      const twin = this.fresh.get(old) ?? twinOf(old, fragment);
      if (!twin || this.isIn(twin)) continue;
      this.whole.add(old);
      if (this.stays(old, twin)) continue;
      if (said.has(old)) said.get(twin).replaceWith(said.get(old));
      twin.replaceWith(old);
    }
  }

  match(old, fresh) {
    const free = [...old.childNodes];
    const others = [];
    let at = 0;
    const take = (node, fits) => {
      for (let step = 0; step < free.length; step++) {
        const place = (at + step) % free.length;
        if (!fits(free[place], node)) continue;
        at = place;
        return this.pair(node, free.splice(place, 1)[0]);
      }
      return null;
    };
    for (const node of fresh.childNodes) {
      const same = take(node, isSame);
      if (same) this.whole.add(same);
      else if (node instanceof HTMLElement) others.push(node);
    }
    at = 0;
    for (const node of others) {
      const alike = take(node, isAlike);
      if (alike) this.match(alike, node);
    }
  }

  pair(fresh, old) {
    this.olds.set(fresh, old);
    this.fresh.set(old, fresh);
    return old;
  }

  isKept(old) {
    if ("keep" in old.dataset) return true;
    return !old.closest("[data-keep]") && (isTyped(old) || old === document.activeElement);
  }

  has(node) {
    for (let each = node; each && each !== this.region; each = each.parentNode) if (this.whole.has(each)) return true;
    return false;
  }

  /* In what stays as it is, so no place to put anything. */
  isIn(twin) {
    for (let each = twin; each && each !== this.fragment; each = each.parentNode) if (this.whole.has(this.olds.get(each))) return true;
    return false;
  }

  stays(old, fresh) {
    const way = [];
    for (; old !== this.region && fresh !== this.fragment; old = old.parentNode, fresh = fresh.parentNode) {
      const free = (this.olds.get(fresh) ?? old) === old && (this.fresh.get(old) ?? fresh) === fresh;
      if (!free || old.localName !== fresh.localName) return false;
      way.push([fresh, old]);
    }
    if (old !== this.region || fresh !== this.fragment) return false;
    for (const [one, other] of way) this.pair(one, other);
    return true;
  }

  merge(old, fresh) {
    const nodes = [...fresh.childNodes].map((node) => this.inPlaceOf(node));
    // What a script added is its own to take away.
    for (const node of [...old.childNodes]) if (!nodes.includes(node) && said.has(node)) node.remove();
    let at = old.firstChild;
    for (const node of nodes) {
      if (node === at) at = at.nextSibling;
      else old.insertBefore(node, at);
      if (this.fresh.has(node)) this.goOn(node, this.fresh.get(node));
    }
  }

  /* A field that nobody typed in comes anew: a new value in an old field would not always show. */
  inPlaceOf(node) {
    const old = this.olds.get(node);
    return old && (this.whole.has(old) || !old.matches?.(FIELDS)) ? old : node;
  }

  /* Only what the server says differently than before: what a script set beside it stays. */
  goOn(old, fresh) {
    const [was, is] = [said.get(old), said.get(fresh)];
    if (this.whole.has(old)) return was && is?.replaceWith(was);
    for (const { name } of [...(was ?? old).attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (was?.getAttribute(name) !== value) old.setAttribute(name, value);
    said.set(old, is);
    this.merge(old, fresh);
  }
}

function twinOf(old, root) {
  if (old.dataset.keep) return root.querySelector(`[data-keep="${CSS.escape(old.dataset.keep)}"]`);
  if (old.id) return root.querySelector(`#${CSS.escape(old.id)}`);
  const name = old.getAttribute("name");
  const value = old.matches("[type=radio], [type=checkbox], button") ? `[value="${CSS.escape(old.value)}"]` : "";
  return name && root.querySelector(`${old.localName}[name="${CSS.escape(name)}"]${value}`);
}

/* Somebody is typing in what is over: it stays, and the new opens below. */
function putBelow(region, fragment, active) {
  for (const node of [...region.childNodes]) if (!node.contains(active)) node.remove();
  region.append(fragment);
}

function giveFocusBack(region, active, selection) {
  const twin = active.isConnected ? active : twinOf(active, region);
  if (twin) {
    twin.focus({ preventScroll: true });
    if (twin === active && selection[0] != null) active.setSelectionRange(...selection);
  } else {
    region.tabIndex = -1;
    region.focus({ preventScroll: true });
  }
}

/* Live, delayed or no connection, and when it was last true by the clock of this device. */
class LiveState extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[role=status]");
    this.time = this.querySelector("time");
    this.querySelector("[data-without]")?.remove();
    this.undo = new AbortController();
    document.addEventListener("live:state", ({ detail }) => this.show(detail), { signal: this.undo.signal });
    tellState();
  }

  disconnectedCallback() {
    this.undo.abort();
    clearTimeout(this.timer);
  }

  /* A change is told once it lasts: a restart of two seconds is nobody's concern. */
  show({ state, truth }) {
    if (state !== this.next) {
      this.next = state;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.say(state), this.dataset.state ? LASTS : 0);
    }
    if (!truth) return;
    const clock = truth.toLocaleTimeString(document.documentElement.lang);
    this.time.textContent = this.dataset.updated.replace("{time}", clock);
  }

  say(state) {
    this.dataset.state = state;
    this.words.textContent = this.dataset[state] ?? "";
  }
}

const wakeAll = () => lines.forEach((line) => line.wake());
const closeAll = () => lines.forEach((line) => line.close());
let rest;

/* A browser opens six connections to a server: tabs that nobody sees leave theirs to the others. */
document.addEventListener("visibilitychange", () => {
  clearTimeout(rest);
  if (document.hidden) rest = setTimeout(closeAll, SILENT);
  else wakeAll();
});
window.addEventListener("pageshow", ({ persisted }) => persisted && wakeAll());
window.addEventListener("pagehide", closeAll);
window.addEventListener("online", wakeAll);
window.addEventListener("offline", () => lines.forEach((line) => line.offline()));

customElements.define("live-region", LiveRegion);
customElements.define("live-state", LiveState);
