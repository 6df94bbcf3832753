//! Answers while they are typed: kept to the letter, and read as a data file with them would be.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::data::Slips;
use super::definition::{FieldKind, SlipForm};
use super::{check_all, read, read_alone, write};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::limits::{Room, SLIPS};
use crate::meta::Given;
use crate::place::{Place, SourceFile};
use crate::row_key::ID;
use crate::source::{Format, read_within};
use crate::told::Told;

/// What places call the answers that are being typed.
const FILE: &str = "記入";
/// The line of the first field. Each field has a line of its own, by which its findings are known.
const FIRST: usize = 2;
/// What a data file says of a paper, beside its years.
const AROUND: [&str; 5] = ["版", "計画", "団体", "資料番号", "題名"];

/// The answers of one project as they are typed, in the values of a data file: a text, a list of what is chosen, a text
/// with a small table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Typed {
    /// What a data file says beside its projects: form, years, plan.
    pub head: Map<String, Value>,
    /// What the data calls the project.
    pub id: Option<String>,
    /// By the names of the fields.
    pub answers: Map<String, Value>,
}

impl Slips {
    /// The answers of a slip, to be typed on. `None` for one that is not there.
    pub fn typed(&self, slip: usize) -> Option<Typed> {
        let slip = self.slips.get(slip)?;
        let id = slip.id.as_deref().map(str::to_owned);
        // figures are typed as text
        let as_typed = |value| match value {
            Value::Number(number) => Value::from(number.to_string()),
            Value::Null => Value::from(""),
            value => value,
        };
        let answers = write::answers(self, slip).map(|(name, value)| (name, as_typed(value)));
        Some(Typed { head: write::head(self), id, answers: answers.collect() })
    }

    /// The fields, by their numbers, of which the first slips of two books do not say the same.
    pub fn unlike(&self, other: &Self) -> Vec<usize> {
        let (Some(one), Some(two)) = (self.slips.first(), other.slips.first()) else {
            return (0..self.form.fields.len()).collect();
        };
        let same = |f: &usize| {
            let (a, b) = (&one.answers[*f], &two.answers[*f]);
            (&a.text, &a.table, &a.notes) == (&b.text, &b.table, &b.notes)
        };
        (0..self.form.fields.len()).filter(|f| !same(f)).collect()
    }
}

impl Typed {
    /// The data file, a field a line. Rows and columns of small tables in which nothing is typed are left out.
    pub fn data(&self, form: &SlipForm) -> String {
        let known = |name: &str| form.years.contains_key(name) || AROUND.contains(&name);
        let mut head = self.head.clone();
        head.retain(|name, _| known(name));
        head.insert("様式".into(), form.name.as_str().into());
        let head = Value::Object(head).to_string();
        let id = self.id.as_deref().map_or_else(String::new, |id| format!("{}: {},", quoted(ID), quoted(id)));
        let own = form.fields.iter().map(|field| {
            let value = self.answers.get(&field.name).cloned().unwrap_or(Value::Null);
            let value = if field.kind == FieldKind::Results { without_empty(value) } else { value };
            format!("{}: {value}", quoted(&field.name))
        });
        // what the form does not ask for any more is told, not lost
        let strange = self.answers.iter().filter(|(name, _)| form.field(name).is_none());
        let strange = strange.map(|(name, value)| format!("{}: {value}", quoted(name)));
        let lines: Vec<String> = own.chain(strange).collect();
        format!("{},\"sheets\":[{{{id}\n{}\n}}]}}\n", head.trim_end_matches('}'), lines.join(",\n"))
    }

    /// What a person calls it: the last of the words by which the form tells projects apart.
    pub fn label(&self, form: &SlipForm) -> String {
        let words = form.key.iter().rev().map(|&f| self.answers.get(&form.fields[f].name).and_then(Value::as_str));
        words
            .flatten()
            .map(|word| word.split_whitespace().collect())
            .find(|word: &String| !word.is_empty())
            .unwrap_or_default()
    }

    /// The field, by its number, of which a finding of [`Engine::typed`] is; `None` for what is of no field alone.
    pub fn field_of(form: &SlipForm, finding: &Finding) -> Option<usize> {
        let place = finding.place.as_ref().filter(|place| place.file.name() == FILE)?;
        let field = (place.line? as usize).checked_sub(FIRST)?;
        (field < form.fields.len()).then_some(field)
    }
}

