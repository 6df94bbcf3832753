//! `matome form`, and a project's own form.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{good, matome, names, put};

#[test]
fn list_and_show() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["form", "list"]).expect(0);
    let line = run.stdout.lines().find(|line| line.starts_with("progress ")).unwrap();
    assert!(line.contains("進捗管理シート（組み込み、15 列）"), "{line}");
    let run = matome(dir.path(), &["form", "show", "progress"]).expect(0);
    for text in [
        "用紙: A3 横",
        "BIZ UDGothic 7pt",
        "基準年度 2024",
        "変種: 記入例",
        "令和6年度時点で把握 ＞ 令和5年度取組みの実施状況",
        "まとまり1",
        "600字まで",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    matome(dir.path(), &["form", "show", "なし"]).expect(2).says(&["エラー[M071]", "使える様式: ", "progress"]);
}

#[test]
fn a_form_is_known_by_its_title_and_a_near_miss_is_told() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["render", "progress", "a.json", "-o", "1.pdf"]).expect(0);
    matome(dir.path(), &["render", "進捗管理シート", "a.json", "-o", "2.pdf"]).expect(0);
    assert!(fs::read(dir.path().join("1.pdf")).unwrap() == fs::read(dir.path().join("2.pdf")).unwrap());
    for (typed, meant) in
        [("progres", "progress"), ("進捗管理しーと", "進捗管理シート"), ("自己評価", "自己評価シート")]
    {
        matome(dir.path(), &["render", typed, "a.json", "-o", "3.pdf"]).expect(2).says(&[
            "エラー[M071]",
            &format!("「{meant}」の間違いではありませんか"),
            "progress（進捗管理シート）",
        ]);
    }
    // by its title too, and then there are two
    matome(dir.path(), &["form", "eject", "進捗管理シート"]).expect(0).says(&["templates/progress"]);
    let copy = dir.path().join("templates/shinchoku");
    fs::create_dir(&copy).unwrap();
    let text = fs::read_to_string(dir.path().join("templates/progress/form.toml")).unwrap();
    fs::write(copy.join("form.toml"), text.replace("name = \"progress\"", "name = \"shinchoku\"")).unwrap();
    matome(dir.path(), &["form", "show", "進捗管理シート"])
        .expect(2)
        .says(&["一つではありません", "progress、shinchoku"]);
    matome(dir.path(), &["form", "show", "shinchoku"]).expect(0);
}

/// Every spelling that was replaced, in a definition of each kind: the same paper, and one info.
#[test]
fn an_older_spelling_is_read_and_told() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    put(dir.path(), "b.json", &serde_json::json!({ "rows": [] }));
    put(dir.path(), "c.json", &serde_json::json!({ "sheets": [{}] }));
    let papers = |folder: &str| {
        let papers = [("progress", "a.json"), ("programs", "b.json"), ("evaluation", "c.json")];
        papers.map(|(form, data)| {
            let out = format!("{folder}/{form}.pdf");
            let args = ["render", form, data, "-o", &out];
            // the other way to print the list is asked for by its old name, a variant
            let more: &[&str] = if form == "programs" { &["--variant", "A3"] } else { &[] };
            let run = matome(dir.path(), &[&args, more].concat()).expect(0);
            (fs::read(dir.path().join(out)).unwrap(), run.stderr)
        })
    };
    let now = papers("now");
    for form in ["progress", "programs", "evaluation"] {
        matome(dir.path(), &["form", "eject", form]).expect(0);
    }
    let old = |form: &str, pairs: &[(&str, &str)]| {
        for (new, old) in pairs {
            edit(&dir.path().join(format!("templates/{form}/form.toml")), new, old);
        }
    };
    old("progress", &[("[[field]]\nname = ", "[[column]]\nfield = "), (".field]]\nname = ", ".column]]\nfield = ")]);
    old("programs", &[("[[field]]\nname = ", "[[column]]\nfield = "), ("[print.\"A3\"", "[variant.\"A3\"")]);
    old("evaluation", &[("kind = \"slip\"", "kind = \"sheet\"")]);
    let order = fs::read_to_string(dir.path().join("templates/progress/form.toml")).unwrap();
    let order = order.lines().find(|line| line.starts_with("order = ")).unwrap().to_owned();
    old(
        "progress",
        &[
            (&order, ""),
            ("[[column]]\nfield = \"方向性\"", &format!("[merge]\n{order}\n\n[[column]]\nfield = \"方向性\"")),
        ],
    );
    let told = [
        vec!["[merge] order → order、[[column]] → [[field]]、field → name"],
        vec!["[[column]] → [[field]]、field → name、[variant.…] → [print.…]"],
        vec!["kind = \"sheet\" → kind = \"slip\""],
    ];
    for ((now, old), told) in now.iter().zip(papers("old")).zip(told) {
        assert!(now.0 == old.0, "{}", old.1);
        for text in told {
            assert!(old.1.contains(text), "{text}: {}", old.1);
        }
        assert!(!now.1.contains(" → "), "{}", now.1);
    }
    assert!(now[1].1.contains("情報[M084]: 「A3」は刷り方なので"), "{}", now[1].1);
}

