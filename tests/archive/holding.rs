//! What is in an archive, seen by other programs' eyes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use lopdf::{Dictionary, Document, Object};
use md5::Md5;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::forging::hex;
use super::{project, small, write};
use crate::common::matome;

/// Name, specification, stream, content of every attachment.
type Attached = BTreeMap<String, (Dictionary, Dictionary, Vec<u8>)>;

fn attached(pdf: &[u8]) -> Attached {
    let doc = Document::load_mem(pdf).unwrap();
    let of = |dict: &Dictionary, key: &[u8]| doc.dereference(dict.get(key).unwrap()).unwrap().1.clone();
    let tree = of(doc.catalog().unwrap(), b"Names");
    let list = of(of(tree.as_dict().unwrap(), b"EmbeddedFiles").as_dict().unwrap(), b"Names");
    let list = list.as_array().unwrap();
    let keys: Vec<&[u8]> = list.chunks(2).map(|pair| pair[0].as_str().unwrap()).collect();
    assert!(keys.is_sorted(), "a name tree is in order");
    let af = of(doc.catalog().unwrap(), b"AF");
    assert_eq!(af.as_array().unwrap().len(), keys.len(), "every file belongs to the document");
    let one = |pair: &[Object]| {
        let spec = doc.dereference(&pair[1]).unwrap().1.as_dict().unwrap().clone();
        let stream = of(of(&spec, b"EF").as_dict().unwrap(), b"UF");
        let stream = stream.as_stream().unwrap();
        let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let name = lopdf::decode_text_string(&pair[0]).unwrap();
        assert_eq!(lopdf::decode_text_string(&of(&spec, b"UF")).unwrap(), name);
        (name, (spec, stream.dict.clone(), content))
    };
    list.chunks(2).map(one).collect()
}

fn manifest(files: &Attached) -> Value {
    serde_json::from_slice(&files["manifest.json"].2).unwrap()
}

#[test]
fn everything_is_attached_as_it_was() {
    let dir = project();
    let pdf = small();
    let files = attached(&pdf);
    let manifest = manifest(&files);
    let entries = manifest["files"].as_array().unwrap();
    assert_eq!(entries.len() + 1, files.len());
    for entry in entries {
        let (name, role) = (entry["attachment"].as_str().unwrap(), entry["role"].as_str().unwrap());
        let (spec, stream, content) = &files[name];
        assert_eq!(entry["sha256"], hex(Sha256::digest(content)), "{name}");
        assert_eq!(entry["bytes"], content.len(), "{name}");
        let params = stream.get(b"Params").unwrap().as_dict().unwrap();
        assert_eq!(params.get(b"Size").unwrap().as_i64().unwrap(), content.len() as i64);
        assert_eq!(params.get(b"CheckSum").unwrap().as_str().unwrap(), &Md5::digest(content)[..]);
        assert_eq!(params.get(b"ModDate").unwrap().as_str().unwrap(), b"D:20250401000000Z");
        let relationship = spec.get(b"AFRelationship").unwrap().as_name().unwrap();
        let source = ["input", "data"].contains(&role);
        assert_eq!(relationship, if source { b"Source".as_slice() } else { b"Supplement" }, "{name}");
        let path = entry["path"].as_str().unwrap();
        match role {
            "input" => assert_eq!(*content, fs::read(dir.path().join(path)).unwrap(), "{name}"),
            "original" => assert_eq!(*content, fs::read(dir.path().join("matome.toml")).unwrap(), "{name}"),
            "form" => {
                let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
                assert_eq!(*content, fs::read(file).unwrap(), "{name}");
            }
            _ => {}
        }
    }
    let of_role = |role: &str| entries.iter().filter(|e| e["role"] == role).count();
    assert_eq!(["input", "settings", "original", "data", "findings"].map(of_role), [2, 1, 1, 1, 1]);
    assert!(of_role("form") > 3);
    // the data are those of `-o data.json`, the answers' kinds are told
    matome(dir.path(), &["render", "progress", "回答", "-o", "data.json", "--number", "資料２"]).expect(0);
    let data: Value = serde_json::from_slice(&files["保存記録／データ／進捗.json"].2).unwrap();
    let rendered: Value = serde_json::from_slice(&fs::read(dir.path().join("data.json")).unwrap()).unwrap();
    assert_eq!(data["rows"], rendered["rows"]);
    assert_eq!(files["回答／福祉部.csv"].1.get(b"Subtype").unwrap().as_name().unwrap(), b"text/csv");
}

