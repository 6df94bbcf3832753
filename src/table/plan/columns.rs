//! Finds out which column of the form a heading of the input means, and for which years.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::form::BASE_YEAR;
use crate::meta::{Given, Years};
use crate::table::{Column, TableColumn, TableForm};
use crate::words::era::years_in;
use crate::words::{half_width, on_the_line};

/// A heading of the input: parents first, the column's own heading last, all normalised.
pub type Path = Vec<String>;

/// What the headings of an input mean.
#[derive(Clone)]
pub struct Matched {
    /// The form as it was answered, before it is told how it is printed.
    pub base: TableForm,
    pub form: TableForm,
    pub variant: Option<String>,
    pub years: Years,
    pub columns: Vec<TableColumn>,
    /// For each input column, the table column it fills.
    pub map: Vec<Option<usize>>,
    /// The base year that the headings tell, where another one was given.
    pub told: Option<i32>,
}

impl Matched {
    /// The definition of column `c`.
    pub fn spec(&self, c: usize) -> Option<&Column> {
        self.columns.get(c).map(|column| self.form.spec(column))
    }

    /// A table with few of the form's headings, beside others, is not the form's.
    pub fn is_of_another_form(&self) -> bool {
        let asked = self.form.columns.iter().filter(|c| !c.optional && !c.band).count();
        let found: HashSet<usize> =
            self.map.iter().flatten().filter_map(|&c| self.columns.get(c)).map(|c| c.spec).collect();
        let (found, others) = (found.len(), self.map.iter().filter(|c| c.is_none()).count());
        let few = found < asked.div_ceil(2) && others > 0;
        let lost_among_others = found < others.div_ceil(2) && found.saturating_mul(5) < asked.saturating_mul(4);
        // another year than was asked for leaves whole blocks without a column
        self.told.is_none() && (few || lost_among_others || found < asked.div_ceil(3))
    }

    /// As [`Self::is_of_another_form`], for data: keys may well be missing from it, but hardly be others.
    pub fn is_of_other_data(&self) -> bool {
        self.is_of_another_form() && self.map.iter().filter(|c| c.is_none()).count() > self.map.iter().flatten().count()
    }
}

/// What a text begins with, as [`normalise`] writes it.
pub fn first_of(text: &str) -> Option<char> {
    text.chars().map(|c| on_the_line(half_width(c))).find(|c| !c.is_whitespace())
}

/// Heading text without what offices vary: width, raised figures (m²), blanks, line breaks, phase marks, okurigana of 取組.
pub fn normalise(text: &str) -> String {
    let mut out: String = text.chars().map(|c| on_the_line(half_width(c))).filter(|c| !c.is_whitespace()).collect();
    out = out.trim_start_matches(|c| ('①'..='⑳').contains(&c)).trim_end_matches(['※', '*']).to_owned();
    if let Some(at) = out.find("[年度") {
        out.truncate(at);
    }
    // answers are asked too whether they are headings: most have none of these
    if !out.contains(['取', '1', '･', '~']) {
        return out;
    }
    for (from, to) in [
        ("取り組み", "取組み"),
        ("取り組", "取組み"),
        ("取組の", "取組みの"),
        ("年度の取組", "年度取組"),
        ("和1年", "和元年"),
        ("平成1年", "平成元年"),
        ("･", "・"),
        ("~", "〜"),
    ] {
        out = out.replace(from, to);
    }
    out
}

/// The heading without a trailing note in brackets: 今後の方向性（令和3年1月照会予定）.
fn without_note(text: &str) -> &str {
    match text.find('(') {
        Some(at) if at > 0 && text.ends_with(')') => &text[..at],
        _ => text,
    }
}

/// `R2時点` stands for `令和2年度時点`, 2020年度 for 令和2年度.
fn spell_year(text: &str) -> String {
    let western = text.get(..4).and_then(|y| y.parse::<i32>().ok()).filter(|y| (1900..2200).contains(y));
    if let (Some(year), Some(rest)) = (western, text.get(4..).and_then(|t| t.strip_prefix("年度"))) {
        return format!("{}{rest}", crate::words::era::fiscal_year(year));
    }
    let mut chars = text.chars();
    let Some(letter) = chars.next().filter(|c| "RHS".contains(*c)) else { return text.to_owned() };
    let behind = chars.as_str();
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = behind.strip_suffix(rest).unwrap_or_default();
    match (digits.is_empty(), years_in(&format!("{letter}{digits}")).first()) {
        (false, Some(year)) => {
            let rest = rest.trim_start_matches("年度");
            format!("{}{rest}", crate::words::era::fiscal_year(*year))
        }
        _ => text.to_owned(),
    }
}

