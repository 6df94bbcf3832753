//! Reads plan data from JSON, YAML or TOML: a list of rows, or a map with `rows`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ecow::EcoString;

use super::above::put_day;
use super::columns::{Path, levels, match_columns, nearest, normalise, take_heading};
use super::header::Seen;
use super::{Cell, Plan, Row, groups};
use crate::finding::{Finding, quote};
use crate::form::BASE_YEAR;
use crate::limits::Room;
use crate::meta::Given;
use crate::msg;
use crate::place::Place;
use crate::row_key::{ID, RowId};
use crate::source::{Entry, Node, Value, not_text, read_id};
use crate::table::{Column, TableColumn, TableForm};
use crate::words::era::fiscal_year;

/// Keys under which example texts of a row stand.
const EXAMPLES: [&str; 3] = ["example", "例", "記入例"];

/// A text of a row with the keys that lead to it.
#[derive(Clone)]
struct Leaf {
    path: Path,
    key: Place,
    keys: String,
    text: EcoString,
    place: Place,
}

/// Reads the rows.
///
/// # Errors
/// The keys that were seen, when there is no list of rows or few keys are known.
pub fn read(
    root: &Node,
    form: &TableForm,
    given: &Given,
    room: &mut Room,
    findings: &mut Vec<Finding>,
) -> Result<Plan, Option<Seen>> {
    let mut given = given.clone();
    let list = match &root.value {
        Value::List(list) => list,
        Value::Map(entries) => {
            let named = entries.iter().find(|e| matches!(e.key.as_str(), "rows" | "行"));
            let rows = named.or_else(|| entries.iter().find(|e| is_list_of_maps(&e.node)));
            read_meta(entries, rows.map(|r| r.key.as_str()), form, &mut given, findings);
            let rows = rows.ok_or(None)?;
            match &rows.node.value {
                Value::List(list) => list,
                _ => {
                    let message = msg!("「rows」は行の並びでなければなりません", "\"rows\" must be a list of rows");
                    findings.push(Finding::error("M057", message).at(rows.node.place.clone()));
                    return Err(None);
                }
            }
        }
        _ => return Err(None),
    };
    let joins = joined_keys(form);
    let with_ids = !has_field(form, ID);
    let mut reader = Reader { joins: &joins, with_ids, rows: Vec::new(), room, findings };
    list.iter().for_each(|item| reader.unfold(item, &Rc::default()));
    let rows = reader.rows;
    let mut paths: Vec<Path> = Vec::new();
    let mut numbers: HashMap<Path, usize> = HashMap::new();
    for leaf in rows.iter().flat_map(UnfoldedRow::leaves).filter(|l| !is_example(&l.path)) {
        if !numbers.contains_key(&leaf.path) {
            numbers.insert(leaf.path.clone(), paths.len());
            paths.push(leaf.path.clone());
        }
    }
    let mut matched = match_columns(&paths, form, &given);
    if !paths.is_empty() && (matched.map.iter().all(Option::is_none) || matched.is_of_other_data()) {
        let keys = |known: bool| {
            let of = paths.iter().zip(&matched.map).filter(move |(_, c)| !known || c.is_some());
            of.map(|(path, _)| quote(&path.join("_"))).collect()
        };
        return Err(Some(Seen { known: keys(true), texts: keys(false) }));
    }
    let column_of = |path: &Path| numbers.get(path).and_then(|&i| matched.map.get(i).copied().flatten());
    if let Some(told) = matched.told {
        let (asked, told) = (fiscal_year(matched.form.base_year(&matched.years)), fiscal_year(told));
        let message = msg!(
            "データの年度（{told}から）が、指定の年度（{asked}から）と違います",
            "the data begin with {told}, but {asked} was asked for"
        );
        findings.push(Finding::error("M060", message).at(root.place.clone()));
    }
    let mut unknown = UnknownKeys::default();
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let mut own = Row::empty(matched.columns.len());
        for leaf in row.leaves() {
            if let Some(c) = column_of(&leaf.path) {
                let before = own.cell(c);
                if before.text.is_empty() {
                    own.put(c, Cell { text: leaf.text.clone(), place: Some(leaf.place.clone()), example: false });
                } else if !leaf.text.is_empty() && before.text != leaf.text {
                    findings.push(second_text(leaf, before));
                }
            } else if is_example(&leaf.path) && matched.form.examples {
                // handled below, once the answers are known
            } else if !leaf.text.is_empty() {
                unknown.add(leaf);
            }
        }
        for leaf in row.leaves().filter(|l| matched.form.examples && is_example(&l.path)) {
            place_example(leaf, &matched.form, &matched.columns, &mut own, findings);
        }
        out.push(Row { id: row.id, ..own });
    }
    unknown.tell(&matched.form, &matched.columns, findings);
    let mut columns = matched.columns;
    for (field, text) in headings(root) {
        let own = |c: &&mut TableColumn| matched.form.spec(c).field == field;
        columns.iter_mut().filter(own).for_each(|column| take_heading(&matched.form, column, &text));
    }
    matched.columns = columns;
    let missing = matched.columns.iter().enumerate().filter(|(c, _)| !matched.map.contains(&Some(*c)));
    for (_, column) in missing.filter(|_| !paths.is_empty()) {
        let spec = matched.form.spec(column);
        if spec.key || (spec.required && spec.answer.is_none()) {
            let field = &spec.field;
            let message = msg!("項目「{field}」がどの行にもありません", "no row has the key \"{field}\"");
            findings.push(Finding::error("M052", message).at(root.place.clone()));
        }
    }
    groups::fill_down(&matched.form, &matched.columns, &mut out, findings);
    Ok(Plan {
        form: matched.form,
        base: matched.base,
        variant: matched.variant,
        print: given.print.clone(),
        years: matched.years,
        meta: given.meta,
        columns: matched.columns,
        rows: out,
        parted: Vec::new(),
    })
}

