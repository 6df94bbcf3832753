// Plays a day on the page: open the sample, look at a paper, find a text, go from a finding to its cell, mend the file and see
// the page change, build, download, fill a slip in, send an inquiry, take answers in, remind; axe-core on every view.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { year } = require("./page_year.js");
const { RULES, axe, sample, serve, serveProject } = require("./serving.js");

const [, , program, browser, out, pictures] = process.argv;
const project = path.join(out, "見本");
const NAME = "進捗管理シート";
const INQUIRY = "令和8年度の追加";
let violations = 0;

const say = (text) => console.log(`-- page: ${text}`);

function check(fact, text) {
  if (!fact) throw new Error(text);
}

async function accessible(page, view) {
  await page.evaluate(axe());
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), RULES);
  for (const one of found.violations) {
    violations += 1;
    console.log(`   ${view}: ${one.id} (${one.nodes.length}): ${one.help}\n     ${one.nodes[0].html.slice(0, 160)}`);
  }
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** The picture on the desk of the clerk: everything from the start to the end of the year's first steps. */
async function play(page, key, origin) {
  const texts = [];
  page.on("console", (line) => line.type() === "error" && texts.push(line.text()));
  page.on("pageerror", (error) => texts.push(String(error)));
  await page.goto(key);
  check(new URL(page.url()).pathname === "/", "the key leads to the page");
  await page.getByRole("heading", { name: "紙面", exact: true }).first().waitFor();
  await page.getByText("読んでいます…").first().waitFor({ state: "detached", timeout: 300000 });
  await accessible(page, "project");
  await picture(page, "project");
  say("the project is shown");

  await page.getByRole("navigation", { name: "プロジェクトの中" }).getByRole("link", { name: NAME }).click();
  await page.locator('.sheet[data-page="0"] img').first().waitFor({ timeout: 120000 });
  await page.locator('.sheet[data-page="0"] text').first().waitFor();
  check((await page.locator("#at").inputValue()) === "1", "it begins with the first page");
  // the page that is looked at comes to lie in layers, its neighbours do not
  await page.waitForFunction(() => [...document.querySelectorAll(".sheet .layers")].filter((one) => one.childElementCount > 1).map((one) => one.parentElement.dataset.page).join() === "0");
  // small pictures, and the list by the keyboard alone
  await page.locator('.thumb[data-page="1"] canvas').waitFor({ timeout: 60000 });
  check((await page.locator(".thumb canvas").count()) < 40, "pictures of what is out of sight are not drawn");
  await page.locator('.thumb[data-page="0"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("at").value === "3");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("at").value === "1");
  await accessible(page, "paper");
  await picture(page, "paper");
  const shift = await page.evaluate(() => new Promise((told) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.hadRecentInput ? 0 : one.value))).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => told(sum), 300);
  }));
  check(shift < 0.1, `layout shifts by ${shift}`);
  say(`the paper is shown; layout shift ${shift.toFixed(3)}`);

  // search, by the keyboard alone
  await page.locator("#find").focus();
  await page.keyboard.type("見守り");
  await page.locator(".hit").first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".marks rect").first().waitFor();
  check(await page.locator(".grid td.here, .lines .here").count(), "the cell that was found is shown with its neighbours");
  await accessible(page, "cell");
  await picture(page, "cell");
  say("a text was found on its page, its cell beside it");

  // a printed text leads to its cell
  await page.locator("#at").fill("2");
  await page.keyboard.press("Enter");
  await page.locator('.sheet[data-page="1"] text.has').nth(8).waitFor();
  await page.locator('.sheet[data-page="1"] text.has').nth(8).dispatchEvent("click");
  await page.locator(".panel dd").first().waitFor();
  say(`a printed text leads to ${await page.locator(".panel dd").first().textContent()}`);

  // selected text is the paper's
  const selected = await page.evaluate(() => {
    const line = document.querySelector('.sheet[data-page="1"] text.has');
    getSelection().selectAllChildren(line);
    return String(getSelection());
  });
  check(selected.length > 0, "text can be selected");
  await page.evaluate(() => getSelection().removeAllRanges());

  // a file changes on disk, and the page with it
  const small = path.join(project, "一覧.json");
  const data = JSON.parse(fs.readFileSync(small, "utf8"));
  await page.goto(`${origin}/#/${encodeURIComponent("紙面")}/${encodeURIComponent("試し")}`);
  await page.locator('.sheet[data-page="0"] img').first().waitFor({ timeout: 60000 });
  const before = await page.locator('.sheet[data-page="0"]').getAttribute("data-version");
  data.rows[0]["事業名"] = "書き直した事業の名";
  const begun = Date.now();
  fs.writeFileSync(small, JSON.stringify(data));
  await page.locator('.sheet[data-page="0"] text', { hasText: "書き直した事業の名" }).first().waitFor();
  check((await page.locator('.sheet[data-page="0"]').getAttribute("data-version")) !== before, "another version");
  say(`a changed cell was on the page after ${Date.now() - begun} ms`);

  // mend what is wrong: from the finding to the cell, then in the file
  data.rows[1]["事業概要"] = "";
  fs.writeFileSync(small, JSON.stringify(data));
  const error = page.locator(".findings li.error").first();
  await error.waitFor();
  await error.locator("button.place").first().click();
  await page.locator(".panel .back button").click();
  await error.waitFor();
  data.rows[1]["事業概要"] = "直した概要。";
  fs.writeFileSync(small, JSON.stringify(data));
  await page.locator(".findings li.error").first().waitFor({ state: "detached" });
  await page.locator('.sheet[data-page="0"] text', { hasText: "直した概要。" }).first().waitFor();
  say("a finding was mended");

  // a file that cannot be read leaves no pages, and gives them back
  fs.writeFileSync(small, JSON.stringify(data).slice(0, -2));
  await page.getByText("紙面を作れません").waitFor();
  check(!(await page.locator(".sheet").count()), "no page of what was before");
  fs.writeFileSync(small, JSON.stringify(data));
  await page.locator('.sheet[data-page="0"] text', { hasText: "直した概要。" }).first().waitFor();
  say("a broken file was mended");

  // build and download; what changes while the button is held does not swallow the click
  await page.goto(`${origin}/#/`);
  const make = page.getByRole("button", { name: "試しを作る" });
  await make.hover();
  await page.mouse.down();
  data.rows[1]["事業概要"] = "押すうちに変わった概要。";
  fs.writeFileSync(small, JSON.stringify(data));
  await page.waitForTimeout(600);
  await page.mouse.up();
  await page.getByText("最新です").first().waitFor({ timeout: 120000 });
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Excel を保存/ }).first().click();
  const saved = path.join(out, "saved.xlsx");
  await (await download).saveAs(saved);
  check(fs.readFileSync(saved).subarray(0, 2).toString() === "PK", "a workbook was saved");
  await accessible(page, "built");
  say("the paper was built and downloaded");

  await slip(page);

  // settings, with a mistake first
  await page.getByRole("navigation", { name: "プロジェクトの中" }).getByRole("link", { name: "設定" }).click();
  const plan = page.getByLabel("計画の名");
  await plan.waitFor();
  await accessible(page, "settings");
  await picture(page, "settings");
  const written = fs.readFileSync(path.join(project, "matome.toml"), "utf8");
  const name = page.locator("fieldset", { has: page.locator("legend", { hasText: "試し" }) }).getByLabel("名前");
  await name.fill("");
  await page.locator('section[data-file="matome.toml"]').getByRole("button", { name: "保存する" }).click();
  await page.locator(".fault").first().waitFor();
  check(fs.readFileSync(path.join(project, "matome.toml"), "utf8") === written, "nothing is written with a mistake");
  await accessible(page, "fault");
  await picture(page, "fault");
  await name.fill("試し");
  await plan.fill("書き直した計画の名");
  await page.locator('section[data-file="matome.toml"]').getByRole("button", { name: "保存する" }).click();
  await page.getByText("matome.toml に書きました").waitFor();
  const now = fs.readFileSync(path.join(project, "matome.toml"), "utf8");
  const lines = (text) => text.split("\n");
  check(lines(written).filter((line, n) => line !== lines(now)[n]).length === 1 && now.includes("書き直した計画の名"), "one line is another");
  await page.locator("#plan", { hasText: "書き直した計画の名" }).waitFor();
  say("settings were written, a mistake was shown at its field");

  await year(page, { project, inquiry: INQUIRY, out, check, say, accessible, picture });

  // nothing from outside, nothing that the policy stops; the mistake in the settings was refused
  const said = texts.filter((text) => !text.includes("status of 422"));
  check(said.length === 0 && texts.length === said.length + 1, `the browser says: ${texts.join("\n")}`);

  await page.getByRole("button", { name: "終わる", exact: true }).click();
  await accessible(page, "dialog");
  await page.locator("dialog").getByRole("button", { name: "終わる", exact: true }).click();
  await page.getByRole("heading", { name: "終わりました" }).waitFor();
  await accessible(page, "ended");
}

