//! What is to be written: kinds by the ends of names, collisions, bytes.

use std::path::PathBuf;

use super::FAULTS;
use super::args::Writing;
use super::report::Report;
pub use crate::faces::outputs::{OutputKind, make};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::same_place;
use crate::source::named;
use crate::told::Faults;
use crate::typeset::{Pdf, Standard};
use crate::units::Date;

/// Each output's name tells its kind.
pub fn check_kinds(outputs: &[PathBuf]) -> Result<(), Message> {
    let Some(path) = outputs.iter().find(|p| OutputKind::of(p).is_none()) else { return Ok(()) };
    let name = path.display();
    Err(msg!(
        "出力「{name}」の種類が分かりません。末尾を .pdf、.xlsx、.html、.csv、.json のどれかにしてください",
        "cannot tell the kind of \"{name}\": end it in .pdf, .xlsx, .html, .csv or .json"
    ))
}

/// No output takes the place of an input, or of another output.
pub fn check_outputs(outputs: &[PathBuf], inputs: &[PathBuf]) -> Result<(), Message> {
    let inputs: Vec<PathBuf> = named(inputs).map(|i| same_place(i)).collect();
    let mut places = Vec::new();
    for output in outputs {
        let (place, name) = (same_place(output), output.display());
        if inputs.contains(&place) {
            return Err(msg!(
                "出力「{name}」は入力のファイルです。入力が消えないよう、別の名前にしてください",
                "the output \"{name}\" is an input: choose another name, so that the input is kept"
            ));
        }
        if places.contains(&place) {
            return Err(msg!(
                "出力「{name}」が二度指定されています。別の名前にしてください",
                "the output \"{name}\" is there twice: choose another name"
            ));
        }
        places.push(place);
    }
    Ok(())
}

/// How PDFs are to be written.
///
/// # Errors
/// `M000`
pub fn pdf_options(writing: &Writing) -> Result<Pdf, Faults> {
    let standards = Standard::parse_all(writing.standard.iter().map(String::as_str)).map_err(refused)?;
    let date = writing.date.as_deref().map(parse_date).transpose()?;
    Ok(Pdf { standards, tagged: !writing.untagged, summary: writing.summary, date })
}

/// Reads a day of the command line.
///
/// # Errors
/// `M000`
pub fn parse_date(text: &str) -> Result<Date, Faults> {
    Date::parse(text).ok_or_else(|| {
        refused(msg!(
            "日付「{text}」を読めません。2026-04-01 のように書いてください",
            "cannot read the date \"{text}\": write it like 2026-04-01"
        ))
    })
}

/// `M000`: a refusal before anything was read.
pub fn refused(message: Message) -> Faults {
    Finding::error("M000", message).into()
}

/// Findings have been printed; say that nothing was written.
pub fn give_up(findings: &[Finding], force: bool, report: &Report) -> u8 {
    let counts = report.counts(findings);
    report.note(&if !force && crate::codes::force_helps(findings) {
        msg!(
            "何も書き出していません（{counts}）。--force を付けるとこのまま書き出します",
            "nothing was written ({counts}); --force writes all the same"
        )
    } else {
        msg!("何も書き出していません（{counts}）", "nothing was written ({counts})")
    });
    FAULTS
}
