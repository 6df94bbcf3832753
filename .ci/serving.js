// What the plays of the page share: the sample with a small paper that a script can change, the program that shows it, and
// the rules of axe-core.
"use strict";

const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

/** The script of axe-core, and what it looks for. */
const axe = () => fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The sample with the paper 試し, and settings behind it. */
function sample(program, project, settings = "") {
  execFileSync(program, ["new", project], { stdio: "ignore" });
  const rows = [1, 2, 3].map((n) => ({ 基本目標: "目標１", 施策: "施策１", No: `${n}`, 事業名: `事業${n}`, 事業概要: "概要の文。", 担当局等: "福祉部" }));
  fs.writeFileSync(path.join(project, "一覧.json"), JSON.stringify({ 様式: "programs", rows }));
  const paper = '\n[[paper]]\nname = "試し"\nform = "programs"\ninput = ["一覧.json"]\noutput = ["pdf", "xlsx"]\nfile = "試し"\n';
  fs.appendFileSync(path.join(project, "matome.toml"), paper + settings);
}

/** The program with these arguments: its process, the address that it says, and the code with which it ends. */
function serve(program, args, env) {
  const serving = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env });
  const ended = new Promise((told) => serving.on("exit", told));
  const address = new Promise((told, failed) => {
    let text = "";
    serving.stderr.on("data", (piece) => {
      text += piece;
      const found = /http:\/\/\S+/.exec(text);
      if (found) told(found[0]);
    });
    serving.on("exit", () => failed(new Error(text)));
  });
  return { serving, ended, address };
}

/** The page of a project, whose home is this folder. */
const serveProject = (program, project, home) => serve(program, ["serve", "--no-open", "--project", project], { ...process.env, HOME: home });

module.exports = { RULES, axe, sample, serve, serveProject };