/** A slip is filled in: the sheet follows, a closed page brings it back, it is saved. */
async function slip(page) {
  await page.getByRole("navigation", { name: "プロジェクトの中" }).getByRole("link", { name: "個票を書く" }).click();
  await page.locator(".slips a").first().waitFor({ timeout: 60000 });
  await accessible(page, "slips");
  await picture(page, "slips");
  await page.locator(".slips a").first().click();
  await page.locator(".beside .sheet img").first().waitFor({ timeout: 60000 });
  await accessible(page, "slip");
  await picture(page, "slip");
  const drawn = () => page.locator(".beside .sheet").getAttribute("data-rev").then(Number);
  // a wrong amount is told beside its field, by the keyboard alone
  const amount = page.getByLabel(/年度決算額/);
  const right = await amount.inputValue();
  const before = await drawn();
  await amount.focus();
  await page.keyboard.press("End");
  let begun = Date.now();
  await page.keyboard.type("万");
  await page.locator(".field.error .said li.error").waitFor();
  const told = Date.now() - begun;
  await page.waitForFunction((rev) => Number(document.querySelector(".beside .sheet").dataset.rev) > rev, before);
  say(`a wrong amount was told after ${told} ms, the new sheet stood there after ${Date.now() - begun} ms`);
  check((await amount.getAttribute("aria-invalid")) === "true", "the field is marked");
  const described = await amount.getAttribute("aria-describedby");
  check((await page.evaluate((ids) => ids.split(" ").map((id) => document.getElementById(id)?.textContent).join(), described)).includes("整数ではありません"), "the finding describes the field");
  await picture(page, "slip-error");
  await accessible(page, "slip with an error");
  await amount.fill(right);
  await page.locator(".field.error").waitFor({ state: "detached" });
  // too many lines
  const long = page.getByLabel("実績", { exact: true });
  const short = await long.inputValue();
  await long.fill(`${short}\n${"・近くの人どうしが声をかけ合う会を開き、集まった人が次の会の世話をした。\n".repeat(40)}`);
  await page.locator(".said li", { hasText: /この欄に約 \d+ 行多い/ }).first().waitFor();
  say(`too many lines: ${await page.locator(".said li", { hasText: /この欄に約/ }).first().textContent()}`);
  await picture(page, "slip-long");
  await long.fill(`${short}\n書き足した一行。`);
  await page.locator(".said li", { hasText: /この欄に約/ }).first().waitFor({ state: "detached" });
  await page.getByText("下書き（まだ保存していません）").waitFor();
  // the page is closed at once, and opened again
  await long.press("Control+End");
  await long.pressSequentially("終わり");
  await page.reload();
  await page.getByText("下書きを開いています").waitFor();
  const back = await page.getByLabel("実績", { exact: true }).inputValue();
  check(back === `${short}\n書き足した一行。終わり`, `every letter came back: ${JSON.stringify(back.slice(-60))}`);
  say("a page that was closed at once brought the draft back");
  await accessible(page, "draft");
  await picture(page, "draft");
  await page.keyboard.press("Control+s");
  await page.getByText("保存しました").first().waitFor({ timeout: 60000 });
  const dialog = page.locator("dialog[open]");
  if (await dialog.count()) await dialog.getByRole("button").first().click();
  const folder = path.join(project, "out", "記入");
  const saved = fs.readdirSync(folder).filter((name) => !name.startsWith("."));
  check(saved.length === 3, `a workbook, data and a PDF: ${saved}`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Excel を受け取る/ }).click();
  await (await download).saveAs(path.join(out, "slip.xlsx"));
  check(fs.readFileSync(path.join(out, "slip.xlsx")).equals(fs.readFileSync(path.join(folder, saved.find((name) => name.endsWith(".xlsx"))))), "the workbook was taken");
  await accessible(page, "saved");
  await picture(page, "slip-saved");
  // a new one, and its small table
  await page.getByRole("link", { name: "個票の一覧" }).click();
  await page.getByRole("button", { name: /新しい個票を書く/ }).first().click();
  await page.getByRole("heading", { name: "新しい個票" }).waitFor();
  await page.getByRole("button", { name: "表を加える" }).click();
  await page.keyboard.type("区分");
  await page.keyboard.press("Tab");
  await page.keyboard.type("回数");
  await page.getByRole("button", { name: "行を加える" }).click();
  await page.getByRole("button", { name: "大きく見る" }).click();
  await page.getByLabel(/^事業名/).fill("試しの事業");
  await page.getByRole("heading", { name: "試しの事業" }).waitFor();
  await accessible(page, "new slip");
  await picture(page, "slip-new");
  await page.getByRole("button", { name: "下書きを捨てる" }).click();
  await page.locator("dialog").getByRole("button", { name: "捨てる", exact: true }).click();
  await page.getByRole("heading", { name: "書いているもの" }).waitFor();
  await picture(page, "slips-kept");
  await accessible(page, "slips kept");
  say("a slip was filled in, saved, and another one thrown away");
}

