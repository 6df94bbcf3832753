// From a changed cell to its page on the screen, and through a long book by scrolling: see live.sh.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { serveProject } = require("../.ci/serving.js");

const [, , program, browser, out, changes] = process.argv;
const COUNT = Number(changes);
const PAPER = "進捗管理シート";
const LONG = "長い冊子";
const ROW = 300;
const FIELD = "実施状況";

const sorted = (list) => [...list].sort((a, b) => a - b);
const quantile = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];
const row = (name, list) => console.log(`${name.padEnd(34)} ${[0.5, 0.95, 1].map((q) => quantile(list, q).toFixed(0).padStart(6)).join(" ")} ms`);

/** Resident memory of a process, MB. */
const memory = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024);

/** The workbooks: one a change, each with another text in one cell. */
function books(project) {
  const book = JSON.parse(fs.readFileSync("data/town/progress.json", "utf8"));
  const year = Object.values(book.rows[ROW]).filter((one) => typeof one === "object").pop();
  const before = year[FIELD];
  const made = [];
  for (let n = 0; n <= COUNT; n += 1) {
    year[FIELD] = `変更${n}回目。${before}`;
    const data = path.join(out, "change.json");
    fs.writeFileSync(data, JSON.stringify(book));
    const file = path.join(out, `${n}.xlsx`);
    execFileSync(program, ["render", "progress", data, "-o", file], { stdio: "ignore", cwd: out });
    made.push(fs.readFileSync(file));
  }
  // ten times over, for scrolling
  const rows = Array.from({ length: 10 }, (_, n) => book.rows.map((one) => ({ ...one, 番号: `${n * 1000 + Number(one.番号)}` }))).flat();
  fs.writeFileSync(path.join(project, "長い冊子.json"), JSON.stringify({ ...book, rows }));
  return made;
}

/** What a browser notes by itself: when it hears, asks, gets, and shows. */
function note() {
  window.noted = { heard: [] };
  const Source = window.EventSource;
  window.EventSource = class extends Source {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", (event) => window.noted.heard.push([performance.timeOrigin + performance.now(), JSON.parse(event.data).papers]));
    }
  };
}

/** Waits until a text is on the screen: in the page, and a frame drawn since. */
function shown({ page, text }) {
  const sheet = document.querySelector(`.sheet[data-page="${page}"]`);
  return new Promise((told) => {
    const look = () => {
      if (![...sheet.querySelectorAll("text")].some((one) => one.textContent.includes(text))) return;
      watch.disconnect();
      const put = performance.timeOrigin + performance.now();
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const drawn = performance.timeOrigin + performance.now();
        const asked = performance.getEntriesByType("resource").filter((one) => one.name.includes("/api/page?") && one.name.includes(`page=${page}`)).pop();
        const at = (time) => performance.timeOrigin + time;
        told({ put, drawn, asked: at(asked.startTime), first: at(asked.responseStart), got: at(asked.responseEnd), bytes: asked.encodedBodySize, heard: window.noted.heard });
      }));
    };
    const watch = new MutationObserver(look);
    watch.observe(sheet, { childList: true, subtree: true });
    look();
  });
}

async function live(page, file, made, place) {
  const stages = { found: [], read: [], asked: [], made: [], sent: [], drawn: [], frame: [], all: [] };
  let bytes = 0;
  let version = await page.evaluate((name) => window.noted.heard.at(-1)[1][name][0], PAPER);
  for (let n = 1; n <= COUNT; n += 1) {
    await page.waitForTimeout(1500);
    await page.evaluate(() => { window.noted.heard.length = 0; performance.clearResourceTimings(); });
    const told = page.evaluate(shown, { page: place, text: `変更${n}回目` });
    await page.waitForTimeout(50);
    fs.writeFileSync(path.join(out, "next.xlsx"), made[n]);
    const begun = performance.timeOrigin + performance.now();
    fs.renameSync(path.join(out, "next.xlsx"), file);
    const { heard, asked, first, got, put, drawn, bytes: size } = await told;
    // one event may tell of both
    const read = heard.find(([, papers]) => papers[PAPER][0] > version && !papers[PAPER][1]);
    const stale = heard.find(([time, papers]) => time <= read[0] && papers[PAPER][1])?.[0] ?? begun;
    version = read[1][PAPER][0];
    stages.found.push(stale - begun);
    stages.read.push(read[0] - stale);
    stages.asked.push(asked - read[0]);
    stages.made.push(first - asked);
    stages.sent.push(got - first);
    stages.drawn.push(put - got);
    stages.frame.push(drawn - put);
    stages.all.push(drawn - begun);
    bytes = size;
  }
  console.log(`one changed cell of 620 rows, ${COUNT} times                median    p95  worst`);
  row("  the change is found", stages.found);
  row("  the workbook is read and set", stages.read);
  row("  the page is asked for", stages.asked);
  row("  it is laid out and written", stages.made);
  row("  it comes", stages.sent);
  row("  it is put in place", stages.drawn);
  row("  it is on the screen", stages.frame);
  row("  all", stages.all);
  console.log(`  the answer: ${Math.round(bytes / 1024)} KB`);
}

