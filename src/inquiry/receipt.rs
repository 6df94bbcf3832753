//! 受領票: what was received from a section, on one page.

use super::board::State;
use super::paper::{aligned, labelled, laid, pdf, rich, sheet, table};
use crate::digest::hex;
use crate::document::{Align, Block, Document, HeadingLook, Rich};
use crate::engine::Engine;
use crate::finding::{Finding, Level};
use crate::msg;
use crate::told::{Faults, Told};
use crate::units::Date;
use crate::words::{era, visible};

/// Findings that a page has room for.
const NAMED: usize = 12;
/// Hex digits of a hash that stand together.
const GROUP: usize = 4;
/// Groups on a line of it.
const LINE: usize = 8;

/// What was received from a section.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Name of the inquiry.
    pub inquiry: String,
    /// Title of its form.
    pub form: String,
    /// 局区
    pub bureau: String,
    /// 課
    pub section: String,
    /// The number under which the file is kept.
    pub number: usize,
    /// Its name as it was received.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The day on which it was received.
    pub received: Date,
    /// Rows, or projects, that were asked.
    pub asked: usize,
    /// Those that are answered whole.
    pub answered: usize,
    /// How far the section is with it.
    pub state: State,
    /// What is open still.
    pub findings: Vec<Finding>,
}

impl Receipt {
    /// The receipt as a PDF (A4, PDF/A-3a and PDF/UA-1).
    ///
    /// `M201` and its like, characters; `M210`, `M212` what Typst refuses.
    pub fn pdf(&self, engine: &Engine) -> Told<Vec<u8>> {
        receipts_pdf(engine, std::slice::from_ref(self))
    }

    /// What comes of the state.
    fn outlook(&self) -> &'static str {
        match self.state {
            State::Missing => "まだ受け取っていません。",
            State::Received => "受け取りました。内容をこれから確かめます。",
            State::Faulty => "受け取りましたが、直していただくところがあります。",
            State::Returned => "直していただくために、お返ししました。",
            State::Settled => "受け取り、確認しました。これ以上の作業はありません。",
        }
    }

    fn push(&self, blocks: &mut Vec<Block>) {
        let label = |label: &str, text: &str| labelled(label, text, 4);
        blocks.push(super::paper::heading(1, rich("受領票", false, None)));
        blocks.push(aligned(rich(&era::date(self.received), false, None), Align::Right));
        blocks.push(aligned(rich(&format!("{}　{}　御中", self.bureau, self.section), false, None), Align::Left));
        blocks.push(label("照会", &self.inquiry));
        blocks.push(label("様式", &self.form));
        blocks.push(label("ファイル", &visible(&self.file)));
        blocks.push(label("受領番号", &format!("{:03}", self.number)));
        blocks.push(label("回答", &format!("{} 行のうち {} 行", self.asked, self.answered)));
        blocks.push(label("状態", self.state.ja()));
        blocks.push(aligned(rich(self.outlook(), true, None), Align::Left));
        blocks.push(heading("直すところ・確かめるところ"));
        self.push_findings(blocks);
        blocks.push(heading("ファイルの SHA-256"));
        blocks.push(Block::Code(Rich::plain(grouped(&self.sha256), None)));
    }

    fn push_findings(&self, blocks: &mut Vec<Block>) {
        let mut open: Vec<&Finding> = self.findings.iter().filter(|finding| finding.level != Level::Info).collect();
        open.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        if open.is_empty() {
            blocks.push(aligned(rich("ありません。", false, None), Align::Left));
            return;
        }
        let count = |level| open.iter().filter(|finding| finding.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        let counts = format!("エラー {errors} 件（直してください）、注意 {warnings} 件（確かめてください）");
        blocks.push(aligned(rich(&counts, false, None), Align::Left));
        let row = |finding: &&Finding| {
            let level = if finding.level == Level::Error { "エラー" } else { "注意" };
            let place = finding.place.as_ref().map(place).unwrap_or_default();
            let strong = finding.level == Level::Error;
            [level, &place, &visible(&finding.message.ja)].map(|text| rich(text, strong, None)).to_vec()
        };
        let rows = open.iter().take(NAMED).map(row).collect();
        blocks.push(table(&["", "場所", "内容"], &[Align::Center, Align::Left, Align::Left], rows));
        if let more @ 1.. = open.len().saturating_sub(NAMED) {
            blocks.push(aligned(rich(&format!("ほかに {more} 件あります。"), false, None), Align::Left));
        }
    }
}

/// Several receipts in one PDF, each on a new page.
///
/// As [`Receipt::pdf`]; `M433` where there is none.
pub fn receipts_pdf(engine: &Engine, receipts: &[Receipt]) -> Told<Vec<u8>> {
    let Some(first) = receipts.first() else {
        let message = msg!("受領票にするファイルがありません", "there is nothing to make a receipt of");
        return Told::nothing(Faults::from(Finding::error("M433", message)));
    };
    let mut blocks = Vec::new();
    for (n, receipt) in receipts.iter().enumerate() {
        if n > 0 {
            blocks.push(Block::Break);
        }
        receipt.push(&mut blocks);
    }
    let title = match receipts {
        [only] => format!("{}　受領票（{}　{}）", only.inquiry, only.bureau, only.section),
        _ => format!("{}　受領票（{} 通）", first.inquiry, receipts.len()),
    };
    let document = Document { blocks, ..Document::default() };
    let date = receipts.iter().map(|receipt| receipt.received).max().unwrap_or(first.received);
    laid(engine, &document, &title, &sheet(10.5)).and_then(|laid| pdf(engine, &laid, &title, date))
}

fn heading(text: &str) -> Block {
    Block::Heading { level: 2, text: rich(text, false, None), look: HeadingLook::Bold }
}

/// Sheet and cell, or line; the file is said above.
fn place(place: &crate::place::Place) -> String {
    match (&place.sheet, place.cell, place.line) {
        (Some(sheet), Some(cell), _) => format!("{}!{cell}", visible(sheet)),
        (Some(sheet), None, _) => visible(sheet).into_owned(),
        (None, _, Some(line)) => format!("{line} 行目"),
        _ => String::new(),
    }
}

/// A hash in groups of four digits, so that two can be compared by eye.
fn grouped(hash: &[u8; 32]) -> String {
    let digits: Vec<char> = hex(hash).chars().collect();
    let groups: Vec<String> = digits.chunks(GROUP).map(String::from_iter).collect();
    groups.chunks(LINE).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
}