fn is_example(path: &Path) -> bool {
    matches!(path.as_slice(), [first, _, ..] if EXAMPLES.contains(&first.as_str()))
}

/// Reads what stands beside the rows, which are under the key `rows`.
fn read_meta(entries: &[Entry], rows: Option<&str>, form: &TableForm, given: &mut Given, findings: &mut Vec<Finding>) {
    let mut day = None;
    for entry in entries.iter().filter(|e| Some(e.key.as_str()) != rows) {
        let text = entry.node.scalar();
        let meta = &mut given.meta;
        let slot = match entry.key.as_str() {
            "計画" => &mut meta.plan,
            "団体" => &mut meta.body,
            "資料番号" | "document_no" => &mut meta.number,
            "題名" | "title" => &mut meta.title,
            "会議" | "meeting" => &mut meta.meeting,
            "日付" | "date" => {
                day = Some(entry);
                continue;
            }
            key if form.lead_key() == Some(key) => &mut meta.lead,
            HEADINGS if matches!(entry.node.value, Value::Map(_)) => continue,
            "rows" | "行" | "版" | "variant" => continue,
            "様式" => {
                if let Some(name) = text.filter(|t| *t != form.name && *t != form.title) {
                    let own = &form.name;
                    findings.push(
                        Finding::error(
                            "M057",
                            msg!(
                                "様式「{name}」のデータです（「{own}」ではありません）",
                                "this is data of the form \"{name}\", not \"{own}\""
                            ),
                        )
                        .at(entry.node.place.clone()),
                    );
                }
                continue;
            }
            name if form.years.contains_key(name) => {
                match text.as_deref().map(str::parse::<i32>) {
                    Some(Ok(year)) if (1900..2200).contains(&year) => {
                        if name == BASE_YEAR && given.fiscal_year.is_some_and(|expected| expected != year) {
                            let (year, expected) = (fiscal_year(year), fiscal_year(given.fiscal_year.unwrap_or(year)));
                            let message = msg!(
                                "データの年度（{year}から）が、指定の年度（{expected}から）と違います",
                                "the data begin with {year}, but {expected} was asked for"
                            );
                            findings.push(Finding::error("M060", message).at(entry.node.place.clone()));
                        }
                        given.years.entry(name.to_owned()).or_insert(year);
                    }
                    _ => findings.push(
                        Finding::error("M057", msg!("{name}は西暦の数で書いてください", "{name} is a Gregorian year"))
                            .at(entry.node.place.clone())
                            .hint(msg!("例: 2024", "for example 2024")),
                    ),
                }
                continue;
            }
            _ => {
                findings.push(unused(entry));
                continue;
            }
        };
        match (text, slot) {
            (Some(text), slot @ None) => *slot = Some(text),
            (Some(text), Some(first)) if *first == text => {}
            _ => findings.push(unused(entry)),
        }
    }
    let put = |day: &Entry, meeting| day.node.scalar().is_some_and(|text| put_day(meeting, text.trim(), true));
    findings.extend(day.filter(|day| !put(day, &mut given.meta.meeting)).map(unused));
}

