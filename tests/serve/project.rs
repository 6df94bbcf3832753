//! What the page is told of a project, and what it does.

use serde_json::Value;

use super::client::{Page, escaped, project, table};

const NAME: &str = "掲載事業";

#[test]
fn a_paper_is_read_built_and_out_of_date_when_its_input_changes() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。"), ("学習会", "月に一度ひらく。")]);
    let page = Page::open(dir.path(), dir.path());
    let read = page.project(|project| project["papers"][0]["state"] == "read");
    let paper = &read["papers"][0];
    assert_eq!((&paper["name"], &paper["count"], &paper["pages"]), (&NAME.into(), &"2 行".into(), &1.into()));
    assert_eq!((&paper["made"], &read["plan"]), (&"none".into(), &"試しの計画".into()));
    assert_eq!(page.post("/api/build", "{}").status, 200);
    let built = page.project(|project| project["task"].is_null() && project["papers"][0]["made"] == "new");
    let file = built["papers"][0]["files"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(built["last"]["made"][0]["written"], true);
    let pdf = page.get(&format!("/api/file?name={}", escaped(&file)));
    assert_eq!(pdf.body, std::fs::read(dir.path().join(&file)).unwrap());
    assert!(pdf.body.starts_with(b"%PDF"));
    // the same as the command makes
    crate::common::matome(dir.path(), &["build"]).expect(0);
    assert_eq!(std::fs::read(dir.path().join(&file)).unwrap(), pdf.body);
    // a change on disk shows by itself
    std::thread::sleep(std::time::Duration::from_millis(20));
    table(dir.path(), &[("見守り", "高齢の人を訪ねる。"), ("学習会", "月に二度ひらく。"), ("声かけ", "毎朝。")]);
    let changed = page.project(|project| project["papers"][0]["count"] == "3 行");
    assert_eq!(changed["papers"][0]["made"], "old");
}

#[test]
fn errors_stop_a_paper_and_can_be_overridden() {
    let dir = project(&[("見守り", "")]);
    let page = Page::open(dir.path(), dir.path());
    let read = page.project(|project| project["papers"][0]["state"] == "read");
    assert_eq!(read["papers"][0]["counts"]["errors"], 1, "{read:#}");
    page.post("/api/build", &format!("{{\"names\":[\"{NAME}\"]}}"));
    let stopped = page.project(|project| !project["last"].is_null());
    let made = &stopped["last"]["made"][0];
    assert_eq!((&made["written"], &made["forcible"]), (&false.into(), &true.into()));
    assert_eq!(stopped["papers"][0]["made"], "none");
    page.post("/api/build", &format!("{{\"names\":[\"{NAME}\"],\"force\":true}}"));
    page.project(|project| project["papers"][0]["made"] == "new");
}

#[test]
fn settings_that_cannot_be_read_are_told_with_their_line() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let page = Page::open(dir.path(), dir.path());
    page.project(|project| project["papers"][0]["state"] == "read");
    let settings = std::fs::read_to_string(dir.path().join("matome.toml")).unwrap();
    std::fs::write(dir.path().join("matome.toml"), settings.replace("output", "outputs")).unwrap();
    let told = page.project(|project| !project["faults"].as_array().unwrap().is_empty());
    assert_eq!(told["faults"][0]["code"], "M081");
    assert_eq!(told["faults"][0]["place"]["file"], "matome.toml");
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    page.project(|project| project["faults"].as_array().unwrap().is_empty());
}

/// A paper as soon as its pages are there.
fn looked(page: &Page) -> Value {
    let way = format!("/api/paper?name={}", escaped(NAME));
    page.project(|project| project["papers"][0]["state"] == "read");
    page.project(|_| page.get(&way).json()["drawn"] == true);
    page.get(&way).json()
}

