//! Archives that somebody made to deceive or to harm: what they say of themselves drives no terminal, what they name is
//! not looked for outside, what they unpack to is bounded, and nothing of them stays behind.

use std::fs;
use std::path::Path;

use lopdf::{Document, Object, Stream, dictionary};
use sha2::{Digest, Sha256};

use super::alterations::{attach, edit, file_stream, names, resave, root};
use super::forging::hex;
use super::small;
use crate::common::{matome, matome_with};

/// Changes an attachment, and what the manifest says of it.
fn edit_attached(doc: &mut Document, name: &str, old: &str, new: &str) {
    let before = attached(doc, name);
    edit(doc, name, old, new);
    let after = attached(doc, name);
    edit(doc, "manifest.json", &hex(Sha256::digest(&before)), &hex(Sha256::digest(&after)));
    let size = |bytes: &[u8]| format!("\"bytes\": {}", bytes.len());
    edit(doc, "manifest.json", &size(&before), &size(&after));
}

fn attached(doc: &mut Document, name: &str) -> Vec<u8> {
    let id = file_stream(doc, name);
    doc.get_object(id).unwrap().as_stream().unwrap().decompressed_content().unwrap()
}

/// The small archive, changed and written into a folder.
fn put(folder: &Path, change: impl FnOnce(&mut Document)) {
    let mut file = small();
    resave(&mut file, change);
    fs::write(folder.join("a.pdf"), file).unwrap();
}

#[test]
fn a_title_forges_no_verdict() {
    let dir = tempfile::tempdir().unwrap();
    let forged = "計画\\u001b[2J\\u001b[H\\n  添付と目録  ○ すべて合っている\\n\\u202e\\u001b[8m";
    put(dir.path(), |doc| edit(doc, "manifest.json", "\"title\": \"", &format!("\"title\": \"{forged}")));
    let verified = matome(dir.path(), &["verify", "a.pdf"]).expect(1);
    let extracted = matome(dir.path(), &["extract", "a.pdf", "-o", "取り出し"]).expect(0);
    for text in [&verified.stdout, &verified.stderr, &extracted.stdout, &extracted.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("  添付と目録  ○") && line.contains("202e")), "{text}");
    }
    let shown = r"計画\u{1b}[2J\u{1b}[H⏎  添付と目録  ○ すべて合っている⏎\u{202e}\u{1b}[8m";
    assert!(verified.stdout.contains(shown) && extracted.stderr.contains(shown), "{verified:?}{extracted:?}");
}

#[test]
fn names_of_files_and_papers_drive_no_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let name = "\u{1b}[31m赤\u{202e}\n悪い.csv";
    fs::write(dir.path().join(name), "x").unwrap();
    let shown = r"\u{1b}[31m赤\u{202e}⏎悪い.csv";
    for format in ["text", "short", "json"] {
        let run = matome(dir.path(), &["check", "progress", name, "--format", format]).expect(1);
        let out = run.stdout + &run.stderr;
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out:?}");
        let told = if format == "json" { r"\u202e\n悪い.csv" } else { shown };
        assert!(out.contains(told), "{out}");
    }
    let run = matome(dir.path(), &["check", "progress", "\u{1b}[2Jない.csv"]).expect(2);
    assert!((run.stdout.clone() + &run.stderr).contains(r"\u{1b}[2Jない.csv"), "{run:?}");
    let settings = "[[paper]]\nname = \"進\\u001b[2J\\n捗\"\nform = \"progress\"\ninput = [\"*.csv\"]\n";
    fs::write(dir.path().join("matome.toml"), settings).unwrap();
    let run = matome(dir.path(), &["build"]).expect(1);
    assert!(run.stdout.contains(r"進\u{1b}[2J⏎捗") && !run.stderr.contains('\u{1b}'), "{run:?}");
}

#[test]
fn settings_of_an_archive_name_attached_files_alone() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("福祉部.csv"), super::ANSWERS[0].1).unwrap();
    let absolute = outside.path().to_str().unwrap().replace('\\', "/");
    for path in [absolute.as_str(), "../../../*/*.csv", "回答/../../x", r"\\\\server\\share", "C:回答"] {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), |doc| {
            edit_attached(doc, "matome.toml", "input = [\"回答\"]", &format!("input = [\"{path}\"]"));
        });
        let run = matome(dir.path(), &["verify", "a.pdf"]).expect(1);
        run.says(&["[M524]", "は保存用の外を指しています"]);
    }
}

/// The layout of an archive is somebody's program: one that overflows the stack is told, and its limits with it.
#[test]
fn a_layout_of_an_archive_is_tried_first() {
    let (dir, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    put(dir.path(), |doc| {
        let deep = "#let a = ()\n#for i in range(1500) { for j in range(1000) { a = (a,) } }\n#import \"/shared";
        edit_attached(doc, "templates／progress／layout.typ", "#import \"/shared", deep);
    });
    let home_name = home.path().to_str().unwrap();
    let env = [("TMPDIR", home_name), ("TEMP", home_name), ("TMP", home_name)];
    let run = matome_with(dir.path(), &env, &["verify", "a.pdf"]).expect(1);
    run.says(&["[M524]", "Typst が止まりました（使えるメモリは 2048 MB まで）", "templates/progress/layout.typ"]);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_name_tree_that_holds_itself_ends() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), |doc| {
        let pairs = std::mem::take(names(doc));
        let leaf = doc.add_object(dictionary! { "Names" => pairs });
        let node = doc.new_object_id();
        let kids: Vec<Object> = std::iter::repeat_n(node.into(), 100).chain([leaf.into()]).collect();
        doc.objects.insert(node, dictionary! { "Kids" => kids }.into());
        let tree = root(doc).get_mut(b"Names").unwrap().as_dict_mut().unwrap();
        tree.set("EmbeddedFiles", dictionary! { "Kids" => vec![node.into()] });
    });
    matome(dir.path(), &["verify", "a.pdf"]).expect(1).says(&["[M520]"]);
}

/// Zeros that pack to a thousandth, many times: refused before they are in memory.
#[test]
fn attachments_unpack_within_bounds() {
    let dir = tempfile::tempdir().unwrap();
    let zeros = vec![0; 64 << 20];
    let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, zeros);
    stream.compress().unwrap();
    put(dir.path(), |doc| {
        for n in 0..20 {
            attach(doc, &format!("{n}.bin"));
            let id = file_stream(doc, &format!("{n}.bin"));
            doc.objects.insert(id, stream.clone().into());
        }
    });
    matome(dir.path(), &["verify", "a.pdf"]).expect(2).says(&["[M504]: 大きすぎる PDF です"]);
}

/// Private while it is there, gone afterwards; one that a dead run left goes with the next.
#[test]
fn answers_of_an_archive_stay_nowhere() {
    let (dir, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(dir.path().join("a.pdf"), small()).unwrap();
    let left = home.path().join("matome-left");
    fs::create_dir_all(left.join("work/回答")).unwrap();
    fs::write(left.join("work/回答/福祉部.csv"), "x").unwrap();
    fs::write(left.join("lock"), "").unwrap();
    let home_name = home.path().to_str().unwrap();
    matome_with(dir.path(), &[("TMPDIR", home_name), ("TEMP", home_name), ("TMP", home_name)], &["verify", "a.pdf"])
        .expect(0);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}