/// Under this key stand headings in the input's own words, by their columns.
pub const HEADINGS: &str = "見出し";

fn headings(root: &Node) -> Vec<(&str, String)> {
    let Value::Map(entries) = &root.value else { return Vec::new() };
    let found = entries.iter().find(|e| e.key == HEADINGS).map(|e| &e.node.value);
    let Some(Value::Map(pairs)) = found else { return Vec::new() };
    pairs.iter().filter_map(|e| Some((e.key.as_str(), e.node.scalar()?))).collect()
}

/// `M059`
fn unused(entry: &Entry) -> Finding {
    let key = quote(&entry.key);
    Finding::info("M059", msg!("項目「{key}」は使いません", "the key \"{key}\" is not used")).at(entry.place.clone())
}

fn is_list_of_maps(node: &Node) -> bool {
    matches!(&node.value, Value::List(list) if !list.is_empty() && list.iter().all(|n| matches!(n.value, Value::Map(_))))
}

/// What the items round a row say.
#[derive(Default)]
struct Outer<'a> {
    entries: Vec<&'a Entry>,
    /// Their texts, read once for all rows.
    leaves: Rc<[Leaf]>,
    /// Pairs of keys that are joined in them.
    joined: HashSet<usize>,
}

/// A row of the data: what stands round it, which it shares with the rows beside it, and its own.
struct UnfoldedRow {
    id: Option<RowId>,
    outer: Rc<[Leaf]>,
    own: Vec<Leaf>,
}

impl UnfoldedRow {
    fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.outer.iter().chain(&self.own)
    }
}

struct Reader<'a> {
    joins: &'a [(String, String)],
    with_ids: bool,
    rows: Vec<UnfoldedRow>,
    room: &'a mut Room,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    /// The rows of a list item: itself, or, where it holds a list of maps (a section with its items), each of those with
    /// what the item says beside.
    fn unfold<'n>(&mut self, node: &'n Node, outer: &Rc<Outer<'n>>) {
        let Value::Map(entries) = &node.value else { return self.no_row(node) };
        let inner = entries.iter().find(|e| is_list_of_maps(&e.node));
        let Some((key, Value::List(items))) = inner.map(|inner| (&inner.key, &inner.node.value)) else {
            return self.row(entries, outer);
        };
        let entries = outer.entries.iter().copied().chain(entries.iter().filter(|e| e.key != *key)).collect();
        let (leaves, joined) = leaves(&entries, self.joins, &HashSet::new(), self.findings);
        let outer = Rc::new(Outer { entries, leaves: leaves.into(), joined });
        items.iter().for_each(|item| self.unfold(item, &outer));
    }

    fn row<'n>(&mut self, entries: &'n [Entry], outer: &Rc<Outer<'n>>) {
        if !self.room.take(|| entries.first().map(|entry| entry.node.place.clone())) {
            return;
        }
        let mut own: Vec<&Entry> = entries.iter().collect();
        let at = own.iter().position(|entry| self.with_ids && entry.key == ID);
        let id = at.map(|at| own.remove(at)).and_then(|entry| read_id(entry, self.findings));
        let text = |entries: &[&Entry], key: &str| entries.iter().any(|e| e.key == key && e.node.scalar().is_some());
        // one of two keys that are one text stands round the row, the other in it
        let across = self.joins.iter().any(|(a, b)| {
            let (a, b) = ([text(&outer.entries, a), text(&own, a)], [text(&outer.entries, b), text(&own, b)]);
            !((a[0] && b[0]) || (a[1] && b[1])) && (a[0] || a[1]) && (b[0] || b[1])
        });
        let (outer, own) = if across {
            let entries = outer.entries.iter().copied().chain(own).collect();
            (Rc::default(), leaves(&entries, self.joins, &HashSet::new(), self.findings).0)
        } else {
            (Rc::clone(&outer.leaves), leaves(&own, self.joins, &outer.joined, self.findings).0)
        };
        self.rows.push(UnfoldedRow { id, outer, own });
    }

    fn no_row(&mut self, node: &Node) {
        let message = match node.scalar().map(|text| quote(&text)) {
            Some(text) => msg!(
                "行は「項目: 値」の組でなければなりません: 「{text}」",
                "a row must be a map of keys and values: \"{text}\""
            ),
            None => msg!("行は「項目: 値」の組でなければなりません", "a row must be a map of keys and values"),
        };
        self.findings.push(Finding::error("M057", message).at(node.place.clone()));
    }
}

