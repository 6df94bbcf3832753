// The year on the page: forms and letters go out; folders and zips come back, each file is told; contradicting answers are
// settled; faulty ones go back marked; who has not answered is reminded.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { said, typed, zip } = require("./book.js");

/** Drops files and folders from the disk onto the page, as a file manager does. */
async function drop(page, paths) {
  const place = page.locator('[data-drop="answers"]');
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  await session.detach();
}

async function year(page, { project, inquiry, out, check, say, accessible, picture }) {
  await page.getByRole("navigation", { name: "プロジェクトの中" }).getByRole("link", { name: inquiry }).click();
  await page.getByRole("button", { name: "回答様式と依頼文を作る" }).click();
  await page.getByRole("heading", { name: "課ごとの状況" }).waitFor({ timeout: 240000 });
  const folder = path.join(project, "照会", inquiry);
  const sent = (section) => fs.readFileSync(path.join(folder, "発送", fs.readdirSync(path.join(folder, "発送")).find((name) => name.includes(section))));
  const state = (section) => page.locator("tr", { has: page.locator("th", { hasText: section }) }).locator("td .mark").first().textContent();
  const files = (title) => page.locator("details", { has: page.locator("summary", { hasText: new RegExp(`^${title}（`) }) });

  // the board: a bureau stands once, before its sections
  const bureaus = await page.locator("table", { hasText: "局区" }).locator("tbody tr td:first-child").allTextContents();
  check(JSON.stringify(bureaus) === JSON.stringify(["総務部", "", "消防本部", ""]), `sections by bureau: ${bureaus}`);
  await files("依頼文").locator("summary").click();
  const letters = await files("依頼文").getByRole("link").evaluateAll((links) => links.map((link) => link.href));
  check(letters.length === 8, `a letter in two kinds for each of four sections: ${letters.length}`);
  const letter = await page.evaluate((url) => fetch(url).then((answer) => answer.text()), letters.find((url) => url.endsWith(".txt")));
  check(letter.includes("5月15日"), "a letter says the day");
  const pdf = await page.evaluate((url) => fetch(url).then((answer) => answer.arrayBuffer()).then((bytes) => String.fromCharCode(...new Uint8Array(bytes).slice(0, 5))), letters.find((url) => url.endsWith(".pdf")));
  check(pdf === "%PDF-", "a letter to be printed");
  say("forms and letters were made; the board is by bureau");

  // a folder with a workbook, a folder with a zip in it, and a note
  const came = path.join(out, "受信");
  fs.mkdirSync(path.join(came, "消防"), { recursive: true });
  fs.writeFileSync(path.join(came, "人材育成課.xlsx"), typed(sent("人材育成課"), "N7", "甲の人が書いた。"));
  const packed = { "契約検査課.xlsx": sent("契約検査課"), "火災予防課.xlsx": typed(sent("火災予防課"), "N7", "实施した。") };
  fs.writeFileSync(path.join(came, "消防", "まとめて.zip"), zip(packed));
  fs.writeFileSync(path.join(came, "連絡.csv"), "氏名,電話\n山田,1\n");
  await drop(page, [came]);
  await page.locator(".taken > li").nth(3).waitFor({ timeout: 120000 });
  const told = await page.locator(".taken > li").evaluateAll((items) => items.map((item) => item.innerText));
  check(told.length === 4, `each of four files is told: ${told.join(" / ")}`);
  for (const name of ["人材育成課.xlsx", "契約検査課.xlsx", "火災予防課.xlsx", "連絡.csv"]) check(told.some((text) => text.includes(name) && text.length > name.length + 10), `a sentence for ${name}: ${told.join(" / ")}`);
  check(told.filter((text) => text.includes("受け取っていません")).length === 1, "the note alone is no answer");
  await page.getByText(/未提出 1、/).waitFor({ timeout: 120000 });
  check((await state("火災予防課")) === "要修正" && (await state("契約検査課")) === "提出済", "the board follows");
  await accessible(page, "inquiry");
  await picture(page, "inquiry");
  say(`a folder with a zip: ${told.map((text) => text.split("\n")[0].slice(0, 40)).join(" | ")}`);
  await page.getByRole("button", { name: "要修正" }).click();
  check((await page.locator("tbody tr", { has: page.locator(".mark.error") }).count()) === 1, "the board shows one state alone");
  await page.getByRole("button", { name: "要修正" }).click();

  // another person of a section filled the same cell in
  const other = path.join(out, "人材育成課（乙）.xlsx");
  fs.writeFileSync(other, typed(sent("人材育成課"), "N7", "乙の人が書いた。"));
  const against = page.locator("section", { has: page.getByRole("heading", { name: /^食い違い/ }) });
  await drop(page, [other]);
  await against.waitFor({ timeout: 120000 });
  const beside = await against.locator("tbody tr.conflict td").allTextContents();
  check(beside[0] === "甲の人が書いた。" && beside[1] === "乙の人が書いた。", `both stand side by side: ${beside}`);
  const edges = await against.locator("table").evaluate((one) => [...one.rows].map((line) => Math.round(line.lastElementChild.getBoundingClientRect().left)));
  check(edges[0] === edges[1], `headings stand over their columns: ${edges}`);
  await accessible(page, "conflict");
  await picture(page, "conflict");
  await against.getByRole("button", { name: "前の回答のままにする" }).click();
  await page.locator("dialog").getByRole("button", { name: "前のままにする" }).click();
  await against.waitFor({ state: "detached", timeout: 120000 });
  const stands = () => fs.readFileSync(path.join(folder, "回答.json"), "utf8");
  check(stands().includes("甲の人が書いた。") && !stands().includes("乙の人が書いた。"), "the first one was kept");
  fs.writeFileSync(other, typed(sent("人材育成課"), "N7", "丙の人が書いた。"));
  await drop(page, [other]);
  await against.waitFor({ timeout: 120000 });
  await against.getByRole("button", { name: /の回答を採る/ }).click();
  await against.waitFor({ state: "detached", timeout: 120000 });
  check(stands().includes("丙の人が書いた。") && !stands().includes("甲の人が書いた。"), "the later one was taken");
  say("two answers that contradict stood side by side; one was kept, another taken");

  // what is faulty goes back, marked
  await page.getByRole("button", { name: "差戻しを作る" }).click();
  await page.getByText("1 課に差し戻すブックと文を作りました").waitFor({ timeout: 240000 });
  await files("差戻しのブックと文").locator("summary").click();
  const marked = page.waitForEvent("download");
  await files("差戻しのブックと文").getByRole("link", { name: /火災予防課.*\.xlsx/ }).click();
  const back = path.join(out, "差戻し.xlsx");
  await (await marked).saveAs(back);
  const words = said(fs.readFileSync(back));
  check(words.includes("实施した。") && words.includes("【必ず】"), "the faulty cell is marked");
  await page.locator("tr", { hasText: "火災予防課" }).getByText("差戻し中").waitFor();
  say("a faulty answer was made to go back, marked");

  await page.getByRole("button", { name: "督促を作る" }).click();
  await page.getByText("課への督促を作りました").waitFor({ timeout: 240000 });
  await page.getByText(/^督促（/).waitFor();
  await picture(page, "board");
  say("reminders were made");
}

module.exports = { year };
