//! Characters that fonts draw together, elsewhere or not at all: what is printed, and where it is told.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::papers::Paper;
use crate::common::{BUILT_IN, answer, lines, matome, of, progress, put, read, source, tree};
use matome::finding::Level;
use matome::source::Format;
use matome::typeset::{Pdf, Standard};
use matome::xlsx::Xlsx;

fn archive() -> Pdf {
    Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() }
}

fn row(done: &str) -> Value {
    answer("方向性1", "1", "地域福祉課", "声かけ訪問", done)
}

/// The texts of the cells.
fn cells(paper: &Paper) -> Vec<String> {
    paper.elements().into_iter().filter(|e| e.kind == "TD").map(|e| e.text).collect()
}

/// PDF/A refuses a glyph that says that there is none; so a pair is drawn, or told and 〓.
#[test]
fn every_character_with_a_mark_is_drawn_or_told() {
    let bases = "aeoSTy1＊()かはアイ東漢字、（ \u{3000}ỗ☆\u{FA19}ǽ";
    let marks: Vec<String> = ('\u{300}'..='\u{36F}')
        .chain('\u{20D0}'..='\u{20F0}')
        .chain("\u{1AB0}\u{1DC4}\u{3099}\u{309A}\u{FE20}\u{FE0F}".chars())
        .map(String::from)
        .chain(["\u{302}\u{303}", "\u{303}\u{302}", "\u{FE0F}\u{20E3}", "\u{E0100}\u{301}"].map(str::to_owned))
        .collect();
    let rows = bases.chars().map(|base| {
        let all: Vec<String> = marks.iter().map(|mark| format!("{base}{mark}")).collect();
        row(&all.join("・"))
    });
    let (book, findings) = read(&[tree(&progress(rows.collect()))]);
    let told = of(&findings, "M201");
    assert!(told.len() > 50 && told.iter().all(|f| f.place.is_some()), "{}", lines(&findings));
    let pdf = BUILT_IN.0.pdf(&book, &archive());
    let text = cells(&Paper::of(&pdf.unwrap())).concat();
    assert!(text.contains("é") && text.contains("が") && text.contains('〓'), "{text}");
}

#[test]
fn a_character_with_its_mark_is_one_where_unicode_has_one() {
    let done = "Vie\u{302}\u{323}t Nam、e\u{302}\u{303}、\u{FA19}戸、か\u{309A}、5\u{20DD}、ア\u{305}、き\u{307}の間";
    let (book, findings) = read(&[tree(&progress(vec![row(done)]))]);
    let told = of(&findings, "M201");
    assert_eq!(
        told[0].message.ja,
        "「き\u{307}」（U+304D U+0307）は、字と記号を合わせてはどの書体にもなく、印刷できません"
    );
    assert!(told[0].place.is_some() && told[0].hints[0].ja.contains("「き」だけで"));
    let other: Vec<&str> = of(&findings, "M202").iter().map(|f| f.message.ja.as_str()).collect();
    assert!(other.iter().any(|m| m.contains("U+30A2 U+0305")) && other.iter().any(|m| m.contains('ễ')), "{other:?}");
    let cells = cells(&Paper::of(&BUILT_IN.0.pdf(&book, &Pdf::default()).unwrap()));
    let printed = "ViệtNam、ễ、\u{FA19}戸、か\u{309A}、5、ア\u{305}、〓の間";
    assert!(cells.iter().any(|c| c == printed), "{cells:?}");
}

