//! The sample's inquiry: sent in April and half answered, so that its state has something to say.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::engine::Engine;
use crate::finding::Finding;
use crate::inquiry::{Incoming, Inquiry, Round};
use crate::msg;
use crate::output::write_all;
use crate::place::{Place, SourceFile};
use crate::project::Project;
use crate::told::Faults;
use crate::units::Date;

/// As the sample's `matome.toml` has it.
pub const INQUIRY: &str = "令和8年度当初";
const CAME: &str = include_str!("../../data/town/inquiry.json");
const SENT: &str = "2026-04-10";
/// What was looked through, and what was given back.
const CONFIRMED: (&str, &str) = ("契約検査課", "2026-05-01");
const GIVEN_BACK: (&str, &str) = ("デジタル化推進室", "2026-05-11");

/// A workbook that a section returned.
#[derive(Deserialize)]
struct Came {
    #[serde(rename = "受領")]
    day: String,
    #[serde(rename = "ファイル")]
    file: String,
    #[serde(rename = "課")]
    section: String,
    /// By project and field.
    #[serde(rename = "回答")]
    answers: BTreeMap<String, BTreeMap<String, String>>,
}

/// Sends the inquiry of a sample that lies on disk, and takes in what came.
///
/// # Errors
/// `M320` where nothing can be written; a fault in the sample itself, which its tests keep from happening.
pub fn ask(engine: &Engine, project: &Project) -> Result<(), Faults> {
    let mut inquiry = Inquiry::open(engine, project, project.inquiry(INQUIRY)?)?;
    let old = inquiry.last_time(project, &mut Vec::new())?;
    write_all(&inquiry.send(old, &[], day(SENT)?)?.outputs)?;
    let mut round = inquiry.round()?;
    let mut outputs = Vec::new();
    let came: Vec<Came> = serde_json::from_str(CAME).map_err(|error| broken(&error.to_string()))?;
    for came in came {
        let files = vec![returned(&round, &came)?];
        outputs.extend(round.collect(files, day(&came.day)?).1);
    }
    let (section, on) = CONFIRMED;
    let confirmed = round.called(section)?;
    round.settle(&confirmed, day(on)?);
    let (section, on) = GIVEN_BACK;
    let back = round.give_back(&[section.to_owned()], day(on)?)?;
    // the ledger last
    outputs.extend(back.outputs);
    Ok(write_all(&outputs)?)
}

/// The workbook that was sent to a section, filled in.
fn returned(round: &Round, came: &Came) -> Result<Incoming, Faults> {
    let who = round.called(&came.section)?.into_iter().next().ok_or_else(|| broken(&came.section))?;
    let file = SourceFile::named(came.file.as_str());
    let bytes = round.filled(&who, |data| {
        // a project of which nothing is said was deleted
        let rows: Vec<usize> = (0..data.len()).filter(|r| came.answers.contains_key(&data.label(*r))).collect();
        *data = data.select(&rows);
        let fields = data.fields();
        for record in 0..data.len() {
            for (field, text) in came.answers.get(&data.label(record)).into_iter().flatten() {
                // the year that is asked about is the last
                if let Some(at) = fields.iter().rposition(|name| name.ends_with(field.as_str())) {
                    data.put(record, at, text, Place::file(file.clone()));
                }
            }
        }
    })?;
    Ok(Incoming { file, bytes })
}

fn day(text: &str) -> Result<Date, Finding> {
    Date::parse(text).ok_or_else(|| broken(text))
}

fn broken(what: &str) -> Finding {
    Finding::error("M000", msg!("見本の照会が壊れています: {what}", "the sample's inquiry is broken: {what}"))
}
