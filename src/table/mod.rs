//! Table papers (表): grouped tables such as 進捗管理シート, read, checked, set in lines, cut into pages.

pub(crate) mod answer;
mod book;
mod bookmarks;
mod csv;
mod data;
mod form;
mod heads;
mod html;
mod kept;
pub mod pages;
pub mod plan;
mod rows;
mod sections;
mod sheet;
#[cfg(test)]
mod tests;
mod typeset;

use crate::engine::Engine;
use crate::finding::Finding;
use crate::form::{BASE_YEAR, CLEAR};
use crate::meta::{Given, Years};
use crate::msg;
use crate::other_year::OtherYears;
use crate::source::Source;
use crate::text::FontChain;
use crate::told::Told;

use crate::limits::{Limits, PAGES, ROWS, Room};
pub use book::TableBook;
pub(crate) use csv::write_csv;
pub use data::VERSION as CONTRACT;
pub use form::{Align, Column, Stands, TableColumn, TableForm};
use pages::{Page, SetTable, cut_pages, set_table_again};
use plan::{KeptPlans, Plan, check};
use sections::Sections;

/// Puts sources together into one plan and checks it. No value when nothing in them is a table of the form. Those of which
/// the rows are `kept` are not read again.
pub(crate) fn read(
    engine: &Engine,
    form: &TableForm,
    sources: &[&Source],
    given: &Given,
    mut kept: Option<&mut KeptPlans>,
) -> Told<Plan> {
    let mut findings = Vec::new();
    let mut plans: Vec<Plan> = Vec::new();
    let mut of_other_years = OtherYears::default();
    let mut room = Room::new(ROWS, engine.limits());
    for source in sources {
        let before = room.clone();
        let (plan, own) = match &mut kept {
            Some(kept) => kept.read(source, form, given, &mut room),
            None => plan::read_plan_within(source, form, given, &mut room).into_parts(),
        };
        if of_other_years.take(source, &own, given, || {
            let given = Given { years: Years::new(), fiscal_year: None, ..given.clone() };
            let plan = plan::read_plan_within(source, form, &given, &mut room.empty());
            plan.value().and_then(|plan| plan.years.get(BASE_YEAR).copied())
        }) {
            room = before;
            continue;
        }
        let filled = plan.as_ref().map_or(0.0, Plan::filled);
        let other = plan::is_doubtful(plan.as_ref(), &own).then(|| engine.another_form(&form.name, source, filled));
        match other.flatten() {
            Some(other) => {
                room = before;
                findings.push(other);
            }
            None => {
                findings.extend(own);
                plans.extend(plan);
            }
        }
    }
    of_other_years.tell(given, &mut findings);
    if let Some(fault) = room.fault() {
        findings.push(fault);
        return Told::nothing(findings);
    }
    let Some(mut plan) = plan::merge(plans, given.register.as_deref(), &mut findings) else {
        return Told::nothing(findings);
    };
    if let Some(fault) = check::size(&plan, engine.limits()) {
        findings.push(fault);
        return Told::nothing(findings);
    }
    if sources.len() > 1 {
        check::totals(&plan, &mut findings);
    }
    check::sections(&plan, sources.len() > 1, given, &mut findings);
    plan.put_groups_together(&mut findings);
    plan.settle_choices(&mut findings);
    match engine.fonts.chain(&form.text.font, false) {
        Some(fonts) => check::check(&plan, given, &fonts, &mut findings),
        None => findings.push(engine.fonts.unknown(&form.text.font)),
    }
    plan.drop_unprinted();
    Told::new(plan, findings)
}

/// The form filled with its example texts（記入例）: in the first row of the sources, or, without any, in a row of its
/// own. A variant that is meant for examples is taken.
pub(crate) fn example(engine: &Engine, form: &TableForm, sources: &[&Source], given: &Given) -> Told<Plan> {
    let names: Vec<&str> = form.variant_names().collect();
    let meant = names.into_iter().find(|n| form.variant(n).is_some_and(|v| v.examples)).map(str::to_owned);
    let given = Given { variant: meant.clone(), ..given.clone() };
    let told = if sources.is_empty() {
        let form = meant.as_deref().and_then(|n| form.variant(n)).unwrap_or_else(|| form.clone());
        match Plan::empty(form, &given) {
            Some(plan) => Told::new(plan, Vec::new()),
            None => Told::nothing(Vec::new()),
        }
    } else {
        read(engine, form, sources, &given, None)
    };
    told.map(|mut plan| {
        plan.show_examples();
        plan
    })
}

