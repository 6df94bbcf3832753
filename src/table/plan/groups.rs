//! Row groups: which rows belong together, and filling a group's texts down.

use std::collections::{HashMap, HashSet};

use ecow::EcoString;

use super::difference::differing;
use super::{Cell, Plan, Row};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::table::{Column, TableColumn, TableForm};
use crate::words::{folded, same};

/// Whether two rows belong to different groups of `level`: their key texts of this or an outer level differ.
pub fn differ(plan: &Plan, a: &Row, b: &Row, level: usize) -> bool {
    (0..plan.columns.len()).any(|c| {
        let column = plan.column(c);
        column.key && column.group.is_some_and(|g| g <= level) && !same(a.text(c), b.text(c))
    })
}

/// The columns of a level of groups.
pub struct Level<'a> {
    level: usize,
    /// With their definitions.
    all: Vec<(usize, &'a Column)>,
    keys: Vec<usize>,
    /// The keys of the levels outside it, and its own.
    path: Vec<usize>,
}

/// The levels of groups from the outermost on.
pub fn levels<'a>(form: &'a TableForm, columns: &[TableColumn]) -> Vec<Level<'a>> {
    let mut path = Vec::new();
    let of_level = |level: usize| {
        let specs = columns.iter().map(|column| form.spec(column)).enumerate();
        let all: Vec<(usize, &Column)> = specs.filter(|(_, spec)| spec.group == Some(level)).collect();
        let keys: Vec<usize> = all.iter().filter(|(_, spec)| spec.key).map(|(c, _)| *c).collect();
        path.extend(&keys);
        Level { level, all, keys, path: path.clone() }
    };
    (1..=form.levels()).map(of_level).collect()
}

/// Gives each row the texts of its groups, whether the input merged them, left them blank below the first
/// row, or wrote them on every row. Two texts under one key are a finding that names both cells.
pub fn fill_down(form: &TableForm, columns: &[TableColumn], rows: &mut [Row], findings: &mut Vec<Finding>) {
    let levels = levels(form, columns);
    let mut current: Option<Row> = None;
    for row in rows.iter_mut() {
        let mut new = current.is_none();
        for Level { all, keys, .. } in &levels {
            let before = current.as_ref();
            let typed_key = keys.iter().any(|&c| !row.text(c).is_empty());
            let same_key = before.is_some_and(|b| {
                let same = |c: usize| same(row.text(c), b.text(c));
                keys.iter().all(|&c| row.text(c).is_empty() || same(c))
            });
            // the texts of a flowing cell may stand on any row of the group, those that may differ change within it
            let labels = || all.iter().filter(|(_, spec)| !spec.flow && !spec.may_differ).map(|(c, _)| *c);
            let mut typed = labels().filter(|&c| !row.text(c).is_empty()).peekable();
            let typed_any = typed.peek().is_some();
            let other_text = before.is_some_and(|b| typed.any(|c| row.text(c) != b.text(c)));
            // without a key, another text begins a group of its own
            new = new || (typed_key && !same_key) || (!typed_key && typed_any && other_text);
            if new {
                continue;
            }
            let Some(before) = before else { continue };
            for &(c, _) in all {
                let (Some(own), before) = (row.cell_mut(c), before.cell(c)) else { continue };
                if own.text.is_empty() {
                    *own = before.clone();
                } else if own.text == before.text {
                    own.text = before.text.clone();
                }
            }
        }
        current = Some(Row { id: None, cells: row.cells.clone() });
    }
    check_same(&levels, rows, findings);
}

