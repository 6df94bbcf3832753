//! Settings on the page: what stays as it was, and what is refused.

use std::path::Path;

use serde_json::{Value, json};

use super::client::{Page, project};

const SETTINGS: &str = "# この町の設定\n[project]\n\"計画\" = '試しの計画'   # 表紙に載る\n# 団体はあとで\n\"団体\" = \"試しの市\"\n\n\
# 年度\n[years]\n\"基準年度\" = 2_024 # 西暦\n\n# 紙面はここから\n[[paper]]\nname = \"掲載事業\"\nform = \"programs\"\n\
input = [\n  \"一覧\", # 各課から\n]\noutput = [\"pdf\"]\n\n# 二つめ\n[[paper]]\nname = \"控え\"\nform = \"programs\"\ninput = [\"一覧\"]\n\
\n[packet.\"会議\"]\n[packet.\"会議\".meeting]\n\"名称\" = \"推進会議\"\n[[packet.\"会議\".paper]]\npaper = \"掲載事業\"\n";

fn made(settings: &str) -> (tempfile::TempDir, Page) {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    let page = Page::open(dir.path(), dir.path());
    page.project(|project| project["ready"] == true || !project["faults"].as_array().is_none_or(Vec::is_empty));
    (dir, page)
}

fn shown(page: &Page, file: &str) -> Value {
    let told = page.get("/api/settings").json();
    told["files"].as_array().unwrap().iter().find(|one| one["file"] == file).unwrap().clone()
}

fn save(page: &Page, file: &str, changes: &Value) -> super::client::Answer {
    let words = json!({ "file": file, "stand": shown(page, file)["stand"], "changes": changes });
    page.post("/api/settings", &words.to_string())
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("matome.toml")).unwrap()
}

#[test]
fn everything_but_the_changed_value_stays() {
    for (mark, ends) in [("", "\n"), ("\u{FEFF}", "\r\n"), ("", "\r\n")] {
        let before = format!("{mark}{}", SETTINGS.replace('\n', ends));
        let (dir, page) = made(&before);
        let file = shown(&page, "matome.toml");
        assert_eq!(file["data"]["project"]["計画"], "試しの計画");
        assert_eq!(file["data"]["years"]["基準年度"], 2024);
        // nothing is changed by saying what is there
        let same = json!([{ "do": "set", "at": ["years", "基準年度"], "value": 2024 }, { "do": "set", "at": ["project", "計画"], "value": "試しの計画" }]);
        assert_eq!(save(&page, "matome.toml", &same).status, 200);
        assert_eq!(text(dir.path()), before);
        // one value, and an input more
        let changes = json!([
            { "do": "set", "at": ["project", "計画"], "value": "新しい計画" },
            { "do": "set", "at": ["paper", 0, "input"], "value": ["一覧", "別の一覧"] },
        ]);
        let told = save(&page, "matome.toml", &changes);
        assert_eq!(told.status, 200, "{}", told.text());
        let wanted = before.replace("'試しの計画'", "\"新しい計画\"");
        let wanted = wanted.replace(
            &format!("  \"一覧\", # 各課から{ends}]"),
            &format!("  \"一覧\", \"別の一覧\", # 各課から{ends}]"),
        );
        assert_eq!(text(dir.path()), wanted);
        page.project(|project| project["plan"] == "新しい計画");
    }
}

#[test]
fn papers_are_added_moved_and_taken_out() {
    let (dir, page) = made(SETTINGS);
    let added =
        json!([{ "do": "add", "at": ["paper"], "value": { "name": "三つめ", "form": "programs", "input": ["一覧"] } }]);
    assert_eq!(save(&page, "matome.toml", &added).status, 200);
    let now = text(dir.path());
    let wanted = SETTINGS.replace(
        "\n[packet.\"会議\"]\n",
        "\n[[paper]]\nname = \"三つめ\"\nform = \"programs\"\ninput = [\"一覧\"]\n\n[packet.\"会議\"]\n",
    );
    assert_eq!(now, wanted);
    let moved = json!([{ "do": "move", "at": ["paper"], "from": 2, "to": 0 }]);
    assert_eq!(save(&page, "matome.toml", &moved).status, 200);
    let project = page.project(|project| project["papers"][0]["name"] == "三つめ");
    assert_eq!(project["papers"][1]["name"], "掲載事業");
    // whatever was said is still said
    for comment in ["# この町の設定", "# 紙面はここから", "# 二つめ", "# 各課から", "# 西暦"] {
        assert!(text(dir.path()).contains(comment), "{comment}\n{}", text(dir.path()));
    }
    let back = json!([{ "do": "move", "at": ["paper"], "from": 0, "to": 2 }, { "do": "remove", "at": ["paper", 2] }]);
    assert_eq!(save(&page, "matome.toml", &back).status, 200);
    assert_eq!(text(dir.path()), SETTINGS);
    // an optional value goes; the comment above it stays
    let gone = json!([{ "do": "set", "at": ["project", "団体"], "value": null }]);
    assert_eq!(save(&page, "matome.toml", &gone).status, 200);
    assert!(!text(dir.path()).contains("試しの市") && text(dir.path()).contains("# 団体はあとで"));
    let again = json!([{ "do": "set", "at": ["project", "団体"], "value": "別の市" }]);
    assert_eq!(save(&page, "matome.toml", &again).status, 200);
    page.project(|project| project["body"] == "別の市");
}

