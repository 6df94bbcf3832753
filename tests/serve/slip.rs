//! A slip that is filled in on the page: what it asks, what is typed and kept, and what is saved.

use std::path::Path;

use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use matome::{Data, Engine, Given};
use serde_json::{Value, json};

use super::client::{Page, escaped};

const PAPER: &str = "自己評価";

/// A project with a paper of slips, of which two were answered.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let settings = "[project]\n\"計画\" = \"ともしび計画\"\n\n[[paper]]\nname = \"自己評価\"\nform = \"evaluation\"\ninput = [\"回答\"]\noutput = [\"pdf\"]\n";
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    std::fs::create_dir(dir.path().join("回答")).unwrap();
    answered(dir.path(), "茶話会を月に一度ひらいた。");
    dir
}

/// Writes what was answered.
fn answered(folder: &Path, done: &str) {
    let one = json!({
        "重点施策": "集いの場", "施策の方向": "１－１", "事業番号": "1", "事業名": "えんがわ茶話会", "担当課名": "福祉部　共生課",
        "事業の対象者": ["高齢者", "その他"], "その他の内容": "学生", "実績": done, "決算額": 1200, "予算額": 1300,
        "事業実績": { "text": "", "table": { "columns": ["", "令和6年度"], "rows": [["回数", "12"]] } },
        "担い手との連携": "①", "連携できた相手": ["①", "⑧"], "連携したかったができなかった相手": "なし",
    });
    let two = json!({ "重点施策": "集いの場", "施策の方向": "１－１", "事業番号": "2", "事業名": "朝の体操" });
    let data = json!({ "様式": "evaluation", "基準年度": 2024, "sheets": [one, two] });
    std::fs::write(folder.join("回答/回答.json"), data.to_string()).unwrap();
}

/// The names of the paper's answers.
fn ids(page: &Page) -> Vec<String> {
    let told = page.get(&format!("/api/slips?paper={}", escaped(PAPER))).json();
    told["slips"].as_array().unwrap().iter().map(|slip| slip["id"].as_str().unwrap().to_owned()).collect()
}

fn open(dir: &tempfile::TempDir) -> Page {
    let page = Page::open(dir.path(), dir.path());
    page.project(|project| project["papers"][0]["state"] == "read");
    page
}

fn slip(page: &Page, id: &str) -> Value {
    let told = page.get(&format!("/api/slip?id={id}&paper={}", escaped(PAPER)));
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()
}

fn begin(page: &Page) -> String {
    let told = page.post("/api/slip/new", &json!({ "paper": PAPER }).to_string());
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()["id"].as_str().unwrap().to_owned()
}

/// A tab of a browser.
struct Tab<'a> {
    page: &'a Page,
    id: String,
    tab: &'static str,
    seq: u64,
    rev: Value,
    answers: Value,
}

impl<'a> Tab<'a> {
    fn on(page: &'a Page, id: &str, tab: &'static str) -> Self {
        let told = slip(page, id);
        Self { page, id: id.to_owned(), tab, seq: 0, rev: told["rev"].clone(), answers: told["answers"].clone() }
    }

    fn message(&mut self) -> Value {
        self.seq += 1;
        json!({ "id": self.id, "paper": PAPER, "tab": self.tab, "seq": self.seq, "rev": self.rev, "answers": self.answers })
    }

    fn put(&mut self, field: &str, value: impl Into<Value>) -> super::client::Answer {
        self.answers[field] = value.into();
        let message = self.message().to_string();
        self.page.post("/api/slip/type", &message)
    }

    fn types(&mut self, field: &str, value: impl Into<Value>) -> Value {
        let told = self.put(field, value);
        assert_eq!(told.status, 200, "{}", told.text());
        let told = told.json();
        self.rev = told["rev"].clone();
        told
    }

    fn saves(&mut self, how: Value) -> Value {
        let mut message = self.message();
        for (name, value) in how.as_object().unwrap() {
            message[name] = value.clone();
        }
        let told = self.page.post("/api/slip/save", &message.to_string());
        assert_eq!(told.status, 200, "{}", told.text());
        told.json()
    }
}

