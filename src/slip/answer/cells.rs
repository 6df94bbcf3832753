//! The open cells of a slip's worksheet: what each asks for, and when it is still empty.

use super::super::blocks::Role;
use super::super::data::Slips;
use super::super::definition::{FieldKind, circled};
use super::super::read::amount;
use super::super::xlsx::{Look, Put};
use crate::stamped::asked::Asked;
use crate::xlsx::answer::bare;

/// A cell that can be written.
pub struct OpenCell {
    /// Which of the sheet's cells.
    pub at: usize,
    /// The field that it asks for first.
    pub field: usize,
    pub kind: Kind,
}

/// What stands in a cell that nobody has answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Boxes of which none is marked.
    Boxes,
    /// An arrow alone.
    Choice,
    /// Nothing, or the unit alone.
    Amount,
    /// Official words with room for a fill-in.
    Words,
}

/// The open cells, in the order of the sheet. A field's words in a label are open only where no other cell shows them.
pub fn open_cells(book: &Slips, asked: &Asked, cells: &[Put]) -> Vec<OpenCell> {
    let is_label =
        |put: &Put| matches!(put.look, Look::Label | Look::Number | Look::Cell(Role::Heading | Role::Column));
    let elsewhere = |field: usize| cells.iter().any(|put| !is_label(put) && put.fields.contains(&field));
    let open = |(at, put): (usize, &Put)| {
        let of = |field: &&usize| {
            asked.is_open(**field) && (!is_label(put) || !elsewhere(**field) || is_results(book, **field))
        };
        let field = *put.fields.iter().find(of)?;
        Some(OpenCell { at, field, kind: kind(book, put, field) })
    };
    cells.iter().enumerate().filter_map(open).collect()
}

/// The head of a small table is an answer too.
fn is_results(book: &Slips, field: usize) -> bool {
    book.form.fields[field].kind == FieldKind::Results
}

fn kind(book: &Slips, put: &Put, field: usize) -> Kind {
    match (&book.form.fields[field].kind, put.look) {
        (FieldKind::Boxes { .. }, Look::Cell(Role::Boxes)) => Kind::Boxes,
        (FieldKind::Choice { .. }, Look::Cell(Role::Middle)) => Kind::Choice,
        (FieldKind::Amount { .. }, Look::Cell(Role::Number)) => Kind::Amount,
        (_, Look::Label | Look::Cell(Role::Note | Role::Heading | Role::Column)) => Kind::Words,
        _ => Kind::Text,
    }
}

/// How a field is answered, wherever it stands.
pub fn kind_of(book: &Slips, field: usize) -> Kind {
    match &book.form.fields[field].kind {
        FieldKind::Boxes { .. } => Kind::Boxes,
        FieldKind::Choice { .. } => Kind::Choice,
        FieldKind::Amount { .. } => Kind::Amount,
        FieldKind::Text | FieldKind::Results => Kind::Text,
    }
}

/// The number that an amount's cell holds, so that it is counted as one.
pub fn number(book: &Slips, put: &Put, open: &OpenCell) -> Option<f64> {
    let FieldKind::Amount { unit } = &book.form.fields[open.field].kind else { return None };
    let digits = amount(&put.text, unit).filter(|_| open.kind == Kind::Amount)?;
    // figures that Excel keeps whole
    (digits.len() <= 15).then(|| digits.parse().ok()).flatten()
}

/// The texts among which a single option is chosen.
pub fn choices(book: &Slips, field: usize) -> Vec<String> {
    let FieldKind::Choice { legend, many: false, none } = &book.form.fields[field].kind else { return Vec::new() };
    let options = (0..book.form.legends[*legend].options.len()).map(|n| circled(n).to_string());
    options.chain(none.clone()).map(|option| format!("→ {option}")).collect()
}

/// How an answer is marked, where it is not simply typed.
pub fn how(book: &Slips, open: &OpenCell) -> Option<&'static str> {
    match (open.kind, &book.form.fields[open.field].kind) {
        (Kind::Boxes, _) => Some("選ぶものの □ を ■ に書き換える"),
        (Kind::Choice, FieldKind::Choice { many: true, .. }) => Some("番号を並べて書く（例：→ ①③）"),
        (Kind::Words, _) => Some("文の空いている所に書き足す"),
        _ => None,
    }
}

/// A formula that holds while a cell is not answered; `None` where that cannot be said.
pub fn is_blank(book: &Slips, open: &OpenCell, cell: &str) -> Option<String> {
    let text = bare(cell);
    Some(match open.kind {
        Kind::Text => format!("LEN({text})=0"),
        Kind::Boxes => format!("ISERROR(FIND(\"■\",{cell}))*ISERROR(FIND(\"☑\",{cell}))=1"),
        Kind::Choice => format!("OR({text}=\"\",{text}=\"→\")"),
        Kind::Amount => {
            let FieldKind::Amount { unit } = &book.form.fields[open.field].kind else { return None };
            format!("OR({text}=\"\",{text}=\"{}\")", unit.replace('"', "\"\""))
        }
        Kind::Words => return None,
    })
}

/// Whether it is so now.
pub fn is_blank_now(book: &Slips, slip: usize, open: &OpenCell) -> bool {
    open.kind != Kind::Words && book.slips[slip].answers[open.field].is_empty()
}
