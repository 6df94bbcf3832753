//! A whole year of the invented town, with people's habits: the letter that asks, the answers, the paper, its archive, and
//! the next year's letter.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use zip::write::SimpleFileOptions;

use super::{Book, NAME, merged, run, sent, status};
use crate::common::matome;

/// Sections that are asked; the last one bears a new name in the register.
const SECTIONS: [&str; 7] =
    ["納税推進課", "農林水産課", "道路維持課", "都市計画課", "公園緑地課", "火災予防課", "お客さま課"];

fn town(folder: &Path) {
    matome(folder, &["new", "町"]).expect(0);
    let project = folder.join("町");
    let settings = std::fs::read_to_string(project.join("matome.toml")).unwrap();
    let asked: Vec<String> = SECTIONS[..6].iter().map(|name| format!("\"{name}\"")).collect();
    let own = format!(
        "\n[inquiry.\"{NAME}\"]\npaper = \"進捗管理シート\"\nphase = \"年度当初確認\"\n\"期限\" = 2026-05-15\n\
         \"照会日\" = 2026-04-10\n\"文書番号\" = \"地福第12号\"\nyears = {{ \"基準年度\" = 2025 }}\n\
         \"回答課\" = [{}, \"お客さまサービス課\"]\n\n\
         [[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"照会:{NAME}\"]\noutput = [\"pdf\", \"json\"]\nfile = \"進捗\"\n",
        asked.join(", ")
    );
    // the town's own inquiries are not this test's
    let at = settings.find("[inquiry.").unwrap_or(settings.len());
    let rest = settings[at..].find("\n[[").map_or("", |end| &settings[at + end..]);
    std::fs::remove_dir_all(project.join("照会")).unwrap();
    std::fs::write(project.join("matome.toml"), settings[..at].to_owned() + rest + &own).unwrap();
    let register = project.join("組織.csv");
    let known = std::fs::read_to_string(&register).unwrap();
    assert!(known.contains("お客さま課"), "{known}");
    std::fs::write(&register, renamed(&known)).unwrap();
}

/// The register after a reorganisation: お客さま課 is called お客さまサービス課 from now on.
fn renamed(register: &str) -> String {
    let mut lines = register.lines();
    let head = lines.next().unwrap();
    let former = head.trim_start_matches('\u{FEFF}').split(',').position(|h| h == "旧名").unwrap();
    let section = head.trim_start_matches('\u{FEFF}').split(',').position(|h| h == "課").unwrap();
    let line = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells.get(section) == Some(&"お客さま課") {
            (cells[section], cells[former]) = ("お客さまサービス課", "お客さま課");
        }
        cells.join(",")
    };
    std::iter::once(head.to_owned()).chain(lines.map(line)).collect::<Vec<_>>().join("\n") + "\n"
}

fn answer(n: usize, c: usize) -> String {
    format!("年度当初の回答{n}-{c}。延べ１２０人が参加し、前の年度より{n}人増えた。")
}

fn zipped(path: &Path, files: &[(&str, &Book)]) {
    let scratch = path.with_extension("tmp");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, book) in files {
        book.save(&scratch);
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&std::fs::read(&scratch).unwrap()).unwrap();
    }
    std::fs::remove_file(scratch).unwrap();
    std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
}

/// Saves a workbook anew with LibreOffice, where it is there.
fn saved_again(path: &Path) -> bool {
    let Some(folder) = path.parent() else { return false };
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let again = folder.join("別");
    let ran = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&again)
        .arg(path)
        .output();
    let saved = again.join(path.file_name().unwrap());
    let done = ran.is_ok() && saved.is_file();
    if done {
        std::fs::rename(saved, path).unwrap();
    }
    let _ = std::fs::remove_dir_all(folder.join("profile"));
    let _ = std::fs::remove_dir_all(again);
    done
}

