// The fields of a slip, as its form defines them. Each keeps the letters that were typed.

import { button, make, put } from "./dom.js";
import { LEVELS } from "./findings.js";

const text = (value) => (typeof value === "string" ? value : value === null || value === undefined ? "" : Array.isArray(value) ? value.join("、") : typeof value === "object" ? text(value.text) : String(value));
const list = (value) => (Array.isArray(value) ? value.map(text) : text(value) === "" ? [] : [text(value)]);
const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};

/** The fields of a form with their answers, which change as they are typed. */
export function fields(questions, answers, { typed, at }) {
  const known = new Map();
  const change = (question, value) => {
    answers[question.name] = value;
    known.get(question.field).count?.();
    typed();
  };

  /** What every field has: where its findings stand, how long it may be, an example. */
  function frame(question) {
    const id = `f${question.field}`;
    const said = make("ul", { class: "said", id: `${id}-said` });
    const example = question.example ? make("p", { class: "hint", id: `${id}-like` }, `例: ${question.example.replace(/^（例）/, "")}`) : null;
    const most = question.max_chars ? make("p", { class: "hint", id: `${id}-most` }) : null;
    const described = [example?.id, most?.id, said.id].filter(Boolean).join(" ");
    const one = { question, said, controls: [], element: null };
    if (most) {
      one.count = () => {
        const count = [...text(answers[question.name]).replace(/\s/gu, "")].length;
        most.textContent = `${count} 字（目安は ${question.max_chars} 字まで）`;
        most.classList.toggle("over", count > question.max_chars);
      };
      one.count();
    }
    known.set(question.field, one);
    return { id, said, example, most, described, one };
  }

  const must = (question) => (question.required ? make("span", { class: "must" }, "必須") : null);

  function control(about, one, input) {
    const element = make(about.tag ?? "input", { ...about.attributes, on: { ...(about.on ?? {}), focus: () => at(one.question.field) } });
    if (input !== undefined) element.value = input;
    one.controls.push(element);
    return element;
  }

  function area(question, one, attributes, value, say) {
    const element = control({ tag: "textarea", attributes: { spellcheck: "false", ...attributes }, on: { input: () => (grow(element), say(element.value)) } }, one, value);
    requestAnimationFrame(() => grow(element));
    return element;
  }

  function words(question, long) {
    const { id, said, example, most, described, one } = frame(question);
    const attributes = { id, rows: long ? 3 : 1, "aria-describedby": described, "aria-required": question.required ? "true" : null };
    const element = area(question, one, attributes, text(answers[question.name]), (value) => change(question, value));
    return (one.element = make("div", { class: "field" }, make("label", { for: id }, question.label, must(question)), example, element, most, said));
  }

  function amount(question) {
    const { id, said, example, described, one } = frame(question);
    const attributes = { id, type: "text", inputmode: "numeric", autocomplete: "off", class: "amount", "aria-describedby": `${id}-unit ${described}`, "aria-required": question.required ? "true" : null };
    const element = control({ attributes, on: { input: () => change(question, element.value) } }, one, text(answers[question.name]));
    return (one.element = make("div", { class: "field" }, make("label", { for: id }, question.label, must(question)), example, make("p", { class: "with" }, element, make("span", { id: `${id}-unit` }, question.how.unit)), said));
  }

  /** Check boxes and options; what was typed and is none of them stays, and can be taken away. */
  function choose(question) {
    const { id, said, example, described, one } = frame(question);
    const { kind, many, options } = question.how;
    const single = kind === "choice" && !many;
    const chosen = new Set(list(answers[question.name]));
    if (single) chosen.forEach((value) => chosen.size > 1 && value === "" && chosen.delete(value));
    const strange = [...chosen].filter((value) => !options.some((option) => option.value === value)).map((value) => ({ value, label: `書かれていたまま「${value}」`, blanks: [] }));
    const all = [...options, ...strange];
    const say = () => {
      const now = all.filter((option, n) => one.controls[n].checked).map((option) => option.value);
      change(question, single ? now[0] ?? "" : now);
    };
    const line = (option, n) => {
      const attributes = { id: `${id}-${n}`, name: id, type: single ? "radio" : "checkbox", checked: chosen.has(option.value) };
      const box = control({ attributes, on: { change: say } }, one);
      return make("li", {}, make("label", { class: "option", for: attributes.id }, box, make("span", {}, option.label)), option.blanks.map((blank) => ask(blank)));
    };
    const lines = all.map(line);
    if (single) {
      const none = make("input", { type: "radio", name: id, id: `${id}-none`, checked: chosen.size === 0, on: { change: say, focus: () => at(question.field) } });
      lines.push(make("li", {}, make("label", { class: "option", for: none.id }, none, make("span", {}, "まだ選ばない"))));
    }
    return (one.element = make("fieldset", { class: "field", "aria-describedby": described }, make("legend", {}, question.label, must(question)), example, make("ul", { class: all.length > 6 ? "options two" : "options" }, lines), said));
  }

  /** Words over a small table, the table, and words under it. */
  function results(question) {
    const { id, said, example, described, one } = frame(question);
    const now = answers[question.name];
    const value = now && typeof now === "object" && !Array.isArray(now) ? structuredClone(now) : { text: text(now) };
    value.notes = Array.isArray(value.notes) ? value.notes.join("\n") : text(value.notes);
    const say = () => {
      const { notes, table } = value;
      const plain = !table && !notes;
      change(question, plain ? text(value.text) : { text: text(value.text), table: table ?? null, ...(notes ? { notes } : {}) });
    };
    const over = area(question, one, { id, rows: 3, "aria-describedby": described }, text(value.text), (words_) => ((value.text = words_), say()));
    const place = make("div", { class: "grid-place" });
    const under = make("div", {});
    const show = (focus) => {
      put(place, value.table ? grid(value, id, one, () => (say(), show()), say, show) : button("表を加える", () => {
        value.table = { columns: ["", ""], rows: [["", ""]] };
        say();
        show("0-0");
      }));
      const notes = value.table || value.notes ? [make("label", { for: `${id}-notes` }, "表の下の注"), area(question, one, { id: `${id}-notes`, rows: 1 }, value.notes, (words_) => ((value.notes = words_), say()))] : [];
      put(under, notes);
      if (focus) place.querySelector(`[data-cell="${focus}"]`)?.focus();
    };
    show();
    return (one.element = make("div", { class: "field" }, make("label", { for: id }, question.label, must(question)), example, over, place, under, said));
  }

  /** A small table: its head, its rows; cells that are copied in Excel can be pasted. */
  function grid(value, id, one, again, say, show) {
    const { table } = value;
    const width = Math.max(table.columns.length, ...table.rows.map((row) => row.length), 1);
    const rows = [table.columns, ...table.rows];
    for (const row of rows) while (row.length < width) row.push("");
    const paste = (event, r, c) => {
      const copied = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!/[\t\n]/.test(copied)) return;
      event.preventDefault();
      copied.split("\n").forEach((line, y) => {
        while (table.rows.length + 1 <= r + y) table.rows.push(Array(table.columns.length).fill(""));
        const row = [table.columns, ...table.rows][r + y];
        line.split("\t").forEach((cell, x) => {
          while (row.length <= c + x) row.push("");
          row[c + x] = cell;
        });
      });
      say();
      show(`${r}-${c}`);
    };
    const cell = (row, r, c) => {
      const where = r === 0 ? `見出しの ${c + 1} 列目` : `${r} 行目の ${c + 1} 列目${table.columns[c] ? `（${table.columns[c]}）` : ""}`;
      const input = make("input", { type: "text", "aria-label": `表の${where}`, autocomplete: "off", data: { cell: `${r}-${c}` }, on: { input: () => ((row[c] = input.value), say()), paste: (event) => paste(event, r, c), focus: () => at(one.question.field) } });
      input.value = row[c];
      return make(r === 0 ? "th" : "td", r === 0 ? { scope: "col" } : {}, input);
    };
    const drop = (r) => button("×", () => (table.rows.splice(r - 1, 1), again()), { "aria-label": `${r} 行目を消す`, title: `${r} 行目を消す` });
    const line = (row, r) => make("tr", {}, row.map((_, c) => cell(row, r, c)), make("td", { class: "drop" }, r ? drop(r) : null));
    const act = (name, change, focus) => button(name, () => (change(), say(), show(focus?.())));
    return [
      make("div", { class: "scroll" }, make("table", { class: "small" }, make("thead", {}, line(rows[0], 0)), make("tbody", {}, rows.slice(1).map((row, n) => line(row, n + 1))))),
      make(
        "p",
        { class: "act" },
        act("行を加える", () => table.rows.push(Array(width).fill("")), () => `${table.rows.length}-0`),
        act("列を加える", () => rows.forEach((row) => row.push("")), () => `0-${width}`),
        width > 1 ? act("最後の列を消す", () => rows.forEach((row) => row.pop())) : null,
        act("表を取りやめる", () => (value.table = null)),
      ),
      make("p", { class: "hint" }, "Excel で写した表は、ます目に貼り付けられます。"),
    ];
  }

  function ask(question) {
    const { kind, long } = question.how;
    if (kind === "text") return words(question, long);
    if (kind === "amount") return amount(question);
    return kind === "results" ? results(question) : choose(question);
  }

  const part = (one, label) => {
    if (one.heading !== undefined) return make("h2", {}, one.heading);
    if (one.note !== undefined) return make("p", { class: "hint" }, one.note);
    const element = ask(one.question);
    // the item's own words say it already
    if (one.question.label === label && !one.question.required) element.querySelector("label, legend").classList.add("unseen");
    return element;
  };
  const item = ({ number, label, parts }) => {
    let before = label;
    const inside = parts.map((one) => {
      const element = part(one, before);
      before = one.heading ?? label;
      return element;
    });
    return make("fieldset", { class: "item" }, make("legend", {}, number ? make("b", {}, number) : null, label), inside);
  };
  const items = questions.items.map(item);
  if (questions.apart.length) items.push(item({ number: "", label: "紙面に載らない項目", parts: questions.apart.map((question) => ({ question })) }));

  return {
    element: make("div", { class: "items" }, items),
    first: () => [...known.values()][0]?.controls[0],
    focus(field) {
      const one = known.get(field);
      const control_ = one?.controls.find((element) => element.checked) ?? one?.controls[0];
      one?.element.scrollIntoView({ block: "nearest" });
      control_?.focus();
    },
    /** Puts findings beside their fields; gives back those that are of none. */
    tell(findings) {
      const rest = [];
      const by = new Map();
      for (const one of findings) {
        if (known.has(one.field)) by.set(one.field, [...(by.get(one.field) ?? []), one]);
        else rest.push(one);
      }
      for (const [field, { said, controls, element }] of known) {
        const own = by.get(field) ?? [];
        const now = JSON.stringify(own);
        if (said.dataset.told === now) continue;
        said.dataset.told = now;
        put(said, own.map((one) => make("li", { class: one.level }, make("span", { class: `mark ${one.level}` }, LEVELS[one.level]), one.message, ...one.hints.map((hint) => make("span", { class: "hint" }, hint)))));
        const wrong = own.some((one) => one.level === "error");
        for (const control_ of controls) wrong ? control_.setAttribute("aria-invalid", "true") : control_.removeAttribute("aria-invalid");
        element.classList.toggle("error", wrong);
      }
      return rest;
    },
  };
}
