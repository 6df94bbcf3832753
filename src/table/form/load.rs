//! Reads and checks `form.toml`. A mistake is a finding with line and column.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::check_table::{Spans, check_groups, check_label, check_stands, check_tables};
use super::raw::{RawColumn, RawForm, RawText};
use super::{Print, Variant};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::form::TextStyle;
use crate::form::definition::Definition;
use crate::form::raw::RawPaper;
use crate::form::raw::{RawInset, RawMargin};
use crate::msg;
use crate::table::{Align, Column, Stands, TableForm};
use crate::told::Faults;

/// Margins of a table's paper where the definition gives none, mm.
const MARGIN: RawMargin = RawMargin { top: 13.5, bottom: 10.5, left: 10.0, right: 10.0 };
/// Characters of a unit.
const LONGEST_UNIT: usize = 10;
/// Reporting years side by side.
const MOST_BLOCKS: usize = 10;

impl TableForm {
    /// Checks a definition.
    ///
    /// # Errors
    /// `M068`, `M072` not the fields of a definition, `M073`–`M079` a definition that contradicts itself; all of them,
    /// each with line and column; `M205` a font that is not there.
    pub(crate) fn load(engine: &Engine, definition: &Definition, folder: &str) -> Result<Self, Faults> {
        let raw: RawForm = definition.read()?;
        let font = definition.check_font(&raw.text.font, &engine.fonts);
        let mut form = check(raw, folder, definition, font.into_iter().collect())?;
        form.text.rules = engine.house.over(form.text.rules);
        Ok(form)
    }
}

