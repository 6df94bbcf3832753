//! What stands above tables and on the front pages: meetings, titles, headings in the input's words, 次第.

use crate::common::kit::{Kit, Table};
use crate::common::papers::{Paper, contract};
use crate::common::{lines, matome, of, source, tree};
use matome::finding::Finding;
use matome::meta::{Given, Meta};
use matome::source::{Format, Source};
use matome::xlsx::Xlsx;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::fs;

fn read(form: &str, sources: &[Source]) -> (Table, Vec<Finding>) {
    let kit = Kit::new();
    let form = kit.form(form).unwrap();
    let mut findings = Vec::new();
    let book = kit.read(&form, sources, &Given::default(), &mut findings);
    (book.unwrap_or_else(|| panic!("{}", lines(&findings))), findings)
}

fn sheet(name: &str, rows: &[&[&str]]) -> Source {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, texts) in (0..).zip(rows) {
        for (col, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, col, *text).unwrap();
        }
    }
    source(name, Format::Xlsx, workbook.save_to_buffer().unwrap())
}

fn again(book: &Table) -> Table {
    let bytes = Kit::new().xlsx(book, &Xlsx::default()).unwrap();
    read(&book.plan().form.name, &[source("再.xlsx", Format::Xlsx, bytes)]).0
}

fn programs(above: &[&[&str]]) -> Source {
    let table: [&[&str]; 3] =
        [&["(1) 見守る"], &["No", "事業名", "事業概要", "担当局等"], &["1", "声かけ", "声をかける。", "福祉部"]];
    sheet("一覧.xlsx", &[above, &table].concat())
}

#[test]
fn the_meeting_and_its_day_stand_above_the_table() {
    let meeting = "令和7年8月26日　第1回くらしの灯推進会議";
    let (book, findings) = read("programs", &[programs(&[&["令和7年8月26日"], &["第1回くらしの灯推進会議"], &[""]])]);
    assert_eq!(lines(&findings), "");
    assert_eq!(book.plan().meta.meeting.as_deref(), Some(meeting));
    assert_eq!(contract(&book)["meeting"], meeting);
    assert_eq!(again(&book).plan().meta.meeting.as_deref(), Some(meeting), "the workbook has it");
    let data: Value = serde_json::from_str(&book.json()).unwrap();
    assert_eq!(data["会議"], meeting);
    assert_eq!(read("programs", &[tree(&data)]).0.json(), book.json());

    let keys = json!({ "meeting": "第1回くらしの灯推進会議", "date": "令和7年8月26日", "rows": data["rows"] });
    assert_eq!(read("programs", &[tree(&keys)]).0.plan().meta.meeting.as_deref(), Some(meeting));
    // a day without a meeting is that of an answer
    let (book, findings) = read("programs", &[programs(&[&["令和7年8月26日"], &[""]])]);
    assert_eq!(book.plan().meta.meeting, None);
    assert_eq!(of(&findings, "M055").len(), 1, "{}", lines(&findings));
}

#[test]
fn a_paper_that_names_its_plan_keeps_its_own_title() {
    let title = "第２期汐見原市地域福祉計画　行政区分の実施状況";
    let (book, findings) = read("programs", &[programs(&[&[title], &[""]])]);
    assert_eq!(lines(&findings), "");
    assert_eq!((book.plan().title(), &book.plan().meta.plan), (title, &None));
    assert_eq!(again(&book).plan().title(), title);
    let (book, _) = read("programs", &[programs(&[&["第２期汐見原市地域福祉計画"], &[""]])]);
    assert_eq!(book.plan().meta.plan.as_deref(), Some("第２期汐見原市地域福祉計画"));
    assert_eq!(book.plan().title(), "掲載事業一覧");
}

