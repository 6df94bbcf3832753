//! Whatever changes in an archive, `verify` notices it and says what.

use std::fs;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use md5::{Digest, Md5};
use memchr::memmem;

use super::forging::{change_manifest, forge, replace_in_streams, seal, streams};
use super::{ANSWERS, small};
use crate::common::matome;

/// What was done, how, the exit code, and what has to be said.
type Alteration = (&'static str, fn(&mut Vec<u8>), i32, &'static [&'static str]);

const SEAL: &[&str] = &["[M520]", "どこかのバイトが変わっています"];

const ALTERATIONS: &[Alteration] = &[
    // single bytes
    ("the header's first byte", |f| f[0] = b'#', 2, &["[M504]", "PDF ではありません"]),
    ("the version of PDF", |f| f[7] = b'6', 1, SEAL),
    ("the comment of the header", |f| f[10] ^= 1, 1, SEAL),
    (
        "a bit of the page",
        |f| flip(f, Of::Page),
        1,
        &["[M520]", "[M523]", "1 ページが、添付したファイルから作り直したものと違います"],
    ),
    ("a bit of a font", |f| flip(f, Of::Font), 1, &["[M520]", "1 ページが"]),
    ("a bit of an answer", |f| flip(f, Of::Answer), 1, &["[M510]", "添付「回答／福祉部.csv」"]),
    ("a bit of the manifest", |f| flip(f, Of::Manifest), 2, &["[M505]"]),
    ("a bit of the tags", |f| flip(f, Of::FirstObjects), 1, &["[M520]"]),
    ("a digit of the seal", |f| at_seal(f, 70, |b| if b == b'0' { b'1' } else { b'0' }), 1, SEAL),
    ("the seal in capitals", |f| at_seal(f, 0, |_| 0), 1, SEAL),
    ("the permanent identifier", |f| at_seal(f, 2, |b| if b == b'0' { b'1' } else { b'0' }), 1, SEAL),
    ("the offset behind startxref", |f| before_end(f, 8), 1, SEAL),
    ("the mark of the end", |f| before_end(f, 2), 1, SEAL),
    // more bytes
    ("a blank line behind the end", |f| f.push(b'\n'), 1, &["[M521]", "1 バイト書き足されています"]),
    ("garbage behind the end", |f| f.extend([0x5a; 300]), 1, &["[M521]", "300 バイト書き足されています"]),
    ("the end cut off", |f| f.truncate(f.len() / 2), 2, &["[M504]"]),
    ("the last byte cut off", |f| f.truncate(f.len() - 1), 1, SEAL),
    ("a byte in front", |f| f.insert(0, b'\n'), 1, SEAL),
    (
        "512 bytes of the page as zeros",
        |f| {
            let at = stream(f, Of::Font).start + 100;
            f[at..at + 512].fill(0);
        },
        1,
        &["[M520]", "1 ページが"],
    ),
    (
        "two bytes exchanged",
        |f| {
            let range = stream(f, Of::Page);
            let at = range.clone().find(|&i| f[i] != f[i + 1]).unwrap();
            f.swap(at, at + 1);
        },
        1,
        SEAL,
    ),
    ("an empty file", Vec::clear, 2, &["[M504]"]),
    // written anew by another program
    ("saved again, nothing changed", |f| resave(f, |_| {}), 1, SEAL),
    ("the page taken out", |f| resave(f, |d| d.delete_pages(&[1])), 1, &["[M520]", "1 ページが"]),
    ("another page put in", |f| resave(f, add_page), 1, &["2 ページが"]),
    (
        "a rule drawn on the page",
        |f| {
            resave(f, |d| {
                let page = d.page_iter().next().unwrap();
                let mut content = d.get_page_content(page);
                content.extend(b"\n0 0 m 400 400 l S");
                d.change_page_content(page, content).unwrap();
            })
        },
        1,
        &["1 ページが"],
    ),
    (
        "a note put on the page",
        |f| {
            resave(f, |d| {
                let page = d.page_iter().next().unwrap();
                let note = d.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![1.into(), 1.into(), 9.into(), 9.into()] });
                let page = d.get_dictionary_mut(page).unwrap();
                page.set("Annots", vec![note.into()]);
            })
        },
        1,
        &["1 ページが"],
    ),
    (
        "an answer exchanged, its checksum repaired",
        |f| {
            resave(f, |d| {
                let text = ANSWERS[0].1.replace("1204", "9204");
                let stream = file_stream(d, "回答／福祉部.csv");
                let sum = Object::String(Md5::digest(&text).to_vec(), lopdf::StringFormat::Hexadecimal);
                let dict = &mut d.get_object_mut(stream).unwrap().as_stream_mut().unwrap();
                dict.set_plain_content(text.into_bytes());
                dict.dict.get_mut(b"Params").unwrap().as_dict_mut().unwrap().set("CheckSum", sum);
            })
        },
        1,
        &["[M510]: 添付「回答／福祉部.csv」の中身が目録と違います"],
    ),
    (
        "an answer taken out",
        |f| resave(f, |d| unlist(d, "回答／市民部.csv")),
        1,
        &["添付「回答／市民部.csv」がないか、取り出せません"],
    ),
    (
        "a file attached besides",
        |f| resave(f, |d| attach(d, "あとから.txt")),
        1,
        &["[M522]: 目録にない添付「あとから.txt」があります"],
    ),
    (
        "an attachment twice",
        |f| resave(f, |d| attach(d, "回答／市民部.csv")),
        1,
        &["[M522]: 添付「回答／市民部.csv」が二つあります"],
    ),
    (
        "the manifest taken out",
        |f| resave(f, |d| unlist(d, "manifest.json")),
        2,
        &["[M505]", "目録 manifest.json がありません"],
    ),
    (
        "the manifest edited",
        |f| resave(f, |d| edit(d, "manifest.json", "\"pages\": 1", "\"pages\": 2")),
        1,
        &["目録 manifest.json の paper.pages が、作り直したものと違います"],
    ),
    (
        "the manifest no manifest",
        |f| resave(f, |d| edit(d, "manifest.json", "matome archive", "another format")),
        2,
        &["[M505]"],
    ),
    (
        "a manifest of the future",
        |f| resave(f, |d| edit(d, "manifest.json", "\"version\": 1,\n  \"engine\"", "\"version\": 9,\n  \"engine\"")),
        2,
        &["[M506]"],
    ),
    (
        "the title in the metadata",
        |f| resave(f, |d| edit_metadata(d, "汐見原市", "汐見沢市")),
        1,
        &["文書の情報（題名、作成者、文書番号、日付など）が"],
    ),
    ("the tags taken out", |f| resave(f, |d| drop(root(d).remove(b"StructTreeRoot"))), 1, SEAL),
    ("the bookmarks taken out", |f| resave(f, |d| drop(root(d).remove(b"Outlines"))), 1, SEAL),
    (
        "the claim of PDF/A taken out",
        |f| resave(f, |d| edit_metadata(d, "<pdfaid:part>3</pdfaid:part>", "")),
        1,
        &["文書の情報"],
    ),
    ("an update appended", update, 1, &["[M521]", "書き足されています"]),
    // sealed again: only making the paper again finds these
    (
        "a digit of the page, sealed again",
        |f| {
            let mut plain = page_text(f);
            let at = memmem::find(&plain, b" Tf").expect("text is set") - 1;
            let old = plain[at - 12..at + 4].to_vec();
            plain[at] = if plain[at] == b'8' { b'7' } else { b'8' };
            let new = plain[at - 12..at + 4].to_vec();
            assert!(replace_in_streams(f, &old, &new) > 0);
            seal(f);
        },
        1,
        &["[M523]: 1 ページが、添付したファイルから作り直したものと違います"],
    ),
    (
        "an answer and all that tells of it, sealed again",
        |f| {
            let text = ANSWERS[0].1;
            forge(f, text.as_bytes(), text.replace("1204", "3560").as_bytes());
        },
        1,
        &["1 ページが", "添付「保存記録／データ／進捗.json」が、作り直したものと違います", "paper.sha256、paper.texts"],
    ),
    (
        "the retention period, sealed again",
        |f| {
            assert_eq!(
                replace_in_streams(f, "<matome:retention>10年".as_bytes(), "<matome:retention>90年".as_bytes()),
                1
            );
            seal(f);
        },
        1,
        &["[M523]: 文書の情報"],
    ),
    (
        "the document number of the manifest, sealed again",
        |f| {
            change_manifest(f, "\"document_number\": \"汐地福第１２３号", "\"document_number\": \"汐地福第１２４号");
        },
        1,
        &["目録 manifest.json の paper.document_number が"],
    ),
    (
        "the font of the manifest, sealed again",
        |f| {
            change_manifest(f, "\"family\": \"BIZ UDGothic\"", "\"family\": \"BIZ UDMincho\"");
        },
        1,
        &["目録 manifest.json の fonts が"],
    ),
    (
        "the settings and all that tells of them, sealed again",
        |f| {
            let text = settings(f);
            forge(f, text.as_bytes(), text.replace("資料２", "資料３").as_bytes());
        },
        1,
        &["1 ページが", "paper.file"],
    ),
    (
        "a form that is none any more, sealed again",
        |f| {
            let text =
                fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/progress/form.toml")).unwrap();
            forge(f, text.as_bytes(), text.replacen("[paper]", "(paper)", 1).as_bytes());
        },
        1,
        &["[M524]"],
    ),
    (
        "a word of a description, sealed again",
        |f| {
            // 受け取ったままのファイル in the list of attachments
            assert!(replace_in_streams(f, b"FEFF53D73051", b"FEFF53D83051") > 0);
            seal(f);
        },
        1,
        &["[M523]: ページと添付のほか"],
    ),
];