/// Matches headings with the form's columns, choosing variant and years that explain most of them.
pub fn match_columns(paths: &[Path], form: &TableForm, given: &Given) -> Matched {
    let mut best: Option<(i64, Matched)> = None;
    let names: Vec<Option<String>> = match &given.variant {
        Some(name) => vec![Some(name.clone())],
        None => std::iter::once(None).chain(form.variant_names().map(|n| Some(n.to_owned()))).collect(),
    };
    for name in names {
        let Some(form) = name.as_deref().map_or_else(|| Some(form.clone()), |n| form.variant(n)) else { continue };
        let base = form;
        let mut form = given.print.as_deref().and_then(|print| base.print(print)).unwrap_or_else(|| base.clone());
        let years = infer_years(paths, &form, &given.years);
        let Ok(mut columns) = form.table(&years) else { continue };
        let mut map = assign(paths, &form, &columns);
        let mapped = map.iter().flatten().filter_map(|&c| columns.get(c));
        let mapped: Vec<String> = mapped.map(|column| form.spec(column).field.clone()).collect();
        let fewer = form.without_missing(|field| mapped.iter().any(|g| g == field));
        if fewer.columns.len() < form.columns.len() {
            form = fewer;
            columns = form.table(&years).unwrap_or_default();
            map = assign(paths, &form, &columns);
        }
        let found = map.iter().flatten().count() as i64;
        let score = found.saturating_mul(2).saturating_sub(columns.len() as i64);
        if best.as_ref().is_none_or(|(s, _)| score > *s) {
            let told = told_year(paths, &form, &given.years, &years);
            best = Some((score, Matched { base, form, variant: name, years, columns, map, told }));
        }
    }
    best.map(|(_, m)| m).unwrap_or_else(|| Matched {
        base: form.clone(),
        form: form.clone(),
        variant: None,
        years: given.years.clone(),
        columns: form.table(&given.years).unwrap_or_default(),
        map: vec![None; paths.len()],
        told: None,
    })
}

