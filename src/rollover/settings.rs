//! `matome.toml` for another fiscal year: what moves is written over where it stands, so that comments and order stay.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::names::moved_name;
use crate::units::Date;

/// What an input begins with that is an inquiry's answers.
const INQUIRY: &str = "照会:";
/// A comment at what a person has to look at.
const CHECK: &str = " # 要確認";

/// What the next year's settings say otherwise.
pub struct Moves<'a> {
    /// Years that pass.
    pub by: i32,
    /// Names of the years that go on.
    pub rolling: &'a [String],
    /// By the name of a paper: the file that is its input.
    pub inputs: &'a BTreeMap<String, String>,
}

/// Settings that were moved.
pub struct Moved {
    pub text: String,
    /// Names of the inquiries that they have now.
    pub inquiries: Vec<String>,
}

/// Writes the years, the dates, the inquiries and the inputs over those of `text`, which was read as settings before.
pub fn moved(text: &str, moves: &Moves) -> Moved {
    let mut edits = Edits { text, list: Vec::new() };
    let mut inquiries = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        for (key, value) in table.get_ref().iter() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("years", DeValue::Table(years)) => edits.years(years, moves),
                ("project", DeValue::Table(project)) => {
                    let date = project.iter().find(|(key, _)| matches!(key.get_ref().as_ref(), "日付" | "date"));
                    if let Some((_, value)) = date {
                        edits.date(value.span(), moves.by);
                    }
                    edits.fiscal_year(project, moves);
                }
                ("inquiry", DeValue::Table(all)) => {
                    for (name, inquiry) in all.iter() {
                        inquiries.push((name.span().start, moved_name(name.get_ref(), moves.by)));
                        edits.name(name.span(), moves.by);
                        edits.dates_in(inquiry.get_ref(), moves.by);
                        if let DeValue::Table(inquiry) = inquiry.get_ref() {
                            edits.in_inquiry(inquiry, moves);
                        }
                    }
                    edits.headers(moves.by, "inquiry");
                }
                ("paper", DeValue::Array(papers)) => {
                    for paper in papers.iter() {
                        edits.paper(paper.get_ref(), moves);
                    }
                }
                _ => {}
            }
        }
    }
    inquiries.sort_unstable();
    Moved { text: edits.made(), inquiries: inquiries.into_iter().map(|(_, name)| name).collect() }
}

/// The days and times of a table of the settings, or of all of them, with the bytes at which they begin.
pub fn datetimes(text: &str, table: Option<&str>) -> Vec<(String, usize)> {
    let Ok(whole) = DeTable::parse(text) else { return Vec::new() };
    let wanted = |key: &str| table.is_none_or(|table| table == key);
    let mut rest: Vec<_> =
        whole.get_ref().iter().filter(|(key, _)| wanted(key.get_ref())).map(|(_, value)| value).collect();
    let mut out = Vec::new();
    while let Some(value) = rest.pop() {
        match value.get_ref() {
            DeValue::Table(table) => rest.extend(table.iter().map(|(_, value)| value)),
            DeValue::Array(list) => rest.extend(list.iter()),
            // a time alone is of no year
            DeValue::Datetime(time) if time.date.is_some() => {
                out.push((text.get(value.span()).unwrap_or_default().to_owned(), value.span().start));
            }
            _ => {}
        }
    }
    out.sort_by_key(|(_, at)| *at);
    out
}

/// Texts that are written over others, by their bytes.
struct Edits<'a> {
    text: &'a str,
    list: Vec<(Range<usize>, String)>,
}

