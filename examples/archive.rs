//! An archive: a paper with the answers that it was made from, and the proof. `cargo run --example archive [FOLDER]`

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use matome::Engine;
use matome::archive::{self, Opened};
use matome::place::Naming;
use matome::project::Project;

const FILES: [(&str, &str); 2] = [
    (
        "matome.toml",
        r#"
[project]
"計画" = "みほん町地域福祉計画"
"団体" = "みほん町"

[archive]
"文書番号" = "みほん福第12号"

[[paper]]
name = "進捗管理シート"
form = "progress"
input = ["回答.csv"]
output = ["pdf"]
standard = ["a-3a", "ua-1"]
"#,
    ),
    (
        "回答.csv",
        "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n\
         方向性１　支えあう,1,見守りの輪を広げる,福祉部,地域福祉課,声かけ訪問,延べ120世帯を訪問した。\n",
    ),
];

/// Writes a project in a folder, archives its paper, verifies the archive, and gives the files. `work` and `proof` are
/// empty folders.
pub fn make(folder: &Path, work: &Path, proof: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    let engine = Engine::new().with_folder(folder)?;
    let project = Project::read(folder, &Naming::default())?;
    let opened = Opened { folder, project: Some(&project), engine: &engine, date: None };

    // everything that the paper is made of, and nothing else, makes it again in an empty folder
    let bundle = opened.paper(&project.papers[0]).value_or_faults()?;
    let made = archive::make(&engine, &bundle, work, &|_| {})?;
    let file = folder.join(format!("{}.pdf", made.file));
    fs::write(&file, &made.pdf)?;

    // years later, from the file alone
    let verdict = archive::verify(&Engine::new(), &fs::read(&file)?, &engine.file(&file), proof, &|_| {})?;
    println!("{}: {}", verdict.title, if verdict.agrees() { "合っている" } else { "違う" });
    verdict.findings.iter().for_each(|finding| println!("{finding}"));
    Ok(if verdict.agrees() { vec![file] } else { Vec::new() })
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let (work, proof) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let files = make(Path::new(&folder), work.path(), proof.path())?;
    files.iter().for_each(|file| println!("{}", file.display()));
    Ok(())
}
