//! matome（まとめ）: turns what departments return for a municipal plan into official papers.
//!
//! One flow for the three kinds of paper (表, 個票, 文書): an [`Engine`] loads a form, [`Engine::make`] reads sources into
//! it, checks them and sets them in lines and pages, and the [`Book`] that comes of it becomes PDF, XLSX, HTML, CSV, JSON. Each
//! step gives a [`Told`]: the value, and what was noticed on the way. The library never prints and reads neither clock
//! nor environment; [`cli`] does.
//!
//! ```
//! use matome::source::{Format, read_bytes};
//! use matome::{Engine, Given, typeset::Pdf};
//!
//! let csv = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n\
//!            方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,延べ120世帯を訪問した。\n";
//! let source = read_bytes(csv.as_bytes().to_vec(), "回答.csv", Format::Csv)?;
//! let engine = Engine::new();
//! let form = engine.form("進捗管理シート").value_or_faults()?;
//! let book = engine.make(&form, &[source], &Given::default()).value_or_faults()?;
//! assert_eq!(book.page_count(&Pdf::default()), 1);
//! assert!(engine.pdf(&book, &Pdf::default()).value_or_faults()?.starts_with(b"%PDF"));
//! # Ok::<(), matome::Faults>(())
//! ```
//!
//! What is wrong with the input comes back as findings with their place, in words for the user:
//!
//! ```
//! use matome::source::{Format, read_bytes};
//! use matome::{Engine, Given, finding::Level};
//!
//! let csv = "方向性,番号,取組み,局区,課,事業名・取組名\n方向性１,1,见守り,福祉部,地域福祉課,声かけ訪問\n";
//! let source = read_bytes(csv.as_bytes().to_vec(), "回答.csv", Format::Csv)?;
//! let engine = Engine::new();
//! let form = engine.form("progress").value_or_faults()?;
//! let told = engine.make(&form, &[source], &Given::default());
//! let fault = told.findings().iter().find(|f| f.level == Level::Error).unwrap();
//! assert_eq!(fault.code.0, "M201");
//! assert_eq!(fault.place.as_ref().unwrap().to_string(), "回答.csv:2:8");
//! assert_eq!(fault.hints[0].ja, "「見」の間違いではありませんか");
//! # Ok::<(), matome::Faults>(())
//! ```

// only `cli` prints, through its report; a fault of the input is a finding, never a panic
// parts of the house serve packets and the command line alone
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used))]

mod answered_twice;
#[cfg(feature = "press")]
pub mod archive;
mod around;
#[cfg(feature = "cli")]
mod bare;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod codes;
mod contract;
mod csv;
mod digest;
pub mod document;
pub mod engine;
#[cfg(feature = "cli")]
mod faces;
pub mod finding;
pub mod form;
pub mod html;
mod input;
pub mod inquiry;
pub mod limits;
pub mod meta;
mod other_year;
pub mod output;
#[cfg(feature = "press")]
pub mod packet;
pub mod paper;
pub mod place;
#[cfg(feature = "press")]
pub mod press;
pub mod project;
pub mod register;
#[cfg(feature = "press")]
pub mod rollover;
pub mod row_key;
#[cfg(feature = "serve")]
mod serve;
pub mod slip;
pub mod source;
mod stamped;
pub mod table;
pub mod text;
mod told;
#[cfg(feature = "cli")]
mod town;
pub mod typeset;
pub mod units;
pub mod words;
pub mod xlsx;

pub use engine::Engine;
pub(crate) use finding::msg;
pub use meta::Given;
pub use paper::{Book, Data, Form};
pub use told::{Faults, Told};
