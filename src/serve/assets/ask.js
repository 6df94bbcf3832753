// Asks the program, and hears from it.

import { ask as dialog, make } from "./dom.js";

export class Refused extends Error {
  constructor(findings, status) {
    super(findings.map((one) => one.message).join("\n") || `${status}`);
    this.findings = findings;
    this.status = status;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused([{ message: "matome が終わっています。もう一度始めてください", hints: [] }], 0);
  }
  if (response.ok) return response.json();
  const told = await response.json().catch(() => ({ findings: [] }));
  throw new Refused(told.findings ?? [], response.status);
}

export function get(way, words = {}, signal) {
  const query = new URLSearchParams(Object.entries(words).filter(([, value]) => value !== null && value !== undefined));
  return answer(fetch(`/api/${way}?${query}`, { signal }));
}

export function post(way, words = {}) {
  return answer(fetch(`/api/${way}`, { method: "POST", body: JSON.stringify(words) }));
}

export function send(way, words, body) {
  return answer(fetch(`/api/${way}?${new URLSearchParams(words)}`, { method: "POST", body }));
}

/** The small picture of a page. */
export const smallOf = (name, page, version) => `/api/small?${new URLSearchParams({ name, page, version })}`;

export const fileOf = (path) => `/api/file?name=${encodeURIComponent(path)}`;

/** Says what went wrong. */
export function refused(error) {
  const findings = error.findings ?? [{ message: String(error), hints: [] }];
  const lines = findings.map((one) =>
    make("li", {}, one.message, ...(one.hints ?? []).map((hint) => make("p", { class: "hint" }, `直し方: ${hint}`))),
  );
  return dialog("できませんでした", make("ul", {}, lines), [["", "閉じる"]]);
}

/** Hears of every change; `lost` when the program has ended. */
export function listen(heard, lost) {
  const events = new EventSource("/api/events");
  let failed = 0;
  events.addEventListener("message", (event) => {
    failed = 0;
    heard(JSON.parse(event.data));
  });
  events.addEventListener("error", () => {
    failed += 1;
    if (failed > 2 || events.readyState === EventSource.CLOSED) {
      events.close();
      lost();
    }
  });
}
