//! Who answers, from the words that a form and its answers have for it.

use crate::words::folded;

/// Words in which 局, 部 and 区 name no bureau.
const NO_BUREAU: [&str; 22] = [
    "地区",
    "学区",
    "校区",
    "街区",
    "区画",
    "区域",
    "区分",
    "区間",
    "内部",
    "外部",
    "全部",
    "一部",
    "部分",
    "部会",
    "部活",
    "部落",
    "郵便局",
    "薬局",
    "局所",
    "部署",
    "部局",
    "部門",
];

/// How names of sections end.
const SECTIONS: [char; 8] = ['課', '室', '係', '班', '所', '館', '園', '校'];

/// Words for 局区.
const BUREAUS: [&str; 18] = [
    "局区",
    "局・区",
    "局",
    "局名",
    "局区名",
    "部",
    "部名",
    "部局",
    "部局名",
    "担当局",
    "担当局名",
    "担当局区",
    "担当部",
    "担当部局",
    "所管局",
    "所管部",
    "所管部局",
    "回答局区",
];
/// Words for 課; some hold the bureau too.
const SECTION_FIELDS: [&str; 26] = [
    "課",
    "課名",
    "課等",
    "課室",
    "課室名",
    "担当課",
    "担当課名",
    "担当課等",
    "担当課室",
    "担当課室名",
    "所管課",
    "所管課名",
    "所管課等",
    "所管",
    "所属",
    "所属名",
    "部署",
    "部署名",
    "担当部署",
    "担当局課",
    "担当部課",
    "担当局等",
    "担当部局課",
    "回答課",
    "回答課名",
    "記入課",
];

/// The fields that say who answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles {
    /// 局区
    pub bureau: Option<usize>,
    /// 課; where it stands alone its text may have the bureau too.
    pub section: Option<usize>,
}

impl Roles {
    /// As the form says, `section = ["局区", "課"]` or one of both; else by the names of its fields, the first of several:
    /// words that are known, or names with 局, 区, 部 and with 課, 担当.
    pub fn of<'a>(said: &[String], fields: impl Iterator<Item = (usize, &'a str)> + Clone) -> Self {
        let named = |name: &String| fields.clone().find(|(_, field)| field == name).map(|(n, _)| n);
        match said {
            [] => {}
            [both] => return Self { bureau: None, section: named(both) },
            [bureau, section, ..] => return Self { bureau: named(bureau), section: named(section) },
        }
        let known = |words: &[&str]| fields.clone().find(|(_, field)| words.contains(&folded(field).as_str()));
        let at = |found: Option<(usize, &str)>| found.map(|(n, _)| n);
        let known = Self { bureau: at(known(&BUREAUS)), section: at(known(&SECTION_FIELDS)) };
        if known.any() { known } else { Self::guessed(fields) }
    }

    fn guessed<'a>(fields: impl Iterator<Item = (usize, &'a str)> + Clone) -> Self {
        let no_section = ["課題", "担当者", "日課", "課税", "賦課"];
        let is_section = |name: &str| {
            let name = no_section.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
            name.ends_with(['課', '室']) || name.contains("課名") || name.contains("担当") || name.contains("所管")
        };
        let is_bureau = |name: &str| {
            let end = name.trim_end_matches(['名', '等']).trim_start_matches("担当").trim_start_matches("所管");
            end == "部署" || end == "部局" || (end.ends_with(['局', '部', '区']) && !is_word(end))
        };
        let bureau = fields.clone().find(|(_, name)| is_bureau(name)).map(|(n, _)| n);
        let section = fields.filter(|(n, _)| Some(*n) != bureau).find(|(_, name)| is_section(name)).map(|(n, _)| n);
        match (bureau, section) {
            (Some(only), None) => Self { bureau: None, section: Some(only) },
            _ => Self { bureau, section },
        }
    }

    /// Whether anything says it.
    pub fn any(self) -> bool {
        self.bureau.is_some() || self.section.is_some()
    }

    /// Both, outermost first.
    pub fn all(self) -> impl Iterator<Item = usize> {
        [self.bureau, self.section].into_iter().flatten()
    }

    /// Bureau and section of a row by its texts; the bureau is `None` where one field says both.
    pub fn names<'a>(self, text: impl Fn(usize) -> &'a str) -> (Option<&'a str>, &'a str) {
        match (self.bureau, self.section) {
            (Some(bureau), Some(section)) => (Some(text(bureau)), text(section)),
            (None, Some(only)) | (Some(only), None) => (None, text(only)),
            (None, None) => (None, ""),
        }
    }
}

