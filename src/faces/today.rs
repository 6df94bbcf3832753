//! Today: the one place that reads the clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// So long after a file was written it may be written once more and have the same time: FAT counts in two seconds.
const COARSE: Duration = Duration::from_secs(3);

/// What was written before this moment, and is written again, has another time.
#[allow(clippy::disallowed_methods, reason = "whether a file changed is told by when it was written")]
pub fn moments_ago() -> SystemTime {
    SystemTime::now().checked_sub(COARSE).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_clock_tells_a_day() {
        let after = |seconds| day(UNIX_EPOCH + Duration::from_secs(seconds)).to_string();
        assert_eq!(after(0), "1970-01-01");
        assert_eq!(
            (after(53_999), after(54_000)),
            ("1970-01-01".to_owned(), "1970-01-02".to_owned()),
            "as it is in Japan"
        );
        assert_eq!(after(4_102_412_400), "2100-01-01");
        assert_eq!(day(UNIX_EPOCH - Duration::from_secs(1_000_000)).to_string(), "1970-01-01");
        // beyond all calendars
        assert_eq!(after(u64::try_from(i64::MAX).unwrap() / 2), "2000-04-01");
    }
}
