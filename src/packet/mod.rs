//! Meeting packets (会議資料): papers in order, with agenda, list, numbers and through page numbers, as one PDF.
//!
//! Every paper is laid out by itself; then the pages come together, get their marks and are exported once, so that
//! page labels, bookmarks, links and tags are those of one document.

mod definition;
mod meeting;
mod raw;

pub use definition::{Packet, Product, read_packet};
pub use meeting::{Clock, Meeting};
