//! Excel number format codes (表示形式) as data.

use super::fraction::Fraction;
use super::numerals::Numerals;

/// A parsed number format code such as `#,##0;[Red]-#,##0`.
#[derive(Debug, Clone, PartialEq)]
pub struct FormatCode {
    pub sections: Vec<Section>,
}

/// One part of a format code between semicolons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    pub condition: Option<Condition>,
    pub parts: Vec<Part>,
    /// The section names the Japanese locale, so `AM/PM` and weekdays are Japanese.
    pub japanese: bool,
    /// The first year of an era is 元.
    pub gannen: bool,
    /// Figures are written as Japanese numerals.
    pub numerals: Option<Numerals>,
    /// The section names another locale, whose eras are not Japan's.
    pub(super) foreign: bool,
    /// `[JPN]`: years are those of eras, however they are written.
    pub(super) calendar: bool,
    /// The code that stands for a system format; the rest of the section is ignored.
    pub(super) system: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    pub test: Test,
    pub limit: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Fraction(Fraction),
    Point,
    Comma,
    Percent,
    /// `E+` shows the sign always, `E-` only when negative.
    Exponent {
        plus: bool,
    },
    General,
    /// `@`
    Text,
    Date(DatePart),
}

/// A date or time field; the number is how often the letter is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    Year(u8),
    Month(u8),
    Day(u8),
    /// `aaa` (3) or `aaaa` (4): the Japanese weekday.
    Weekday(u8),
    /// `g`, `gg` or `ggg`.
    Era(u8),
    EraYear(u8),
    Hour(u8),
    Minute(u8),
    Second(u8),
    /// Digits after the second.
    Fraction(u8),
    AmPm(Noon),
    /// `[h]`, `[m]` or `[s]`.
    Elapsed(char, u8),
}

impl DatePart {
    /// Names a day or more, not its hours.
    pub(super) fn is_of_a_day(self) -> bool {
        use DatePart::{Day, Era, EraYear, Month, Weekday, Year};
        matches!(self, Year(_) | Month(_) | Day(_) | Weekday(_) | Era(_) | EraYear(_))
    }
}

/// How the halves of a day are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noon {
    /// `AM/PM`
    Words,
    /// `A/P`
    Letters,
    /// `午前/午後`
    Japanese,
}

/// Gives the code that Japanese Excel shows for a built-in format id.
///
/// The ids 5–8, 14–22, 27–58 differ by locale: ECMA-376 Part 1, 18.8.30 (ja-jp). A code stored
/// in the file for one of these ids is ignored, as Excel does.
pub fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => "¥#,##0;¥-#,##0",
        6 => "¥#,##0;[Red]¥-#,##0",
        7 => "¥#,##0.00;¥-#,##0.00",
        8 => "¥#,##0.00;[Red]¥-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "[$-411]ge.m.d",
        28 | 29 | 51 | 54 | 58 => r#"[$-411]ggge"年"m"月"d"日""#,
        30 => "m/d/yy",
        31 => r#"yyyy"年"m"月"d"日""#,
        32 => r#"h"時"mm"分""#,
        33 => r#"h"時"mm"分"ss"秒""#,
        34 | 52 | 55 => r#"yyyy"年"m"月""#,
        35 | 53 | 56 => r#"m"月"d"日""#,
        37 => "#,##0;-#,##0",
        38 => "#,##0;[Red]-#,##0",
        39 => "#,##0.00;-#,##0.00",
        40 => "#,##0.00;[Red]-#,##0.00",
        41 => r#"_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ "#,
        42 => r#"_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ "#,
        43 => r#"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ "#,
        44 => r#"_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ "#,
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// Characters of a code. Excel takes 255; a part of one is looked through more than once.
const LONGEST: usize = 1000;

/// The part of a code that is looked at.
pub fn within(code: &str) -> &str {
    code.char_indices().nth(LONGEST).map_or(code, |(end, _)| &code[..end])
}

impl FormatCode {
    /// Parses a code; `None` for letters and brackets that mean nothing in Excel, and what is not closed.
    pub fn parse(code: &str) -> Option<Self> {
        if code.len() > within(code).len() {
            return None;
        }
        let chars: Vec<char> = code.chars().collect();
        let mut sections = Vec::new();
        let mut at = 0;
        loop {
            let (section, next) = section(&chars, at)?;
            sections.push(section);
            if next >= chars.len() {
                break;
            }
            // behind the semicolon
            at = next.saturating_add(1);
        }
        (sections.len() <= 4).then_some(Self { sections })
    }
}

/// Whether a code that is not supported looks like that of a day or hour.
pub fn looks_like_a_date(code: &str) -> bool {
    let unquoted: String = code.split('"').step_by(2).collect();
    let outside: String = unquoted.split('[').map(|part| part.rsplit(']').next().unwrap_or_default()).collect();
    outside.to_ascii_lowercase().replace("general", "").contains(['y', 'd', 'h', 'g'])
}

