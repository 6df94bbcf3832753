//! Checks a definition as a whole: groups, headings for each year, and whether the table goes on the paper.

use std::ops::Range;

use toml::Spanned;

use super::raw::RawColumn;
use crate::finding::{Finding, Message};
use crate::form::definition::Definition;
use crate::form::raw::RawPaper;
use crate::form::{TextStyle, inset_on_grid};
use crate::msg;
use crate::table::{Column, Stands, TableColumn, TableForm};
use crate::units::MM;

/// Lines of text for which a page must have room below the header.
const LEAST_LINES: f64 = 3.0;

/// Where each column is defined: variant (empty for the form's own columns), field, places of the column and of
/// its heading. The margins of a paper are there under the field `[margin]`.
#[derive(Default)]
pub(super) struct Spans(Vec<(String, String, [Range<usize>; 2])>);

/// No column has this name: it is no field that a heading could stand for.
const MARGIN: &str = "[margin]";

impl Spans {
    pub(super) fn add(&mut self, variant: &str, columns: &[Spanned<RawColumn>]) {
        let places = |c: &Spanned<RawColumn>| [c.span(), c.get_ref().heading.span()];
        self.0.extend(columns.iter().map(|c| (variant.to_owned(), c.get_ref().name.clone(), places(c))));
    }

    pub(super) fn add_paper(&mut self, variant: &str, paper: &RawPaper) {
        let span = paper.margin.as_ref().map_or_else(|| paper.size.span(), Spanned::span);
        self.0.push((variant.to_owned(), MARGIN.to_owned(), [span.clone(), span]));
    }

    fn margin(&self, variant: &str) -> Range<usize> {
        self.of(variant, MARGIN)
    }

    /// A column of a variant, or of the form where the variant does not define it.
    fn of(&self, variant: &str, field: &str) -> Range<usize> {
        self.places(variant, field)[0].clone()
    }

    /// Its heading.
    fn heading(&self, variant: &str, field: &str) -> Range<usize> {
        self.places(variant, field)[1].clone()
    }

    fn places(&self, variant: &str, field: &str) -> [Range<usize>; 2] {
        let find = |variant: &str| self.0.iter().find(|(v, f, _)| v == variant && f == field);
        find(variant).or_else(|| find("")).map_or([0..0, 0..0], |(_, _, places)| places.clone())
    }
}

