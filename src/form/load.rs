//! Reads and checks `form.toml`. A mistake is a finding with line and column.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::definition::Definition;
use super::raw::{RawColumn, RawForm, RawInset, RawMargin, RawPaper, RawText};
use super::{Align, Column, Form, Templates, TextStyle, Variant};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::text::Kinsoku;

/// Margins of a table's paper where the definition gives none, mm.
const MARGIN: RawMargin = RawMargin { top: 15.0, bottom: 9.0, left: 10.0, right: 10.0 };
/// Reporting years side by side.
const MOST_BLOCKS: usize = 10;
/// Lines of text for which a page must have room below the header.
const LEAST_LINES: f64 = 3.0;
const MM_PER_PT: f64 = 25.4 / 72.0;

impl Form {
    /// Loads a form by name.
    ///
    /// # Errors
    /// `M071` no such form, `M072` not TOML or not the fields of a definition, `M073`–`M079` a definition
    /// that contradicts itself; all of them, each with line and column.
    pub fn load(templates: &Templates, name: &str) -> Result<Form, Vec<Finding>> {
        let at = Definition::find(templates, name)?;
        check(at.read()?, name, &at)
    }
}

fn check(raw: RawForm, folder: &str, at: &Definition) -> Result<Form, Vec<Finding>> {
    let mut faults = Vec::new();
    at.check_name(&raw.name, folder, &mut faults);
    let paper = at.check_paper(&raw.paper, MARGIN, &mut faults);
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
            at.check_paper(&p, MARGIN, &mut faults)
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
            title: variant.title,
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
    at.check_years(raw.years.iter(), &mut faults);
    if raw.column.is_empty() {
        faults.push(at.fault("M075", 0..0, msg!("列（[[column]]）が一つもありません", "there is no [[column]]")));
    }
    let form = Form {
        name: raw.name.into_inner(),
        title: raw.title,
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

fn check_text(raw: &RawText, at: &Definition, faults: &mut Vec<Finding>) -> TextStyle {
    let size = at.check_size(&raw.size, faults);
    let (line_gap, RawInset { x, y }) = at.check_room(&raw.line_gap, &raw.inset, faults);
    let kinsoku = match raw.kinsoku.get_ref().as_str() {
        "strict" => Kinsoku::Strict,
        "loose" => Kinsoku::Loose,
        other => {
            let message =
                msg!("kinsoku は strict か loose です: 「{other}」", "kinsoku is strict or loose: \"{other}\"");
            faults.push(at.fault("M074", raw.kinsoku.span(), message));
            Kinsoku::Strict
        }
    };
    TextStyle { font: raw.font.get_ref().clone(), size, line_gap, inset_x: x, inset_y: y, kinsoku }
}

fn check_columns(raw: &[Spanned<RawColumn>], at: &Definition, faults: &mut Vec<Finding>) -> Vec<Column> {
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
        if column.group.is_some_and(|g| g == 0 || g > 9) {
            fault(msg!("列「{field}」の group は 1〜9 です", "column \"{field}\": group is 1 to 9"));
        }
        if column.group.is_some() && column.block {
            fault(msg!(
                "列「{field}」は group と block の両方にはできません",
                "column \"{field}\" cannot be group and block"
            ));
        }
        check_width(field, column.width, spanned.span(), at, faults);
        let align = match column.align.as_deref() {
            None | Some("left") => Align::Left,
            Some("center") => Align::Center,
            Some("right") => Align::Right,
            Some(other) => {
                let message = msg!(
                    "列「{field}」の align は left・center・right です: 「{other}」",
                    "column \"{field}\": align is left, center or right: \"{other}\""
                );
                faults.push(at.fault("M076", spanned.span(), message));
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
            optional: column.optional,
            band: column.band,
            flow: column.flow,
            vertical: column.vertical,
            serial: column.serial,
            reprint: column.reprint.clone(),
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

fn check_width(field: &str, width: f64, span: Range<usize>, at: &Definition, faults: &mut Vec<Finding>) {
    if !(3.0..=400.0).contains(&width) {
        let message = msg!(
            "列「{field}」の幅 {width}mm は使えません（3〜400mm）",
            "column \"{field}\": width {width} mm is out of range (3 to 400 mm)"
        );
        faults.push(at.fault("M076", span, message));
    }
}

/// Where each column is defined: variant (empty for the form's own columns), field, place. The margins of a
/// paper are there under the field `[margin]`.
#[derive(Default)]
struct Spans(Vec<(String, String, Range<usize>)>);

/// No column has this name: it is no field that a heading could stand for.
const MARGIN_SPAN: &str = "[margin]";

impl Spans {
    fn add(&mut self, variant: &str, columns: &[Spanned<RawColumn>]) {
        self.0.extend(columns.iter().map(|c| (variant.to_owned(), c.get_ref().field.clone(), c.span())));
    }

    fn add_paper(&mut self, variant: &str, paper: &RawPaper) {
        let span = paper.margin.as_ref().map_or_else(|| paper.size.span(), Spanned::span);
        self.0.push((variant.to_owned(), MARGIN_SPAN.to_owned(), span));
    }

    fn margin(&self, variant: &str) -> Range<usize> {
        self.of(variant, MARGIN_SPAN)
    }

    /// A column of a variant, or of the form where the variant does not define it.
    fn of(&self, variant: &str, field: &str) -> Range<usize> {
        let find = |variant: &str| self.0.iter().find(|(v, f, _)| v == variant && f == field);
        find(variant).or_else(|| find("")).map_or(0..0, |(_, _, span)| span.clone())
    }
}

/// Groups stand at the left, 1 outermost, without gaps, and each level has a key.
fn check_groups(form: &Form, spans: &Spans, at: &Definition, faults: &mut Vec<Finding>) {
    let has_key = |level: usize| form.columns.iter().any(|c| c.group == Some(level) && c.key);
    let mut fault = |column: &Column, message| faults.push(at.fault("M077", spans.of("", &column.field), message));
    let mut deepest = 0;
    let mut plain: Option<&str> = None;
    for column in &form.columns {
        let field = &column.field;
        if column.flow {
            if !column.group.is_some_and(has_key) {
                let message = msg!(
                    "列「{field}」を flow にするには、同じ group に key の列が要ります",
                    "column \"{field}\": flow needs a key column of the same group"
                );
                fault(column, message);
            }
            continue;
        }
        let Some(level) = column.group else {
            plain.get_or_insert(field);
            continue;
        };
        if let Some(plain) = plain {
            let message = msg!(
                "列「{field}」: group の列は左に、group のない列「{plain}」より前に置いてください",
                "column \"{field}\": columns with a group stand left of \"{plain}\", which has none"
            );
            fault(column, message);
        } else if level < deepest {
            let message = msg!(
                "列「{field}」: group は左から 1、2、3 の順に並べてください",
                "column \"{field}\": groups go 1, 2, 3 from the left"
            );
            fault(column, message);
        } else if level > deepest + 1 {
            let before = deepest + 1;
            let message = msg!(
                "列「{field}」の group {level} の前に group {before} の列が要ります",
                "column \"{field}\": group {level} needs a column of group {before} before it"
            );
            fault(column, message);
        } else if level > deepest && !has_key(level) {
            let message = msg!(
                "列「{field}」: group {level} に key の列がありません。行を見分ける列に key = true と書いてください",
                "column \"{field}\": group {level} has no key; write key = true at the column that tells the rows apart"
            );
            fault(column, message);
        }
        deepest = deepest.max(level);
    }
}

/// The names of the reporting years in data files, each another one.
fn check_label(form: &Form, span: Range<usize>, at: &Definition, faults: &mut Vec<Finding>) {
    let labels: Result<Vec<String>, Message> = (0..form.block_count).map(|k| form.block_name(&form.years, k)).collect();
    let message = match labels {
        Err(detail) => {
            let Message { ja, en } = detail;
            msg!("[block] の label を作れません: {ja}", "cannot word the label of [block]: {en}")
        }
        Ok(labels) if labels.iter().enumerate().any(|(k, label)| labels[..k].contains(label)) => {
            let label = &form.block_label;
            msg!(
                "[block] の label「{label}」は、どの年度でも同じになります。{{{{年度 時点}}}} のように年度を入れてください",
                "the label \"{label}\" of [block] is the same for each year; put the year in, as {{{{年度 時点}}}}"
            )
        }
        Ok(_) => return,
    };
    faults.push(at.fault("M078", span, message));
}

/// Headings that word, columns within the paper, and room for rows below the header; with each variant.
fn check_tables(form: &Form, spans: &Spans, at: &Definition, faults: &mut Vec<Finding>) {
    // the label has been looked at
    let form = Form { block_label: String::new(), ..form.clone() };
    let variants = form.variant_names().filter_map(|name| Some((name, form.variant(name)?)));
    for (variant, form) in std::iter::once(("", form.clone())).chain(variants) {
        let table = match form.table(&form.years) {
            Ok(table) => table,
            Err((field, Message { ja, en })) => {
                let message =
                    msg!("列「{field}」の見出しを作れません: {ja}", "cannot word the heading of \"{field}\": {en}");
                faults.push(at.fault("M078", spans.of(variant, &field), message));
                continue;
            }
        };
        let first = form.columns.first().map_or(0..0, |c| spans.of(variant, &c.field));
        let width: f64 = table.iter().map(|c| form.columns[c.spec].width).sum();
        let room = form.paper.width - form.paper.left - form.paper.right;
        if width.is_finite() && width > room + 0.5 {
            let message = msg!(
                "列の幅の合計 {width:.1}mm が紙面の幅 {room:.1}mm を超えています（{}）",
                "columns are {width:.1} mm wide in all, the paper has {room:.1} mm ({})",
                form.title
            );
            faults.push(at.fault("M079", first.clone(), message));
        }
        let headings = table.iter().map(|c| c.heading.len()).max().unwrap_or(0) as f64;
        let TextStyle { size, line_gap, inset_y, .. } = form.text;
        let line = size * (1.0 + line_gap) * MM_PER_PT;
        let need = headings * (line + 2.0 * inset_y) + LEAST_LINES * line + 2.0 * inset_y;
        let room = form.paper.height - form.paper.top - form.paper.bottom;
        // margins and sizes out of range have been told
        if room < need && !faults.iter().any(|f| ["M073", "M074"].contains(&f.code.0)) {
            let message = msg!(
                "余白を除いた高さ {room:.0}mm に、見出しと本文が入りません（少なくとも {need:.0}mm 要ります）",
                "the header and a row do not go into the {room:.0} mm between the margins (they need {need:.0} mm)"
            );
            faults.push(at.fault("M073", spans.margin(variant), message));
        }
    }
}