#[test]
fn a_fault_is_shown_at_its_field_and_nothing_is_written() {
    let (dir, page) = made(SETTINGS);
    let cases = [
        (
            json!({ "do": "set", "at": ["paper", 1, "output"], "value": ["docx"] }),
            json!(["paper", 1, "output"]),
            "M081",
        ),
        (json!({ "do": "set", "at": ["paper", 1, "name"], "value": "掲載事業" }), json!(["paper", 1]), "M081"),
        (json!({ "do": "set", "at": ["paper", 0, "input"], "value": [] }), json!(["paper", 0, "input"]), "M081"),
        (json!({ "do": "set", "at": ["paper", 0, "form"], "value": "progres" }), json!(["paper", 0]), "M071"),
        (json!({ "do": "set", "at": ["paper", 0, "name"], "value": null }), json!(["paper", 0]), "M081"),
        (json!({ "do": "set", "at": ["years", "基準年度"], "value": 24 }), json!(["years", "基準年度"]), "M081"),
        (
            json!({ "do": "set", "at": ["years", "知らない年度"], "value": 2024 }),
            json!(["years", "知らない年度"]),
            "M081",
        ),
        (json!({ "do": "set", "at": ["project", "年度"], "value": "来年" }), json!(["project", "年度"]), "M081"),
        (
            json!({ "do": "set", "at": ["packet", "会議", "meeting", "名称"], "value": null }),
            json!(["packet", "会議", "meeting"]),
            "M081",
        ),
    ];
    for (change, field, code) in cases {
        let told = save(&page, "matome.toml", &json!([change]));
        assert_eq!(told.status, 422, "{change} {}", told.text());
        let finding = &told.json()["findings"][0];
        assert_eq!((&finding["code"], &finding["field"]), (&json!(code), &field), "{change}: {finding:#}");
        assert_eq!(text(dir.path()), SETTINGS, "{change}");
    }
    // what has no place in the file
    let odd = save(&page, "matome.toml", &json!([{ "do": "remove", "at": ["paper", 9] }]));
    assert_eq!((odd.status, &odd.json()["findings"][0]["code"]), (422, &json!("M622")));
    // files of another name are not written at all
    let words = json!({ "file": "../x.toml", "stand": "", "changes": [] });
    assert_eq!(page.post("/api/settings", &words.to_string()).status, 400);
}

#[test]
fn a_file_that_changed_meanwhile_is_not_written_over() {
    let (dir, page) = made(SETTINGS);
    let before = shown(&page, "matome.toml")["stand"].clone();
    let theirs = SETTINGS.replace("試しの市", "ほかの人の市");
    std::fs::write(dir.path().join("matome.toml"), &theirs).unwrap();
    let changes = json!([{ "do": "set", "at": ["project", "計画"], "value": "新しい計画" }]);
    let words = json!({ "file": "matome.toml", "stand": before, "changes": changes });
    let told = page.post("/api/settings", &words.to_string());
    assert_eq!((told.status, &told.json()["findings"][0]["code"]), (422, &json!("M620")));
    assert_eq!(text(dir.path()), theirs);
    // in another encoding it is left alone
    let cp932 = encoding_rs::SHIFT_JIS.encode(SETTINGS).0.into_owned();
    std::fs::write(dir.path().join("matome.toml"), &cp932).unwrap();
    let told = page.get("/api/settings");
    assert_eq!((told.status, &told.json()["findings"][0]["code"]), (422, &json!("M621")));
    // one that is no TOML is told with its line
    std::fs::write(dir.path().join("matome.toml"), "[project\n").unwrap();
    let file = shown(&page, "matome.toml");
    assert_eq!((&file["data"], &file["faults"][0]["code"]), (&Value::Null, &json!("M081")));
}