/// A way to print asks for nothing else: what is read and found is the same.
#[test]
fn a_way_to_print_changes_the_paper_alone() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &serde_json::json!({ "rows": [] }));
    let made = |args: &[&str]| {
        matome(dir.path(), &[&["render", "programs", "a.json", "-o", "a.pdf", "-o", "a.json.json"], args].concat())
            .expect(0);
        ["a.pdf", "a.json.json"].map(|name| fs::read(dir.path().join(name)).unwrap())
    };
    let [small, large] = [made(&[]), made(&["--print", "A3"])];
    assert!(small[0] != large[0] && small[1] == large[1]);
    let refused = |form: &str, print: &str| {
        matome(dir.path(), &["render", form, "a.json", "-o", "b.pdf", "--print", print]).expect(2)
    };
    refused("programs", "A2").says(&["M071", "A2", "A3"]);
    refused("evaluation", "A3").says(&["M071", "刷り方はありません"]);
}

#[test]
fn running_text_is_a_form_too() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("依頼.md"), "# 照会について\n\n次のとおり回答をお願いします。\n").unwrap();
    fs::write(dir.path().join("要綱.txt"), "汐見原市推進会議設置要綱\n\n（設置）\n第１条　会議を置く。\n").unwrap();
    matome(dir.path(), &["form", "new", "notice", "--document"]).expect(0);
    matome(dir.path(), &["form", "new", "other", "--document", "--slip"]).expect(2);
    for form in ["document", "文書", "notice"] {
        matome(dir.path(), &["check", form, "依頼.md"]).expect(0);
        matome(dir.path(), &["render", form, "依頼.md", "要綱.txt", "-o", "a.pdf"]).expect(0);
        assert!(fs::read(dir.path().join("a.pdf")).unwrap().starts_with(b"%PDF"));
    }
    matome(dir.path(), &["render", "document", "依頼.md", "-o", "a.xlsx"])
        .expect(1)
        .says(&["文書の様式は XLSX にできません"]);
    matome(dir.path(), &["form", "show", "notice", "--schema"]).expect(2).says(&["JSON Schema はありません"]);
    matome(dir.path(), &["form", "show", "document"]).expect(0);
    fs::write(dir.path().join("空.md"), "").unwrap();
    let empty = matome(dir.path(), &["check", "document", "空.md"]).expect(0).stdout;
    assert!(empty.contains("注意[M066]") && empty.contains("空.md"), "{empty}");
    fs::write(dir.path().join("一覧.csv"), "a,b\n").unwrap();
    let table = matome(dir.path(), &["check", "document", "一覧.csv"]);
    assert!(table.code != 0 && table.stdout.contains("M345") && table.stdout.contains("一覧.csv"), "{}", table.stdout);
}

