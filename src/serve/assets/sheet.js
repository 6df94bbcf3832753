// The sheet beside a slip: drawn again whenever something is typed; what belongs to the field that is being typed is marked.

import { get } from "./ask.js";
import { button, draw, make, put } from "./dom.js";
import { Layers } from "./layers.js";

export class Sheet {
  constructor(id, paper, go) {
    Object.assign(this, { id, paper, go, page: 0, pages: 0, lines: [], field: null, large: false });
    this.at = make("span", {});
    this.turn = make("span", { class: "group" }, button("前へ", () => this.show(this.page - 1), { title: "前のページ" }), this.at, button("次へ", () => this.show(this.page + 1), { title: "次のページ" }));
    this.zoom = button("大きく見る", () => this.larger(), { "aria-pressed": "false" });
    this.told = make("span", { class: "told" });
    this.picture = make("div", { class: "sheet" });
    this.layers = new Layers("できあがりの紙面");
    this.room = make("div", { class: "sheets", tabindex: 0, role: "region", "aria-label": "できあがりの紙面" }, this.picture);
    this.element = make("section", { class: "beside", "aria-label": "紙面" }, make("div", { class: "tools" }, make("b", {}, "できあがり"), this.turn, this.zoom, this.told), this.room);
    this.watch = new ResizeObserver(() => this.scale());
    this.watch.observe(this.room);
  }

  close() {
    this.closed = true;
    this.watch.disconnect();
    this.layers.forget();
  }

  stop() {
    this.closed = true;
    this.told.textContent = "紙面は、終わる前のものです";
  }

  /** There is another one to be drawn; what comes while one is drawn waits for it. */
  draw(pages, rev) {
    this.pages = pages;
    this.wanted = rev;
    this.page = Math.min(this.page, Math.max(0, pages - 1));
    this.at.textContent = `${this.page + 1}／${pages} ページ`;
    this.turn.hidden = pages < 2;
    if (!this.drawing) this.next();
  }

  show(page) {
    this.page = Math.max(0, Math.min(page, this.pages - 1));
    this.drawn = null;
    this.draw(this.pages, this.wanted);
  }

  async next() {
    const wanted = `${this.wanted}/${this.page}`;
    if (this.closed || this.drawn === wanted || !this.pages) return;
    this.drawing = true;
    const late = setTimeout(() => (this.told.textContent = "描き直しています…"), 400);
    const ask = (has) => get("slip/page", { id: this.id, paper: this.paper, page: this.page, has }).catch(() => null);
    let told = await ask(this.layers.has);
    if (told && !this.closed && !(await this.put(told))) {
      told = await ask("");
      if (told && !this.closed) await this.put(told);
    }
    clearTimeout(late);
    if (!this.closed) this.told.textContent = told ? "" : "紙面を描けませんでした";
    this.drawn = wanted;
    this.drawing = false;
    if (`${this.wanted}/${this.page}` !== wanted) this.next();
  }

  put(told) {
    return this.layers.put(told.layers, () => {
      this.ratio = [told.width, told.height];
      this.lines = told.lines;
      this.layers.element.setAttribute("aria-label", `できあがりの紙面（${this.page + 1} ページ）`);
      if (!this.layer) {
        this.layer = draw("svg", { class: "text", "aria-hidden": "true" });
        this.layer.addEventListener("click", (event) => {
          const field = event.target.dataset?.field;
          if (field !== undefined) this.go(Number(field));
        });
        put(this.picture, this.layers.element, this.layer);
      }
      this.layer.setAttribute("viewBox", `0 0 ${told.width} ${told.height}`);
      this.picture.dataset.rev = told.rev;
      this.scale();
      this.mark(this.field, false);
    });
  }

  /** Marks the lines of a field. */
  mark(field, sight = true) {
    this.field = field;
    if (!this.layer) return;
    const rect = ([left, top, width, height, own]) => draw("rect", { x: left - 1, y: top - height * 0.05, width: width + 2, height: height * 1.15, class: own === field ? "here" : "", "data-field": own });
    this.layer.replaceChildren(...this.lines.map(rect));
    if (!sight || !this.large) return;
    this.layer.querySelector(".here")?.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  }

  larger() {
    this.large = !this.large;
    this.zoom.setAttribute("aria-pressed", String(this.large));
    this.scale();
    this.mark(this.field);
  }

  scale() {
    if (!this.ratio) return;
    const [width, height] = this.ratio;
    const wide = this.large ? width * 1.1 : this.room.clientWidth - 16;
    this.picture.style.width = `${wide}px`;
    this.picture.style.height = `${(wide * height) / width}px`;
  }
}
