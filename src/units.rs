//! Lengths and days.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::fmt;

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Of the common era.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to the last of the month.
    pub day: u8,
}

impl Date {
    /// A day; `None` where the calendar has no such day. Years are 1900 to 9999: PDF and Excel write no others.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1900..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// The first day of a fiscal year (年度).
    pub fn april(year: i32) -> Self {
        Self { year, month: 4, day: 1 }
    }

    /// How many days later another day is; below 0 where it is earlier.
    pub fn days_to(self, other: Self) -> i64 {
        other.number().saturating_sub(self.number())
    }

    /// 日 to 土.
    pub(crate) fn weekday(self) -> char {
        // 1970-01-01 was a Thursday
        match self.number().rem_euclid(7) {
            0 => '木',
            1 => '金',
            2 => '土',
            3 => '日',
            4 => '月',
            5 => '火',
            _ => '水',
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, carried back before it was made. Years begin in March here, so that
    /// the leap day is a year's last (Hinnant, chrono-Compatible Low-Level Date Algorithms).
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, reason = "the days of a 32-bit year go into 64 bits")
    )]
    fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day so many days after 1970-01-01; `None` beyond the years that [`new`](Self::new) takes.
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, reason = "after divisions nothing comes near 64 bits")
    )]
    pub(crate) fn of_number(number: i64) -> Option<Self> {
        let shifted = number.checked_add(719_468)?;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Reads `2026-04-01`; zeros may be left out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(str::parse::<i32>);
        let mut next = || parts.next()?.ok();
        let (year, month, day) = (next()?, next()?, next()?);
        if parts.next().is_some() {
            return None;
        }
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

/// `2026-04-01`
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        let days = |from, to| Date::parse(from).unwrap().days_to(Date::parse(to).unwrap());
        assert_eq!(days("2026-05-10", "2026-05-15"), 5);
        assert_eq!(days("2026-05-15", "2026-05-15"), 0);
        assert_eq!(days("2026-04-02", "2026-03-30"), -3);
        assert_eq!(days("2024-02-28", "2024-03-01"), 2);
        // every day of two centuries is found by its number
        for number in -25_567..47_483 {
            assert_eq!(Date::of_number(number).unwrap().number(), number);
        }
        assert_eq!(Date::of_number(20_787).unwrap().to_string(), "2026-11-30");
        assert_eq!(Date::of_number(i64::from(i32::MAX)), None);
        assert_eq!(Date::of_number(i64::MAX), None);
        assert_eq!(days("1900-02-28", "1900-03-01"), 1);
        assert_eq!(days("1970-01-01", "2000-01-01"), 10_957);
        assert_eq!(days("1900-01-01", "9999-12-31"), 2_958_463);
    }

    #[test]
    fn days_are_read_and_written() {
        let read = |text| Date::parse(text).map(|day| day.to_string());
        assert_eq!(read("2026-04-01").as_deref(), Some("2026-04-01"));
        assert_eq!(read("2024-2-29").as_deref(), Some("2024-02-29"));
        for none in ["2023-02-29", "2026-13-01", "2026-04-31", "1899-04-01", "2026-04", "2026-04-01-1", "2026/04/01"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