/// A definition that says the same in its old spelling and in the present one.
#[test]
fn a_definition_in_two_spellings_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &serde_json::json!({ "rows": [] }));
    let folder = dir.path().join("templates/programs");
    matome(dir.path(), &["form", "eject", "programs"]).expect(0);
    let whole = fs::read_to_string(folder.join("form.toml")).unwrap();
    let first = whole.find("[[field]]").unwrap();
    for (text, told) in [
        (whole.replacen("[[field]]", "[[column]]", 1), "[[column]] と [[field]]"),
        (whole.replacen("[[field]]\nname", "[[field]]\nfield = \"二つ\"\nname", 1), "field と name"),
        (
            format!("order = []\n{}[merge]\norder = []\n\n{}", &whole[..first], &whole[first..]),
            "[merge] order と order",
        ),
        (whole.clone() + "\n[variant.\"A3\".paper]\nsize = \"A3\"\n", "[variant.\"A3\"] と [print.\"A3\"]"),
    ] {
        fs::write(folder.join("form.toml"), &text).unwrap();
        let run = matome(dir.path(), &["check", "programs", "a.json"]);
        let said = format!("{}{}", run.stdout, run.stderr);
        for word in ["M072", "両方あります", told, "templates/programs/form.toml:"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}

/// Whatever forms are built in: each can be shown, taken out unchanged, and makes an empty paper.
#[test]
fn every_built_in_form_works() {
    let dir = tempfile::tempdir().unwrap();
    let list = matome(dir.path(), &["form", "list"]).expect(0).stdout;
    let forms: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(forms.contains(&"progress"), "{list}");
    for form in forms {
        let show = matome(dir.path(), &["form", "show", form]).expect(0).stdout;
        assert!(show.contains(&format!("（{form}、第")) && show.contains("用紙: A"), "{show}");
        if show.contains("、文書）") {
            // it is written as text, and no data file of it is described
            continue;
        }
        let schema = matome(dir.path(), &["form", "show", form, "--schema"]).expect(0).stdout;
        let schema = serde_json::from_str::<Value>(&schema).unwrap();
        // a list is empty without rows, a slip when nobody filled in its sheet
        let (records, empty) = match schema["properties"]["sheets"].is_object() {
            true => ("sheets", serde_json::json!([{}])),
            false => ("rows", serde_json::json!([])),
        };
        assert!(schema["properties"][records].is_object(), "{schema}");
        put(dir.path(), "a.json", &serde_json::json!({ records: empty }));
        let mut made = Vec::new();
        for _ in 0..2 {
            let outputs = ["-o", "a.pdf", "-o", "a.xlsx", "-o", "b.json"];
            matome(dir.path(), &[&["render", form, "a.json"], &outputs[..]].concat()).expect(0);
            made.push(["a.pdf", "a.xlsx", "b.json"].map(|name| fs::read(dir.path().join(name)).unwrap()));
            if made.len() == 1 {
                matome(dir.path(), &["form", "eject", form]).expect(0);
            }
        }
        assert!(made[0] == made[1], "{form} differs once it is taken out");
    }
}

/// The schema knows every key that our own JSON writes.
#[test]
fn the_schema_describes_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["form", "show", "progress", "--schema"]).expect(0);
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["render", "progress", "a.json", "-o", "b.json", "--number", "資料１"]).expect(0);
    matome(dir.path(), &["render", "progress", "--example", "-o", "c.json"]).expect(0);
    let row = &schema["properties"]["rows"]["items"];
    for name in ["b.json", "c.json"] {
        let data: Value = serde_json::from_slice(&fs::read(dir.path().join(name)).unwrap()).unwrap();
        for key in data.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{key}");
        }
        for (key, value) in data["rows"][0].as_object().unwrap() {
            let property = row["properties"].get(key).unwrap_or_else(|| panic!("{key}"));
            for inner in value.as_object().into_iter().filter(|_| key != "例").flat_map(|map| map.keys()) {
                assert!(property["properties"].get(inner).is_some(), "{key}.{inner}");
            }
        }
    }
    assert!(row["required"].as_array().unwrap().contains(&"番号".into()));
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn an_ejected_form_overrides_the_built_in_one() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    let render = |name: &str| {
        let (pdf, xlsx) = (format!("{name}.pdf"), format!("{name}.xlsx"));
        matome(dir.path(), &["render", "progress", "a.json", "-o", &pdf, "-o", &xlsx]).expect(0);
        (fs::read(dir.path().join(pdf)).unwrap(), fs::read(dir.path().join(xlsx)).unwrap())
    };
    let built_in = render("1");
    matome(dir.path(), &["form", "eject", "progress"]).expect(0).says(&["templates/progress"]);
    assert_eq!(names(&dir.path().join("templates/progress")), ["form.toml", "layout.typ"]);
    assert!(matome(dir.path(), &["form", "list"]).expect(0).stdout.contains("進捗管理シート（プロジェクト、15 列）"));
    // taken out unchanged it changes nothing
    assert!(render("2") == built_in);
    matome(dir.path(), &["form", "eject", "progress"]).expect(2).says(&["もうあります"]);
    matome(dir.path(), &["form", "eject", "なし"]).expect(2).says(&["様式「なし」はありません", "progress"]);

    let form = dir.path().join("templates/progress/form.toml");
    edit(
        &form,
        "heading = [\"計画（第5章）記載内容\", \"局区等\"]\n",
        "heading = [\"計画（第6章）記載内容\", \"担当する局区\"]\n",
    );
    edit(&form, "width = 33.6", "width = 23.6");
    let (pdf, xlsx) = render("3");
    assert!(pdf != built_in.0);
    let paper = crate::common::papers::Paper::of(&pdf);
    assert!(paper.elements().iter().any(|e| e.kind == "TH" && e.text == "担当する局区"));
    let column = |bytes: &[u8]| {
        let mut xml = String::new();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
        let width = regex_width(&xml, 9);
        (width, xml)
    };
    assert!(column(&xlsx).0 < column(&built_in.1).0, "the column is narrower in the workbook too");
    // and the workbook with the changed heading is read again by the changed form only
    let again = matome(dir.path(), &["check", "progress", "3.xlsx"]).expect(0);
    assert_eq!(again.stdout, "");
}

