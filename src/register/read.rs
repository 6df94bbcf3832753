//! Reads the table of a register: columns by their words, rows in 建制順.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::index::{BureauNames, Index, parts, plain};
use super::{Register, Section};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::{Place, SourceFile};
use crate::source::{Body, Node, Sheet, SheetCell, Source, Value};
use crate::told::Told;
use crate::words::nearest;

/// The headings are looked for in so many rows.
const WITHIN: usize = 50;
/// How alike a heading must be to be meant.
const MEANT: f64 = 0.5;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Bureau,
    Name,
    Short,
    Former,
    Person,
    Contact,
    Target,
}

use Field::{Bureau, Contact, Former, Name, Person, Short, Target};

/// The words of each column's heading; the first is the usual one.
const HEADINGS: [(Field, &[&str]); 7] = [
    (Bureau, &["局区", "局・区", "局区等", "局区名", "局", "局名", "部局", "部局名", "部", "部名", "bureau"]),
    (
        Name,
        &["課", "課名", "課等", "課室", "課・室", "課室名", "課等名", "所属", "所属名", "部署", "部署名", "section"],
    ),
    (Short, &["略称", "略名", "通称", "略称名", "short"]),
    (Former, &["旧名", "旧名称", "旧称", "旧課名", "旧所属名", "前の名称", "former"]),
    (Person, &["担当", "担当者", "担当者名", "担当者氏名", "氏名", "person"]),
    (Contact, &["連絡先", "電話", "電話番号", "内線", "内線番号", "メール", "メールアドレス", "e-mail", "contact"]),
    (Target, &["対象", "回答", "照会", "照会先", "照会対象", "asked"]),
];

fn field_of(heading: &str) -> Option<Field> {
    let heading = plain(heading);
    let heading = heading.split_once('(').map_or(heading.as_str(), |(bare, _)| bare);
    HEADINGS.iter().find(|(_, words)| words.iter().any(|word| plain(word) == heading)).map(|(field, _)| *field)
}

/// Texts of a row by what they are, each with its place.
type Line = BTreeMap<Field, (String, Place)>;

pub fn read(source: &Source) -> Told<Register> {
    Told::noticing(|findings| {
        findings.extend(source.findings.iter().cloned());
        let lines = match &source.body {
            Body::Sheets(sheets) => of_sheets(sheets, &source.file, findings)?,
            Body::Tree(node) => of_tree(node, findings)?,
            Body::Text(_) => return Err(no_table(Place::file(source.file.clone())).into()),
        };
        Ok(register(lines, &source.file, findings))
    })
}

/// `M400`
fn no_table(place: Place) -> Finding {
    let message = msg!("組織の表がありません", "there is no table of a register");
    Finding::error("M400", message).at(place).hint(msg!(
        "見出しの行に「局区」「課」「略称」「旧名」「担当」「連絡先」と書き、その下に建制順で 1 行に 1 課ずつ書いてください",
        "write 局区, 課, 略称, 旧名, 担当, 連絡先 as headings and a section a row below them"
    ))
}

/// `M401`: without 局区 every section would stand alone, without 課 there is none.
fn missing(field: Field, place: Place) -> Finding {
    let (bureau, message) = match field {
        Bureau => (true, msg!("組織の表に見出し「局区」がありません", "the register has no heading 局区 (bureau)")),
        _ => (false, msg!("組織の表に見出し「課」がありません", "the register has no heading 課 (section)")),
    };
    if bureau {
        Finding::warning("M401", message).at(place).hint(msg!(
            "局区のない組織なら、見出し「局区」だけの空の列を置いてください",
            "where there are no bureaus, leave an empty column under the heading 局区"
        ))
    } else {
        Finding::error("M401", message)
            .at(place)
            .hint(msg!("課の名の列の見出しを「課」としてください", "give the column of sections the heading 課"))
    }
}

/// `M402`
fn unused(heading: &str, place: Place) -> Finding {
    let words = HEADINGS.iter().flat_map(|(_, words)| words.iter().copied());
    let near = nearest(heading, words, MEANT, plain);
    let text = quote(heading);
    let message = msg!("組織の表の列「{text}」は使いません", "the column \"{text}\" of the register is not used");
    match near {
        Some(near) => Finding::warning("M402", message)
            .hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?")),
        None => Finding::info("M402", message),
    }
    .at(place)
}

/// The headings of a line: which of its columns are known.
fn headings(line: &[SheetCell]) -> BTreeMap<u32, Field> {
    let known: Vec<(u32, Field)> = line.iter().filter_map(|c| Some((c.at.col, field_of(&c.text)?))).collect();
    let mut out = BTreeMap::new();
    for (col, field) in known {
        // contacts may have a column each; of 局 and 部 the outer one is the bureau
        if field == Contact || !out.values().any(|f| *f == field) {
            out.insert(col, field);
        }
    }
    out
}