/// Whether a form has a field of this name.
fn has_field(form: &TableForm, name: &str) -> bool {
    let named = |column: &Column| column.field == name || column.also.iter().any(|also| also == name);
    form.columns.iter().any(|c| named(c) || c.heading.last().is_some_and(|leaf| leaf == name))
}

/// Pairs of keys that stand for one text: `section_no+title` in a column's other headings.
fn joined_keys(form: &TableForm) -> Vec<(String, String)> {
    let pairs = form.columns.iter().flat_map(|c| &c.also).filter_map(|a| a.split_once('+'));
    pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// Every text of these entries, with the pairs of keys that were joined; those `done` are not. A list of texts is one
/// text in lines; `R2時点_実施状況` is two keys.
fn leaves(
    entries: &Vec<&Entry>,
    joins: &[(String, String)],
    done: &HashSet<usize>,
    findings: &mut Vec<Finding>,
) -> (Vec<Leaf>, HashSet<usize>) {
    let mut entries: Vec<Cow<Entry>> = entries.iter().copied().map(Cow::Borrowed).collect();
    let mut joined = HashSet::new();
    for (n, (first, second)) in joins.iter().enumerate().filter(|(n, _)| !done.contains(n)) {
        let at = |key: &str| entries.iter().position(|e| e.key == key && e.node.scalar().is_some());
        let (Some(a), Some(b)) = (at(first), at(second)) else { continue };
        let said = |entry: Option<&Cow<Entry>>| entry.and_then(|entry| entry.node.scalar()).unwrap_or_default();
        let text = format!("{} {}", said(entries.get(a)), said(entries.get(b)));
        let Some(entry) = entries.get_mut(b) else { continue };
        let node = Node { value: Value::Text(text), place: entry.node.place.clone() };
        *entry = Cow::Owned(Entry { key: format!("{first}+{second}"), place: entry.place.clone(), node });
        entries.remove(a);
        joined.insert(n);
    }
    let mut out = Vec::new();
    collect(entries.iter().map(AsRef::as_ref), &Vec::new(), "", &mut out, findings);
    (out, joined)
}

fn collect<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    parents: &Path,
    above: &str,
    out: &mut Vec<Leaf>,
    findings: &mut Vec<Finding>,
) {
    for entry in entries {
        let mut path = parents.clone();
        // R2時点_実施状況 is a block and a field; keys of plain ASCII are names of their own
        if entry.key.is_ascii() {
            path.push(normalise(&entry.key));
        } else {
            path.extend(levels(&entry.key));
        }
        let keys = if above.is_empty() { entry.key.clone() } else { format!("{above}.{}", entry.key) };
        let text = match &entry.node.value {
            Value::Map(inner) => {
                collect(inner, &path, &keys, out, findings);
                continue;
            }
            Value::Null => continue,
            _ => match entry.node.text("\n") {
                Some(text) => text,
                None => {
                    findings.push(not_text(&keys, &entry.node));
                    continue;
                }
            },
        };
        // a text of blanks is no text, as in a workbook
        let text = if text.trim().is_empty() { EcoString::new() } else { text.into() };
        out.push(Leaf { path, key: entry.place.clone(), keys, text, place: entry.node.place.clone() });
    }
}

