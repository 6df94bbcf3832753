//! Dates and times as the text that Excel shows, with 和暦 and Japanese weekdays.

use crate::source::shown::format_code::{DatePart, Noon, Part, Section};
use crate::words::era::{ERAS, Era};

/// The last day Excel knows, 9999-12-31.
const LAST_DAY: i64 = 2_958_465;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// From Saturday, as day 0 of Excel.
const WEEKDAYS: [(&str, &str); 7] = [
    ("土", "Saturday"),
    ("日", "Sunday"),
    ("月", "Monday"),
    ("火", "Tuesday"),
    ("水", "Wednesday"),
    ("木", "Thursday"),
    ("金", "Friday"),
];

/// A moment taken apart.
struct Moment {
    year: i64,
    month: u8,
    day: u8,
    /// In Japanese and in English.
    weekday: (&'static str, &'static str),
    hour: i64,
    minute: i64,
    second: i64,
    /// The fraction of the second in units of the finest field of the format.
    fraction: i64,
    /// Whole seconds since day 0, for `[h]`.
    elapsed: i64,
}

/// Gives the text of a serial date; `None` before day 0 and after 9999, where Excel shows `####`.
///
/// Day 60 is 1900/2/29, which never was, and day 0 is 1900/1/0: Excel shows both.
pub fn date_text(serial: f64, section: &Section, date_1904: bool) -> Option<String> {
    let places = section.parts.iter().filter_map(|part| match part {
        Part::Date(DatePart::Fraction(places)) => Some(*places),
        _ => None,
    });
    let day = |part: &Part| match part {
        Part::Date(field) => field.is_of_a_day(),
        _ => true,
    };
    let places = if section.parts.iter().all(day) { None } else { Some(places.max().unwrap_or(0)) };
    let moment = Moment::new(serial, date_1904, places)?;
    let half = section.parts.iter().any(|part| matches!(part, Part::Date(DatePart::AmPm(_))));
    let mut out = String::new();
    for part in &section.parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Point => out.push('.'),
            Part::Comma => out.push(','),
            Part::Percent => out.push('%'),
            Part::Digit(_) | Part::Fraction(_) | Part::Exponent { .. } | Part::General | Part::Text => {}
            Part::Date(field) => {
                let text = moment.field(*field, section, half);
                match section.numerals {
                    Some(numerals) => out.push_str(&numerals.of_a_day(&text)),
                    None => out.push_str(&text),
                }
            }
        }
    }
    Some(out)
}

