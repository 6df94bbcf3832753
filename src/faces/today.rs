//! Today: the one place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::units::Date;

/// Japan is nine hours before UTC and knows no summer time.
const JAPAN: u64 = 9 * 60 * 60;

/// The day in Japan.
#[allow(clippy::disallowed_methods, reason = "what was done on which day is told by the clock")]
pub fn now() -> Date {
    day(SystemTime::now())
}

/// The day of a time, in Japan.
pub fn day(time: SystemTime) -> Date {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // a clock beyond all calendars says nothing
    let day = i64::try_from((seconds + JAPAN) / 86_400).ok().and_then(Date::of_number);
    day.unwrap_or(Date::april(2000))
}