fn check(raw: RawForm, folder: &str, at: &Definition, mut faults: Vec<Finding>) -> Result<TableForm, Faults> {
    at.check_names(
        &raw.name,
        folder,
        std::iter::once(&raw.title)
            .chain(raw.variant.values().filter_map(|v| v.title.as_ref()))
            .chain(raw.print.values().filter_map(|p| p.title.as_ref())),
        &mut faults,
    );
    let paper = at.check_paper(&raw.paper, MARGIN, &mut faults);
    let text = check_text(&raw.text, at, &mut faults);
    let mut columns = check_columns(&raw.field, at, &mut faults);
    let mut spans = Spans::default();
    spans.add_paper("", &raw.paper);
    spans.add("", &raw.field);
    let mut check_print = |name: &str, paper: Option<RawPaper>, widths, faults: &mut Vec<Finding>| {
        let paper = paper.map(|p| {
            spans.add_paper(name, &p);
            at.check_paper(&p, MARGIN, faults)
        });
        (paper, check_widths(widths, &columns, at, faults))
    };
    let mut prints = Vec::new();
    for (name, print) in raw.print {
        let (paper, widths) = check_print(&name, print.paper, print.widths, &mut faults);
        prints.push(Print { name, title: print.title.map(Spanned::into_inner), paper, widths });
    }
    let mut variants = Vec::new();
    let mut variant_fields = Vec::new();
    for (name, variant) in raw.variant {
        let (paper, widths) = check_print(&name, variant.paper, variant.widths, &mut faults);
        let title = variant.title.map(Spanned::into_inner);
        // before ways to print had a place of their own, they were variants that ask for nothing else
        if variant.field.is_empty() && !variant.phase_marks && !variant.examples {
            prints.push(Print { name, title, paper, widths });
            continue;
        }
        let columns = check_columns(&variant.field, at, &mut faults);
        variant_fields.push((name.clone(), variant.field));
        let (phase_marks, examples) = (variant.phase_marks, variant.examples);
        variants.push(Variant { name, title, phase_marks, examples, paper, widths, columns });
    }
    for (name, fields) in &variant_fields {
        spans.add(name, fields);
    }
    let order: Vec<Spanned<String>> = raw.order.into_iter().chain(raw.merge.order).collect();
    for field in order.iter().filter(|f| !columns.iter().any(|c| &c.field == f.get_ref())) {
        let name = field.get_ref();
        let message = msg!("並べ順の「{name}」という項目はありません", "no field \"{name}\" to order by");
        faults.push(at.fault("M075", field.span(), message));
    }
    for field in raw.key.iter().filter(|f| !columns.iter().any(|c| &c.field == f.get_ref() && c.group.is_none())) {
        let name = field.get_ref();
        let message = msg!(
            "行を見分ける「{name}」という項目は、まとまりの外にありません",
            "no field \"{name}\" outside the groups to tell rows apart"
        );
        faults.push(at.fault("M075", field.span(), message));
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
    let is_field = |name: &str| columns.iter().any(|c| c.field == name);
    let section = at.check_section(raw.section, is_field, &mut faults);
    let rolling = at.check_rolling(raw.rolling, |name| raw.years.contains_key(name), &mut faults);
    for field in &raw.field {
        at.check_next(field.get_ref().next.as_deref(), field.span(), is_field, &mut faults);
    }
    let silent = |name: &str| raw.field.iter().all(|f| f.get_ref().name != name || f.get_ref().breaks.is_none());
    for column in columns.iter_mut().filter(|c| section.contains(&c.field) && silent(&c.field)) {
        column.phrases = true;
    }
    if raw.field.is_empty() {
        faults.push(at.fault("M075", 0..0, msg!("項目（[[field]]）が一つもありません", "there is no [[field]]")));
    }
    let form = TableForm {
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
        key: raw.key.into_iter().map(Spanned::into_inner).collect(),
        order: order.into_iter().map(Spanned::into_inner).collect(),
        section,
        rolling,
        unused: raw.unused,
        missing: raw.missing,
        columns,
        phase_marks: false,
        examples: false,
        variants,
        prints,
    };
    check_groups(&form, &spans, at, &mut faults);
    check_stands(&form, &spans, at, &mut faults);
    // headings and labels cannot be worded with such years
    if !faults.iter().any(|f| f.code.0 == "M075") {
        check_label(&form, raw.block.label.span(), at, &mut faults);
        check_tables(&form, &spans, at, &mut faults);
    }
    if faults.is_empty() { Ok(form) } else { Err(faults.into()) }
}

fn check_text(raw: &RawText, at: &Definition, faults: &mut Vec<Finding>) -> TextStyle {
    let size = at.check_size(&raw.size, faults);
    let (line_gap, RawInset { x, y }) = at.check_room(&raw.line_gap, &raw.inset, faults);
    let rules = at.check_rules(&raw.kinsoku, raw.latin_gap, faults);
    TextStyle {
        font: raw.font.get_ref().clone(),
        size,
        line_gap,
        inset_x: x,
        inset_y: y,
        rules,
        warn_half_kana: raw.warn_half_kana,
    }
}

fn check_columns(raw: &[Spanned<RawColumn>], at: &Definition, faults: &mut Vec<Finding>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for spanned in raw {
        let column = spanned.get_ref();
        let field = &column.name;
        let heading = column.heading.get_ref();
        let mut fault = |message| faults.push(at.fault("M076", spanned.span(), message));
        if field.trim().is_empty() {
            fault(msg!("項目の名前（name）が空です", "a field's name is empty"));
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
        let number = check_number(column, at, faults);
        let align = match column.align.as_ref().map(|a| (a.get_ref().as_str(), a.span())) {
            None if number.is_some() => Align::Right,
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
        let phrases = match column.breaks.as_ref().map(|b| (b.get_ref().as_str(), b.span())) {
            None => column.group.is_some() && !column.flow,
            Some(("phrase", _)) => true,
            Some(("any", _)) => false,
            Some((other, span)) => {
                let message = msg!(
                    "列「{field}」の break は phrase（文節で改行する）か any です: 「{other}」",
                    "column \"{field}\": break is phrase or any: \"{other}\""
                );
                faults.push(at.fault("M076", span, message));
                false
            }
        };
        if column.spread.is_some_and(|em| !(2.0..=60.0).contains(&em)) {
            let message = msg!(
                "列「{field}」の spread（均等割付の幅）は 2〜60 字です",
                "column \"{field}\": spread is 2 to 60 em"
            );
            faults.push(at.fault("M076", spanned.span(), message));
        }
        let stands = match column.stands.as_ref().map(|s| (s.get_ref().as_str(), s.span())) {
            None | Some(("column", _)) => Stands::Column,
            Some(("heading", _)) => Stands::Heading,
            Some(("both", _)) => Stands::Both,
            Some((other, span)) => {
                let message = msg!(
                    "列「{field}」の stands は column（列）・heading（表の上の見出し）・both（両方）です: 「{other}」",
                    "column \"{field}\": stands is column, heading or both: \"{other}\""
                );
                faults.push(at.fault("M076", span, message));
                Stands::Column
            }
        };
        let carry = at.check_carry(column.carry.as_deref(), column.next.as_deref(), spanned.span(), faults);
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
            // the workbook has such a text on a line of its own
            band: column.band || stands == Stands::Heading,
            stands,
            flow: column.flow,
            may_differ: column.may_differ,
            vertical: column.vertical,
            serial: column.serial,
            heading_as_typed: column.heading_as_typed,
            reprint: column.reprint.clone(),
            align,
            phrases,
            spread: column.spread,
            number,
            suffix: column.suffix.clone(),
            required: column.required,
            max_chars: column.max_chars,
            max_lines: column.max_lines,
            choices: column.choices.clone(),
            answer: column.answer.clone(),
            example: column.example.clone(),
            carry,
        });
    }
    columns
}

/// The unit of a column's numbers; `None` where its texts are no numbers.
fn check_number(column: &RawColumn, at: &Definition, faults: &mut Vec<Finding>) -> Option<String> {
    let field = &column.name;
    let is_number = match column.kind.as_ref().map(|kind| (kind.get_ref().as_str(), kind.span())) {
        None | Some(("text", _)) => false,
        Some(("number", _)) => true,
        Some((other, span)) => {
            let message = msg!(
                "列「{field}」の type は number（数）か text です: 「{other}」",
                "column \"{field}\": type is number or text: \"{other}\""
            );
            faults.push(at.fault("M076", span, message));
            return None;
        }
    };
    let Some(unit) = &column.format else { return is_number.then(String::new) };
    let (text, span) = (unit.get_ref(), unit.span());
    let odd = |c: char| c.is_ascii_digit() || c.is_whitespace() || c.is_control() || "\"\\#,.;@-+△▲".contains(c);
    if !is_number {
        let message = msg!(
            "列「{field}」の format は、type = \"number\" の列に書きます",
            "column \"{field}\": format is for a column with type = \"number\""
        );
        faults.push(at.fault("M076", span, message));
    } else if text.is_empty() || text.chars().count() > LONGEST_UNIT || text.contains(odd) {
        let message = msg!(
            "列「{field}」の format は、数の後ろに付く単位（千円、人、件 など、{LONGEST_UNIT} 字まで）です: 「{text}」",
            "column \"{field}\": format is the unit behind its numbers, up to {LONGEST_UNIT} characters: \"{text}\""
        );
        faults.push(at.fault("M076", span, message));
    }
    is_number.then(|| text.clone())
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

/// New widths of columns that there are.
fn check_widths(
    raw: BTreeMap<String, Spanned<f64>>,
    columns: &[Column],
    at: &Definition,
    faults: &mut Vec<Finding>,
) -> BTreeMap<String, f64> {
    let mut widths = BTreeMap::new();
    for (field, width) in raw {
        check_width(&field, *width.get_ref(), width.span(), at, faults);
        if !columns.iter().any(|c| c.field == field) {
            let message =
                msg!("幅を変える「{field}」という列はありません", "no column \"{field}\" to change the width of");
            faults.push(at.fault("M076", width.span(), message));
        }
        widths.insert(field, width.into_inner());
    }
    widths
}
