//! `extract` gives back a project that makes the same papers.

use std::fs;
use std::path::Path;

use lopdf::Document;
use serde_json::Value;

use super::{ANSWERS, only_file, project, small, write};
use crate::common::{matome, names};

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Takes an archive out, builds and archives again: the paper has the hash that the manifest tells, the archive is the
/// same.
fn gives_the_same(archive: &Path, whole: &Path) {
    matome(whole, &["extract", &text(archive), "-o", "again"]).expect(0);
    let again = whole.join("again");
    let manifest: Value = serde_json::from_slice(&fs::read(again.join("保存記録/manifest.json")).unwrap()).unwrap();
    let (name, file) = (manifest["paper"]["name"].as_str().unwrap(), manifest["paper"]["file"].as_str().unwrap());
    matome(&again, &["build"]).expect(0);
    let paper = fs::read(again.join(format!("out/{file}.pdf"))).unwrap();
    use sha2::Digest;
    assert_eq!(manifest["paper"]["sha256"], super::forging::hex(sha2::Sha256::digest(&paper)), "{name}");
    matome(&again, &["archive", name]).expect(0);
    assert_eq!(fs::read(again.join(format!("out/archive/{file}.pdf"))).unwrap(), fs::read(archive).unwrap(), "{name}");
    fs::remove_dir_all(again).unwrap();
}

#[test]
fn a_paper_comes_again() {
    let dir = project();
    fs::write(dir.path().join("a.pdf"), small()).unwrap();
    gives_the_same(&dir.path().join("a.pdf"), dir.path());
}

#[test]
fn the_town_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["new", "town"]).expect(0);
    let town = dir.path().join("town");
    matome(&town, &["archive", "自己評価シート", "推進会議"]).expect(0);
    for name in names(&town.join("out/archive")) {
        let archive = town.join("out/archive").join(name);
        matome(&town, &["verify", &text(&archive)]).expect(0);
        gives_the_same(&archive, dir.path());
    }
    // the guest is attached once
    let packet = names(&town.join("out/archive")).into_iter().find(|n| n.contains("会議")).unwrap();
    let pdf = fs::read(town.join("out/archive").join(packet)).unwrap();
    let guest = fs::read(town.join("会議/会場案内.pdf")).unwrap();
    let doc = Document::load_mem(&pdf).unwrap();
    let streams = doc.objects.values().filter_map(|o| o.as_stream().ok());
    let same = streams.filter(|s| s.content == guest || s.decompressed_content().is_ok_and(|c| c == guest));
    assert_eq!(same.count(), 1);
}

#[test]
fn inputs_outside_the_project_come_along() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("計画");
    let absolute = text(&dir.path().join("ほか/市民部.csv"));
    write(dir.path(), &[("共有/回答/福祉部.csv", ANSWERS[0].1), ("ほか/市民部.csv", ANSWERS[1].1)]);
    let settings = format!(
        "[project]\n[years]\n\"基準年度\" = 2024\n[text]\nlatin_gap = true\n[[paper]]\nname = \"外\"\nform = \"progress\"\n\
         input = [\"../共有/回答/*.csv\", \"{absolute}\"]\nfile = \"外\"\narchive = {{ \"保存期間\" = \"永年\" }}\n\
         [[paper]]\nname = \"ほか\"\nform = \"programs\"\ninput = [\"ない\"]\n"
    );
    write(&project, &[("matome.toml", &settings)]);
    matome(&project, &["archive", "外", "--date", "2026-05-01"]).expect(0);
    let archive = only_file(&project.join("out/archive"));
    matome(&project, &["verify", &text(&archive)]).expect(0);
    matome(&project, &["extract", &text(&archive), "-o", "taken"]).expect(0);
    let taken = project.join("taken");
    assert_eq!(names(&taken.join("外部/1")), ["福祉部.csv"]);
    assert_eq!(fs::read_to_string(taken.join("外部/2/市民部.csv")).unwrap(), ANSWERS[1].1);
    assert_eq!(fs::read_to_string(taken.join("原本/matome.toml")).unwrap(), settings);
    let moved = fs::read_to_string(taken.join("matome.toml")).unwrap();
    assert!(!moved.contains(&text(dir.path())) && !moved.contains(".."), "{moved}");
    gives_the_same(&archive, &project);
    // a finding names the file where the user has it
    write(dir.path(), &[("ほか/市民部.csv", &ANSWERS[1].1.replace("28か所で開いた。", ""))]);
    matome(&project, &["archive", "外"]).expect(0).says(&["[M103]", &format!("--> {absolute}:2")]);
}

