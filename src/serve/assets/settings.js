// Settings as forms. What is changed is sent as changes of single fields; what is wrong is shown at its field.

import { get, post, refused } from "./ask.js";
import { button, make, put } from "./dom.js";

const KINDS = ["pdf", "xlsx", "html", "csv", "json"];
const SAID = { cover: "表紙", agenda: "次第", contents: "資料一覧" };

const shown = (value) => (value === undefined || value === null ? "" : typeof value === "object" && !Array.isArray(value) ? value.datetime : Array.isArray(value) ? value.join("\n") : `${value}`);
const within = (data, at) => at.reduce((one, step) => one?.[step], data);
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

export class Settings {
  constructor(place) {
    Object.assign(this, { place, serial: 0 });
    this.said = make("div", { role: "status", "aria-live": "polite" });
    this.files = make("div", {}, make("p", { class: "wait" }, "読み込んでいます…"));
    put(place, make("h1", {}, "設定"), make("p", {}, "matome.toml と packet.toml に書きます。書いてある説明と並びは、そのまま残ります。"), this.said, this.files);
    this.load();
  }

  heard() {}

  async load() {
    const told = await get("settings").catch((error) => {
      put(this.files, make("ul", { class: "findings" }, error.findings.map((one) => fault(one))));
    });
    if (!told) return;
    this.told = told;
    put(this.said);
    this.show();
  }

  show() {
    put(this.files, this.told.files.map((file) => this.file(file)));
    for (const file of this.told.files) if (file.data && file.faults.length) this.faults(this.files.querySelector(`[data-file="${file.file}"]`), file.faults);
  }

  file(file) {
    if (!file.data) return make("section", {}, make("h2", {}, file.file), make("ul", { class: "findings" }, file.faults.map((one) => fault(one))));
    const parts = file.file === "matome.toml" ? this.plan(file) : this.packet(file, []);
    const act = make("p", { class: "act save" }, button("保存する", () => this.save(file, section), { class: "main", data: { key: `save:${file.file}` } }), button("読み直す", () => this.load(), { class: "quiet", data: { key: `load:${file.file}` } }));
    const section = make("section", { class: "settings", "aria-label": file.file, data: { file: file.file } }, parts, act);
    return section;
  }

  plan(file) {
    const years = this.told.years.map((name) => this.field(file, name, ["years", name], "number"));
    const papers = (file.data.paper ?? []).map((paper, n) => this.paper(file, paper, n));
    const packets = Object.keys(file.data.packet ?? {}).map((name) => [make("h2", {}, `会議資料「${name}」`), this.packet(file, ["packet", name])]);
    const field = (label, key, kind, hint) => this.field(file, label, ["project", key], kind, hint);
    return [
      make("h2", {}, "計画と団体"),
      make("div", { class: "fields" }, field("計画の名", "計画"), field("団体の名", "団体"), field("年度", "年度", "text", "例: 令和8年度"), field("PDF の日付", "日付", "date"), field("組織の表", "組織", "text", "局区と課を建制順に書いたファイル")),
      years.length ? [make("h3", {}, "見出しの年度（西暦）"), make("p", { class: "none" }, "回答の見出しから分かるので、ふつうは空のままにします。"), make("div", { class: "fields" }, years)] : null,
      make("h2", {}, "紙面"),
      papers,
      this.adding(file),
      packets,
    ];
  }

  paper(file, paper, n) {
    const field = (label, key, kind, hint) => this.field(file, label, ["paper", n, key], kind, hint);
    return make(
      "fieldset",
      { data: { at: JSON.stringify(["paper", n]) } },
      make("legend", {}, paper.name ?? `${n + 1}`),
      make("div", { class: "fields" }, field("名前", "name"), field("様式", "form", "form"), field("入力", "input", "lines", "フォルダーかファイル。一行に一つ"), field("資料番号", "資料番号"), field("題名", "題名", "text", "様式の題と変えるとき"), field("作るもの", "output", "kinds")),
      this.turns(file, ["paper"], n, file.data.paper.length, paper.name),
    );
  }

  /** Buttons that change the order. They save what else was changed too. */
  turns(file, at, n, all, name) {
    const go = (change) => (event) => this.save(file, event.target.closest(".settings"), [change]);
    const key = JSON.stringify([...at, n]);
    return make(
      "p",
      { class: "act turns" },
      button("上へ", go({ do: "move", at, from: n, to: n - 1 }), { disabled: n === 0, "aria-label": `${name}を上へ`, data: { key: `up:${key}` } }),
      button("下へ", go({ do: "move", at, from: n, to: n + 1 }), { disabled: n + 1 === all, "aria-label": `${name}を下へ`, data: { key: `down:${key}` } }),
      button("除く", go({ do: "remove", at: [...at, n] }), { class: "quiet", "aria-label": `${name}を除く`, data: { key: `out:${key}` } }),
    );
  }

