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

mod annots;
mod contents;
mod divider;
mod draw;
mod finish;
mod form;
mod graft;
mod guest;
mod impose;
mod ink;
mod layers;
mod marks;
mod order;
mod page;
mod place;
mod size;
mod stamp;

pub use divider::{Divider, DividerStyle, dividers};
pub use guest::{Guest, GuestPage};
pub use impose::{Booklet, TwoUp, booklet, two_up};
pub use marks::Marks;
pub use order::{Binding, Collated, PrintOrder, SheetCount, Sides, count_sheets, page_sizes, print_order};
pub use place::{Fit, Place, Turn, place_guests};
pub use size::Size;
pub use stamp::StampStyle;

use crate::finding::Finding;

/// What came off the press.
#[derive(Debug, Clone)]
pub struct Pressed {
    pub pdf: Vec<u8>,
    pub findings: Vec<Finding>,
}
