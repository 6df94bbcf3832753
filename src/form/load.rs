//! Reads and checks `form.toml`. A mistake is a finding with line and column.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use super::raw::{RawColumn, RawForm};
use super::{Align, Column, Form, Paper, PaperSize, Templates, TextStyle, Variant};
use crate::finding::{Finding, Place};
use crate::msg;
use crate::text::Kinsoku;

/// ISO 216 sizes in mm, portrait.
const A3: (f64, f64) = (297.0, 420.0);
const A4: (f64, f64) = (210.0, 297.0);

/// Body text below this size is not readable on paper (DESIGN §6).
const SMALLEST_TEXT: f64 = 7.0;

impl Form {
    /// Loads a form by name.
    ///
    /// # Errors
    /// `M071` no such form, `M072` not TOML or not the fields of a definition, `M073`–`M079` a definition
    /// that contradicts itself; all of them, each with line and column.
    pub fn load(templates: &Templates, name: &str) -> Result<Form, Vec<Finding>> {
        let path = format!("{name}/form.toml");
        let Some(bytes) = templates.file(&path) else {
            let known = templates.form_names().collect::<Vec<_>>().join(", ");
            return Err(vec![
                Finding::error("M071", msg!("様式「{name}」はありません", "there is no form \"{name}\""))
                    .hint(msg!("使える様式: {known}", "known forms: {known}")),
            ]);
        };
        let file: Arc<str> = templates.shown(&path).into();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let at = Source { file, text };
        match toml::from_str::<RawForm>(text) {
            Ok(raw) => check(raw, &at),
            Err(error) => Err(vec![at.syntax(&error)]),
        }
    }
}

struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
}

impl Source<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        text_place(&self.file, self.text, span.start)
    }

    fn fault(&self, code: &'static str, span: Range<usize>, message: crate::finding::Message) -> Finding {
        Finding::error(code, message).at(self.place(span))
    }

    fn syntax(&self, error: &toml::de::Error) -> Finding {
        let detail = error.message();
        let ja = translate_toml(detail);
        let message = msg!("様式の定義を読めません: {ja}", "cannot read the form definition: {detail}");
        self.fault("M072", error.span().unwrap_or(0..0), message)
    }
}

/// The line and column of a byte offset.
pub fn text_place(file: &Arc<str>, text: &str, at: usize) -> Place {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    Place::text(file, line, column)
}

/// The TOML parser's commonest messages in Japanese; others as they are.
pub fn translate_toml(detail: &str) -> String {
    let quoted: Vec<&str> = detail.split('`').skip(1).step_by(2).collect();
    if detail.starts_with("unknown field") {
        let known = quoted.get(1..).unwrap_or(&[]).join("、");
        return format!("「{}」という項目はありません。使える項目: {known}", quoted.first().unwrap_or(&""));
    }
    if detail.starts_with("missing field") {
        return format!("「{}」がありません", quoted.first().unwrap_or(&""));
    }
    if detail.starts_with("duplicate key") {
        return "同じ項目が二度書かれています".to_owned();
    }
    if let Some(rest) = detail.strip_prefix("invalid type: ") {
        return format!("値の種類が違います（{rest}）");
    }
    format!("TOML の書き方の誤りです（{detail}）")
}

fn check(raw: RawForm, at: &Source) -> Result<Form, Vec<Finding>> {
    let mut faults = Vec::new();
    let paper = check_paper(&raw, at, &mut faults);
    let size = *raw.text.size.get_ref();
    if !(SMALLEST_TEXT..=20.0).contains(&size) {
        let message = msg!(
            "字の大きさ {size}pt は使えません（{SMALLEST_TEXT}〜20pt）",
            "text size {size}pt is out of range ({SMALLEST_TEXT} to 20 pt)"
        );
        faults.push(at.fault("M074", raw.text.size.span(), message));
    }
    let kinsoku = match raw.text.kinsoku.get_ref().as_str() {
        "strict" => Kinsoku::Strict,
        "loose" => Kinsoku::Loose,
        other => {
            let message = msg!("kinsoku は strict か loose です: 「{other}」", "kinsoku is strict or loose: \"{other}\"");
            faults.push(at.fault("M074", raw.text.kinsoku.span(), message));
            Kinsoku::Strict
        }
    };
    let columns = check_columns(&raw.column, at, &mut faults);
    let mut variants = Vec::new();
    for (name, variant) in raw.variant {
        let columns = check_columns(&variant.column, at, &mut faults);
        variants.push(Variant { name, title: variant.title, phase_marks: variant.phase_marks, examples: variant.examples, columns });
    }
    for field in &raw.merge.order {
        if !columns.iter().any(|c| &c.field == field.get_ref()) {
            let name = field.get_ref();
            let message = msg!("並べ順の「{name}」という列はありません", "no column \"{name}\" to order by");
            faults.push(at.fault("M075", field.span(), message));
        }
    }
    if raw.column.is_empty() {
        faults.push(at.fault("M075", 0..0, msg!("列（[[column]]）が一つもありません", "there is no [[column]]")));
    }
    let form = Form {
        name: raw.name.into_inner(),
        title: raw.title,
        version: raw.version,
        paper,
        text: TextStyle {
            font: raw.text.font.into_inner(),
            size,
            line_gap: raw.text.line_gap.clamp(0.0, 2.0),
            inset_x: raw.text.inset.x.clamp(0.0, 10.0),
            inset_y: raw.text.inset.y.clamp(0.0, 10.0),
            kinsoku,
        },
        years: raw.years,
        block_count: raw.block.count.clamp(1, 10),
        block_label: raw.block.label,
        order: raw.merge.order.into_iter().map(Spanned::into_inner).collect(),
        columns,
        phase_marks: false,
        examples: false,
        variants,
    };
    check_whole(&form, &raw.column, at, &mut faults);
    if faults.is_empty() { Ok(form) } else { Err(faults) }
}