  adding(file) {
    const own = () => `new-${(this.serial += 1)}`;
    const [name, form, input] = [make("input", { type: "text", id: own() }), this.forms(own(), ""), make("input", { type: "text", id: own(), value: "回答" })];
    const add = (event) => this.save(file, event.target.closest(".settings"), [{ do: "add", at: ["paper"], value: { name: name.value, form: form.value, input: lines(input.value) } }]);
    const one = (text, field) => make("div", {}, make("label", { for: field.id }, text), field);
    return make("fieldset", {}, make("legend", {}, "紙面を加える"), make("div", { class: "fields" }, one("名前", name), one("様式", form), one("入力", input)), make("p", { class: "act" }, button("加える", add, { data: { key: "add" } })));
  }

  packet(file, at) {
    const data = within(file.data, at);
    const field = (label, way, kind, hint) => this.field(file, label, [...at, ...way], kind, hint);
    const end = shown(data.meeting?.終了);
    const items = (list, way, depth) =>
      (list ?? []).map((item, n) => {
        const here = [...way, n];
        return make(
          "fieldset",
          { data: { at: JSON.stringify([...at, ...here]) } },
          make("legend", {}, `${depth ? "その中の" : "次第の"} ${n + 1}: ${item.項目 ?? ""}`),
          make("div", { class: "fields" }, field("項目", [...here, "項目"]), field("説明する人", [...here, "説明"]), field("資料", [...here, "資料"], "lines", "紙面の名。一行に一つ")),
          this.turns(file, [...at, ...way], n, list.length, item.項目),
          items(item.sub, [...here, "sub"], depth + 1),
        );
      });
    const add = (event) => this.save(file, event.target.closest(".settings"), [{ do: "add", at: [...at, "agenda"], value: { 項目: "新しい項目" } }]);
    const papers = (data.paper ?? []).map((paper, n) => {
      const name = paper.name ?? paper.paper ?? Object.entries(SAID).find(([key]) => paper[key])?.[1] ?? `${n + 1}`;
      const members = paper.members === undefined ? [] : [field("名簿のファイル", ["paper", n, "members"]), field("敬称", ["paper", n, "honorific"], "text", "様、敬称略"), field("並べ方", ["paper", n, "order"], "text", "項目の名。ふりがな なら 五十音順")];
      return make("fieldset", { data: { at: JSON.stringify([...at, "paper", n]) } }, make("legend", {}, name), make("div", { class: "fields" }, paper.paper === undefined ? null : field("紙面の名", ["paper", n, "paper"], "text", "matome.toml の紙面の名前"), field("資料番号", ["paper", n, "資料番号"], "text", "# は順に入る番号"), field("題名", ["paper", n, "題名"]), members), this.turns(file, [...at, "paper"], n, data.paper.length, name));
    });
    return [
      at.length ? null : make("h2", {}, "会議資料"),
      make("div", { class: "fields" }, field("会議の名称", ["meeting", "名称"]), field("回", ["meeting", "回"]), field("開始", ["meeting", "開始"], "datetime-local"), field("終了", ["meeting", "終了"], end.includes("T") ? "datetime-local" : "time"), field("場所", ["meeting", "場所"])),
      make("h3", {}, "次第"),
      items(data.agenda, ["agenda"], 0),
      make("p", { class: "act" }, button("次第に加える", add, { data: { key: `agenda:${at.join("/")}` } })),
      make("h3", {}, "とじる順"),
      papers,
    ];
  }

  forms(id, value) {
    const known = this.told.forms.some((one) => one.name === value || one.title === value);
    const all = [...(known || !value ? [] : [{ name: value, title: value }]), ...this.told.forms];
    return make("select", { id }, all.map((one) => make("option", { value: one.name, selected: one.name === value || one.title === value }, `${one.title}（${one.name}）`)));
  }

