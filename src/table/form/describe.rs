//! A table's definition in words, for `matome form show`.

use super::{Stands, TableForm};
use crate::form::reduced_line;

impl TableForm {
    /// Paper, years, variants, and the columns with their headings.
    pub(crate) fn describe(&self) -> String {
        let form = self;
        let paper = &form.paper;
        let mut out = format!("{}（{}、第 {} 版）\n", form.title, form.name, form.version);
        let turned = if paper.landscape { "横" } else { "縦" };
        out.push_str(&format!("用紙: {:?} {turned}  書体: {} {}pt\n", paper.size, form.text.font, form.text.size));
        out.push_str(&reduced_line(paper, form.text.size));
        let years: Vec<String> = form.years.iter().map(|(name, year)| format!("{name} {year}")).collect();
        if !years.is_empty() {
            out.push_str(&format!("年度: {}\n", years.join("、")));
        }
        if !form.rolling.is_empty() && !form.years.is_empty() {
            out.push_str(&format!("年度更新で進む年度: {}\n", form.rolling.join("、")));
        }
        if !form.section.is_empty() {
            out.push_str(&format!("回答する課の項目: {}\n", form.section.join("、")));
        }
        let variants: Vec<&str> = form.variant_names().collect();
        if !variants.is_empty() {
            out.push_str(&format!("変種: {}\n", variants.join("、")));
        }
        let prints: Vec<&str> = form.print_names().collect();
        if !prints.is_empty() {
            out.push_str(&format!("刷り方: {}\n", prints.join("、")));
        }
        out.push_str("列:\n");
        for column in form.table(&form.years).unwrap_or_default() {
            let spec = form.spec(&column);
            let mut marks = Vec::new();
            marks.extend(spec.group.map(|g| format!("まとまり{g}")));
            marks.extend(match spec.stands {
                Stands::Column => None,
                Stands::Heading => Some("表の上の見出し".to_owned()),
                Stands::Both => Some("列と、表の上の見出し".to_owned()),
            });
            marks.extend(spec.may_differ.then(|| "行ごとに違ってよい".to_owned()));
            marks.extend(spec.number.as_deref().map(|unit| match unit {
                "" => "数".to_owned(),
                unit => format!("数、{unit}"),
            }));
            marks.extend(spec.required.then(|| "必須".to_owned()));
            marks.extend(spec.max_chars.map(|n| format!("{n}字まで")));
            marks.extend(spec.answer.clone());
            let marks = if marks.is_empty() { String::new() } else { format!("（{}）", marks.join("、")) };
            out.push_str(&format!(
                "  {}: {}  {}mm{marks}\n",
                spec.field,
                column.heading.join(" ＞ ").replace('\n', ""),
                spec.width
            ));
        }
        out
    }
}
