//! Meeting packets: what an independent reader finds in the PDFs.

mod council;
mod sheets;

use std::fs;
use std::path::Path;

use crate::common::papers::Paper;
use crate::common::{matome, names};

const PACKET: &str = r#"
name = "会議"
file = "{{回}}_{{会議}}"
output = ["meeting", "archive"]

[meeting]
"名称" = "推進会議"
"回" = "第2回"
"開始" = 2025-08-26T14:00:00
"終了" = 16:00:00
"場所" = "第1会議室"

[style]
duplex = true

[[agenda]]
"項目" = "開会"
[[agenda]]
"項目" = "協議"
[[agenda.sub]]
"項目" = "計画について"
"資料" = ["計画"]

[[paper]]
agenda = true
[[paper]]
contents = true
[[paper]]
name = "計画"
markdown = "計画.md"
"資料番号" = "資料No.#"
[[paper]]
name = "計画の写し"
markdown = "計画.md"
"資料番号" = "資料No.#"
[[paper]]
rules = "要綱.txt"
"資料番号" = "参考資料＃"
[[paper]]
members = "名簿.csv"
order = "ふりがな"
honorific = "様"
[[paper]]
table = "欠席.csv"
[[paper]]
name = "地図"
pdf = "地図.pdf"
"資料番号" = "参考資料＃"
"#;

const PLAN: &str = "# 計画の概要\n\n## 背景\n\n人口が減る。\n\n## 目標\n\n| 年 | 数 |\n|---|--:|\n| 令和7年 | 12 |\n";

/// A folder with a small packet; the guest is a meeting copy of another one.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    put("計画.md", PLAN);
    put(
        "要綱.txt",
        "設置要綱\n令和5年3月1日告示第5号\n（設置）\n第1　会議を置く。\n附　則\nこの要綱は、公布の日から施行する。\n",
    );
    put(
        "名簿.csv",
        "委員名簿,,\n令和7年8月1日現在,,\n氏名,ふりがな,所属\n渡辺 光,わたなべ ひかる,市民\n阿部 明,あべ あきら,医師会\n",
    );
    put("欠席.csv", "欠席者,\n氏名,代理\n阿部 明,佐藤 花\n");
    put("guest.toml", "[meeting]\n\"名称\" = \"よその課\"\n[[paper]]\nmarkdown = \"計画.md\"\n");
    matome(dir.path(), &["packet", "guest.toml"]).expect(0);
    fs::rename(dir.path().join("out/よその課.pdf"), dir.path().join("地図.pdf")).unwrap();
    fs::remove_dir(dir.path().join("out")).unwrap();
    put("packet.toml", PACKET);
    dir
}

fn made(dir: &Path, name: &str) -> Paper {
    Paper::of(&fs::read(dir.join("out").join(name)).unwrap())
}

const MEETING: &str = "第2回_推進会議.pdf";
const ARCHIVE: &str = "第2回_推進会議（保存用）.pdf";

#[test]
fn pages_labels_bookmarks_and_links_are_one_documents() {
    let dir = project();
    matome(dir.path(), &["packet"]).expect(0);
    assert_eq!(names(&dir.path().join("out")), [MEETING, ARCHIVE]);
    for name in [MEETING, ARCHIVE] {
        let paper = made(dir.path(), name);
        // eight papers of a page each, each on a new sheet
        assert_eq!(paper.pages(), 15, "{name}");
        assert_eq!(paper.labels(), (1..=15).map(|n| n.to_string()).collect::<Vec<_>>());
        let marks = paper.bookmarks();
        let first: Vec<(&str, u32)> =
            marks.iter().filter(|m| m.0 == 0).map(|(_, title, page)| (title.as_str(), *page)).collect();
        assert_eq!(
            first,
            [
                ("第2回\u{3000}推進会議", 1),
                ("資料一覧", 3),
                ("資料No.1 計画の概要", 5),
                ("資料No.2 計画の概要", 7),
                ("参考資料１ 設置要綱", 9),
                ("委員名簿", 11),
                ("欠席者", 13),
                ("参考資料２ 地図", 15)
            ],
            "two papers with the same text have bookmarks of their own"
        );
        let below: Vec<(&str, u32)> =
            marks.iter().filter(|m| m.0 == 1 && (5..9).contains(&m.2)).map(|(_, t, p)| (t.as_str(), *p)).collect();
        assert_eq!(below, [("背景", 5), ("目標", 5), ("背景", 7), ("目標", 7)]);
        // the agenda leads to the paper it names, the list to each paper by title and by page
        assert_eq!(paper.links(1), [5, 7, 9, 15], "its items, and what else is handed out with a number");
        let mut listed: Vec<u32> = paper.links(3);
        // in the copy for the meeting each foot leads back
        listed.retain(|page| *page != 1);
        assert_eq!(listed, [5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15]);
    }
}

