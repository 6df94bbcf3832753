// The project: papers, packets, inquiries; what was made and what is to be made again.

import { fileOf, post, refused } from "./ask.js";
import { button, day, make, put, size } from "./dom.js";
import { findings } from "./findings.js";
import { brought, go } from "./start.js";

const MADE = { none: "まだ作っていません", old: "入力が変わっています。作り直してください", new: "最新です" };

export class Project {
  constructor(place, link) {
    this.place = place;
    this.link = link;
    put(place, make("h1", {}, "プロジェクト"), make("p", { class: "wait" }, "読み込んでいます…"));
  }

  heard() {}

  project(project) {
    if (project.faults.length) {
      const list = { list: project.faults.map((one) => ({ ...one, elsewhere: [], more: 0 })), beyond: [] };
      const before = project.ready ? make("p", {}, "直すまでは、前に読んだ設定のままです。") : null;
      put(this.place, make("h1", {}, "設定に誤りがあります"), before, findings(list));
      if (!project.ready) return;
    }
    if (!project.ready) return;
    const busy = Boolean(project.task);
    const papers = project.papers.map((paper) => this.paper(paper, busy));
    const packets = project.packets.map((packet) => this.packet(packet, busy));
    const waiting = [...project.papers, ...project.packets].filter((one) => one.made !== "new").length;
    const all = button("すべて作る", () => this.build([]), { class: "main", disabled: busy, data: { key: "all" } });
    const said = waiting ? `作る、または作り直すものが ${waiting} 件あります。` : "すべて最新です。";
    const head = make("div", { class: "head" }, make("h1", {}, project.plan ?? project.folder), make("p", { class: "folder" }, project.path, "　", button("ほかのプロジェクトを開く", () => go("leave"), { class: "place", disabled: busy, data: { key: "leave" } })));
    const scratch = project.scratch ? make("p", { class: "none" }, "置かれたファイルの紙面です。元のファイルはそのままで、作ったものはこの画面を終わると消えます。要るものは保存してください。") : null;
    put(
      this.place,
      ...(project.faults.length ? [...this.place.children] : []),
      head,
      scratch,
      brought(project, this.link),
      make("p", { class: "act" }, all, make("span", {}, said)),
      make("h2", {}, "紙面"),
      table(["紙面", "所見", "ページ", "できたもの", ""], papers),
      ...(packets.length ? [make("h2", {}, "会議資料"), table(["会議資料", "会議", "紙面", "できたもの", ""], packets)] : []),
      ...(project.inquiries.length ? [make("h2", {}, "照会"), table(["照会", "期限", "進み具合"], project.inquiries.map((one) => this.inquiry(one)))] : []),
    );
  }

  paper(paper, busy) {
    const counts = paper.state === "reading" ? make("span", { class: "mark" }, "読んでいます…") : tally(paper.counts);
    return [
      make("th", { scope: "row" }, make("a", { href: this.link("紙面", paper.name), data: { key: `paper:${paper.name}` } }, paper.name), small([paper.number, paper.count].filter(Boolean).join("　"))),
      make("td", {}, counts),
      make("td", { class: "number" }, paper.pages === null || paper.pages === undefined ? "－" : `${paper.pages}`),
      made(paper),
      make("td", { class: "last" }, button("作る", () => this.build([paper.name]), { disabled: busy, "aria-label": `${paper.name}を作る`, data: { key: `build:${paper.name}` } })),
    ];
  }

  packet(packet, busy) {
    return [
      make("th", { scope: "row" }, packet.name),
      make("td", {}, packet.meeting, small(day(packet.day))),
      make("td", { class: "number" }, `${packet.papers}`),
      made(packet),
      make("td", { class: "last" }, button("作る", () => this.build([packet.name]), { disabled: busy, "aria-label": `${packet.name}を作る`, data: { key: `build:${packet.name}` } })),
    ];
  }

  inquiry(one) {
    const far = one.sent === false ? "まだ発送していません" : one.totals ?? "読んでいます…";
    return [
      make("th", { scope: "row" }, make("a", { href: this.link("照会", one.name), data: { key: `inquiry:${one.name}` } }, one.name)),
      make("td", {}, day(one.due) || "－"),
      make("td", {}, far),
    ];
  }

  build(names) {
    return post("build", { names }).catch(refused);
  }
}

const small = (text) => (text ? make("small", {}, text) : null);

function tally(counts) {
  const parts = [["errors", "error", "エラー"], ["warnings", "warning", "注意"], ["infos", "info", "情報"]];
  const marks = parts.filter(([key]) => counts[key]).map(([key, level, name]) => make("span", { class: `mark ${level}` }, `${name} ${counts[key]}`));
  return make("span", { class: "marks" }, marks.length ? marks : make("span", { class: "mark good" }, "所見なし"));
}

/** What was made: whether it is as its input is now, and the files. */
function made(one) {
  const files = one.files.map((file) => {
    const pdf = file.kind === "pdf";
    const text = pdf ? "PDF を開く" : file.kind === "xlsx" ? "Excel を保存" : `${file.kind.toUpperCase()} を保存`;
    return make("li", {}, make("a", { href: fileOf(file.path), target: pdf ? "_blank" : null, download: pdf ? null : file.name, title: file.name, data: { key: file.path }, "aria-label": `${file.name} ${text}` }, text), small(size(file.bytes)));
  });
  return make("td", {}, make("p", { class: `made ${one.made}` }, MADE[one.made]), files.length ? make("ul", { class: "files" }, files) : null, small(one.built ? `${day(one.built)}に作成` : ""));
}

export function table(heads, rows, about = {}) {
  const head = heads.map((text) => (text ? make("th", { scope: "col" }, text) : make("td", {})));
  return make("div", { class: "scroll" }, make("table", about, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows.map((cells) => make("tr", {}, cells)))));
}
