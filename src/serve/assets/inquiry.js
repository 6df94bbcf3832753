// An inquiry: how far the sections are; answers that came are dropped here; letters and marked workbooks are made and saved.

import { fileOf, get, post, refused, send } from "./ask.js";
import { ask, button, day, make, put, released } from "./dom.js";
import { findings } from "./findings.js";
import { table } from "./project.js";

const MARKS = { 未提出: "warning", 提出済: "", 要修正: "error", 差戻し中: "warning", 確認済: "good" };
const GROUPS = { 発送: "回答様式（発送するもの）", 依頼文: "依頼文", 督促: "督促", 差戻し: "差戻しのブックと文", 受領票: "受領票", 受領: "受け取ったファイル" };

export class Inquiry {
  constructor(place, name) {
    Object.assign(this, { place, name, count: -1, state: null });
    this.taken = make("div", { role: "status", "aria-live": "polite" });
    this.board = make("div", {}, make("p", { class: "wait" }, "読み込んでいます…"));
    put(place, make("h1", {}, name), this.board);
    this.load();
  }

  close() {
    this.closed = true;
  }

  heard(event) {
    if (event.task || event.count === this.count) return;
    this.count = event.count;
    this.load();
  }

  async load() {
    const told = await get("inquiry", { name: this.name }).catch((error) => ({ gone: error.message }));
    await released();
    if (this.closed || told.reading) return;
    const same = JSON.stringify(told);
    if (same === this.told) return;
    this.told = same;
    this.show(told);
  }

  show(told) {
    if (told.gone) return put(this.board, make("p", { class: "none" }, told.gone));
    const due = make("p", {}, [told.form, told.due ? `期限 ${day(told.due)}` : ""].filter(Boolean).join("　"));
    if (told.faults) {
      const list = { list: told.faults.map((one) => ({ ...one, elsewhere: [], more: 0 })), beyond: [] };
      return put(this.board, due, findings(list));
    }
    if (!told.sent) {
      const text = make("p", {}, "まだ発送していません。課ごとの回答様式（Excel）と依頼文を作ります。");
      return put(this.board, due, text, make("p", { class: "act" }, button("回答様式と依頼文を作る", () => this.work("send", "課の回答様式と依頼文を作りました"), { class: "main", data: { key: "send" } })));
    }
    const states = told.states.map((one) => make("li", {}, button(one.state, () => ((this.state = this.state === one.state ? null : one.state), this.show(told)), { "aria-pressed": String(this.state === one.state), data: { key: `state:${one.state}` } }), make("b", {}, `${one.count}`)));
    const lines = told.lines.filter((line) => !this.state || line.state === this.state);
    put(
      this.board,
      due,
      make("p", {}, told.totals),
      this.drop(),
      this.taken,
      ...told.open.map((one) => this.conflict(one)),
      make("h2", {}, "課ごとの状況"),
      make("ul", { class: "states levels", "aria-label": "状態で絞る" }, states),
      make("p", { class: "act" }, button("督促を作る", () => this.work("remind", "課への督促を作りました"), { data: { key: "remind" } }), button("差戻しを作る", () => this.work("return", "課に差し戻すブックと文を作りました"), { data: { key: "return" } }), button("新しい課の回答様式を作る", () => this.work("send", "課の回答様式と依頼文を作りました"), { data: { key: "send" } })),
      table(["局区", "課", "状態", `回答（${told.unit}）`, "所見", "受領", ""], this.rows(lines, told)),
      this.files(told.files),
    );
  }

  /** Files that were put onto the program itself are taken in by a button. */
  project(project) {
    this.box ??= this.drop();
    const files = project.brought ?? [];
    const take = () => this.collect({ files: files.map((file) => file.id) });
    put(this.given, files.length ? make("p", { class: "act" }, `置かれたファイル: ${files.map((file) => file.name).join("、")}`, button("受け取る", take, { class: "main", data: { key: "given" } })) : null);
  }

  rows(lines, told) {
    let before = null;
    return lines.map((line) => {
      const bureau = line.bureau === before ? "" : line.bureau;
      before = line.bureau;
      const found = [line.errors ? make("span", { class: "mark error" }, `エラー ${line.errors}`) : null, line.warnings ? make("span", { class: "mark warning" }, `注意 ${line.warnings}`) : null];
      const file = line.file ? `照会/${told.name}/${line.file}` : null;
      const settle = line.state === "提出済" ? button("確認済にする", () => this.collect({ confirm: [`${line.bureau}${line.section}`] }), { "aria-label": `${line.section}を確認済にする`, data: { key: `settle:${line.bureau}${line.section}` } }) : null;
      return [
        make("td", {}, bureau),
        make("th", { scope: "row" }, line.section, line.person ? make("small", {}, [line.person, line.contact].filter(Boolean).join("　")) : null),
        make("td", {}, make("span", { class: `mark ${MARKS[line.state]}` }, line.state)),
        make("td", { class: "number" }, `${line.answered} / ${line.asked}`),
        make("td", {}, found),
        make("td", {}, line.received ? make("a", { href: fileOf(file), download: file.split("/").pop(), title: file, "aria-label": `${day(line.received)}に受け取った${line.section}の回答を保存` }, day(line.received)) : "－"),
        make("td", { class: "last" }, settle),
      ];
    });
  }