#[test]
fn the_meeting_copy_has_the_guests_pages_and_the_archive_its_file() {
    let dir = project();
    matome(dir.path(), &["packet"]).expect(0);
    let meeting = fs::read(dir.path().join("out").join(MEETING)).unwrap();
    let paper = Paper::of(&meeting);
    assert!(paper.catalog().get(b"StructTreeRoot").is_err(), "the meeting copy is light");
    let forms = paper.document.objects.values().filter_map(|o| o.as_stream().ok());
    let forms = forms.filter(|s| s.dict.get(b"Subtype").is_ok_and(|t| t.as_name().is_ok_and(|n| n == b"Form"))).count();
    assert_eq!(forms, 3, "the guest's page, its number and its page number");

    let archive = made(dir.path(), ARCHIVE);
    let files = archive.get(archive.get(archive.catalog(), "Names").as_dict().unwrap(), "EmbeddedFiles");
    let names = archive.get(files.as_dict().unwrap(), "Names").as_array().unwrap();
    let spec = archive.document.dereference(&names[1]).unwrap().1.as_dict().unwrap();
    assert_eq!(archive.text(spec, "UF"), "01_地図.pdf");
    assert_eq!(archive.get(spec, "AFRelationship").as_name().unwrap(), b"Source");
    let stream = archive.get(archive.get(spec, "EF").as_dict().unwrap(), "F").as_stream().unwrap();
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    assert!(bytes == fs::read(dir.path().join("地図.pdf")).unwrap(), "the attachment is the file, byte for byte");
    let elements = archive.elements();
    assert!(elements.iter().any(|e| e.text.contains("この資料は、ほかの課が作ったPDFです")));
    // both copies of one paper are in the structure, with their own texts
    assert_eq!(elements.iter().filter(|e| e.kind == "H1" && e.text == "計画の概要").count(), 2);
    assert_eq!(elements.iter().filter(|e| e.kind == "TD" && e.text == "令和7年").count(), 2);
    assert!(elements.iter().any(|e| e.kind == "TH" && e.text == "ファイル"));
}

#[test]
fn a_list_of_members_is_in_the_order_of_kana_with_their_honorifics() {
    let dir = project();
    matome(dir.path(), &["packet", "--make", "archive"]).expect(0);
    let paper = made(dir.path(), ARCHIVE);
    let cells: Vec<String> =
        paper.elements().into_iter().filter(|e| ["TD", "TH"].contains(&e.kind.as_str())).map(|e| e.text).collect();
    let at = |text: &str| cells.iter().position(|c| c == text).unwrap_or_else(|| panic!("{text} in {cells:?}"));
    assert!(at("阿部明様") < at("渡辺光様"));
}

#[test]
fn the_same_packet_is_the_same_bytes() {
    let dir = project();
    let read = || {
        matome(dir.path(), &["packet", "--make", "meeting,archive,booklet,2up,dividers,slip"]).expect(0);
        let out = dir.path().join("out");
        names(&out).into_iter().map(|n| (n.clone(), fs::read(out.join(n)).unwrap())).collect::<Vec<_>>()
    };
    let (one, two) = (read(), read());
    assert_eq!(one.len(), 6);
    assert!(one == two);
}

#[test]
fn the_list_names_papers_pages_and_findings() {
    let dir = project();
    fs::write(dir.path().join("計画.md"), "# 計画の概要\n\n<b>太字</b>の文。\n").unwrap();
    let run = matome(dir.path(), &["packet", "--list"]).expect(1);
    let row =
        |name: &str| run.stdout.lines().find(|l| l.contains(name)).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(row("資料No.2"), ["資料No.2", "計画の概要", "1", "7", "3"]);
    assert_eq!(row("設置要綱"), ["参考資料１", "設置要綱", "1", "9", "0"]);
    assert!(!dir.path().join("out").exists());
}

