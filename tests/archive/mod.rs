//! Archives: what is in them, what `verify` notices, what `extract` gives back.

mod alterations;
mod forging;
mod giving_back;
mod holding;
mod strangers;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::matome;
use tempfile::TempDir;

/// Inputs of a small paper: two sections' answers.
pub const ANSWERS: [(&str, &str); 2] = [
    (
        "回答/福祉部.csv",
        "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n\
         方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,延べ1204世帯を訪問した。\n\
         方向性１,1,見守り,福祉部,地域福祉課,配食,延べ3560食を届けた。\n",
    ),
    (
        "回答/市民部.csv",
        "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n\
         方向性２,2,集いの場,市民部,市民協働課,サロン,28か所で開いた。\n",
    ),
];

const SETTINGS: &str = "\
[project]
\"計画\" = \"地域福祉計画 <第４期> & 'ほか'\"
\"団体\" = \"汐見原市\"

[archive]
\"文書番号\" = \"汐地福第１２３号\"
\"保存期間\" = \"10年\"
\"キーワード\" = [\"地域福祉\", \"進捗\"]

[[paper]]
name = \"進捗\"
form = \"progress\"
input = [\"回答\"]
\"資料番号\" = \"資料２\"
file = \"{{資料番号}}_{{紙面}}\"
output = [\"pdf\"]
";

/// Writes files below a folder.
pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A project with one small paper.
pub fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &ANSWERS);
    write(dir.path(), &[("matome.toml", SETTINGS)]);
    dir
}

/// The archive of [`project`].
pub fn small() -> Vec<u8> {
    static SMALL: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    let make = || {
        let dir = project();
        matome(dir.path(), &["archive"]).expect(0);
        fs::read(dir.path().join("out/archive/資料２_進捗.pdf")).unwrap()
    };
    SMALL.get_or_init(make).clone()
}

/// The only file of a folder.
pub fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}
