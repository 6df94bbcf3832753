// The list of pages at the left: what each begins with, and a small picture that is fetched when it comes into sight.

import { button, make } from "./dom.js";
import { smallOf } from "./ask.js";
import { Column } from "./column.js";

/** Pictures that are kept. */
const KEPT = 120;
/** Pictures of what changed wait for the page itself. */
const LATER = 600;
/** What goes by is not drawn: the list stood still for so long (ms). */
const CALM = 120;

export class Thumbs {
  constructor(name, go) {
    Object.assign(this, { name, go, version: 0, waiting: [], drawn: new Map(), entries: [], near: new Set() });
    this.element = make("nav", { class: "thumbs", "aria-label": "ページ", on: { keydown: (event) => this.keys(event) } });
    this.element.addEventListener("scroll", () => this.sight(), { passive: true });
    this.column = new Column(this.element, 0.1);
    this.watch = new ResizeObserver(() => this.sized());
    this.watch.observe(this.element);
  }

  close() {
    this.closed = true;
    this.watch.disconnect();
    clearTimeout(this.soon);
    clearTimeout(this.calm);
  }

  /** Width and height of the paper. */
  shape([width, height]) {
    this.element.style.setProperty("--ratio", `${width} / ${height}`);
    this.sized();
  }

  sized() {
    this.column.changed();
    this.sight();
  }

  /** The pages of a version. */
  put(count, headings, version) {
    const begins = new Map();
    for (const one of headings) if (!begins.has(one.page)) begins.set(one.page, one.title);
    if (this.entries.length !== count) {
      this.drawn.clear();
      this.waiting = [];
      this.entries = Array.from({ length: count }, (_, n) => this.entry(n));
      this.element.replaceChildren(make("ol", {}, this.entries.map((entry) => make("li", {}, entry.element))));
      this.column.put(this.entries.map((entry) => entry.element));
      this.at = 0;
      if (this.entries[0]) this.entries[0].element.tabIndex = 0;
    }
    for (const entry of this.entries) {
      const title = begins.get(entry.n) ?? "";
      if (entry.title.textContent !== title) entry.title.textContent = title;
    }
    const newly = this.version !== version;
    this.version = version;
    this.sight();
    if (!newly) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.near.forEach((entry) => this.want(entry)), LATER);
  }

  entry(n) {
    const picture = make("span", { class: "small" });
    const title = make("span", { class: "begins" });
    // one stop of the tab key for all of them: the arrows go on
    const element = button("", () => this.go(n), { class: "thumb", tabindex: -1, data: { page: n } });
    element.append(picture, make("b", {}, `${n + 1}`), title);
    return { n, element, picture, title, version: 0 };
  }

  sight() {
    const before = this.near;
    this.near = new Set(this.entries.slice(...this.column.near()));
    for (const entry of this.near) if (!before.has(entry)) this.want(entry);
  }

  want(entry) {
    if (!this.version || entry.version === this.version || this.waiting.includes(entry)) return;
    this.waiting.push(entry);
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.next(), CALM);
  }

  /** One after the other: pages that are looked at come first. */
  async next() {
    if (this.busy) return;
    this.busy = true;
    while (!this.closed && this.waiting.length) {
      const entry = this.waiting.shift();
      if (!this.near.has(entry)) continue;
      const version = this.version;
      const picture = make("img", { alt: "", src: smallOf(this.name, entry.n, version), draggable: "false" });
      const drawn = await picture.decode().then(() => true, () => false);
      if (!drawn || this.closed) continue;
      entry.version = version;
      entry.picture.replaceChildren(points(entry.picture, picture));
      this.drawn.delete(entry.n);
      this.drawn.set(entry.n, entry);
      this.forget();
    }
    this.busy = false;
  }

  forget() {
    for (const [n, entry] of this.drawn) {
      if (this.drawn.size <= KEPT) return;
      if (this.near.has(entry)) continue;
      entry.picture.replaceChildren();
      entry.version = 0;
      this.drawn.delete(n);
    }
  }

  /** The page in sight is another one. */
  where(n) {
    const entry = this.entries[n];
    this.here?.removeAttribute("aria-current");
    this.here = entry?.element;
    if (!entry) return;
    this.here.setAttribute("aria-current", "true");
    if (!this.element.contains(document.activeElement)) this.focusable(n);
    const [box, top, end] = [this.element, this.column.top(n), this.column.top(n + 1)];
    if (top < box.scrollTop || end > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
  }

  focusable(n) {
    const before = this.entries[this.at];
    if (before) before.element.tabIndex = -1;
    this.at = n;
    this.entries[n].element.tabIndex = 0;
  }

  keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.entries.length - 1;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: last, PageDown: this.at + 5, PageUp: this.at - 5 }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.focusable(Math.min(Math.max(to, 0), last));
    this.entries[this.at].element.focus();
  }
}

/** A picture as it is seen: of an SVG the browser would keep all that is drawn in it. */
function points(place, picture) {
  const wide = Math.ceil((place.clientWidth || picture.naturalWidth) * devicePixelRatio);
  const canvas = make("canvas", { width: wide, height: Math.ceil((wide * picture.naturalHeight) / picture.naturalWidth) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