/** Turns the wheel through a book, and takes the time of every frame. */
async function scroll(page, origin, serving) {
  await page.goto(`${origin}/#/${encodeURIComponent("紙面")}/${encodeURIComponent(LONG)}`);
  await page.locator('.sheet[data-page="0"] .text').waitFor({ timeout: 300000 });
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return Math.round(usedSize / 1e6);
  };
  const tab = await renderer(page);
  const state = async () => ({ server: memory(serving.pid), tab: tab && memory(tab), heap: await heap(), nodes: await page.evaluate(() => document.querySelectorAll("*").length) });
  const before = await state();
  const pages = await page.evaluate(() => document.querySelectorAll(".sheet").length);
  const told = await page.evaluate(({ step }) => new Promise((done) => {
    const room = document.querySelector(".sheets");
    const frames = [];
    let last = performance.now();
    let drawn = 0;
    const turn = (now) => {
      frames.push(now - last);
      last = now;
      const middle = document.elementFromPoint(room.getBoundingClientRect().left + room.clientWidth / 2, room.getBoundingClientRect().top + room.clientHeight / 2);
      if (middle?.closest(".sheet")?.childElementCount) drawn += 1;
      room.scrollTop += step;
      if (room.scrollTop + room.clientHeight >= room.scrollHeight - 2 || frames.length > 6000) done({ frames, drawn });
      else requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }), { step: 250 });
  await page.waitForTimeout(1500);
  const after = await state();
  const { frames } = told;
  console.log(`scrolling through ${pages} pages, ${frames.length} frames             median    p95  worst`);
  row("  between frames", frames);
  console.log(`  frames over 50 ms: ${frames.filter((one) => one > 50).length}; with a drawn page in the middle: ${Math.round((told.drawn / frames.length) * 100)}%`);
  for (const [name, one] of [["before", before], ["after", after]]) console.log(`  ${name}: program ${one.server} MB, tab ${one.tab ?? "?"} MB, scripts ${one.heap} MB, ${one.nodes} elements`);
}

/** The process of a tab. */
async function renderer(page) {
  const session = await page.context().browser()?.newBrowserCDPSession?.();
  const told = await session?.send("SystemInfo.getProcessInfo");
  const tabs = (told?.processInfo ?? []).filter((one) => one.type === "renderer").map((one) => one.id);
  return tabs.sort((a, b) => memory(b) - memory(a))[0];
}

async function main() {
  const project = path.join(out, "project");
  execFileSync(program, ["new", project], { stdio: "ignore", cwd: out });
  const made = books(project);
  const file = path.join(project, "表.xlsx");
  fs.writeFileSync(file, made[0]);
  const paper = (name, input) => `[[paper]]\nname = "${name}"\nform = "progress"\ninput = ["${input}"]\noutput = ["pdf"]\nfile = "${name}"\n`;
  fs.writeFileSync(path.join(project, "matome.toml"), `${paper(PAPER, "表.xlsx")}\n${paper(LONG, "長い冊子.json")}`);
  for (const name of fs.readdirSync(project)) if (name.endsWith(".toml") && name !== "matome.toml") fs.rmSync(path.join(project, name));
  const { serving, address } = serveProject(program, project, out);
  const key = await address;
  const opened = await chromium.launch({ executablePath: browser, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await opened.newPage({ viewport: { width: 1366, height: 768 }, locale: "ja-JP" });
    await page.addInitScript(note);
    await page.goto(key);
    await page.getByText("読んでいます…").first().waitFor({ state: "detached", timeout: 300000 });
    const origin = new URL(key).origin;
    await page.goto(`${origin}/#/${encodeURIComponent("紙面")}/${encodeURIComponent(PAPER)}`);
    await page.locator('.sheet[data-page="0"] .text').waitFor({ timeout: 120000 });
    await page.locator("#find").fill("変更0回目");
    await page.locator(".hit").first().click();
    await page.locator(".marks rect").first().waitFor();
    const place = Number(await page.locator("#at").inputValue()) - 1;
    await page.locator("#find").fill("");
    await live(page, file, made, place);
    await scroll(page, origin, serving);
  } finally {
    await opened.close();
    serving.kill();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
