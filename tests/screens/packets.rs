//! Packets on screens, and how pages are asked for.

use std::fs;
use std::path::Path;

use super::page::Page;
use crate::common::papers::bare;
use crate::common::{good, matome, names, put};

const PACKET: &str = r#"
name = "会議"
file = "{{回}}_{{会議}}"
output = ["meeting"]

[meeting]
"名称" = "推進会議"
"回" = "第2回"
"開始" = 2025-08-26T14:00:00
"場所" = "第1会議室"

[[agenda]]
"項目" = "開会"
[[agenda]]
"項目" = "協議"
[[agenda.sub]]
"項目" = "計画について"
"資料" = ["計画", "進み具合"]

[[paper]]
agenda = true
[[paper]]
contents = true
[[paper]]
name = "計画"
markdown = "計画.md"
"資料番号" = "資料No.#"
[[paper]]
name = "進み具合"
form = "progress"
input = ["回答.json"]
"資料番号" = "資料No.#"
[[paper]]
members = "名簿.csv"
honorific = "様"
[[paper]]
name = "地図"
pdf = "地図.pdf"
"資料番号" = "参考資料＃"
[[paper]]
name = "座席"
[paper.seats]
shape = "コの字"
head = ["会長"]
left = ["渡辺"]
right = ["阿部"]
office = ["事務局"]
door = "left"
"#;

fn project(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("計画.md", "# 計画の概要\n\n## 背景\n\n人口が減る[^1]。\n\n[^1]: 推計。\n");
    write("名簿.csv", "氏名,ふりがな,所属\n渡辺 光,わたなべ ひかる,市民\n");
    put(folder, "回答.json", &good());
    write("guest.toml", "[meeting]\n\"名称\" = \"よその課\"\n[[paper]]\nmarkdown = \"計画.md\"\n");
    matome(folder, &["packet", "guest.toml"]).expect(0);
    fs::rename(folder.join("out/よその課.pdf"), folder.join("地図.pdf")).unwrap();
    fs::remove_file(folder.join("guest.toml")).unwrap();
    write("packet.toml", PACKET);
}

#[test]
fn a_packet_is_one_page_with_its_agenda() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    matome(dir.path(), &["packet", "--make", "html"]).expect(0);
    let page = Page::of(fs::read(dir.path().join("out/第2回_推進会議.html")).unwrap());
    page.check();
    assert_eq!(page.all("h1").next().unwrap().bare(), "第2回推進会議");
    let agenda = page.elements.iter().position(|e| e.tag == "nav" && e.has_class("paper")).unwrap();
    let links: Vec<(String, &str)> = page
        .all("a")
        .filter(|a| a.above.contains(&agenda))
        .map(|a| (a.bare(), a.attributes["href"].as_str()))
        .collect();
    assert_eq!(
        links,
        [("資料No.1".to_owned(), "#paper3"), ("資料No.2".to_owned(), "#paper4"), ("参考資料１".to_owned(), "#paper6")]
    );
    let papers: Vec<String> = page.all("section").map(|section| section.bare()).collect();
    assert!(papers.iter().any(|paper| paper.contains("資料No.1計画の概要") && paper.contains("人口が減る")));
    assert!(papers.iter().any(|paper| paper.contains("資料No.2進捗管理シート") && paper.contains("120世帯を訪ねた。")));
    assert!(papers.iter().any(|paper| paper.contains("渡辺光様")), "{papers:?}");
    assert!(papers.iter().any(|paper| paper.contains("左側（正面に近い席から）渡辺") && paper.contains("出入口左側")));
    let guest = papers.iter().find(|paper| paper.contains("地図.pdf")).unwrap();
    assert!(guest.contains("（1ページ）"), "{guest}");
    // the copy for the meeting is named in the packet, so it lies beside the page
    assert!(page.all("a").any(|a| a.text == "第2回_推進会議.pdf" && a.attributes["href"].starts_with("./%E7%AC%AC2")));
    assert_eq!(page.all("a").filter(|a| a.text == "次第へ戻る").count(), 6);
    // what is of paper is not there
    assert!(!bare(&page.html).contains("1／"), "no page numbers");
}

#[test]
fn pages_and_tables_are_asked_for_in_every_way() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "回答.json", &good());
    let run = ["render", "progress", "回答.json", "-o", "a.html", "-o", "b.csv", "-o", "c.json"];
    matome(dir.path(), &run).expect(0);
    matome(dir.path(), &["render", "progress", "b.csv", "-o", "d.json"]).expect(0);
    assert_eq!(
        fs::read_to_string(dir.path().join("c.json")).unwrap(),
        fs::read_to_string(dir.path().join("d.json")).unwrap()
    );
    fs::write(
        dir.path().join("matome.toml"),
        "[project]\n\"計画\" = \"計画\"\n[[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"回答.json\"]\noutput = [\"html\", \"csv\"]\nfile = \"進捗\"\n",
    )
    .unwrap();
    matome(dir.path(), &["build"]).expect(0);
    assert_eq!(names(&dir.path().join("out")), ["進捗.csv", "進捗.html"]);
    let sheets = serde_json::json!({ "sheets": [{ "事業名": "声かけ", "担当課名": "健康課" }] });
    put(dir.path(), "票.json", &sheets);
    let each = ["render", "evaluation", "票.json", "--each", "--kinds", "html,csv", "--name", "{{事業名}}", "-o", "票"];
    matome(dir.path(), &each).expect(0);
    assert_eq!(names(&dir.path().join("票")), ["声かけ.csv", "声かけ.html"]);
}

#[test]
fn a_project_may_style_its_pages() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "回答.json", &good());
    fs::create_dir_all(dir.path().join("templates/shared/html")).unwrap();
    fs::write(dir.path().join("templates/shared/html/page.css"), "h1 { color: #123456; }</style><script>x</script>")
        .unwrap();
    matome(dir.path(), &["render", "progress", "回答.json", "-o", "a.html"]).expect(0);
    let page = Page::of(fs::read(dir.path().join("a.html")).unwrap());
    page.check();
    assert!(page.html.contains("h1 { color: #123456; }"));
}
