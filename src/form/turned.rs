//! `M039`: a number of a field that Excel seems to have turned into a day or a power of ten.

use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;
use crate::words::{Turned, half_width, is_alike, turned};

/// Words in the name of a field that holds numbers by which things are called.
const NUMBERS: [&str; 7] = ["番号", "コード", "符号", "記号", "ID", "No", "№"];

/// Looks through the answers of one field, in their order. What its pattern does not allow, what its name or most of
/// the other answers belie, is told in one finding.
pub fn check<'a>(
    field: &str,
    pattern: Option<&str>,
    answers: impl Iterator<Item = (&'a str, Option<&'a Place>)>,
) -> Option<Finding> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for (text, place) in answers.filter(|(text, _)| !text.trim().is_empty()) {
        match turned(text) {
            Some(turned) => found.push((text, place, turned)),
            None => others.push(text),
        }
    }
    if found.is_empty() {
        return None;
    }
    let pattern = pattern.and_then(|pattern| regex::Regex::new(&format!("^(?:{pattern})$")).ok());
    let name: String = field.chars().map(half_width).collect();
    let named = NUMBERS.iter().any(|word| name.contains(word)) && !name.contains('日');
    let alike = |turned: &Turned| {
        let alike = others.iter().filter(|text| is_alike(text, turned)).count();
        alike > 0 && alike >= others.len().div_ceil(2)
    };
    let (of_days, of_powers) = (
        found.iter().find(|(.., turned)| turned.day).is_some_and(|(.., turned)| alike(turned)),
        found.iter().find(|(.., turned)| !turned.day).is_some_and(|(.., turned)| alike(turned)),
    );
    found.retain(|(text, _, turned)| {
        let forbidden = pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text.trim()));
        let belied = if turned.day { of_days } else { of_powers };
        belied || (turned.certain && (forbidden || (named && pattern.is_none())))
    });
    let (text, place, turned) = found.first()?;
    let (text, typed, more) = (quote(text), &turned.typed, found.len().saturating_sub(1));
    let (ja, en) = if turned.day { ("日付", "a day") } else { ("指数の数", "a power of ten") };
    let (and_ja, and_en) = match more {
        0 => (String::new(), String::new()),
        more => (format!("（ほか {more} 件）"), format!(" ({more} more)")),
    };
    let mut finding = Finding::warning(
        "M039",
        msg!(
            "「{field}」の「{text}」は、「{typed}」などの番号を Excel が{ja}に変えたもののようです{and_ja}",
            "\"{text}\" in \"{field}\" seems to be a number such as {typed} that Excel turned into {en}{and_en}"
        ),
    )
    .hint(msg!(
        "セルの表示形式を「文字列」にしてから、番号を打ち直してください",
        "set the format of the cell to Text, and type the number again"
    ));
    finding.place = place.cloned();
    finding.related.extend(found.iter().skip(1).filter_map(|(_, place, _)| place.cloned()));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(field: &str, pattern: Option<&str>, answers: &[&str]) -> Option<String> {
        check(field, pattern, answers.iter().map(|text| (*text, None))).map(|finding| finding.message.ja)
    }

    #[test]
    fn the_other_answers_the_name_or_the_pattern_belie_a_day() {
        let ja = told("区分", None, &["1-1", "1月2日", "1-13", "3-Apr"]).unwrap();
        assert!(ja.contains("「1月2日」") && ja.contains("「1-2」") && ja.contains("ほか 1 件"), "{ja}");
        assert!(told("区分", None, &["1-1", "46024"]).is_some());
        assert!(told("区分", None, &["2A3", "2.00E+03"]).is_some_and(|ja| ja.contains("「2E3」")));
        assert!(told("整理番号", None, &["1月2日"]).is_some());
        assert!(told("コード", None, &["2.00E+03"]).is_some());
        assert!(told("事業", Some("[0-9]+(?:-[0-9]+)*"), &["3-Jan"]).is_some());
    }

    #[test]
    fn days_among_days_and_words_are_days() {
        assert_eq!(told("実施日", None, &["4月1日", "5月2日"]), None);
        assert_eq!(told("区分", None, &["4月1日", "未定", "1-2", "検討中"]), None);
        assert_eq!(told("番号", None, &["1/2", "46024", "12"]), None);
        assert_eq!(told("受付番号・受付日", None, &["4月1日"]), None);
        assert_eq!(told("事業", Some(".*"), &["4月1日"]), None);
    }
}
