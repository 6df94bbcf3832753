//! `matome serve`: who is answered and who is not, what the page is told, how it begins and how it ends.

mod client;
mod joining;
mod project;
mod safety;
mod same;
mod settings;
mod slip;
mod start;
mod years;
