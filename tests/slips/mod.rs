//! Slips of other towns: sheets of every build, what surrounds them, and what their answers say.

mod answers;
mod beside;
mod books;
mod foreign;
mod forms;
mod random;