  field(file, label, at, kind = "text", hint = "") {
    const value = within(file.data, at);
    const id = `f${(this.serial += 1)}`;
    const about = { id, data: { at: JSON.stringify(at), kind, was: shown(value), key: `${file.file}:${at.join("/")}` }, "aria-describedby": hint ? `${id}h` : null };
    const named = make("label", { for: id }, label);
    const told = hint ? make("small", { id: `${id}h` }, hint) : null;
    if (kind === "kinds") {
      const boxes = KINDS.map((one) => make("label", { class: "box" }, make("input", { type: "checkbox", value: one, checked: (value ?? []).includes(one) }), one.toUpperCase()));
      return make("div", {}, make("div", { ...about, role: "group", "aria-label": label, class: "kinds", tabindex: -1 }, make("span", {}, label), boxes), make("small", {}, "選ばなければ PDF と Excel"));
    }
    let input;
    if (kind === "lines") input = make("textarea", { ...about, rows: Math.max(1, Math.min(6, (value ?? []).length)) }, shown(value));
    else if (kind === "form") {
      input = this.forms(id, shown(value));
      Object.assign(input.dataset, about.data, { was: input.value });
    } else input = make("input", { ...about, type: kind === "number" ? "text" : kind, inputmode: kind === "number" ? "numeric" : null, step: kind === "time" || kind === "datetime-local" ? 60 : null, value: shown(value), autocomplete: "off" });
    // a value that is written in another way than the form has it
    if (value !== undefined && !Array.isArray(value) && kind === "lines") input.disabled = true;
    return make("div", {}, named, input, told);
  }

  /** What was changed in a file's fields. */
  changes(section, file) {
    const out = [];
    for (const input of section.querySelectorAll("[data-kind]")) {
      const { kind, was } = input.dataset;
      const at = JSON.parse(input.dataset.at);
      if (kind === "kinds") {
        const chosen = [...input.querySelectorAll("input:checked")].map((box) => box.value);
        if (chosen.join("\n") !== lines(was).toSorted((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)).join("\n")) out.push({ do: "set", at, value: chosen.length ? chosen : null });
        continue;
      }
      if (input.disabled || input.value.trim() === was.trim() || (was && was === `${input.value}:00`)) continue;
      const text = input.value.trim();
      const number = kind === "number" || typeof within(file.data, at) === "number";
      const value = { lines: lines(text), date: { datetime: text }, time: { datetime: text.length === 5 ? `${text}:00` : text }, "datetime-local": { datetime: text.length === 16 ? `${text}:00` : text } }[kind] ?? (number && /^\d+$/.test(text) ? Number(text) : text);
      out.push({ do: "set", at, value: text ? value : null });
    }
    return out;
  }

  async save(file, section, more = []) {
    if (this.busy) return;
    for (const old of section.querySelectorAll(".fault")) old.remove();
    for (const old of section.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
    put(this.said);
    const changes = [...this.changes(section, file), ...more];
    if (!changes.length) return put(this.said, make("p", { class: "why" }, "変わったところはありません。"));
    this.busy = true;
    try {
      const told = await post("settings", { file: file.file, stand: file.stand, changes });
      this.told.files = this.told.files.map((one) => (one.file === told.file ? told : told.others ? { ...one, faults: told.others } : one));
      this.show();
      put(this.said, make("p", { class: "why" }, `${told.file} に書きました。`));
    } catch (error) {
      if (!error.findings?.length) await refused(error);
      else {
        const first = this.faults(section, error.findings);
        put(this.said, make("p", { class: "fault" }, "誤りがあるので、書いていません。"));
        first.scrollIntoView({ block: "center" });
        first.focus?.();
      }
    } finally {
      this.busy = false;
    }
  }

  /** Each fault at its field, or at the end where it has none. */
  faults(section, findings) {
    const all = [...section.querySelectorAll("[data-at]")].map((element) => [JSON.parse(element.dataset.at), element]);
    const begins = (at, field) => at.length <= field.length && at.every((step, n) => step === field[n]);
    let first = null;
    for (const one of findings) {
      // a key that is missing is a field that is empty
      const missing = /「([^」]+)」がありません/.exec(one.message)?.[1];
      const field = one.field && missing ? [...one.field, missing] : one.field;
      const near = all.filter(([at]) => field && begins(at, field)).sort((a, b) => b[0].length - a[0].length)[0]?.[1];
      const id = `f${(this.serial += 1)}`;
      const text = make("p", { class: "fault", id }, one.message, ...one.hints.map((hint) => make("small", {}, `直し方: ${hint}`)));
      if (near?.matches("input, select, textarea, .kinds")) {
        near.setAttribute("aria-invalid", "true");
        near.setAttribute("aria-describedby", id);
        near.after(text);
        first ??= near;
      } else if (near) near.querySelector("legend").after(text);
      else section.append(text);
      first ??= text;
    }
    return first;
  }
}

const fault = (one) => make("li", { class: "error" }, make("p", {}, one.message), one.place ? make("p", { class: "places" }, one.place.text) : null, ...(one.hints ?? []).map((hint) => make("p", { class: "hint" }, `直し方: ${hint}`)));