  /** Where answers are dropped, or chosen. */
  drop() {
    if (this.box) return this.box;
    const input = make("input", { type: "file", multiple: true, id: "files", class: "unseen", on: { change: () => this.bring([...input.files].map((file) => [file.name, file])).then(() => (input.value = "")) } });
    this.given = make("div", {});
    const box = make("div", { class: "drop", data: { drop: "answers" } }, this.given, make("p", { class: "act" }, "返ってきた Excel・フォルダー・ZIP を、ここに置いてください。", input, make("label", { for: "files", class: "choose" }, "ファイルを選ぶ")));
    const over = (on) => (event) => {
      event.preventDefault();
      box.classList.toggle("over", on);
    };
    box.addEventListener("dragover", over(true));
    box.addEventListener("dragleave", over(false));
    box.addEventListener("drop", async (event) => {
      over(false)(event);
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = entries.length ? (await Promise.all(entries.map(within))).flat() : [...event.dataTransfer.files].map((file) => [file.name, file]);
      this.bring(files);
    });
    this.box = box;
    return box;
  }

  async bring(files) {
    if (!files.length || this.busy) return;
    this.busy = true;
    try {
      const ids = [];
      for (const [n, [name, file]] of files.entries()) {
        put(this.taken, make("p", { class: "wait" }, `受け取っています… ${n + 1} / ${files.length}　${name}`));
        ids.push((await send("drop", { name }, file)).id);
      }
      await this.collect({ files: ids });
    } catch (error) {
      put(this.taken);
      refused(error);
    } finally {
      this.busy = false;
    }
  }

  async collect(asked) {
    try {
      const told = await post("collect", { inquiry: this.name, ...asked });
      const items = told.taken.map((one) => make("li", { class: one.outcome }, make("p", {}, make("b", {}, one.file), `　${one.sentence}`), one.outcome === "Refused" ? make("p", {}, "受け取っていません。") : null, one.differences.length ? beside(one.differences) : null, one.findings.list.length ? make("details", { open: one.outcome === "Refused" }, make("summary", {}, `所見 ${one.findings.list.length} 件`), findings(one.findings)) : null));
      put(this.taken, items.length ? [make("h2", {}, "受け取った結果"), make("ul", { class: "taken" }, items)] : null, told.decided ? make("p", { class: "why" }, told.decided) : null, told.findings.list.length ? findings(told.findings) : null);
      this.load();
    } catch (error) {
      refused(error);
    }
  }

  /** Two answers that contradict, side by side. */
  conflict(one) {
    return make(
      "section",
      { "aria-label": `受領 ${one.number} 番の食い違い` },
      make("h2", {}, `食い違い: ${(one.who ?? []).join("、")}（受領 ${one.number} 番）`),
      make("p", {}, "前に受け取った回答と違っています。決めるまでは、前の回答を載せます。"),
      beside(one.differences),
      make("p", { class: "act" }, button(`受領 ${one.number} 番の回答を採る`, () => this.collect({ take: one.number }), { data: { key: `take:${one.number}` } }), button("前の回答のままにする", () => this.keep(), { data: { key: `keep:${one.number}` } })),
    );
  }

  async keep() {
    const text = make("p", {}, "この照会で食い違っている所すべてを、前に受け取った回答のままにします。");
    if ((await ask("前の回答のままにしますか", text, [["yes", "前のままにする"], ["", "やめる", "quiet"]])) === "yes") this.collect({ keep: true });
  }

  async work(what, done) {
    try {
      const told = await post(what, { inquiry: this.name });
      const text = told.made ? `${told.made} ${done}。` : told.kept ? `${told.kept} 課の回答様式はもう作ってあります。` : "作るものはありません。";
      put(this.taken, make("p", { class: "why" }, text), told.findings.list.length ? findings(told.findings) : null);
      this.told = null;
      this.load();
    } catch (error) {
      refused(error);
    }
  }

  files(files) {
    const groups = Object.entries(GROUPS).map(([group, title]) => [title, files.filter((file) => file.group === group)]);
    const shown = groups.filter(([, list]) => list.length);
    if (!shown.length) return null;
    const list = (one) => make("li", {}, make("a", { href: fileOf(one.path), target: one.kind === "pdf" ? "_blank" : null, download: one.kind === "pdf" ? null : one.name }, one.name));
    return make("section", {}, make("h2", {}, "ファイル"), shown.map(([title, all]) => make("details", {}, make("summary", {}, `${title}（${all.length}）`), make("ul", {}, all.map(list)))));
  }
}

/** All files of what was dropped, those in folders too. */
async function within(entry) {
  if (entry.isFile) return new Promise((found, failed) => entry.file((file) => found([[file.name, file]]), failed));
  const reader = entry.createReader();
  const out = [];
  for (;;) {
    const entries = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!entries.length) return out;
    for (const one of entries) out.push(...(await within(one)));
  }
}

function beside(differences) {
  const rows = differences.map((one) => [make("th", { scope: "row" }, one.record, make("small", {}, one.field), one.conflict ? make("span", { class: "mark warning" }, "食い違い") : null), make("td", {}, one.old || "（空）"), make("td", {}, one.new || "（空）")]);
  const out = table(["事業と欄", "前", "この回答"], rows, { class: "differences" });
  differences.forEach((one, n) => one.conflict && out.querySelectorAll("tbody tr")[n].classList.add("conflict"));
  return out;
}