/// `M101`: the same key with different texts, where they may not differ.
pub fn check_same(levels: &[Level], rows: &mut [Row], findings: &mut Vec<Finding>) {
    let mut ids: Vec<GroupIds> = levels.iter().map(GroupIds::new).collect();
    let mut first: HashMap<GroupId, Row> = HashMap::new();
    let mut told: HashSet<(GroupId, usize, EcoString)> = HashSet::new();
    let mut several: HashSet<(GroupId, usize)> = HashSet::new();
    for row in rows.iter_mut() {
        for (Level { all, keys, path, .. }, ids) in levels.iter().zip(&mut ids) {
            let group = ids.of(row);
            if keys.iter().any(|&c| row.text(c).is_empty()) {
                continue;
            }
            let known = first.entry(group).or_insert_with(|| Row { id: None, cells: row.cells.clone() });
            for &(c, spec) in all {
                let (Some(own), Some(known)) = (row.cell_mut(c), known.cell_mut(c)) else { continue };
                if own.text.is_empty() {
                    if !spec.may_differ {
                        *own = known.clone();
                    }
                } else if known.text.is_empty() {
                    *known = own.clone();
                } else if spec.key {
                    // the same key in another spelling: the group is one, and so is its label
                    if known.text != own.text {
                        if told.insert((group, c, own.text.clone())) {
                            findings.push(respelt(known, own));
                        }
                        own.text.clone_from(&known.text);
                    }
                } else if let Some(text) = joined(spec, &known.text, &own.text) {
                    if text != known.text {
                        findings.push(put_together(spec, known, own));
                        known.text = text.into();
                    }
                } else if known.text.trim_end() == own.text.trim_end() {
                    own.text.clone_from(&known.text);
                } else if spec.may_differ {
                    several.insert((group, c));
                } else if told.insert((group, c, own.text.clone())) {
                    let name = path.iter().map(|&k| quote(row.text(k))).collect::<Vec<_>>().join("・");
                    findings.push(conflict(spec, &name, known, row.cell(c)));
                }
            }
        }
    }
    // a text that stands further down in the group is the whole group's, if it is the only one
    let mut above: Vec<Option<GroupId>> = vec![None; levels.len()];
    for r in 0..rows.len() {
        let Some((done, [row, ..])) = rows.split_at_mut_checked(r) else { break };
        for ((level, ids), above) in levels.iter().zip(&mut ids).zip(&mut above) {
            let group = ids.of(row);
            let goes_on = above.replace(group) == Some(group);
            let Some(known) = first.get(&group) else { continue };
            for &(c, spec) in level.all.iter().filter(|(c, _)| !known.text(*c).is_empty()) {
                let (Some(own), known) = (row.cell_mut(c), known.cell(c)) else { continue };
                if spec.may_differ && several.contains(&(group, c)) {
                    match done.last().filter(|_| goes_on).map(|before| before.cell(c)) {
                        Some(before) if own.text.is_empty() => own.clone_from(before),
                        Some(before) if own.text.trim_end() == before.text.trim_end() => {
                            own.text.clone_from(&before.text);
                        }
                        _ => {}
                    }
                } else if own.text.is_empty() || joined(spec, &known.text, &own.text).is_some() {
                    own.clone_from(known);
                }
            }
        }
    }
}

/// A group of a level; those of one key in several places are one.
type GroupId = (usize, usize);

/// Numbers the groups of a level by their keys.
struct GroupIds<'a> {
    level: &'a Level<'a>,
    by_key: HashMap<Vec<String>, usize>,
    /// The texts of the row before with its group: most rows go on with them.
    last: Option<(Vec<EcoString>, usize)>,
}

impl<'a> GroupIds<'a> {
    fn new(level: &'a Level<'a>) -> Self {
        Self { level, by_key: HashMap::new(), last: None }
    }

    /// What tells a row's group, and those outside it, from others.
    fn of(&mut self, row: &Row) -> GroupId {
        let Level { level, path, .. } = self.level;
        let texts = || path.iter().map(|&c| row.text(c));
        if let Some((_, id)) = self.last.as_ref().filter(|(last, _)| texts().eq(last)) {
            return (*level, *id);
        }
        let next = self.by_key.len();
        let id = *self.by_key.entry(texts().map(|text| folded(text)).collect()).or_insert(next);
        self.last = Some((texts().cloned().collect(), id));
        (*level, id)
    }
}

/// Two texts of a flowing cell as one: the sections (【課名】 …) of both. `None` for another kind of cell, and where the
/// same section says two things.
fn joined(spec: &Column, a: &str, b: &str) -> Option<String> {
    if !spec.flow {
        return None;
    }
    let (mut all, new) = (sections(a), sections(b));
    for (heading, text) in new {
        let same = |(known, _): &&(&str, &str)| same(known, heading);
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
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.starts_with('【') {
            starts.push(at);
        }
        at = at.saturating_add(line.len());
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(from, to)| &text[*from..to]);
    let heading = |part: &str| if part.starts_with('【') { part.lines().next().unwrap_or("").len() } else { 0 };
    parts.filter(|part| !part.trim().is_empty()).map(|part| (&part[..heading(part)], part)).collect()
}

/// `M069`: texts of one flowing cell from several rows or files.
fn put_together(spec: &Column, a: &Cell, b: &Cell) -> Finding {
    let (field, text) = (&spec.field, quote(&b.text));
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

fn conflict(spec: &Column, group: &str, a: &Cell, b: &Cell) -> Finding {
    let field = &spec.field;
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
