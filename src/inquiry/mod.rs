//! 照会: who must answer, what was sent, what came back, what changed.
//!
//! A folder `照会/<name>/` holds `発送/` (workbooks as sent), `依頼文/` (letters), `受領/` (answers as received, numbered,
//! never changed), `差戻し/` (marked workbooks), `回答.json` (the answers merged) and `台帳.json`, which only grows.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod about;
mod answer;
mod back;
mod beside;
mod board;
mod board_data;
mod board_pdf;
mod board_text;
mod board_xlsx;
mod collect;
mod deadline;
mod decide;
mod ledger;
mod letter;
mod list;
mod mapped;
mod merged;
mod open;
mod paper;
mod receipt;
mod round;
mod send;
mod sent;
mod sentence;
mod status;
mod weigh;
mod workbook;

pub use crate::stamped::{Mark, RowStamp, Stamp, Use};
pub use about::Inquiry;
pub use back::GivenBack;
pub use board::{Board, BoardLine, State};
pub use collect::{Incoming, Taken};
pub use deadline::Deadline;
pub use ledger::{FILE as LEDGER, Ledger, Received, Sent, Who};
pub use letter::{Addressee, Letter, LetterKind, Sender, letters_pdf};
pub use open::noticed;
pub use receipt::{Receipt, receipts_pdf};
pub use round::Round;
pub use send::Outgoing;
pub use sent::{SentLine, sent_list};
pub use sentence::Outcome;
pub use weigh::Difference;
