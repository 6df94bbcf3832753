//! What stands in the brackets of a format code: colours, conditions, locales, numerals, elapsed time.

use super::format_code::{Condition, DatePart, Part, Section, Test};
use super::numerals::Numerals;

const COLOURS: [&str; 16] = [
    "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黒", "青", "水", "緑", "紫", "赤", "白",
    "黄",
];

/// Calendars that Excel of other countries writes in front of a locale.
const CALENDARS: [&str; 6] = ["chn", "eng", "hij", "jpn", "kor", "twn"];

impl Section {
    /// Takes what stands between brackets; `None` where it means nothing.
    pub(super) fn bracket(&mut self, inner: &str) -> Option<()> {
        let lower = inner.to_ascii_lowercase();
        if let Some(locale) = lower.strip_prefix('$') {
            let tag = locale.split_once('-').map_or("", |(_, tag)| tag);
            let sign = inner[1..].split_once('-').map_or(&inner[1..], |(sign, _)| sign);
            return self.locale(tag.split(',').next().unwrap_or_default(), sign);
        }
        let first = lower.chars().next()?;
        if matches!(first, 'h' | 'm' | 's') && lower.chars().all(|c| c == first) {
            let repeat = u8::try_from(lower.len()).ok()?;
            self.parts.push(Part::Date(DatePart::Elapsed(first, repeat)));
            return Some(());
        }
        if let Some(numerals) = Numerals::parse(&lower) {
            self.numerals = numerals;
            return Some(());
        }
        if let Some(condition) = condition(&lower) {
            self.condition = Some(condition);
            return Some(());
        }
        self.calendar |= lower == "jpn";
        let of_a_table = lower.starts_with("color") || lower.starts_with('色');
        (of_a_table || COLOURS.contains(&lower.as_str()) || CALENDARS.contains(&lower.as_str())).then_some(())
    }

    /// Takes the locale of a section (`411`, `ja-jp-x-gannen`) and the sign of its currency.
    fn locale(&mut self, tag: &str, sign: &str) -> Option<()> {
        let japanese = tag.starts_with("ja") || tag.ends_with("411");
        self.japanese |= japanese;
        self.gannen |= tag.contains("x-gannen");
        match tag {
            // The long date and the time of the system settings (Japanese Windows).
            "f800" | "x-sysdate" => self.system = Some(r#"yyyy"年"m"月"d"日""#),
            "f400" | "x-systime" => self.system = Some("h:mm:ss"),
            _ => {
                self.foreign |= !tag.is_empty() && !japanese;
                // digits before calendar and language: which figures
                match u32::from_str_radix(tag, 16).map_or(0, |tag| tag >> 24) {
                    0 | 1 => {}
                    0x1b => self.numerals = Some(Numerals::Kanji),
                    0x1c => self.numerals = Some(Numerals::Formal),
                    0x1d => self.numerals = Some(Numerals::Wide),
                    _ => return None,
                }
                if !sign.is_empty() {
                    self.literal(sign);
                }
            }
        }
        Some(())
    }
}

fn condition(text: &str) -> Option<Condition> {
    let tests = [
        ("<=", Test::LessOrEqual),
        (">=", Test::GreaterOrEqual),
        ("<>", Test::NotEqual),
        ("<", Test::Less),
        (">", Test::Greater),
        ("=", Test::Equal),
    ];
    let (rest, test) = tests.into_iter().find_map(|(sign, test)| Some((text.strip_prefix(sign)?, test)))?;
    Some(Condition { test, limit: rest.trim().parse().ok()? })
}
