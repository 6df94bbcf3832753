//! 架空の市・汐見原市の進捗管理シートを作る。
//!
//! `data/town/written.json`（手で書いた行）と `data/town/phrases.json`（組織、取組み、語句）から
//! `data/town/progress.json` を書く。乱数の種は行の中身から取るので、何度動かしても同じ文になる。
//!
//! `cargo run --features xtask --bin xtask -- compose`（リポジトリの根で）

mod answers;
mod habit;
mod rng;
mod row;

use std::collections::HashSet;
use std::io::Write as _;

use serde_json::{Map, Value, json};

use super::Result;
use answers::Writer;

const DIR: &str = "data/town";
pub const YEARS: [&str; 2] = ["令和6年度時点", "令和7年度時点"];
pub const ANSWERS: [&str; 3] = ["実施状況", "評価・課題", "今後の方向性"];

pub fn run() -> Result<()> {
    let read = |name: &str| std::fs::read_to_string(format!("{DIR}/{name}"));
    let phrases: Value = serde_json::from_str(&read("phrases.json")?)?;
    let written: Value = serde_json::from_str(&read("written.json")?)?;
    let rows = compose(&phrases, list(&written["rows"]))?;
    check(&rows, &phrases)?;
    std::fs::write(format!("{DIR}/progress.json"), lines(&phrases, &rows))?;
    let chars: usize = rows.iter().flat_map(texts).map(|text| text.chars().count()).sum();
    writeln!(std::io::stderr(), "{}行、{chars}字", rows.len())?;
    Ok(())
}

/// 並べる前の一行。
struct Placed<'a> {
    /// 組織の順、手書きが先、書いた順。
    order: (usize, usize),
    row: Value,
    /// 再掲なら、その元を示す指定。
    reprint: Option<&'a Value>,
}

fn compose(phrases: &Value, written: &[Value]) -> Result<Vec<Value>> {
    let seen: HashSet<String> = written.iter().flat_map(texts).map(str::to_owned).collect();
    let mut writer = Writer::new(phrases, seen);
    let sections = list(&phrases["組織"]);
    let mut rows: Vec<Value> = Vec::new();
    let mut reprints: Vec<(usize, &Value)> = Vec::new();
    for effort in list(&phrases["取組み"]) {
        let number = effort["番号"].to_string();
        let mut group: Vec<Placed> = Vec::new();
        for (i, row) in written.iter().enumerate().filter(|(_, row)| row["番号"] == json!(number)) {
            for place in answering(sections, row) {
                group.push(Placed { order: (place, i), row: row.clone(), reprint: None });
            }
        }
        for (i, program) in list(&effort["事業"]).iter().enumerate() {
            for place in answering(sections, program) {
                let section = &sections[place];
                let reprint = (program["種別"] == json!("再掲")).then_some(program);
                let row = match reprint {
                    Some(_) => json!({"局区": section["局区"], "課": section["課"]}),
                    None => writer.row(&number, section, program)?,
                };
                group.push(Placed { order: (place, written.len() + i), row, reprint });
            }
        }
        group.sort_by_key(|placed| placed.order);
        let mut bureaus: Vec<&str> = group.iter().map(|placed| text(&placed.row["局区"])).collect();
        bureaus.dedup();
        let bureaus = bureaus.join("\n");
        let direction = effort["方向性"].as_u64().ok_or("方向性がない")? as usize;
        for placed in &group {
            reprints.extend(placed.reprint.map(|program| (rows.len(), program)));
            let mut row = Map::new();
            row.insert("方向性".into(), phrases["方向性"][direction - 1].clone());
            row.insert("番号".into(), json!(number));
            row.insert("取組み".into(), effort["取組み"].clone());
            row.insert("内容".into(), effort["内容"].clone());
            row.insert("局区等".into(), json!(bureaus));
            for key in ["局区", "課", "事業名・取組名", "事業概要", YEARS[0], YEARS[1]] {
                row.insert(key.into(), placed.row[key].clone());
            }
            rows.push(Value::Object(row));
        }
    }
    for (nth, (at, program)) in reprints.into_iter().enumerate() {
        reprint(&mut rows, at, program, nth)?;
    }
    Ok(rows)
}

