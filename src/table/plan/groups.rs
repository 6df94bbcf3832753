//! Row groups: which rows belong together, and filling a group's texts down.

use std::collections::{HashMap, HashSet};

use ecow::EcoString;

use super::difference::differing;
use super::{Cell, Plan, Row};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::table::{TableColumn, TableForm};
use crate::words::folded;

/// Whether two rows belong to different groups of `level`: their key texts of this or an outer level differ.
pub fn differ(plan: &Plan, a: &Row, b: &Row, level: usize) -> bool {
    (0..plan.columns.len()).any(|c| {
        let column = plan.column(c);
        column.key && column.group.is_some_and(|g| g <= level) && !same_key(&a.cells[c].text, &b.cells[c].text)
    })
}

/// Whether two texts are one key. Folding a long label once a row takes longer than all else.
fn same_key(a: &str, b: &str) -> bool {
    a == b || folded(a) == folded(b)
}

/// Columns of a level, key columns and all.
fn columns_of(form: &TableForm, columns: &[TableColumn], level: usize, key: bool) -> Vec<usize> {
    (0..columns.len())
        .filter(|&c| {
            let spec = &form.columns[columns[c].spec];
            spec.group == Some(level) && (!key || spec.key)
        })
        .collect()
}

/// Gives each row the texts of its groups, whether the input merged them, left them blank below the first
/// row, or wrote them on every row. Two texts under one key are a finding that names both cells.
pub fn fill_down(form: &TableForm, columns: &[TableColumn], rows: &mut [Row], findings: &mut Vec<Finding>) {
    let levels = form.levels();
    let all: Vec<Vec<usize>> = (1..=levels).map(|l| columns_of(form, columns, l, false)).collect();
    let keys: Vec<Vec<usize>> = (1..=levels).map(|l| columns_of(form, columns, l, true)).collect();
    let mut current: Option<Vec<Cell>> = None;
    for row in rows.iter_mut() {
        let mut new = current.is_none();
        for level in 0..levels {
            let before = current.as_ref();
            let typed_key = keys[level].iter().any(|&c| !row.cells[c].text.is_empty());
            let same_key = before.is_some_and(|b| {
                let same = |c: usize| same_key(&row.cells[c].text, &b[c].text);
                keys[level].iter().all(|&c| row.cells[c].text.is_empty() || same(c))
            });
            // the texts of a flowing cell may stand on any row of the group, those that may differ change within it
            let own = |c: usize| !form.columns[columns[c].spec].flow && !form.columns[columns[c].spec].may_differ;
            let labels = || all[level].iter().filter(|&&c| own(c));
            let typed_any = labels().any(|&c| !row.cells[c].text.is_empty());
            let other_text = before
                .is_some_and(|b| labels().any(|&c| !row.cells[c].text.is_empty() && row.cells[c].text != b[c].text));
            // without a key, another text begins a group of its own
            new = new || (typed_key && !same_key) || (!typed_key && typed_any && other_text);
            if new {
                continue;
            }
            let Some(before) = before else { continue };
            for &c in &all[level] {
                if row.cells[c].text.is_empty() {
                    row.cells[c] = before[c].clone();
                } else if row.cells[c].text == before[c].text {
                    row.cells[c].text = before[c].text.clone();
                }
            }
        }
        current = Some(row.cells.clone());
    }
    check_same(form, columns, rows, &keys, &all, findings);
}