#[test]
fn every_alteration_is_noticed() {
    assert!(ALTERATIONS.len() >= 30);
    let dir = tempfile::tempdir().unwrap();
    let whole = small();
    fs::write(dir.path().join("archive.pdf"), &whole).unwrap();
    let said = matome(dir.path(), &["verify", "archive.pdf"]).expect(0);
    assert_eq!(said.stderr, "");
    for line in ["○ 作ったときのまま", "○ すべて合っている", "○ 添付から作り直すと同じバイトになる"]
    {
        assert!(said.stdout.contains(line), "{}", said.stdout);
    }
    let mut missed = Vec::new();
    for (what, alter, code, says) in ALTERATIONS {
        let mut file = whole.clone();
        alter(&mut file);
        assert_ne!(file, whole, "{what}");
        fs::write(dir.path().join("archive.pdf"), &file).unwrap();
        let run = matome(dir.path(), &["verify", "archive.pdf"]);
        if run.code != *code || !says.iter().all(|text| run.stderr.contains(text)) {
            missed.push(format!("{what}: exit {} for {code}, {says:?}\n{}{}", run.code, run.stderr, run.stdout));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is left behind");
}

/// One byte in every few hundred, all over the file: no place is unguarded, and nothing panics.
#[test]
fn no_byte_is_unguarded() {
    let whole = small();
    let dir = tempfile::tempdir().unwrap();
    for n in 0..40 {
        let at = whole.len() * n / 40 + n;
        let mut file = whole.clone();
        file[at] ^= 1 << (n % 8);
        fs::write(dir.path().join("a.pdf"), &file).unwrap();
        let run = matome(dir.path(), &["verify", "a.pdf"]);
        assert!([1, 2].contains(&run.code), "byte {at}: {} {}", run.code, run.stderr);
        assert!(run.stderr.contains("エラー[M5") && !run.stderr.contains("panicked"), "byte {at}: {}", run.stderr);
    }
}

enum Of {
    Page,
    Font,
    Answer,
    Manifest,
    FirstObjects,
}

/// The data of a stream.
fn stream(file: &[u8], of: Of) -> std::ops::Range<usize> {
    let wanted = |dict: &[u8], plain: &[u8]| match of {
        Of::Page => memmem::find(plain, b" Tf").is_some() && memmem::find(plain, b"BDC").is_some(),
        Of::Font => {
            memmem::find(dict, b"/FontFile").is_some()
                || memmem::find(dict, b"/CIDFontType0C").is_some()
                || plain.starts_with(b"\0\x01\0\0")
                || plain.starts_with(b"true")
        }
        Of::Answer => plain == ANSWERS[0].1.as_bytes(),
        Of::Manifest => plain.starts_with(b"{\n  \"format\""),
        Of::FirstObjects => memmem::find(dict, b"/ObjStm").is_some(),
    };
    let mut all = streams(file).into_iter();
    let found = all.find(|range| {
        let dict = memmem::rfind(&file[..range.start], b" 0 obj").unwrap();
        super::forging::inflate(&file[range.clone()]).is_some_and(|plain| wanted(&file[dict..range.start], &plain))
    });
    found.expect("there is such a stream")
}

fn flip(file: &mut [u8], of: Of) {
    let range = stream(file, of);
    file[range.start + range.len() / 2] ^= 4;
}

/// Changes a byte behind `/ID[<`; a 0 makes the seal's letters capitals.
fn at_seal(file: &mut [u8], offset: usize, change: fn(u8) -> u8) {
    let id = memmem::rfind(file, b"/ID[<").unwrap() + 5;
    if change(b'0') == 0 {
        let seal = id + memmem::find(&file[id..], b"><").unwrap() + 2;
        file[seal..seal + 64].make_ascii_uppercase();
        return;
    }
    file[id + offset] = change(file[id + offset]);
}

/// Changes the byte so far before the end.
fn before_end(file: &mut [u8], offset: usize) {
    let at = file.len() - offset;
    file[at] = if file[at] == b'1' { b'2' } else { b'1' };
}

pub(super) fn resave(file: &mut Vec<u8>, change: impl FnOnce(&mut Document)) {
    let mut doc = Document::load_mem(file).unwrap();
    change(&mut doc);
    file.clear();
    doc.save_to(file).unwrap();
}

pub(super) fn root(doc: &mut Document) -> &mut Dictionary {
    doc.catalog_mut().unwrap()
}

fn add_page(doc: &mut Document) {
    let pages = root(doc).get(b"Pages").unwrap().as_reference().unwrap();
    let page = doc.add_object(
        dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] },
    );
    let tree = doc.get_dictionary_mut(pages).unwrap();
    tree.get_mut(b"Kids").unwrap().as_array_mut().unwrap().push(page.into());
    let count = tree.get(b"Count").unwrap().as_i64().unwrap();
    tree.set("Count", count + 1);
}

