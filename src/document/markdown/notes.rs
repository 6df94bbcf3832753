//! Notes: their order, their other ends, and those that lead back to themselves.

use std::ops::Range;

use super::{NOTES_DEEP, Open, Reader};
use crate::document::{Document, Rich};
use crate::finding::Finding;
use crate::msg;

impl Reader<'_> {
    pub(super) fn note(&mut self, label: &str, at: usize) {
        let number = match self.notes.iter().position(|(l, _)| l == label) {
            Some(n) => n,
            None => {
                let place = self.place(at);
                self.notes.push((label.to_owned(), place));
                self.notes.len().saturating_sub(1)
            }
        };
        self.styled(&format!("※{}", number.saturating_add(1)), at, |s| s.note = Some(number));
    }

    pub(super) fn end_definition(&mut self, range: Range<usize>) {
        self.flush();
        let Some(Open::Blocks(blocks)) = self.open.pop() else { return };
        let place = self.place(range.start);
        let label = self
            .opened
            .get(range.start..)
            .unwrap_or("")
            .trim_start_matches("[^")
            .split(']')
            .next()
            .unwrap_or("")
            .to_owned();
        let mut note = Rich::default();
        for block in blocks {
            // a note is a line of text; of other blocks the texts are kept
            let mut texts = Vec::new();
            crate::document::texts_of(std::slice::from_ref(&block), &mut texts);
            for text in texts {
                if !note.text.is_empty() {
                    note.text.push('\n');
                }
                let shift = note.text.len();
                note.text.push_str(&text.text);
                note.spans.extend(text.spans.iter().map(|span| span.clone().moved(shift)));
            }
        }
        note.place = Some(place.clone());
        self.definitions.insert(label, (note, place));
    }

    /// `M353`: notes that lead back to themselves; their references stay as text.
    pub(super) fn cut_circles(&mut self, notes: &mut [Rich]) {
        for (n, note) in notes.iter_mut().enumerate() {
            if note.spans.iter().any(|span| span.style.note == Some(n)) {
                self.cut(note, |note| note == n);
            }
        }
        let far = leading_far(notes, NOTES_DEEP);
        for (note, _) in notes.iter_mut().zip(far).filter(|(_, far)| *far) {
            self.cut(note, |_| true);
        }
    }

    pub(super) fn cut(&mut self, note: &mut Rich, which: impl Fn(usize) -> bool) {
        for span in note.spans.iter_mut().filter(|span| span.style.note.is_some_and(&which)) {
            span.style.note = None;
        }
        let message = msg!(
            "注の文が、その注自身を指しているか、注の中の注が深すぎます（{NOTES_DEEP} 段まで）",
            "a note refers to itself, or notes stand in notes too deep (at most {NOTES_DEEP})"
        );
        let mut finding = Finding::error("M353", message);
        finding.place.clone_from(&note.place);
        self.findings.push(finding.hint(msg!("注の文から [^…] を外してください", "take [^…] out of the note")));
    }

    /// Puts notes in their order; `M349` for those that have no other end.
    pub(super) fn finish(mut self) -> Document {
        self.flush();
        let mut notes = Vec::new();
        for (label, place) in std::mem::take(&mut self.notes) {
            match self.definitions.remove(&label) {
                Some((note, _)) => notes.push(note),
                None => {
                    self.findings.push(no_note(&label).at(place));
                    notes.push(Rich::default());
                }
            }
        }
        self.cut_circles(&mut notes);
        let mut left: Vec<_> = std::mem::take(&mut self.definitions).into_iter().collect();
        left.sort_by(|a, b| a.1.1.in_reading_order(&b.1.1));
        for (label, (_, place)) in left {
            self.findings.push(
                Finding::warning(
                    "M349",
                    msg!(
                        "注「{label}」はどこからも参照されず、紙面に載りません",
                        "the note \"{label}\" is referred to nowhere and not printed"
                    ),
                )
                .at(place),
            );
        }
        let blocks = match self.open.pop() {
            Some(Open::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        };
        Document { title: self.title, blocks, notes, ..Document::default() }
    }
}

/// The notes from which a way of so many references leads on: into a circle, or very deep.
fn leading_far(notes: &[Rich], steps: usize) -> Vec<bool> {
    let mut far = vec![true; notes.len()];
    for _ in 0..steps {
        let leads = |note: &Rich| note.spans.iter().filter_map(|s| s.style.note).any(|n| far.get(n) == Some(&true));
        far = notes.iter().map(leads).collect();
    }
    far
}

pub(super) fn no_note(label: &str) -> Finding {
    Finding::error("M349", msg!("注「{label}」の文がありません", "the note \"{label}\" has no text"))
        .hint(msg!("[^{label}]: の行を書いてください", "write a line [^{label}]:"))
}
