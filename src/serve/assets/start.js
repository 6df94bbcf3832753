// The page to begin with: projects that were opened, a folder to open, a project to make.

import { get, post, refused } from "./ask.js";
import { button, make, put } from "./dom.js";

/** Goes where the program went. */
export async function go(way, words) {
  const now = () => get("project").then((project) => project.page, () => null);
  const before = await now();
  const told = await post(way, words).catch(refused);
  if (told?.address) location.href = told.address;
  if (!told?.opened) return;
  document.getElementById("main").replaceChildren(make("p", { class: "wait" }, "開いています…"));
  // the same address answers again in a moment
  for (let n = 0; n < 100; n += 1) {
    await new Promise((done) => setTimeout(done, 100));
    const page = await now();
    if (page !== null && page !== before) break;
  }
  location.hash = "#/";
  location.reload();
}

/** Files that were put onto the program: what they are to be. */
export function brought(project, link) {
  const files = project.brought ?? [];
  if (!files.length) return null;
  const sent = (project.inquiries ?? []).filter((one) => one.sent);
  return make(
    "section",
    { class: "drop", "aria-label": "置かれたファイル" },
    make("h2", {}, `置かれたファイル（${files.length}）`),
    make("p", {}, files.map((file) => file.name).join("、")),
    make(
      "p",
      { class: "act" },
      sent.map((one) => make("a", { class: "choose", href: link("照会", one.name) }, `「${one.name}」の回答として受け取る…`)),
      button("紙面として見る", () => go("look", { files: files.map((file) => file.id) })),
      button("やめる", () => post("aside").catch(refused), { class: "quiet" }),
    ),
  );
}

export class Start {
  constructor(place, link) {
    Object.assign(this, { place, link, at: null });
    this.typed = make("input", { type: "text", id: "typed", autocomplete: "off", spellcheck: "false", on: { keydown: (event) => event.key === "Enter" && this.open(this.typed.value) } });
    this.name = make("input", { type: "text", id: "name", value: "見本", autocomplete: "off" });
    this.list = make("div", { class: "folders" });
    this.given = make("div", {});
    this.recent = make("div", {});
    put(
      place,
      make("h1", {}, "まとめ"),
      make("p", {}, "プロジェクト（matome.toml のあるフォルダー）を開くか、新しく作ります。"),
      this.given,
      this.recent,
      make("h2", {}, "フォルダーを開く"),
      make("p", { class: "act" }, make("label", { for: "typed" }, "場所"), this.typed, button("開く", () => this.open(this.typed.value), { class: "main" }), button("このフォルダーの中を見る", () => this.look(this.typed.value))),
      this.list,
      make("h2", {}, "新しく作る"),
      make("p", {}, "上の「場所」のフォルダーの中に、次の名前のフォルダーを作ります。"),
      make("p", { class: "act" }, make("label", { for: "name" }, "名前"), this.name, button("見本を作る", () => this.make(false)), button("空のプロジェクトを作る", () => this.make(true))),
      make("p", { class: "none" }, "見本には架空の町の回答が入っています。自分のまちのものは「空のプロジェクト」から始めてください。"),
    );
    this.look("");
  }

  heard() {}

  project(project) {
    if (!project.start) return;
    put(this.given, brought(project, this.link));
    const links = project.start.recent.map((one) => make("li", {}, button("", () => this.open(one.path), { class: "folder", data: { key: one.path } })));
    links.forEach((item, n) => item.firstChild.append(make("b", {}, project.start.recent[n].name), make("small", {}, project.start.recent[n].path)));
    put(this.recent, links.length ? [make("h2", {}, "最近開いたプロジェクト"), make("ul", { class: "recent" }, links)] : null);
  }

  async look(folder) {
    const told = await get("folders", { folder }).catch(refused);
    if (!told?.folders) return;
    this.typed.value = told.at;
    const folders = [...(told.drives ?? []).map((path) => ({ name: path, path })), ...told.folders].map((one) =>
      make("li", {}, button(one.name, () => (one.project ? this.open(one.path) : this.look(one.path)), { class: "folder", data: { key: one.path } }), one.project ? make("span", { class: "mark good" }, "プロジェクト") : null),
    );
    put(
      this.list,
      make("p", { class: "act" }, told.above !== null ? button("上のフォルダーへ", () => this.look(told.above), { class: "quiet", data: { key: "above" } }) : null, told.project ? make("span", { class: "mark good" }, "このフォルダーはプロジェクトです") : null),
      folders.length ? make("div", { class: "all", tabindex: 0, role: "region", "aria-label": "フォルダーの一覧" }, make("ul", {}, folders)) : make("p", { class: "none" }, "この中にフォルダーはありません。"),
      told.more ? make("p", { class: "none" }, "多いので、初めの 500 だけを示しています。") : null,
    );
  }

  open(folder) {
    return go("start", { folder });
  }

  async make(empty) {
    if (this.busy) return;
    this.busy = true;
    const wait = make("p", { class: "wait", role: "status" }, empty ? "作っています…" : "見本を作っています。少しお待ちください…");
    this.place.append(wait);
    await go("new", { folder: this.typed.value, name: this.name.value, empty });
    wait.remove();
    this.busy = false;
  }
}
