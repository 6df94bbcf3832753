//! A letter on paper: number and date to the right, to whom, from whom, title, body, 記, 以上.

use super::facts::joined;
use super::{Addressee, Letter, Sender, Worded};
use crate::document::{Align, Block, Document, Look, Para, Rich};
use crate::inquiry::paper::{aligned, gap, heading, rich};
use crate::words::{era, full_width};

/// What somebody's name ends in who is addressed already.
const ADDRESSED: [&str; 5] = ["様", "殿", "宛", "宛て", "御中"];

/// As free papers look: mincho, 10.5 pt, margins of 25 mm.
pub fn look() -> Look {
    Look::default()
}

/// For the document's metadata.
pub fn title(first: &Letter, count: usize) -> String {
    let to = joined(&first.to.bureau, &first.to.section);
    let kind = first.kind.name();
    match count {
        1 => format!("{}　{kind}（{to}）", first.inquiry),
        _ => format!("{}　{kind}（{count} 通）", first.inquiry),
    }
}

/// 「担当　佐藤　様」
pub fn person(to: &Addressee) -> Option<String> {
    let name = to.person.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    let addressed = ADDRESSED.iter().any(|ending| name.ends_with(ending));
    Some(if addressed { name.to_owned() } else { format!("{name}　様") })
}

/// Body, section, person and contact, a line each.
pub fn sender(from: &Sender) -> Vec<String> {
    let mut lines: Vec<String> = vec![from.body.clone(), from.section.clone()];
    lines.extend(from.person.as_ref().map(|person| format!("担当　{person}")));
    lines.extend(from.contact.clone());
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// The letters, each on a new page.
pub fn document(letters: &[(&Letter, Worded)]) -> Document {
    let mut blocks = Vec::new();
    for (n, (letter, worded)) in letters.iter().enumerate() {
        if n > 0 {
            blocks.push(Block::Break);
        }
        push(letter, worded, &mut blocks);
    }
    Document { blocks, ..Document::default() }
}

fn push(letter: &Letter, worded: &Worded, blocks: &mut Vec<Block>) {
    let side = |text: &str, align| aligned(rich(text, false, None), align);
    let mut head: Vec<String> = letter.number.iter().cloned().collect();
    head.push(era::day(letter.date));
    blocks.extend([side(&head.join("\n"), Align::Right), gap()]);
    let to = joined(&letter.to.bureau, &letter.to.section);
    blocks.push(side(
        &match person(&letter.to) {
            Some(person) => format!("{to}\n　{person}"),
            None => format!("{to}　御中"),
        },
        Align::Left,
    ));
    blocks.extend([gap(), side(&sender(&letter.from).join("\n"), Align::Right), gap()]);
    blocks.push(heading(1, worded.title.clone()));
    blocks.extend(worded.body.iter().map(paragraph));
    if worded.items.is_empty() {
        return;
    }
    blocks.extend([gap(), side("記", Align::Center), gap()]);
    let widest = worded.items.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    blocks.extend((1..).zip(&worded.items).map(|(n, (label, text))| item(n, label, text, widest)));
    blocks.extend([gap(), side("以上", Align::Right)]);
}

/// A paragraph; lines that were typed apart stay apart.
fn paragraph(text: &Rich) -> Block {
    Block::Para(Para { text: Rich { text: text.text.trim_end().to_owned(), ..text.clone() }, ..Para::default() })
}

/// 「１　提出期限　　令和8年5月15日（金）」, with its lines below the text.
fn item(number: usize, label: &str, text: &Rich, widest: usize) -> Block {
    let digits: String = number.to_string().chars().map(full_width).collect();
    let spare = "\u{3000}".repeat(widest.saturating_sub(label.chars().count()));
    let begin = if widest == 0 { format!("{digits}　") } else { format!("{digits}　{label}{spare}　") };
    let hang = u8::try_from(begin.chars().count()).unwrap_or(u8::MAX);
    let mut whole = Rich { place: text.place.clone(), ..Rich::plain(begin, None) };
    whole.append(Rich { text: text.text.trim().to_owned(), ..text.clone() });
    Block::Para(Para { text: whole, hang, ..Para::default() })
}
