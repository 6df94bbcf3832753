//! Numbers of a worksheet that are shown as they were typed.

use crate::source::{FormatCode, number_text};

/// Excel keeps so many digits of a number (Excel specifications and limits, Microsoft).
const DIGITS: usize = 15;
/// What may stand before a number that is negative.
const MINUS: &[char] = &['△', '▲', '-', '−', '－'];
/// What may stand before one that is not.
const PLUS: &[char] = &['+', '＋'];
/// Papers of towns put it before what is negative.
const NEGATIVE: char = '△';

/// A number and the format in which Excel shows it as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub value: f64,
    pub format: String,
}

/// The number that a text is; `None` where it is more than one, or Excel would not show it as it was typed: leading zeros,
/// full-width digits, more than 15 digits. `unit` is what may stand behind it.
pub fn number_of(text: &str, unit: &str) -> Option<Number> {
    let minus = text.chars().next().filter(|c| MINUS.contains(c));
    let plus = text.chars().next().filter(|c| PLUS.contains(c));
    let sign = minus.or(plus);
    let body = &text[sign.map_or(0, char::len_utf8)..];
    let (figures, unit) = match body.strip_suffix(unit).filter(|_| !unit.is_empty()) {
        Some(figures) => (figures, unit),
        None => (body, ""),
    };
    let (whole, decimals) = figures.split_once('.').unwrap_or((figures, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = whole.contains(',');
    let sound = match grouped {
        true => {
            let mut groups = whole.split(',');
            let first = groups.next().is_some_and(|group| digits(group) && group.len() <= 3);
            first && groups.all(|group| digits(group) && group.len() == 3)
        }
        false => digits(whole),
    };
    let bare = whole.replace(',', "");
    let leading = bare.starts_with('0') && bare != "0";
    if !sound || leading || (figures.contains('.') && !digits(decimals)) || bare.len() + decimals.len() > DIGITS {
        return None;
    }
    let power = if unit == "%" { "e-2" } else { "" };
    let size: f64 = format!("{bare}.{decimals}{power}").parse().ok()?;
    let value = if minus.is_some() { -size } else { size };
    let places = if decimals.is_empty() { String::new() } else { format!(".{}", "0".repeat(decimals.len())) };
    // what is typed over a short number gets its commas; one that was typed without them keeps none
    let shape = if grouped || bare.len() <= 3 { "#,##0" } else { "0" };
    let format = code(plus, &format!("{shape}{places}"), minus.unwrap_or(NEGATIVE), unit);
    let shown = FormatCode::parse(&format).and_then(|code| number_text(value, &code, false));
    (shown.as_deref() == Some(text) && (minus.is_none() || size > 0.0)).then_some(Number { value, format })
}

/// The format of a cell in which a number may still be typed.
pub fn number_format(unit: &str) -> String {
    code(None, "#,##0", NEGATIVE, unit)
}

fn code(plus: Option<char>, shape: &str, minus: char, unit: &str) -> String {
    let before = plus.map(|plus| format!("\"{plus}\"")).unwrap_or_default();
    let behind = match unit {
        "" | "%" => unit.to_owned(),
        unit => format!("\"{unit}\""),
    };
    format!("{before}{shape}{behind};\"{minus}\"{shape}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, unit: &str) -> Option<f64> {
        number_of(text, unit).map(|number| number.value)
    }

    #[test]
    fn plain_numbers_are_numbers() {
        for (text, unit, expected) in [
            ("0", "", 0.0),
            ("850", "", 850.0),
            ("1200", "", 1200.0),
            ("1,200", "", 1200.0),
            ("12,345,678.50", "", 12_345_678.5),
            ("△1,200", "", -1200.0),
            ("▲3", "", -3.0),
            ("-0.5", "", -0.5),
            ("−4", "", -4.0),
            ("+12", "", 12.0),
            ("1,200千円", "千円", 1200.0),
            ("△12人", "人", -12.0),
            ("1,200", "千円", 1200.0),
            ("45.3%", "%", 0.453),
            ("45％", "％", 45.0),
            ("123456789012345", "", 123_456_789_012_345.0),
            ("0.1", "", 0.1),
        ] {
            assert_eq!(value(text, unit), Some(expected), "{text}");
        }
    }

    #[test]
    fn everything_else_stays_a_text() {
        for (text, unit) in [
            ("", ""),
            ("約30", ""),
            ("－", ""),
            ("12人（延べ）", "人"),
            ("12人", ""),
            ("12件", "人"),
            ("⑫", ""),
            ("007", ""),
            ("00", ""),
            ("１２", ""),
            ("12,34", ""),
            ("1234,567", ""),
            ("0,123", ""),
            (".5", ""),
            ("5.", ""),
            ("1.2.3", ""),
            ("1-2", ""),
            ("-0", ""),
            ("△", ""),
            (" 12", ""),
            ("12\n", ""),
            ("1e5", ""),
            ("1234567890123456", ""),
            ("=1+1", ""),
            ("千円", "千円"),
        ] {
            assert_eq!(number_of(text, unit), None, "{text}");
        }
    }

    #[test]
    fn negative_numbers_are_shown_with_their_own_sign() {
        let format = |text: &str, unit: &str| number_of(text, unit).map(|number| number.format);
        assert_eq!(format("1,200千円", "千円").as_deref(), Some("#,##0\"千円\";\"△\"#,##0\"千円\""));
        assert_eq!(format("▲1200", "").as_deref(), Some("0;\"▲\"0"));
        assert_eq!(format("+1.5", "").as_deref(), Some("\"+\"#,##0.0;\"△\"#,##0.0"));
        assert_eq!(number_format("人"), "#,##0\"人\";\"△\"#,##0\"人\"");
    }
}
