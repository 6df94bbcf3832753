//! What Excel makes of a number such as 1-2 or 2E3 that is typed into a cell of the format 標準: a day, a power of ten.

use super::half_width;
use crate::units::Date;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Bytes of the longest text that may be one: Excel shows 15 figures, in full width three bytes each.
const LONGEST: usize = 100;

/// A text as Excel shows a day or a power of ten, and what may have been typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// 1-2 of 1月2日.
    pub typed: String,
    /// Nothing else looks so: 1月2日, 3-Jan, 2.00E+03. What is not certain is 1/2, and the number of a day.
    pub certain: bool,
    /// A day.
    pub day: bool,
}

/// Looks whether Excel may have turned a number into this text.
pub fn turned(text: &str) -> Option<Turned> {
    let text = text.trim();
    let ends = |c: char| c == '日' || half_width(c).is_ascii_alphanumeric();
    if text.len() > LONGEST || !text.ends_with(ends) {
        return None;
    }
    let text: String = text.chars().map(half_width).collect();
    let day = |typed: String, certain| Some(Turned { typed, certain, day: true });
    let parts = |between: char| text.split(between).collect::<Vec<_>>();
    let in_words: Vec<&str> = text.strip_suffix('日').map(|t| t.split(['年', '月']).collect()).unwrap_or_default();
    match (in_words.as_slice(), parts('-').as_slice(), parts('/').as_slice()) {
        ([month, date], ..) if is_day(month, date) => return day(format!("{month}-{date}"), true),
        ([year, month, date], ..) | (.., [year, month, date]) if is_year(year) && is_day(month, date) => {
            return day(format!("{}-{month}-{date}", short(year)), true);
        }
        (_, [date, month], _) if number_of(month).is_some_and(|m| is_day(&m.to_string(), date)) => {
            return day(format!("{}-{date}", number_of(month)?), true);
        }
        (_, [month, year], _) if number_of(month).is_some() && year.len() == 2 && is_number(year) => {
            return day(format!("{}-{year}", number_of(month)?), true);
        }
        (.., [month, date]) if is_day(month, date) => return day(format!("{month}-{date}"), false),
        _ => {}
    }
    if let Some((figures, power)) = text.split_once("E+") {
        let plain = figures.trim_end_matches('0').trim_end_matches('.');
        let power = power.parse::<u32>().ok()?;
        let sound = plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.starts_with(|c| c != '.');
        return sound.then(|| Turned { typed: format!("{plain}E{power}"), certain: true, day: false });
    }
    let serial = text.parse::<u32>().ok().filter(|_| text.len() == 5)?;
    let (month, date) = month_and_date(serial)?;
    day(format!("{month}-{date}"), false)
}

/// The month and date of a day from 2000 to 2049 by its number, which a cell shows once its format was taken off.
fn month_and_date(serial: u32) -> Option<(u8, u8)> {
    /// The number of 1970-01-01.
    const EPOCH: i64 = 25_569;
    let Date { year, month, day } = Date::of_number(i64::from(serial).saturating_sub(EPOCH))?;
    (2000..2050).contains(&year).then_some((month, day))
}

/// Whether a text is a number of the kind that was turned: 1-4 or 2/3 beside a day, 2A3 beside a power.
pub fn is_alike(text: &str, turned: &Turned) -> bool {
    let shape = shape(text);
    if !turned.day {
        return shape == "9A9";
    }
    let parts = turned.typed.split('-').count();
    shape == vec!["9"; parts].join("-") || shape == vec!["9"; parts].join("/")
}

/// Figures as 9, letters as A, strokes as `-`.
fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars().map(half_width).filter(|c| !c.is_whitespace()) {
        let class = match c {
            '0'..='9' => '9',
            'A'..='Z' | 'a'..='z' => 'A',
            '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | 'ｰ' | '─' => '-',
            c => c,
        };
        if !out.ends_with(class) || !matches!(class, '9' | 'A') {
            out.push(class);
        }
    }
    out
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_day(month: &str, date: &str) -> bool {
    let within = |text: &str, last: u8| {
        is_number(text) && text.len() <= 2 && text.parse::<u8>().is_ok_and(|n| (1..=last).contains(&n))
    };
    within(month, 12) && within(date, 31)
}

fn is_year(year: &str) -> bool {
    year.len() == 4 && is_number(year)
}

/// 2001 is what 1 or 01 becomes.
fn short(year: &str) -> &str {
    year[2..].trim_start_matches('0')
}

fn number_of(month: &str) -> Option<usize> {
    MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month)).map(|n| n.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_guessed() {
        let typed = |text: &str| turned(text).map(|t| (t.typed, t.certain));
        for (text, so) in [
            ("1月2日", Some(("1-2", true))),
            ("１２月３１日", Some(("12-31", true))),
            ("3-Jan", Some(("1-3", true))),
            ("Jan-32", Some(("1-32", true))),
            ("2001/2/3", Some(("1-2-3", true))),
            ("2012年3月4日", Some(("12-3-4", true))),
            ("2.00E+03", Some(("2E3", true))),
            ("1.5E+10", Some(("1.5E10", true))),
            ("1/2", Some(("1-2", false))),
            ("46024", Some(("1-2", false))),
            ("45351", Some(("2-29", false))),
            ("36525", None),
            ("54789", None),
            ("1-2", None),
            ("13月2日", None),
            ("令和7年4月1日", None),
            ("12345", None),
            ("4月", None),
            ("", None),
            ("年月日", None),
        ] {
            assert_eq!(typed(text), so.map(|(t, c)| (t.to_owned(), c)), "{text}");
        }
    }

    #[test]
    fn neighbours_are_of_the_same_make() {
        let day = turned("1月2日").unwrap();
        assert!(["1-4", "１－１２", "3 － 4", "2/3", "10ー2"].iter().all(|text| is_alike(text, &day)));
        assert!(["1", "1-2-3", "A-1", "見守り", "4月5日"].iter().all(|text| !is_alike(text, &day)));
        let power = turned("2.00E+03").unwrap();
        assert!(is_alike("2A3", &power) && is_alike("10F05", &power) && !is_alike("2-3", &power));
    }
}