#[test]
fn members_have_the_headings_of_their_list() {
    let list = |group: &str, post: &str| {
        sheet("名簿.xlsx", &[&["委員名簿"], &[group, post, "氏名"], &["民生委員協議会", "会長", "浜名　健"]])
    };
    let headings = |book: &Table| book.plan().columns.iter().map(|c| c.heading.join("/")).collect::<Vec<_>>();
    for (group, post) in [("団体等", "職"), ("所属団体等", "職名"), ("団体名", "役職")] {
        let (book, findings) = read("members", &[list(group, post)]);
        assert_eq!(lines(&findings), "");
        assert_eq!(headings(&book), [group, post, "氏名"]);
        assert_eq!(headings(&again(&book)), headings(&book));
        let data: Value = serde_json::from_str(&book.json()).unwrap();
        let (read_again, findings) = read("members", &[tree(&data)]);
        assert_eq!(lines(&findings), "");
        assert_eq!(headings(&read_again), headings(&book));
        assert_eq!(read_again.json(), book.json());
    }
    // another form's headings are its own
    let (book, _) = read("programs", &[programs(&[])]);
    assert!(headings(&book).contains(&"担当局等".to_owned()));
}

#[test]
fn tables_reach_from_margin_to_margin() {
    for (form, row) in [
        (
            "programs",
            json!({ "施策": "(1) 灯", "No": "1", "事業名": "声かけ", "事業概要": "声をかける。", "担当局等": "福祉部" }),
        ),
        ("matrix", json!({ "基本目標": "1 灯", "施策展開の方向性": "(1) 集う", "区分": "市民", "実績": "行った。" })),
        ("progress", crate::common::answer("方向性1", "1", "健康課", "声かけ", "行った。")),
    ] {
        let (book, _) = read(form, &[tree(&json!({ "rows": [row] }))]);
        let data = contract(&book);
        let all: f64 = data["widths"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).sum();
        let of = |key: &str| data["paper"][key].as_f64().unwrap();
        let width = of("width") - of("left") - of("right");
        assert!((all - width).abs() < 0.01, "{form}: {all} of {width}");
    }
}

#[test]
fn a_thin_last_page_is_drawn_together() {
    let row = |n: usize| {
        json!({ "施策": format!("({}) 灯", n / 9 + 1), "No": (n % 9 + 1).to_string(), "事業名": format!("声かけ{n}"),
                "事業概要": "声をかける。", "担当局等": "福祉部" })
    };
    let pages = |rows: usize| {
        let (book, _) = read("programs", &[tree(&json!({ "rows": (0..rows).map(row).collect::<Vec<_>>() }))]);
        let last = book.pages().last().unwrap().slices.len();
        (book.pages().len(), last, contract(&book)["text"]["gap"].as_f64().unwrap())
    };
    // how many rows fill four pages
    let full = (100..400).find(|n| pages(*n).0 > 4).unwrap() - 1;
    let usual = pages(20).2;
    let (four, _, tight) = pages(full);
    assert_eq!(four, 4);
    assert!(tight < usual && tight > usual * 0.85, "{tight} of {usual}");
    // rows that would be no thin page stand on one, with the usual room
    let (five, last, gap) = pages(full + 25);
    assert_eq!((five, gap), (5, usual), "{last} rows on the last page");
}

#[test]
fn regulations_lose_a_last_page_of_one_article() {
    let article = |n: usize| format!("（その{n}）\n第{n}　会議は、くらしの灯をつなぐために必要なことを話し合う。\n");
    let pages = |articles: usize| {
        let dir = tempfile::tempdir().unwrap();
        let text: String = (1..=articles).map(article).collect();
        fs::write(dir.path().join("要綱.txt"), format!("設置要綱\n令和5年3月31日\n告示第46号\n{text}")).unwrap();
        let toml = "file = \"会議\"\noutput = [\"meeting\"]\n[meeting]\n\"名称\" = \"会議\"\n[[paper]]\nrules = \"要綱.txt\"\n";
        fs::write(dir.path().join("packet.toml"), toml).unwrap();
        matome(dir.path(), &["packet"]).expect(0);
        Paper::of(&fs::read(dir.path().join("out/会議.pdf")).unwrap()).pages()
    };
    let one = (10..40).find(|n| pages(*n) > 1).unwrap() - 1;
    // at the usual gap of 0.65 the page has lines for fewer articles than it takes
    let lines = (297.0 - 50.0) / (10.5 * 1.65 * 25.4 / 72.0);
    assert!(2 * one + 5 > lines as usize, "{one} articles on a page of {lines} lines");
    assert_eq!(pages(one + 8), 2);
}

