//! How far a deadline (期限) is.

use crate::finding::Message;
use crate::msg;
use crate::units::Date;

/// A deadline, seen from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deadline {
    /// So many days from now, 1 or more.
    Ahead(i64),
    /// On that very day.
    Today,
    /// So many days ago, 1 or more.
    Past(i64),
}

impl Deadline {
    /// How far `due` is from `today`.
    pub fn of(due: Date, today: Date) -> Self {
        match today.days_to(due) {
            0 => Self::Today,
            days @ 1.. => Self::Ahead(days),
            days => Self::Past(days.saturating_neg()),
        }
    }

    /// 「期限まであと 5 日」
    pub fn words(self) -> Message {
        match self {
            Self::Ahead(days) => msg!("期限まであと {days} 日", "{days} days to the deadline"),
            Self::Today => msg!("今日が期限です", "the deadline is today"),
            Self::Past(days) => msg!("期限を {days} 日過ぎています", "{days} days past the deadline"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_ahead_today_or_past() {
        let words = |due, today| Deadline::of(Date::parse(due).unwrap(), Date::parse(today).unwrap()).words().ja;
        assert_eq!(words("2026-05-15", "2026-05-10"), "期限まであと 5 日");
        assert_eq!(words("2026-05-15", "2026-05-15"), "今日が期限です");
        assert_eq!(words("2026-03-31", "2026-04-03"), "期限を 3 日過ぎています");
    }
}
