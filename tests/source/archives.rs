//! Zip archives of answers, as Windows, macOS and business systems make them.

use std::fs;
use std::path::Path;

use matome::Faults;
use matome::finding::{Finding, Level};
use matome::limits::Limits;
use matome::source::{Reading, Source, read_all, texts};

use super::package::{Package, zipped};

fn workbook(text: &str) -> Vec<u8> {
    Package::rows(&format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>"#)).bytes()
}

/// The same archive with names in CP932, as Explorer writes them.
fn in_cp932(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let coded: Vec<Vec<u8>> =
        parts.iter().map(|(name, _)| encoding_rs::SHIFT_JIS.encode(name).0.into_owned()).collect();
    let plain: Vec<String> = ('A'..).zip(&coded).map(|(c, name)| String::from(c).repeat(name.len())).collect();
    let renamed: Vec<(&str, &[u8])> =
        plain.iter().zip(parts).map(|(name, (_, content))| (name.as_str(), *content)).collect();
    let mut bytes = zipped(&renamed);
    for (plain, coded) in plain.iter().zip(&coded) {
        let at: Vec<usize> = memchr::memmem::find_iter(&bytes, plain.as_bytes()).collect();
        for at in at {
            bytes[at..at + coded.len()].copy_from_slice(coded);
        }
    }
    bytes
}

/// Writes a number into each header of an archive: at these places of the local one and that of the directory.
fn patched(mut bytes: Vec<u8>, local: usize, central: usize, value: u8) -> Vec<u8> {
    for (mark, place) in [(&b"PK\x03\x04"[..], local), (b"PK\x01\x02", central)] {
        let at: Vec<usize> = memchr::memmem::find_iter(&bytes, mark).collect();
        at.into_iter().for_each(|at| bytes[at + place] = value);
    }
    bytes
}

fn read_within(path: &Path, limits: Limits) -> (Result<Vec<Source>, Faults>, Vec<Finding>) {
    let folder = if path.is_dir() { path } else { path.parent().unwrap() };
    let reading = Reading { naming: matome::place::Naming::below(folder), limits };
    let mut findings = Vec::new();
    let sources = read_all(&[path.to_owned()], &|_| false, &reading, &mut findings);
    (sources, findings)
}

/// The first text of each file with the place where it stands, and the findings as `code level place`.
fn read(path: &Path) -> (Vec<String>, Vec<String>) {
    let (sources, findings) = read_within(path, Limits::default());
    let first = |source: &Source| {
        let (text, place) = texts(source).next().unwrap();
        format!("{text}@{place}")
    };
    (sources.unwrap().iter().map(first).collect(), findings.iter().map(line).collect())
}

fn faults(path: &Path) -> Vec<String> {
    read_within(path, Limits::default()).0.unwrap_err().iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(finding.level == Level::Info || !finding.hints.is_empty(), "{finding}");
    format!("{} {:?} {place}", finding.code, finding.level)
}

#[test]
fn an_archive_is_read_as_a_folder_is() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b, c) = (workbook("福祉"), workbook("表"), workbook("市民"));
    let csv = "番号,事業\n1,見守り\n".as_bytes();
    let parts: Vec<(&str, &[u8])> = vec![
        ("回答/福祉課.xlsx", &a),
        ("回答/旧/予定表.xlsx", &b),
        ("回答/メモ.docx", b"PK"),
        ("回答/お願い.txt", b"memo"),
        ("回答/表.csv", csv),
        ("回答/Thumbs.db", b"x"),
        ("回答/~$福祉課.xlsx", b"x"),
        ("回答/.DS_Store", b"x"),
        ("__MACOSX/回答/._福祉課.xlsx", b"x"),
    ];
    let told = |zip: &str| {
        vec![
            format!("M024 Info {zip}/回答/Thumbs.db"),
            format!("M024 Warning {zip}/回答/お願い.txt"),
            format!("M024 Warning {zip}/回答/メモ.docx"),
        ]
    };
    let expected = |zip: &str| {
        vec![
            format!("表@{zip}/回答/旧/予定表.xlsx!進捗!A1"),
            format!("福祉@{zip}/回答/福祉課.xlsx!進捗!A1"),
            format!("番号@{zip}/回答/表.csv:1:1"),
        ]
    };
    // 表 and 予 end in the byte of a backslash in CP932, or stand beside it
    for (name, bytes) in [("windows.zip", in_cp932(&parts)), ("mac.ZIP", zipped(&parts))] {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        assert_eq!(read(&path), (expected(name), told(name)), "{name}");
    }
    // in a folder, beside a file of its own
    let folder = dir.path().join("回収");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("一式.zip"), in_cp932(&parts)).unwrap();
    fs::write(folder.join("市民課.xlsx"), &c).unwrap();
    let (sources, findings) = read(&folder);
    assert_eq!(sources, [expected("一式.zip"), vec!["市民@市民課.xlsx!進捗!A1".to_owned()]].concat());
    assert_eq!(findings, told("一式.zip"));
}

#[test]
fn names_are_in_the_encoding_of_their_archive() {
    let dir = tempfile::tempdir().unwrap();
    let a = workbook("甲");
    let path = dir.path().join("a.zip");
    for name in ["ソ能表.xlsx", "福祉部\\十 課.xlsx", "ｶﾀｶﾅ.xlsx"] {
        fs::write(&path, in_cp932(&[(name, &a), ("申請.xlsx", &workbook("乙"))])).unwrap();
        let shown = name.replace('\\', "/");
        assert!(read(&path).0.contains(&format!("甲@a.zip/{shown}!進捗!A1")), "{name}");
    }
    // macOS parts kana and their marks
    fs::write(&path, zipped(&[("か\u{3099}い.xlsx", &a)])).unwrap();
    assert_eq!(read(&path).0, ["甲@a.zip/がい.xlsx!進捗!A1"]);
    // nothing leads out of the archive
    fs::write(&path, zipped(&[("../../外.xlsx", &a)])).unwrap();
    assert_eq!(read(&path).0, ["甲@a.zip/外.xlsx!進捗!A1"]);
}

