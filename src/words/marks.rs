//! Signs that people type in many spellings, and the choice of a list that an answer means.

use super::{folded, half_width};

/// A text without widths and blanks; one of dashes, dots or circles alone in one spelling: － − ー are -, 〇 ◯ are ○.
pub fn mark_folded(text: &str) -> String {
    let text = folded(text);
    let signs: Option<Vec<char>> = text.chars().map(sign).collect();
    let Some(mut signs) = signs else { return text };
    // a dash of two, six dots
    if signs.iter().all(|c| *c == '-') || signs.iter().all(|c| *c == '…') {
        signs.truncate(1);
    }
    signs.into_iter().collect()
}

/// The sign that a character is a spelling of.
fn sign(c: char) -> Option<char> {
    Some(match c {
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | 'ｰ' | '─' | '━' | '﹣' | '⁃' => {
            '-'
        }
        '…' | '‥' | '⋯' | '.' | '･' | '・' => '…',
        '○' | '◯' | '〇' | '⚪' | '⭕' => '○',
        '◎' | '⦾' => '◎',
        '×' | '✕' | '✖' | '✗' | '✘' | '☓' | '╳' => '×',
        '△' | '▵' | '∆' => '△',
        '●' | '⚫' | '⬤' => '●',
        _ => return None,
    })
}

/// The choice that a text means: by its words in any width, by its number (①, 1, (1)), or by both; a list of one that
/// ends in `;`, as form services export it, is the one.
pub fn choice_of<'a>(choices: &'a [String], text: &str) -> Option<&'a str> {
    let text = text.trim().trim_end_matches([';', '；']).trim();
    if text.is_empty() {
        return None;
    }
    let same = |fold: &dyn Fn(&str) -> String| {
        let own = fold(text);
        only(choices.iter().filter(|choice| fold(choice) == own))
    };
    if let Some(choice) = choices.iter().find(|choice| choice.trim() == text).map(String::as_str) {
        return Some(choice);
    }
    if let Some(choice) = same(&folded).or_else(|| same(&mark_folded)) {
        return Some(choice);
    }
    let (number, word) = numbered(text);
    let fits = |choice: &&String| {
        let (own_number, own_word) = numbered(choice);
        match (&number, word.is_empty()) {
            (None, _) => word == own_word,
            (Some(_), true) => own_number == number,
            (Some(_), false) => own_number == number && own_word == word,
        }
    };
    only(choices.iter().filter(fits))
}

/// The one of an iterator; none where there are several.
fn only<'a>(mut found: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let first = found.next()?;
    found.next().is_none().then_some(first.as_str())
}

/// The number before a choice and its words, folded: ①良, (1) 良, 1. 良, Ａ：良.
fn numbered(text: &str) -> (Option<String>, String) {
    let text: String = text.trim().chars().map(half_width).collect();
    let mut chars = text.chars();
    let first = chars.next();
    if let Some(c @ '①'..='⑳') = first {
        let number = ('①'..=c).count();
        return (Some(number.to_string()), words(chars.as_str()));
    }
    let bracket = matches!(first, Some('('));
    let rest = if bracket { chars.as_str() } else { text.as_str() };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let letter = rest.chars().next().filter(|c| c.is_ascii_uppercase() || ('ア'..='オ').contains(c));
    let length = if digits > 0 { digits } else { letter.map_or(0, char::len_utf8) };
    let behind = &rest[length..];
    let ends = behind.is_empty() || behind.starts_with([')', '.', ':', '、', ',', ' ', '\n', '-']);
    if length == 0 || length > 4 || !ends || (bracket && !behind.starts_with(')')) {
        return (None, words(&text));
    }
    (Some(rest[..length].trim_start_matches('0').to_owned()), words(behind))
}

fn words(text: &str) -> String {
    folded(text.trim_start_matches(|c: char| c.is_whitespace() || ").:、,-".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_in_any_spelling_are_one() {
        for dash in ["-", "－", "−", "ー", "―", "――", " – "] {
            assert_eq!(mark_folded(dash), "-", "{dash}");
        }
        for circle in ["○", "◯", "〇"] {
            assert_eq!(mark_folded(circle), "○", "{circle}");
        }
        assert_eq!((mark_folded("……").as_str(), mark_folded("...").as_str()), ("…", "…"));
        // words keep theirs
        assert_eq!((mark_folded("センター").as_str(), mark_folded("○○").as_str()), ("センター", "○○"));
    }

    #[test]
    fn a_choice_by_word_number_or_both() {
        let of = |list: &[&str], text: &str| {
            let list: Vec<String> = list.iter().map(|t| (*t).to_owned()).collect();
            choice_of(&list, text).map(str::to_owned)
        };
        let kinds = ["① 続ける", "② 広げる", "③ やめる"];
        for text in ["②", "2", "２", "(2)", "広げる", "②広げる", "2.広げる", "２　広げる", "② 広げる;"]
        {
            assert_eq!(of(&kinds, text).as_deref(), Some("② 広げる"), "{text}");
        }
        for text in ["④", "広げない", "①広げる", "①②", "① 続ける;② 広げる;", ""] {
            assert_eq!(of(&kinds, text), None, "{text}");
        }
        let marks = ["○", "△", "－"];
        for (text, choice) in [("〇", "○"), ("◯", "○"), ("ー", "－"), ("-", "－"), ("−", "－"), ("∆", "△")]
        {
            assert_eq!(of(&marks, text).as_deref(), Some(choice), "{text}");
        }
        assert_eq!(of(&marks, "×"), None);
        assert_eq!(of(&["Ａ：達成", "Ｂ：未達成"], "A").as_deref(), Some("Ａ：達成"));
        assert_eq!(of(&["良", "可"], "1"), None);
        assert_eq!(of(&["10人", "20人"], "10").as_deref(), None);
        // two that are one when folded
        assert_eq!(of(&["―", "－"], "ー"), None);
        assert_eq!(of(&["―", "－"], "－").as_deref(), Some("－"));
    }
}