#[test]
fn a_printed_text_leads_to_its_cell_and_back() {
    let long = "高齢の人を訪ねる。".repeat(40);
    let dir = project(&[("見守り", &long), ("学習会", "月に一度ひらく。")]);
    let page = Page::open(dir.path(), dir.path());
    let paper = looked(&page);
    assert_eq!(paper["headings"][0]["title"], "目標１");
    let drawn = page.get(&format!("/api/page?name={}&page=0", escaped(NAME))).json();
    let lines = drawn["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line[0] == "学習会").unwrap();
    let place = &line[5];
    assert_eq!((&place["file"], &place["line"]), (&"一覧/一覧.csv".into(), &3.into()));
    let cell = |place: &Value| {
        let (line, column) = (&place["line"], &place["column"]);
        let file = escaped(place["file"].as_str().unwrap());
        page.get(&format!("/api/cell?name={}&file={file}&line={line}&column={column}", escaped(NAME))).json()
    };
    let told = cell(place);
    assert_eq!((&told["text"], &told["pages"]), (&"学習会".into(), &serde_json::json!([0])));
    assert_eq!(told["lines"][2][0], 3);
    let line = lines.iter().find(|line| line[0] == "見守り").unwrap();
    let why = cell(&line[5])["why"].as_str().unwrap().to_owned();
    assert!(why.starts_with("1 行目の高さ") && why.contains("事業概要"), "{why}");
    let found = page.get(&format!("/api/search?name={}&words={}", escaped(NAME), escaped("一度"))).json();
    assert_eq!(found["found"][0]["text"], "月に一度ひらく。");
    assert_eq!(found["found"][0]["page"], 0);
}

#[test]
fn cells_of_a_workbook_are_shown_with_their_neighbours() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("一覧").unwrap();
    let rows = [
        ["基本目標", "施策", "No", "事業名", "事業概要", "担当局等"],
        ["目標１", "施策１", "1", "見守り", "高齢の人を訪ねる。", "福祉局"],
        ["目標１", "施策１", "2", "学習会", "", "福祉局"],
    ];
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, *text).unwrap();
        }
    }
    std::fs::remove_file(dir.path().join("一覧/一覧.csv")).unwrap();
    book.save(dir.path().join("一覧/一覧.xlsx")).unwrap();
    let page = Page::open(dir.path(), dir.path());
    let paper = looked(&page);
    // the finding of the empty cell
    let finding = &paper["findings"]["list"][0];
    let place = &finding["place"];
    assert_eq!((&finding["level"], &place["cell"]), (&"error".into(), &"E3".into()), "{finding:#}");
    let way = format!(
        "/api/cell?name={}&file={}&sheet={}&cell=E3",
        escaped(NAME),
        escaped("一覧/一覧.xlsx"),
        escaped("一覧")
    );
    let told = page.get(&way).json();
    let grid = &told["grid"];
    assert_eq!(grid["columns"][grid["here"].as_u64().unwrap() as usize], "E");
    let here = grid["rows"].as_array().unwrap().iter().find(|row| row["here"] == true).unwrap();
    assert_eq!((&here["row"], &here["cells"][2]), (&3.into(), &"学習会".into()));
}

#[test]
fn layers_that_the_browser_has_do_not_come_again() {
    let text = |n: usize| (format!("事業{n}"), format!("{n}番目の事業の概要を書いた文。"));
    let texts: Vec<(String, String)> = (0..16).map(text).collect();
    let rows: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let dir = project(&rows);
    let page = Page::open(dir.path(), dir.path());
    looked(&page);
    let drawn = |has: &str| -> Vec<(String, bool)> {
        let told = page.get(&format!("/api/page?name={}&page=0&has={has}", escaped(NAME))).json();
        let layer = |layer: &Value| (layer[0].as_str().unwrap().to_owned(), layer[1].is_string());
        told["layers"].as_array().unwrap().iter().map(layer).collect()
    };
    let whole = drawn("&whole=true");
    assert!(matches!(&whole[..], [(_, true)]), "{whole:?}");
    let first = drawn("");
    assert!(first.len() > 1 && first.iter().all(|(_, comes)| *comes), "{first:?}");
    let has: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    let has = has.join(",");
    assert!(drawn(&has).iter().all(|(_, comes)| !comes));
    // one text is another: most of the page stays
    let table = dir.path().join("一覧/一覧.csv");
    let changed = std::fs::read_to_string(&table).unwrap().replace("9番目の事業の概要", "九番目の事業の概要");
    let version = page.get(&format!("/api/paper?name={}", escaped(NAME))).json()["version"].clone();
    std::fs::write(&table, changed).unwrap();
    page.project(|project| project["papers"][0]["version"] != version && project["papers"][0]["state"] == "read");
    let second = drawn(&has);
    let new = second.iter().filter(|(_, comes)| *comes).count();
    assert!((1..=2).contains(&new) && new < second.len(), "{new} of {}", second.len());
    // from afar
    let small = page.get(&format!("/api/small?name={}&page=0", escaped(NAME)));
    assert_eq!((small.status, small.header("content-type")), (200, Some("image/svg+xml")));
    assert!(small.text().starts_with("<svg") && small.body.len() < 60_000, "{}", small.body.len());
    assert_eq!(page.get(&format!("/api/small?name={}&page=9", escaped(NAME))).status, 422);
}
