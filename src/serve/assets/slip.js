// A slip that is filled in: the form's fields at the left, the sheet at the right. What is typed is kept within a second.

import { get, post, refused } from "./ask.js";
import { ask, button, make, put, size } from "./dom.js";
import { fields } from "./fields.js";
import { LEVELS } from "./findings.js";
import { Sheet } from "./sheet.js";

/** Milliseconds without a key before what was typed is sent, and while keys go on. */
const PAUSE = 180;
const MOST = 800;
/** Bytes that a page that is being closed may still send. */
const LAST = 60000;

/** Another tab typed on it meanwhile. */
const elsewhere = (error) => error.findings?.[0]?.code === "M611";

export class Slip {
  constructor(place, paper, id, link) {
    Object.assign(this, { place, paper: paper || null, id, link, tab: crypto.randomUUID(), seq: 0, rev: 0, answers: {}, dirty: false, files: [] });
    place.className = "slip";
    put(place, make("p", { class: "wait" }, "読み込んでいます…"));
    this.leaving = () => this.last();
    this.hiding = () => document.visibilityState === "hidden" && this.last();
    this.keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        this.save();
      }
    };
    addEventListener("pagehide", this.leaving);
    document.addEventListener("visibilitychange", this.hiding);
    document.addEventListener("keydown", this.keys);
    this.load();
  }

  close() {
    this.last();
    this.closed = true;
    clearTimeout(this.timer);
    this.sheet?.close();
    removeEventListener("pagehide", this.leaving);
    document.removeEventListener("visibilitychange", this.hiding);
    document.removeEventListener("keydown", this.keys);
  }

  heard() {}

  /** The program has ended: what is typed stays on the page. */
  lost() {
    if (!this.form) return false;
    this.gone = true;
    this.sheet.stop();
    const kept = !this.dirty || this.remembers;
    const last = this.dirty ? "最後に書いた分はこのブラウザーが覚えています。写しを取っておくと確かです。" : "";
    this.state(kept ? `matome が終わっています。書いたものは残してあります。もう一度始めると、続きから書けます。${last}` : "matome が終わっています。最後に書いた分は残っていません。写しを取ってから閉じてください。", kept ? "warning" : "error");
    return true;
  }

  async load() {
    const found = await get("slip", { id: this.id, paper: this.paper }).catch((error) => ({ error }));
    if (this.closed) return;
    if (found.error) {
      this.place.className = "";
      return put(this.place, make("h1", {}, "個票を書く"), make("p", { class: "none" }, found.error.message), make("p", {}, make("a", { href: this.link("記入") }, "個票の一覧へ")));
    }
    const newer = this.remembered(found);
    const told = newer ? { ...found, answers: newer, open: true } : found;
    Object.assign(this, { answers: told.answers, rev: told.rev, files: told.files, open: told.open, saved: told.saved, begun: told.begun, form: null });
    this.build(told);
    this.take(told);
    this.marks();
    this.form.first()?.focus({ preventScroll: true });
    if (newer) this.typed();
  }

  /** What the page before typed last, and could not send any more. A browser may drop what a page that is closed sends. */
  remembered(told) {
    const key = `slip:${this.id}`;
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      if (!kept) return null;
      const same = told.tab ? told.tab === kept.tab && kept.seq > told.seq : told.rev === kept.rev;
      const seen = told.rev === kept.rev && told.tab !== kept.tab;
      if (same || seen) return kept.answers;
      localStorage.removeItem(key);
      // another page typed since: neither is thrown away
      if (told.tab !== kept.tab) post("slip/new", { copy: this.id, paper: this.paper, typed: { answers: kept.answers } }).catch(() => {});
    } catch {
      // a browser that remembers nothing
    }
    return null;
  }

  /** Until the program has it, the browser has it. */
  remember() {
    try {
      const { tab, seq, rev, answers } = this;
      if (this.dirty || this.sending) localStorage.setItem(`slip:${this.id}`, JSON.stringify({ tab, seq: seq + 1, rev, answers }));
      else localStorage.removeItem(`slip:${this.id}`);
      this.remembers = true;
    } catch {
      // too much, or a browser that remembers nothing
      this.remembers = false;
    }
  }

  build(told) {
    this.title = make("h1", {}, told.label || "新しい個票");
    this.told = make("p", { class: "state", role: "status" });
    this.made = make("div", { class: "saved" });
    this.general = make("ul", { class: "general", "aria-label": "紙面全体の所見" });
    this.hear = make("p", { class: "unseen", role: "status" });
    this.away = button(told.begun === null ? "下書きを捨てる" : "元の回答に戻す", () => this.discard(), { class: "quiet" });
    const about = [told.paper, told.questions.title === told.paper ? null : told.questions.title].filter(Boolean).join("　");
    this.form = fields(told.questions, told.answers, { typed: () => this.typed(), at: (field) => this.sheet.mark(field) });
    this.sheet?.close();
    this.sheet = new Sheet(this.id, this.paper, (field) => this.form.focus(field));
    // one that was begun this moment has nothing to go on with
    const note = told.open && told.rev > 1 ? make("p", { class: "note" }, told.saved ? "保存のあとに書いた下書きを開いています。" : "下書きを開いています。前に書いたところから続けられます。") : null;
    const changed = told.changed ? make("p", { class: "note warning" }, "元の回答が、書き始めたあとで変わっています。元の回答を使うときは「元の回答に戻す」を押してください。") : null;
    put(
      this.place,
      make(
        "div",
        { class: "head" },
        make("div", {}, make("p", { class: "above" }, make("a", { href: this.link("記入") }, "個票の一覧"), `　${about}`), this.title),
        make("div", { class: "act" }, this.told, this.away, button("保存する", () => this.save(), { class: "main", title: "Ctrl+S" })),
        make("div", { class: "under" }, note, changed, this.made),
      ),
      make("div", { class: "fill" }, make("form", { class: "fields", "aria-label": "記入欄", novalidate: true, on: { submit: (event) => event.preventDefault() } }, this.general, this.form.element), this.sheet.element),
      this.hear,
    );
    this.note = note;
  }

  /** What the program says of what was typed. */
  take(told) {
    this.rev = told.rev;
    this.title.textContent = told.label || "新しい個票";
    document.title = `${told.label || "新しい個票"} — まとめ`;
    const general = this.form.tell(told.findings);
    put(this.general, general.map((one) => make("li", { class: one.level }, make("span", { class: `mark ${one.level}` }, LEVELS[one.level]), one.message, ...one.hints.map((hint) => make("span", { class: "hint" }, `直し方: ${hint}`)))));
    const count = (level) => told.findings.filter((one) => one.level === level).length;
    const summary = `エラー ${count("error")} 件、注意 ${count("warning")} 件`;
    if (this.summary && this.summary !== summary) this.hear.textContent = `所見: ${summary}`;
    this.summary = summary;
    this.sheet.draw(told.pages, told.rev);
  }

  state(text, level = "") {
    this.told.textContent = text;
    this.told.className = `state ${level}`;
  }

  /** Whether it is a draft, saved, or as it was. */
  marks() {
    const text = this.open ? "下書き（まだ保存していません）" : this.saved ? "保存してあります" : "元の回答のままです";
    this.state(text, this.open ? "warning" : "good");
    this.away.hidden = !this.open;
    put(this.made, this.files.length ? make("ul", { class: "files", "aria-label": "保存したファイル" }, this.files.map((file) => this.file(file))) : null);
  }

  file(file) {
    const pdf = file.kind === "pdf";
    const text = { pdf: "PDF を開く", xlsx: "Excel を受け取る", json: "JSON を受け取る" }[file.kind];
    return make("li", {}, make("a", { href: `/api/slip/file?id=${this.id}&kind=${file.kind}`, target: pdf ? "_blank" : null, download: pdf ? null : file.name, title: file.path, "aria-label": `${file.name} ${text}` }, text), make("small", {}, size(file.bytes)));
  }

  typed() {
    this.dirty = true;
    this.since ??= Date.now();
    this.remember();
    if (this.gone) return this.lost();
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(PAUSE, this.since + MOST - Date.now()));
    this.timer = setTimeout(() => this.send(), wait);
    return undefined;
  }

  message() {
    this.seq += 1;
    return { id: this.id, paper: this.paper, tab: this.tab, seq: this.seq, rev: this.rev, answers: this.answers };
  }

  /** Sends what was typed; one message at a time. */
  async send() {
    if (this.sending || !this.dirty || this.gone) return;
    Object.assign(this, { dirty: false, since: null });
    this.sending = post("slip/type", this.message());
    try {
      const told = await this.sending;
      if (this.closed) return;
      this.take(told);
      const before = this.open;
      this.open = told.open;
      if (before !== told.open || this.troubled) this.marks();
      this.troubled = false;
    } catch (error) {
      this.dirty = true;
      if (!this.closed) await this.trouble(error);
    } finally {
      this.sending = null;
      if (!this.gone && !this.troubled) this.remember();
      if (this.dirty && !this.closed && !this.troubled) this.typed();
    }
  }

  async trouble(error) {
    this.troubled = true;
    if (error.status === 0) return this.lost();
    this.state(error.message, "error");
    if (!elsewhere(error)) return undefined;
    const text = make("p", {}, error.message);
    const choice = await ask("ほかの画面でも書かれています", text, [["copy", "ここで書いたものを別の個票として残す"], ["open", "ほかの画面の内容を開く", "quiet"]]);
    if (choice === "open") {
      this.dirty = false;
      Object.assign(this, { troubled: false, tab: crypto.randomUUID(), seq: 0, sending: null });
      this.remember();
      return this.load();
    }
    const told = await post("slip/new", { copy: this.id, paper: this.paper, typed: { answers: this.answers } }).catch((fault) => void refused(fault));
    if (!told) return undefined;
    Object.assign(this, { dirty: false, sending: null });
    this.remember();
    location.hash = this.link("記入", this.paper ?? "", told.id);
    return undefined;
  }

  /** What was typed last, when the page is left. */
  last() {
    // a message on its way may go down with the page
    if (!(this.dirty || this.sending) || this.gone || this.troubled) return;
    clearTimeout(this.timer);
    const body = JSON.stringify(this.message());
    fetch("/api/slip/type", { method: "POST", body, keepalive: new Blob([body]).size < LAST }).catch(() => {});
    Object.assign(this, { dirty: false, since: null });
  }

  async save(how = {}) {
    if (this.saving || this.gone) return;
    this.saving = true;
    clearTimeout(this.timer);
    try {
      await this.sending?.catch(() => {});
      Object.assign(this, { dirty: false, since: null });
      this.state("保存しています…");
      const told = await post("slip/save", { ...this.message(), ...how });
      this.saving = false;
      if (!told.written) return await this.stopped(told, how);
      Object.assign(this, { files: told.files, saved: true, open: false, troubled: false, rev: told.rev });
      this.remember();
      this.form.tell(told.findings);
      this.sheet.draw(told.pages, told.rev);
      this.note?.remove();
      this.marks();
      this.state("保存しました（out の「記入」フォルダー）", "good");
      const noted = told.findings.filter((one) => one.field === null && one.level !== "info");
      const left = told.left.map((path) => make("li", {}, path));
      if (noted.length || left.length) {
        const list = make("ul", {}, noted.map((one) => make("li", {}, one.message, ...one.hints.map((hint) => make("p", { class: "hint" }, `直し方: ${hint}`)))));
        const old = left.length ? [make("p", {}, "前に別の名で保存したファイルが残っています。要らなければ消してください。"), make("ul", {}, left)] : [];
        await ask("保存しました", [noted.length ? list : null, ...old].filter(Boolean), [["", "閉じる"]]);
      }
      if (this.dirty) this.typed();
    } catch (error) {
      this.saving = false;
      this.dirty = true;
      if (error.status === 0 || elsewhere(error)) await this.trouble(error);
      else {
        this.state("保存できませんでした。書いたものは下書きとして残っています。", "error");
        await refused(error);
        this.typed();
      }
    }
  }

  /** It was not saved: something is to be decided. */
  async stopped(told, how) {
    Object.assign(this, { open: true, dirty: true, rev: told.rev });
    this.marks();
    this.typed();
    if (told.there) {
      const text = [make("p", {}, told.there.message), ...told.there.hints.map((hint) => make("p", { class: "hint" }, hint))];
      const there = await ask("保存する名のファイルがあります", text, [["beside", "別の名前で保存する"], ["replace", "置き換える", "quiet"], ["", "やめる", "quiet"]]);
      return there ? this.save({ ...how, there }) : undefined;
    }
    const errors = told.findings.filter((one) => one.level === "error");
    const list = make("ul", {}, errors.map((one) => make("li", {}, one.message)));
    const buttons = [["", "戻って直す"]];
    if (told.forcible) buttons.push(["force", "エラーのまま保存する", "quiet"]);
    if ((await ask("エラーがあるので、まだ保存していません", list, buttons)) === "force") return this.save({ ...how, force: true });
    this.form.focus(errors.find((one) => one.field !== null)?.field);
    return undefined;
  }

  async discard() {
    const back = this.saved ? "保存したときの内容に戻します。" : this.begun === null ? "この個票を消します。" : "元の回答の内容に戻します。";
    if ((await ask("下書きを捨てますか", make("p", {}, `${back}書いたものは戻せなくなります。`), [["yes", "捨てる"], ["", "やめる", "quiet"]])) !== "yes") return;
    clearTimeout(this.timer);
    this.dirty = false;
    await this.sending?.catch(() => {});
    Object.assign(this, { dirty: false, sending: null });
    this.remember();
    try {
      const { left } = await post("slip/discard", { id: this.id });
      Object.assign(this, { tab: crypto.randomUUID(), seq: 0 });
      if (left || this.begun !== null) await this.load();
      else location.hash = this.link("記入");
    } catch (error) {
      refused(error);
    }
  }
}
