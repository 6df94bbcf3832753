//! A slip: one project's 自己評価シート, and the empty sheet that a section fills in. `cargo run --example slip [FOLDER]`

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use matome::{Data, Engine, Given};

/// One project's answers, by the names of the form's fields.
const ANSWERS: &str = r#"{
  "基準年度": 2024,
  "sheets": [{
    "id": "1-2-1",
    "重点施策": "気づきあう人を増やす", "施策の方向": "１－２", "事業番号": "1",
    "事業名": "おかえり見守りネットワーク", "担当課名": "福祉部地域福祉課",
    "概要": "協力者にメールで知らせ、早く見つける。", "事業の対象者": ["高齢者"],
    "実績": "・協力者の登録　延べ1,284人\n・模擬訓練　6地区", "決算額": 1864, "予算額": 2120,
    "施策の方向に対して貢献できたこと": "見守る側の裾野が広がった。",
    "担い手との連携": "①", "市の関係部局内との組織横断的な連携": "①", "連携できた相手": ["①", "②"],
    "連携したかったができなかった相手": "なし"
  }]
}"#;

/// Makes the sheet and an empty one in a folder and gives the files.
pub fn make(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let engine = Engine::new();
    let form = engine.form("自己評価シート").value_or_faults()?;
    let source = read_bytes(ANSWERS.as_bytes().to_vec(), "回答.json", Format::Json)?;

    // faults stop here; warnings and remarks are told
    let (book, findings) = engine.make(&form, &[source], &Given::default()).sound()?;
    findings.iter().for_each(|finding| println!("{finding}"));
    let pdf = engine.pdf(&book, &Pdf::default()).value_or_faults()?;

    // without answers, the workbook that is sent out
    let form = form.into_slip().ok_or("個票の様式ではない")?;
    let blank = engine.set(Data::Slips(Slips::blank(form, &Given::default()))).value_or_faults()?;
    let workbook = engine.xlsx(&blank, &Xlsx::default()).value_or_faults()?;
    let mut files = Vec::new();
    for (name, bytes) in [("自己評価シート.pdf", pdf), ("自己評価シート（空）.xlsx", workbook)] {
        files.push(folder.join(name));
        fs::write(folder.join(name), bytes)?;
    }
    Ok(files)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    make(Path::new(&folder))?.iter().for_each(|file| println!("{}", file.display()));
    Ok(())
}