/// Stacks of marks cost the typesetter gigabytes.
#[test]
fn stacks_of_marks_are_cut_and_told() {
    let start = Instant::now();
    let stack = format!("あ{}い", "\u{301}".repeat(32_000));
    let rows: Vec<Value> = (1..=12).map(|n| answer("方向性1", &n.to_string(), "課", "訪問", &stack)).collect();
    let (book, findings) = read(&[tree(&progress(rows))]);
    let told = of(&findings, "M217");
    assert!(told[0].level == Level::Error && told[0].message.ja.contains("32000 個"), "{}", lines(&findings));
    let cells = cells(&Paper::of(&BUILT_IN.0.pdf(&book, &Pdf::default()).unwrap()));
    let longest = cells.iter().map(|c| c.chars().count()).max();
    assert!(longest < Some(100), "{longest:?}");
    BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn odd_blanks_are_printed_as_blanks_of_their_kind() {
    let done = "a\u{2009}b\u{202F}c\u{2003}d\u{3164}e\u{A0}f\u{205F}g";
    let (book, findings) = read(&[tree(&progress(vec![row(done)]))]);
    assert!(of(&findings, "M201").is_empty() && of(&findings, "M202").is_empty(), "{}", lines(&findings));
    let told = of(&findings, "M117");
    assert_eq!(
        told[0].message.ja,
        "ふつうの空白でない空白を、空白として刷ります: U+00A0、U+2003、U+2009、U+202F、U+205F、U+3164"
    );
    let set = book.table().rows[0].cells.iter().flat_map(|cell| &cell.paras).flat_map(|para| &para.lines);
    let printed: Vec<&str> = set.map(|line| line.text.as_str()).collect();
    assert!(printed.contains(&"a b\u{A0}c\u{3000}d\u{3000}e\u{A0}f g"), "{printed:?}");
    // PDF/A refuses what no font has
    BUILT_IN.0.pdf(&book, &archive()).unwrap();
}

#[test]
fn tildes_and_radicals_name_what_is_meant() {
    let (book, findings) = read(&[tree(&progress(vec![row("4月~6月に10~20人、⼀部は⻑い。~/a は別")]))]);
    let told = of(&findings, "M118");
    assert!(told[0].level == Level::Info && told[0].hints[0].ja.contains("4月～6月"), "{}", lines(&findings));
    let (_, behind_a_colon) = read(&[tree(&progress(vec![row("期間：7月~12月")]))]);
    assert!(of(&behind_a_colon, "M118")[0].message.ja.ends_with("「7月~12月」"), "{}", lines(&behind_a_colon));
    let radicals = of(&findings, "M202");
    let hints: Vec<&str> = radicals.iter().map(|f| f.hints[0].ja.as_str()).collect();
    // in each of the two years
    assert_eq!(hints, ["「一」の間違いではありませんか", "「長」の間違いではありませんか"].repeat(2));
    let cells = cells(&Paper::of(&BUILT_IN.0.pdf(&book, &archive()).unwrap()));
    assert!(cells.iter().any(|c| c.starts_with("4月~6月に10~20人、⼀部は⻑い。")), "as typed: {cells:?}");
    for text in ["https://a.example/~b/1", "~10", "a~b"] {
        let (_, findings) = read(&[tree(&progress(vec![row(text)]))]);
        assert!(of(&findings, "M118").is_empty(), "{text}");
    }
}

/// `M107` says that they were removed: no output has them.
#[test]
fn what_leaves_no_trace_is_in_no_output() {
    let odd = "前\u{202E}\u{1B}[31m\u{0}\u{200B}後";
    let (book, findings) = read(&[tree(&progress(vec![row(odd)]))]);
    assert!(!of(&findings, "M107").is_empty());
    assert!(book.json().contains("前[31m後"), "{}", book.json());
    let written = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let again = read(&[source("再.xlsx", Format::Xlsx, written)]).0;
    assert!(again.json().contains("前[31m後"), "{}", again.json());

    let dir = tempfile::tempdir().unwrap();
    let sheet = json!({ "重点施策": "見守り", "事業名": "声\u{202E}か\u{FEFF}け", "概要": odd });
    put(dir.path(), "票.json", &json!({ "sheets": [sheet] }));
    matome(dir.path(), &["render", "evaluation", "票.json", "-o", "票.json.json", "-o", "a.pdf", "--force"]);
    matome(dir.path(), &["render", "evaluation", "票.json", "-o", "個票", "--each", "--force"]);
    let gone = |text: &str| !text.contains(['\u{202E}', '\u{1B}', '\u{200B}', '\u{FEFF}']);
    let mut seen = 0;
    for name in crate::common::names(dir.path()) {
        assert!(gone(&name), "{name:?}");
        seen += 1;
    }
    assert!(seen >= 5, "a folder, a sheet, JSON, PDF: {seen}");
    assert!(gone(&fs::read_to_string(dir.path().join("票.json.json")).unwrap()));
}

/// A folder with a project whose table has private-use characters, and a font that has them.
fn with_gaiji(settings: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("fonts")).unwrap();
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts/gaiji.ttf");
    fs::copy(font, dir.path().join("fonts/外字.ttf")).unwrap();
    put(dir.path(), "表.json", &progress(vec![row("渡\u{E000}さん、\u{F0000}家")]));
    let paper = "[[paper]]\nname = \"表\"\nform = \"progress\"\ninput = [\"表.json\"]\n";
    fs::write(dir.path().join("matome.toml"), format!("{settings}\n{paper}")).unwrap();
    dir
}

#[test]
fn a_declared_font_draws_private_characters() {
    let dir = with_gaiji("[gaiji]\nfont = [\"fonts/外字.ttf\"]\n");
    let run =
        matome(dir.path(), &["render", "progress", "表.json", "-o", "a.pdf", "--standard", "a-3a,ua-1"]).expect(0);
    run.says(&["注意[M108]", "書体「Test Gaiji」で刷ります: U+E000、U+F0000", "表.json:"]);
    let paper = Paper::of(&fs::read(dir.path().join("a.pdf")).unwrap());
    let used: Vec<String> = paper
        .document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok()?.get(b"BaseFont").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert!(used.iter().any(|f| f.contains("TestGaiji")), "{used:?}");
    // the text has no meaning that only this font knows
    assert!(cells(&paper).iter().any(|c| c == "渡〓さん、〓家"), "{:?}", cells(&paper));
}

#[test]
fn an_archive_has_the_font_of_its_private_characters() {
    let dir = with_gaiji("[gaiji]\nfont = \"fonts/外字.ttf\"\n");
    matome(dir.path(), &["archive", "表"]).expect(0);
    let made = crate::common::names(dir.path()).into_iter().find(|name| name.ends_with(".pdf")).unwrap();
    matome(dir.path(), &["verify", &made]).expect(0);
}

