// What is in sight of a long column that scrolls in a room. To watch each of its parts would cost a frame.

export class Column {
  /** `beyond`: what is near, in heights of the room above and below it. */
  constructor(room, beyond) {
    Object.assign(this, { room, beyond, parts: [], tops: null });
  }

  put(parts) {
    this.parts = parts;
    this.tops = null;
  }

  /** The parts have another size. */
  changed() {
    this.tops = null;
  }

  /** Where a part begins, and where the last one ends. */
  top(n) {
    // measured once: each question would lay the page out
    this.tops ??= [...this.parts.map((part) => part.offsetTop), this.room.scrollHeight];
    return this.tops[n];
  }

  /** The part at a height. */
  at(height) {
    let [low, high] = [0, this.parts.length - 1];
    while (low < high) {
      const n = (low + high + 1) >> 1;
      if (this.top(n) <= height) low = n;
      else high = n - 1;
    }
    return Math.max(0, low);
  }

  /** The first part that is near, and that behind the last one. */
  near() {
    const { scrollTop: top, clientHeight: high } = this.room;
    if (!high || !this.parts.length) return [0, 0];
    return [this.at(top - high * this.beyond), this.at(top + high * (1 + this.beyond)) + 1];
  }
}
