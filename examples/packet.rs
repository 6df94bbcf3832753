//! A packet: agenda, an outline and the members of a meeting in one PDF. `cargo run --example packet [FOLDER]`

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use matome::Engine;
use matome::packet::{Product, Ready, read_packet};
use matome::place::Naming;
use matome::typeset::Pdf;

const FILES: [(&str, &str); 3] = [
    (
        "packet.toml",
        r#"
name = "推進会議"
file = "{{会議}}"
output = ["meeting"]

[meeting]
"名称" = "みほん町推進会議"
"開始" = 2026-07-14T13:30:00
"場所" = "みほん町役場　大会議室"

[[agenda]]
"項目" = "議事"

[[agenda.sub]]
"項目" = "計画の概要について"
"資料" = ["概要"]

[[paper]]
agenda = true

[[paper]]
name = "概要"
markdown = "概要.md"
"資料番号" = "資料#"

[[paper]]
name = "委員名簿"
members = "委員名簿.csv"
"資料番号" = "参考資料"
"#,
    ),
    ("概要.md", "# 計画の概要\n\n計画の期間は、令和6年度から令和11年度までの6年間とする。\n"),
    ("委員名簿.csv", "番号,区分,所属団体等,職名,氏名,備考\n1,学識経験者,みほん大学,教授,見本 太郎,\n"),
];

/// Writes the packet's files in a folder, makes the copy for the meeting, and gives the files.
pub fn make(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    let engine = Engine::new();
    let packet = read_packet(&folder.join("packet.toml"), &Naming::default())?;
    let (book, findings) = engine.read_packet(None, packet, &Ready::new(), &|_| {}).sound()?;
    findings.iter().for_each(|finding| println!("{finding}"));
    for row in book.rows(&engine)? {
        println!("{}　{}　{} ページから", row.number, row.title, row.from);
    }
    let made = book.make(&engine, Product::Meeting, &Pdf::default()).value_or_faults()?;
    let file = folder.join(format!("{}.pdf", book.file_name(Product::Meeting)?));
    fs::write(&file, made.bytes)?;
    Ok(vec![file])
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    make(Path::new(&folder))?.iter().for_each(|file| println!("{}", file.display()));
    Ok(())
}
