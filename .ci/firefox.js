// The page in Firefox, over its own protocol (Marionette): the project, a paper, a text and its cell, a changed file, a slip.
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { RULES, axe, sample, serveProject } = require("./serving.js");

const [, , program, firefox, out, pictures] = process.argv;
const project = path.join(out, "見本");
const LONG = 120000;

const say = (text) => console.log(`-- page in Firefox: ${text}`);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function check(fact, text) {
  if (!fact) throw new Error(text);
}

/** Firefox: messages are `length:[0, number, command, words]`, answers `length:[1, number, error, value]`. */
class Browser {
  async open(profile) {
    fs.mkdirSync(profile, { recursive: true });
    fs.writeFileSync(path.join(profile, "user.js"), 'user_pref("marionette.port", 0);\nuser_pref("intl.accept_languages", "ja");\n');
    this.process = spawn(firefox, ["--headless", "--marionette", "--profile", profile, "--width", "1366", "--height", "768"], { stdio: "ignore", env: { ...process.env, HOME: profile, MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" } });
    const told = path.join(profile, "MarionetteActivePort");
    for (let n = 0; !fs.existsSync(told); n += 1) {
      check(n < 600, "Firefox does not open");
      await sleep(100);
    }
    await sleep(200);
    this.socket = net.connect(Number(fs.readFileSync(told, "utf8")), "127.0.0.1");
    [this.count, this.waiting, this.rest] = [0, new Map(), Buffer.alloc(0)];
    this.socket.on("data", (piece) => this.heard(piece));
    await new Promise((done) => this.socket.once("connect", done));
    const { capabilities } = await this.ask("WebDriver:NewSession", {});
    await this.ask("WebDriver:SetTimeouts", { script: LONG, pageLoad: LONG, implicit: 0 });
    return capabilities.browserVersion;
  }

  heard(piece) {
    this.rest = Buffer.concat([this.rest, piece]);
    for (;;) {
      const colon = this.rest.indexOf(":");
      const length = colon < 0 ? NaN : Number(this.rest.subarray(0, colon));
      if (!(this.rest.length >= colon + 1 + length)) return;
      const told = JSON.parse(this.rest.subarray(colon + 1, colon + 1 + length));
      this.rest = this.rest.subarray(colon + 1 + length);
      if (!Array.isArray(told)) continue;
      const [, number, error, value] = told;
      const { answered, failed } = this.waiting.get(number);
      if (error) failed(Object.assign(new Error(error.message), { kind: error.error }));
      else answered(value);
    }
  }

  ask(command, words) {
    this.count += 1;
    const text = JSON.stringify([0, this.count, command, words]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((answered, failed) => this.waiting.set(this.count, { answered, failed }));
  }

  async run(script, ...args) {
    const { value } = await this.ask("WebDriver:ExecuteScript", { script, args, newSandbox: false, sandbox: null });
    return value;
  }

  /** Waits until a script gives something. */
  async until(script, ...args) {
    const end = Date.now() + LONG;
    for (;;) {
      const found = await this.run(script, ...args);
      if (found) return found;
      check(Date.now() < end, `not there: ${script} ${args}`);
      await sleep(30);
    }
  }

  /** Does something to an element; once more where the page has drawn itself anew meanwhile. */
  async act(command, selector, words) {
    const end = Date.now() + LONG;
    for (;;) {
      await this.until("return document.querySelector(arguments[0])", selector);
      try {
        const { value } = await this.ask("WebDriver:FindElement", { using: "css selector", value: selector });
        return await this.ask(command, { id: Object.values(value)[0], ...words });
      } catch (error) {
        const gone = ["stale element reference", "no such element"].includes(error.kind);
        if (!gone || Date.now() > end) throw error;
      }
    }
  }

  press(selector) {
    return this.act("WebDriver:ElementClick", selector);
  }

  type(selector, text) {
    return this.act("WebDriver:ElementSendKeys", selector, { text });
  }

  async go(url) {
    await this.ask("WebDriver:Navigate", { url });
    await this.run("window.broken ??= []; addEventListener('securitypolicyviolation', (event) => window.broken.push(event.blockedURI + ' ' + event.violatedDirective)); addEventListener('error', (event) => window.broken.push(event.message))");
  }

  async picture(name) {
    if (!pictures) return;
    const { value } = await this.ask("WebDriver:TakeScreenshot", { full: false });
    fs.writeFileSync(path.join(pictures, `firefox-${name}.png`), Buffer.from(value, "base64"));
  }

  async accessible(view) {
    // scripts of the protocol run beside the page, whose policy lets none in
    const found = await this.ask("WebDriver:ExecuteAsyncScript", { script: `const done = arguments[0]; if (!window.axe) { ${axe()} } window.axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((told) => done(told.violations.map((one) => one.id + ' ' + one.nodes[0].html.slice(0, 160))), (error) => done([String(error)]));`, args: [], newSandbox: false, sandbox: null });
    check(found.value.length === 0, `${view}: ${found.value.join("\n")}`);
  }

  close() {
    this.socket?.destroy();
    this.process?.kill();
  }
}

const link = (origin, ...parts) => `${origin}/#/${parts.map(encodeURIComponent).join("/")}`;

async function play(browser, key) {
  const origin = new URL(key).origin;
  await browser.go(key);
  await browser.until("return document.querySelectorAll('main table').length > 0 && !document.body.textContent.includes('読んでいます…')");
  await browser.accessible("project");
  await browser.picture("project");
  say("the project is shown");

  await browser.go(link(origin, "紙面", "試し"));
  const drawn = "const sheet = document.querySelector('.sheet[data-page=\"0\"]'); return sheet && sheet.querySelector('.text text') && [...sheet.querySelectorAll('img')].every((one) => one.complete && one.naturalWidth > 0) && sheet.querySelectorAll('img').length";
  const layers = await browser.until(`${drawn} > 1 && sheet.querySelectorAll("img").length`);
  await browser.until("return document.querySelector('.thumb canvas')?.width");
  await browser.accessible("paper");
  await browser.picture("paper");
  say(`a paper is shown in ${layers} layers, its small picture beside it`);

  await browser.run("document.querySelectorAll('.sheet[data-page=\"0\"] text.has')[3].dispatchEvent(new MouseEvent('click', { bubbles: true }))");
  const cell = await browser.until("return document.querySelector('.panel dd')?.textContent");
  await browser.until("return document.querySelectorAll('.marks rect').length");
  await browser.picture("cell");
  say(`a printed text leads to ${cell}`);

  const file = path.join(project, "一覧.json");
  const data = JSON.parse(fs.readFileSync(file, "utf8"));
  data.rows[0]["事業名"] = "書き直した事業の名";
  const begun = Date.now();
  fs.writeFileSync(file, JSON.stringify(data));
  await browser.until("return [...document.querySelectorAll('.sheet text')].some((one) => one.textContent.includes('書き直した事業の名'))");
  say(`a changed cell was on the page after ${Date.now() - begun} ms`);
  await browser.until(drawn);

  await browser.go(link(origin, "記入"));
  await browser.press(".slips a");
  await browser.until("return document.querySelector('.beside .sheet img')?.naturalWidth");
  const before = await browser.run("return Number(document.querySelector('.beside .sheet').dataset.rev)");
  await browser.type(".fields textarea", "火の狐");
  await browser.until("return Number(document.querySelector('.beside .sheet').dataset.rev) > arguments[0]", before);
  await browser.accessible("slip");
  await browser.picture("slip");
  await browser.ask("WebDriver:Refresh", {});
  await browser.until("return [...document.querySelectorAll('.fields textarea')].some((one) => one.value.includes('火の狐'))");
  say("a slip was typed on, its sheet followed, and it came back");

  const broken = await browser.run("return window.broken ?? []");
  check(broken.length === 0, `the browser says: ${broken.join("\n")}`);
  // a slip stays on the page when the program has ended
  await browser.go(`${origin}/#/`);
  await browser.until("return document.querySelectorAll('main table').length > 0");
  await browser.press("#end");
  await browser.press("dialog button");
  await browser.until("return document.body.textContent.includes('終わりました')");
}

async function main() {
  sample(program, project);
  const { serving, ended, address } = serveProject(program, project, out);
  const browser = new Browser();
  try {
    const key = await address;
    say(`Firefox ${await browser.open(path.join(out, "firefox"))}`);
    await play(browser, key);
    check((await ended) === 0, "it ended well");
    say("it ended by its button");
  } finally {
    browser.close();
    serving.kill();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
