//! Slips, ready to be printed.

use std::ops::Range;
use std::sync::Arc;

use super::data::Slips;
use super::layout::{Page, SetSlip, sheet_of};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::place::Place;
use crate::text::FontChain;
use crate::words::folded;

/// Slips that were fitted on their sheets.
pub struct SlipBook {
    pub(super) slips: Slips,
    /// Sheets that did not change since the book was set before are shared with it.
    pub(super) set: Vec<Arc<SetSlip>>,
    /// What was noticed of each sheet.
    pub(super) told: Vec<Arc<[Finding]>>,
    /// The fonts that set it.
    pub(super) fonts: (FontChain, FontChain),
}

impl SlipBook {
    /// The answers that it shows.
    pub fn slips(&self) -> &Slips {
        &self.slips
    }

    /// The answers, to be changed and set again.
    pub fn into_slips(self) -> Slips {
        self.slips
    }

    /// The sheets with their pages.
    pub fn set(&self) -> impl ExactSizeIterator<Item = &SetSlip> {
        self.set.iter().map(Arc::as_ref)
    }

    /// Pages of all sheets, 別紙 too.
    pub fn page_count(&self) -> usize {
        self.set.iter().map(|sheet| sheet.pages.len()).sum()
    }

    /// The sheets on which pages stand, and the pages before the first of them.
    pub(super) fn sheets_of(&self, pages: &Range<usize>) -> (Range<usize>, usize) {
        let mut before = 0;
        let mut first: Option<(usize, usize)> = None;
        for (s, sheet) in self.set.iter().enumerate() {
            let end = before + sheet.pages.len();
            if end > pages.start && first.is_none() {
                first = Some((s, before));
            }
            if let Some((from, skipped)) = first.filter(|_| end >= pages.end) {
                return (from..s + 1, skipped);
            }
            before = end;
        }
        (0..0, 0)
    }

    /// The pages, from 0, with lines of what was written in a place.
    pub(crate) fn pages_of(&self, place: &Place) -> Vec<usize> {
        let mut out = Vec::new();
        let mut before = 0;
        for (slip, sheet) in self.slips.slips.iter().zip(&self.set) {
            let written = |f: &usize| slip.answers[*f].place.as_ref() == Some(place);
            let on = |page: &Page| page.bodies().any(|body| body.fields.iter().any(written));
            out.extend((0..sheet.pages.len()).filter(|&n| on(&sheet.pages[n])).map(|n| before + n));
            before += sheet.pages.len();
        }
        out
    }

    /// Level, title and page of what the projects are called by, where it begins.
    pub(crate) fn headings(&self) -> Vec<(usize, String, usize)> {
        let mut out = Vec::new();
        let mut before: Option<&[String]> = None;
        let mut page = 0;
        for sheet in &self.set {
            let names = sheet.bookmarks.as_slice();
            let same = before.map_or(0, |before| names.iter().zip(before).take_while(|(a, b)| a == b).count());
            // a project begins anew whatever it is called
            let first = same.min(names.len().saturating_sub(1));
            let begun = names.iter().enumerate().skip(first).filter(|(_, name)| !name.is_empty());
            out.extend(begun.map(|(n, name)| (n + 1, name.clone(), page)));
            (before, page) = (Some(names), page + sheet.pages.len());
        }
        out
    }

    /// The project and the field of a line with a mark: of several fields in one text the one whose answer shares most with
    /// the line.
    pub(crate) fn source_of(&self, mark: usize, line: &str) -> Option<(usize, usize)> {
        let sheet = sheet_of(mark);
        let (slip, fields) = (self.slips.slips.get(sheet)?, self.set.get(sheet)?.fields_of(mark));
        let line = folded(line);
        // characters of the answer that are on the line
        let shared = |f: &&usize| {
            let answer = folded(&slip.answers[**f].text);
            let within = answer.contains(&line) || line.contains(&answer);
            if within { answer.len().min(line.len()) } else { 0 }
        };
        // the first of equals
        let best = fields.iter().rev().max_by_key(shared)?;
        Some((sheet, *best))
    }

    /// The size that each sheet was fitted in, and its pages.
    pub fn explain(&self) -> Vec<Message> {
        let mut page = 1;
        let explained = self.set.iter().map(|sheet| {
            let name = sheet.bookmarks.last().map_or(String::new(), |name| quote(name));
            let (first, size, more) = (page, sheet.size, sheet.pages.len() - 1);
            page += sheet.pages.len();
            match more {
                0 => msg!(
                    "{first} ページ 「{name}」: {size}pt で 1 枚に収まった",
                    "page {first} \"{name}\": fits on a sheet at {size} pt"
                ),
                _ => msg!(
                    "{first} ページ 「{name}」: {size}pt で組み、入らない分は別紙 {more} ページ",
                    "page {first} \"{name}\": goes on over {more} pages of supplement at {size} pt"
                ),
            }
        });
        explained.collect()
    }
}
