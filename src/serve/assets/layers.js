// The picture of a page: layers that lie over one another. Where one text changes, one layer is drawn again.

import { make } from "./dom.js";

export class Layers {
  constructor(alt = "") {
    this.known = new Map();
    this.element = make("div", { class: "layers", ...(alt ? { role: "img", "aria-label": alt } : { "aria-hidden": "true" }) });
  }

  /** What is drawn already, and need not come again. */
  get has() {
    return [...this.known.keys()].join(",");
  }

  /** Draws what is new and takes away what is gone, at once; `between` is done at that moment. False where a layer is missing. */
  async put(told, between) {
    const before = this.known;
    if (told.some(([name, svg]) => svg === null && !before.has(name))) return false;
    const next = new Map(told.map(([name, svg]) => [name, before.get(name) ?? this.layer(svg)]));
    await Promise.all([...next].filter(([name]) => !before.has(name)).map(([, one]) => one.picture.decode().catch(() => {})));
    this.known = next;
    this.element.replaceChildren(...[...next.values()].map((one) => one.picture));
    for (const [name, one] of before) if (!next.has(name)) URL.revokeObjectURL(one.url);
    between?.();
    return true;
  }

  layer(svg) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    return { url, picture: make("img", { alt: "", src: url, draggable: "false" }) };
  }

  forget() {
    for (const one of this.known.values()) URL.revokeObjectURL(one.url);
    this.known = new Map();
    this.element.replaceChildren();
  }
}