/// The width of a column (from 1) in a worksheet.
fn regex_width(xml: &str, column: usize) -> f64 {
    let cols = xml.split("<col ").find(|col| col.starts_with(&format!("min=\"{column}\""))).unwrap();
    cols.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
}

#[test]
fn a_project_elsewhere_has_its_own_forms() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    fs::create_dir(dir.path().join("町")).unwrap();
    matome(dir.path(), &["form", "eject", "progress", "--project", "町"]).expect(0);
    edit(&dir.path().join("町/templates/progress/form.toml"), "title = \"進捗管理シート\"", "title = \"見守りの記録\"");
    matome(dir.path(), &["render", "progress", "a.json", "-o", "1.pdf"]).expect(0);
    matome(dir.path(), &["render", "progress", "a.json", "-o", "2.pdf", "--project", "町"]).expect(0);
    let title = |name: &str| {
        let paper = crate::common::papers::Paper::of(&fs::read(dir.path().join(name)).unwrap());
        paper.text(paper.info(), "Title")
    };
    assert_eq!((title("1.pdf").as_str(), title("2.pdf").as_str()), ("進捗管理シート", "見守りの記録"));
}

#[test]
fn a_new_form_works_at_once() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["form", "new", "jisseki"]).expect(0).says(&["templates/jisseki"]);
    assert!(matome(dir.path(), &["form", "list"]).expect(0).stdout.contains("新しい様式（プロジェクト、4 列）"));
    fs::write(
        dir.path().join("a.csv"),
        "施策,事業,実績,評価\n子育て,広場,10回開いた。,Ａ\n子育て,講座,3回開いた。,Ｃ\n",
    )
    .unwrap();
    matome(dir.path(), &["render", "jisseki", "a.csv", "-o", "a.pdf", "-o", "a.xlsx", "--strict"]).expect(0);
    fs::write(dir.path().join("b.csv"), "施策,事業,実績,評価\n子育て,広場,10回開いた。,Ｄ\n").unwrap();
    let run = matome(dir.path(), &["check", "jisseki", "b.csv"]).expect(1);
    assert!(
        run.stdout.contains("エラー[M104]") && run.stdout.contains("b.csv:2:") && run.stdout.contains("Ａ、Ｂ、Ｃ"),
        "{}",
        run.stdout
    );
    for name in ["jisseki", "progress"] {
        matome(dir.path(), &["form", "new", name]).expect(2).says(&["もうあります"]);
    }
    for name in ["shared", "a/b", "..", "CON", "a b"] {
        matome(dir.path(), &["form", "new", name]).expect(2).says(&["様式の名前にできません"]);
    }
}