fn is_word(text: &str) -> bool {
    NO_BUREAU.iter().any(|word| text.ends_with(word) && (*word != "部署" && *word != "部局"))
}

/// Bureau and section out of one text: 福祉部長寿いきがい課, 福祉部　長寿いきがい課. A text that names no bureau is a
/// section. Of several in lines, the first one answers.
pub fn parted(text: &str) -> (String, String) {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    let (bureau, section) = parted_line(first);
    match second {
        Some(second) if section.is_empty() && second.ends_with(SECTIONS) => (bureau, second.to_owned()),
        _ => (bureau, section),
    }
}

fn parted_line(text: &str) -> (String, String) {
    let both = |at: usize| {
        let (bureau, section) = text.split_at(at);
        let section = section.trim_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '／' | '・' | '_' | '-'));
        (bureau.trim().to_owned(), section.to_owned())
    };
    // a bureau before a department in it, and that before a ward
    for sign in ['局', '部', '区'] {
        if let Some(at) = bureau_end(text, sign) {
            return both(at);
        }
    }
    if let Some(at) = text.find("委員会") {
        return both(at.saturating_add("委員会".len()));
    }
    (String::new(), text.to_owned())
}

/// Where the first bureau ends whose name ends with a sign.
fn bureau_end(text: &str, sign: char) -> Option<usize> {
    text.match_indices(sign).find_map(|(at, _)| {
        let end = at.saturating_add(sign.len_utf8());
        let in_word = NO_BUREAU.iter().any(|word| {
            word.match_indices(sign).any(|(inside, _)| {
                at.checked_sub(inside).and_then(|from| text.get(from..)).is_some_and(|rest| rest.starts_with(word))
            })
        });
        if at == 0 || in_word {
            return None;
        }
        Some(if sign == '区' && text[end..].starts_with("役所") { end.saturating_add("役所".len()) } else { end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_has_bureau_and_section() {
        let parts = |text: &str| {
            let (bureau, section) = parted(text);
            format!("{bureau}|{section}")
        };
        assert_eq!(parts("福祉部長寿いきがい課"), "福祉部|長寿いきがい課");
        assert_eq!(parts("福祉部　長寿いきがい課"), "福祉部|長寿いきがい課");
        assert_eq!(parts("健康局障害福祉部障害企画課"), "健康局|障害福祉部障害企画課");
        assert_eq!(parts("南区役所保護課"), "南区役所|保護課");
        assert_eq!(parts("教育委員会指導課"), "教育委員会|指導課");
        assert_eq!(parts("総務部"), "総務部|");
        // 区 and 部 that name no bureau
        assert_eq!(parts("区画整理課"), "|区画整理課");
        assert_eq!(parts("地区計画課"), "|地区計画課");
        assert_eq!(parts("都市部地区計画課"), "都市部|地区計画課");
        assert_eq!(parts("長寿いきがい課"), "|長寿いきがい課");
        assert_eq!(parts(""), "|");
        // in lines: a section of the bureau, or another who has to do with it
        assert_eq!(parts("福祉部\n地域福祉課"), "福祉部|地域福祉課");
        assert_eq!(parts("福祉部\n社会福祉協議会"), "福祉部|");
        assert_eq!(parts("福祉部地域福祉課\n市民部市民課"), "福祉部|地域福祉課");
    }

    #[test]
    fn fields_that_say_it() {
        let of = |said: &[&str], names: &[&'static str]| {
            let said: Vec<String> = said.iter().map(|name| (*name).to_owned()).collect();
            let roles = Roles::of(&said, names.iter().copied().enumerate());
            let name = |n: Option<usize>| n.map_or("", |n| names[n]);
            format!("{}|{}", name(roles.bureau), name(roles.section))
        };
        assert_eq!(of(&[], &["番号", "局区", "課", "評価・課題"]), "局区|課");
        assert_eq!(of(&[], &["担当部", "担当課名", "内容"]), "担当部|担当課名");
        assert_eq!(of(&[], &["区分", "地区", "課題", "担当者"]), "|");
        assert_eq!(of(&[], &["事業名", "所管課"]), "|所管課");
        assert_eq!(of(&[], &["部署名", "事業名"]), "|部署名");
        assert_eq!(of(&[], &["実施する局", "実施する課", "事業名"]), "実施する局|実施する課");
        // a form's own word counts, and nothing beside it
        assert_eq!(of(&["担当局等"], &["局区", "担当局等"]), "|担当局等");
        assert_eq!(of(&["局区", "課"], &["課", "局区等"]), "|課");
    }
}
