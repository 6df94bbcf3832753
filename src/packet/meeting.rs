//! The meeting, and its day and hours in words.

use crate::units::Date;
use crate::words::era;

/// 会議
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Meeting {
    /// Name of the meeting.
    pub name: String,
    /// 令和7年度第1回
    pub round: Option<String>,
    /// Its day.
    pub day: Option<Date>,
    /// Hours and minutes.
    pub begins: Option<(u8, u8)>,
    /// Hours and minutes.
    pub ends: Option<(u8, u8)>,
    /// How hours are written.
    pub clock: Clock,
    /// Where it is held.
    pub place: Option<String>,
}

/// How hours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Clock {
    /// 14:00
    #[default]
    Whole,
    /// 午後2時
    Half,
}

impl Meeting {
    /// 令和7年度第1回　汐見原市地域福祉計画推進会議
    pub fn title(&self) -> String {
        match &self.round {
            Some(round) => format!("{round}　{}", self.name),
            None => self.name.clone(),
        }
    }

    /// 令和7年8月26日（火）14:00～16:00, as much of it as is known.
    pub fn when(&self) -> Option<String> {
        let mut out = era::date(self.day?);
        if let Some(begins) = self.begins {
            out.push_str(&self.hour(begins));
            out.push('～');
            if let Some(ends) = self.ends {
                out.push_str(&self.hour(ends));
            }
        }
        Some(out)
    }

    fn hour(&self, (hour, minute): (u8, u8)) -> String {
        match self.clock {
            Clock::Whole => format!("{hour}:{minute:02}"),
            Clock::Half => {
                // noon is 午後0時 (太政官達 of 1872 and the practice of offices)
                let half = if hour < 12 { "午前" } else { "午後" };
                let hour = hour % 12;
                if minute == 0 { format!("{half}{hour}時") } else { format!("{half}{hour}時{minute}分") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_in_words() {
        let mut meeting = Meeting {
            name: "推進会議".to_owned(),
            round: Some("第1回".to_owned()),
            day: Date::new(2025, 8, 26),
            begins: Some((14, 0)),
            ends: Some((16, 30)),
            clock: Clock::Whole,
            place: None,
        };
        assert_eq!(meeting.when().unwrap(), "令和7年8月26日（火）14:00～16:30");
        meeting.clock = Clock::Half;
        assert_eq!(meeting.when().unwrap(), "令和7年8月26日（火）午後2時～午後4時30分");
        meeting.begins = Some((12, 0));
        meeting.ends = None;
        assert_eq!(meeting.when().unwrap(), "令和7年8月26日（火）午後0時～");
        meeting.day = None;
        assert_eq!(meeting.when(), None);
        assert_eq!(meeting.title(), "第1回　推進会議");
    }
}