/// Codes of findings with the names of their fields.
fn found(told: &Value, asked: &Value) -> Vec<(String, String)> {
    let mut names = std::collections::BTreeMap::new();
    fn walk(value: &Value, names: &mut std::collections::BTreeMap<u64, String>) {
        if let (Some(field), Some(name)) = (value["field"].as_u64(), value["name"].as_str()) {
            names.insert(field, name.to_owned());
        }
        match value {
            Value::Array(list) => list.iter().for_each(|one| walk(one, names)),
            Value::Object(map) => map.values().for_each(|one| walk(one, names)),
            _ => {}
        }
    }
    walk(&asked["questions"], &mut names);
    let name = |finding: &Value| finding["field"].as_u64().map_or(String::new(), |field| names[&field].clone());
    let all = told["findings"].as_array().unwrap().iter();
    all.map(|finding| (finding["code"].as_str().unwrap().to_owned(), name(finding))).collect()
}

fn read(bytes: Vec<u8>, format: Format) -> Slips {
    let engine = Engine::new();
    let form = engine.form("evaluation").value_or_faults().unwrap();
    let source = read_bytes(bytes, "個票", format).unwrap();
    let Data::Slips(slips) = engine.read(&form, &[source], &Given::default()).value_or_faults().unwrap() else {
        panic!()
    };
    slips
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_slip_is_asked_as_its_form_says_and_begins_with_its_answers() {
    let dir = project();
    let page = open(&dir);
    let told = slip(&page, &ids(&page)[0]);
    let items = told["questions"]["items"].as_array().unwrap();
    let costs = items.iter().find(|item| item["number"] == "6").unwrap();
    let amount = &costs["parts"][0]["question"];
    assert_eq!((&amount["label"], &amount["how"]["unit"]), (&"令和6年度決算額".into(), &"千円".into()));
    assert_eq!(told["answers"][amount["name"].as_str().unwrap()], "1200");
    assert_eq!(told["answers"]["連携できた相手"], json!(["①", "⑧"]));
    assert_eq!(
        (&told["label"], &told["open"], &told["kept"]),
        (&"えんがわ茶話会".into(), &false.into(), &false.into())
    );
    assert_eq!(told["pages"], 1);
    // the sheet, its lines told of their fields
    let way = format!("/api/slip/page?id={}&paper={}", ids(&page)[0], escaped(PAPER));
    let sheet = page.get(&way).json();
    assert!(sheet["layers"][0][1].as_str().unwrap().starts_with("<svg"));
    assert!(sheet["width"].as_f64().unwrap() > sheet["height"].as_f64().unwrap());
    let field = amount["field"].as_u64().unwrap();
    assert!(sheet["lines"].as_array().unwrap().iter().any(|line| line[4] == field), "the amount is on it");
    // nothing was kept by looking
    assert!(!dir.path().join("out").exists());
    // a form of the project's own is asked too, without a paper
    let form = dir.path().join("templates/salon");
    std::fs::create_dir_all(&form).unwrap();
    let own = "kind = \"slip\"\nname = \"salon\"\ntitle = \"活動票\"\nversion = 1\nkey = [\"名称\"]\n[[field]]\nname = \"名称\"\nrequired = true\nmax_chars = 5\nexample = \"磯の縁側\"\n[[panel]]\n[[panel.item]]\nlabel = \"名称\"\nparts = [{ show = \"{{名称}}\" }]\n";
    std::fs::write(form.join("form.toml"), own).unwrap();
    page.project(|_| {
        page.get("/api/slips").json()["forms"].as_array().unwrap().iter().any(|form| form["name"] == "salon")
    });
    let new = page.post("/api/slip/new", "{\"form\":\"salon\"}").json();
    let told = page.get(&format!("/api/slip?id={}", new["id"].as_str().unwrap())).json();
    let question = &told["questions"]["items"][0]["parts"][0]["question"];
    assert_eq!((&question["example"], &question["max_chars"]), (&"磯の縁側".into(), &5.into()));
    let message =
        json!({ "id": new["id"], "tab": "a", "seq": 1, "rev": told["rev"], "answers": { "名称": "六字をこえる名" } });
    let said = page.post("/api/slip/type", &message.to_string()).json();
    assert_eq!(found(&said, &told), [("M105".to_owned(), "名称".to_owned())]);
}

#[test]
fn findings_stand_beside_their_fields_while_they_are_typed() {
    let dir = project();
    let page = open(&dir);
    let mut tab = Tab::on(&page, &begin(&page), "a");
    let asked = slip(&page, &tab.id);
    assert_eq!(found(&asked, &asked), [], "nobody has typed yet");
    let told = tab.types("決算額", "約120万");
    let of = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    let all = found(&told, &asked);
    assert!(all.contains(&of("M121", "決算額")) && all.contains(&of("M103", "事業名")), "{all:?}");
    tab.types("決算額", "1,200千円");
    tab.types("重点施策", "集いの場");
    let told = tab.types("事業名", "青空ひろば");
    assert_eq!(found(&told, &asked), []);
    assert_eq!(told["label"], "青空ひろば");
    let told = tab.types("実績", "広場で会を開き、近所の人が集まった。\n".repeat(120));
    let long = told["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "M115").unwrap();
    assert!(long["message"].as_str().unwrap().contains("この欄に約"), "{long}");
    assert!(found(&told, &asked).contains(&of("M115", "実績")));
    assert_eq!(told["pages"], 2, "the rest goes on in a 別紙");
}

#[test]
fn a_draft_comes_back_after_the_program_was_killed_and_can_be_thrown_away() {
    let dir = project();
    let page = open(&dir);
    let (first, new) = (ids(&page)[0].clone(), begin(&page));
    let typed = "　行の頭の空白も、\n終わりの空白も残る。 ";
    Tab::on(&page, &first, "a").types("概要", typed);
    let mut tab = Tab::on(&page, &new, "b");
    tab.types("決算額", "約１２０万");
    tab.types("事業実績", json!({ "text": "", "table": { "columns": ["", ""], "rows": [["", ""]] } }));
    drop(page);
    let page = open(&dir);
    let told = slip(&page, &first);
    assert_eq!((&told["open"], &told["kept"]), (&true.into(), &true.into()));
    assert_eq!(told["answers"]["概要"], typed, "to the letter");
    assert_eq!(told["answers"]["事業名"], "えんがわ茶話会");
    let told = slip(&page, &new);
    assert_eq!(told["answers"]["決算額"], "約１２０万");
    assert_eq!(told["answers"]["事業実績"]["table"]["rows"], json!([["", ""]]));
    let list = page.get("/api/slips").json();
    assert_eq!(list["kept"].as_array().unwrap().len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = dir.path().join("out/記入/.下書き");
        for path in std::iter::once(folder.clone()).chain(names(&folder).iter().map(|name| folder.join(name))) {
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
        }
    }
    // what the keeper reads does not know of it
    assert_eq!(page.get("/api/project").json()["papers"][0]["count"], "2 事業");
    // thrown away, the answer is what it was; a new one is gone
    let discard = |id: &str| page.post("/api/slip/discard", &json!({ "id": id }).to_string());
    assert_eq!(discard(&first).json()["left"], false);
    let told = slip(&page, &first);
    assert_eq!((&told["open"], &told["answers"]["概要"]), (&false.into(), &"".into()));
    assert_eq!(discard(&new).status, 200);
    assert_eq!(page.get(&format!("/api/slip?id={new}")).status, 404);
    assert_eq!(names(&dir.path().join("out/記入/.下書き")), Vec::<String>::new());
}

#[test]
fn a_saved_slip_is_a_workbook_data_and_a_pdf_as_the_command_makes_them() {
    let dir = project();
    let page = open(&dir);
    let input = std::fs::read(dir.path().join("回答/回答.json")).unwrap();
    let mut tab = Tab::on(&page, &ids(&page)[0], "a");
    tab.types("予算額", "１，４００");
    let told = tab.types("概要", "縁側でお茶を飲む。\n・誰でも来られる。");
    assert_eq!(told["open"], true);
    let saved = tab.saves(json!({}));
    assert_eq!((&saved["written"], &saved["findings"]), (&true.into(), &json!([])), "{saved:#}");
    let folder = dir.path().join("out/記入");
    let name = "自己評価シート_１－１_1_えんがわ茶話会";
    let files = [".下書き".to_owned(), format!("{name}.json"), format!("{name}.pdf"), format!("{name}.xlsx")];
    assert_eq!(names(&folder), files);
    let bytes = |ending: &str| std::fs::read(folder.join(format!("{name}.{ending}"))).unwrap();
    // what was typed is what is read back, from the workbook and from the data
    let (book, data) = (read(bytes("xlsx"), Format::Xlsx), read(bytes("json"), Format::Json));
    assert_eq!(book.unlike(&data), Vec::<usize>::new());
    let said = |field: &str| data.slips[0].answers[data.form.field(field).unwrap()].clone();
    assert_eq!(
        (said("予算額").text.as_str(), said("概要").text.as_str()),
        ("1400", "縁側でお茶を飲む。\n・誰でも来られる。")
    );
    assert_eq!(said("事業実績").table.unwrap().rows, [["回数", "12"]]);
    assert_eq!((said("連携できた相手").text.as_str(), said("その他の内容").text.as_str()), ("①⑧", "学生"));
    // the command makes the same of the data
    let args = ["render", "evaluation", &format!("out/記入/{name}.json"), "-o", "試し.pdf", "-o", "試し.xlsx"];
    crate::common::matome(dir.path(), &args).expect(0);
    for ending in ["pdf", "xlsx"] {
        assert_eq!(std::fs::read(dir.path().join(format!("試し.{ending}"))).unwrap(), bytes(ending), "{ending}");
    }
    // the answer itself is as it was, and the file is given out
    assert_eq!(std::fs::read(dir.path().join("回答/回答.json")).unwrap(), input);
    for (ending, kind) in [("pdf", "application/pdf"), ("json", "application/json")] {
        let given = page.get(&format!("/api/slip/file?id={}&kind={ending}", tab.id));
        assert_eq!((given.header("content-type"), &given.body), (Some(kind), &bytes(ending)));
    }
    assert_eq!(page.get(&format!("/api/slip/file?id={}&kind=..%2Fmatome.toml", tab.id)).status, 404);
    // nothing is left to be saved; what is typed then is a draft again
    let told = slip(&page, &tab.id);
    assert_eq!((&told["open"], &told["saved"]), (&false.into(), &true.into()));
    assert_eq!(told["files"].as_array().unwrap().len(), 3);
    assert_eq!(tab.types("概要", "短く。")["open"], true);
}

#[test]
fn errors_stop_a_save_and_can_be_overridden() {
    let dir = project();
    let page = open(&dir);
    let mut tab = Tab::on(&page, &begin(&page), "a");
    tab.types("重点施策", "集いの場");
    tab.types("決算額", "未定");
    let told = tab.saves(json!({}));
    assert_eq!((&told["written"], &told["forcible"]), (&false.into(), &true.into()));
    assert_eq!(names(&dir.path().join("out/記入")), [".下書き"]);
    let told = tab.saves(json!({ "force": true }));
    assert_eq!(told["written"], true, "{told:#}");
    assert_eq!(names(&dir.path().join("out/記入")).len(), 4);
}

#[test]
fn nothing_that_was_changed_meanwhile_is_replaced_without_a_word() {
    let dir = project();
    let page = open(&dir);
    let mut tab = Tab::on(&page, &ids(&page)[1], "a");
    tab.types("概要", "朝、公園で体を動かす。");
    assert_eq!(tab.saves(json!({}))["written"], true);
    let file = dir.path().join("out/記入/自己評価シート_１－１_2_朝の体操.xlsx");
    // saved again, its own files are replaced
    tab.types("概要", "朝、公園で体操をする。");
    assert_eq!(tab.saves(json!({}))["written"], true);
    // somebody worked on the workbook
    std::fs::write(&file, "Excel で直した").unwrap();
    let told = tab.saves(json!({}));
    assert_eq!((&told["written"], &told["there"]["code"]), (&false.into(), &"M610".into()));
    assert!(told["there"]["message"].as_str().unwrap().contains("書き換えられています"), "{told:#}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Excel で直した");
    assert_eq!(tab.saves(json!({ "there": "beside" }))["written"], true);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Excel で直した");
    assert!(file.with_file_name("自己評価シート_１－１_2_朝の体操_2.xlsx").exists());
    // another slip of that name
    let mut other = Tab::on(&page, &begin(&page), "b");
    for (field, text) in [("重点施策", "集いの場"), ("施策の方向", "１－１"), ("事業番号", "2"), ("事業名", "朝の体操")]
    {
        other.types(field, text);
    }
    let told = other.saves(json!({}));
    assert!(told["there"]["message"].as_str().unwrap().contains("もうあります"), "{told:#}");
    assert_eq!(other.saves(json!({ "there": "replace" }))["written"], true);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    // the answer from which it was begun changes
    let mut tab = Tab::on(&page, &ids(&page)[0], "c");
    tab.types("概要", "お茶を飲む。");
    let version = |project: &Value| project["papers"][0]["version"].as_u64().unwrap();
    let before = version(&page.get("/api/project").json());
    answered(dir.path(), "茶話会を月に二度ひらいた。");
    page.project(|project| version(project) > before);
    assert_eq!(slip(&page, &tab.id)["changed"], true);
    let told = tab.saves(json!({}));
    assert_eq!(found(&told, &slip(&page, &tab.id)), [("M612".to_owned(), String::new())]);
}

#[test]
fn what_is_typed_is_kept_even_while_the_form_cannot_be_read() {
    let dir = project();
    let form = dir.path().join("templates/evaluation");
    std::fs::create_dir_all(&form).unwrap();
    let own = include_str!("../../templates/evaluation/form.toml");
    std::fs::write(form.join("form.toml"), own).unwrap();
    let page = open(&dir);
    let mut tab = Tab::on(&page, &begin(&page), "a");
    tab.types("概要", "前に書いた文");
    let version = |project: &Value| project["papers"][0]["version"].as_u64().unwrap();
    let before = version(&page.get("/api/project").json());
    std::fs::write(form.join("form.toml"), own.replace("kind = \"slip\"", "kind = \"slop\"")).unwrap();
    page.project(|project| version(project) > before && project["papers"][0]["state"] == "failed");
    let refused = tab.put("概要", "あとで書いた文");
    assert_eq!(refused.status, 422, "{}", refused.text());
    std::fs::write(form.join("form.toml"), own).unwrap();
    page.project(|project| project["papers"][0]["state"] == "read");
    assert_eq!(slip(&page, &tab.id)["answers"]["概要"], "あとで書いた文");
}

#[test]
fn two_tabs_do_not_take_each_others_text_and_late_messages_change_nothing() {
    let dir = project();
    let page = open(&dir);
    let id = ids(&page)[0].clone();
    let (mut one, mut two) = (Tab::on(&page, &id, "one"), Tab::on(&page, &id, "two"));
    let mut late = one.message();
    late["answers"]["概要"] = "古い".into();
    one.types("概要", "一つ目の画面");
    let refused = two.put("概要", "二つ目の画面");
    assert_eq!((refused.status, refused.json()["findings"][0]["code"].clone()), (409, "M611".into()));
    assert_eq!(page.post("/api/slip/type", &late.to_string()).status, 200);
    assert_eq!(slip(&page, &id)["answers"]["概要"], "一つ目の画面");
    // what the second has is kept as a slip of its own
    let copy = json!({ "copy": id, "paper": PAPER, "typed": { "answers": two.answers } });
    let copied = page.post("/api/slip/new", &copy.to_string()).json()["id"].as_str().unwrap().to_owned();
    let told = slip(&page, &copied);
    assert_eq!(
        (&told["answers"]["概要"], &told["answers"]["事業名"]),
        (&"二つ目の画面".into(), &"えんがわ茶話会".into())
    );
    // having seen it, the second goes on
    two.rev = slip(&page, &id)["rev"].clone();
    two.types("概要", "見てから書いた");
    assert_eq!(slip(&page, &id)["answers"]["概要"], "見てから書いた");
}

#[test]
fn nothing_leads_out_of_the_project() {
    let dir = project();
    let page = open(&dir);
    std::fs::write(dir.path().join("matome.json"), "{}").unwrap();
    for id in ["../../matome", "..%2F..%2Fmatome", "0123456789abcdef", "%00", ""] {
        assert_eq!(page.get(&format!("/api/slip?id={id}")).status, 404, "{id}");
        let message = json!({ "id": id, "tab": "a", "seq": 1, "rev": 0, "answers": {} }).to_string();
        assert_eq!(page.post("/api/slip/type", &message).status, 404, "{id}");
        assert_eq!(page.post("/api/slip/save", &message).status, 404, "{id}");
        assert_eq!(page.post("/api/slip/discard", &message).status, 404, "{id}");
    }
    assert!(!dir.path().join("out").exists(), "nothing was made");
    // a name that would lead elsewhere is a file's name all the same
    let mut tab = Tab::on(&page, &begin(&page), "a");
    tab.types("重点施策", "集いの場");
    tab.types("事業名", "../../../../外/へ");
    let told = tab.saves(json!({}));
    assert_eq!(told["written"], true, "{told:#}");
    assert_eq!(names(&dir.path().join("out/記入")).len(), 4);
    assert_eq!(names(dir.path()).iter().filter(|name| name.contains('外')).count(), 0);
    // more than may be typed
    let refused = tab.put("概要", "あ".repeat(1 << 20));
    assert_eq!((refused.status, refused.json()["findings"][0]["code"].clone()), (413, "M615".into()));
    // without the key nobody types
    let body = json!({ "id": tab.id, "tab": "x", "seq": 1, "rev": 1, "answers": {} }).to_string();
    assert_eq!(page.ask("POST", "/api/slip/type", &[], body.as_bytes()).status, 403);
}
