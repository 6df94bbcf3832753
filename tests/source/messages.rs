//! What a clerk reads of a file that is not what its name says: the true cause, the place, the remedy.

use matome::finding::Finding;
use matome::limits::Limits;
use matome::place::SourceFile;
use matome::source::{Format, Source, read_bytes, read_file, texts};

use super::package::{Package, cells};

fn read(bytes: &[u8], name: &str) -> Result<Source, Finding> {
    Format::detect(bytes, &name.into()).and_then(|format| read_bytes(bytes.to_vec(), name, format))
}

/// Code, place, and that the message and its hint say so.
#[track_caller]
fn refused(bytes: &[u8], name: &str, code: &str, place: &str, says: [&str; 2]) {
    let fault = read(bytes, name).unwrap_err();
    assert_eq!(fault.code.0, code, "{fault}");
    assert_eq!(fault.place.as_ref().unwrap().to_string(), place, "{fault}");
    assert!(fault.message.ja.contains(says[0]), "{fault}");
    assert!(fault.hints[0].ja.contains(says[1]), "{:?}", fault.hints);
}

#[test]
fn workbooks_that_are_none_say_what_they_are() {
    let xml = r#"<?xml version="1.0"?><?mso-application progid="Word.Document"?><doc>
        xmlns="urn:schemas-microsoft-com:office:word"</doc>"#;
    let page = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table><tr><td>1</td></tr></table>";
    let archive = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n\n<html>";
    let sjis = encoding_rs::SHIFT_JIS.encode("番号,事業\r\n1,見守り\r\n").0;
    let save = "Excel ブック（.xlsx）";
    for (name, extension) in [("回答.xlsx", ".xlsx"), ("回答.xls", ".xls"), ("回答.ods", ".ods")] {
        let named = format!("名前は {extension} ですが、中身は CSV などの文です");
        refused(&sjis, name, "M002", name, [&named, ".csv に変える"]);
        refused("番号\t事業\n".as_bytes(), name, "M002", name, [&named, ".csv に変える"]);
        refused(page.as_bytes(), name, "M002", name, ["Web ページ（HTML）", save]);
        refused(archive.as_bytes(), name, "M002", name, ["MHTML", save]);
        refused(&[0; 4096], name, "M005", name, ["すべて 0", "送り直して"]);
        refused(b"\x01\x02\x03\x04", name, "M005", name, ["壊れていて", "送り直して"]);
    }
    refused(xml.as_bytes(), "回答.xml", "M002", "回答.xml", ["表ではない XML", ".xlsx"]);
    refused(&[0; 64], "回答.csv", "M005", "回答.csv", ["すべて 0", "送り直して"]);
}

#[test]
fn tables_that_cannot_be_read_say_why() {
    for empty in ["\u{FEFF}", "\u{FEFF}\u{FEFF}", " \r\n\r\n", "\u{3000}\n"] {
        refused(empty.as_bytes(), "回答.csv", "M005", "回答.csv", ["文がありません", "送り直して"]);
    }
    refused(b"a,b\n1,x\0y\n", "回答.csv", "M021", "回答.csv:2", ["NUL", "書き出し直す"]);
    let wide = "番号,".repeat(20_000);
    refused(wide.as_bytes(), "回答.csv", "M006", "回答.csv:1:49153", ["16,384", "区切り"]);
    assert!(read("PK課,事業\n1,声かけ\n".as_bytes(), "回答.csv").is_ok(), "no zip archive");
    // empty cells beyond are none
    assert!(read(format!("番号,事業{}\n", ",".repeat(20_000)).as_bytes(), "回答.csv").is_ok());
}

#[test]
fn tables_in_utf16_without_a_mark_are_read() {
    for to in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let bytes: Vec<u8> = "番号\t事業\r\n1\t見守り\r\n".encode_utf16().flat_map(to).collect();
        let source = read(&bytes, "回答.csv").unwrap();
        assert_eq!(cells(&source), ["A1=番号", "B1=事業", "A2=1", "B2=見守り"]);
        assert!(source.findings.is_empty());
        let fault = read(&bytes, "回答.json").unwrap_err();
        assert!(fault.code.0 == "M022" && fault.message.ja.contains("UTF-16"), "{fault}");
    }
}

#[test]
fn separators_are_those_of_the_file() {
    for (text, name) in [
        ("番号;事業\n1;見守り, 訪問\n", "a.csv"),
        ("番号\t事業\n1\t見守り, 訪問\n", "a.csv"),
        ("番号\t事業\n1\t見守り, 訪問\n", "a.tsv"),
        ("sep=;\n番号;事業\n1;見守り, 訪問\n", "a.csv"),
        ("\u{FEFF}sep=|\r\n番号|事業\r\n1|\"見守り, 訪問\"\r\n", "a.csv"),
        ("SEP=,\n番号,事業\n1,\"見守り, 訪問\"\n", "a.txt"),
    ] {
        let source = read(text.as_bytes(), name).unwrap();
        let read: Vec<&str> = texts(&source).map(|(text, _)| text).collect();
        assert_eq!(read, ["番号", "事業", "1", "見守り, 訪問"], "{text}");
    }
}

#[test]
fn a_tab_that_keeps_noughts_is_not_shown() {
    let source = read("番号,事業\n\"\t0012\",\t見守り\n".as_bytes(), "回答.csv").unwrap();
    assert_eq!(cells(&source), ["A1=番号", "B1=事業", "A2=0012", "B2=見守り"]);
}

#[test]
fn limits_are_told_as_people_say_them() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("回答.csv");
    std::fs::write(&path, "あ,".repeat(2 << 20)).unwrap();
    let mut limits = Limits::default();
    limits.file_bytes = 3 << 20;
    let told = |limits: &Limits| read_file(&SourceFile::on_disk(&path, "回答.csv"), limits).unwrap_err();
    let fault = told(&limits);
    assert!(fault.code.0 == "M006" && fault.message.ja.contains("上限（3 MB）"), "{fault}");
    limits.file_bytes = 1 << 30;
    limits.texts = 12_345;
    let fault = told(&limits);
    assert!(fault.message.ja.contains("上限（12,345 個）"), "{fault}");
}

#[test]
fn a_text_that_stands_in_many_cells_is_refused_by_its_size() {
    let text = "あ".repeat(30_000);
    let rows: String = (1..=2_000).map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#)).collect();
    let package = Package::rows(&rows).strings(&format!("<si><t>{text}</t></si>"));
    let fault = read(&package.bytes(), "回答.xlsx").unwrap_err();
    assert!(fault.code.0 == "M006" && fault.message.ja.contains("128 MB"), "{fault}");
    // as often as it is read in good time, it is read
    let rows: String = (1..=100).map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#)).collect();
    let package = Package::rows(&rows).strings(&format!("<si><t>{text}</t></si>"));
    assert_eq!(cells(&read(&package.bytes(), "回答.xlsx").unwrap()).len(), 100);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("回答.xlsx");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let fault = read_file(&SourceFile::on_disk(&path, "回答.xlsx"), &Limits::default()).unwrap_err();
    assert!(fault.code.0 == "M001" && fault.message.ja.contains("ふつうのファイルではありません"), "{fault}");
}

#[test]
fn aliases_of_a_long_text_are_refused_by_its_size() {
    let text = format!("a: &a {}\nb: [{}]\n", "あ".repeat(100_000), "*a, ".repeat(1_000));
    let fault = read(text.as_bytes(), "回答.yaml").unwrap_err();
    assert!(fault.code.0 == "M006" && fault.message.ja.contains("128 MB"), "{fault}");
}