/** A double click, without a project: the page to begin with, a project of one's own, and back. */
async function begin(context) {
  const home = path.join(out, "home");
  fs.mkdirSync(path.join(home, "計画の仕事"), { recursive: true });
  const { ended, address } = serve(program, [], { HOME: home, DISPLAY: ":9", PATH: path.join(home, "none") });
  const page = await context.newPage();
  const texts = [];
  page.on("pageerror", (error) => texts.push(String(error)));
  await page.goto(await address);
  await page.getByRole("button", { name: "計画の仕事" }).waitFor();
  await accessible(page, "start");
  await picture(page, "start");
  await page.getByRole("button", { name: "計画の仕事" }).click();
  await page.getByText("この中にフォルダーはありません").waitFor();
  await page.getByLabel("名前", { exact: true }).fill("わがまち");
  await page.getByRole("button", { name: "空のプロジェクトを作る" }).click();
  await page.getByRole("heading", { name: "わがまち" }).waitFor({ timeout: 60000 });
  check(fs.existsSync(path.join(home, "計画の仕事", "わがまち", "組織.csv")), "the project is there");
  await page.getByRole("button", { name: "ほかのプロジェクトを開く" }).click();
  await page.getByRole("heading", { name: "最近開いたプロジェクト" }).waitFor({ timeout: 60000 });
  await picture(page, "recent");
  await accessible(page, "recent");
  await page.getByRole("button", { name: "終わる", exact: true }).click();
  await page.locator("dialog").getByRole("button", { name: "終わる", exact: true }).click();
  check((await ended) === 0, "it ended well");
  check(texts.length === 0, `the browser says: ${texts.join("\n")}`);
  await page.close();
  say("a double click led to a new project and back");
}