fn of_sheets(sheets: &[Sheet], file: &SourceFile, findings: &mut Vec<Finding>) -> Result<Vec<Line>, Finding> {
    // the sheet that has most of the headings, the first of equals; one that is shown before hidden ones
    let mut best: Option<((usize, bool), &Sheet, usize)> = None;
    for sheet in sheets {
        let lines = sheet.cells.chunk_by(|a, b| a.at.row == b.at.row).take(WITHIN);
        let found = lines.enumerate().map(|(n, line)| (headings(line).len(), n));
        let Some((count, n)) = found.max_by_key(|(count, n)| (*count, std::cmp::Reverse(*n))) else { continue };
        let weight = (count, !sheet.hidden);
        if count > 0 && best.as_ref().is_none_or(|(most, ..)| weight > *most) {
            best = Some((weight, sheet, n));
        }
    }
    let Some((_, sheet, n)) = best else {
        let first = sheets.iter().find_map(|sheet| sheet.cells.first());
        return Err(no_table(first.map_or_else(|| Place::file(file.clone()), |cell| cell.place.clone())));
    };
    let mut lines = sheet.cells.chunk_by(|a, b| a.at.row == b.at.row).skip(n);
    let head = lines.next().unwrap_or_default();
    let columns = headings(head);
    let place = head.first().map_or_else(|| Place::file(file.clone()), |cell| cell.place.clone());
    let has = |field| columns.values().any(|f| *f == field);
    if !has(Name) {
        return Err(missing(Name, place));
    }
    if !has(Bureau) {
        findings.push(missing(Bureau, place));
    }
    let others = head.iter().filter(|cell| !columns.contains_key(&cell.at.col));
    findings.extend(others.map(|cell| unused(&cell.text, cell.place.clone())));
    let mut out = Vec::new();
    for line in lines {
        // a header printed again, a note below the table
        if headings(line).len() >= 2.max(columns.len()) || line.first().is_some_and(|cell| is_note(&cell.text)) {
            continue;
        }
        let mut texts = Line::new();
        for cell in line {
            let Some(field) = columns.get(&cell.at.col) else { continue };
            match texts.get_mut(field) {
                Some((text, _)) => {
                    text.push('、');
                    text.push_str(cell.text.trim());
                }
                None => drop(texts.insert(*field, (cell.text.trim().to_owned(), cell.place.clone()))),
            }
        }
        if !texts.is_empty() {
            out.push(texts);
        }
    }
    Ok(out)
}

fn is_note(text: &str) -> bool {
    ["※", "＊", "（注", "(注", "注）", "注)"].iter().any(|mark| text.trim_start().starts_with(mark))
}

/// A list of maps, or a map that holds one.
fn of_tree(node: &Node, findings: &mut Vec<Finding>) -> Result<Vec<Line>, Finding> {
    let list = match &node.value {
        Value::List(list) => Some(list),
        Value::Map(entries) => entries.iter().find_map(|entry| match &entry.node.value {
            Value::List(list) => Some(list),
            _ => None,
        }),
        _ => None,
    };
    let Some(list) = list else { return Err(no_table(node.place.clone())) };
    let mut out = Vec::new();
    let mut told: HashSet<&str> = HashSet::new();
    let (mut bureau, mut name) = (false, false);
    for item in list {
        let Value::Map(entries) = &item.value else {
            let message = msg!("組織の表の、局区も課もない行です", "a row of the register without bureau and section");
            findings.push(Finding::warning("M407", message).at(item.place.clone()));
            continue;
        };
        let mut texts = Line::new();
        for entry in entries {
            let Some(field) = field_of(&entry.key) else {
                if told.insert(&entry.key) {
                    findings.push(unused(&entry.key, entry.place.clone()));
                }
                continue;
            };
            (bureau, name) = (bureau || field == Bureau, name || field == Name);
            let text = entry.node.text("\n").unwrap_or_default();
            if !text.trim().is_empty() {
                texts.entry(field).or_insert((text.trim().to_owned(), entry.node.place.clone()));
            }
        }
        if !texts.is_empty() {
            out.push(texts);
        }
    }
    if !name && !list.is_empty() {
        return Err(missing(Name, node.place.clone()));
    }
    if !bureau && !list.is_empty() {
        findings.push(missing(Bureau, node.place.clone()));
    }
    Ok(out)
}

/// Whether a section is not asked.
fn is_no(text: &str) -> bool {
    let no = ["×", "✕", "✖", "x", "-", "ー", "―", "否", "無", "なし", "不要", "対象外", "しない", "no", "0", "false"];
    no.contains(&plain(text).as_str())
}

/// A name on one line: cells break long ones.
fn on_one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).collect()
}

