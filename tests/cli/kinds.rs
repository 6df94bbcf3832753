//! The same rule for every kind of paper.

use std::fs;

use serde_json::{Value, json};

use crate::common::{good, matome, put};

/// A folder with an input for a form of each kind: (form, input).
fn papers() -> (tempfile::TempDir, [(&'static str, &'static str); 3]) {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "表.json", &good());
    put(dir.path(), "票.json", &json!({ "sheets": [{ "事業名": "声かけ", "担当課名": "健康課" }] }));
    fs::write(dir.path().join("文.md"), "# 概要\n\n計画の期間は6年間とする。\n").unwrap();
    (dir, [("progress", "表.json"), ("evaluation", "票.json"), ("document", "文.md")])
}

#[test]
fn a_warning_of_the_layout_is_told() {
    let (dir, papers) = papers();
    for (form, input) in papers {
        matome(dir.path(), &["form", "eject", form]).expect(0);
        let layout = dir.path().join(format!("templates/{form}/layout.typ"));
        let text = fs::read_to_string(&layout).unwrap();
        fs::write(&layout, format!("#let odd = text(font: \"なし\")[]\n#place(odd)\n{text}")).unwrap();
        let run = matome(dir.path(), &["render", form, input, "-o", "x.pdf", "--force"]);
        assert_eq!(run.stderr.matches("M215").count(), 1, "{}", run.stderr);
        run.says(&["注意[M215]", "なし", &format!("templates/{form}/layout.typ:1:")]);
    }
}

#[test]
fn an_unknown_font_has_its_line() {
    let (dir, papers) = papers();
    for (form, input) in papers {
        matome(dir.path(), &["form", "eject", form]).expect(0);
        let file = dir.path().join(format!("templates/{form}/form.toml"));
        let text = fs::read_to_string(&file).unwrap();
        // a document's font stands in no line of its form
        let text = if text.contains("\nfont = ") { text } else { text.replace("[text]\n", "[text]\nfont = \"x\"\n") };
        let line = 1 + text.lines().position(|line| line.starts_with("font = ")).unwrap();
        let with = text.lines().map(|l| if l.starts_with("font = ") { "font = \"なし書体\"" } else { l });
        fs::write(&file, with.collect::<Vec<_>>().join("\n")).unwrap();
        let place = format!("templates/{form}/form.toml:{line}:8");
        matome(dir.path(), &["render", form, input, "-o", "x.pdf"]).expect(2).says(&[
            "エラー[M205]",
            "なし書体",
            &place,
        ]);
    }
}

#[test]
fn schemas_know_ids_and_the_line_above_the_table() {
    let (dir, _) = papers();
    let schema = |form: &str| -> Value {
        serde_json::from_str(&matome(dir.path(), &["form", "show", form, "--schema"]).expect(0).stdout).unwrap()
    };
    assert!(schema("matrix")["properties"]["基本理念"].is_object());
    assert!(schema("programs")["properties"]["基本理念"].is_null(), "the form has none");
    assert!(schema("progress")["properties"]["rows"]["items"]["properties"]["id"].is_object());
    assert!(schema("evaluation")["properties"]["sheets"]["items"]["properties"]["id"].is_object());
}

/// A `form` paper of a packet words its headings by the project's years.
#[test]
fn a_form_in_a_packet_sees_the_years_of_the_project() {
    let dir = tempfile::tempdir().unwrap();
    let bare = json!({ "rows": [{ "方向性": "方向性１", "番号": "1", "取組み": "見守り", "課": "健康課", "事業名・取組名": "訪問" }] });
    put(dir.path(), "表.json", &bare);
    let packet = "name = \"会議\"\nfile = \"会議\"\noutput = [\"meeting\"]\n\n[meeting]\n\"名称\" = \"会議\"\n\n[[paper]]\nform = \"progress\"\n\
                  input = [\"表.json\"]\n";
    fs::write(dir.path().join("packet.toml"), packet).unwrap();
    let made = |year: &str| {
        let project = format!(
            "[years]\n\"基準年度\" = {year}\n\n[[paper]]\nname = \"表\"\nform = \"progress\"\ninput = [\"表.json\"]\n"
        );
        fs::write(dir.path().join("matome.toml"), project).unwrap();
        matome(dir.path(), &["packet", "--force"]);
        fs::read(dir.path().join("out/会議.pdf")).unwrap()
    };
    assert!(made("2030") == made("2030") && made("2030") != made("2027"));
}