/// `M101`: the same key with different texts, where they may not differ.
pub fn check_same(
    form: &TableForm,
    columns: &[TableColumn],
    rows: &mut [Row],
    keys: &[Vec<usize>],
    all: &[Vec<usize>],
    findings: &mut Vec<Finding>,
) {
    let may_differ = |c: usize| form.columns[columns[c].spec].may_differ;
    let mut ids = GroupIds::new(keys);
    let mut first: HashMap<GroupId, Vec<Cell>> = HashMap::new();
    let mut told: HashSet<(GroupId, usize, EcoString)> = HashSet::new();
    let mut several: HashSet<(GroupId, usize)> = HashSet::new();
    for row in rows.iter_mut() {
        for level in 0..keys.len() {
            let group = ids.of(level, row);
            if keys[level].iter().any(|&c| row.cells[c].text.is_empty()) {
                continue;
            }
            let known = first.entry(group).or_insert_with(|| row.cells.clone());
            for &c in &all[level] {
                if row.cells[c].text.is_empty() {
                    if !may_differ(c) {
                        row.cells[c] = known[c].clone();
                    }
                } else if known[c].text.is_empty() {
                    known[c] = row.cells[c].clone();
                } else if keys[level].contains(&c) {
                    // the same key in another spelling: the group is one, and so is its label
                    if known[c].text != row.cells[c].text {
                        if told.insert((group, c, row.cells[c].text.clone())) {
                            findings.push(respelt(&known[c], &row.cells[c]));
                        }
                        row.cells[c].text.clone_from(&known[c].text);
                    }
                } else if let Some(text) = joined(form, columns, c, &known[c].text, &row.cells[c].text) {
                    if text != known[c].text {
                        findings.push(put_together(form, columns, c, &known[c], &row.cells[c]));
                        known[c].text = text.into();
                    }
                } else if known[c].text.trim_end() == row.cells[c].text.trim_end() {
                    row.cells[c].text.clone_from(&known[c].text);
                } else if may_differ(c) {
                    several.insert((group, c));
                } else if told.insert((group, c, row.cells[c].text.clone())) {
                    let name = keys[..=level]
                        .iter()
                        .flatten()
                        .map(|&k| quote(&row.cells[k].text))
                        .collect::<Vec<_>>()
                        .join("・");
                    findings.push(conflict(form, columns, c, &name, &known[c], &row.cells[c]));
                }
            }
        }
    }
    // a text that stands further down in the group is the whole group's, if it is the only one
    let mut above: Vec<Option<GroupId>> = vec![None; keys.len()];
    for r in 0..rows.len() {
        for level in 0..keys.len() {
            let group = ids.of(level, &rows[r]);
            let goes_on = above[level].replace(group) == Some(group);
            let Some(known) = first.get(&group) else { continue };
            for &c in all[level].iter().filter(|&&c| !known[c].text.is_empty()) {
                if may_differ(c) && several.contains(&(group, c)) {
                    let before = goes_on.then(|| rows[r - 1].cells[c].clone());
                    let own = &mut rows[r].cells[c];
                    match before {
                        Some(before) if own.text.is_empty() => *own = before,
                        Some(before) if own.text.trim_end() == before.text.trim_end() => own.text = before.text,
                        _ => {}
                    }
                    continue;
                }
                let flows = joined(form, columns, c, &known[c].text, &rows[r].cells[c].text).is_some();
                if rows[r].cells[c].text.is_empty() || flows {
                    rows[r].cells[c] = known[c].clone();
                }
            }
        }
    }
}

/// A group of a level; those of one key in several places are one.
type GroupId = (usize, usize);

/// Numbers the groups by their keys.
struct GroupIds<'a> {
    keys: &'a [Vec<usize>],
    by_key: HashMap<(usize, Vec<String>), usize>,
    /// The texts of the row before with its group, for each level: most rows go on with them.
    last: Vec<Option<(Vec<EcoString>, usize)>>,
}

impl<'a> GroupIds<'a> {
    fn new(keys: &'a [Vec<usize>]) -> Self {
        Self { keys, by_key: HashMap::new(), last: vec![None; keys.len()] }
    }

    /// What tells a row's group of a level, and those outside it, from others.
    fn of(&mut self, level: usize, row: &Row) -> GroupId {
        let texts = || self.keys[..=level].iter().flatten().map(|&c| &row.cells[c].text);
        if let Some((_, id)) = self.last[level].as_ref().filter(|(last, _)| texts().eq(last)) {
            return (level, *id);
        }
        let next = self.by_key.len();
        let id = *self.by_key.entry((level, texts().map(|text| folded(text)).collect())).or_insert(next);
        self.last[level] = Some((texts().cloned().collect(), id));
        (level, id)
    }
}