impl Edits<'_> {
    fn put(&mut self, span: Range<usize>, text: String) {
        if self.text.get(span.clone()).is_some_and(|old| old != text) {
            self.list.push((span, text));
        }
    }

    fn year(&mut self, span: Range<usize>, by: i32) {
        let year = self.text.get(span.clone()).and_then(|text| text.replace('_', "").parse::<i32>().ok());
        if let Some(year) = year.and_then(|year| year.checked_add(by)) {
            self.put(span, year.to_string());
        }
    }

    /// The years that go on, of a table of years.
    fn years(&mut self, years: &DeTable, moves: &Moves) {
        for (name, year) in years.iter() {
            if moves.rolling.iter().any(|own| own == name.get_ref().as_ref()) {
                self.year(year.span(), moves.by);
            }
        }
    }

    /// 年度, in words or figures.
    fn fiscal_year(&mut self, table: &DeTable, moves: &Moves) {
        let of = |key: &str| matches!(key, "年度" | "fiscal_year");
        for (_, value) in table.iter().filter(|(key, _)| of(key.get_ref().as_ref())) {
            match value.get_ref() {
                DeValue::String(_) => self.name(value.span(), moves.by),
                _ => self.year(value.span(), moves.by),
            }
        }
    }

    /// What an inquiry says of years beside its dates: its own, and the fields that its columns stand for.
    fn in_inquiry(&mut self, inquiry: &DeTable, moves: &Moves) {
        for (key, value) in inquiry.iter() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("years", DeValue::Table(years)) => self.years(years, moves),
                ("columns", DeValue::Table(columns)) => {
                    columns.iter().for_each(|(_, field)| self.name(field.span(), moves.by));
                }
                _ => {}
            }
        }
    }

    /// A name with a fiscal year in it, quoted or not.
    fn name(&mut self, span: Range<usize>, by: i32) {
        if let Some(name) = self.text.get(span.clone()) {
            self.put(span, moved_name(name, by));
        }
    }

    /// A date or a time; its day is the same, or the last of February.
    fn date(&mut self, span: Range<usize>, by: i32) {
        let Some(day) = self.text.get(span.clone()).and_then(|text| text.get(..10)) else { return };
        if let Some(moved) = Date::parse(day).and_then(|date| later(date, by)) {
            self.put(span.start..span.start + day.len(), moved.to_string());
            self.remark(span.end, CHECK);
        }
    }

    fn dates_in(&mut self, value: &DeValue, by: i32) {
        let mut rest = vec![value];
        while let Some(value) = rest.pop() {
            let inner: Vec<_> = match value {
                DeValue::Table(table) => table.iter().map(|(_, value)| value).collect(),
                DeValue::Array(list) => list.iter().collect(),
                _ => Vec::new(),
            };
            for value in inner {
                match value.get_ref() {
                    DeValue::Datetime(_) => self.date(value.span(), by),
                    other => rest.push(other),
                }
            }
        }
    }

    /// Further headers of what bears a name with a year: `[inquiry."令和8年度当初".letter]`.
    fn headers(&mut self, by: i32, table: &str) {
        let heads = [format!("[{table}."), format!("[[{table}.")];
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            if heads.iter().any(|head| line.trim_start().starts_with(head.as_str())) {
                let end = line.find(']').unwrap_or(line.len());
                let span = at..at + end;
                if !self.list.iter().any(|(own, _)| own.start < span.end && span.start < own.end) {
                    self.name(span, by);
                }
            }
            at += line.len();
        }
    }

    fn paper(&mut self, paper: &DeValue, moves: &Moves) {
        let DeValue::Table(paper) = paper else { return };
        self.fiscal_year(paper, moves);
        let of = |wanted: &str| paper.iter().find(|(key, _)| key.get_ref().as_ref() == wanted).map(|(_, value)| value);
        let Some(DeValue::String(name)) = of("name").map(|value| value.get_ref()) else { return };
        let Some(input) = of("input") else { return };
        if let Some(path) = moves.inputs.get(name.as_ref()) {
            self.put(input.span(), format!("[{}]", toml::Value::String(path.clone())));
            let DeValue::Array(list) = input.get_ref() else { return };
            let answers = list.iter().find_map(|value| match value.get_ref() {
                DeValue::String(text) => text.strip_prefix(INQUIRY),
                _ => None,
            });
            if let Some(name) = answers {
                let name = moved_name(name, moves.by);
                self.remark(input.span().end, &format!(" # 回答を集めたら: input = [\"{INQUIRY}{name}\"]"));
            }
        }
    }

    /// Puts a comment behind a value that ends its line; one in a list would end it.
    fn remark(&mut self, at: usize, comment: &str) {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default().trim_start();
        if (line.is_empty() || line.starts_with('#')) && !line.starts_with(CHECK.trim_start()) {
            self.list.push((at..at, comment.to_owned()));
        }
    }

    fn made(mut self) -> String {
        self.list.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(self.text.len());
        let mut done = 0;
        for (span, text) in self.list.into_iter() {
            if span.start < done {
                continue;
            }
            out.push_str(&self.text[done..span.start]);
            out.push_str(&text);
            done = span.end;
        }
        out.push_str(&self.text[done..]);
        out
    }
}