/// `M031`: two keys that mean one column.
fn second_text(leaf: &Leaf, first: &Cell) -> Finding {
    let (keys, text) = (quote(&leaf.keys), quote(&leaf.text));
    let mut finding = Finding::error(
        "M031",
        msg!(
            "「{keys}」と同じ列の項目がもう一つあります（内容: 「{text}」）",
            "\"{keys}\" is the second key for one column (it says \"{text}\")"
        ),
    )
    .at(leaf.key.clone())
    .hint(msg!("どちらかを消してください", "delete one of them"));
    finding.related.extend(first.place.clone());
    finding
}

/// `M053`: keys that the form does not have, one finding each.
#[derive(Default)]
struct UnknownKeys {
    by_path: HashMap<Path, usize>,
    /// The first leaf of each key, the place of the others, and their number.
    keys: Vec<(Leaf, Vec<Place>)>,
}

impl UnknownKeys {
    fn add(&mut self, leaf: &Leaf) {
        match self.by_path.get(&leaf.path).and_then(|at| self.keys.get_mut(*at)) {
            Some((_, others)) => others.push(leaf.key.clone()),
            None => {
                self.by_path.insert(leaf.path.clone(), self.keys.len());
                self.keys.push((leaf.clone(), Vec::new()));
            }
        }
    }

    fn tell(self, form: &TableForm, columns: &[TableColumn], findings: &mut Vec<Finding>) {
        for (leaf, others) in self.keys.into_iter().filter(|(leaf, _)| !form.is_unused(&leaf.keys)) {
            let mut finding = unknown_key(&leaf, others.len().saturating_add(1), columns);
            finding.related = others;
            findings.push(finding);
        }
    }
}

fn unknown_key(leaf: &Leaf, n: usize, columns: &[TableColumn]) -> Finding {
    let (keys, text) = (quote(&leaf.keys), quote(&leaf.text));
    let message = if n == 1 {
        msg!("項目「{keys}」は様式にありません（内容: 「{text}」）", "the form has no \"{keys}\" (it says \"{text}\")")
    } else {
        msg!(
            "項目「{keys}」は様式にありません（{n} 行にあります。内容: 「{text}」ほか）",
            "the form has no \"{keys}\" (it stands in {n} rows, first with \"{text}\")"
        )
    };
    let mut finding = Finding::warning("M053", message).at(leaf.key.clone());
    let last = leaf.path.last().map_or("", String::as_str);
    if let Some(near) = nearest(last, columns.iter().filter_map(|c| c.heading.last()).map(String::as_str)) {
        let near = quote(near);
        finding = finding
            .hint(msg!("「{near}」のことなら、そのとおりに書いてください", "if it means \"{near}\", write it so"));
    }
    finding
}

/// Puts an example text into its cell, or, where its key names no year, into the first empty answer cell of its
/// column; or says that it has no place.
fn place_example(leaf: &Leaf, form: &TableForm, columns: &[TableColumn], row: &mut Row, findings: &mut Vec<Finding>) {
    let name = leaf.path.last().map_or("", String::as_str);
    let fits = |column: &TableColumn| {
        let spec = form.spec(column);
        spec.block
            && (name == normalise(&spec.field)
                || column.heading.last().is_some_and(|h| normalise(h) == name)
                || spec.also.iter().any(|a| normalise(a) == name))
    };
    let own = |column: &TableColumn| {
        let names = column.block.iter().chain([&form.spec(column).field]);
        names.flat_map(|name| name.split('_').map(normalise)).eq(leaf.path.iter().skip(1).cloned())
    };
    let all = || columns.iter().enumerate();
    let mut found = all().filter(|(_, column)| own(column)).chain(all().filter(|(_, column)| fits(column)));
    match found.find(|(c, _)| row.text(*c).is_empty()).map(|(c, _)| c) {
        Some(c) => row.put(c, Cell { text: leaf.text.clone(), place: Some(leaf.place.clone()), example: true }),
        None if leaf.text.is_empty() => {}
        None => findings.push(unknown_key(leaf, 1, columns)),
    }
}