#[test]
fn a_broken_form_is_told_with_line_and_column() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let path = dir.path().join("templates/progress/form.toml");
    let whole = fs::read_to_string(&path).unwrap();
    let line = |needle: &str| whole[..whole.find(needle).unwrap()].matches('\n').count() + 1;
    let column = |field: &str| whole[..whole.find(&format!("name = \"{field}\"")).unwrap()].matches('\n').count();
    let cases = [
        ("width = 33.6", "width = ", "M072", format!(":{}:", line("width = 33.6")), "TOML の書き方"),
        (
            "width = 33.6",
            "widht = 33.6",
            "M072",
            format!(":{}:1", line("width = 33.6")),
            "「widht」という項目はありません",
        ),
        ("size = \"A3\"", "size = \"B4\"", "M073", format!(":{}:8", line("size = \"A3\"")), "「B4」"),
        ("size = 7.0", "size = 6.0", "M074", format!(":{}:8", line("size = 7.0")), "6pt"),
        ("\"局区\", \"課\"]\n\n", "\"局区\", \"係\"]\n\n", "M075", format!(":{}:", line("order = ")), "「係」"),
        ("width = 33.6", "width = 0.5", "M076", format!(":{}:9", line("width = 33.6")), "0.5mm"),
        (
            "name = \"progress\"",
            "name = \"shinchoku\"",
            "M068",
            format!(":{}:8", line("name = \"progress\"")),
            "name = \"progress\" と書いて",
        ),
        (
            "title = \"進捗管理シート\"",
            "title = \" \"",
            "M068",
            format!(":{}:9", line("title = \"進捗")),
            "題名（title）が空です",
        ),
        (
            "記載内容\", \"番号\"]",
            "記載内容\", \"\"]",
            "M076",
            format!(":{}:11", line("記載内容\", \"番号\"]")),
            "見出し",
        ),
        (
            "記載内容\", \"番号\"]",
            "記載内容\", \"方向性\"]",
            "M076",
            format!(":{}:11", line("記載内容\", \"番号\"]")),
            "列「方向性」と「番号」の見出しが同じです",
        ),
        (
            "\"{{年度 時点}}時点で把握\", \"実施状況に対する評価・課題\"]",
            "\"実施状況に対する評価・課題\"]",
            "M076",
            format!(":{}:11", line("\"実施状況に対する評価・課題\"]")),
            "列「評価・課題」の見出しが、どの年度でも同じになります",
        ),
        ("width = 23.7\ngroup = 2", "width = 23.7\ngroup = 4", "M077", format!(":{}:1", column("内容")), "group"),
        (
            "{{年度 策定}}照会時の回答（計画策定の際に確認した内容）\", \"課\"",
            "{{年度 制定}}\", \"課\"",
            "M078",
            format!(":{}:11", column("課") + 2),
            "見出し",
        ),
        ("width = 33.6", "width = 133.6", "M079", ":".to_owned(), "超えています"),
        (
            "font = \"BIZ UDGothic\"",
            "font = \"MS Gothic\"",
            "M205",
            format!(":{}:8", line("font = \"BIZ UDGothic\"")),
            "MS Gothic",
        ),
    ];
    for (from, to, code, place, says) in cases {
        fs::write(&path, &whole).unwrap();
        edit(&path, from, to);
        let run = matome(dir.path(), &["render", "progress", "a.json", "-o", "x.pdf"]).expect(2);
        run.says(&[&format!("エラー[{code}]"), &place, says]);
        let run = matome(dir.path(), &["check", "progress", "a.json", "--format", "json"]).expect(2);
        let list: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        let at = &list.iter().find(|f| f["code"] == code).unwrap()["place"];
        assert!(at["file"].as_str().unwrap().ends_with("templates/progress/form.toml"), "{at}");
        assert!(at["line"].is_u64() && at["column"].is_u64(), "{at}");
    }
    // bytes that are no text in any encoding
    fs::write(&path, b"name = \"progress\"\ntitle = \"\xFF\xFF\"\n").unwrap();
    matome(dir.path(), &["check", "progress", "a.json"]).expect(2);
    let run = matome(dir.path(), &["render", "progress", "a.json", "-o", "x.pdf"]).expect(2);
    run.says(&["エラー[M072]: 様式の定義が UTF-8 の文ではありません", "form.toml:2:10", "UTF-8 を選んで"]);
    assert!(!dir.path().join("x.pdf").exists());
}

