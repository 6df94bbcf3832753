//! Reads and checks `form.toml`. A mistake is a finding with line and column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use super::check_table::{Spans, check_groups, check_label, check_tables};
use super::raw::{RawColumn, RawForm, RawInset, RawPaper, RawText};
use super::toml_words::{text_place, translate_toml};
use super::{Align, Column, Form, Paper, PaperSize, Templates, TextStyle, Variant, era};
use crate::finding::{Finding, Message, Place};
use crate::msg;
use crate::text::{Kinsoku, Rules};

/// Body text below this size is not readable on paper (DESIGN §6).
const SMALLEST_TEXT: f64 = 7.0;
/// Reporting years side by side.
const MOST_BLOCKS: usize = 10;

impl Form {
    /// Loads a form by name.
    ///
    /// # Errors
    /// `M071` no such form, `M072` not TOML or not the fields of a definition, `M068` and `M073`–`M079` a
    /// definition that contradicts itself; all of them, each with line and column.
    pub fn load(templates: &Templates, name: &str) -> Result<Form, Vec<Finding>> {
        let path = format!("{name}/form.toml");
        let Some(bytes) = templates.file(&path) else {
            let known: Vec<&str> = templates.form_names().collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            return Err(vec![
                Finding::error("M071", msg!("様式「{name}」はありません", "there is no form \"{name}\""))
                    .hint(msg!("使える様式: {ja}", "known forms: {en}")),
            ]);
        };
        let file: Arc<str> = templates.shown(&path).into();
        let text = utf8(&bytes, &file).map_err(|finding| vec![finding])?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let at = Source { file, text };
        match toml::from_str::<RawForm>(text) {
            Ok(raw) => check(raw, name, &at),
            Err(error) => Err(vec![at.syntax(&error)]),
        }
    }
}

/// The text of a definition.
///
/// # Errors
/// `M072` at the first bytes that are no UTF-8.
fn utf8<'a>(bytes: &'a [u8], file: &Arc<str>) -> Result<&'a str, Finding> {
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Finding::error("M072", msg!("様式の定義が UTF-8 の文ではありません", "the form definition is no UTF-8 text"))
            .at(text_place(file, &sound, sound.len()))
            .hint(msg!("文字コードに UTF-8 を選んで保存し直してください", "save it as UTF-8"))
    })
}

pub(super) struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
}

impl Source<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        text_place(&self.file, self.text, span.start)
    }

    pub(super) fn fault(&self, code: &'static str, span: Range<usize>, message: Message) -> Finding {
        Finding::error(code, message).at(self.place(span))
    }

    fn syntax(&self, error: &toml::de::Error) -> Finding {
        let detail = error.message();
        let ja = translate_toml(detail);
        let message = msg!("様式の定義を読めません: {ja}", "cannot read the form definition: {detail}");
        self.fault("M072", error.span().unwrap_or(0..0), message)
    }
}