fn later(date: Date, by: i32) -> Option<Date> {
    let year = date.year.checked_add(by)?;
    Date::new(year, date.month, date.day).or_else(|| Date::new(year, date.month, 28))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(text: &str) -> Moved {
        let (rolling, inputs) =
            (["基準年度".to_owned()], BTreeMap::from([("進捗".to_owned(), "前年度/進捗.json".to_owned())]));
        moved(text, &Moves { by: 1, rolling: &rolling, inputs: &inputs })
    }

    #[test]
    fn comments_and_order_stay() {
        let text = "# 見出し\r\n[years]\r\n\"策定年度\" = 2022 # 動かない\r\n\"基準年度\" = 2_026   # 動く\r\n\r\n\
            [project]\n\"日付\" = 2028-02-29\n[[paper]]\nname = \"進捗\" # 名\ninput = [ # 回答\n  \"回答\",\n]\nform = \"progress\"\n\
            [[paper]]\ninput = [\"概要.md\"]\nname = \"概要\"\nform = \"document\"\n";
        let wanted = "# 見出し\r\n[years]\r\n\"策定年度\" = 2022 # 動かない\r\n\"基準年度\" = 2027   # 動く\r\n\r\n\
            [project]\n\"日付\" = 2029-02-28 # 要確認\n[[paper]]\nname = \"進捗\" # 名\ninput = [\"前年度/進捗.json\"]\nform = \"progress\"\n\
            [[paper]]\ninput = [\"概要.md\"]\nname = \"概要\"\nform = \"document\"\n";
        assert_eq!(next(text).text, wanted);
    }

    #[test]
    fn years_of_inquiries_and_of_the_project_go_on() {
        let text = "[project]\n\"年度\" = \"令和6年度\"\n[inquiry.\"令和8年度当初\"]\nyears = { \"基準年度\" = 2025, \"策定年度\" = 2022 }\n\
            columns = { \"問1\" = \"令和8年度時点_実施状況\", \"問2\" = \"課\" }\n[[paper]]\nname = \"他\"\n\"年度\" = 2024\ninput = [\"回答\"]\n";
        let wanted = "[project]\n\"年度\" = \"令和7年度\"\n[inquiry.\"令和9年度当初\"]\nyears = { \"基準年度\" = 2026, \"策定年度\" = 2022 }\n\
            columns = { \"問1\" = \"令和9年度時点_実施状況\", \"問2\" = \"課\" }\n[[paper]]\nname = \"他\"\n\"年度\" = 2025\ninput = [\"回答\"]\n";
        assert_eq!(next(text).text, wanted);
    }

    #[test]
    fn an_inquiry_goes_on_with_its_dates() {
        let text = "[inquiry.\"令和8年度当初\"] # 春\nform = \"progress\"\n\"期限\" = 2026-05-29 # 金曜\nletter = \"令和8年度の文\"\n\
            [inquiry.\"令和8年度当初\".who]\n\"締切\" = [2026-05-29T17:00:00, 2026-06-30]\n\
            [[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"照会:令和8年度当初\"]\n";
        let wanted = "[inquiry.\"令和9年度当初\"] # 春\nform = \"progress\"\n\"期限\" = 2027-05-29 # 要確認 # 金曜\nletter = \"令和8年度の文\"\n\
            [inquiry.\"令和9年度当初\".who]\n\"締切\" = [2027-05-29T17:00:00, 2027-06-30]\n\
            [[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"前年度/進捗.json\"] # 回答を集めたら: input = [\"照会:令和9年度当初\"]\n";
        let moved = next(text);
        assert_eq!(moved.text, wanted);
        assert_eq!(moved.inquiries, ["令和9年度当初"]);
        // again: the mark is there once
        let again = next(&moved.text);
        assert_eq!(again.inquiries, ["令和10年度当初"]);
        assert_eq!(again.text.matches("要確認").count(), 1);
        assert!(again.text.contains("2028-05-29 # 要確認 # 金曜"), "{}", again.text);
        // as a table in a line, where a comment would end it
        let inline = next("inquiry = { \"令和元年度末\" = { \"期限\" = 2020-02-28, phase = \"年度末\" } }\n");
        assert_eq!(inline.text, "inquiry = { \"令和2年度末\" = { \"期限\" = 2021-02-28, phase = \"年度末\" } }\n");
        let dotted = next("[inquiry]\n\"令和8年度当初\".form = \"progress\"\n");
        assert_eq!(dotted.text, "[inquiry]\n\"令和9年度当初\".form = \"progress\"\n");
    }
}
