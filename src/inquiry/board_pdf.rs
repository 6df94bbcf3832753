//! The board on one page, for who has to ask the sections again.

use super::board::{Board, BoardLine, State};
use super::deadline::Deadline;
use super::paper::{aligned, labelled, laid, pdf, rich, sheet, table};
use crate::document::{Align, Block, Document, HeadingLook};
use crate::engine::Engine;
use crate::told::{Faults, Told};
use crate::words::era;

/// Sizes of the text, pt, until the board is one page; the last keeps its table at 7 pt.
const SIZES: [f64; 4] = [10.5, 9.5, 8.6, 7.8];

impl Board {
    /// One page A4 (more only where the smallest size does not hold it): the deadline, how many sections are in which state, who is
    /// missing, and a table in 建制順 in which the missing ones are bold.
    ///
    /// `M107`, `M108`, `M201`–`M203` characters, `M210`, `M212` what Typst refuses.
    pub fn pdf(&self, engine: &Engine) -> Told<Vec<u8>> {
        let title = format!("{}　回答の状況", self.inquiry);
        let document = self.document(&title);
        let mut last = Told::nothing(Faults::default());
        for size in SIZES {
            last = laid(engine, &document, &title, &sheet(size));
            if last.value().is_none_or(|laid| laid.pages().len() == 1) {
                break;
            }
        }
        last.and_then(|laid| pdf(engine, &laid, &title, self.today))
    }

    fn document(&self, title: &str) -> Document {
        let mut blocks = vec![
            aligned(rich(&format!("{}現在", era::date(self.today)), false, None), Align::Right),
            labelled("様式", &self.form, 2),
        ];
        if let Some(due) = self.due {
            let left = Deadline::of(due, self.today).words().ja;
            blocks.push(labelled("期限", &format!("{}　{left}", era::date(due)), 2));
        }
        blocks.push(self.counts());
        blocks.extend(self.missing());
        if !self.lines.is_empty() {
            blocks.push(self.sections());
        }
        Document { title: Some(rich(title, false, None)), blocks, ..Document::default() }
    }

    /// How many sections are in which state, and how many rows are answered.
    fn counts(&self) -> Block {
        let states = State::ALL.map(|state| (state.ja(), self.in_state(state).to_string()));
        let answered = format!("{}／{}", self.sum(|line| line.answered), self.sum(|line| line.asked));
        let all = [("照会先", self.lines.len().to_string())];
        let cells: Vec<(&str, String)> = all.into_iter().chain(states).chain([("回答した行", answered)]).collect();
        let head: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
        let row = cells.iter().map(|(name, count)| rich(count, *name == State::Missing.ja(), None)).collect();
        table(&head, &vec![Align::Center; cells.len()], vec![row])
    }

    /// The sections that sent nothing, by bureau: 「福祉局　地域福祉課、高齢福祉課」.
    fn missing(&self) -> Vec<Block> {
        let missing: Vec<&BoardLine> = self.lines.iter().filter(|line| line.state == State::Missing).collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let mut text = String::new();
        let before = std::iter::once(None).chain(missing.iter().map(|line| Some(&line.bureau)));
        for (line, before) in missing.iter().zip(before) {
            let same = before == Some(&line.bureau);
            match before {
                None => {}
                Some(_) if same => text.push('、'),
                Some(_) => text.push('／'),
            }
            if !same && !line.bureau.is_empty() {
                text.push_str(&format!("{}　", line.bureau));
            }
            text.push_str(&line.section);
        }
        let heads = rich(&format!("未提出の課（{}）", missing.len()), false, None);
        vec![
            Block::Heading { level: 2, text: heads, look: HeadingLook::Bold },
            aligned(rich(&text, false, None), Align::Left),
        ]
    }

    fn sections(&self) -> Block {
        let row = |line: &BoardLine| {
            let missing = line.state == State::Missing;
            let came = |count: usize| if line.received.is_some() { count.to_string() } else { String::new() };
            let cells = [
                line.bureau.clone(),
                line.section.clone(),
                line.state.ja().to_owned(),
                format!("{}／{}", line.answered, line.asked),
                came(line.errors),
                came(line.warnings),
                line.received.map(|day| format!("{}月{}日", day.month, day.day)).unwrap_or_default(),
            ];
            cells.iter().map(|cell| rich(cell, missing, None)).collect()
        };
        let (left, center, right) = (Align::Left, Align::Center, Align::Right);
        table(
            &["局区", "課", "状態", "回答した行", "エラー", "注意", "受領"],
            &[left, left, center, center, right, right, right],
            self.lines.iter().map(row).collect(),
        )
    }
}
