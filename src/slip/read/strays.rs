//! Tells what stands on a sheet and is not printed, a finding for all that is alike.

use super::super::Slip;
use super::Reading;
use crate::finding::{self, Finding, Message};
use crate::msg;
use crate::source::SheetCell;

/// `M061`; more than so many as one.
pub fn tell_strays(cells: &[&SheetCell], singly: usize, reading: &mut Reading) {
    if cells.len() <= singly {
        cells.iter().for_each(|cell| reading.stray(&cell.text, Some(&cell.place)));
        return;
    }
    let (Message { ja, en }, n) = (quoted(cells), cells.len());
    let message = msg!(
        "様式に置き場のない文が {n} セルにあります: {ja}。紙面に載りません",
        "{n} cells have no place in the form and are not printed: {en}"
    );
    let finding = Finding::warning("M061", message)
        .hint(msg!("必要なら、その項目の答えの欄に移してください", "move what is needed into the item it belongs to"));
    reading.findings.push(at_all(finding, cells));
}

/// `M093`: texts beside the form.
pub fn tell_hints(cells: &[&SheetCell], reading: &mut Reading) {
    if cells.is_empty() {
        return;
    }
    let Message { ja, en } = quoted(cells);
    let message = msg!(
        "印刷範囲の外か、答えの横の案内の文です: {ja}。紙面に載りません",
        "text outside of the print area, or a hint beside an answer, is not printed: {en}"
    );
    let finding = Finding::warning("M093", message)
        .hint(msg!("答えなら、その項目の答えの欄に移してください", "if it is an answer, move it into its item"));
    reading.findings.push(at_all(finding, cells));
}

/// `M063`: items whose labels are not on the sheet.
pub fn tell_missing(labels: &[String], slip: &Slip, reading: &mut Reading) {
    const SINGLE: usize = 3;
    let mut tell = |ja: String, en: String| {
        let message = msg!("項目「{ja}」がシートにありません", "the sheet lacks the item \"{en}\"");
        let mut finding = Finding::warning("M063", message);
        finding.place.clone_from(&slip.place);
        reading.findings.push(finding);
    };
    if labels.len() <= SINGLE {
        labels.iter().for_each(|label| tell(label.clone(), label.clone()));
    } else {
        tell(labels.join("」「"), labels.join("\", \""));
    }
}

/// The different texts of cells, as many as a message takes.
fn quoted(cells: &[&SheetCell]) -> Message {
    const MOST: usize = 12;
    finding::quoted(cells.iter().map(|cell| cell.text.as_str()), MOST)
}

fn at_all(finding: Finding, cells: &[&SheetCell]) -> Finding {
    finding.at_all(cells.iter().map(|cell| cell.place.clone()))
}
