//! The day on which a command runs: the one place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use super::outputs::refused;
use crate::msg;
use crate::told::Faults;
use crate::units::Date;

/// Japan is nine hours before UTC and knows no summer time.
const JAPAN: u64 = 9 * 60 * 60;

/// The day that the user gives, or else today's in Japan.
///
/// # Errors
/// `M000` a day that is none.
pub fn today(given: Option<&str>) -> Result<Date, Faults> {
    match given {
        Some(text) => Date::parse(text).ok_or_else(|| {
            refused(msg!("日付「{text}」は 2026-04-01 の形で書いてください", "\"{text}\" is no day such as 2026-04-01"))
        }),
        None => Ok(now()),
    }
}

#[allow(clippy::disallowed_methods, reason = "the command line is the one place that reads the clock")]
fn now() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day((seconds + JAPAN) / 86_400)
}

/// A day by its number from 1970-01-01 (proleptic Gregorian calendar; H. Hinnant, "chrono-compatible low-level date algorithms").
fn day(number: u64) -> Date {
    let z = number + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    Date { year: year as i32, month: month as u8, day: day as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (number, text) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_787, "2026-11-30"),
            (47_482, "2100-01-01"),
        ] {
            assert_eq!(day(number).to_string(), text);
        }
    }
}