pub(super) fn names(doc: &mut Document) -> &mut Vec<Object> {
    let names = root(doc).get_mut(b"Names").unwrap().as_dict_mut().unwrap();
    names.get_mut(b"EmbeddedFiles").unwrap().as_dict_mut().unwrap().get_mut(b"Names").unwrap().as_array_mut().unwrap()
}

fn specification(doc: &mut Document, name: &str) -> ObjectId {
    let at = names(doc).iter().position(|n| lopdf::decode_text_string(n).is_ok_and(|n| n == name)).unwrap();
    names(doc)[at + 1].as_reference().unwrap()
}

pub(super) fn file_stream(doc: &mut Document, name: &str) -> ObjectId {
    let spec = specification(doc, name);
    let files = doc.get_dictionary(spec).unwrap().get(b"EF").unwrap().as_dict().unwrap();
    files.get(b"UF").unwrap().as_reference().unwrap()
}

fn unlist(doc: &mut Document, name: &str) {
    let spec = specification(doc, name);
    let list = names(doc);
    let at = list.iter().position(|n| n.as_reference().is_ok_and(|id| id == spec)).unwrap();
    list.drain(at - 1..=at);
    let all = root(doc).get_mut(b"AF").unwrap().as_array_mut().unwrap();
    all.retain(|n| n.as_reference().unwrap() != spec);
}

