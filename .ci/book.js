// Workbooks as zips: what somebody types into a cell, and several files in one zip.
"use strict";

const { strFromU8, strToU8, unzipSync, zipSync } = require("fflate");

/** A zip of files, by their names. */
const zip = (files) => Buffer.from(zipSync(files));

/** The workbook with a text in a cell of its first sheet. */
function typed(book, cell, text) {
  const parts = unzipSync(book);
  const name = "xl/worksheets/sheet1.xml";
  const sheet = strFromU8(parts[name]);
  const old = new RegExp(`<c r="${cell}"( s="\\d+")?[^>]*?(/>|>.*?</c>)`);
  if (!old.test(sheet)) throw new Error(`no cell ${cell}`);
  parts[name] = strToU8(sheet.replace(old, (_, style = "") => `<c r="${cell}"${style} t="inlineStr"><is><t>${text}</t></is></c>`));
  return zip(parts);
}

/** All that a workbook says. */
const said = (book) => Object.entries(unzipSync(book)).filter(([name]) => name.endsWith(".xml")).map(([, xml]) => strFromU8(xml).replace(/<[^>]+>/g, "")).join("\n");

module.exports = { said, typed, zip };
