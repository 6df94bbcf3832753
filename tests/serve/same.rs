//! A paper that is read again after a change is the same as one that is read for the first time.

use std::path::Path;

use serde_json::Value;

use super::client::{Page, escaped, project};

const NAME: &str = "掲載事業";

/// What the page says of the paper and of its first pages, but for the version.
fn state(page: &Page) -> Option<Value> {
    let told = page.get(&format!("/api/paper?name={}", escaped(NAME)));
    let mut paper = if told.status == 200 { told.json() } else { return None };
    if paper["state"] != "read" && paper["state"] != "failed" {
        return None;
    }
    let version = paper.as_object_mut()?.remove("version")?;
    if paper["state"] == "failed" {
        return Some(paper);
    }
    if paper["drawn"] != true {
        return None;
    }
    for n in 0..paper["pages"].as_u64()? {
        let mut drawn = page.get(&format!("/api/page?name={}&page={n}", escaped(NAME))).json();
        if drawn.as_object_mut()?.remove("version")? != version {
            return None;
        }
        paper[format!("page {n}")] = drawn;
    }
    Some(paper)
}

/// As a program says that reads the folder for the first time.
fn fresh(folder: &Path) -> Value {
    let home = tempfile::tempdir().unwrap();
    let page = Page::open(folder, home.path());
    page.project(|_| state(&page).is_some());
    state(&page).unwrap()
}

fn book(path: &Path, sheet: &str, rows: &[(&str, &str)]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let out = book.add_worksheet().set_name(sheet).unwrap();
    let heads = ["基本目標", "施策", "No", "事業名", "事業概要", "担当局等"];
    for (c, text) in heads.iter().enumerate() {
        out.write_string(0, c as u16, *text).unwrap();
    }
    for (r, (name, about)) in rows.iter().enumerate() {
        let number = (r + 1).to_string();
        for (c, text) in ["目標１", "施策１", &number, name, about, "福祉局"].iter().enumerate() {
            out.write_string(r as u32 + 1, c as u16, *text).unwrap();
        }
    }
    book.save(path).unwrap();
}

#[test]
fn a_change_gives_what_a_fresh_read_gives() {
    let dir = project(&[]);
    let folder = dir.path().join("一覧");
    std::fs::remove_file(folder.join("一覧.csv")).unwrap();
    book(&folder.join("a.xlsx"), "一覧", &[("見守り", "高齢の人を訪ねる。"), ("学習会", "月に一度ひらく。")]);
    book(&folder.join("b.xlsx"), "一覧", &[("声かけ", "毎朝。"), ("配食", "昼に届ける。")]);
    book(&folder.join("c.xlsx"), "一覧", &[("相談", "窓口を置く。")]);
    // files of long ago are kept
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    for name in ["a.xlsx", "b.xlsx", "c.xlsx"] {
        std::fs::File::options().write(true).open(folder.join(name)).unwrap().set_modified(old).unwrap();
    }
    let page = Page::open(dir.path(), dir.path());
    let mut before = fresh(dir.path());
    page.project(|_| state(&page).as_ref() == Some(&before));
    let settings = std::fs::read_to_string(dir.path().join("matome.toml")).unwrap();
    let changes: [(&str, &dyn Fn()); 12] = [
        ("a value", &|| book(&folder.join("b.xlsx"), "一覧", &[("声かけ", "毎朝と毎夕。"), ("配食", "昼に届ける。")])),
        ("a row", &|| {
            book(
                &folder.join("a.xlsx"),
                "一覧",
                &[("見守り", "高齢の人を訪ねる。"), ("学習会", "月に一度ひらく。"), ("体操", "週に一度。")],
            )
        }),
        ("an empty answer", &|| book(&folder.join("c.xlsx"), "一覧", &[("相談", "")])),
        ("a sheet of another name", &|| book(&folder.join("c.xlsx"), "別の名", &[("相談", "")])),
        ("the same length and another text", &|| book(&folder.join("c.xlsx"), "別の名", &[("相談", "窓口。")])),
        ("a file less", &|| std::fs::remove_file(folder.join("b.xlsx")).unwrap()),
        ("a file more", &|| book(&folder.join("d/e.xlsx"), "一覧", &[("祭り", "年に一度。")])),
        ("a file of another name", &|| std::fs::rename(folder.join("a.xlsx"), folder.join("z.xlsx")).unwrap()),
        ("no workbook", &|| std::fs::write(folder.join("c.xlsx"), "これは Excel ではない").unwrap()),
        ("a workbook again", &|| book(&folder.join("c.xlsx"), "一覧", &[("相談", "窓口を二つ置く。")])),
        ("settings", &|| {
            std::fs::write(dir.path().join("matome.toml"), settings.replace("試しの計画", "別の計画")).unwrap()
        }),
        ("a form", &|| {
            crate::common::matome(dir.path(), &["form", "eject", "programs"]).expect(0);
            let path = dir.path().join("templates/programs/form.toml");
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replacen("title = \"掲載事業一覧\"", "title = \"事業の一覧\"", 1)).unwrap();
        }),
    ];
    std::fs::create_dir(folder.join("d")).unwrap();
    for (what, change) in changes {
        change();
        let after = fresh(dir.path());
        assert!(before != after, "{what} changes nothing");
        let begun = std::time::Instant::now();
        while state(&page).as_ref() != Some(&after) {
            assert!(begun.elapsed().as_secs() < 30, "{what}: {:#?}\n{after:#?}", state(&page));
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        before = after;
    }
}
