//! `M412`: two files that answer the same rows, and which of them is the newer one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::finding::{Finding, Message, quoted};
use crate::msg;
use crate::place::{Place, SourceFile};

/// So many rows are named.
const NAMED: usize = 3;

/// A row that stands in two files.
pub struct Twice {
    /// What it is called.
    pub name: String,
    pub here: Place,
    pub before: Place,
}

/// One finding for two files, however many rows they share. Which of them is right, nobody but the town knows.
pub fn tell(rows: Vec<Twice>, findings: &mut Vec<Finding>) {
    let mut pairs: BTreeMap<(String, String), Vec<Twice>> = BTreeMap::new();
    for row in rows {
        let files = (row.before.file.name().to_owned(), row.here.file.name().to_owned());
        pairs.entry(files).or_default().push(row);
    }
    for ((before, here), rows) in pairs {
        let n = rows.len();
        let named = quoted(rows.iter().map(|row| row.name.as_str()), NAMED);
        let (ja, en) = (named.ja, named.en);
        let message = msg!(
            "「{before}」と「{here}」が同じ {n} 行に答えています: {ja}",
            "\"{before}\" and \"{here}\" answer the same {n} rows: {en}"
        );
        let mut finding = Finding::error("M412", message);
        let (one, two) = rows.first().map_or((None, None), |r| (Some(&r.before.file), Some(&r.here.file)));
        let newer = one.zip(two).and_then(|(one, two)| newer(one, two));
        finding = finding.hint(match newer {
            Some((Ordering::Less, why)) => take(&here, &before, &why),
            Some((_, why)) => take(&before, &here, &why),
            None => msg!(
                "正しい方だけを残し、もう一方を回答のフォルダーから出してください",
                "keep the right one, and take the other out of the folder of answers"
            ),
        });
        let places = rows.into_iter().flat_map(|row| [row.here, row.before]);
        findings.push(finding.at_all(places));
    }
}

fn take(newer: &str, older: &str, why: &Message) -> Message {
    let Message { ja, en } = why;
    msg!(
        "新しいのは「{newer}」のようです（{ja}）。それでよければ「{older}」を回答のフォルダーから出してください",
        "\"{newer}\" seems to be the newer one ({en}); if so, take \"{older}\" out of the folder of answers"
    )
}

/// Which of two files is plainly newer: less where the second is. Where name and properties disagree, nothing is plain.
fn newer(one: &SourceFile, two: &SourceFile) -> Option<(Ordering, Message)> {
    let named = revision(one.name()).cmp(&revision(two.name()));
    let saved = match (one.modified(), two.modified()) {
        (Some(one), Some(two)) => one.cmp(two),
        _ => Ordering::Equal,
    };
    match (named, saved) {
        (Ordering::Equal, Ordering::Equal) => None,
        (Ordering::Equal, saved) => {
            let later = one.modified().max(two.modified()).unwrap_or_default();
            let later = later.get(..16).unwrap_or(later).replace('T', " ");
            Some((saved, msg!("最後の保存 {later}", "last saved {later}")))
        }
        (named, saved) if saved == Ordering::Equal || saved == named => {
            Some((named, msg!("ファイルの名による", "by its name")))
        }
        _ => None,
    }
}

/// What a file's name says of its being a revision: words, then a day, then a number behind it.
fn revision(name: &str) -> (u32, u64, u64) {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        let day = r"(?:(20[0-9]{2})|(?:令和|[rR])([0-9]{1,2}))?[-_.年/]?([01]?[0-9])[-_.月/]([0-3]?[0-9])|(20[0-9]{2})([01][0-9])([0-3][0-9])|(?:^|[^0-9])([01][0-9])([0-3][0-9])(?:$|[^0-9])";
        Regex::new(day).expect("constant pattern")
    });
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        let number = r"(?:\(([0-9]{1,3})\)|_([0-9]{1,2})|(?:v|ver|rev|第)\.?([0-9]{1,3})版?|(?:修正|再提出|訂正|改訂|改)([0-9]{1,2}))\)?$";
        Regex::new(number).expect("constant pattern")
    });
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem: String = stem.nfkc().collect::<String>().to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let words = [("最終", 3), ("確定", 3), ("決定", 3), ("final", 3), ("再提出", 2), ("再修正", 2), ("差替", 2)];
    let others = ["修正", "訂正", "改訂", "更新", "rev", "正誤"].map(|word| (word, 1));
    let word = words.into_iter().chain(others).filter(|(word, _)| stem.contains(word)).map(|(_, n)| n).max();
    let part = |found: &regex::Captures, n: usize| found.get(n).and_then(|m| m.as_str().parse::<u64>().ok());
    let day = DAY.captures(&stem).map_or(0, |found| {
        let (year, month, day) = match (part(&found, 5), part(&found, 8)) {
            (Some(year), _) => (year, part(&found, 6), part(&found, 7)),
            (_, Some(month)) => (0, Some(month), part(&found, 9)),
            _ => {
                let era = part(&found, 2).map(|year| year + 2018);
                (part(&found, 1).or(era).unwrap_or(0), part(&found, 3), part(&found, 4))
            }
        };
        year * 10_000 + month.unwrap_or(0) * 100 + day.unwrap_or(0)
    });
    let number = NUMBER.captures(&stem).and_then(|found| (1..=4).find_map(|n| part(&found, n)));
    (word.unwrap_or(0), day, number.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_file_is_newer() {
        for (old, new) in [
            ("地域福祉課.xlsx", "地域福祉課（修正）.xlsx"),
            ("地域福祉課.xlsx", "地域福祉課(1).xlsx"),
            ("地域福祉課 (1).xlsx", "地域福祉課 (2).xlsx"),
            ("地域福祉課.xlsx", "地域福祉課_2.xlsx"),
            ("地域福祉課（修正）.xlsx", "地域福祉課（最終）.xlsx"),
            ("地域福祉課_20260401.xlsx", "地域福祉課_20260410.xlsx"),
            ("地域福祉課_R8.4.1.xlsx", "地域福祉課_R8.4.10.xlsx"),
            ("0401地域福祉課.xlsx", "0410地域福祉課.xlsx"),
            ("地域福祉課.xlsx", "再提出/地域福祉課_再提出.xlsx"),
            ("地域福祉課_修正.xlsx", "地域福祉課_修正２.xlsx"),
        ] {
            let (one, two) = (SourceFile::named(old), SourceFile::named(new));
            assert_eq!(newer(&one, &two).map(|n| n.0), Some(Ordering::Less), "{old} {new}");
            assert_eq!(newer(&two, &one).map(|n| n.0), Some(Ordering::Greater), "{new} {old}");
        }
        assert!(newer(&"地域福祉課.xlsx".into(), &"高齢福祉課.xlsx".into()).is_none());
    }

    #[test]
    fn where_name_and_properties_disagree_nothing_is_plain() {
        let saved = |name: &str, at: &str| SourceFile::named(name).saved(Some(at.to_owned()));
        let (one, two) = (saved("a.xlsx", "2026-04-01T09:00:00Z"), saved("b.xlsx", "2026-04-02T09:00:00Z"));
        let (order, why) = newer(&one, &two).unwrap();
        assert_eq!((order, why.ja.as_str()), (Ordering::Less, "最後の保存 2026-04-02 09:00"));
        assert!(newer(&one, &saved("a（修正）.xlsx", "2026-03-01T09:00:00Z")).is_none());
    }
}