#[test]
fn faults_are_told_where_they_are_and_nothing_is_written() {
    let cases: [(&str, &str, &[&str]); 6] = [
        ("計画.md", "# 計画\n\n一行目\n<table>\n", &["エラー[M347]: HTML は使えません: 「<table>」", "計画.md:4:1"]),
        ("計画.md", "# 計画\n\n![図](ない.png)\n", &["エラー[M346]", "「ない.png」", "計画.md:3:1"]),
        ("計画.md", "# 計画\n\n本文[^a]\n", &["エラー[M349]", "注「a」の文がありません"]),
        ("地図.pdf", "PDF ではない", &["エラー[M330]: PDF ではありません", "地図.pdf"]),
        ("名簿.csv", "なまえ,年\n山田,3\n", &["エラー[M050]", "名簿.csv"]),
        ("計画.md", "实施する。\n", &["エラー[M201]", "計画.md"]),
    ];
    for (file, text, told) in cases {
        let dir = project();
        fs::write(dir.path().join(file), text).unwrap();
        let run = matome(dir.path(), &["packet"]);
        assert!(run.code == 1 || run.code == 2, "{file}: {}", run.stderr);
        for word in told {
            assert!(run.stderr.contains(word), "{word} is not in\n{}", run.stderr);
        }
        assert!(!dir.path().join("out").exists(), "{file}");
    }
}

#[test]
fn a_packet_can_stand_in_the_project_and_use_its_papers() {
    let dir = project();
    fs::remove_file(dir.path().join("packet.toml")).unwrap();
    crate::common::put(dir.path(), "回答.json", &crate::common::good());
    let toml = "[project]\n\"団体\" = \"試し市\"\n[[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"回答.json\"]\n\
                output = [\"pdf\"]\n[packet.\"夏\".meeting]\n\"名称\" = \"夏の会議\"\n\
                [[packet.\"夏\".paper]]\npaper = \"進捗\"\n\"資料番号\" = \"資料１\"\n";
    fs::write(dir.path().join("matome.toml"), toml).unwrap();
    let run = matome(dir.path(), &["build"]).expect(0);
    assert!(run.stdout.contains("夏") && run.stdout.contains("out/夏の会議.pdf"), "{}", run.stdout);
    let paper = made(dir.path(), "夏の会議.pdf");
    assert_eq!(paper.labels(), ["1"]);
    assert_eq!(paper.text(paper.info(), "Author"), "試し市");
    matome(dir.path(), &["packet", "冬"]).expect(2).says(&["会議資料「冬」はありません（あるのは 夏）"]);
    // a paper that the project does not have
    fs::write(dir.path().join("matome.toml"), toml.replace("paper = \"進捗\"", "paper = \"ない\"")).unwrap();
    matome(dir.path(), &["packet"]).expect(1).says(&[
        "エラー[M350]",
        "紙面「ない」がありません",
        "あるのは 進捗",
        "--> matome.toml:11:9",
    ]);
}

#[test]
fn sheets_are_found_under_the_title_of_their_paper() {
    let dir = tempfile::tempdir().unwrap();
    let sheets = serde_json::json!({ "様式": "evaluation", "基準年度": 2024, "sheets": [
        { "事業名": "見守り", "重点施策": "灯" }, { "事業名": "声かけ", "重点施策": "輪" },
    ] });
    fs::write(dir.path().join("評価.json"), sheets.to_string()).unwrap();
    let toml = "[meeting]\n\"名称\" = \"会議\"\n[[paper]]\nagenda = true\n\
                [[paper]]\nform = \"evaluation\"\ninput = [\"評価.json\"]\n";
    fs::write(dir.path().join("packet.toml"), toml).unwrap();
    matome(dir.path(), &["packet"]).expect(0);
    let found = made(dir.path(), "会議.pdf").bookmarks();
    let tops: Vec<u32> = found.iter().filter(|(depth, ..)| *depth == 0).map(|(.., page)| *page).collect();
    assert_eq!(tops, [1, 2], "{found:?}");
    let below: Vec<(&str, u32)> =
        found.iter().filter(|(depth, _, page)| *depth == 1 && *page > 1).map(|(_, t, p)| (t.as_str(), *p)).collect();
    assert_eq!(below, [("灯", 2), ("輪", 3)], "{found:?}");
}

