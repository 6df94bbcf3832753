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
    // a clock beyond all calendars says nothing
    let day = i64::try_from((seconds + JAPAN) / 86_400).ok().and_then(Date::of_number);
    day.unwrap_or(Date::april(2000))
}