fn check(raw: RawForm, folder: &str, at: &Source) -> Result<Form, Vec<Finding>> {
    let mut faults = Vec::new();
    check_names(&raw, folder, at, &mut faults);
    let paper = check_paper(&raw.paper, at, &mut faults);
    let text = check_text(&raw.text, at, &mut faults);
    let columns = check_columns(&raw.column, at, &mut faults);
    let mut spans = Spans::default();
    spans.add_paper("", &raw.paper);
    spans.add("", &raw.column);
    let mut variants = Vec::new();
    for (name, variant) in raw.variant {
        spans.add(&name, &variant.column);
        let variant_columns = check_columns(&variant.column, at, &mut faults);
        let paper = variant.paper.map(|p| {
            spans.add_paper(&name, &p);
            check_paper(&p, at, &mut faults)
        });
        let mut widths = BTreeMap::new();
        for (field, width) in variant.widths {
            check_width(&field, *width.get_ref(), width.span(), at, &mut faults);
            if !columns.iter().any(|c| c.field == field) {
                let message =
                    msg!("幅を変える「{field}」という列はありません", "no column \"{field}\" to change the width of");
                faults.push(at.fault("M076", width.span(), message));
            }
            widths.insert(field, width.into_inner());
        }
        variants.push(Variant {
            name,
            title: variant.title.map(Spanned::into_inner),
            phase_marks: variant.phase_marks,
            examples: variant.examples,
            paper,
            widths,
            columns: variant_columns,
        });
    }
    for field in &raw.merge.order {
        if !columns.iter().any(|c| &c.field == field.get_ref()) {
            let name = field.get_ref();
            let message = msg!("並べ順の「{name}」という列はありません", "no column \"{name}\" to order by");
            faults.push(at.fault("M075", field.span(), message));
        }
    }
    if let Some(field) = raw.summary.as_ref().filter(|f| !columns.iter().any(|c| &c.field == f.get_ref())) {
        let name = field.get_ref();
        let message = msg!("集計する「{name}」という列はありません", "no column \"{name}\" to count by");
        faults.push(at.fault("M075", field.span(), message));
    }
    let count = *raw.block.count.get_ref();
    if !(1..=MOST_BLOCKS).contains(&count) {
        let message = msg!("count は 1〜{MOST_BLOCKS} です: 「{count}」", "count is 1 to {MOST_BLOCKS}: \"{count}\"");
        faults.push(at.fault("M075", raw.block.count.span(), message));
    }
    for (name, year) in &raw.years {
        if !era::KNOWN.contains(&i64::from(*year.get_ref())) {
            let (first, last) = (era::KNOWN.start(), era::KNOWN.end());
            let message = msg!(
                "「{name}」は西暦 {first}〜{last} で書いてください: 「{}」",
                "\"{name}\" is a year from {first} to {last}: \"{}\"",
                year.get_ref()
            );
            faults.push(at.fault("M075", year.span(), message));
        }
    }
    if raw.column.is_empty() {
        faults.push(at.fault("M075", 0..0, msg!("列（[[column]]）が一つもありません", "there is no [[column]]")));
    }
    let form = Form {
        name: raw.name.into_inner(),
        title: raw.title.into_inner(),
        version: raw.version,
        lead: raw.lead,
        summary: raw.summary.map(Spanned::into_inner),
        paper,
        text,
        years: raw.years.into_iter().map(|(name, year)| (name, year.into_inner())).collect(),
        block_count: count.clamp(1, MOST_BLOCKS),
        block_label: raw.block.label.get_ref().clone(),
        order: raw.merge.order.into_iter().map(Spanned::into_inner).collect(),
        columns,
        phase_marks: false,
        examples: false,
        variants,
    };
    check_groups(&form, &spans, at, &mut faults);
    // headings and labels cannot be worded with such years
    if !faults.iter().any(|f| f.code.0 == "M075") {
        check_label(&form, raw.block.label.span(), at, &mut faults);
        check_tables(&form, &spans, at, &mut faults);
    }
    if faults.is_empty() { Ok(form) } else { Err(faults) }
}

/// The name by which the form is called is that of its folder; a paper has a title (ISO 14289-1, 7.1).
fn check_names(raw: &RawForm, folder: &str, at: &Source, faults: &mut Vec<Finding>) {
    let name = raw.name.get_ref();
    if name != folder {
        let message = msg!(
            "様式の名前（name）「{name}」が、フォルダーの名前「{folder}」と違います",
            "the form's name \"{name}\" is not that of its folder, \"{folder}\""
        );
        faults.push(
            at.fault("M068", raw.name.span(), message)
                .hint(msg!("name = \"{folder}\" と書いてください", "write name = \"{folder}\"")),
        );
    }
    let titles = std::iter::once(&raw.title).chain(raw.variant.values().filter_map(|v| v.title.as_ref()));
    for title in titles.filter(|t| t.get_ref().trim().is_empty()) {
        faults.push(at.fault("M068", title.span(), msg!("題名（title）が空です", "the title is empty")));
    }
}

fn check_text(raw: &RawText, at: &Source, faults: &mut Vec<Finding>) -> TextStyle {
    let (size, line_gap) = (*raw.size.get_ref(), *raw.line_gap.get_ref());
    // a number that is none is in no range
    if !(SMALLEST_TEXT..=20.0).contains(&size) {
        let message = msg!(
            "字の大きさ {size}pt は使えません（{SMALLEST_TEXT}〜20pt）",
            "text size {size}pt is out of range ({SMALLEST_TEXT} to 20 pt)"
        );
        faults.push(at.fault("M074", raw.size.span(), message));
    }
    if !(0.0..=2.0).contains(&line_gap) {
        let message = msg!(
            "行間 line_gap {line_gap} は使えません（字の大きさの 0〜2 倍）",
            "line_gap {line_gap} is out of range (0 to 2 times the size)"
        );
        faults.push(at.fault("M074", raw.line_gap.span(), message));
    }
    let RawInset { x, y } = *raw.inset.get_ref();
    if [x, y].iter().any(|v| !(0.0..=10.0).contains(v)) {
        let message = msg!("罫線と文の間 inset は 0〜10mm です", "inset is 0 to 10 mm");
        faults.push(at.fault("M074", raw.inset.span(), message));
    }
    let kinsoku = Kinsoku::parse(raw.kinsoku.get_ref()).unwrap_or_else(|message| {
        faults.push(at.fault("M074", raw.kinsoku.span(), message));
        Kinsoku::Strict
    });
    let rules = Rules { kinsoku, latin_gap: raw.latin_gap };
    let font_place = Some(raw.font.span()).filter(|span| !span.is_empty()).map(|span| at.place(span));
    TextStyle {
        font: raw.font.get_ref().clone(),
        font_place,
        size,
        line_gap,
        inset_x: x,
        inset_y: y,
        rules,
        warn_half_kana: raw.warn_half_kana,
    }
}

