// Workbooks as zips: what somebody types into a cell, and several files in one zip.
"use strict";

const zlib = require("node:zlib");

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => (bytes.reduce((c, byte) => TABLE[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** The files of a zip by their names. */
function unzip(bytes) {
  const out = new Map();
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [method, size, named, more, said, where] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.subarray(at + 46, at + 46 + named).toString("utf8");
    const from = where + 30 + bytes.readUInt16LE(where + 26) + bytes.readUInt16LE(where + 28);
    const packed = bytes.subarray(from, from + size);
    out.set(name, method === 8 ? zlib.inflateRawSync(packed) : packed);
    at += 46 + named + more + said;
  }
  return out;
}

/** A zip of files, none of them packed; names are UTF-8. */
function zip(files) {
  const [bodies, heads] = [[], []];
  let at = 0;
  for (const [name, content] of files) {
    const named = Buffer.from(name, "utf8");
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(0x800, 2);
    about.writeUInt16LE(0x5821, 8);
    about.writeUInt32LE(crc(content), 10);
    about.writeUInt32LE(content.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(named.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    bodies.push(Buffer.from("PK\x03\x04", "latin1"), about, named, content);
    heads.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), about, place, named);
    at += 30 + named.length + content.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

/** The workbook with a text in a cell of its first sheet. */
function typed(book, cell, text) {
  const parts = unzip(book);
  const name = "xl/worksheets/sheet1.xml";
  const sheet = parts.get(name).toString("utf8");
  const old = new RegExp(`<c r="${cell}"( s="\\d+")?[^>]*?(/>|>.*?</c>)`);
  if (!old.test(sheet)) throw new Error(`no cell ${cell}`);
  parts.set(name, Buffer.from(sheet.replace(old, (_, style = "") => `<c r="${cell}"${style} t="inlineStr"><is><t>${text}</t></is></c>`)));
  return zip(parts);
}

/** All that a workbook says. */
const said = (book) => [...unzip(book)].filter(([name]) => name.endsWith(".xml")).map(([, xml]) => xml.toString("utf8").replace(/<[^>]+>/g, "")).join("\n");

module.exports = { said, typed, zip };
