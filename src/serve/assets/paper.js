// A paper: its pages, drawn when they come into sight, beside what was noticed. A text leads to its cell, a finding to its page.

import { get } from "./ask.js";
import { Column } from "./column.js";
import { button, make, put, released } from "./dom.js";
import { findings, LEVELS } from "./findings.js";
import { Layers } from "./layers.js";
import { Lines } from "./lines.js";
import { Thumbs } from "./thumbs.js";

/** Pages that stay drawn: those in sight and the ones around them. */
const DRAWN = 12;
/** Pages that are drawn at one time. */
const ABREAST = 2;
/** A page that is looked at for so long (ms) lies in layers, so that a change draws little of it again. */
const REST = 800;
/** Pages that go by faster than this (px a ms), or in longer leaps (px), are drawn when it is over. */
const FAST = 4;
const LEAP = 200;
const CALM = 120;
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export class Paper {
  constructor(place, name) {
    Object.assign(this, { place, name, version: 0, pages: [], drawn: new Map(), zoom: 0, level: null, at_work: 0, about: null, asked: null, marked: null, found: [], near: new Set() });
    place.className = "paper";
    this.head = make("div", { class: "head" }, make("h1", {}, name));
    this.sheets = make("div", { class: "sheets", tabindex: 0, role: "region", "aria-label": "紙面" });
    this.panel = make("aside", { class: "panel", "aria-label": "所見とセル", tabindex: 0 });
    this.tools = make("div", { class: "tools" });
    this.thumbs = new Thumbs(name, (n) => this.go(n));
    put(place, this.head, this.tools, make("div", { class: "desk" }, this.thumbs.element, this.sheets, this.panel));
    this.column = new Column(this.sheets, 0.6);
    this.watch = new ResizeObserver(() => this.scale());
    this.watch.observe(this.sheets);
    this.sheets.addEventListener("keydown", (event) => this.keys(event));
    this.sheets.addEventListener("scroll", () => this.moved(), { passive: true });
    this.find = make("input", { type: "search", id: "find", placeholder: "紙面の中をさがす", "aria-label": "紙面の中をさがす", on: { input: () => this.search(), keydown: (event) => this.hits(event) } });
    this.jump = make("select", { id: "jump", "aria-label": "まとまりへ移る", on: { change: () => this.go(Number(this.jump.value)) } });
    this.at = make("input", { type: "number", id: "at", min: 1, value: 1, "aria-label": "ページ", on: { change: () => this.go(Number(this.at.value) - 1) } });
    this.of = make("span", {}, "／ －");
    this.told = make("span", { class: "told", role: "status" });
    put(
      this.tools,
      make("span", { class: "group" }, button("前へ", () => this.go(this.current() - 1), { title: "前のページ" }), this.at, this.of, button("次へ", () => this.go(this.current() + 1), { title: "次のページ" })),
      this.jump,
      make("span", { class: "group" }, button("小さく", () => this.larger(-1)), button("幅に合わせる", () => this.larger(0)), button("大きく", () => this.larger(1))),
      this.find,
      this.told,
    );
    put(this.panel, make("p", { class: "wait" }, "読み込んでいます…"));
    this.load();
  }

  close() {
    this.closed = true;
    this.watch.disconnect();
    this.thumbs.close();
    clearTimeout(this.calm);
    clearTimeout(this.rested);
    for (const n of this.drawn.keys()) this.pages[n]?.layers.forget();
  }

  heard(event) {
    const [version, stale] = event.papers[this.name] ?? [0, false];
    this.told.textContent = stale ? "読み直しています…" : "";
    if (version && version !== this.version && !stale) this.load();
  }

  async load() {
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    try {
      const begun = this.version;
      // the page in sight first
      const sight = this.pages.length ? this.current() : null;
      if (sight !== null) await this.draw(sight, true);
      const about = await get("paper", { name: this.name });
      await released();
      if (this.closed) return;
      if (about.drawn) this.take(about);
      else if (about.state === "failed") this.failed(about);
      if (begun !== this.version) this.refresh(sight);
    } catch (error) {
      if (error.status === 404) put(this.panel, make("p", {}, error.message));
    } finally {
      this.loading = false;
      if (this.again) {
        this.again = false;
        this.load();
      }
    }
  }

  failed(about) {
    this.about = about;
    this.version = about.version;
    this.back_at ??= this.pages.length ? this.current() : null;
    for (const n of [...this.drawn.keys()]) this.take_away(n);
    this.pages = [];
    this.column.put([]);
    this.sight();
    put(this.sheets, make("p", { class: "none" }, "エラーがあるので、紙面を作れません。右の所見を直してください。"));
    this.list();
  }

  take(about) {
    this.about = about;
    this.version = about.version;
    if (this.pages.length !== about.pages) {
      const kept = this.pages.slice(0, about.pages);
      for (let n = kept.length; n < about.pages; n += 1) kept.push(this.page(n));
      this.pages = kept;
      put(this.sheets, kept.map((page) => page.element));
      this.column.put(kept.map((page) => page.element));
      this.of.textContent = `／ ${about.pages}`;
      this.at.max = about.pages;
      this.scale();
      if (this.back_at) this.go(this.back_at);
      this.back_at = null;
    }
    this.thumbs.put(about.pages, about.headings, about.version);
    this.here = null;
    this.where();
    const jump = about.headings.map((one) => make("option", { value: one.page }, `${"　".repeat(one.level - 1)}${one.title}`));
    put(this.jump, make("option", { value: "" }, "まとまりへ移る…"), jump);
    this.jump.disabled = !jump.length;
    if (!this.asked) this.list();
  }

  page(n) {
    const element = make("section", { class: "sheet", "aria-label": `${n + 1} ページ`, data: { page: n } });
    const page = { n, element, ratio: null, line: -1, tried: 0, layers: new Layers() };
    page.lines = this.lines(page);
    return page;
  }

  lines(page) {
    return new Lines((n) => this.choose(page, n));
  }

  /** Sheets are as wide as there is room, or by the zoom. */
  scale() {
    const room = this.sheets.clientWidth - 16;
    for (const page of this.pages) {
      const [width, height] = page.ratio ?? this.ratio ?? [1190, 842];
      const wide = this.zoom ? width * this.zoom * (96 / 72) : room;
      page.element.style.width = `${wide}px`;
      page.element.style.height = `${(wide * height) / width}px`;
    }
    this.column.changed();
    this.sight();
  }

  larger(step) {
    const n = this.current();
    if (step === 0) this.zoom = 0;
    else {
      const width = (this.ratio ?? [1190])[0] * (96 / 72);
      const now = this.zoom || (this.sheets.clientWidth - 16) / width;
      const next = step > 0 ? ZOOMS.find((zoom) => zoom > now + 0.01) : ZOOMS.findLast((zoom) => zoom < now - 0.01);
      this.zoom = next ?? now;
    }
    this.scale();
    this.go(n);
  }

  /** What is near is drawn; one that could not be drawn is tried once more when it comes again. */
  sight() {
    const near = new Set(this.pages.slice(...this.column.near()));
    for (const page of near) if (!this.near.has(page) && !this.drawn.has(page.n)) page.tried = 0;
    this.near = near;
    this.next();
  }

  /** Draws what is in sight, the nearest page first; what was only passed by is not drawn. */
  next() {
    while (this.at_work < ABREAST && !this.closed && !this.fast) {
      const here = this.current();
      const wanted = [...this.near].filter((page) => page.tried !== this.version && !page.drawing);
      const nearest = wanted.sort((a, b) => Math.abs(a.n - here) - Math.abs(b.n - here))[0];
      if (!nearest) return;
      nearest.tried = this.version;
      this.at_work += 1;
      this.draw(nearest.n).finally(() => {
        this.at_work -= 1;
        this.next();
      });
    }
  }

  /** Draws a page that is not drawn as it is now. */
  async draw(n, newly = false) {
    const known = this.drawn.get(n);
    if (known && known.version === this.version && !newly) return known;
    const page = this.pages[n];
    if (!page || (page.drawing && !newly)) return page?.drawing;
    page.tried = this.version;
    page.drawing = this.drawing(page).finally(() => (page.drawing = null));
    return page.drawing;
  }

  async drawing(page) {
    const { layers } = page;
    const ask = (has) => get("page", { name: this.name, page: page.n, whole: page.layered ? null : true, has }).catch(() => null);
    let told = await ask(layers.has);
    if (!told || this.closed) return null;
    const first = !this.ratio;
    page.ratio = [told.width, told.height];
    this.ratio ??= page.ratio;
    if (first) {
      this.thumbs.shape(page.ratio);
      this.scale();
      this.where();
    }
    const place = () => {
      page.line = -1;
      if (!page.element.firstChild) put(page.element, layers.element, page.lines.element);
      page.element.dataset.version = told.version;
    };
    // a layer that was forgotten meanwhile
    while (!(await layers.put(told.layers, place))) {
      told = await ask("");
      if (!told) return null;
    }
    await page.lines.put(told);
    this.drawn.delete(page.n);
    this.drawn.set(page.n, { version: told.version });
    if (this.marked?.page === page.n) this.mark(this.marked.place);
    this.forget();
    this.rest();
    return told;
  }

  rest() {
    clearTimeout(this.rested);
    this.rested = setTimeout(() => this.layer(this.pages[this.current()]), REST);
  }

  /** The page that is looked at, and no other, lies in layers: each of them costs the browser as much as a page. */
  layer(page) {
    if (this.closed || !page || page.layered || page.drawing || !this.drawn.has(page.n)) return;
    for (const other of this.pages.filter((one) => one.layered)) {
      this.alone(other, false);
      if (!this.near.has(other)) this.take_away(other.n);
    }
    this.alone(page, true);
    this.draw(page.n, true);
  }

  /** Pages far from sight are forgotten; memory does not grow with the book. */
  forget() {
    for (const n of this.drawn.keys()) {
      if (this.drawn.size <= DRAWN) return;
      if (!this.near.has(this.pages[n])) this.take_away(n);
    }
  }

  take_away(n) {
    this.drawn.delete(n);
    const page = this.pages[n];
    if (!page) return;
    page.layers.forget();
    page.lines = this.lines(page);
    page.tried = 0;
    this.alone(page, false);
    page.element.replaceChildren();
  }

  /** In layers, and on a surface of its own, or neither. */
  alone(page, on) {
    page.layered = on;
    page.layers.element.classList.toggle("own", on);
  }

  refresh(sight) {
    if (this.pages[sight]) this.pages[sight].tried = this.version;
    this.next();
    for (const n of this.drawn.keys()) if (!this.near.has(this.pages[n])) this.take_away(n);
    if (this.asked) this.cell(this.asked, true);
    if (this.find.value) this.search();
  }

  current() {
    return this.column.at(this.sheets.scrollTop + this.sheets.clientHeight / 3);
  }

  moved() {
    const [now, top] = [performance.now(), this.sheets.scrollTop];
    const { last = { now: 0, top } } = this;
    this.fast = Math.abs(top - last.top) > Math.min(FAST * (now - last.now), LEAP);
    this.last = { now, top };
    clearTimeout(this.calm);
    this.calm = setTimeout(() => {
      this.fast = false;
      this.next();
    }, CALM);
    this.sight();
    this.where();
  }

  where() {
    const n = this.current();
    if (this.here === n) return;
    this.here = n;
    this.rest();
    if (document.activeElement !== this.at) this.at.value = n + 1;
    this.thumbs.where(n);
  }

  go(n) {
    const page = this.pages[Math.min(Math.max(n, 0), this.pages.length - 1)];
    if (!page) return null;
    this.sheets.scrollTop = this.column.top(page.n) - 8;
    this.where();
    return this.draw(page.n);
  }

  keys(event) {
    const page = this.pages[this.current()];
    if (!page || event.ctrlKey || event.metaKey || event.altKey) return;
    const { lines } = page.lines;
    const step = { n: 1, p: -1 }[event.key];
    if (event.key === "PageDown") this.go(page.n + 1);
    else if (event.key === "PageUp") this.go(page.n - 1);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(this.pages.length - 1);
    else if (step) {
      let line = page.line ?? -1;
      do line += step;
      while (lines[line] && !lines[line][5]);
      if (lines[line]) this.choose(page, line);
    } else return;
    event.preventDefault();
  }

  choose(page, n) {
    page.line = n;
    const place = page.lines.lines[n][5];
    if (!place) return this.none();
    this.marked = { page: page.n, place };
    this.mark(place);
    this.cell(place);
  }

  /** Shows where a place is printed, on the pages that are drawn. */
  mark(place) {
    for (const n of this.drawn.keys()) this.pages[n]?.lines.mark(place);
  }

  none() {
    this.asked = null;
    put(this.panel, this.back(), make("p", {}, "この字は様式のもので、回答のセルはありません。"));
  }

  back() {
    return make("p", { class: "back" }, button("← 所見の一覧", () => this.list(), { class: "quiet", data: { key: "back" } }));
  }

  /** The findings, by weight. */
  list() {
    this.asked = null;
    const told = this.about.findings;
    const count = (level) => told.list.filter((one) => one.level === level).length;
    const all = [[null, "すべて", told.list.length], ...Object.entries(LEVELS).map(([level, name]) => [level, name, count(level)])];
    const levels = all.map(([level, name, number]) => button(`${name} ${number}`, () => ((this.level = level), this.list()), { "aria-pressed": String(this.level === level), data: { key: `level:${level}` } }));
    const explained = this.about.explained?.length ? make("details", { class: "explained" }, make("summary", {}, "各ページの終わり方"), make("ol", {}, this.about.explained.map((text) => make("li", {}, text)))) : null;
    put(this.panel, make("h2", {}, "所見"), make("div", { class: "levels", role: "group", "aria-label": "所見の重さ" }, levels), findings(told, { go: (place) => this.finding(place), level: this.level }), explained);
  }

  /** From a finding to its cell, and to the page on which it is printed. */
  async finding(place) {
    this.marked = null;
    const told = await this.cell(place);
    if (!told?.pages.length) return this.mark(place);
    this.marked = { page: told.pages[0], place };
    await this.go(told.pages[0]);
    this.mark(place);
    const mark = this.pages[told.pages[0]].element.querySelector(".marks rect");
    if (mark) {
      const box = mark.getBoundingClientRect();
      const room = this.sheets.getBoundingClientRect();
      if (box.top < room.top || box.bottom > room.bottom) this.sheets.scrollTop += box.top - room.top - room.height / 3;
    }
  }

  async cell(place, quietly = false) {
    this.asked = place;
    const { file, sheet, cell, line, column } = place;
    const told = await get("cell", { name: this.name, file, sheet, cell, line, column }).catch(() => null);
    if (this.asked !== place || this.closed) return told;
    if (!told) {
      if (!quietly) put(this.panel, this.back(), make("p", {}, place.text), make("p", { class: "none" }, "このセルは、いまの入力にはありません。"));
      return null;
    }
    const about = this.about.findings.list.filter((one) => [one.place, ...one.related, ...one.elsewhere].some((at) => at?.text === place.text));
    const pages = told.pages.map((n) => button(`${n + 1} ページ`, () => this.finding(place), { class: "place" }));
    put(
      this.panel,
      this.back(),
      make("h2", {}, cell ? `セル ${cell}` : line ? `${line} 行目` : "ファイル"),
      make("dl", {}, make("dt", {}, "ファイル"), make("dd", {}, file), sheet ? [make("dt", {}, "シート"), make("dd", {}, sheet)] : null, pages.length ? [make("dt", {}, "紙面"), make("dd", {}, pages)] : null),
      told.text ? make("blockquote", {}, told.text) : null,
      told.why ? make("p", { class: "why" }, told.why) : null,
      told.grid ? grid(told.grid) : null,
      told.lines ? make("ol", { class: "lines" }, told.lines.map(([n, text]) => make("li", { value: n, class: n === line ? "here" : "" }, text))) : null,
      !told.grid && !told.lines ? make("p", { class: "none" }, "まわりのセルは示せません（ZIP の中か、プロジェクトの外のファイルです）。") : null,
      about.length ? [make("h3", {}, "このセルの所見"), findings({ list: about, beyond: [] }, { go: (at) => this.finding(at) })] : null,
    );
    return told;
  }

  search() {
    clearTimeout(this.soon);
    this.soon = setTimeout(async () => {
      const words = this.find.value.trim();
      if (!words) return this.list();
      const told = await get("search", { name: this.name, words }).catch(() => null);
      if (!told || this.find.value.trim() !== words) return;
      this.asked = null;
      this.found = told.found;
      const items = told.found.map((one) => make("li", {}, button("", () => (one.place ? this.finding(one.place) : this.go(one.page)), { class: "hit" })));
      items.forEach((item, n) => item.firstChild.append(make("span", {}, told.found[n].text), make("small", {}, told.found[n].page === null ? "" : `${told.found[n].page + 1} ページ`)));
      put(this.panel, this.back(), make("h2", {}, `「${words}」 ${told.more ? "200 か所より多い" : `${items.length} か所`}`), items.length ? make("ul", { class: "hits" }, items) : make("p", { class: "none" }, "見つかりません。"));
    }, 200);
  }

  hits(event) {
    if (event.key === "Enter" && this.found[0]) {
      this.panel.querySelector(".hit")?.focus();
      this.panel.querySelector(".hit")?.click();
    }
    if (event.key === "Escape" && this.find.value) {
      this.find.value = "";
      this.list();
    }
  }
}

/** The cells around one, as the workbook shows them. */
function grid({ columns, rows, here }) {
  const head = make("tr", {}, make("td", {}), columns.map((name, n) => make("th", { scope: "col", class: n === here ? "here" : "" }, name)));
  const body = rows.map((row) => make("tr", {}, make("th", { scope: "row", class: row.here ? "here" : "" }, `${row.row}`), row.cells.map((text, n) => make("td", { class: row.here && n === here ? "here" : "" }, make("div", {}, text)))));
  return make("div", { class: "scroll grid", tabindex: 0, role: "region", "aria-label": "まわりのセル" }, make("table", {}, make("thead", {}, head), make("tbody", {}, body)));
}