/// Sets a plan in lines and cuts it into pages; what does not fit its box is a finding. Rows that a book has that was set
/// `before` are not measured again.
pub(crate) fn set(engine: &Engine, mut plan: Plan, before: Option<&TableBook>) -> Told<TableBook> {
    // the form knows of its own line, and tells of margins that are too narrow for what it has
    let known = head_height(plan.form.lead.is_some());
    if (plan.meta.lead.is_some() || plan.meta.meeting.is_some()) && plan.form.paper.top >= known {
        plan.form.paper.top = plan.form.paper.top.max(head_height(true));
    }
    let (fonts, bold) = match engine.chains(&plan.form.text.font) {
        Ok(chains) => chains,
        Err(fault) => return Told::nothing(fault),
    };
    let before = before.map(|book| (book.shown(), &book.table));
    let own = sections::shown(&plan);
    let shown = own.as_ref().unwrap_or(&plan);
    let mut table = set_table_again(shown, &fonts, &bold, before);
    table.sections = Sections::set(&plan, shown, &table, &bold);
    let pages = cut_pages(shown, &table);
    let (table, pages) = drawn_together(shown, table, pages, &bold);
    if let Some(beyond) = pages.get(engine.limits().pages) {
        return Told::nothing(too_many_pages(&plan, beyond, pages.len(), engine.limits()));
    }
    let (faces, tall) = Default::default();
    let book = TableBook { plan, shown: own, table, pages, fonts, bold, faces, tall };
    let mut findings = book.tall_labels().to_vec();
    check_fit(book.shown(), &book.table, &mut findings);
    Told::new(book, findings)
}

/// The least margin above a table, mm, in which what table.typ puts there stays [`CLEAR`] of the edge: the title and the
/// 資料番号, and a line under them (the form's lead, the meeting and its day) where there is one.
pub(crate) fn head_height(line: bool) -> f64 {
    CLEAR + 7.0 + if line { 4.5 } else { 0.0 }
}

/// A last page that is filled to less than this share is drawn together with those before it, if tighter lines can do it.
const THIN: f64 = 0.4;

/// So much closer lines may stand for that, as shares of the gap between them.
const TIGHTER: [f64; 7] = [0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.86];

/// The pages without a thin last one, where a little less between the lines of all of them is enough for that.
fn drawn_together(plan: &Plan, table: SetTable, pages: Vec<Page>, bold: &FontChain) -> (SetTable, Vec<Page>) {
    let thin = pages.last().is_some_and(|last| last.used < table.body_height() * THIN);
    // a few pages cannot take up much of another
    let least = pages.last().map_or(0.0, |last| last.used) / pages.len().saturating_sub(1).max(1) as f64;
    if pages.len() < 2 || !thin || least > table.body_height() * (1.0 - TIGHTER[TIGHTER.len() - 1]) {
        return (table, pages);
    }
    let tighter = TIGHTER.iter().map(|by| {
        let table = table.tighter(plan, *by, bold);
        let pages = cut_pages(plan, &table);
        (table, pages)
    });
    let found = tighter.into_iter().find(|(_, fewer)| fewer.len() < pages.len());
    found.unwrap_or((table, pages))
}

/// `M218`: they are laid out in memory, all of them.
fn too_many_pages(plan: &Plan, beyond: &Page, pages: usize, limits: &Limits) -> Finding {
    let row = beyond.slices.first().and_then(|slice| plan.rows.get(slice.row));
    let mut finding = Finding::error("M218", PAGES.beyond(limits, Some(pages as u64)));
    finding.place = row.and_then(|row| row.cells.iter().find_map(|cell| cell.place.clone()));
    let hint = msg!("いくつかの紙面に分けてください", "divide it into several papers");
    PAGES.told(finding.hint(hint), limits)
}

/// `M115`: an answer with more lines than its box has. Lines are those of the print font.
fn check_fit(plan: &Plan, table: &SetTable, findings: &mut Vec<Finding>) {
    let page = table.lines_in(table.body_height());
    for (r, row) in table.rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            let spec = plan.column(c);
            let lines = cell.line_count();
            let room = spec.max_lines.unwrap_or(page);
            if spec.group.is_some() || lines <= room {
                continue;
            }
            let (field, over) = (&spec.field, lines - room);
            let mut finding = if spec.max_lines.is_some() {
                Finding::warning(
                    "M115",
                    msg!(
                        "「{field}」は、この欄に約 {over} 行多い（{lines} 行、欄は {room} 行）",
                        "\"{field}\" has about {over} lines too many for its box ({lines} of {room})"
                    ),
                )
            } else {
                Finding::info(
                    "M115",
                    msg!(
                        "「{field}」は 1 ページに約 {over} 行多く、次のページに（続き）として載ります（{lines} 行、1 ページは {room} 行）",
                        "\"{field}\" has about {over} lines more than a page and goes on over the next ({lines} of {room})"
                    ),
                )
            };
            finding.place.clone_from(&plan.rows[r].cells[c].place);
            findings.push(finding);
        }
    }
}