/// 答える課（組織の中の順）。局区の指定がなければ、同じ名の課の全て（四つの支所など）。
fn answering(sections: &[Value], answer: &Value) -> Vec<usize> {
    let names = if answer["課"].is_array() { strings(&answer["課"]) } else { vec![text(&answer["課"])] };
    let bureau = answer["局区"].as_str();
    let answers =
        |section: &Value| names.contains(&text(&section["課"])) && bureau.is_none_or(|b| text(&section["局区"]) == b);
    (0..sections.len()).filter(|i| answers(&sections[*i])).collect()
}

/// 再掲の行：四つに一つは元の行を写し、他は元の番号を示す。
fn reprint(rows: &mut [Value], at: usize, program: &Value, nth: usize) -> Result<()> {
    let (number, name) = (program["番号"].to_string(), text(&program["事業"]));
    let is_source = |row: &&Value| row["番号"] == json!(number) && row["事業名・取組名"] == json!(name);
    let source = rows.iter().find(is_source).cloned();
    let source = source.ok_or_else(|| format!("再掲の元がない: {number} {name}"))?;
    let row = &mut rows[at];
    row["事業名・取組名"] = json!(format!("{name}（再掲）"));
    row["事業概要"] = source["事業概要"].clone();
    for (y, year) in YEARS.iter().enumerate() {
        row[*year] = source[*year].clone();
        if !nth.is_multiple_of(4) {
            let form = ["番号#のとおり", "番号#に記載のとおり", "番号#に同じ"];
            row[*year][ANSWERS[0]] = json!(form[(nth + y) % 3].replace('#', &number));
            row[*year][ANSWERS[1]] = json!("");
            row[*year][ANSWERS[2]] = json!(format!("番号{number}「{name}」の{}に同じ", YEARS[y]));
        }
    }
    Ok(())
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn strings(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

fn texts(row: &Value) -> Vec<&str> {
    let cells = row.as_object().into_iter().flat_map(Map::values);
    cells
        .flat_map(|cell| match cell {
            Value::Object(answers) => answers.values().map(text).collect(),
            other => vec![text(other)],
        })
        .collect()
}

/// 一行に一つの行を書く（差分を読めるように）。
fn lines(phrases: &Value, rows: &[Value]) -> String {
    let mut head = json!({"様式": "progress"});
    for key in ["基準年度", "計画", "団体", "資料番号"] {
        head[key] = phrases[key].clone();
    }
    let head = head.to_string();
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    format!("{},\"rows\":[\n{}\n]}}\n", &head[..head.len() - 1], rows.join(",\n"))
}

/// 様式の決まりを確かめる：行数、番号の並び、群れの文の一致、差込みの残り。
fn check(rows: &[Value], phrases: &Value) -> Result<()> {
    let wanted = phrases["行数"].as_u64().unwrap_or_default() as usize;
    if rows.len() != wanted {
        return Err(format!("行数が{wanted}でない: {}", rows.len()).into());
    }
    let number = |row: &Value| text(&row["番号"]).parse::<usize>();
    for pair in rows.windows(2) {
        let (this, next) = (number(&pair[0])?, number(&pair[1])?);
        if next != this && next != this + 1 {
            return Err(format!("番号が続いていない: {this}の次に{next}").into());
        }
        for key in ["方向性", "取組み", "内容", "局区等"] {
            if next == this && pair[0][key] != pair[1][key] {
                return Err(format!("番号{this}の{key}がそろっていない").into());
            }
        }
    }
    let unfilled = |text: &&str| text.contains(['{', '}', '[', ']', '|']) || text.contains("。。");
    if let Some(bad) = rows.iter().flat_map(texts).find(unfilled) {
        return Err(format!("差込みの残り: {bad}").into());
    }
    Ok(())
}