impl Moment {
    /// Takes a serial apart, with so many decimals of the second; `None` for fields of a day alone.
    #[cfg_attr(
        not(test),
        expect(
            clippy::arithmetic_side_effects,
            reason = "no day is behind LAST_DAY, in a millionth of a second at least"
        )
    )]
    fn new(serial: f64, date_1904: bool, places: Option<u8>) -> Option<Self> {
        let units = 10_i64.checked_pow(u32::from(places.unwrap_or(0).min(6)))?;
        if !(0.0..=(LAST_DAY + 1) as f64).contains(&serial) {
            return None;
        }
        // Rounded to the finest field, so that 23:59:59.9999999 is the next day; without hours it is the day itself.
        let ticks = (serial - serial.floor()) * 86_400.0 * units as f64;
        let ticks = if places.is_some() { ticks.round() } else { (ticks + 0.0001).floor() } as i64;
        let total = serial.floor() as i64 * 86_400 * units + ticks;
        let elapsed = total / units;
        let days = elapsed / 86_400;
        let serial_day = if date_1904 { days + 1462 } else { days };
        if serial_day > LAST_DAY {
            return None;
        }
        let (year, month, day) = civil(serial_day);
        let second = elapsed % 86_400;
        Some(Self {
            year,
            month,
            day,
            weekday: *WEEKDAYS.get(usize::try_from(serial_day % 7).ok()?)?,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            fraction: total % units,
            elapsed,
        })
    }

    fn field(&self, field: DatePart, section: &Section, half: bool) -> String {
        let two = |value: i64, repeat: u8| {
            if repeat >= 2 { format!("{value:02}") } else { value.to_string() }
        };
        let hour = match self.hour % 12 {
            _ if !half => self.hour,
            0 => 12,
            hour => hour,
        };
        match field {
            DatePart::Year(1 | 2) => format!("{:02}", self.year % 100),
            DatePart::Year(_) => format!("{:04}", self.year),
            DatePart::Month(n @ (1 | 2)) => two(i64::from(self.month), n),
            DatePart::Month(n) => {
                let name =
                    usize::from(self.month).checked_sub(1).and_then(|n| MONTHS.get(n)).copied().unwrap_or_default();
                match n {
                    3 => name.chars().take(3).collect(),
                    5 => name.chars().take(1).collect(),
                    _ => name.to_owned(),
                }
            }
            DatePart::Day(n @ (1 | 2)) => two(i64::from(self.day), n),
            DatePart::Day(n) => {
                let (kanji, name) = self.weekday;
                match (section.japanese, n) {
                    (true, 3) => kanji.to_owned(),
                    (true, _) => format!("{kanji}曜日"),
                    (false, 3) => name.chars().take(3).collect(),
                    (false, _) => name.to_owned(),
                }
            }
            DatePart::Weekday(3) => self.weekday.0.to_owned(),
            DatePart::Weekday(_) => format!("{}曜日", self.weekday.0),
            DatePart::Era(n) => {
                let Era { name, letter, .. } = self.era();
                match n {
                    0 | 1 => letter.to_string(),
                    2 => name.chars().take(1).collect(),
                    _ => (*name).to_owned(),
                }
            }
            DatePart::EraYear(n) => {
                let year = self.year.saturating_sub(self.era().begins.0.into()).saturating_add(1);
                if year == 1 && section.gannen { "元".to_owned() } else { two(year, n) }
            }
            DatePart::Hour(n) => two(hour, n),
            DatePart::Minute(n) => two(self.minute, n),
            DatePart::Second(n) => two(self.second, n),
            DatePart::Fraction(n) => {
                let digits = usize::from(n);
                format!("{:0digits$}", self.fraction)
            }
            DatePart::AmPm(noon) => {
                let [before, after] = match noon {
                    Noon::Letters => ["A", "P"],
                    Noon::Words if !section.japanese => ["AM", "PM"],
                    Noon::Words | Noon::Japanese => ["午前", "午後"],
                };
                if self.hour >= 12 { after } else { before }.to_owned()
            }
            DatePart::Elapsed('h', n) => two(self.elapsed / 3600, n),
            DatePart::Elapsed('m', n) => two(self.elapsed / 60, n),
            DatePart::Elapsed(_, n) => two(self.elapsed, n),
        }
    }

    fn era(&self) -> &'static Era {
        let today = (i32::try_from(self.year).unwrap_or(i32::MAX), self.month, self.day);
        let [.., first] = &ERAS;
        ERAS.iter().find(|era| today >= era.begins).unwrap_or(first)
    }
}

/// Turns a day of the 1900 system into year, month and day.
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "no day is behind LAST_DAY"))]
fn civil(serial_day: i64) -> (i64, u8, u8) {
    match serial_day {
        0 => return (1900, 1, 0),
        60 => return (1900, 2, 29),
        _ => {}
    }
    // Days since 0000-03-01 (Howard Hinnant, chrono-compatible low-level date algorithms).
    let days = serial_day + if serial_day < 60 { 693_900 } else { 693_899 };
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

/// Reads an ISO 8601 date, time or both (`t="d"` cells, ODS) as a serial of the 1900 system.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "years, months and days are within their ranges")
)]
pub fn serial_of_iso(text: &str) -> Option<f64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let mut serial = 0.0;
    if let Some(date) = date {
        let mut fields = date.splitn(3, '-').map(str::parse::<i64>);
        let year = fields.next()?.ok()?;
        let month = fields.next()?.ok()?;
        let day = fields.next()?.ok()?;
        if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let year = year - i64::from(month <= 2);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let days = 365 * year + year / 4 - year / 100 + year / 400 + of_year - 693_899;
        serial = (if days < 61 { days - 1 } else { days }) as f64;
    }
    if let Some(time) = time {
        let mut fields = time.trim_end_matches('Z').splitn(3, ':').map(str::parse::<f64>);
        let hour = fields.next()?.ok()?;
        let minute = fields.next()?.ok()?;
        let second = fields.next().unwrap_or(Ok(0.0)).ok()?;
        serial += (hour * 3600.0 + minute * 60.0 + second) / 86_400.0;
    }
    Some(serial)
}

#[cfg(test)]
mod tests {
    use super::super::format_code::{FormatCode, builtin};
    use super::super::number_text::number_text;
    use super::*;

    #[track_caller]
    fn shows(serial: f64, code: &str, text: &str) {
        let parsed = FormatCode::parse(code).unwrap_or_else(|| panic!("unsupported: {code}"));
        assert_eq!(number_text(serial, &parsed, false).as_deref(), Some(text), "{serial} {code}");
    }