fn check_paper(raw: &RawForm, at: &Source, faults: &mut Vec<Finding>) -> Paper {
    let (short, long, size) = match raw.paper.size.get_ref().as_str() {
        "A3" => (A3.0, A3.1, PaperSize::A3),
        "A4" => (A4.0, A4.1, PaperSize::A4),
        other => {
            let message = msg!("用紙は A3 か A4 です: 「{other}」", "paper is A3 or A4: \"{other}\"");
            faults.push(at.fault("M073", raw.paper.size.span(), message));
            (A3.0, A3.1, PaperSize::A3)
        }
    };
    let landscape = match raw.paper.orientation.get_ref().as_str() {
        "landscape" => true,
        "portrait" => false,
        other => {
            let message = msg!("向きは landscape（横）か portrait（縦）です: 「{other}」", "orientation is landscape or portrait: \"{other}\"");
            faults.push(at.fault("M073", raw.paper.orientation.span(), message));
            true
        }
    };
    let (width, height) = if landscape { (long, short) } else { (short, long) };
    let m = raw.paper.margin;
    if [m.top, m.bottom, m.left, m.right].iter().any(|v| !(0.0..100.0).contains(v)) {
        let message = msg!("余白は 0〜100mm です", "margins are 0 to 100 mm");
        faults.push(at.fault("M073", raw.paper.size.span(), message));
    }
    Paper { width, height, top: m.top, bottom: m.bottom, left: m.left, right: m.right, size, landscape }
}

fn check_columns(raw: &[Spanned<RawColumn>], at: &Source, faults: &mut Vec<Finding>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for spanned in raw {
        let column = spanned.get_ref();
        let field = &column.field;
        let mut fault = |message| faults.push(at.fault("M076", spanned.span(), message));
        if field.trim().is_empty() {
            fault(msg!("列の名前（field）が空です", "a column's field is empty"));
        }
        if columns.iter().any(|c| &c.field == field) {
            fault(msg!("列「{field}」が二つあります", "column \"{field}\" is defined twice"));
        }
        if column.heading.is_empty() {
            fault(msg!("列「{field}」に見出し（heading）がありません", "column \"{field}\" has no heading"));
        }
        if !(3.0..=400.0).contains(&column.width) {
            fault(msg!("列「{field}」の幅 {}mm は使えません（3〜400mm）", "column \"{field}\": width {} mm is out of range", column.width));
        }
        if column.group.is_some_and(|g| g == 0 || g > 9) {
            fault(msg!("列「{field}」の group は 1〜9 です", "column \"{field}\": group is 1 to 9"));
        }
        if column.group.is_some() && column.block {
            fault(msg!("列「{field}」は group と block の両方にはできません", "column \"{field}\" cannot be group and block"));
        }
        let align = match column.align.as_deref() {
            None | Some("left") => Align::Left,
            Some("center") => Align::Center,
            Some("right") => Align::Right,
            Some(other) => {
                fault(msg!("列「{field}」の align は left・center・right です: 「{other}」", "column \"{field}\": align is left, center or right: \"{other}\""));
                Align::Left
            }
        };
        columns.push(Column {
            field: field.clone(),
            heading: column.heading.clone(),
            also: column.also.clone(),
            width: column.width,
            group: column.group,
            key: column.key,
            block: column.block,
            continued: column.continued,
            align,
            required: column.required,
            max_chars: column.max_chars,
            choices: column.choices.clone(),
            answer: column.answer.clone(),
            example: column.example.clone(),
        });
    }
    columns
}

/// Rules that need the whole definition: levels without gaps, widths within the paper, templates that word.
fn check_whole(form: &Form, raw: &[Spanned<RawColumn>], at: &Source, faults: &mut Vec<Finding>) {
    let span = |field: &str| raw.iter().find(|c| c.get_ref().field == field).map_or(0..0, Spanned::span);
    let mut deepest = 0;
    for column in &form.columns {
        let level = column.group.unwrap_or(usize::MAX);
        if level != usize::MAX && level > deepest + 1 {
            let message = msg!("列「{}」の group {level} の前に group {} の列が要ります", "column \"{}\": group {level} needs a column of group {} before it", column.field, deepest + 1);
            faults.push(at.fault("M077", span(&column.field), message));
        }
        if level < deepest {
            let message = msg!("列「{}」: group は左から 1、2、3 の順に並べてください", "column \"{}\": groups go 1, 2, 3 from the left", column.field);
            faults.push(at.fault("M077", span(&column.field), message));
        }
        deepest = deepest.max(level);
    }
    for form in std::iter::once(form.clone()).chain(form.variant_names().filter_map(|n| form.variant(n))) {
        let table = match form.table(&form.years) {
            Ok(table) => table,
            Err((field, detail)) => {
                let message = msg!("列「{field}」の見出しを作れません: {detail}", "cannot word the heading of \"{field}\": {detail}");
                faults.push(at.fault("M078", span(&field), message));
                continue;
            }
        };
        let width: f64 = table.iter().map(|c| form.columns[c.spec].width).sum();
        let room = form.paper.width - form.paper.left - form.paper.right;
        if width > room + 0.5 {
            let message = msg!(
                "列の幅の合計 {width:.1}mm が紙面の幅 {room:.1}mm を超えています（{}）",
                "columns are {width:.1} mm wide in all, the paper has {room:.1} mm ({})",
                form.title
            );
            let first = form.columns.first().map_or(0..0, |c| span(&c.field));
            faults.push(at.fault("M079", first, message));
        }
    }
}
