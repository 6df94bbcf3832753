//! The day on which a command runs.

use super::outputs::refused;
use crate::faces::today::now;
use crate::msg;
use crate::told::Faults;
use crate::units::Date;

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
