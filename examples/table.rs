//! A table paper: two sections' answers become one 進捗管理シート. `cargo run --example table [FOLDER]`

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use matome::source::{Format, read_bytes};
use matome::typeset::{Pdf, Standard};
use matome::xlsx::Xlsx;
use matome::{Engine, Given};

/// The headings of the official layout, a line for each cell; in a workbook they stand in several rows.
const HEADINGS: &str = "方向性,番号,取組み,内容,局区等,局区,課,事業名・取組名,事業概要,\
     令和6年度時点_実施状況,令和6年度時点_評価・課題,令和6年度時点_今後の方向性,\
     令和7年度時点_実施状況,令和7年度時点_評価・課題,令和7年度時点_今後の方向性";

/// What two sections answered.
const ANSWERS: [(&str, &str); 2] = [
    (
        "地域福祉課.csv",
        "方向性１　支えあう,1,見守りの輪を広げる,戸別に訪ねる。,福祉部,福祉部,地域福祉課,声かけ訪問,一人暮らしの方を訪ねる。,\
         延べ120世帯を訪問した。,訪ねる人が足りない。,研修を年2回に増やす。,\
         延べ164世帯を訪問した。,訪ねる人が12人増えた。,訪問を続ける。",
    ),
    (
        "防災課.csv",
        "方向性１　支えあう,1,見守りの輪を広げる,戸別に訪ねる。,福祉部,総務部,防災課,名簿の共有,地区と名簿を分け合う。,\
         9地区と共有した。,更新が遅れる。,更新を年2回にする。,\
         12地区と共有した。,更新が早くなった。,全地区に広げる。",
    ),
];

/// Makes the paper in a folder and gives the files.
pub fn make(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let engine = Engine::new();
    let form = engine.form("進捗管理シート").value_or_faults()?;
    let sources: Vec<_> = ANSWERS
        .iter()
        .map(|(name, row)| read_bytes(format!("{HEADINGS}\n{row}\n").into_bytes(), *name, Format::Csv))
        .collect::<Result<_, _>>()?;

    // faults stop here; warnings and remarks are told
    let (book, findings) = engine.make(&form, &sources, &Given::default()).sound()?;
    findings.iter().for_each(|finding| println!("{finding}"));

    // what an archive asks for: PDF/A-3a and PDF/UA-1
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() };
    let pdf = engine.pdf(&book, &options).value_or_faults()?;
    let workbook = engine.xlsx(&book, &Xlsx::default()).value_or_faults()?;
    let outputs =
        [("進捗管理シート.pdf", pdf), ("進捗管理シート.xlsx", workbook), ("進捗管理シート.json", book.json()?.into())];
    let mut files = Vec::new();
    for (name, bytes) in outputs {
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
