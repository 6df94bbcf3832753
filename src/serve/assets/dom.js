// Builds what is on the page. Texts go in as texts, never as markup.

export function make(name, about = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(about)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (key === "class") element.className = value;
    else if (key === "data") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(name, about = {}, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

export const button = (text, act, about = {}) => make("button", { type: "button", ...about, on: { click: act } }, text);

/** Puts new content in place, and keeps the keyboard where it was. */
export function put(place, ...content) {
  const held = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...content.flat(Infinity).filter(Boolean));
  if (held) place.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

let press = Promise.resolve();
let free = () => {};
const hear = (event, act) => document.addEventListener(event, act, true);
// where the end is not heard of (a scroll bar, a list that is open), a second is enough
hear("pointerdown", () => (press = new Promise((done) => ((free = done), setTimeout(done, 1000)))));
// behind the click
for (const end of ["pointerup", "pointercancel"]) hear(end, () => setTimeout(free));

/** Waits while a button of the mouse is held: a place that is drawn anew under it would swallow the click. */
export const released = () => press;

/** Asks something of the user; the answer is the value of the button, or an empty text. */
export function ask(title, content, buttons) {
  const dialog = document.getElementById("dialog");
  return new Promise((answered) => {
    const close = (value) => () => dialog.close(value);
    put(
      dialog,
      make("h2", { id: "dialog-title" }, title),
      make("div", { class: "inside" }, content),
      make("p", { class: "buttons" }, buttons.map(([value, text, kind]) => button(text, close(value), { class: kind ?? "" }))),
    );
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answered(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} バイト`;
  const kb = bytes / 1024;
  return kb < 1024 ? `${Math.round(kb)} KB` : `${(kb / 1024).toFixed(1)} MB`;
}

/** 2026-05-01 as 令和8年5月1日. */
export function day(text) {
  if (!text) return "";
  const [year, month, date] = text.split("-").map(Number);
  const reiwa = year - 2018;
  return `令和${reiwa === 1 ? "元" : reiwa}年${month}月${date}日`;
}
