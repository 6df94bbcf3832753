//! Slips, ready to be printed.

use std::ops::Range;
use std::sync::Arc;

use super::data::Slips;
use super::layout::SetSlip;
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::text::FontChain;

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
