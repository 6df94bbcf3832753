//! What the words of a letter may name, and when they hold.

use super::Letter;
use crate::inquiry::Deadline;
use crate::words::era;

/// Open rows that are named one by one.
const NAMED: usize = 10;

/// The names and their values for one letter; nothing where the letter lacks it.
pub struct Facts {
    values: Vec<(&'static str, Option<String>)>,
    holding: Vec<&'static str>,
}

/// Conditions beside those of names.
const STATES: [&str; 5] = ["期限前", "当日", "期限後", "未提出", "提出済"];

impl Facts {
    pub fn of(letter: &Letter) -> Self {
        let Letter { to, from, .. } = letter;
        let deadline = letter.due.map(|due| Deadline::of(due, letter.date));
        let (ahead, past) = match deadline {
            Some(Deadline::Ahead(days)) => (Some(days), None),
            Some(Deadline::Today) => (Some(0), Some(0)),
            Some(Deadline::Past(days)) => (None, Some(days)),
            None => (None, None),
        };
        let text = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let number = |count: usize| Some(count.to_string());
        let days = |days: Option<i64>| days.map(|days| days.to_string());
        let values = vec![
            ("文書番号", letter.number.as_deref().and_then(text)),
            ("日付", Some(era::day(letter.date))),
            ("宛先", text(&joined(&to.bureau, &to.section))),
            ("局区", text(&to.bureau)),
            ("課", text(&to.section)),
            ("担当", to.person.as_deref().and_then(text)),
            ("照会", text(&letter.inquiry)),
            ("様式", text(&letter.form)),
            ("期限", letter.due.map(era::date)),
            ("残り日数", days(ahead)),
            ("過ぎた日数", days(past)),
            ("行数", number(letter.asked)),
            ("回答済", number(letter.answered)),
            ("未記入", number(letter.asked.saturating_sub(letter.answered))),
            ("未記入の行", open_rows(letter)),
            ("単位", text(&letter.unit)),
            ("ファイル", letter.file.as_deref().and_then(text)),
            ("エラー", number(letter.errors)),
            ("注意", number(letter.warnings)),
            ("団体", text(&from.body)),
            ("差出人", text(&from.section)),
            ("差出担当", from.person.as_deref().and_then(text)),
            ("連絡先", from.contact.as_deref().and_then(text)),
        ];
        let mut holding = vec![if letter.received { "提出済" } else { "未提出" }];
        holding.extend(deadline.map(|deadline| match deadline {
            Deadline::Ahead(_) => "期限前",
            Deadline::Today => "当日",
            Deadline::Past(_) => "期限後",
        }));
        Self { values, holding }
    }

    /// Every name, with its value where the letter has one.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        self.values.iter().map(|(name, value)| (*name, value.as_deref()))
    }

    /// Whether a condition holds; `None` for one that is unknown.
    pub fn holds(&self, condition: &str) -> Option<bool> {
        if STATES.contains(&condition) {
            return Some(self.holding.contains(&condition));
        }
        let (name, wanted) = match (condition.strip_suffix("あり"), condition.strip_suffix("なし")) {
            (Some(name), _) => (name, true),
            (_, Some(name)) => (name, false),
            (None, None) => return None,
        };
        let (_, value) = self.values.iter().find(|(own, _)| *own == name)?;
        Some(value.as_deref().is_some_and(|value| value != "0") == wanted)
    }

    /// Every condition, for hints.
    pub fn conditions() -> String {
        format!("{}、名＋あり、名＋なし（期限あり、エラーなし）", STATES.join("、"))
    }
}

/// Bureau and section with a blank between, or the one that there is.
pub fn joined(bureau: &str, section: &str) -> String {
    match (bureau.trim(), section.trim()) {
        (bureau, section) if bureau.is_empty() || bureau == section => section.to_owned(),
        (bureau, "") => bureau.to_owned(),
        (bureau, section) => format!("{bureau}　{section}"),
    }
}

/// 「見守り訪問、配食 ほか 3 行」
fn open_rows(letter: &Letter) -> Option<String> {
    let named: Vec<&str> = letter.open.iter().take(NAMED).map(|name| name.trim()).collect();
    let more = letter.open.len().saturating_sub(named.len());
    let rest = if more > 0 { format!(" ほか {more} {}", letter.unit) } else { String::new() };
    (!named.is_empty()).then(|| named.join("、") + &rest)
}
