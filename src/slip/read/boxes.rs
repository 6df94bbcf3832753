//! Understands check boxes as offices mark them.

use super::super::words::{Phrase, normalise};

/// Marks of a box that is chosen, and of one that is not.
const CHOSEN: &str = "■◼◾▪⬛▣☑☒⊠✓✔✅〼";
const FREE: &str = "□◻◽▫⬜▢☐";
/// A choice with a ring round it, and rings that are filled where others are not.
const RING: &str = "○〇◯⭕";
const FILLED: &str = "●◉◎⦿";
/// Katakana that stand for a tick.
const TICK: &str = "レﾚ";

/// What a text chooses: each choice once, in the order of the text, and words that no choice has room for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub choices: Vec<usize>,
    pub left_over: Vec<String>,
}

/// Whether a text is a mark alone, and chooses.
pub fn is_mark(text: &str) -> Option<bool> {
    let text = text.trim();
    let is = |marks: &[&str]| !text.is_empty() && text.chars().all(|c| marks.iter().any(|m| m.contains(c)));
    match text {
        "TRUE" | "1" | "はい" | "有" | "あり" => Some(true),
        "" | "FALSE" | "0" | "いいえ" | "無" | "なし" => Some(false),
        _ if is(&[CHOSEN, RING, FILLED, TICK]) => Some(true),
        _ if is(&[FREE]) => Some(false),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Chosen,
    Free,
    Ring,
    Filled,
}

/// Reads `□A ■B`, `A、B`, or a choice a line. `None` when it is none of these.
pub fn chosen(text: &str, choices: &[Phrase]) -> Option<Chosen> {
    let ticks = !choices.iter().any(|c| c.plain().contains('レ'));
    let mark = |c: char| match c {
        c if CHOSEN.contains(c) || (ticks && TICK.contains(c)) => Some(Mark::Chosen),
        c if FREE.contains(c) => Some(Mark::Free),
        c if RING.contains(c) => Some(Mark::Ring),
        c if FILLED.contains(c) => Some(Mark::Filled),
        _ => None,
    };
    // each mark with the words up to the next one; what stands in brackets marks nothing
    let mut pieces: Vec<(Option<Mark>, String)> = vec![(None, String::new())];
    let mut depth = 0_u32;
    // U+FE0E and U+FE0F only ask for a black or a coloured picture of the mark
    for c in text.chars().filter(|c| !('\u{FE00}'..='\u{FE0F}').contains(c)) {
        match (c, mark(c)) {
            ('(' | '（', _) => depth = depth.saturating_add(1),
            (')' | '）', _) => depth = depth.saturating_sub(1),
            (_, Some(mark)) if depth == 0 => {
                // a tick before or in a box
                let last = pieces.last_mut().filter(|(m, words)| m.is_some() && words.trim().is_empty());
                match last {
                    Some((old, _)) if mark != Mark::Free => *old = Some(mark),
                    Some(_) => {}
                    None => pieces.push((Some(mark), String::new())),
                }
                continue;
            }
            _ => {}
        }
        if let Some((_, words)) = pieces.last_mut() {
            words.push(c);
        }
    }
    if pieces.len() == 1 {
        return listed(text, choices);
    }
    if !pieces.remove(0).1.trim().is_empty() {
        return None;
    }
    let count = |mark| pieces.iter().filter(|(m, _)| *m == Some(mark)).count();
    // rings choose, unless every choice has one
    let rings = count(Mark::Filled) == 0 && count(Mark::Ring) > 0;
    if rings && count(Mark::Ring) == choices.len() {
        return None;
    }
    let mut out = Chosen::default();
    for (mark, words) in &pieces {
        let is_on = matches!(mark, Some(Mark::Chosen | Mark::Filled)) || (rings && *mark == Some(Mark::Ring));
        out.take(words, choices, is_on)?;
    }
    Some(out)
}

/// Choices without marks: all that are named are chosen.
fn listed(text: &str, choices: &[Phrase]) -> Option<Chosen> {
    // Google Forms parts them by commas, Microsoft Forms by semicolons
    let separators: [&[char]; 2] = [
        &['、', ',', '，', ';', '；', '\n', '/', '／'],
        &['、', ',', '，', ';', '；', '\n', '/', '／', ' ', '\u{3000}'],
    ];
    separators.iter().find_map(|separators| {
        let mut out = Chosen::default();
        for piece in text.split(*separators).filter(|p| !p.trim().is_empty()) {
            out.take(piece, choices, true)?;
        }
        Some(out)
    })
}

impl Chosen {
    /// Takes one choice by its words; `None` when there is no such choice.
    fn take(&mut self, words: &str, choices: &[Phrase], is_on: bool) -> Option<()> {
        let piece = normalise(words.trim_matches(|c: char| c.is_whitespace() || "、,，。・".contains(c)));
        let short = |name: &str| name.split('(').next().unwrap_or("").to_owned();
        let same = |c: &Phrase| !piece.is_empty() && (piece == c.plain() || short(&piece) == short(&c.plain()));
        let (choice, phrase) = choices.iter().enumerate().find(|(_, c)| same(c))?;
        // what stands in a slot was read before; an empty slot may be left out
        if piece != short(&phrase.plain()) && phrase.read(&piece).is_none() {
            self.left_over.push(words.trim().to_owned());
        }
        if is_on && !self.choices.contains(&choice) {
            self.choices.push(choice);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::meta::Meta;
    use crate::slip::Worded;

    fn read(text: &str) -> Option<Vec<usize>> {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let words = Worded::new(&form, &form.years, &Meta::default()).unwrap();
        chosen(text, &words.boxes[form.field("事業の対象者").unwrap()]).map(|c| c.choices)
    }

    #[test]
    fn marks_of_every_kind() {
        for text in [
            "□ 高齢者　■障害者　□子育て世帯　☑ その他（学生）",
            "☐高齢者 ☑障害者 ☐子育て世帯 ☒その他（学生）",
            "☐高齢者 ☑\u{FE0F}障害者 ✅その他（学生）",
            "□高齢者\n✓障害者\n✔その他()",
            "◻高齢者 ◼障害者 ⬛その他",
            "○高齢者　●障害者　◎その他（学生）",
            "○障害者　○その他（学生）",
            "○障害者、○その他",
            "□高齢者　✓□障害者　□レその他",
            "■障害者■その他（○○クリニック、□□会）■障害者",
            "障害者、その他（学生）",
            "障害者　その他",
            "障害者;その他（学生）;",
            "障害者；その他",
        ] {
            assert_eq!(read(text), Some(vec![1, 4]), "{text}");
        }
        assert_eq!(read("□高齢者　□障害者"), Some(vec![]));
        for text in ["市民", "すべて", "高齢者■　障害者□", "■高齢者のみ", "対象：■高齢者"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("○高齢者○障害者○子育て世帯○地域活動者・支援者○その他"), None, "all or none of them?");
    }

    #[test]
    fn words_without_a_place_are_told() {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let words = Worded::new(&form, &form.years, &Meta::default()).unwrap();
        let choices = &words.boxes[form.field("事業の対象者").unwrap()];
        let read = chosen("■高齢者（65歳以上）　□障害者", choices).unwrap();
        assert_eq!((read.choices, read.left_over), (vec![0], vec!["高齢者（65歳以上）".to_owned()]));
        let read = chosen("□高齢者　■その他（学生）\n防災課", choices).unwrap();
        assert_eq!((read.choices, read.left_over), (vec![4], vec!["その他（学生）\n防災課".to_owned()]));
    }
}
