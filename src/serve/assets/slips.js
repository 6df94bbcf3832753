// Slips to be filled in: what is being typed, the answers of the papers, new ones.

import { get, post, refused } from "./ask.js";
import { ask, button, day, make, put, released } from "./dom.js";
import { table } from "./project.js";

/** So many answers are looked through by eye. */
const MANY = 24;

export class Slips {
  constructor(place, link) {
    Object.assign(this, { place, link, known: new Map(), wanted: new Map() });
    put(place, make("h1", {}, "個票を書く"), make("p", { class: "wait" }, "読み込んでいます…"));
    this.load();
  }

  close() {
    this.closed = true;
  }

  heard() {}

  /** The project was read again: other papers, other answers. */
  project(project) {
    const now = JSON.stringify(project.papers?.map((paper) => [paper.name, paper.version]));
    if (this.papers && this.papers !== now) this.load();
    this.papers = now;
  }

  async load() {
    const told = await get("slips").catch((error) => ({ gone: error.message }));
    await released();
    if (this.closed) return;
    if (told.gone) return put(this.place, make("h1", {}, "個票を書く"), make("p", { class: "none" }, told.gone));
    this.told = told;
    this.show();
    await Promise.all(told.papers.map(async (paper) => {
      const answers = await get("slips", { paper: paper.name }).catch(() => ({ slips: [] }));
      this.known.set(paper.name, answers.slips);
      await released();
      if (!this.closed) this.show();
    }));
  }

  show() {
    const { papers, forms, kept, faults } = this.told;
    const rows = kept.map((one) => [
      make("th", { scope: "row" }, make("a", { href: this.link("記入", one.paper ?? "", one.id), data: { key: `kept:${one.id}` } }, one.label || "（名のない個票）"), make("small", {}, one.paper ?? one.title)),
      make("td", {}, one.open ? make("span", { class: "mark warning" }, one.saved ? "保存のあとに書いた分あり" : "下書き") : make("span", { class: "mark good" }, "保存済み")),
      make("td", {}, day(one.day)),
      make("td", { class: "last" }, button("消す", () => this.remove(one), { "aria-label": `${one.label || "名のない個票"}を一覧から消す`, data: { key: `remove:${one.id}` } })),
    ]);
    put(
      this.place,
      make("h1", {}, "個票を書く"),
      make("p", {}, "様式の欄に書くと、右に A3 の紙面ができていきます。書いたものは、保存を押す前でも下書きとして残ります。"),
      ...faults.map((one) => make("p", { class: "mark error" }, one.message)),
      ...(rows.length ? [make("h2", {}, "書いているもの"), table(["名", "状態", "書いた日", ""], rows)] : []),
      ...papers.map((paper) => this.paper(paper)),
      ...(forms.length ? [make("h2", {}, "ほかの様式"), make("ul", { class: "begin" }, forms.map((form) => make("li", {}, button(`「${form.title}」を新しく書く`, () => this.begin({ form: form.name }), { data: { key: `form:${form.name}` } }))))] : []),
    );
  }

  paper(paper) {
    const slips = this.known.get(paper.name);
    const one = (slip) => make("li", {}, make("a", { href: this.link("記入", paper.name, slip.id), title: slip.place?.text ?? null, data: { key: `slip:${slip.id}` } }, slip.label || "（名のない個票）"), slip.kept ? make("span", { class: "mark warning" }, "書いています") : null);
    const answers = () => {
      if (slips === undefined) return make("p", { class: "wait" }, "回答を読んでいます…");
      if (!slips.length) return make("p", { class: "none" }, "返ってきた回答はまだありません。");
      const list = make("ul", { class: "slips", "aria-label": `${paper.name}の回答` }, slips.map(one));
      return [make("p", {}, `返ってきた回答（${slips.length} 枚）を開いて直す`), slips.length > MANY ? this.narrow(paper.name, list) : null, list];
    };
    return make(
      "section",
      {},
      make("h2", {}, paper.name),
      make("p", { class: "act" }, button("新しい個票を書く", () => this.begin({ paper: paper.name }), { class: "main", "aria-label": `${paper.name}の新しい個票を書く`, data: { key: `new:${paper.name}` } })),
      answers(),
    );
  }

  /** Of many answers those whose name has some words. */
  narrow(name, list) {
    const input = make("input", { type: "search", "aria-label": `${name}の回答を名でさがす`, placeholder: "名でさがす" });
    const look = () => {
      const words = input.value.normalize("NFKC");
      this.wanted.set(name, input.value);
      for (const item of list.children) item.hidden = !item.textContent.normalize("NFKC").includes(words);
    };
    input.value = this.wanted.get(name) ?? "";
    input.addEventListener("input", look);
    look();
    return make("p", {}, input);
  }

  async begin(what) {
    try {
      const told = await post("slip/new", what);
      location.hash = this.link("記入", what.paper ?? "", told.id);
    } catch (error) {
      refused(error);
    }
  }

  async remove(one) {
    const text = one.saved ? "一覧から消します。保存したファイルはそのままです。" : "書いたものは戻せなくなります。";
    const more = one.open && one.saved ? make("p", {}, "保存のあとに書いた分は戻せなくなります。") : null;
    if ((await ask(`「${one.label || "名のない個票"}」を消しますか`, [make("p", {}, text), more].filter(Boolean), [["yes", "消す"], ["", "やめる", "quiet"]])) !== "yes") return;
    await post("slip/discard", { id: one.id, whole: true }).catch(refused);
    this.load();
  }
}