#[test]
fn agendas_list_what_else_is_handed_out() {
    let made = |others: &str| {
        let dir = tempfile::tempdir().unwrap();
        for name in ["計画", "概要", "地図"] {
            fs::write(dir.path().join(format!("{name}.md")), format!("# {name}の資料\n\n本文。\n")).unwrap();
        }
        let toml = format!(
            "{others}\noutput = [\"archive\"]\nfile = \"会議\"\n[meeting]\n\"名称\" = \"会議\"\n\
             [[agenda]]\n\"項目\" = \"第２期の計画の令和7年度の実績及び令和8年度の取組みと進め方について\"\n\"資料\" = [\"計画\"]\n\
             [[paper]]\nagenda = true\n\
             [[paper]]\nmarkdown = \"計画.md\"\nname = \"計画\"\n\"資料番号\" = \"資料No.#\"\n\
             [[paper]]\nmarkdown = \"概要.md\"\nname = \"概要\"\n\"資料番号\" = \"資料No.#\"\n\
             [[paper]]\nmarkdown = \"地図.md\"\nname = \"地図\"\n"
        );
        fs::write(dir.path().join("packet.toml"), toml).unwrap();
        matome(dir.path(), &["packet"]).expect(0);
        let paper = Paper::of(&fs::read(dir.path().join("out/会議（保存用）.pdf")).unwrap());
        let texts: Vec<String> = paper.elements().into_iter().map(|e| e.text).collect();
        texts
    };
    let texts = made("");
    let item = texts.iter().position(|t| t.starts_with("１　第２期") || t.starts_with("１第２期")).unwrap();
    assert!(texts[item].ends_with("について") || texts[item].ends_with("資料No.1"), "{texts:?}");
    assert!(texts.iter().any(|t| t == "その他の配布資料"), "{texts:?}");
    assert!(texts.iter().any(|t| t.starts_with("概要の資料")), "{texts:?}");
    assert!(!texts.iter().take_while(|t| *t != "計画の資料").any(|t| t.starts_with("地図の資料")), "it has no number");
    let texts = made("\"配布資料\" = [\"地図\"]");
    let agenda: Vec<&String> = texts.iter().take_while(|t| *t != "計画の資料").collect();
    assert!(agenda.iter().any(|t| t.starts_with("地図の資料")), "{agenda:?}");
    assert!(!made("\"配布資料\" = []").iter().any(|t| t == "その他の配布資料"));
}

#[test]
fn papers_of_one_title_are_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("計画.md"), "# 計画の概要\n\n本文。\n").unwrap();
    let toml = "[meeting]\n\"名称\" = \"会議\"\n[[paper]]\nmarkdown = \"計画.md\"\n\"資料番号\" = \"資料１\"\n\
                [[paper]]\nmarkdown = \"計画.md\"\nname = \"写し\"\n\"資料番号\" = \"資料２\"\n";
    fs::write(dir.path().join("packet.toml"), toml).unwrap();
    matome(dir.path(), &["packet"])
        .expect(0)
        .says(&["「資料１」と「資料２」が同じ題名です: 「計画の概要」", "packet.toml:6:1"]);
}

#[test]
fn the_period_of_the_plan_is_never_made_up() {
    let kit = Kit::new();
    let form = kit.slip_form("evaluation").unwrap();
    let read = |given: &Given, data: &Value| {
        let mut findings = Vec::new();
        let slips = kit.read_slips(&form, &[tree(data)], given, &mut findings).unwrap();
        (slips.years["期"], of(&findings, "M133").len())
    };
    let data = json!({ "sheets": [{ "事業名": "見守り", "重点施策": "灯" }] });
    let planned = |plan: &str| {
        let meta = Meta { plan: Some(plan.to_owned()), ..Meta::default() };
        Given { meta, ..Given::default() }
    };
    assert_eq!(read(&planned("第２期汐見原市地域福祉計画"), &data), (2, 0));
    assert_eq!(read(&planned("汐見原市地域福祉計画（第三期）"), &data), (3, 0));
    assert_eq!(read(&planned("くらしの灯プラン"), &data), (4, 1), "the form's own, and it is told");
    let years = [("期".to_owned(), 6)].into();
    assert_eq!(read(&Given { years, ..planned("第２期の計画") }, &data), (6, 0), "what is said counts more");
    let mut said = data.clone();
    said["期"] = 5.into();
    assert_eq!(read(&Given::default(), &said), (5, 0));
    // the input's own name of the plan counts as that of the project
    for (plan, number) in [("第2期となりの計画", 2), ("となりの計画（第二期）", 2), ("第３期　となりの計画", 3)]
    {
        let mut own = data.clone();
        own["計画"] = plan.into();
        assert_eq!(read(&Given::default(), &own), (number, 0), "{plan}");
        assert_eq!(read(&planned("第５期汐見原市の計画"), &own), (5, 0), "the project's name first");
        // answers that do not name it are of the same plan
        let mut findings = Vec::new();
        let both = [tree(&own), tree(&json!({ "sheets": [{ "事業名": "配食", "重点施策": "灯" }] }))];
        kit.read_slips(&form, &both, &Given::default(), &mut findings).unwrap();
        assert!(of(&findings, "M060").is_empty() && of(&findings, "M133").is_empty(), "{findings:?}");
    }
}