/// The years under which the form's headings equal most of the input's. A year that the caller gives stays.
fn infer_years(paths: &[Path], form: &TableForm, given: &Years) -> Years {
    let mut years = form.years.clone();
    years.extend(given.iter().map(|(k, v)| (k.clone(), *v)));
    let seen = spellings(paths);
    let mut worded = HashMap::new();
    let mentioned: Vec<i32> = seen.iter().flat_map(|t| years_in(t)).collect();
    let mut candidates: Vec<i32> = mentioned.iter().flat_map(|y| y.saturating_sub(2)..=y.saturating_add(2)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    // years that the headings do not tell keep their distance from the base year
    let base = |years: &Years| years.get(BASE_YEAR).copied().unwrap_or(0);
    let mut names: Vec<&String> = form.years.keys().filter(|name| !given.contains_key(*name)).collect();
    names.sort_by_key(|name| name.as_str() != BASE_YEAR);
    if let Some(year) = given.get(BASE_YEAR) {
        shift(&mut years, &names, year.saturating_sub(base(&form.years)));
    }
    for name in names.clone() {
        let Some(&own) = years.get(name) else { continue };
        let before = base(&years);
        let mut best = (count_equal(&seen, form, &years, &mut worded), own);
        // of two years that explain as much the later one fills the first block
        for &year in candidates.iter().rev() {
            let mut trial = years.clone();
            trial.insert(name.clone(), year);
            let count = count_equal(&seen, form, &trial, &mut worded);
            if count > best.0 {
                best = (count, year);
            }
        }
        years.insert(name.clone(), best.1);
        if name == BASE_YEAR {
            let others: Vec<&String> = names.iter().copied().filter(|n| *n != BASE_YEAR).collect();
            shift(&mut years, &others, best.1.saturating_sub(before));
        }
    }
    years
}

/// Levels that one heading or key may name, with `_` between.
const MOST_LEVELS: usize = 16;

/// The levels that a heading or key names. One with more of them than any form has is a name of its own.
pub fn levels(text: &str) -> Vec<String> {
    match text.matches('_').count() {
        0..MOST_LEVELS => text.split('_').map(normalise).collect(),
        _ => vec![normalise(text)],
    }
}

/// Parts of a heading that together may name a year.
const MOST_PARTS: usize = 6;

/// The headings, alone and joined with those behind them: a year's name may hold a `_` itself.
fn spellings(paths: &[Path]) -> Vec<String> {
    let joined = |path: &Path| -> Vec<String> {
        let tails = (0..path.len()).filter_map(|from| path.get(from..));
        let parts = tails.flat_map(|tail| (1..=tail.len().min(MOST_PARTS)).filter_map(|n| tail.get(..n)));
        parts.map(|part| spell_year(&part.join("_"))).collect()
    };
    let mut seen: Vec<String> = paths.iter().flat_map(joined).collect();
    seen.sort_unstable();
    seen.dedup();
    seen
}

/// The base year under which the headings make better sense than under the one that was given.
fn told_year(paths: &[Path], form: &TableForm, given: &Years, years: &Years) -> Option<i32> {
    given.get(BASE_YEAR)?;
    let mut rest = given.clone();
    rest.remove(BASE_YEAR);
    let inferred = infer_years(paths, form, &rest);
    let seen = spellings(paths);
    let mut worded = HashMap::new();
    let better = count_equal(&seen, form, &inferred, &mut worded) > count_equal(&seen, form, years, &mut worded);
    (better && inferred.get(BASE_YEAR) != years.get(BASE_YEAR)).then(|| inferred.get(BASE_YEAR).copied()).flatten()
}

fn shift(years: &mut Years, names: &[&String], by: i32) {
    for name in names {
        if let Some(year) = years.get_mut(*name) {
            *year = year.saturating_add(by);
        }
    }
}

/// How many of a form's headings with a year are among those of the input, which are sorted. `worded` holds what is one of
/// them, by how the form words it: most headings are the same under all years that are tried.
fn count_equal(
    seen: &[String],
    form: &TableForm,
    years: &Years,
    worded: &mut HashMap<String, Option<Arc<str>>>,
) -> usize {
    let Ok(table) = form.table(years) else { return 0 };
    let mut found: Vec<Arc<str>> = Vec::new();
    let mut take = |heading: Cow<str>| match worded.get(&*heading) {
        Some(known) => found.extend(known.clone()),
        None => {
            let word = normalise(&heading);
            let is_seen = !years_in(&word).is_empty() && seen.binary_search(&word).is_ok();
            let word = is_seen.then(|| Arc::from(word));
            worded.insert(heading.into_owned(), word.clone());
            found.extend(word);
        }
    };
    for column in &table {
        column.heading.iter().chain(&column.block).for_each(|heading| take(heading.as_str().into()));
        // a plain table has the levels of a heading in one cell
        if column.heading.len() > 1 {
            take(column.heading.concat().into());
        }
    }
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// Gives each input column the table column that fits best; no table column twice.
fn assign(paths: &[Path], form: &TableForm, columns: &[TableColumn]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(i32, usize, usize)> = Vec::new();
    let worded: Vec<Worded> = columns.iter().map(|column| Worded::of(form, column)).collect();
    for (i, path) in paths.iter().enumerate() {
        // `a_b` may be a parent and a heading, or one heading
        let parts = (0..path.len()).filter_map(|at| path.split_at_checked(at));
        let parts: Vec<(&[String], String)> =
            parts.map(|(parents, leaf)| (parents, spell_year(&leaf.join("_")))).collect();
        for (c, column) in worded.iter().enumerate() {
            let score = parts.iter().map(|(parents, leaf)| column.likeness(parents, leaf)).max().unwrap_or(0);
            if score > 0 {
                pairs.push((score, i, c));
            }
        }
    }
    // the best likeness first; among equals the leftmost pair, so that unmarked blocks fill in order
    pairs.sort_by_key(|&(score, i, c)| (std::cmp::Reverse(score), i, c));
    let mut map = vec![None; paths.len()];
    let mut taken = vec![false; columns.len()];
    for (_, i, c) in pairs {
        if let (Some(own @ None), Some(taken @ false)) = (map.get_mut(i), taken.get_mut(c)) {
            (*own, *taken) = (Some(c), true);
        }
    }
    map
}

/// What a column may be called.
struct Worded {
    own: String,
    /// Its heading with those above, as a plain table has them in one cell: 令和8年度 点検の結果.
    joined: Vec<String>,
    field: String,
    /// Other headings, the one that is taken first in front.
    also: Vec<String>,
    /// What may stand above it.
    above: Vec<String>,
    of_year: bool,
}

impl Worded {
    fn of(form: &TableForm, column: &TableColumn) -> Self {
        let (spec, heading) = (form.spec(column), &column.heading);
        let join = |n: usize| heading.iter().skip(heading.len().saturating_sub(n)).map(|h| normalise(h)).collect();
        let above = heading.iter().rev().skip(1).rev().chain(&column.block);
        Self {
            own: heading.last().map(|h| normalise(h)).unwrap_or_default(),
            joined: (2..=heading.len()).map(join).collect(),
            field: normalise(&spec.field),
            also: spec.also.iter().map(|a| normalise(a)).collect(),
            above: above.map(|h| normalise(h)).collect(),
            of_year: column.year.is_some(),
        }
    }

    /// How well a heading fits: 0 is not at all.
    fn likeness(&self, parents: &[String], leaf: &String) -> i32 {
        let plain = without_note(leaf);
        let mut score: i32 = if *leaf == self.own {
            100
        } else if self.joined.contains(leaf) {
            95
        } else if plain == without_note(&self.own) && years_in(plain) == years_in(without_note(&self.own)) {
            90
        } else if *leaf == self.field {
            80
        } else {
            // of two headings that both mean the column, the one named first is taken
            match self.also.iter().position(|a| leaf == a || plain == a) {
                Some(at) => 79_i32.saturating_sub(at.min(19) as i32),
                None => return 0,
            }
        };
        for parent in parents {
            let parent = spell_year(parent);
            if self.above.contains(&parent) {
                score = score.saturating_add(5);
            } else if self.above.iter().any(|e| e.starts_with(&parent) || parent.starts_with(e.as_str())) {
                score = score.saturating_add(4);
            } else if self.of_year && !years_in(&parent).is_empty() {
                // a block of another year
                return 0;
            }
        }
        score
    }
}

/// Heads a column in the input's own words, where the form says so.
pub fn take_heading(form: &TableForm, column: &mut TableColumn, text: &str) {
    let text = text.trim();
    if let (true, false, Some(leaf)) = (form.spec(column).heading_as_typed, text.is_empty(), column.heading.last_mut())
    {
        text.clone_into(leaf);
    }
}

/// The form's heading nearest to an unknown one, for a hint.
pub fn nearest<'a>(heading: &str, columns: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    crate::words::nearest(heading, columns, 0.3, normalise)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    fn paths(list: &[&[&str]]) -> Vec<Path> {
        list.iter().map(|p| p.iter().map(|t| normalise(t)).collect()).collect()
    }

    #[test]
    fn reads_the_years_from_the_headings() {
        let form = Engine::new().form("progress").value_or_faults().unwrap().into_table().unwrap();
        let list = paths(&[
            &["計画（第5章）記載内容", "方向性"],
            &["計画（第5章）記載内容", "番　号"],
            &["左記の取組みに関連する事業・取組み", "平成30年度照会時の回答（計画策定の際に確認した内容）", "局区"],
            &["取組み状況", "令和2年度\n時点で把握", "令和元年度取り組みの実施状況"],
            &["取組み状況", "令和2年度時点で把握", "実施状況に対する評価・課題"],
            &["取組み状況", "令和３年度時点で把握", "実施状況に対する評価・課題"],
        ]);
        let matched = match_columns(&list, &form, &Given::default());
        assert_eq!(matched.years["基準年度"], 2020);
        assert_eq!(matched.years["策定年度"], 2018);
        assert_eq!(matched.variant, None);
        assert_eq!(matched.map, [Some(0), Some(1), Some(5), Some(9), Some(10), Some(13)]);
    }

    #[test]
    fn short_keys_of_a_data_file_are_understood() {
        let form = Engine::new().form("progress").value_or_faults().unwrap().into_table().unwrap();
        let list = paths(&[
            &["番号"],
            &["R3時点", "実施状況に対する評価・課題"],
            &["R2時点", "令和元年度取組みの実施状況"],
            &["R2時点", "今後の取組みの方向性"],
        ]);
        let matched = match_columns(&list, &form, &Given::default());
        assert_eq!(matched.years["基準年度"], 2020);
        assert_eq!(matched.map, [Some(1), Some(13), Some(9), Some(11)]);
    }

    #[test]
    fn the_variant_that_explains_more_is_taken() {
        let form = Engine::new().form("progress").value_or_faults().unwrap().into_table().unwrap();
        let list = paths(&[
            &["番号"],
            &["令和元年度", "実施状況に対する評価"],
            &["令和元年度", "課題"],
            &["令和2年度", "課題"],
        ]);
        let matched = match_columns(&list, &form, &Given::default());
        assert_eq!(matched.variant.as_deref(), Some("記入例"));
        assert_eq!(matched.years["基準年度"], 2020);
    }

    #[test]
    fn a_year_beyond_all_years_stays() {
        let form = Engine::new().form("progress").value_or_faults().unwrap().into_table().unwrap();
        for year in [i32::MIN, i32::MAX] {
            let years = [("基準年度".to_owned(), year)].into_iter().collect();
            let matched = match_columns(&paths(&[&["番号"]]), &form, &Given { years, ..Given::default() });
            assert_eq!(matched.years["基準年度"], year);
        }
    }

    #[test]
    fn nearest_heading() {
        assert_eq!(nearest("事業の内要", ["内容", "事業概要", "課"].into_iter()), Some("事業概要"));
    }
}
