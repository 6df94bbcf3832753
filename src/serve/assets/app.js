// The frame: what is on the left, what is under way, and which view is shown.

import { get, listen, post, refused } from "./ask.js";
import { ask, button, day, make, put, released } from "./dom.js";
import { findings } from "./findings.js";
import { Inquiry } from "./inquiry.js";
import { Paper } from "./paper.js";
import { Project } from "./project.js";
import { Settings } from "./settings.js";
import { Slip } from "./slip.js";
import { Slips } from "./slips.js";
import { Start } from "./start.js";

const main = document.getElementById("main");
let project = null;
let heard = { papers: {}, task: null };
let view = null;
let shown = null;
let asking = false;
let soon = 0;
let again = false;

const route = () => location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
const link = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;

function side() {
  if (!project) return;
  const [kind = "", name = ""] = route();
  const entry = (parts, text, mark) => {
    const here = (parts[0] ?? "") === kind && (kind === "記入" || (parts[1] ?? "") === name);
    return make("li", {}, make("a", { href: link(...parts), "aria-current": here ? "page" : null, data: { key: link(...parts) } }, make("span", {}, text), mark));
  };
  const count = (paper) => {
    if (paper.state === "reading") return make("span", { class: "mark" }, "読取中");
    const { errors, warnings } = paper.counts;
    if (errors) return make("span", { class: "mark error" }, `エラー ${errors}`);
    return warnings ? make("span", { class: "mark warning" }, `注意 ${warnings}`) : null;
  };
  const group = (title, entries) => (entries.length ? [make("h2", {}, title), make("ul", {}, entries)] : []);
  put(
    document.getElementById("side"),
    make(
      "ul",
      {},
      entry([], project.start ? "はじめに" : "プロジェクト"),
      project.start ? null : entry(["記入"], "個票を書く"),
      project.start ? null : entry(["設定"], "設定"),
    ),
    ...group("紙面", (project.papers ?? []).map((paper) => entry(["紙面", paper.name], paper.name, count(paper)))),
    ...group("照会", (project.inquiries ?? []).map((one) => entry(["照会", one.name], one.name))),
  );
}

function top() {
  document.getElementById("plan").textContent = [project?.body, project?.plan ?? project?.folder].filter(Boolean).join("　");
  const task = heard.task;
  const place = document.getElementById("task");
  if (!task) return put(place);
  const share = task.of ? Math.min(1, task.done / task.of) : null;
  put(
    place,
    make("span", {}, `${task.what}${task.name ? `: ${task.name}` : ""}`),
    make("progress", { max: 1, value: share, "aria-label": task.what }),
  );
}

async function load() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    project = await get("project");
    await released();
    if (Boolean(project.start) !== view instanceof Start) show();
    side();
    top();
    view?.project?.(project);
    if (project.last && project.last !== shown) await result(project.last);
  } catch (error) {
    if (error.status === 0) ended();
  } finally {
    asking = false;
    if (again) {
      again = false;
      load();
    }
  }
}

/** What became of the last work, once. */
async function result(last) {
  const known = JSON.stringify(last);
  if (sessionStorage.getItem("result") === known || !document.hasFocus()) return;
  sessionStorage.setItem("result", known);
  shown = last;
  if (last.broken) return refused({ findings: [{ message: "matome の不具合で、できませんでした", hints: [] }] });
  if (last.faults) return refused({ findings: last.faults });
  if (last.what !== "build") return;
  const stopped = last.made.filter((one) => !one.written);
  if (!stopped.length) return;
  const lines = stopped.map((one) =>
    make("section", {}, make("h3", {}, `${one.name}（エラー ${one.errors}）`), findings(one.findings, { short: 5 })),
  );
  const forcible = stopped.filter((one) => one.forcible).map((one) => one.name);
  const text = make("p", {}, "エラーがあるので、次の紙面は書き出していません。");
  const buttons = [["", "閉じる"]];
  if (forcible.length) buttons.unshift(["force", "エラーのまま書き出す", "quiet"]);
  if ((await ask("書き出していない紙面があります", [text, ...lines], buttons)) === "force") {
    await post("build", { names: forcible, force: true }).catch(refused);
  }
}

function show() {
  const [kind = "", name = "", id = ""] = route();
  view?.close?.();
  main.className = "";
  if (project?.start) view = new Start(main, link);
  else if (kind === "設定") view = new Settings(main, name);
  else if (kind === "紙面" && name) view = new Paper(main, name);
  else if (kind === "照会" && name) view = new Inquiry(main, name);
  else if (kind === "記入") view = id ? new Slip(main, name, id, link) : new Slips(main, link);
  else view = new Project(main, link);
  document.title = `${name || (kind === "記入" ? "個票を書く" : kind) || "プロジェクト"} — まとめ`;
  side();
  if (project) view.project?.(project);
  view.heard?.(heard);
}

function ended() {
  // what was typed last is not taken from the page
  if (view?.lost?.()) return;
  view?.close?.();
  view = null;
  put(document.getElementById("task"));
  put(document.getElementById("side"));
  document.getElementById("end").hidden = true;
  main.className = "";
  put(main, make("h1", {}, "終わりました"), make("p", {}, "この画面は閉じてかまいません。また使うときは、matome をもう一度始めてください。"));
}

document.getElementById("end").addEventListener("click", async () => {
  const text = make("p", {}, heard.task ? `いま「${heard.task.what}」を行っています。書きかけのファイルを書き終えてから終わります。` : "画面を閉じ、matome を終わります。");
  if ((await ask("終わりますか", text, [["end", "終わる"], ["", "やめる", "quiet"]])) !== "end") return;
  await post("end").catch(() => {});
  ended();
});

window.addEventListener("hashchange", () => {
  show();
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

show();
listen(
  (event) => {
    heard = event;
    top();
    view?.heard?.(event);
    // the page that is looked at comes first
    clearTimeout(soon);
    soon = setTimeout(load, project && view instanceof Paper ? 150 : 0);
  },
  ended,
);
export { button, day };