impl Engine {
    /// Reads what is typed as a data file with it is read, and checks it. Each finding has the place of its field, of an
    /// empty one too: see [`Typed::field_of`].
    ///
    /// As reading a data file; no value for what is no slip at all.
    pub fn typed(&self, form: &SlipForm, typed: &Typed, given: &Given) -> Told<Slips> {
        let file = SourceFile::named(FILE);
        let source = match read_within(typed.data(form).into_bytes(), &file, Format::Json, self.limits()) {
            Ok(source) => source,
            Err(fault) => return Told::nothing(fault),
        };
        let mut findings = Vec::new();
        let none = |_: &_, _| None;
        let mut room = Room::new(SLIPS, self.limits());
        let Some(mut slips) = read::read(form, &[&source], given, &none, &mut room, &mut findings) else {
            return Told::nothing(findings);
        };
        for (f, answer) in slips.slips.iter_mut().flat_map(|slip| slip.answers.iter_mut().enumerate()) {
            answer.place.get_or_insert_with(|| Place::text(&file, (f + FIRST) as u32, 1));
        }
        check_all(self, &mut slips, false, given, &mut findings);
        Told::new(slips, findings)
    }

    /// The fields, by their numbers, that a workbook of one slip does not give back as they are when it is read again.
    pub fn not_read_back(&self, slips: &Slips, workbook: &[u8]) -> Vec<usize> {
        let file = SourceFile::named(FILE);
        let read = read_within(workbook.to_vec(), &file, Format::Xlsx, self.limits()).ok();
        let given = Given { years: slips.years.clone(), meta: slips.meta.clone(), ..Given::default() };
        let back = read.and_then(|source| read_alone(&slips.form, &source, &given, self.limits()));
        match back {
            Some(back) => slips.unlike(&back),
            None => (0..slips.form.fields.len()).collect(),
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A results field without the rows and columns in which nothing is typed.
fn without_empty(mut value: Value) -> Value {
    let Some(table) = value.get_mut("table").filter(|table| table.is_object()) else { return value };
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let columns = list(table.get("columns"));
    let rows: Vec<Vec<Value>> = list(table.get("rows")).iter().map(|row| list(Some(row))).collect();
    let is_empty = |cell: &Value| cell.as_str().map_or(cell.is_null(), |text| text.trim().is_empty());
    let width = rows.iter().map(Vec::len).chain([columns.len()]).max().unwrap_or(0);
    let used = |c: &usize| {
        columns.iter().skip(*c).take(1).chain(rows.iter().filter_map(|r| r.get(*c))).any(|cell| !is_empty(cell))
    };
    let used: Vec<usize> = (0..width).filter(used).collect();
    let kept = |row: &Vec<Value>| -> Vec<Value> {
        used.iter().map(|&c| row.get(c).cloned().unwrap_or_else(|| "".into())).collect()
    };
    let rows: Vec<Value> = rows.iter().filter(|row| !row.iter().all(is_empty)).map(|row| kept(row).into()).collect();
    *table = match used.is_empty() {
        true => Value::Null,
        false => serde_json::json!({ "columns": kept(&columns), "rows": rows }),
    };
    value
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::finding::Level;
    use crate::xlsx::Xlsx;

    fn typed(answers: Value) -> Typed {
        let head = json!({ "基準年度": 2024, "計画": "くらしの灯をつなぐ計画" });
        Typed { head: head.as_object().unwrap().clone(), id: None, answers: answers.as_object().unwrap().clone() }
    }

    fn form(engine: &Engine) -> SlipForm {
        engine.form("evaluation").value_or_faults().unwrap().into_slip().unwrap()
    }

    /// Codes with the fields that they are told of.
    fn told(form: &SlipForm, findings: &[Finding]) -> Vec<(String, Option<String>)> {
        let name = |finding: &Finding| Typed::field_of(form, finding).map(|f| form.fields[f].name.clone());
        let mut out: Vec<_> = findings.iter().map(|finding| (finding.code.0.to_owned(), name(finding))).collect();
        out.sort();
        out
    }

    #[test]
    fn each_finding_is_told_of_its_field_of_an_empty_one_too() {
        let engine = Engine::new();
        let form = form(&engine);
        let answers = json!({
            "重点施策": "", "事業名": "見守りの輪", "決算額": "約120万", "担い手との連携": "①",
            "連携できた相手": ["①", "⑤"], "事業の対象者": ["その他"], "むかしの項目": "残っていた文",
        });
        let (slips, findings) = engine.typed(&form, &typed(answers), &Given::default()).into_parts();
        let of = |code: &str, field: &str| (code.to_owned(), Some(field.to_owned()));
        let expected = [
            ("M053".to_owned(), None),
            of("M103", "重点施策"),
            of("M121", "決算額"),
            of("M123", "⑤相談機関名"),
            of("M123", "その他の内容"),
            ("M133".to_owned(), None),
        ];
        assert_eq!(told(&form, &findings), expected, "{findings:#?}");
        assert_eq!(slips.unwrap().slips[0].answers[form.field("決算額").unwrap()].text, "約120万");
    }

    #[test]
    fn too_many_lines_are_told_of_the_field_that_has_them() {
        let engine = Engine::new();
        let form = form(&engine);
        let answers =
            json!({ "重点施策": "担い手づくり", "事業名": "見守りの輪", "実績": "地区の集いを開いた。".repeat(260) });
        let slips = engine.typed(&form, &typed(answers), &Given::default()).value_or_faults().unwrap();
        let set = crate::slip::set(&engine, slips, None);
        let long = set.findings().iter().find(|finding| finding.code.0 == "M115").unwrap();
        assert_eq!(Typed::field_of(&form, long), form.field("実績"));
        assert_eq!(long.level, Level::Info);
        assert!(long.message.ja.contains("この欄に約"), "{}", long.message.ja);
    }

    #[test]
    fn what_was_read_is_typed_on_and_comes_back_from_the_workbook() {
        let engine = Engine::new();
        let form = form(&engine);
        let town = include_bytes!("../../data/town/evaluation.json").to_vec();
        let source = crate::source::read_bytes(town, "個票.json", Format::Json).unwrap();
        let book = crate::slip::read(&engine, &form, &[&source], &Given::default()).value_or_faults().unwrap();
        for n in 0..6 {
            let typed = book.typed(n).unwrap();
            let told = engine.typed(&form, &typed, &Given::default());
            let one = told.value_or_faults().unwrap();
            assert_eq!(one.unlike(&book.part(n..n + 1)), Vec::<usize>::new());
            assert_eq!(one.json(), book.part(n..n + 1).json());
            let set = engine.set(crate::Data::Slips(one.clone())).value_or_faults().unwrap();
            let bytes = engine.xlsx(&set, &Xlsx::default()).value_or_faults().unwrap();
            assert_eq!(engine.not_read_back(&one, &bytes), Vec::<usize>::new());
            let mut other = one.clone();
            other.slips[0].answers[0].text.push('X');
            assert_eq!(engine.not_read_back(&other, &bytes), [0]);
        }
    }

    #[test]
    fn small_tables_with_empty_cells_come_back_from_the_workbook() {
        let engine = Engine::new();
        let form = form(&engine);
        let not_back = |columns: Value, rows: Value| {
            let results = json!({ "text": "", "table": { "columns": columns, "rows": rows } });
            let typed = typed(json!({ "重点施策": "担い手", "事業名": "見守り", "事業実績": results }));
            let one = engine.typed(&form, &typed, &Given::default()).value_or_faults().unwrap();
            let set = engine.set(crate::Data::Slips(one.clone())).value_or_faults().unwrap();
            let bytes = engine.xlsx(&set, &Xlsx::default()).value_or_faults().unwrap();
            engine.not_read_back(&one, &bytes)
        };
        let none = Vec::<usize>::new();
        assert_eq!(not_back(json!(["", "令和6年度"]), json!([["回数", "12"]])), none);
        assert_eq!(not_back(json!(["", "令和6年度"]), json!([["回数", "12"], ["", "13"]])), none);
        // one column is no table to a reader, and a label alone no row: the field is named
        let field = [form.field("事業実績").unwrap()];
        assert_eq!(not_back(json!(["回数"]), json!([["12"]])), field);
        let labels = json!([["回数", "12", ""], ["人数", "", ""]]);
        assert_eq!(not_back(json!(["", "５年度", "６年度"]), labels), field);
    }

    #[test]
    fn empty_rows_and_columns_of_a_small_table_are_left_out() {
        let engine = Engine::new();
        let form = form(&engine);
        let table = |columns: Value, rows: Value| json!({ "text": "", "table": { "columns": columns, "rows": rows } });
        let read = |value: Value| {
            let typed = typed(json!({ "重点施策": "担い手", "事業名": "見守り", "事業実績": value }));
            let slips = engine.typed(&form, &typed, &Given::default()).value_or_faults().unwrap();
            slips.slips[0].answers[form.field("事業実績").unwrap()].table.clone()
        };
        let found =
            read(table(json!(["", "令和6年度", ""]), json!([["回数", "12", ""], ["", " ", ""], ["人数"]]))).unwrap();
        assert_eq!(found.columns, ["", "令和6年度"]);
        assert_eq!(found.rows, [["回数", "12"], ["人数", ""]]);
        assert_eq!(read(table(json!(["", ""]), json!([["", ""]]))), None);
    }
}