impl Section {
    pub fn is_date(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Date(_)))
    }
}

/// Letters that stand for themselves, as in `0x` (SheetJS's table of what Excel takes).
const LETTERS: &str = "acfijklopqrtuxz";

fn section(chars: &[char], mut at: usize) -> Option<(Section, usize)> {
    let mut out = Section::default();
    loop {
        let rest = chars.get(at..).unwrap_or_default();
        let Some((&c, behind)) = rest.split_first() else { break };
        let run = rest.iter().take_while(|x| x.eq_ignore_ascii_case(&c)).count();
        let repeat = u8::try_from(run).ok()?;
        let length = match c {
            ';' => break,
            '"' => {
                let words = up_to(behind, '"')?;
                out.literal(&words);
                words.chars().count().saturating_add(2)
            }
            '\\' => {
                out.literal(&behind.first()?.to_string());
                2
            }
            // The width of one character is left free.
            '_' => {
                out.literal(" ");
                2
            }
            // Fills the cell by repeating a character; a text has no width to fill.
            '*' => 2,
            '[' => {
                let words = up_to(behind, ']')?;
                out.bracket(&words)?;
                words.chars().count().saturating_add(2)
            }
            '0' | '#' | '?' => match out.parts.last() {
                Some(Part::Point) if c == '0' && out.is_date() => {
                    out.parts.pop();
                    out.literal(".");
                    out.parts.push(Part::Date(DatePart::Fraction(repeat)));
                    run
                }
                _ => {
                    // tried once in a row of places
                    let before = at.checked_sub(1).and_then(|before| chars.get(before));
                    let begins = !matches!(before, Some('0' | '#' | '?'));
                    let fraction = if begins { Fraction::parse(rest)? } else { None };
                    let (part, length) =
                        fraction.map_or((Part::Digit(c), 1), |(fraction, length)| (Part::Fraction(fraction), length));
                    out.parts.push(part);
                    length
                }
            },
            '.' => out.mark(Part::Point),
            ',' => out.mark(Part::Comma),
            '%' => out.mark(Part::Percent),
            '@' => out.mark(Part::Text),
            // elsewhere it is a year: ge-m-d
            'E' | 'e' if out.in_a_number() && matches!(behind.first(), Some('+' | '-')) => {
                out.parts.push(Part::Exponent { plus: behind.first() == Some(&'+') });
                2
            }
            _ => {
                if let Some((part, length)) = word(rest) {
                    out.parts.push(part);
                    length
                } else if let Some(part) = field(c, repeat) {
                    out.date(part);
                    run
                } else if c.is_ascii_alphabetic() && !LETTERS.contains(c.to_ascii_lowercase()) {
                    return None;
                } else {
                    out.literal(&c.to_string());
                    1
                }
            }
        };
        at = at.saturating_add(length);
    }
    if let Some(code) = out.system {
        out.parts = FormatCode::parse(code)?.sections.pop()?.parts;
    }
    out.means_something().then_some((out, at))
}

/// What stands in front of a mark that closes it.
fn up_to(chars: &[char], mark: char) -> Option<String> {
    let end = chars.iter().position(|c| *c == mark)?;
    Some(chars.iter().take(end).collect())
}

/// Recognises the words of a format code.
fn word(rest: &[char]) -> Option<(Part, usize)> {
    let words = [
        ("General", Part::General),
        ("G/標準", Part::General),
        ("AM/PM", Part::Date(DatePart::AmPm(Noon::Words))),
        ("A/P", Part::Date(DatePart::AmPm(Noon::Letters))),
        ("午前/午後", Part::Date(DatePart::AmPm(Noon::Japanese))),
    ];
    words.into_iter().find_map(|(word, part)| {
        let length = word.chars().count();
        let same = rest.len() >= length && rest.iter().zip(word.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b));
        same.then_some((part, length))
    })
}

fn field(letter: char, repeat: u8) -> Option<DatePart> {
    Some(match letter.to_ascii_lowercase() {
        'y' => DatePart::Year(repeat),
        'm' => DatePart::Month(repeat),
        'd' => DatePart::Day(repeat),
        'h' => DatePart::Hour(repeat),
        's' => DatePart::Second(repeat),
        'g' => DatePart::Era(repeat),
        'e' => DatePart::EraYear(repeat),
        'a' if repeat >= 3 => DatePart::Weekday(repeat),
        _ => return None,
    })
}