#[test]
fn agenda_and_order_of_a_packet_are_written() {
    let (dir, page) = made(&SETTINGS[..SETTINGS.find("\n[packet").unwrap() + 1]);
    let packet = "name = \"会議\"\n[meeting]\n\"名称\" = \"推進会議\" # 正式な名\n\"開始\" = 2026-07-14T13:30:00\n\n# 次第\n[[agenda]]\n\
\"項目\" = \"開会\"\n\n[[agenda]]\n\"項目\" = \"議事\"\n[[agenda.sub]]\n\"項目\" = \"実績について\"\n\"資料\" = [\"掲載事業\"]\n\n[[agenda]]\n\"項目\" = \"閉会\"\n\n\
[[paper]]\nagenda = true\n\n[[paper]]\npaper = \"掲載事業\"\n\"資料番号\" = \"資料#\"\n";
    std::fs::write(dir.path().join("packet.toml"), packet).unwrap();
    page.project(|project| project["packets"][0]["name"] == "会議");
    let changes = json!([
        { "do": "set", "at": ["meeting", "開始"], "value": { "datetime": "2026-07-21T10:00:00" } },
        { "do": "set", "at": ["agenda", 1, "sub", 0, "説明"], "value": "福祉課" },
        { "do": "move", "at": ["agenda"], "from": 1, "to": 2 },
        { "do": "move", "at": ["paper"], "from": 1, "to": 0 },
    ]);
    let told = save(&page, "packet.toml", &changes);
    assert_eq!(told.status, 200, "{}", told.text());
    let wanted = "name = \"会議\"\n[meeting]\n\"名称\" = \"推進会議\" # 正式な名\n\"開始\" = 2026-07-21T10:00:00\n\n# 次第\n[[agenda]]\n\
\"項目\" = \"開会\"\n\n[[agenda]]\n\"項目\" = \"閉会\"\n\n[[agenda]]\n\"項目\" = \"議事\"\n[[agenda.sub]]\n\"項目\" = \"実績について\"\n\"資料\" = [\"掲載事業\"]\n\"説明\" = \"福祉課\"\n\n\
[[paper]]\npaper = \"掲載事業\"\n\"資料番号\" = \"資料#\"\n\n[[paper]]\nagenda = true\n";
    assert_eq!(std::fs::read_to_string(dir.path().join("packet.toml")).unwrap(), wanted);
    page.project(|project| project["packets"][0]["day"] == "2026-07-21");
    let wrong = save(
        &page,
        "packet.toml",
        &json!([{ "do": "set", "at": ["agenda", 2, "sub", 0, "資料"], "value": ["ない資料"] }]),
    );
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert_eq!(wrong.json()["findings"][0]["field"], json!(["agenda", 2, "sub", 0, "資料"]));
    assert_eq!(std::fs::read_to_string(dir.path().join("packet.toml")).unwrap(), wanted);
}

#[test]
fn a_packet_that_names_no_paper_is_told_at_its_field() {
    let (dir, page) = made(&SETTINGS[..SETTINGS.find("\n[packet").unwrap() + 1]);
    let packet = "name = \"会議\"\n[meeting]\n\"名称\" = \"推進会議\"\n\n[[paper]]\ncontents = true\n\n[[paper]]\npaper = \"掲載事業\"\n";
    std::fs::write(dir.path().join("packet.toml"), packet).unwrap();
    page.project(|project| project["packets"][0]["name"] == "会議");
    assert_eq!(shown(&page, "packet.toml")["faults"], json!([]));
    let field = json!(["paper", 1, "paper"]);
    // it is not written there
    let name = |name: &str| json!([{ "do": "set", "at": field, "value": name }]);
    let told = save(&page, "packet.toml", &name("ない紙面"));
    assert_eq!(told.status, 422, "{}", told.text());
    let finding = &told.json()["findings"][0];
    assert_eq!((&finding["code"], &finding["field"]), (&json!("M350"), &field), "{finding:#}");
    assert_eq!(finding["message"], "matome.toml に紙面「ない紙面」がありません");
    // a paper gets another name: that is written, and told of the packet
    let renamed = json!([{ "do": "set", "at": ["paper", 0, "name"], "value": "事業の一覧" }]);
    let told = save(&page, "matome.toml", &renamed);
    assert_eq!(told.status, 200, "{}", told.text());
    assert_eq!(told.json()["others"][0]["field"], field);
    assert_eq!(shown(&page, "packet.toml")["faults"][0]["field"], field);
    assert_eq!(save(&page, "packet.toml", &name("事業の一覧")).status, 200);
    assert_eq!(shown(&page, "packet.toml")["faults"], json!([]));
    // in one file both are there
    let (_dir, page) = made(SETTINGS);
    let told = save(&page, "matome.toml", &renamed);
    assert_eq!(told.json()["findings"][0]["field"], json!(["packet", "会議", "paper", 0, "paper"]), "{}", told.text());
}
