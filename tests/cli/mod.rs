//! The program as a user runs it: exit codes, what goes where, what is written and what is not.

mod build;
mod check;
mod form;
mod kinds;
mod layouts;
mod render;
mod slips;
mod surroundings;
mod usage;