#[test]
fn a_period_can_stand_under_years() {
    let dir = tempfile::tempdir().unwrap();
    let data = json!({ "sheets": [{ "事業名": "見守り", "重点施策": "灯" }] });
    fs::write(dir.path().join("評価.json"), data.to_string()).unwrap();
    let toml = "[years]\n\"期\" = 3\n[[paper]]\nname = \"評価\"\nform = \"evaluation\"\ninput = [\"評価.json\"]\noutput = [\"json\"]\n";
    fs::write(dir.path().join("matome.toml"), toml).unwrap();
    matome(dir.path(), &["build"]).expect(0);
    let made: Vec<_> = fs::read_dir(dir.path().join("out")).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(fs::read_to_string(&made[0]).unwrap().contains("\"期\":3"), "{made:?}");
    fs::write(dir.path().join("matome.toml"), toml.replace("期", "基準年度")).unwrap();
    matome(dir.path(), &["build"]).expect(2).says(&["「基準年度」は西暦"]);
}

#[test]
fn legends_are_printed_in_the_words_of_the_sheets() {
    let kit = Kit::new();
    let form = kit.slip_form("evaluation").unwrap();
    let read = |sources: &[Source]| {
        let mut findings = Vec::new();
        let slips = kit.read_slips(&form, sources, &Given::default(), &mut findings).unwrap();
        (slips, findings)
    };
    let data = json!({ "期": 4, "sheets": [
        { "事業名": "見守り", "重点施策": "灯", "連携できた相手": ["③"] },
        { "事業名": "声かけ", "重点施策": "灯", "連携できた相手": ["②"] },
    ] });
    let mut slips = read(&[tree(&data)]).0;
    let legend = slips.form.legends.iter().position(|l| l.name == "連携相手").unwrap();
    let (third, own) = ("福祉や介護の事業者", slips.form.legends[legend].options[2].clone());
    let workbook = |slips: &matome::slip::Slips| {
        let bytes = kit.slips_xlsx(slips, &Xlsx::default()).unwrap();
        source("評価.xlsx", Format::Xlsx, bytes)
    };
    let ours = workbook(&slips);
    third.clone_into(&mut slips.form.legends[legend].options[2]);
    let theirs = workbook(&slips);
    let (typed, findings) = read(std::slice::from_ref(&theirs));
    assert_eq!(lines(&findings), "");
    assert_eq!(typed.form.legends[legend].options[2], third);
    let texts = |slips: &matome::slip::Slips| {
        slips.slips.iter().flat_map(|slip| &slip.answers).map(|answer| answer.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&typed), texts(&slips));
    let pages = Paper::of(&kit.slips_pdf(&typed, &Default::default()).unwrap());
    assert!(pages.elements().iter().any(|e| e.text.contains(third)), "the paper has them");
    // data keeps them
    let json: Value = serde_json::from_str(&typed.json()).unwrap();
    assert_eq!(json["凡例"]["連携相手"][2], third);
    let (again, findings) = read(&[tree(&json)]);
    assert_eq!(lines(&findings), "");
    assert_eq!(again.json(), typed.json());
    // sheets that differ have the form's words, and it is told
    let (both, findings) = read(&[theirs, ours]);
    assert_eq!(both.form.legends[legend].options[2], own);
    assert_eq!(of(&findings, "M065").len(), 1, "{}", lines(&findings));
}
