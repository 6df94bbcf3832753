// The texts of a page: they lie over its picture, unseen, to be selected, searched, read and clicked.

import { draw } from "./dom.js";

/** Lines that are put in place at one time. */
const PIECE = 120;

export class Lines {
  constructor(chosen) {
    this.lines = [];
    this.marks = draw("g", { class: "marks" });
    this.element = draw("svg", { class: "text" }, this.marks);
    this.nodes = [];
    this.element.addEventListener("click", (event) => {
      if (String(getSelection())) return;
      const n = this.nodes.indexOf(event.target);
      if (n >= 0) chosen(n);
    });
  }

  /** Puts lines in place; those before and behind what changed stay. Many of them come piece by piece, so that nothing halts. */
  async put({ width, height, lines }) {
    const box = `0 0 ${width} ${height}`;
    // the browser lays all texts out again for it, be it the same
    if (this.element.getAttribute("viewBox") !== box) this.element.setAttribute("viewBox", box);
    const before = this.lines;
    const same = (a, b) => a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3] && a[4] === b[4] && a[5]?.text === b[5]?.text;
    const least = Math.min(before.length, lines.length);
    let first = 0;
    while (first < least && same(before[first], lines[first])) first += 1;
    let last = 0;
    while (last < least - first && same(before[before.length - 1 - last], lines[lines.length - 1 - last])) last += 1;
    for (const one of this.nodes.slice(first, before.length - last)) one.remove();
    const behind = this.nodes.slice(before.length - last);
    const kept = lines.slice(lines.length - last);
    this.nodes.length = first;
    this.turn = (this.turn ?? 0) + 1;
    const { turn } = this;
    for (let n = first; n < lines.length - last; n += PIECE) {
      const fresh = lines.slice(n, Math.min(n + PIECE, lines.length - last));
      const nodes = fresh.map(node);
      const piece = document.createDocumentFragment();
      piece.append(...nodes);
      this.element.insertBefore(piece, behind[0] ?? null);
      this.nodes.push(...nodes);
      this.lines = lines.slice(0, this.nodes.length);
      if (n + PIECE >= lines.length - last) break;
      // whatever is there already is told apart from what comes next
      [this.nodes, this.lines] = [[...this.nodes, ...behind], [...this.lines, ...kept]];
      await new Promise((done) => setTimeout(done));
      if (turn !== this.turn) return;
      this.nodes.length -= behind.length;
    }
    this.nodes = [...this.nodes, ...behind];
    this.lines = lines;
  }

  /** Marks what is of a place. */
  mark(place) {
    const lines = place ? this.lines.filter((line) => line[5]?.text === place.text) : [];
    this.marks.replaceChildren(...lines.map(([, left, top, width, height]) => draw("rect", { x: left - 1, y: top - 0.5, width: width + 2, height: height + 1 })));
  }
}

function node([text, left, top, width, height, place]) {
  const line = draw("text", { x: left, y: top + height * 0.86, "font-size": height, textLength: Math.max(width, 0.1), lengthAdjust: "spacingAndGlyphs" });
  line.textContent = text;
  if (place) line.setAttribute("class", "has");
  return line;
}
