// Findings: the heaviest first, each with where it is and how to mend it.

import { make } from "./dom.js";

export const LEVELS = { error: "エラー", warning: "注意", info: "情報" };

const where = (place) => {
  if (!place) return "";
  const file = place.file.split("/").pop();
  if (place.cell) return `${file} の「${place.sheet}」 ${place.cell}`;
  return place.line ? `${file} の ${place.line} 行目` : file;
};

/** A list; `go` is called with a place that is clicked. */
export function findings(told, { go = null, short = Infinity, level = null } = {}) {
  const all = told.list.filter((one) => !level || one.level === level);
  if (!all.length) return make("p", { class: "none" }, level ? `${LEVELS[level]}はありません。` : "所見はありません。");
  const place = (at, text) =>
    go ? make("button", { type: "button", class: "place", title: at.text, data: { key: `at:${at.text}` }, on: { click: () => go(at) } }, text) : make("span", { class: "place", title: at.text }, text);
  const items = all.slice(0, short).map((one) => {
    const more = one.more
      ? make("details", {}, make("summary", {}, `ほか ${one.more} か所`), make("p", { class: "places" }, one.elsewhere.map((at) => place(at, where(at))), one.more > one.elsewhere.length ? `…` : null))
      : null;
    const related = one.related.length ? make("p", { class: "places" }, "関連: ", one.related.map((at) => place(at, where(at)))) : null;
    const meaning = one.meaning ? make("details", {}, make("summary", {}, `${one.code} とは`), make("p", {}, one.meaning)) : null;
    return make(
      "li",
      { class: one.level },
      make("p", {}, make("span", { class: `mark ${one.level}` }, LEVELS[one.level]), one.message),
      one.place ? make("p", { class: "places" }, place(one.place, where(one.place))) : null,
      more,
      related,
      ...one.hints.map((hint) => make("p", { class: "hint" }, `直し方: ${hint}`)),
      meaning,
    );
  });
  const rest = all.length - items.length + (short < Infinity ? 0 : told.beyond.reduce((sum, one) => sum + one.more, 0));
  return make("div", {}, make("ul", { class: "findings" }, items), rest > 0 ? make("p", { class: "none" }, `ほか ${rest} 件`) : null);
}