#[test]
fn an_undeclared_font_draws_no_private_character() {
    let run = matome(with_gaiji("").path(), &["render", "progress", "表.json", "-o", "a.pdf"]).expect(1);
    run.says(&["エラー[M108]", "[gaiji] font"]);
    let dir = with_gaiji("[gaiji]\nfont = \"fonts/ない.ttf\"\n");
    matome(dir.path(), &["render", "progress", "表.json", "-o", "a.pdf"]).expect(2).says(&[
        "エラー[M081]",
        "matome.toml:2:8",
        "ない.ttf",
    ]);
}

/// A form's own words are looked at as answers are, at their line.
#[test]
fn words_of_a_form_are_told_with_their_line() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "表.json", &crate::common::good());
    put(dir.path(), "票.json", &json!({ "sheets": [{ "事業名": "声かけ", "担当課名": "健康課" }] }));
    fs::write(dir.path().join("文.md"), "計画の期間は6年間とする。\n").unwrap();
    // (form, input, a key whose text gets the character)
    let cases = [
        ("progress", "表.json", &["title = \"", "heading = [\""][..]),
        (
            "evaluation",
            "票.json",
            &["title = \"", "label = \"", "options = [", "choices = [\"", "heading = \"", "titles = [\""],
        ),
        ("document", "文.md", &["title = \""]),
    ];
    for (form, input, keys) in cases {
        for key in keys {
            matome(dir.path(), &["form", "eject", form]).expect(0);
            let file = dir.path().join(format!("templates/{form}/form.toml"));
            let text = fs::read_to_string(&file).unwrap();
            let at = text.find(key).unwrap_or_else(|| panic!("{form}: {key}")) + key.len();
            // behind the first quotation mark, if the key does not end with it
            let at = if key.ends_with('"') { at } else { at + text[at..].find('"').unwrap() + 1 };
            fs::write(&file, format!("{}☑{}", &text[..at], &text[at..])).unwrap();
            let line = text[..at].matches('\n').count() + 1;
            let run = matome(dir.path(), &["render", form, input, "-o", "x.pdf"]);
            let place = format!("templates/{form}/form.toml:{line}:");
            assert!(run.stderr.contains("エラー[M201]: 「☑」"), "{form} {key}\n{}", run.stderr);
            assert!(run.stderr.contains(&place), "{form} {key}: {place}\n{}", run.stderr);
            fs::remove_dir_all(dir.path().join("templates")).unwrap();
        }
    }
}

/// A heading with a character that no font has prints 〓 and no box, which PDF/A would refuse.
#[test]
fn a_heading_has_the_mark_for_a_missing_character() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "表.json", &crate::common::good());
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let file = dir.path().join("templates/progress/form.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("heading = [\"", "heading = [\"☑", 1)).unwrap();
    let args = ["render", "progress", "表.json", "-o", "x.pdf", "--force", "--standard", "a-3a,ua-1"];
    let run = matome(dir.path(), &args);
    assert!(!run.stderr.contains("M210"), "{}", run.stderr);
    let paper = Paper::of(&fs::read(dir.path().join("x.pdf")).unwrap());
    assert!(paper.elements().iter().any(|e| e.kind == "TH" && e.text.contains('〓')));
}

/// What the project says of a paper is told in matome.toml, of whichever kind it is.
#[test]
fn texts_of_a_project_are_told_with_their_line() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "表.json", &crate::common::good());
    put(dir.path(), "票.json", &json!({ "sheets": [{ "事業名": "声かけ", "担当課名": "健康課" }] }));
    fs::write(dir.path().join("文.md"), "計画の期間は6年間とする。\n").unwrap();
    for (form, input) in [("progress", "表.json"), ("evaluation", "票.json"), ("document", "文.md")] {
        let settings =
            format!("[[paper]]\nname = \"表\"\nform = \"{form}\"\ninput = [\"{input}\"]\n\"題名\" = \"进捗\"\n");
        fs::write(dir.path().join("matome.toml"), settings).unwrap();
        let run = matome(dir.path(), &["build"]);
        assert!(run.stderr.contains("「进」") && run.stderr.contains("matome.toml:5:8"), "{form}\n{}", run.stderr);
    }
}

#[test]
fn texts_of_a_packet_are_told_with_their_line() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("文.md"), "計画の期間は6年間とする。\n").unwrap();
    let packet = "name = \"会\"\nfile = \"会\"\noutput = [\"meeting\"]\n\n[meeting]\n\"名称\" = \"进捗会議\"\n\n\
                  [[paper]]\nname = \"表紙\"\ncover = true\n\n[[paper]]\nname = \"計画\"\n\"題名\" = \"见守り\"\nmarkdown = \"文.md\"\n";
    fs::write(dir.path().join("packet.toml"), packet).unwrap();
    let run = matome(dir.path(), &["packet"]);
    assert!(run.stderr.contains("「进」") && run.stderr.contains("packet.toml:6:"), "{}", run.stderr);
    assert!(run.stderr.contains("「见」") && run.stderr.contains("packet.toml:14:"), "{}", run.stderr);
}