#[test]
fn an_archive_in_an_archive_is_read_and_one_in_that_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let inner = zipped(&[("深い.xlsx", &workbook("深"))]);
    let middle = in_cp932(&[("福祉課.xlsx", &workbook("福祉")), ("中.zip", &inner)]);
    let path = dir.path().join("外.zip");
    fs::write(&path, zipped(&[("課.zip", &middle)])).unwrap();
    let (sources, findings) = read(&path);
    assert_eq!(sources, ["福祉@外.zip/課.zip/福祉課.xlsx!進捗!A1"]);
    assert_eq!(findings, ["M024 Warning 外.zip/課.zip/中.zip"]);
}

#[test]
fn what_was_taken_out_beside_its_archive_is_read_once() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (workbook("福祉"), workbook("市民"));
    let zip = zipped(&[("福祉課.xlsx", &a), ("市民課.xlsx", &b)]);
    fs::write(dir.path().join("回答.zip"), &zip).unwrap();
    fs::write(dir.path().join("福祉課.xlsx"), &a).unwrap();
    let (sources, findings) = read(dir.path());
    assert_eq!(sources.len(), 2);
    assert_eq!(findings, ["M024 Info 福祉課.xlsx"]);
    // an archive of nothing but what is there already is not empty
    fs::write(dir.path().join("回答.zip"), zipped(&[("写し.xlsx", &a)])).unwrap();
    fs::write(dir.path().join("あ.xlsx"), &a).unwrap();
    fs::remove_file(dir.path().join("福祉課.xlsx")).unwrap();
    let (sources, findings) = read(dir.path());
    assert_eq!((sources.len(), findings), (1, vec!["M024 Info 回答.zip/写し.xlsx".to_owned()]));
    fs::rename(dir.path().join("あ.xlsx"), dir.path().join("福祉課.xlsx")).unwrap();
    // two plain files are two answers: which of them counts is for people to say
    fs::remove_file(dir.path().join("回答.zip")).unwrap();
    fs::write(dir.path().join("写し.xlsx"), &a).unwrap();
    let (sources, findings) = read(dir.path());
    assert_eq!((sources.len(), findings.len()), (2, 0));
}

#[test]
fn archives_that_cannot_be_read_say_why() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.zip");
    let told = |bytes: Vec<u8>| {
        fs::write(&path, bytes).unwrap();
        faults(&path)
    };
    let sound = zipped(&[("福祉課.xlsx", &workbook("福祉")), ("市民課.xlsx", &workbook("市民"))]);
    assert_eq!(told(patched(sound.clone(), 6, 8, 1)), ["M004 Error a.zip"]);
    // Deflate64, of large archives of Explorer
    let other = patched(sound.clone(), 8, 10, 9);
    assert_eq!(told(other), ["M033 Error a.zip/市民課.xlsx", "M033 Error a.zip/福祉課.xlsx"]);
    assert_eq!(told(sound[..sound.len() / 2].to_vec()), ["M005 Error a.zip"]);
    assert_eq!(told(b"7z\xBC\xAF".to_vec()), ["M005 Error a.zip"]);
    let other = dir.path().join("b.7z");
    fs::write(&other, b"7z\xBC\xAF").unwrap();
    assert_eq!(faults(&other), ["M002 Error b.7z"]);
    fs::remove_file(other).unwrap();
    assert_eq!(told(zipped(&[("写真.jpg", b"x")])), ["M025 Error a.zip"]);
    assert_eq!(told(zipped(&[])), ["M025 Error a.zip"]);
    assert_eq!(told(zipped(&[("福祉課.xlsx", b"PK cut")])), ["M005 Error a.zip/福祉課.xlsx"]);
    // in a folder with other answers, photographs stop nothing
    fs::write(&path, zipped(&[("写真.jpg", b"x")])).unwrap();
    fs::write(dir.path().join("福祉課.xlsx"), workbook("福祉")).unwrap();
    let (sources, findings) = read(dir.path());
    assert_eq!(sources.len(), 1);
    assert_eq!(findings, ["M024 Warning a.zip/写真.jpg", "M024 Warning a.zip"]);
}

#[test]
fn bombs_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.zip");
    let mut limits = Limits::default();
    limits.unpacked_bytes = 3 << 20;
    limits.archive_files = 3;
    let big = vec![b','; 2 << 20];
    let codes = |parts: &[(&str, &[u8])]| {
        fs::write(&path, zipped(parts)).unwrap();
        let faults = read_within(&path, limits).0.unwrap_err();
        faults.iter().map(|f| format!("{} {}", f.code, f.message.ja)).collect::<Vec<_>>()
    };
    let large = codes(&[("1.csv", &big[..]), ("2.csv", &big), ("3.csv", b"a,b")]);
    assert_eq!(large, ["M006 ファイルが大きすぎます: 展開した大きさが上限（3 MB）を超えています"]);
    let inner = zipped(&[("1.csv", &big)]);
    assert_eq!(codes(&[("1.zip", &inner), ("2.zip", &inner)]).len(), 1, "one budget for all that is in it");
    let many: Vec<(String, &[u8])> = (0..4).map(|n| (format!("{n}.csv"), &b"a,b"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert!(codes(&many)[0].contains("（3 個）"));
}