#[test]
fn packets_with_pictures_and_files_elsewhere_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let packet = "[meeting]\n\"名称\" = \"会議\"\n\"開始\" = 2026-07-14T13:30:00\n[archive]\n\"文書番号\" = \"第9号\"\n\
                  [[paper]]\nmarkdown = \"本文/概要.md\"\n[[paper]]\nmarkdown = \"../外/別.md\"\n\
                  [[paper]]\nform = \"progress\"\ninput = [\"回答\"]\n";
    let svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\"><rect width=\"9\" height=\"9\"/></svg>";
    let project = dir.path().join("p");
    write(&project, &ANSWERS);
    write(
        &project,
        &[("定例.toml", packet), ("本文/概要.md", "# 概要\n\n![図](../図/流れ.svg)\n"), ("図/流れ.svg", svg)],
    );
    write(dir.path(), &[("外/別.md", "# 別\n\n![図](図/別.svg)\n"), ("外/図/別.svg", svg)]);
    matome(&project, &["archive", "定例.toml"]).expect(0);
    let archive = only_file(&project.join("out/archive"));
    matome(&project, &["verify", &text(&archive)]).expect(0);
    // a packet without the archive copy among its products has it now
    matome(&project, &["extract", &text(&archive), "-o", "taken"]).expect(0);
    let taken = project.join("taken");
    assert!(taken.join("図/流れ.svg").is_file() && taken.join("外部/1/図/別.svg").is_file());
    assert!(fs::read_to_string(taken.join("packet.toml")).unwrap().contains("name = \"定例\""));
    gives_the_same(&archive, &project);
    // a picture above the project cannot come along
    write(&project, &[("本文/概要.md", "# 概要\n\n![図](../../外/図/別.svg)\n")]);
    matome(&project, &["archive", "定例.toml"]).expect(1).says(&[
        "[M500]",
        "プロジェクトのフォルダーの外",
        "--> 本文/概要.md",
    ]);
}

#[test]
fn own_forms_and_fonts_come_along() {
    let dir = project();
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let form = dir.path().join("templates/progress/form.toml");
    let changed = fs::read_to_string(&form).unwrap().replace("font = \"BIZ UDGothic\"", "font = \"BIZ UDMincho\"");
    fs::write(&form, changed).unwrap();
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/ipaexm.ttf");
    fs::create_dir(dir.path().join("fonts")).unwrap();
    fs::copy(&font, dir.path().join("fonts/明朝.ttf")).unwrap();
    matome(dir.path(), &["archive"]).expect(0);
    let archive = dir.path().join("out/archive/資料２_進捗.pdf");
    assert_ne!(fs::read(&archive).unwrap(), small());
    // without the project's own folders
    let elsewhere = tempfile::tempdir().unwrap();
    matome(elsewhere.path(), &["verify", &text(&archive)]).expect(0);
    gives_the_same(&archive, elsewhere.path());
}

#[test]
fn nothing_is_put_outside_or_over_something() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.pdf"), small()).unwrap();
    fs::create_dir(dir.path().join("満")).unwrap();
    fs::write(dir.path().join("満/x"), "x").unwrap();
    matome(dir.path(), &["extract", "a.pdf", "-o", "満"]).expect(2).says(&["[M512]", "空ではありません"]);
    assert_eq!(names(&dir.path().join("満")), ["x"]);
    matome(dir.path(), &["extract", "a.pdf", "-o", "a.pdf"]).expect(2).says(&["[M512]"]);
    for path in [
        "../../市民部.csv",
        "/tmp/市民部/.csv",
        "C:/回答/市民部",
        "回答/../市民部",
        "CON/市民部.csv",
        "a\\\\..\\\\市民部.csv",
        "",
    ] {
        let mut doc = Document::load_mem(&small()).unwrap();
        let old = "\"path\": \"回答/市民部.csv\"";
        let manifest = doc.objects.values_mut().filter_map(|o| o.as_stream_mut().ok()).find_map(|stream| {
            let text = String::from_utf8(stream.decompressed_content().ok()?).ok()?;
            text.contains(old).then_some((stream, text))
        });
        let (stream, text) = manifest.unwrap();
        stream.set_plain_content(text.replace(old, &format!("\"path\": \"{path}\"")).into_bytes());
        doc.save(dir.path().join("b.pdf")).unwrap();
        matome(dir.path(), &["extract", "b.pdf", "-o", "新/下"]).expect(1).says(&["[M511]"]);
        assert_eq!(names(dir.path()), ["a.pdf", "b.pdf", "満/", "満/x"], "{path}");
        matome(dir.path(), &["verify", "b.pdf"]).expect(1).says(&["[M511]"]);
    }
    matome(dir.path(), &["extract", "ない.pdf", "-o", "新"]).expect(2).says(&["[M504]"]);
}
