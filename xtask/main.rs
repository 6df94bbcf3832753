//! Tools for those who build matome: `cargo run --features xtask --bin xtask -- compose|pictures|headings|cells`.

mod compose;
mod headings;
mod pictures;

use std::io::Write as _;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("compose"), None) => compose::run(),
        (Some("pictures"), Some(folder)) => pictures::run(&folder),
        (Some("headings"), None) => headings::headings(),
        (Some("cells"), None) => headings::cells(),
        _ => {
            writeln!(std::io::stderr(), "xtask compose | pictures FOLDER | headings | cells")?;
            std::process::exit(2)
        }
    }
}
