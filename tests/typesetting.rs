//! What marks, fonts and house rules do to a paper, seen in its PDF.

use std::fs;
use std::path::Path;

use crate::common::kit::Kit;
use crate::common::kit::Table;
use crate::common::papers::{Paper, bare};
use crate::common::{BUILT_IN, answer, good, lines, matome, of, progress, put, read, tree};
use matome::meta::Given;
use matome::source::{Format, read_bytes};
use matome::typeset::Pdf;
use serde_json::{Value, json};

fn pdf(book: &Table) -> Paper {
    Paper::of(&BUILT_IN.0.pdf(book, &Pdf::default()).unwrap())
}

/// The texts of the cells of kind TD, in reading order.
fn cells(paper: &Paper) -> Vec<String> {
    paper.elements().into_iter().filter(|e| ["TD", "TH"].contains(&e.kind.as_str())).map(|e| e.text).collect()
}

fn one(done: &str) -> Table {
    read(&[tree(&progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", done)]))]).0
}

#[test]
fn raised_and_lowered_figures_have_glyphs_of_the_text_font() {
    let text = "CO₂を10⁻³t、広さ1,500m²で¹⁰回、NOₓ⁽¹⁾。";
    let (book, findings) = read(&[tree(&progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", text)]))]);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(cells(&pdf(&book)).contains(&text.to_owned()), "copied as it stands");
}

#[test]
fn ruby_dots_and_rings_leave_no_marks() {
    let text = "｜汐見原《しおみはら》で《《見守り》》を51\u{20DD}回、《重点》として行う。";
    let book = one(text);
    let paper = pdf(&book);
    assert!(cells(&paper).contains(&"汐見原しおみはらで見守りを51回、《重点》として行う。".to_owned()));
    // circles are nothing to readers
    let (mut open, mut curves) = (Vec::new(), 0);
    for (_, page) in paper.document.get_pages() {
        for operation in paper.document.get_and_decode_page_content(page).unwrap().operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => open.push(operation.operands[0].as_name().unwrap().to_vec()),
                "EMC" => drop(open.pop()),
                "c" => {
                    assert!(open.iter().any(|kind| kind == b"Artifact"), "a circle is read out: {open:?}");
                    curves += 1;
                }
                _ => {}
            }
        }
    }
    assert!(curves >= 2 * 4 * 4, "three dots and a ring in two cells: {curves}");
    let written = BUILT_IN.0.xlsx(&book, &Default::default()).unwrap();
    let again = read(&[crate::common::source("再.xlsx", Format::Xlsx, written)]).0;
    assert_eq!(again.json(), book.json(), "the workbook keeps the marks, so it is input again");
}

/// A line with ruby takes two lines of the grid, so that rows beside each other stay aligned.
#[test]
fn ruby_stays_on_the_grid_and_with_its_word() {
    let plain = one(&"声をかけて歩いた。\n".repeat(9));
    let ruby = one(&"｜声《こえ》をかけて歩いた。\n".repeat(9));
    let lines = |book: &Table| book.table().rows[0].lines;
    assert_eq!((lines(&plain), lines(&ruby)), (9, 18));
    // a row taller than a page is never cut between ruby and word
    let long = one(&"｜声《こえ》をかけて歩いた。\n次の家へ行く。\n".repeat(90));
    assert!(long.pages().len() > 1);
    for page in long.pages() {
        for slice in &page.slices {
            assert!(long.table().rows[slice.row].may_part(slice.to), "cut before line {}", slice.to);
        }
    }
    let text: String = cells(&pdf(&long)).concat();
    assert_eq!(text.matches("声こえをかけて歩いた。").count(), 180);
    assert_eq!(text.matches("次の家へ行く。").count(), 180);
}

#[test]
fn a_variant_comes_from_the_font_that_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    fs::create_dir_all(dir.path().join("fonts")).unwrap();
    fs::copy(fonts.join("BIZUDMincho-Regular.ttf"), dir.path().join("fonts/a.ttf")).unwrap();
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let form = dir.path().join("templates/progress/form.toml");
    let toml = fs::read_to_string(&form).unwrap().replace("font = \"BIZ UDGothic\"", "font = \"IPAexGothic\"");
    fs::write(&form, toml).unwrap();
    // IPAexゴシック has 邉 but not this variant; BIZ UDMincho has it (Adobe-Japan1)
    let varied = "渡邉\u{E0100}";
    let matome = Kit::with_project(dir.path()).unwrap();
    let form = matome.form("progress").unwrap();
    let data = progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", &format!("{varied}さんと渡邉さん"))]);
    let mut findings = Vec::new();
    let source = read_bytes(data.to_string().into_bytes(), "回答.json", Format::Json).unwrap();
    let book = matome.read(&form, &[source], &Given::default(), &mut findings).unwrap();
    let told = lines(&findings);
    assert!(told.contains("Info M203") && told.contains("「BIZ UDMincho」で刷られます"), "{told}");
    let paper = Paper::of(&matome.pdf(&book, &Pdf::default()).unwrap());
    let used: Vec<String> = paper
        .document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok()?.get(b"BaseFont").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert!(used.iter().any(|f| f.contains("BIZUDMincho")), "{used:?}");
    assert!(cells(&paper).iter().any(|c| *c == format!("{varied}さんと渡邉さん")), "the selector stays in the text");
}

/// BIZ UD明朝 has no bold face: headings are set in BIZ UDゴシック Bold, never in the regular face.
#[test]
fn bold_is_never_silently_regular() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let form = dir.path().join("templates/progress/form.toml");
    let toml = fs::read_to_string(&form).unwrap().replace("font = \"BIZ UDGothic\"", "font = \"BIZ UDMincho\"");
    fs::write(&form, toml).unwrap();
    put(dir.path(), "回答.json", &good());
    matome(dir.path(), &["render", "progress", "回答.json", "-o", "a.pdf"]).expect(0);
    let paper = Paper::of(&fs::read(dir.path().join("a.pdf")).unwrap());
    let fonts: Vec<String> = paper
        .document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok()?.get(b"FontName").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert!(fonts.iter().any(|f| f.contains("BIZUDMincho-Regular")), "{fonts:?}");
    assert!(fonts.iter().any(|f| f.contains("BIZUDGothic-Bold")), "{fonts:?}");
}

#[test]
fn half_width_katakana_is_told_where_the_form_says_so() {
    let row = answer("方向性1", "1", "地域福祉課", "声かけ訪問", "ﾊﾟﾝﾌﾚｯﾄを配った。");
    let (book, findings) = read(&[tree(&progress(vec![row]))]);
    assert!(of(&findings, "M114").is_empty());
    assert!(book.json().contains("ﾊﾟﾝﾌﾚｯﾄを配った。"), "it stays as typed");
    let (matome, form) = &*BUILT_IN;
    let mut form = form.clone();
    form.text.warn_half_kana = true;
    let mut findings = Vec::new();
    let row = answer("方向性1", "1", "地域福祉課", "声かけ訪問", "ﾊﾟﾝﾌﾚｯﾄを配った。");
    let book = matome.read(&form, &[tree(&progress(vec![row]))], &Given::default(), &mut findings).unwrap();
    let told = of(&findings, "M114");
    assert_eq!(told[0].message.ja, "半角のカタカナがあります: 「ﾊﾟﾝﾌﾚｯﾄ」");
    assert_eq!(told[0].hints[0].ja, "全角で書いてください（パンフレット）");
    let cells = cells(&pdf(&book));
    assert!(cells.contains(&"ﾊﾟﾝﾌﾚｯﾄを配った。".to_owned()), "{cells:?}");
}

#[test]
fn an_answer_is_measured_against_its_box() {
    let (matome, form) = &*BUILT_IN;
    let check = |max_lines: Option<usize>, text: &str| {
        let mut form = form.clone();
        for column in form.columns.iter_mut().filter(|c| c.answer.is_some()) {
            column.max_lines = max_lines;
        }
        let mut findings = Vec::new();
        let data = progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", text)]);
        matome.read(&form, &[tree(&data)], &Given::default(), &mut findings).unwrap();
        of(&findings, "M115").iter().map(|f| (f.level, f.message.ja.clone())).collect::<Vec<_>>()
    };
    // 16 em wide: 80 characters are five lines
    let text = "見守りを行う".repeat(14);
    assert!(check(Some(6), &text).is_empty());
    let told = check(Some(4), &text);
    assert_eq!(told[0].1, "「実施状況」は、この欄に約 2 行多い（6 行、欄は 4 行）");
    let told = check(None, &"行\n".repeat(100));
    assert_eq!(told[0].0, matome::finding::Level::Info);
    assert!(told[0].1.contains("次のページに（続き）として載ります"), "{told:?}");
}

#[test]
fn a_project_says_how_lines_are_composed() {
    let dir = tempfile::tempdir().unwrap();
    let text = "子どもたちと声をそろえてわーーーーーーーいと呼んだ。平成30年度からABCの会を行う";
    put(dir.path(), "回答.json", &progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", text)]));
    let pages = |toml: &str| {
        fs::write(dir.path().join("matome.toml"), toml).unwrap();
        matome(dir.path(), &["render", "progress", "回答.json", "-o", "a.pdf"]).expect(0);
        fs::read(dir.path().join("a.pdf")).unwrap()
    };
    let plain = pages("");
    assert!(plain != pages("[text]\nlatin_gap = true\n"));
    assert!(plain != pages("[text]\nkinsoku = \"loose\"\n"));
    assert!(plain == pages("[text]\nkinsoku = \"strict\"\nlatin_gap = false\n"));
    let slip =
        json!({ "様式": "evaluation", "sheets": [{ "事業名": "見守り", "重点施策": "灯", "実績": "令和7年度" }] });
    put(dir.path(), "個票.json", &slip);
    let slips = |toml: &str| {
        fs::write(dir.path().join("matome.toml"), toml).unwrap();
        matome(dir.path(), &["render", "evaluation", "個票.json", "-o", "b.pdf"]);
        fs::read(dir.path().join("b.pdf")).unwrap()
    };
    let plain = slips("");
    assert!(plain == slips("[text]\nlatin_gap = false\n") && plain != slips("[text]\nlatin_gap = true\n"));
    fs::write(dir.path().join("matome.toml"), "[text]\nkinsoku = \"ゆるく\"\n").unwrap();
    matome(dir.path(), &["render", "progress", "回答.json", "-o", "a.pdf"])
        .expect(2)
        .says(&["エラー[M081]: kinsoku は strict か loose です: 「ゆるく」", "matome.toml:2:11"]);
}

#[test]
fn fonts_are_listed_with_what_they_cover_and_lack() {
    let dir = tempfile::tempdir().unwrap();
    let list = matome(dir.path(), &["fonts"]).expect(0).stdout;
    let line = list.lines().find(|l| l.starts_with("BIZ UDGothic") && l.contains("標準")).unwrap();
    assert!(line.contains("6879/6879") && line.contains("11206/11208") && line.contains("10160"), "{line}");
    let rows = [("实施した。😀", "地域福祉課"), ("实施中。㊟", "健康課")];
    let rows = rows.map(|(done, section)| answer("方向性1", "1", section, "声かけ訪問", done));
    put(dir.path(), "回答.json", &progress(rows.to_vec()));
    matome(dir.path(), &["fonts", "回答.json"]).expect(1).says(&[
        "「实」（U+5B9E）はどの書体にもなく、印刷できません（4 か所）\n  --> 回答.json:",
        "「実」の間違いではありませんか",
        "「😀」（U+1F600）はどの書体にもなく",
        "絵文字です。言葉で書いてください",
        "「㊟」（U+329F）は本文の書体にないので、別の書体で刷られます（2 か所）",
    ]);
    let checked = matome(dir.path(), &["check", "progress", "回答.json"]).expect(1).stdout;
    assert!(checked.contains("「实」（U+5B9E）はどの書体にもなく、印刷できません\n  --> 回答.json:"), "{checked}");
    matome(dir.path(), &["fonts", "回答.json", "--font", "なし"]).expect(2).says(&["M205"]);
    put(dir.path(), "良.json", &good());
    matome(dir.path(), &["fonts", "良.json"]).expect(0).says(&["エラー 0、注意 0"]);
}

/// A form whose names are spread over 7 em, and whose heading breaks where its author says.
fn members() -> (Kit, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("templates/members")).unwrap();
    let toml = r#"
name = "members"
title = "委員名簿"
version = 1
[[field]]
name = "氏名"
heading = ["委員の\n氏名（敬称略）"]
width = 40
align = "center"
spread = 7
[[field]]
name = "所属"
heading = ["所属"]
width = 60
"#;
    fs::write(dir.path().join("templates/members/form.toml"), toml).unwrap();
    (Kit::with_project(dir.path()).unwrap(), dir)
}

#[test]
fn names_are_spread_and_headings_break_by_hand() {
    let (matome, _dir) = members();
    let form = matome.form("members").unwrap();
    let rows: Vec<Value> = ["山田太郎", "森　鷗外", "東", "勅使河原伊知郎太夫"]
        .iter()
        .map(|name| json!({ "氏名": name, "所属": "社会福祉協議会" }))
        .collect();
    let mut findings = Vec::new();
    let book = matome.read(&form, &[tree(&json!({ "rows": rows }))], &Given::default(), &mut findings).unwrap();
    let spread = |row: usize| {
        let line = &book.table().rows[row].cells[0].paras[0].lines[0];
        line.spans.first().and_then(|s| s.style.spread)
    };
    // a single character and a name that is longer stay as they are
    assert_eq!([0, 1, 2, 3].map(spread), [Some(7000), Some(7000), None, None]);
    let head: Vec<&str> = book.table().header.cells[0].set.paras.iter().map(|p| p.lines[0].text.as_str()).collect();
    assert_eq!(head, ["委員の", "氏名（敬称略）"]);
    let paper = Paper::of(&matome.pdf(&book, &Pdf::default()).unwrap());
    let cells = cells(&paper);
    assert!(cells.contains(&"山田太郎".to_owned()) && cells.contains(&bare("森　鷗外")), "{cells:?}");
}