#[test]
fn a_divider_has_the_number_and_title_or_else_the_name() {
    let dir = tempfile::tempdir().unwrap();
    let dividers = |title: &str, name: &str, number: &str| {
        fs::write(dir.path().join("紙面.md"), format!("# {title}\n\n本文。\n")).unwrap();
        let toml = format!(
            "output = [\"dividers\"]\n[meeting]\n\"名称\" = \"会議\"\n\
             [[paper]]\nmarkdown = \"紙面.md\"\nname = \"{name}\"\n\"資料番号\" = \"{number}\"\n"
        );
        fs::write(dir.path().join("packet.toml"), toml).unwrap();
        matome(dir.path(), &["packet"]).expect(0);
        fs::read(dir.path().join("out/会議（仕切り）.pdf")).unwrap()
    };
    let long = "とても長い題の付いた計画の概要";
    assert!(dividers(long, "概要", "") == dividers("概要", "概要", ""), "the name stands for the title");
    assert!(dividers(long, "概要", "") != dividers(long, "別", ""));
    assert!(dividers(long, "概要", "資料１") == dividers(long, "別", "資料１"), "the title stands below the number");
    assert!(dividers(long, "概要", "資料１") != dividers("概要", "概要", "資料１"));
}

#[test]
fn the_packet_of_the_guide_works() {
    let guide = include_str!("../docs/packet.md");
    let toml = guide.split_once("```toml\n").unwrap().1.split_once("\n```").unwrap().0;
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("packet.toml"), toml).unwrap();
    fs::create_dir(dir.path().join("会議")).unwrap();
    fs::write(dir.path().join("会議/概要.md"), PLAN).unwrap();
    matome(dir.path(), &["packet", "--strict"]).expect(0);
    let day = "令和8年7月14日（火）13:30～15:30";
    assert!(guide.contains(day));
    let text = made(dir.path(), "会議資料（保存用）.pdf").elements()[0].text.clone();
    assert!(text.contains(day) && text.contains("資料No.1"), "{text}");
}

#[test]
fn every_key_of_a_packet_is_in_its_guide() {
    let guide = include_str!("../docs/packet.md");
    let raw = include_str!("../src/packet/raw.rs");
    let renamed = regex::Regex::new(r#"rename = "(.+?)"\)\]\s+pub \w+:|pub (\w+):"#).unwrap();
    let keys: Vec<&str> = renamed.captures_iter(raw).map(|c| c.get(1).or(c.get(2)).unwrap().as_str()).collect();
    assert!(keys.len() > 40, "{keys:?}");
    let missing: Vec<&&str> = keys.iter().filter(|key| !guide.contains(**key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The published packet of another city, made from its own texts; `.ci/judge` judges what this leaves.
#[test]
fn the_packet_of_the_corpus_is_whole() {
    let Some(corpus) = crate::common::corpus() else { return };
    let council: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(corpus.join("council.json")).unwrap()).unwrap();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("council");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let put = |name: &str, text: String| fs::write(dir.join(name), text).unwrap();
    put("要綱.txt", council::regulation(&council["ordinance"]));
    put("概要.md", council::markdown(&council["overview"]));
    put("参考資料2.md", council::markdown(&council["appendix2"]));
    put("packet.toml", council::packet(&council, &corpus));
    matome(&dir, &["packet"]).expect(0);
    let paper = made(&dir, "会議資料（保存用）.pdf");
    let text: String = paper.elements().iter().find(|e| e.kind == "Document").unwrap().text.clone();
    let mut wanted = Vec::new();
    for part in ["agenda", "ordinance", "overview", "appendix2"] {
        council::texts(&council[part], &mut wanted);
    }
    let names = council["members"]["rows"].as_array().unwrap().iter();
    wanted.extend(names.map(|row| row["氏名"].as_str().unwrap().to_owned()));
    let lost: Vec<&String> = wanted.iter().filter(|t| !text.contains(&crate::common::papers::bare(t))).collect();
    assert!(lost.is_empty(), "{} of {} texts are lost: {lost:?}", lost.len(), wanted.len());
    put("texts.json", serde_json::to_string(&wanted).unwrap());
}
