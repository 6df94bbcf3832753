//! `matome status NAME`: who is missing, what is open.

use std::io::IsTerminal;

use super::DONE;
use super::args::{BoardFormat, StatusArgs};
use super::inquiries::Asking;
use super::outputs::refused;
use super::report::{Report, print};
use super::today::today;
use crate::msg;
use crate::output::{Output, write_all};
use crate::told::Faults;

/// Columns of a terminal whose width is not known.
const WIDTH: usize = 100;

pub fn run(args: &StatusArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let inquiry = asking.inquiry(asking.settings(&args.name)?)?;
    let board = inquiry.round()?.board(today);
    let format = args.format.or_else(|| args.output.as_deref().and_then(BoardFormat::of)).unwrap_or(BoardFormat::Text);
    let bytes = match format {
        BoardFormat::Text => report.lang.pick(&board.text(WIDTH)).to_owned().into_bytes(),
        BoardFormat::Csv => board.csv().into_bytes(),
        BoardFormat::Json => board.json().into_bytes(),
        BoardFormat::Xlsx => board.xlsx(&asking.engine).tell_or_faults(&mut findings)?,
        BoardFormat::Pdf => board.pdf(&asking.engine).tell_or_faults(&mut findings)?,
    };
    report.findings(&findings);
    match &args.output {
        Some(path) => {
            write_all(&[Output { path: path.clone(), bytes }])?;
            let shown = path.display();
            report.note(&msg!("「{shown}」を書き出しました", "wrote {shown}"));
        }
        None if matches!(format, BoardFormat::Xlsx | BoardFormat::Pdf) && std::io::stdout().is_terminal() => {
            return Err(refused(msg!(
                "この書き方では、書き出すファイルを -o で指定してください",
                "name the file with -o for this format"
            )));
        }
        None => match String::from_utf8(bytes) {
            Ok(text) => print(&text),
            Err(error) => super::report::print_bytes(error.as_bytes()),
        },
    }
    Ok(DONE)
}
