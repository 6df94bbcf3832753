//! The press (印刷): finished PDFs in, finished PDFs out. Guests' pages go into a meeting copy and are stamped;
//! a packet is imposed for a booklet; dividers and the print order are drawn.
//!
//! Every function is pure: bytes in, bytes out, the same for the same input. What is wrong with a file comes
//! back as findings; an `Err` only where nothing can be made of it.
//!
//! - [`Guest::open`] looks a PDF of another section through; [`place_guests`] puts its pages in their places.
//! - [`booklet`] and [`two_up`] put pages on sheets.
//! - [`dividers`] and [`print_order`] draw what goes with them.
//!
//! ```
//! use matome::press::{Booklet, Divider, DividerStyle, booklet, dividers};
//! use matome::typeset::Fonts;
//!
//! let fonts = Fonts::builtin();
//! let papers = [Divider { number: "資料１".into(), title: "地域福祉計画の進捗状況について".into() }];
//! let sheets = dividers(&papers, &DividerStyle::default(), &fonts).unwrap();
//! assert!(sheets.findings.is_empty());
//! let folded = booklet(&sheets.pdf, &Booklet::default(), &fonts).unwrap();
//! assert_eq!(folded.findings[0].message.ja, "4 の倍数にするため、終わりに白紙を 3 ページ足しました");
//! ```
//!
//! A guest goes onto an empty page and is stamped where it has no ink:
//!
//! ```
//! # use matome::press::{Divider, DividerStyle, dividers};
//! use matome::limits::Limits;
//! use matome::press::{Fit, Guest, GuestPlace, StampStyle, Turn, place_guests};
//! use matome::typeset::Fonts;
//!
//! let fonts = Fonts::builtin();
//! # let plain = DividerStyle::default();
//! # let map = dividers(&[Divider { title: "避難所の地図".into(), ..Divider::default() }], &plain, &fonts).unwrap().pdf;
//! # let meeting = dividers(&[Divider::default()], &plain, &fonts).unwrap().pdf;
//! let guest = Guest::open(&map, "地図.pdf", &Limits::default()).unwrap();
//! let place = GuestPlace {
//!     guest: &guest,
//!     guest_page: 0,
//!     page: 0,
//!     fit: Fit::Shrink,
//!     turn: Turn::Never,
//!     number: Some("資料３".into()),
//!     page_number: Some("12".into()),
//!     link: None,
//! };
//! let copy = place_guests(&meeting, &[place], &StampStyle::default(), &fonts).unwrap();
//! assert!(copy.findings.is_empty());
//! ```

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod annots;
mod contents;
mod divider;
mod draw;
mod fields;
mod filters;
mod finish;
mod flate;
mod form;
mod graft;
mod guest;
mod impose;
mod ink;
mod layers;
mod link;
mod load;
mod marks;
mod order;
mod page;
mod page_tree;
mod place;
mod repair;
mod size;
mod stamp;
mod weight;

pub(crate) use finish::load_untagged;
pub(crate) use flate::{Extent, extent};
pub(crate) use graft::{unpacked, unpacked_within};
pub(crate) use ink::settings as drawing_settings;
pub(crate) use page::{array, dict};

pub use divider::{Divider, DividerStyle, dividers};
pub use guest::Guest;
pub(crate) use guest::too_large;
pub use impose::{Booklet, TwoUp, booklet, two_up};
pub use link::PageLink;
pub use marks::Marks;
pub use order::{Binding, Collated, PrintOrder, SheetCount, Sides, count_sheets, page_sizes, print_order};
pub use page::GuestPage;
pub use place::{Fit, GuestPlace, Turn, place_guests};
pub use size::Size;
pub use stamp::StampStyle;

use crate::finding::Finding;

/// What came off the press.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pressed {
    /// The file.
    pub pdf: Vec<u8>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// Page numbers for a finding: `3、5、8 …`, at most ten.
pub(crate) fn page_list(pages: impl Iterator<Item = usize>) -> String {
    let all: Vec<String> = pages.map(|p| p.to_string()).collect();
    let more = if all.len() > 10 { " …" } else { "" };
    format!("{}{more}", all.iter().take(10).cloned().collect::<Vec<_>>().join("、"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_lists_of_pages_are_cut() {
        assert_eq!(super::page_list([1, 2].into_iter()), "1、2");
        assert_eq!(super::page_list(1..=12), "1、2、3、4、5、6、7、8、9、10 …");
    }
}