#[test]
fn a_whole_year() {
    let dir = tempfile::tempdir().unwrap();
    town(dir.path());
    let town = &dir.path().join("町");
    let told = run(town, "inquire", &[], "2026-04-10").expect(0);
    assert_eq!(told.stdout.lines().count(), 7, "{}", told.stdout);
    assert!(told.stdout.contains("お客さまサービス課"), "{}", told.stdout);

    // people answer
    let filled = |section: &str| {
        let mut book = Book::open(&sent(town, section));
        book.fill(2, &answer);
        book
    };
    let box_ = town.join("受信");
    std::fs::create_dir(&box_).unwrap();
    std::fs::write(box_.join("memo.txt"), "電話あり").unwrap();
    let mut moved = filled("納税推進課");
    let open = moved.open_columns_of(2);
    moved.swap(&open[0], &open[1]);
    moved.save(&box_.join("回答（最終）2.xlsx"));
    let mut extra = filled("農林水産課");
    extra.add_sheet("メモ", "来月まで待ってください");
    extra.save(&box_.join("奥/課の回答.xlsx"));
    let road = filled("道路維持課");
    road.save(&box_.join("道路.xlsx"));
    let again = saved_again(&box_.join("道路.xlsx"));
    let (plan, mut park) = (filled("都市計画課"), filled("公園緑地課"));
    let gone = park.rows()[1];
    park.delete(gone);
    park.add("花壇の里親");
    zipped(&box_.join("都市部.zip"), &[("都市計画.xlsx", &plan), ("公園.xlsx", &park)]);
    let mut fire = filled("火災予防課");
    let row = fire.rows()[0];
    fire.strike(&open_first(&fire), row, "中止した。", "三回開いた。");
    fire.save(&box_.join("火災.xlsx"));
    filled("お客さまサービス課").save(&box_.join("旧名の課.xlsx"));

    let told = run(town, "collect", &["受信"], "2026-05-01").expect(1);
    let sentences: Vec<&str> = told.stdout.lines().filter(|line| line.contains("の回答です")).collect();
    assert_eq!(sentences.len(), 7, "{}\n{}", told.stdout, told.stderr);
    for code in ["memo.txt", "M482", "M484", "M012", "シート「メモ」"] {
        assert!(told.stderr.contains(code), "{code}: {}", told.stderr);
    }
    println!("saved by LibreOffice: {again}");
    for section in SECTIONS[..4].iter().chain(&["お客さまサービス課"]) {
        let line = status(town, section);
        assert_eq!(line["state"], "提出済", "{section}: {}", told.stderr);
        assert_eq!(line["answered"], line["asked"], "{section}");
    }
    assert_eq!(status(town, "公園緑地課")["state"], "要修正");

    // a late second version, of which three cells differ
    let mut late = filled("道路維持課");
    let columns = late.open_columns_of(2);
    for row in late.rows() {
        late.set(&columns[0], row, "書き直した。");
    }
    late.save(&town.join("道路（差替え）.xlsx"));
    let told = run(town, "collect", &["道路（差替え）.xlsx"], "2026-05-12").expect(0);
    assert!(told.stdout.contains("差し替えです") && told.stdout.contains(" 3 か所が変わりました"), "{}", told.stdout);

    // what is wrong goes back and comes again
    run(town, "return", &[], "2026-05-13").expect(0);
    assert_eq!(status(town, "公園緑地課")["state"], "差戻し中");
    let back = town.join("照会").join(NAME).join("差戻し");
    let back = std::fs::read_dir(back).unwrap().map(|file| file.unwrap().path());
    let back = back.filter(|path| path.extension().is_some_and(|end| end == "xlsx"));
    let back = back.into_iter().find(|path| path.to_string_lossy().contains("公園緑地課")).unwrap();
    let mut mended = Book::open(&back);
    let columns = ["取組みの実施状況", "実施状況に対する評価"].map(|heading| mended.last_column_of(heading));
    let empty: Vec<(String, u32)> = {
        let texts = mended.texts();
        let cells = mended.rows().into_iter().flat_map(|row| columns.iter().map(move |column| (column.clone(), row)));
        cells.filter(|(column, row)| !texts.contains_key(&(*row, column.clone()))).collect()
    };
    assert!(!empty.is_empty());
    for (column, row) in empty {
        mended.set(&column, row, "書き足した。");
    }
    mended.save(&town.join("公園（再提出）.xlsx"));
    run(town, "collect", &["公園（再提出）.xlsx"], "2026-05-14").expect(0);
    let line = status(town, "公園緑地課");
    assert_eq!((&line["state"], &line["answered"]), (&"提出済".into(), &line["asked"]));

    // the paper, its archive, the next year
    let rows = merged(town).len();
    let built = matome(town, &["build", "進捗", "--force"]);
    assert!(built.stderr.is_empty() || !built.stderr.contains("M491"), "{}", built.stderr);
    let json = std::fs::read_to_string(town.join("out/進捗.json")).unwrap();
    assert!(json.contains("花壇の里親") && json.contains("書き直した。") && json.contains("三回開いた。"));
    assert_eq!(json.matches("\"id\":").count(), rows);
    matome(town, &["rollover", "../来年"]).expect(0);
    let next = dir.path().join("来年");
    let settings = std::fs::read_to_string(next.join("matome.toml")).unwrap();
    assert!(settings.contains("[inquiry.\"令和9年度当初\"]"), "{settings}");
    let told = matome(&next, &["inquire", "令和9年度当初", "--date", "2027-04-09"]).expect(0);
    assert!(told.stdout.contains("お客さまサービス課"), "{}", told.stdout);
}

fn open_first(book: &Book) -> String {
    book.open_columns_of(2).remove(0)
}

#[test]
fn the_sample_has_an_inquiry_half_answered() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["町", "隣"] {
        matome(dir.path(), &["new", name]).expect(0).says(&[&format!("matome status {NAME} --project {name}")]);
    }
    let project = dir.path().join("町");
    let run = run(&project, "status", &["--format", "json"], "2026-05-14").expect(0);
    let board: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let states: Vec<&str> = board.iter().map(|line| line["state"].as_str().unwrap()).collect();
    for state in ["未提出", "提出済", "要修正", "差戻し中", "確認済"] {
        assert!(states.contains(&state), "{state}: {states:?}");
    }
    let corrected = board.iter().find(|line| line["section"] == "火災予防課").unwrap();
    assert_eq!((&corrected["answered"], &corrected["received"]), (&3.into(), &"2026-05-13".into()), "{corrected}");
    // made twice, it is the same
    let (one, other) = (dir.path().join("町/照会"), dir.path().join("隣/照会"));
    let files = crate::common::names(&one);
    assert!(!files.is_empty() && files == crate::common::names(&other));
    for kind in ["発送", "受領", "差戻し", "依頼文"] {
        for file in std::fs::read_dir(one.join(NAME).join(kind)).unwrap() {
            let name = file.unwrap().file_name();
            let bytes = |folder: &Path| std::fs::read(folder.join(NAME).join(kind).join(&name)).unwrap();
            assert!(bytes(&one) == bytes(&other), "{kind}/{}", name.to_string_lossy());
        }
    }
}