/** The program is killed while somebody types: begun again, it is on the same port, and the browser still has every letter. */
async function killed(context) {
  const before = serveProject(program, project, out);
  const page = await context.newPage();
  const first = await before.address;
  await page.goto(first);
  await page.goto(`${new URL(first).origin}/#/${encodeURIComponent("記入")}`);
  await page.locator(".slips a").first().click({ timeout: 120000 });
  await page.locator(".beside .sheet img").first().waitFor({ timeout: 60000 });
  const { hash } = new URL(page.url());
  const long = page.getByLabel("実績", { exact: true });
  await long.press("Control+End");
  await long.pressSequentially("止まる前の字");
  before.serving.kill("SIGKILL");
  await page.locator(".state", { hasText: "matome が終わっています" }).waitFor({ timeout: 60000 });
  await picture(page, "slip-killed");
  await long.pressSequentially("、後の字");
  const after = serveProject(program, project, out);
  const second = await after.address;
  check(new URL(second).origin === new URL(first).origin, "the port is the same");
  await page.goto(second);
  await page.goto(`${new URL(second).origin}/${hash}`);
  await page.locator(".beside .sheet img").first().waitFor({ timeout: 120000 });
  const back = await page.getByLabel("実績", { exact: true }).inputValue();
  check(back.endsWith("止まる前の字、後の字"), `every letter came back: ${JSON.stringify(back.slice(-40))}`);
  await page.close();
  after.serving.kill();
  say("the program was killed while somebody typed, and every letter came back");
}

async function main() {
  // an inquiry beside the small paper
  const settings = `
[inquiry."${INQUIRY}"]
paper = "進捗管理シート"
phase = "年度当初確認"
"期限" = 2026-05-15
"回答課" = ["人材育成課", "契約検査課", "火災予防課", "救急課"]
`;
  sample(program, project, settings);
  const { serving, ended, address } = serveProject(program, project, out);
  const key = await address;
  const context = await chromium.launchPersistentContext(path.join(out, "browser"), {
    executablePath: browser, headless: true, viewport: { width: 1366, height: 768 }, acceptDownloads: true, locale: "ja-JP",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    await play(await context.newPage(), key, new URL(key).origin);
    check((await ended) === 0, "it ended well");
    say("it ended by its button");
    await begin(context);
    await killed(context);
  } finally {
    await context.close();
    serving.kill();
  }
  say(`axe-core: ${violations} violations`);
  check(violations === 0, "axe-core finds something");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