/// Two texts of a flowing cell as one: the sections (【課名】 …) of both. `None` for another kind of cell, and where the
/// same section says two things.
fn joined(form: &TableForm, columns: &[TableColumn], c: usize, a: &str, b: &str) -> Option<String> {
    if !form.columns[columns[c].spec].flow {
        return None;
    }
    let (mut all, new) = (sections(a), sections(b));
    for (heading, text) in new {
        let same = |(known, _): &&(&str, &str)| folded(known) == folded(heading);
        if all.iter().filter(same).any(|(_, known)| known.trim_end() == text.trim_end()) {
            continue;
        }
        if all.iter().any(|section| same(&section)) {
            return None;
        }
        all.push((heading, text));
    }
    let texts: Vec<&str> = all.iter().map(|(_, text)| text.trim_end_matches('\n')).collect();
    Some(if texts.len() == sections(a).len() { a.to_owned() } else { texts.join("\n") })
}

/// The parts of a text that begin with a line 【…】, each with that line; what stands before them has none.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let mut starts: Vec<usize> = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.starts_with('【') {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(from, to)| &text[*from..to]);
    let heading = |part: &str| if part.starts_with('【') { part.lines().next().unwrap_or("").len() } else { 0 };
    parts.filter(|part| !part.trim().is_empty()).map(|part| (&part[..heading(part)], part)).collect()
}

/// `M069`: texts of one flowing cell from several rows or files.
fn put_together(form: &TableForm, columns: &[TableColumn], c: usize, a: &Cell, b: &Cell) -> Finding {
    let (field, text) = (&form.columns[columns[c].spec].field, quote(&b.text));
    let mut finding = Finding::info(
        "M069",
        msg!("{field}に「{text}」を続けて載せます", "\"{text}\" is printed behind the other texts of {field}"),
    );
    finding.place.clone_from(&b.place);
    finding.related.extend(a.place.clone());
    finding
}

/// `M112`: １ and 1 are one group.
fn respelt(a: &Cell, b: &Cell) -> Finding {
    let (one, two) = (quote(&a.text), quote(&b.text));
    let mut finding = Finding::info(
        "M112",
        msg!("「{two}」を「{one}」と同じまとまりにしました", "\"{two}\" was taken for the same group as \"{one}\""),
    );
    finding.place.clone_from(&b.place);
    finding.related.extend(a.place.clone());
    finding
}

fn conflict(form: &TableForm, columns: &[TableColumn], c: usize, group: &str, a: &Cell, b: &Cell) -> Finding {
    let field = &form.columns[columns[c].spec].field;
    let (one, two, several) = differing(&a.text, &b.text);
    let (more_ja, more_en) =
        if several { ("（ほかにも違いがあります）", " (and elsewhere)") } else { ("", "") };
    let mut finding = Finding::error(
        "M101",
        Message {
            ja: format!("「{group}」の{field}が二通りあります: 「{}」と「{}」{more_ja}", one.ja, two.ja),
            en: format!("\"{group}\" has two texts for {field}: \"{}\" and \"{}\"{more_en}", one.en, two.en),
        },
    )
    .hint(msg!("【】の中が違います。どちらかに合わせてください", "they differ in the brackets; make them the same"));
    finding.place.clone_from(&b.place);
    finding.related.extend(a.place.clone());
    finding
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn sections_begin_with_their_name() {
        let text = "はじめに\n【福祉課】\n■ 行った。\n【学校課】 続けた。\n";
        let expected = [
            ("", "はじめに\n"),
            ("【福祉課】", "【福祉課】\n■ 行った。\n"),
            ("【学校課】 続けた。", "【学校課】 続けた。\n"),
        ];
        assert_eq!(sections(text), expected);
        assert_eq!(sections(""), []);
    }
}
