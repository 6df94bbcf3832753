//! What an answer workbook says of itself: whose it is, which row is which, how each cell is to be filled in, and the words
//! by which matome knows its own texts when it comes back. Writers, readers and inquiries share it.

pub mod asked;
mod data;
pub mod own;
mod stamp;

pub use asked::{Mark, Use};
pub use data::DataStamp;
pub use own::PREFIX;
pub use stamp::{RowStamp, Stamp};
