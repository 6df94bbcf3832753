//! Fiscal years and Japanese eras. A fiscal year runs from 4/1 to 3/31 and is named by its first day.

use super::half_width;
use crate::units::Date;

/// An era (元号).
pub struct Era {
    /// 令和
    pub name: &'static str,
    /// R
    pub letter: char,
    /// Year, month and day of its first day.
    pub begins: (i32, u8, u8),
}

const fn era(name: &'static str, letter: char, begins: (i32, u8, u8)) -> Era {
    Era { name, letter, begins }
}

/// Every era, newest first.
pub const ERAS: [Era; 5] = [
    era("令和", 'R', (2019, 5, 1)),
    era("平成", 'H', (1989, 1, 8)),
    era("昭和", 'S', (1926, 12, 25)),
    era("大正", 'T', (1912, 7, 30)),
    era("明治", 'M', (1868, 1, 1)),
];

/// Years that are worded: from the first era on, and no further than anybody plans.
pub const KNOWN: std::ops::RangeInclusive<i64> = 1868..=2200;

/// Words a year: 2020 → 令和2, 2019 → 令和元.
///
/// A fiscal year that begins before the era changes keeps the old era by the calendar, but offices write
/// the new one (令和元年度 is 2019/4–2020/3, published so from May 2019 on); so does this.
pub fn era_year(year: i32) -> String {
    for Era { name, begins: (first, ..), .. } in ERAS {
        if year >= first {
            return match year.saturating_sub(first).saturating_add(1) {
                1 => format!("{name}元"),
                n => format!("{name}{n}"),
            };
        }
    }
    year.to_string()
}

/// Words a day with its weekday: 令和7年8月26日（火）. Eras change on their days.
pub fn date(date: Date) -> String {
    format!("{}（{}）", day(date), date.weekday())
}

/// Words a day: 令和7年8月26日.
pub fn day(Date { year, month, day }: Date) -> String {
    let before = ERAS.iter().any(|era| era.begins.0 == year && (year, month, day) < era.begins);
    let era = if before {
        let past = era_year(year.saturating_sub(1));
        // 平成30 → 平成31
        let digits = past.trim_start_matches(|c: char| !c.is_ascii_digit());
        let name = past.strip_suffix(digits).unwrap_or_default();
        digits.parse::<i32>().map_or_else(|_| era_year(year), |n| format!("{name}{}", n.saturating_add(1)))
    } else {
        era_year(year)
    };
    format!("{era}年{month}月{day}日")
}

/// Words a fiscal year: 2019 → 令和元年度.
pub fn fiscal_year(year: i32) -> String {
    format!("{}年度", era_year(year))
}

/// Finds every year named in a text: 令和2年度, 平成30年, R2, Ｒ２, 令和元.
pub fn years_in(text: &str) -> Vec<i32> {
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let mut out = Vec::new();
    for Era { name, letter, begins: (first, ..) } in ERAS {
        let name: Vec<char> = name.chars().collect();
        for i in 0..chars.len() {
            let (before, rest) = chars.split_at(i);
            let begins = !before.last().is_some_and(char::is_ascii_alphanumeric);
            let by_letter = || rest.strip_prefix(&[letter]).filter(|_| begins);
            let Some(after) = rest.strip_prefix(name.as_slice()).or_else(by_letter) else { continue };
            if after.first() == Some(&'元') {
                out.push(first);
                continue;
            }
            let digits: String = after.iter().take_while(|c| c.is_ascii_digit()).collect();
            if let Ok(n @ 1..=99) = digits.parse::<i32>() {
                out.push(first.saturating_add(n).saturating_sub(1));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_years_of_each_era() {
        assert_eq!(fiscal_year(2020), "令和2年度");
        assert_eq!(fiscal_year(2019), "令和元年度");
        assert_eq!(fiscal_year(2018), "平成30年度");
        assert_eq!(fiscal_year(1989), "平成元年度");
        assert_eq!(fiscal_year(1988), "昭和63年度");
        assert_eq!(era_year(1926), "昭和元");
    }

    #[test]
    fn days_have_their_era_and_weekday() {
        assert_eq!(date(Date { year: 2025, month: 8, day: 26 }), "令和7年8月26日（火）");
        assert_eq!(date(Date { year: 2019, month: 4, day: 30 }), "平成31年4月30日（火）");
        assert_eq!(date(Date { year: 2019, month: 5, day: 1 }), "令和元年5月1日（水）");
        assert_eq!(date(Date { year: 1989, month: 1, day: 7 }), "昭和64年1月7日（土）");
        assert_eq!(date(Date { year: 2024, month: 2, day: 29 }), "令和6年2月29日（木）");
        assert_eq!(date(Date { year: 2000, month: 1, day: 1 }), "平成12年1月1日（土）");
        assert_eq!(date(Date { year: 1900, month: 3, day: 1 }), "明治33年3月1日（木）");
        assert_eq!(day(Date { year: 2026, month: 4, day: 1 }), "令和8年4月1日");
    }

    #[test]
    fn finds_years_however_they_are_written() {
        assert_eq!(years_in("令和2年度時点で把握"), [2020]);
        assert_eq!(years_in("令和元年度取組み"), [2019]);
        assert_eq!(years_in("Ｒ３時点"), [2021]);
        assert_eq!(years_in("平成３０年度照会時（令和3年1月）"), [2018, 2021]);
        assert_eq!(years_in("PR2回"), Vec::<i32>::new());
        assert_eq!(years_in("取組みの実施状況"), Vec::<i32>::new());
    }
}