    #[test]
    fn western_dates() {
        shows(44_287.0, "yyyy/m/d", "2021/4/1");
        shows(44_287.0, "yyyy-mm-dd", "2021-04-01");
        shows(44_287.0, r#"yyyy"年"m"月"d"日""#, "2021年4月1日");
        shows(44_287.0, "yyyy年m月d日", "2021年4月1日");
        shows(44_287.0, "d-mmm-yy", "1-Apr-21");
        shows(44_287.0, r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "2021年4月1日");
        shows(60.0, "yyyy/m/d", "1900/2/29");
        shows(61.0, "yyyy/m/d", "1900/3/1");
        shows(1.0, "yyyy/m/d", "1900/1/1");
        shows(2_958_465.0, "yyyy/m/d", "9999/12/31");
        shows(44_287.0, "yyyy/m/d;@", "2021/4/1");
    }

    #[test]
    fn japanese_eras_change_on_their_day() {
        let code = r#"[$-411]ggge"年"m"月"d"日""#;
        shows(43_585.0, code, "平成31年4月30日");
        shows(43_586.0, code, "令和1年5月1日");
        shows(43_586.0, r#"[$-ja-JP-x-gannen]ggge"年"m"月"d"日""#, "令和元年5月1日");
        shows(32_515.0, code, "昭和64年1月7日");
        shows(32_516.0, code, "平成1年1月8日");
        shows(9_855.0, code, "大正15年12月24日");
        shows(9_856.0, code, "昭和1年12月25日");
        shows(4_594.0, code, "明治45年7月29日");
        shows(4_595.0, code, "大正1年7月30日");
        shows(44_287.0, "[$-411]ge.m.d", "R3.4.1");
        shows(44_287.0, "[$-411]ge-m-d", "R3-4-1");
        shows(44_287.0, "[$-411]ggee.mm.dd", "令03.04.01");
    }

    #[test]
    fn weekdays_and_times() {
        shows(44_287.0, "m/d(aaa)", "4/1(木)");
        shows(44_287.0, "aaaa", "木曜日");
        shows(44_287.0, "ddd", "Thu");
        shows(0.375, "h:mm", "9:00");
        shows(0.75, "h:mm AM/PM", "6:00 PM");
        shows(0.75, "[$-411]AM/PM h:mm", "午後 6:00");
        shows(1.25, "[h]:mm", "30:00");
        shows(0.999_999_9, "h:mm:ss", "0:00:00");
        shows(0.5 + 12.345 / 86_400.0, "mm:ss.0", "00:12.3");
        shows(44_287.5, "yyyy/m/d h:mm", "2021/4/1 12:00");
        shows(0.75, "h:mm A/P", "6:00 P");
        shows(0.75, "午前/午後h時mm分", "午後6時00分");
        shows(0.707_07, "hh.000", "16.848");
        shows(0.707_07, "h .0", "16 .8");
        // the day itself, unless its hour is shown
        shows(45_292.999_999_9, "yyyy/m/d", "2024/1/1");
        shows(45_292.999_999_9, "m\"月\"d\"日\"(aaa)", "1月1日(月)");
        shows(45_292.999_999_9, "yyyy/m/d h:mm", "2024/1/2 0:00");
    }

    #[test]
    fn japanese_builtin_ids() {
        let shown = |id| {
            let code = FormatCode::parse(builtin(id).expect("built in")).expect("supported");
            number_text(44_287.5, &code, false).expect("in range")
        };
        assert_eq!(shown(14), "2021/4/1");
        assert_eq!(shown(22), "2021/4/1 12:00");
        assert_eq!(shown(55), "2021年4月");
        assert_eq!(shown(56), "4月1日");
        assert_eq!(shown(57), "R3.4.1");
        assert_eq!(shown(58), "令和3年4月1日");
    }

    #[test]
    fn the_1904_system_begins_four_years_later() {
        let code = FormatCode::parse("yyyy/m/d").expect("supported");
        assert_eq!(number_text(42_825.0, &code, true).as_deref(), Some("2021/4/1"));
        assert_eq!(number_text(0.0, &code, true).as_deref(), Some("1904/1/1"));
    }

    #[test]
    fn iso_dates_become_serials() {
        assert_eq!(serial_of_iso("2021-04-01"), Some(44_287.0));
        assert_eq!(serial_of_iso("2021-04-01T12:00:00"), Some(44_287.5));
        assert_eq!(serial_of_iso("1900-02-28"), Some(59.0));
        assert_eq!(serial_of_iso("1900-03-01"), Some(61.0));
        assert_eq!(serial_of_iso("09:00:00"), Some(0.375));
        assert_eq!(serial_of_iso("2021-13-01"), None);
        assert_eq!(serial_of_iso("令和3年"), None);
    }
}
