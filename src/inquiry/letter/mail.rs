//! A letter as a mail.

use super::facts::joined;
use super::sheet::{person, sender};
use super::{Letter, Worded};

/// The subject, a blank line, then the letter. Mail programs break its lines.
pub fn text(letter: &Letter, worded: &Worded) -> String {
    let mut lines = vec![format!("件名: {}", worded.subject), String::new()];
    let to = joined(&letter.to.bureau, &letter.to.section);
    match person(&letter.to) {
        Some(person) => lines.extend([to, person]),
        None => lines.push(format!("{to}　御中")),
    }
    lines.push(String::new());
    for text in &worded.body {
        lines.extend(text.text.trim_end().lines().map(str::to_owned));
    }
    if !worded.items.is_empty() {
        lines.extend([String::new(), "記".to_owned(), String::new()]);
        for (n, (label, text)) in (1_usize..).zip(&worded.items) {
            let text = text.text.trim().replace('\n', "\n　　");
            lines.push(if label.is_empty() { format!("{n}　{text}") } else { format!("{n}　{label}: {text}") });
        }
        lines.extend([String::new(), "以上".to_owned()]);
    }
    lines.extend([String::new(), "――――――――".to_owned()]);
    lines.extend(letter.number.clone());
    lines.extend(sender(&letter.from));
    let text: String = lines.iter().flat_map(|line| line.split('\n')).map(|line| format!("{line}\r\n")).collect();
    text
}