#[test]
fn the_manifest_tells_how_it_was_made() {
    let files = attached(&small());
    let manifest = manifest(&files);
    let paper = &manifest["paper"];
    assert_eq!(manifest["engine"]["matome"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["engine"]["typst"], "0.15.1");
    assert_eq!(paper["document_number"], "汐地福第１２３号");
    assert_eq!(
        (&paper["pages"], &paper["date"], &paper["options"]["form"]),
        (&1.into(), &"2025-04-01".into(), &"progress".into())
    );
    assert_eq!(manifest["forms"][0]["name"], "progress");
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/BIZUDGothic-Regular.ttf")).unwrap();
    let told =
        manifest["fonts"].as_array().unwrap().iter().find(|f| f["family"] == "BIZ UDGothic" && f["bold"] == false);
    assert_eq!(told.unwrap()["sha256"], hex(Sha256::digest(font)));
    // the hash of the paper is that of what `build` makes with these standards
    let dir = project();
    matome(dir.path(), &["build", "--standard", "a-3a,ua-1"]).expect(0);
    assert_eq!(paper["sha256"], hex(Sha256::digest(fs::read(dir.path().join("out/資料２_進捗.pdf")).unwrap())));
}

#[test]
fn metadata_say_the_same_twice() {
    let doc = Document::load_mem(&small()).unwrap();
    let info = doc.trailer.get(b"Info").and_then(|o| doc.dereference(o)).unwrap().1.as_dict().unwrap().clone();
    let said = |key: &[u8]| lopdf::decode_text_string(info.get(key).unwrap()).unwrap();
    assert_eq!(said(b"Author"), "汐見原市");
    assert_eq!(said(b"Subject"), "地域福祉計画 <第４期> & 'ほか'");
    assert_eq!(said(b"Keywords"), "地域福祉、進捗");
    let xmp = doc.catalog().unwrap().get(b"Metadata").and_then(|o| doc.dereference(o)).unwrap().1.as_stream().unwrap();
    let xmp = String::from_utf8(xmp.content.clone()).unwrap();
    for text in [
        "地域福祉計画 &lt;第４期&gt; &amp; 'ほか'</rdf:li></rdf:Alt></dc:description>",
        "<dc:creator><rdf:Seq><rdf:li>汐見原市</rdf:li></rdf:Seq></dc:creator>",
        "<dc:identifier>汐地福第１２３号</dc:identifier>",
        "<rdf:li>地域福祉</rdf:li><rdf:li>進捗</rdf:li>",
        "<pdf:Keywords>地域福祉、進捗</pdf:Keywords>",
        "<matome:retention>10年</matome:retention>",
        "<pdfaSchema:namespaceURI>urn:x-matome:archive:1:</pdfaSchema:namespaceURI>",
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>",
        "<dc:language><rdf:Bag><rdf:li>ja-JP</rdf:li></rdf:Bag></dc:language>",
    ] {
        assert!(xmp.contains(text), "{text} is not in\n{xmp}");
    }
    for name in ["dc:description", "dc:creator", "pdf:Keywords"] {
        assert_eq!(xmp.matches(&format!("<{name}>")).count(), 1, "{name}");
    }
}

#[test]
fn other_tools_take_out_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.pdf"), small()).unwrap();
    let taken = dir.path().join("taken");
    fs::create_dir(&taken).unwrap();
    let run = Command::new("pdfdetach").args(["-saveall", "-o"]).arg(&taken).arg(dir.path().join("a.pdf")).status();
    let Ok(status) = run else {
        eprintln!("pdfdetach is not here: not compared");
        return;
    };
    assert!(status.success());
    let files = attached(&small());
    assert_eq!(fs::read_dir(&taken).unwrap().count(), files.len());
    for (name, (_, _, content)) in files {
        assert_eq!(fs::read(taken.join(&name)).unwrap(), content, "{name}");
    }
}