#[test]
fn a_layout_that_fails_points_into_the_layout() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let layout = dir.path().join("templates/progress/layout.typ");
    fs::write(&layout, "#let d = json(\"/data.json\")\n#d.titel\n").unwrap();
    matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf", "-o", "a.json5"]).expect(2);
    matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf", "-o", "b.json"])
        .expect(1)
        .says(&["エラー[M210]", "layout.typ:2:"]);
    assert!(!dir.path().join("a.pdf").exists() && !dir.path().join("b.json").exists());
    // a layout sees its own folder, the shared one and the data, nothing else
    for path in ["/etc/passwd", "../../../a.json", "/progress/form.toml"] {
        let table = "#import \"/shared/table.typ\": table-paper\n#table-paper(json(\"/data.json\"))\n";
        fs::write(&layout, format!("#let text = read(\"{path}\")\n{table}")).unwrap();
        let run = matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf"]);
        assert_eq!(run.code, i32::from(path != "/progress/form.toml"), "{path}: {}", run.stderr);
    }
    // nothing is fetched
    fs::write(&layout, "#import \"@preview/cetz:0.3.0\": canvas\n").unwrap();
    matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf"]).expect(1).says(&[
        "エラー[M210]",
        "package not found",
        "cetz",
        "layout.typ:1:9",
    ]);
    // the workbook does not need the layout
    fs::write(&layout, "#panic(\"x\")").unwrap();
    matome(dir.path(), &["render", "progress", "a.json", "-o", "a.xlsx"]).expect(0);
}

#[test]
fn a_layout_that_leaves_texts_out_is_told_the_first_cell() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    let layout = dir.path().join("templates/progress/layout.typ");
    let write = |change: &str| {
        let text = format!(
            "#import \"/shared/table.typ\": table-paper\n#let d = json(\"/data.json\")\n{change}\n#table-paper(d)\n"
        );
        fs::write(&layout, text).unwrap();
        matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf", "--force"])
    };
    write("").expect(0);
    fs::remove_file(dir.path().join("a.pdf")).unwrap();
    // the last column of every row
    let run = write("#{ d.rows = d.rows.map(r => r + (cells: r.cells.slice(0, -1) + (\"\",))) }");
    run.expect(1).says(&["エラー[M214]", "今後の方向性", "--> a.json:", "form.toml から除きます"]);
    assert!(!dir.path().join("a.pdf").exists());
}

#[test]
fn force_is_not_offered_where_it_does_not_help() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    matome(dir.path(), &["form", "eject", "progress"]).expect(0);
    fs::write(dir.path().join("templates/progress/layout.typ"), "#panic(\"x\")").unwrap();
    let run = matome(dir.path(), &["render", "progress", "a.json", "-o", "a.pdf", "--force"]).expect(1);
    assert!(!run.stderr.contains("--force"), "{}", run.stderr);
}
