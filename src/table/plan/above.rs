//! What stands above a table: plan, title, 資料番号, the meeting and its day, the form's lead.

use std::sync::LazyLock;

use regex::Regex;

use super::columns::normalise;
use super::header::SheetGrid;
use super::{outside, pattern};
use crate::finding::Finding;
use crate::meta::{Given, Meta};
use crate::place::CellRef;
use crate::source::{SheetCell, paper_number, take};
use crate::table::TableForm;
use crate::words::likeness;

/// From here on a line above the table is its title in other words.
const ALIKE: f64 = 0.7;

/// A longer line is no name of a meeting or a paper.
const LONGEST: usize = 60;

/// Title, 資料番号 and other texts above the table.
pub fn read_meta(
    grid: &SheetGrid,
    top: u32,
    bands: &[CellRef],
    form: &TableForm,
    given: &Given,
    findings: &mut Vec<Finding>,
) -> Meta {
    let mut meta = given.meta.clone();
    let mut others: Vec<&SheetCell> = Vec::new();
    let mut days: Vec<(&SheetCell, bool)> = Vec::new();
    for cell in grid.above(top) {
        if bands.contains(&cell.at) {
            continue;
        }
        let text = normalise(&cell.text);
        let title = normalise(&form.title);
        let whole = cell.text.trim();
        let taken = if text == title {
            true
        } else if form.lead.as_deref().is_some_and(|lead| is_lead(lead, &text)) {
            take(&mut meta.lead, whole)
        } else if is_meeting(whole) {
            take(&mut meta.meeting, whole)
        } else if is_day(whole) {
            days.push((cell, meta.meeting.is_none()));
            continue;
        } else if names_plan(&text) && !text.contains(&title) && is_paper(whole) {
            take(&mut meta.title, whole)
        } else if cell.at.row == 0 && cell.at.col == 0 && names_plan(&text) && !text.contains(&title) {
            take(&mut meta.plan, whole)
        } else if let Some(number) = paper_number(whole) {
            take(&mut meta.number, number) && number == whole
        } else {
            let titled = text.contains(&title) && text.chars().count() <= title.chars().count().saturating_add(20);
            // (掲載予定事業一覧)
            let bare = without_brackets(whole);
            let alike = likeness(bare, &title, normalise) >= ALIKE;
            (titled || alike) && take(&mut meta.title, if titled { whole } else { bare })
        };
        if !taken {
            others.push(cell);
        }
    }
    // a day beside no meeting may be that of an answer
    for (cell, before) in days {
        if !put_day(&mut meta.meeting, cell.text.trim(), before) {
            others.push(cell);
        }
    }
    others.sort_by_key(|cell| cell.at);
    outside::tell_above(&others, findings);
    meta
}

/// Puts the day of a meeting before or behind its name. `false` where there is no meeting, or another day.
pub fn put_day(meeting: &mut Option<String>, day: &str, before: bool) -> bool {
    let Some(meeting) = meeting else { return false };
    if meeting.contains(day) {
        return true;
    }
    if pieces(meeting).any(is_day) {
        return false;
    }
    *meeting = if before { format!("{day}\u{3000}{meeting}") } else { format!("{meeting}\u{3000}{day}") };
    true
}

/// `基本理念` is how the line begins, `*現在` what it is like.
fn is_lead(lead: &str, text: &str) -> bool {
    let lead = normalise(lead);
    if lead.contains('*') { crate::source::matches(&lead, text) } else { text.starts_with(&lead) }
}

fn names_plan(text: &str) -> bool {
    text.contains("計画") || text.contains("プラン")
}

fn without_brackets(text: &str) -> &str {
    text.strip_prefix(['(', '（']).and_then(|t| t.strip_suffix([')', '）'])).unwrap_or(text)
}

static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    let noun = "一覧表?|表|シート|状況|実績|調書|結果|報告書?|名簿|集計|概要";
    pattern(&format!("(?:{noun})(?:[ 　]*[（(][^（）()]*[）)])*$"))
});

/// Whether a line that names a plan is the title of a paper about it: …計画　行政区分の実施状況.
fn is_paper(text: &str) -> bool {
    text.chars().count() <= LONGEST && PAPER.is_match(without_brackets(text))
}

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    let number = "[0-9０-９]{1,2}";
    pattern(&format!("^(?:令和|平成)(?:{number}|元)年{number}月{number}日(?:[（(][月火水木金土日][）)])?$"))
});

static MEETING: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:.*[^員])?(?:会議|協議会|審議会|委員会|懇談会|検討会|懇話会|連絡会|部会)$"));

fn is_day(text: &str) -> bool {
    DAY.is_match(text)
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\u{3000}', ' ', '\n']).filter(|piece| !piece.is_empty())
}

/// The name of a meeting, with its day or without: 令和7年8月26日　第1回地域福祉計画推進会議. Its rounds are counted, which
/// tells it from a body that is only named.
fn is_meeting(text: &str) -> bool {
    let text = without_brackets(text);
    let (days, names): (Vec<&str>, Vec<&str>) = pieces(text).partition(|piece| is_day(piece));
    let name = names.concat();
    text.chars().count() <= LONGEST
        && days.len() <= 1
        && MEETING.is_match(&name)
        && (name.contains('第') && name.contains('回') || !days.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_have_a_round_or_a_day() {
        for text in [
            "第1回汐見原市くらしの灯推進会議",
            "令和7年度　第２回　地域福祉審議会",
            "令和7年8月26日　くらしの灯推進会議",
            "（第1回作業部会）",
        ] {
            assert!(is_meeting(text), "{text}");
        }
        for text in ["社会福祉協議会", "推進会議資料", "令和7年8月26日", "第1回の会議の前に記入してください"]
        {
            assert!(!is_meeting(text), "{text}");
        }
    }

    #[test]
    fn a_paper_about_a_plan_is_no_plan() {
        for text in ["第４期汐見原市地域福祉計画　行政区分の実施状況", "くらしの灯プラン 事業一覧（令和7年度）"]
        {
            assert!(is_paper(text), "{text}");
        }
        for text in ["第４期汐見原市地域福祉計画", "くらしの灯プラン（計画期間：令和3年度～7年度）"]
        {
            assert!(!is_paper(text), "{text}");
        }
    }

    #[test]
    fn a_day_is_put_beside_its_meeting_only() {
        let mut none = None;
        assert!(!put_day(&mut none, "令和7年8月26日", true));
        let mut meeting = Some("第1回推進会議".to_owned());
        assert!(put_day(&mut meeting, "令和7年8月26日", true));
        assert!(!put_day(&mut meeting, "令和7年9月1日", true));
        assert_eq!(meeting.as_deref(), Some("令和7年8月26日　第1回推進会議"));
    }
}