fn check_paper(raw: &RawPaper, at: &Source, faults: &mut Vec<Finding>) -> Paper {
    let size = match raw.size.get_ref().as_str() {
        "A3" => PaperSize::A3,
        "A4" => PaperSize::A4,
        other => {
            let message = msg!("用紙は A3 か A4 です: 「{other}」", "paper is A3 or A4: \"{other}\"");
            faults.push(at.fault("M073", raw.size.span(), message));
            PaperSize::A3
        }
    };
    let (short, long) = size.portrait();
    let landscape = match raw.orientation.get_ref().as_str() {
        "landscape" => true,
        "portrait" => false,
        other => {
            let message = msg!(
                "向きは landscape（横）か portrait（縦）です: 「{other}」",
                "orientation is landscape or portrait: \"{other}\""
            );
            faults.push(at.fault("M073", raw.orientation.span(), message));
            true
        }
    };
    let (width, height) = if landscape { (long, short) } else { (short, long) };
    let m = *raw.margin.get_ref();
    if [m.top, m.bottom, m.left, m.right].iter().any(|v| !(0.0..100.0).contains(v)) {
        let message = msg!("余白は 0〜100mm です", "margins are 0 to 100 mm");
        faults.push(at.fault("M073", raw.margin.span(), message));
    }
    Paper { width, height, top: m.top, bottom: m.bottom, left: m.left, right: m.right, size, landscape }
}

fn check_columns(raw: &[Spanned<RawColumn>], at: &Source, faults: &mut Vec<Finding>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for spanned in raw {
        let column = spanned.get_ref();
        let field = &column.field;
        let heading = column.heading.get_ref();
        let mut fault = |message| faults.push(at.fault("M076", spanned.span(), message));
        if field.trim().is_empty() {
            fault(msg!("列の名前（field）が空です", "a column's field is empty"));
        }
        if columns.iter().any(|c| &c.field == field) {
            fault(msg!("列「{field}」が二つあります", "column \"{field}\" is defined twice"));
        }
        if column.group.is_some_and(|g| g == 0 || g > 9) {
            fault(msg!("列「{field}」の group は 1〜9 です", "column \"{field}\": group is 1 to 9"));
        }
        if column.group.is_some() && column.block {
            fault(msg!(
                "列「{field}」は group と block の両方にはできません",
                "column \"{field}\" cannot be group and block"
            ));
        }
        if heading.last().is_none_or(|last| last.trim().is_empty()) {
            let message = msg!("列「{field}」に見出し（heading）がありません", "column \"{field}\" has no heading");
            faults.push(at.fault("M076", column.heading.span(), message));
        }
        check_width(field, *column.width.get_ref(), column.width.span(), at, faults);
        let align = match column.align.as_ref().map(|a| (a.get_ref().as_str(), a.span())) {
            None | Some(("left", _)) => Align::Left,
            Some(("center", _)) => Align::Center,
            Some(("right", _)) => Align::Right,
            Some((other, span)) => {
                let message = msg!(
                    "列「{field}」の align は left・center・right です: 「{other}」",
                    "column \"{field}\": align is left, center or right: \"{other}\""
                );
                faults.push(at.fault("M076", span, message));
                Align::Left
            }
        };
        if column.spread.is_some_and(|em| !(2.0..=60.0).contains(&em)) {
            let message = msg!(
                "列「{field}」の spread（均等割付の幅）は 2〜60 字です",
                "column \"{field}\": spread is 2 to 60 em"
            );
            faults.push(at.fault("M076", spanned.span(), message));
        }
        columns.push(Column {
            field: field.clone(),
            heading: heading.clone(),
            also: column.also.clone(),
            width: *column.width.get_ref(),
            group: column.group,
            key: column.key,
            block: column.block,
            continued: column.continued,
            optional: column.optional,
            band: column.band,
            flow: column.flow,
            vertical: column.vertical,
            serial: column.serial,
            reprint: column.reprint.clone(),
            align,
            spread: column.spread,
            suffix: column.suffix.clone(),
            required: column.required,
            max_chars: column.max_chars,
            max_lines: column.max_lines,
            choices: column.choices.clone(),
            answer: column.answer.clone(),
            example: column.example.clone(),
        });
    }
    columns
}

fn check_width(field: &str, width: f64, span: Range<usize>, at: &Source, faults: &mut Vec<Finding>) {
    if !(3.0..=400.0).contains(&width) {
        let message = msg!(
            "列「{field}」の幅 {width}mm は使えません（3〜400mm）",
            "column \"{field}\": width {width} mm is out of range (3 to 400 mm)"
        );
        faults.push(at.fault("M076", span, message));
    }
}
