//! The first sentence about a file: what it is.

use super::about::Inquiry;
use super::weigh::{Kin, Weighed};
use crate::finding::Message;
use crate::msg;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The first answer of its sections.
    New,
    /// It replaces what its sections had answered.
    Replaced,
    /// It was filled in beside the answer that is there; both are taken together.
    Parallel,
    /// As `Parallel`, and some cells contradict.
    Conflict,
    /// It says nothing new.
    Same,
    /// It is no answer to this inquiry.
    Refused,
}

/// What is said of a file.
pub struct Said {
    pub outcome: Outcome,
    pub sentence: Message,
    /// The receipt that it says again; it is not counted.
    pub again: Option<u32>,
}

/// `names`: whose it is; `last`: the receipt that stands; `rows`: how many of it were asked.
pub fn said(names: &str, weighed: &Weighed, last: Option<u32>, rows: usize, inquiry: &Inquiry) -> Said {
    let Weighed { kin, differences, added, filled: (done, all), .. } = weighed;
    let new = |outcome, sentence| Said { outcome, sentence, again: None };
    match (kin, last) {
        (Kin::Same, Some(last)) => Said {
            outcome: Outcome::Same,
            sentence: msg!(
                "{names}の回答で、前に受け取ったものと同じ内容です（受領 {last} 番）。数えません",
                "{names}: says what receipt {last} says; not counted"
            ),
            again: Some(last),
        },
        (Kin::Old(old), Some(last)) => {
            let name = &inquiry.settings.name;
            Said {
                outcome: Outcome::Same,
                sentence: msg!(
                    "{names}の前の版です（受領 {old} 番と同じ内容）。いまの回答は受領 {last} 番のままです。戻すなら matome collect {name} --take {old}",
                    "{names}: an old version, the same as receipt {old}; receipt {last} stands. To go back: matome collect {name} --take {old}"
                ),
                again: Some(*old),
            }
        }
        (Kin::Empty | Kin::Same | Kin::Old(_), _) => new(
            Outcome::New,
            msg!("{names}の回答ですが、記入する欄が空のままです", "{names}: the open cells are empty"),
        ),
        (Kin::First, _) | (Kin::Later | Kin::Beside, None) => {
            let (unit, unit_en) = inquiry.unit();
            new(
                Outcome::New,
                msg!(
                    "{names}の回答です（{rows} {unit}、記入 {done}／{all} 欄）",
                    "{names}: {rows} {unit_en}, {done} of {all} cells filled in"
                ),
            )
        }
        (Kin::Later, Some(last)) => {
            let Message { ja, en } = changes(differences.len(), added.len());
            new(
                Outcome::Replaced,
                msg!("{names}の差し替えです。受領 {last} 番から {ja}", "{names}: replaces receipt {last}, {en}"),
            )
        }
        (Kin::Beside, Some(last)) => {
            let open = differences.iter().filter(|difference| difference.conflict).count();
            let plain = differences.len().saturating_sub(open);
            if open == 0 {
                let sentence = msg!(
                    "{names}の別の回答です。受領 {last} 番と合わせて載せます（{plain} か所を加えました）",
                    "{names}: filled in beside receipt {last}; both are taken, {plain} cells added"
                );
                return new(Outcome::Parallel, sentence);
            }
            new(
                Outcome::Conflict,
                msg!(
                    "{names}の別の回答で、受領 {last} 番と {open} か所が食い違っています（{plain} か所を加えました）",
                    "{names}: filled in beside receipt {last}; {open} cells contradict it, {plain} were added"
                ),
            )
        }
    }
}

fn changes(cells: usize, rows: usize) -> Message {
    match (cells, rows) {
        (_, 0) => msg!("{cells} か所が変わりました", "{cells} cells differ"),
        (0, _) => msg!("{rows} 行が足されました", "{rows} rows were added"),
        _ => msg!("{cells} か所が変わり、{rows} 行が足されました", "{cells} cells differ, {rows} rows were added"),
    }
}
