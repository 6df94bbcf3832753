//! `matome serve`: who is answered and who is not, what the page is told, and how it ends.

mod client;
mod joining;
mod project;
mod safety;
mod slip;
mod years;
