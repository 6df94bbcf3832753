//! A slip's definition in words, for `matome form show`.

use super::definition::{FieldKind, SlipForm};
use super::words::Worded;
use crate::form::reduced_line;
use crate::meta::Meta;

impl SlipForm {
    /// The items with their words, and the fields with their kinds.
    pub fn describe(&self) -> String {
        let paper = &self.paper;
        let turned = if paper.landscape { "横" } else { "縦" };
        let text = &self.text;
        let mut out = format!("{}（{}、第 {} 版、個票）\n", self.title, self.name, self.version);
        out.push_str(&format!(
            "用紙: {:?} {turned}  書体: {} {}〜{}pt\n",
            paper.size, text.font, text.floor, text.size
        ));
        out.push_str(&reduced_line(paper, text.floor));
        let years: Vec<String> = self.years.iter().map(|(name, year)| format!("{name} {year}")).collect();
        if !years.is_empty() {
            out.push_str(&format!("年度: {}\n", years.join("、")));
        }
        if !self.rolling.is_empty() && !self.years.is_empty() {
            out.push_str(&format!("年度更新で進む年度: {}\n", self.rolling.join("、")));
        }
        if !self.section.is_empty() {
            out.push_str(&format!("回答する課の項目: {}\n", self.section.join("、")));
        }
        let Ok(words) = Worded::new(self, &self.years, &Meta::default()) else { return out };
        out.push_str("紙面の項目:\n");
        for item in words.items() {
            let label = item.label.fill(|_| "　　".to_owned()).replace('\n', "");
            out.push_str(&format!("  {:>2} {label}\n", item.number));
        }
        out.push_str("データの項目:\n");
        for (field, names) in self.fields.iter().zip(&words.headings) {
            let kind = match &field.kind {
                FieldKind::Text => "文".to_owned(),
                FieldKind::Boxes { .. } => "■□ の選択".to_owned(),
                FieldKind::Choice { legend, many, .. } => {
                    format!("「{}」から{}", self.legends[*legend].name, if *many { "いくつでも" } else { "一つ" })
                }
                FieldKind::Amount { unit } => format!("{unit}単位の整数"),
                FieldKind::Results => "文と小さな表".to_owned(),
            };
            let required = if field.required { "、必須" } else { "" };
            let heading = if names[0] == field.name { String::new() } else { format!(": {}", names[0]) };
            out.push_str(&format!("  {}{heading}（{kind}{required}）\n", field.name));
        }
        out
    }
}