fn register(lines: Vec<Line>, file: &SourceFile, findings: &mut Vec<Finding>) -> Register {
    let mut sections: Vec<Section> = Vec::new();
    let mut bureaus: Vec<BureauNames> = Vec::new();
    let mut above = String::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for mut line in lines {
        let place = [Name, Bureau].iter().find_map(|field| line.get(field)).or_else(|| line.values().next());
        let Some(place) = place.map(|(_, place)| place.clone()) else { continue };
        let mut take = |field| line.remove(&field).map(|(text, _)| text);
        let (bureau, name) = (take(Bureau).map(|b| on_one_line(&b)), take(Name).map(|n| on_one_line(&n)));
        let (short, former) = (take(Short).map(|s| on_one_line(&s)), take(Former).unwrap_or_default());
        let former: Vec<String> = parts(&former, false).into_iter().map(str::to_owned).collect();
        if bureau.is_none() && name.is_none() {
            let message = msg!("組織の表の、局区も課もない行です", "a row of the register without bureau and section");
            let hint = msg!("局区か課を書くか、行を消してください", "write its section, or delete the row");
            findings.push(Finding::warning("M407", message).at(place).hint(hint));
            continue;
        }
        if let Some(bureau) = bureau {
            above = bureau;
        }
        if name.is_none() {
            bureaus.push(BureauNames { bureau: above.clone(), short: short.clone(), former: former.clone() });
        }
        let section = Section {
            bureau: above.clone(),
            name: name.unwrap_or_default(),
            short,
            former,
            person: take(Person),
            contact: take(Contact),
            asked: take(Target).is_none_or(|text| !is_no(&text)),
            place,
        };
        let before = known.get(&(plain(&section.bureau), plain(&section.name)));
        match before.and_then(|before| sections.get(*before)) {
            // a bureau's name may stand above its sections again and again
            Some(_) if section.name.is_empty() => {}
            Some(before) => findings.push(twice(&section, before)),
            None => {
                known.insert((plain(&section.bureau), plain(&section.name)), sections.len());
                sections.push(section);
            }
        }
    }
    // a bureau that has sections answers by them
    let named = sections.iter().filter(|s| !s.name.is_empty());
    let with_sections: HashSet<String> = named.map(|s| plain(&s.bureau)).collect();
    sections.retain(|s| !s.name.is_empty() || !with_sections.contains(&plain(&s.bureau)));
    if sections.is_empty() {
        let message = msg!("組織の表に課が一つもありません", "the register has no section");
        let hint = msg!("建制順に、1 行に 1 課ずつ書いてください", "write a section a row, in their official order");
        findings.push(Finding::warning("M406", message).at(Place::file(file.clone())).hint(hint));
    }
    tell_shared(&sections, findings);
    let index = Index::new(&sections, &bureaus);
    Register { file: Some(file.clone()), sections, index }
}

/// `M403`
fn twice(section: &Section, before: &Section) -> Finding {
    let name = quote(&section.full_name());
    let message = msg!("組織の表に「{name}」が二度あります", "\"{name}\" stands twice in the register");
    let hint = msg!("どちらかの行を消してください。先の行を使います", "delete one of the rows; the first is used");
    Finding::warning("M403", message).at(section.place.clone()).and(before.place.clone()).hint(hint)
}

/// `M404`, `M405`: names that do not tell of themselves whom they mean.
fn tell_shared(sections: &[Section], findings: &mut Vec<Finding>) {
    let mut now: HashMap<(String, String), (usize, &Section)> = HashMap::new();
    for (n, section) in sections.iter().enumerate() {
        now.entry((plain(&section.bureau), plain(&section.name))).or_insert((n, section));
    }
    let mut first: HashMap<(Option<String>, String), (usize, &Section)> = HashMap::new();
    for (n, section) in sections.iter().enumerate() {
        let other_names = section.former.iter().map(|name| (name, "旧名", "former name"));
        for (name, ja, en) in other_names.chain(section.short.iter().map(|name| (name, "略称", "short name"))) {
            let key = (plain(&section.bureau), plain(name));
            let text = quote(name);
            if let Some((_, other)) = now.get(&key).filter(|(other, _)| *other != n) {
                let message = msg!(
                    "{ja}「{text}」は、今ある課の名でもあります。回答は今ある課のものとして読みます",
                    "the {en} \"{text}\" is what another section is called now; answers are taken for that one's"
                );
                findings.push(Finding::warning("M405", message).at(section.place.clone()).and(other.place.clone()));
            }
            // a section that was split may live on in two bureaus; short names are a bureau's own
            let key = (Some(key.0).filter(|_| ja == "略称"), key.1);
            match first.get(&key) {
                Some((at, other)) if *at != n => {
                    let message = msg!(
                        "{ja}「{text}」は二つの課のものです。この名の回答は、どちらの課のものか決められません",
                        "the {en} \"{text}\" is that of two sections; an answer under it could be either's"
                    );
                    findings.push(Finding::info("M404", message).at(section.place.clone()).and(other.place.clone()));
                }
                _ => drop(first.insert(key, (n, section))),
            }
        }
    }
}
