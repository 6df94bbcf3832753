//! Tells which headings of a sheet are not the form's, and which of the form's it lacks.

use std::collections::{HashMap, HashSet};

use super::columns::{Matched, Path, nearest, normalise};
use super::header::{Header, SheetGrid};
use super::outside::{OutsideColumns, doubled_heading, is_unused, unknown_heading};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::CellRef;
use crate::words::era::{fiscal_year, years_in};

/// Whether a column without a known heading has texts below it.
fn unread_column(grid: &SheetGrid, header: &Header) -> bool {
    let wanted = |at: &CellRef| grid.cell(at.row, at.col).is_none_or(|c| !is_unused(&header.matched.form, &c.text));
    let all = header.cols.iter().zip(&header.matched.map);
    let unknown: HashSet<u32> =
        all.filter(|((_, at), m)| m.is_none() && wanted(at)).map(|((col, _), _)| *col).collect();
    grid.sheet.cells.iter().any(|c| c.at.row > header.bottom && unknown.contains(&c.at.col))
}

/// `M051`, `M052`, `M060`, `M067`: headings that the form does not have, or has otherwise, and those that are missing.
pub fn tell_headings(grid: &SheetGrid, header: &Header, outside: &mut OutsideColumns, findings: &mut Vec<Finding>) {
    let matched = &header.matched;
    let place = |at: CellRef| grid.cell(at.row, at.col).map(|c| c.place.clone());
    if let Some(told) = matched.told {
        let (given, told) = (fiscal_year(matched.form.base_year(&matched.years)), fiscal_year(told));
        let mut finding = Finding::error(
            "M060",
            msg!(
                "見出しの年度（{told}から）が、指定の年度（{given}から）と違います",
                "the headings begin with {told}, but {given} was asked for"
            ),
        )
        .hint(msg!(
            "--year か matome.toml の [years] を直すか、外してください",
            "mend or drop --year or [years] in matome.toml"
        ));
        finding.place = header.cols.first().and_then(|(_, at)| place(*at));
        findings.push(finding);
    }
    let missing: Vec<usize> = (0..matched.columns.len()).filter(|c| !matched.map.contains(&Some(*c))).collect();
    let leaf = |c: usize| matched.columns.get(c).and_then(|column| column.heading.last()).map_or("", String::as_str);
    let cell_of = |i: usize| header.cols.get(i).and_then(|(_, at)| grid.cell(at.row, at.col));
    let typed = |i: usize| cell_of(i).map(|c| c.text.as_str());
    let by_place = pairs_by_place(matched);
    // with another year than the headings tell, none of its columns can be found; that was said
    let of_year = |path: &Path| path.iter().any(|heading| !years_in(heading).is_empty());
    let all = || header.cols.iter().zip(&header.paths).zip(&matched.map);
    let with_column = all().filter(|(_, c)| c.is_some());
    let read: HashMap<&Path, CellRef> = with_column.map(|(((_, at), path), _)| (path, *at)).collect();
    for (i, (((col, at), path), c)) in all().enumerate() {
        if let Some(c) = *c {
            findings.extend(other_year_in_note(grid, *at, leaf(c)));
            continue;
        }
        let Some(cell) = grid.cell(at.row, at.col).filter(|_| matched.told.is_none() || !of_year(path)) else {
            continue;
        };
        let below = outside.take(*col);
        if is_unused(&matched.form, &cell.text) {
            continue;
        }
        if let Some(read) = read.get(path) {
            findings.push(doubled_heading(cell, &below, place(*read)));
            continue;
        }
        let mut finding = unknown_heading(cell, &below);
        let stands_for = by_place.iter().find(|(input, _)| *input == i).map(|&(_, c)| leaf(c));
        if let Some(near) = stands_for.or_else(|| nearest(&cell.text, missing.iter().map(|&c| leaf(c)))) {
            let near = quote(near);
            finding = finding.hint(msg!(
                "「{near}」のことなら、見出しをそのとおりに直してください",
                "if it means \"{near}\", write it so"
            ));
        }
        findings.push(finding);
    }
    for c in missing {
        let Some(column) = matched.columns.get(c) else { continue };
        let spec = matched.form.spec(column);
        if spec.band || (matched.told.is_some() && column.year.is_some()) {
            continue;
        }
        let name = match &column.block {
            Some(block) => format!("{block}の{}", quote(leaf(c))),
            None => quote(leaf(c)),
        };
        let message = msg!("見出し「{name}」の列がありません", "there is no column \"{name}\"");
        // an answer that stands under a heading nobody knows would be missing from the paper
        let unread = spec.answer.is_some() && unread_column(grid, header);
        let mut finding = if spec.key || (spec.required && spec.answer.is_none()) || unread {
            Finding::error("M052", message)
        } else {
            Finding::warning("M052", message)
        };
        let beside = header.cols.first().and_then(|(_, at)| place(*at));
        finding.place = grid.place(header.bottom, header.cols.first().map_or(0, |c| c.0)).or(beside);
        let unknown: Vec<usize> = (0..).zip(&matched.map).filter(|(_, c)| c.is_none()).map(|(i, _)| i).collect();
        let in_its_place = by_place.iter().find(|(_, column)| *column == c).map(|&(i, _)| i);
        let alike = || {
            let near = nearest(leaf(c), unknown.iter().filter_map(|&i| typed(i)))?;
            unknown.iter().copied().find(|&i| typed(i) == Some(near))
        };
        if let Some(i) = in_its_place.or_else(alike) {
            let near = quote(typed(i).unwrap_or_default());
            finding = finding.hint(msg!(
                "見出し「{near}」がそれなら、様式のとおりに書き直してください",
                "if \"{near}\" is it, write it as in the form"
            ));
            finding.related.extend(cell_of(i).map(|cell| cell.place.clone()));
        }
        findings.push(finding);
    }
}

/// Unknown headings with the columns that the form has at their place: as many of them as columns are missing
/// between two that are known.
fn pairs_by_place(matched: &Matched) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut unknown, mut left) = (Vec::new(), 0);
    let end = Some(matched.columns.len());
    for (i, known) in matched.map.iter().copied().chain([end]).enumerate() {
        let Some(right) = known else {
            unknown.push(i);
            continue;
        };
        let missing: Vec<usize> = (left..right).filter(|c| !matched.map.contains(&Some(*c))).collect();
        if missing.len() == unknown.len() {
            pairs.extend(unknown.drain(..).zip(missing));
        }
        unknown.clear();
        left = right.saturating_add(1);
    }
    pairs
}

/// `M067`: a note behind a heading that names another year than the form's: 今後の取組みの方向性（令和3年1月照会予定）.
fn other_year_in_note(grid: &SheetGrid, at: CellRef, own: &str) -> Option<Finding> {
    let cell = grid.cell(at.row, at.col)?;
    let note = |text: &str| text.split_once('(').map(|(_, note)| years_in(note)).unwrap_or_default();
    let (typed, printed) = (note(&normalise(&cell.text)), note(&normalise(own)));
    if typed.is_empty() || printed.is_empty() || typed == printed {
        return None;
    }
    let (typed, printed) = (quote(&cell.text), quote(own));
    Some(
        Finding::info(
            "M067",
            msg!(
                "見出し「{typed}」の年が様式と違います。「{printed}」と刷られます",
                "the heading \"{typed}\" names another year than the form; \"{printed}\" is printed"
            ),
        )
        .at(cell.place.clone()),
    )
}