impl Section {
    /// Adds words; no words (`""`) are something too: they hide the number.
    pub(super) fn literal(&mut self, text: &str) {
        if text.is_empty() && !self.parts.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some(Part::Literal(last)) => last.push_str(text),
            _ => self.parts.push(Part::Literal(text.to_owned())),
        }
    }

    /// Adds what is one character long; gives its length.
    fn mark(&mut self, part: Part) -> usize {
        self.parts.push(part);
        1
    }

    fn in_a_number(&self) -> bool {
        matches!(self.parts.last(), Some(Part::Digit(_) | Part::Point))
    }

    /// Whether its parts can stand together: not the places of a number with a day or hour, a fraction with decimals
    /// or a second fraction, Japanese eras in another locale.
    fn means_something(&self) -> bool {
        let has = |wanted: fn(&Part) -> bool| self.parts.iter().any(wanted);
        let fraction = self.parts.iter().position(|part| matches!(part, Part::Fraction(_)));
        let number = has(|part| matches!(part, Part::Digit(_) | Part::General | Part::Exponent { .. }));
        let era = has(|part| matches!(part, Part::Date(DatePart::Era(_) | DatePart::EraYear(_))));
        let year = has(|part| matches!(part, Part::Date(DatePart::Year(_))));
        let places = |part: &Part| matches!(part, Part::Digit(_) | Part::Fraction(_));
        let after = fraction.is_some_and(|at| self.parts.iter().skip(at).skip(1).any(places));
        let decimals = has(|part| matches!(part, Part::Point | Part::Exponent { .. }));
        let share = has(|part| matches!(part, Part::General)) && has(|part| matches!(part, Part::Percent));
        let clashes = [
            self.is_date() && (number || fraction.is_some()),
            fraction.is_some() && (decimals || after),
            era && self.foreign,
            year && self.calendar,
            share,
        ];
        !clashes.contains(&true)
    }

    /// Adds a date field. `m` after an hour or before a second is a minute; after a second too, if none stands before it.
    fn date(&mut self, part: DatePart) {
        let has_minute = self.parts.iter().any(|part| matches!(part, Part::Date(DatePart::Minute(_))));
        let last = self.parts.iter_mut().rev().find_map(|part| match part {
            Part::Date(field) => Some(field),
            _ => None,
        });
        let part = match (part, last) {
            (DatePart::Month(n), Some(DatePart::Hour(_) | DatePart::Elapsed('h', _))) if n <= 2 => DatePart::Minute(n),
            (DatePart::Month(n), Some(DatePart::Second(_))) if n <= 2 && !has_minute => DatePart::Minute(n),
            (DatePart::Second(_), Some(month @ DatePart::Month(1 | 2))) => {
                if let DatePart::Month(n) = *month {
                    *month = DatePart::Minute(n);
                }
                part
            }
            _ => part,
        };
        self.parts.push(Part::Date(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(code: &str) -> Vec<DatePart> {
        let code = FormatCode::parse(code).expect("supported");
        let fields = code.sections[0].parts.iter().filter_map(|part| match part {
            Part::Date(field) => Some(*field),
            _ => None,
        });
        fields.collect()
    }

    #[test]
    fn m_is_a_minute_only_beside_hours_and_seconds() {
        use DatePart::{Day, Elapsed, Hour, Minute, Month, Second, Year};
        assert_eq!(fields("yyyy/m/d h:mm"), [Year(4), Month(1), Day(1), Hour(1), Minute(2)]);
        assert_eq!(fields("mm:ss"), [Minute(2), Second(2)]);
        assert_eq!(fields("ss:mm"), [Second(2), Minute(2)]);
        assert_eq!(fields("h:mm:ss m/d"), [Hour(1), Minute(2), Second(2), Month(1), Day(1)]);
        assert_eq!(fields("[h]:mm"), [Elapsed('h', 1), Minute(2)]);
        assert_eq!(fields(r#"m"月"d"日" h"時"m"分""#), [Month(1), Day(1), Hour(1), Minute(1)]);
    }

    #[test]
    fn unsupported_codes_are_refused_not_guessed() {
        for code in [
            "0.0 ?/?",
            "?/? ?/?",
            "0/0/0",
            "# ?/?5",
            "[DBNum9]General",
            "\"open",
            "[",
            "0;0;0;@;0",
            "0w",
            // places of a number and a day or hour
            "0kg",
            "0.0h",
            "0m",
            "# ?/? h",
            "General%",
            // years of other countries, other figures
            "[$-404]e/m/d",
            "[JPN][$-411]gggyy",
            "[$-D000411]yyyy",
        ] {
            assert_eq!(FormatCode::parse(code), None, "{code}");
        }
        assert_eq!(FormatCode::parse(&"0.".repeat(100_000)), None);
        for code in ["0x", "A/P h:mm", "[赤]0", "[ENG][$-409]d-mmm-yy", "[JPN][$-411]ge.m.d", "ggge(yyyy)", "0\"m\""] {
            assert!(FormatCode::parse(code).is_some(), "{code}");
        }
    }
}