pub(super) fn attach(doc: &mut Document, name: &str) {
    let stream = doc.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"!".to_vec()));
    let spec = doc.add_object(dictionary! {
        "Type" => "Filespec", "UF" => lopdf::text_string(name), "F" => lopdf::text_string(name),
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    });
    names(doc).extend([lopdf::text_string(name), spec.into()]);
}

pub(super) fn edit(doc: &mut Document, name: &str, old: &str, new: &str) {
    let id = file_stream(doc, name);
    let stream = doc.get_object_mut(id).unwrap().as_stream_mut().unwrap();
    let text = String::from_utf8(stream.decompressed_content().unwrap()).unwrap();
    assert!(text.contains(old), "{text}");
    stream.set_plain_content(text.replacen(old, new, 1).into_bytes());
}

fn edit_metadata(doc: &mut Document, old: &str, new: &str) {
    let id = root(doc).get(b"Metadata").unwrap().as_reference().unwrap();
    let stream = doc.get_object_mut(id).unwrap().as_stream_mut().unwrap();
    let text = String::from_utf8(stream.content.clone()).unwrap();
    assert!(text.contains(old), "{text}");
    stream.set_plain_content(text.replace(old, new).into_bytes());
}

/// An incremental update (ISO 32000-1 7.5.6) that changes the title.
fn update(file: &mut Vec<u8>) {
    let doc = Document::load_mem(file).unwrap();
    let before = memmem::rfind(file, b"startxref\n").unwrap() + 10;
    let before: String = file[before..].iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    let (info, root) = (
        doc.trailer.get(b"Info").unwrap().as_reference().unwrap(),
        doc.trailer.get(b"Root").unwrap().as_reference().unwrap(),
    );
    let (at, size) = (file.len(), doc.max_id + 1);
    file.extend(format!("{} 0 obj\n<</Title(Another)>>\nendobj\n", info.0).bytes());
    let xref = file.len();
    file.extend(format!("xref\n{} 1\n{at:010} 00000 n\r\ntrailer\n<</Size {size}/Root {} 0 R/Info {} 0 R/Prev {before}>>\nstartxref\n{xref}\n%%EOF\n", info.0, root.0, info.0).bytes());
}

fn page_text(file: &[u8]) -> Vec<u8> {
    super::forging::inflate(&file[stream(file, Of::Page)]).unwrap()
}

fn settings(file: &[u8]) -> String {
    let mut doc = Document::load_mem(file).unwrap();
    let id = file_stream(&mut doc, "matome.toml");
    String::from_utf8(doc.get_object(id).unwrap().as_stream().unwrap().decompressed_content().unwrap()).unwrap()
}