/// Groups stand at the left, 1 outermost, without gaps, and each level has a key.
pub(super) fn check_groups(form: &TableForm, spans: &Spans, at: &Definition, faults: &mut Vec<Finding>) {
    let has_key = |level: usize| form.columns.iter().any(|c| c.group == Some(level) && c.key);
    let mut fault = |column: &Column, message| faults.push(at.fault("M077", spans.of("", &column.field), message));
    let mut deepest = 0_usize;
    let mut plain: Option<&str> = None;
    for column in &form.columns {
        let field = &column.field;
        if column.may_differ && (column.group.is_none() || column.key || column.flow) {
            let message = msg!(
                "列「{field}」の may_differ は、group があって key でも flow でもない列に書きます",
                "column \"{field}\": may_differ is for a column with a group that is neither key nor flow"
            );
            fault(column, message);
        }
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
        let next = deepest.saturating_add(1);
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
        } else if level > next {
            let message = msg!(
                "列「{field}」の group {level} の前に group {next} の列が要ります",
                "column \"{field}\": group {level} needs a column of group {next} before it"
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

/// Texts that stand over tables are the keys of the outermost groups, and no text flows beside the rows of a table.
pub(super) fn check_stands(form: &TableForm, spans: &Spans, at: &Definition, faults: &mut Vec<Finding>) {
    let mut fault = |column: &Column, message| faults.push(at.fault("M077", spans.of("", &column.field), message));
    let headed = form.headed();
    for column in form.columns.iter().filter(|c| c.stands.heads() && (c.group.is_none() || !c.key)) {
        let field = &column.field;
        let message = msg!(
            "列「{field}」の stands は、group と key のある列に書きます",
            "column \"{field}\": stands is for a column with a group that is a key"
        );
        fault(column, message);
    }
    let inner = |c: &&Column| c.key && c.group.is_some_and(|g| g <= headed) && !c.stands.heads();
    for column in form.columns.iter().filter(inner) {
        let (field, group) = (&column.field, column.group.unwrap_or_default());
        let message = msg!(
            "列「{field}」（group {group}）にも stands = \"heading\" か \"both\" が要ります。内側のまとまりが表の上の見出しになるからです",
            "column \"{field}\" (group {group}) needs stands = \"heading\" or \"both\" too: a group inside of it stands over tables"
        );
        fault(column, message);
    }
    if headed > 0
        && let Some(column) = form.columns.iter().find(|c| c.flow)
    {
        let field = &column.field;
        let message = msg!(
            "列「{field}」の flow は、表の上の見出し（stands）とともには使えません",
            "column \"{field}\": flow does not go with texts over tables (stands)"
        );
        fault(column, message);
    }
    if form.columns.iter().all(|c| c.stands == Stands::Heading)
        && let Some(column) = form.columns.first()
    {
        let field = &column.field;
        let message = msg!(
            "列「{field}」のほかに、列のまま残る項目が要ります（stands）",
            "beside \"{field}\" a field has to stay a column (stands)"
        );
        fault(column, message);
    }
}

/// The names of the reporting years in data files, each another one.
pub(super) fn check_label(form: &TableForm, span: Range<usize>, at: &Definition, faults: &mut Vec<Finding>) {
    let labels: Result<Vec<String>, Message> = (0..form.block_count).map(|k| form.block_name(&form.years, k)).collect();
    let message = match labels {
        Err(detail) => {
            let Message { ja, en } = detail;
            msg!("[block] の label を作れません: {ja}", "cannot word the label of [block]: {en}")
        }
        Ok(labels) if labels.iter().enumerate().any(|(k, label)| labels.iter().take(k).any(|l| l == label)) => {
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

/// A heading that two columns share could not be told apart in an input.
fn check_headings(
    form: &TableForm,
    table: &[TableColumn],
    variant: &str,
    spans: &Spans,
    at: &Definition,
    faults: &mut Vec<Finding>,
) {
    for (c, column) in table.iter().enumerate() {
        let Some(first) = table.iter().take(c).find(|other| other.heading == column.heading) else { continue };
        let (one, two) = (&form.spec(first).field, &form.spec(column).field);
        let span = spans.heading(variant, two);
        let message = if one == two {
            msg!(
                "列「{two}」の見出しが、どの年度でも同じになります。{{{{年度 時点}}}} のように年度を入れてください",
                "the heading of \"{two}\" is the same for each year; put the year in, as {{{{年度 時点}}}}"
            )
        } else {
            msg!("列「{one}」と「{two}」の見出しが同じです", "the columns \"{one}\" and \"{two}\" have one heading")
        };
        let finding = at.fault("M076", span, message);
        if !faults.contains(&finding) {
            faults.push(finding);
        }
    }
}

/// Headings that word, columns within the paper, and room for rows below the header; with each variant.
pub(super) fn check_tables(form: &TableForm, spans: &Spans, at: &Definition, faults: &mut Vec<Finding>) {
    // the label has been looked at
    let form = TableForm { block_label: String::new(), ..form.clone() };
    let variants = form.variant_names().filter_map(|name| Some((name, form.variant(name)?)));
    let prints = form.print_names().filter_map(|name| Some((name, form.print(name)?)));
    for (variant, form) in std::iter::once(("", form.clone())).chain(variants).chain(prints) {
        let table = match form.table(&form.years) {
            Ok(table) => table,
            Err((field, Message { ja, en })) => {
                let message =
                    msg!("列「{field}」の見出しを作れません: {ja}", "cannot word the heading of \"{field}\": {en}");
                faults.push(at.fault("M078", spans.heading(variant, &field), message));
                continue;
            }
        };
        check_headings(&form, &table, variant, spans, at, faults);
        let first = form.columns.first().map_or(0..0, |c| spans.of(variant, &c.field));
        let width: f64 = table.iter().map(|c| form.spec(c).width).sum();
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
        let line = size * (1.0 + line_gap) / MM;
        let around = 2.0 * inset_on_grid(size, line_gap, inset_y) / MM;
        let need = headings * (line + 2.0 * inset_y) + LEAST_LINES * line + around;
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
