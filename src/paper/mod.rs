//! Papers (資料) of any kind: loaded, read, set, printed. What deals with papers talks to this module and knows no kind.
//!
//! The kinds are closed: an enum lets the compiler list every place where a new one has to answer.

mod another;
mod answer;
mod book;
mod data;
mod form;
mod kept;
mod look_up;
mod make;
mod open;
mod page;
mod records;
mod years;

pub use answer::AnswerOrder;
pub use book::Book;
pub use data::{Count, Data};
pub use form::Form;
pub use kept::Kept;
pub use look_up::{Heading, Written};
pub use make::Order;
pub(crate) use make::is_output;
pub use page::{LineSource, PageView, PrintedLine};