#[test]
fn the_same_input_and_date_give_the_same_bytes() {
    let dir = project();
    let other = project();
    let read = |folder: &Path| fs::read(folder.join("out/archive/資料２_進捗.pdf")).unwrap();
    matome(dir.path(), &["archive", "進捗", "--date", "2026-03-31"]).expect(0);
    let dated = read(dir.path());
    assert_ne!(dated, small());
    let from = other.path().to_str().unwrap();
    matome(dir.path(), &["archive", "--project", from, "--date", "2026-03-31"]).expect(0);
    assert_eq!(read(other.path()), dated, "the folder does not matter");
    matome(dir.path(), &["archive"]).expect(0);
    assert_eq!(read(dir.path()), small());
    let paper = &manifest(&attached(&dated))["paper"];
    assert_eq!(paper["date"], "2026-03-31");
    matome(dir.path(), &["archive", "--date", "2026-13-31"]).expect(2).says(&["日付「2026-13-31」を読めません"]);
}

#[test]
fn warnings_go_along_and_errors_stop() {
    let dir = project();
    let answer = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,\n";
    write(dir.path(), &[("回答/福祉部.csv", answer)]);
    matome(dir.path(), &["archive"]).expect(0).says(&["[M103]", "--> 回答/福祉部.csv:2"]);
    let pdf = fs::read(dir.path().join("out/archive/資料２_進捗.pdf")).unwrap();
    let findings: Value = serde_json::from_slice(&attached(&pdf)["保存記録／findings.json"].2).unwrap();
    let told = findings.as_array().unwrap().iter().filter(|f| f["code"] == "M103" && f["level"] == "warning");
    let files: Vec<&Value> = told.map(|f| &f["place"]["file"]).collect();
    assert!(files.contains(&&"回答/福祉部.csv".into()), "{files:?}");
    matome(dir.path(), &["verify", "out/archive/資料２_進捗.pdf"]).expect(0);
    fs::remove_dir_all(dir.path().join("out")).unwrap();
    matome(dir.path(), &["archive", "--strict"]).expect(1);
    write(dir.path(), &[("回答/福祉部.csv", &answer.replace("見守り", "见守り"))]);
    matome(dir.path(), &["archive"]).expect(1).says(&["[M201]", "--> 回答/福祉部.csv:2"]);
    assert!(!dir.path().join("out").exists(), "nothing was written");
    fs::rename(dir.path().join("回答"), dir.path().join("別")).unwrap();
    matome(dir.path(), &["archive"]).expect(2);
    assert!(!dir.path().join("out").exists(), "nothing was written");
    matome(dir.path(), &["archive", "ない"]).expect(2).says(&["[M502]", "（あるのは 進捗）"]);
    let settings = fs::read_to_string(dir.path().join("matome.toml")).unwrap();
    write(dir.path(), &[("matome.toml", &settings.replace("\"保存期間\"", "\"保存期限\""))]);
    matome(dir.path(), &["archive"]).expect(2).says(&["[M081]", "保存期限", "matome.toml:7:1"]);
}

#[test]
fn a_zip_of_answers_is_attached_and_proves_itself() {
    let dir = project();
    let answers = dir.path().join("回答");
    let mut zip = zip::ZipWriter::new(fs::File::create(answers.join("一式.zip")).unwrap());
    for (name, text) in super::ANSWERS {
        let name = name.trim_start_matches("回答/");
        zip.start_file(format!("回収/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
        fs::remove_file(answers.join(name)).unwrap();
    }
    zip.finish().unwrap();
    matome(dir.path(), &["archive"]).expect(0);
    let path = dir.path().join("out/archive/資料２_進捗.pdf");
    let files = attached(&fs::read(&path).unwrap());
    assert_eq!(files["回答／一式.zip"].2, fs::read(answers.join("一式.zip")).unwrap());
    // it is made again from the zip alone
    matome(dir.path(), &["verify", "out/archive/資料２_進捗.pdf"]).expect(0);
    let text = String::from_utf8(files["保存記録／データ／進捗.json"].2.clone()).unwrap();
    assert!(text.contains("28か所で開いた。") && text.contains("延べ3560食を届けた。"), "{:?}", files.keys());
}
