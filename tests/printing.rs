//! Papers as a printer prints them: how near to the edge of the sheet ink stands, seen in pictures; black ink; the labels
//! of pages; the links of a sheet and its 別紙.

use std::fs;

use crate::common::kit::Kit;
use crate::common::matome;
use crate::common::papers::Paper;
use crate::common::picture::draw;
use crate::common::slips::read_json;
use matome::Engine;
use matome::meta::Given;
use matome::paper::{Book, Data};
use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use matome::typeset::{Pdf, Standard};
use serde_json::{Value, json};

/// No ink is nearer to the trim, mm.
pub const CLEAR: f64 = 6.0;
/// A pixel is 0.18 mm: so much is the picture off.
const OFF: f64 = 0.2;
const DENSITY: f32 = 2.0;
/// A darker pixel is ink; the smallest stroke is darker by far.
const INK: u8 = 210;

/// How far the ink of a page, from 0, is from the edges of its sheet: top, right, bottom, left, mm.
pub fn nearest(pdf: &[u8], page: usize) -> [f64; 4] {
    let picture = draw(pdf, page, DENSITY);
    let (w, h) = (picture.width, picture.height);
    let is_ink = |x: usize, y: usize| picture.pixels[y * w + x] < INK;
    let row = |y: &usize| (0..w).any(|x| is_ink(x, *y));
    let column = |x: &usize| (0..h).any(|y| is_ink(*x, y));
    let top = (0..h).position(|y| row(&y)).unwrap_or(h);
    let bottom = (0..h).rev().position(|y| row(&y)).unwrap_or(h);
    let left = (0..w).position(|x| column(&x)).unwrap_or(w);
    let right = (0..w).rev().position(|x| column(&x)).unwrap_or(w);
    [top, right, bottom, left].map(|pixels| pixels as f64 / f64::from(DENSITY) * 25.4 / 72.0)
}

#[track_caller]
pub fn keeps_clear(pdf: &[u8], pages: impl IntoIterator<Item = usize>, name: &str) {
    for page in pages {
        let found = nearest(pdf, page);
        assert!(found.iter().all(|mm| *mm >= CLEAR - OFF), "{name}, page {}: {found:?} mm", page + 1);
    }
}

fn data(engine: &Engine, form: &str, json: &str, print: Option<&str>) -> Data {
    let form = engine.form(form).value_or_faults().unwrap();
    let mut given = Given { print: print.map(str::to_owned), ..Given::default() };
    given.meta.number = Some("資料２－１".to_owned());
    given.meta.plan = Some("くらしの灯をつなぐ計画".to_owned());
    let source = read_bytes(json.as_bytes().to_vec(), "紙面.json", Format::Json).unwrap();
    engine.read(&form, &[source], &given).value_or_faults().unwrap()
}

fn book(engine: &Engine, form: &str, json: &str, print: Option<&str>) -> Book {
    engine.set(data(engine, form, json, print)).value_or_faults().unwrap()
}

const MEMBERS: &str = r#"{"様式":"members","rows":[{"氏名":"阿部 明","ふりがな":"あべ あきら","所属団体等":"医師会"},
    {"氏名":"渡辺 光","ふりがな":"わたなべ ひかる","所属団体等":"市民"}]}"#;

/// The papers of the town, each with its page of counts if it has one.
fn town(engine: &Engine) -> Vec<(&'static str, Book)> {
    let progress = include_str!("../data/town/progress.json");
    let programs = include_str!("../data/town/programs.json");
    vec![
        ("progress", book(engine, "progress", progress, None)),
        ("programs", book(engine, "programs", programs, None)),
        ("programs A3", book(engine, "programs", programs, Some("A3"))),
        ("evaluation", book(engine, "evaluation", include_str!("../data/town/evaluation.json"), None)),
        ("matrix", book(engine, "matrix", include_str!("../data/town/matrix.json"), None)),
        ("members", book(engine, "members", MEMBERS, None)),
    ]
}

#[test]
fn no_ink_of_a_paper_is_near_the_trim() {
    let engine = Engine::new();
    for (name, book) in town(&engine) {
        let pdf = engine.pdf(&book, &Pdf { summary: true, ..Pdf::default() }).value_or_faults().unwrap();
        let all = Paper::of(&pdf).pages();
        // a first page, one in the middle, one that is continued, and the last ones with the counts
        let mut pages = vec![0, 1, all / 2, all.saturating_sub(2), all - 1];
        pages.retain(|page| *page < all);
        pages.dedup();
        keeps_clear(&pdf, pages, name);
        // each has a foot: the measure would see one that stands too low
        let foot = nearest(&pdf, all - 1)[2];
        assert!(all == 1 || foot < 9.0, "{name}: no page number above the lower edge ({foot} mm)");
    }
}

/// The meeting and its day stand under the title and the 資料番号, which stand higher for it.
#[test]
fn a_head_of_two_lines_is_clear_of_the_trim() {
    let dir = tempfile::tempdir().unwrap();
    for (form, file, args) in [
        ("progress", include_str!("../data/town/progress.json"), &[][..]),
        ("programs", include_str!("../data/town/programs.json"), &["--print", "A3"][..]),
    ] {
        let mut data: serde_json::Value = serde_json::from_str(file).unwrap();
        data["会議"] = "令和8年8月20日　第1回汐見原市地域福祉計画推進会議".into();
        let name = if data["sheets"].is_array() { "sheets" } else { "rows" };
        data[name].as_array_mut().unwrap().truncate(20);
        fs::write(dir.path().join("in.json"), data.to_string()).unwrap();
        let mut all = vec!["render", form, "in.json", "-o", "out.pdf", "--number", "資料1"];
        all.extend(args);
        matome(dir.path(), &all).expect(0);
        let pdf = fs::read(dir.path().join("out.pdf")).unwrap();
        let pages: Vec<usize> = (0..Paper::of(&pdf).pages().min(2)).collect();
        keeps_clear(&pdf, pages, form);
    }
}

#[test]
fn narrow_margins_are_told_with_what_they_have_to_be() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["form", "eject", "programs"]).expect(0);
    let path = dir.path().join("templates/programs/form.toml");
    let own = fs::read_to_string(&path).unwrap();
    let narrow =
        own.replace("top = 20, bottom = 14, left = 15, right = 15", "top = 12, bottom = 4, left = 15, right = 5");
    fs::write(&path, narrow.replace("bottom = 10.5, left = 10", "bottom = 9.5, left = 10")).unwrap();
    fs::write(dir.path().join("一覧.json"), include_str!("../data/town/programs.json")).unwrap();
    matome(dir.path(), &["render", "programs", "一覧.json", "-o", "一覧.pdf"]).expect(0).says(&[
        "注意[M344]: 余白が狭く、紙の端から 6mm より近くに刷られて切れることがあります: \
         上 12mm（13mm 以上）、下 4mm（10mm 以上）、右 5mm（6mm 以上）",
        "templates/programs/form.toml:14:10",
        "直し方: margin = { top = 13, bottom = 10, left = 15, right = 6 } と書いてください",
        "下 9.5mm（10mm 以上）",
        "templates/programs/form.toml:81:",
    ]);
    // what was told is so
    let pdf = fs::read(dir.path().join("一覧.pdf")).unwrap();
    assert!(nearest(&pdf, 0).iter().any(|mm| *mm < CLEAR - OFF), "{:?}", nearest(&pdf, 0));
    // the least margins that are told are enough
    let least =
        own.replace("top = 20, bottom = 14, left = 15, right = 15", "top = 13, bottom = 10, left = 15, right = 6");
    fs::write(&path, least).unwrap();
    let told = matome(dir.path(), &["render", "programs", "一覧.json", "-o", "一覧.pdf"]).expect(0).stderr;
    assert!(!told.contains("M344"), "{told}");
    let pdf = fs::read(dir.path().join("一覧.pdf")).unwrap();
    keeps_clear(&pdf, 0..2, "the least margins");
}

#[test]
fn forms_of_the_program_have_room_in_their_margins() {
    for name in ["progress", "programs", "matrix", "evaluation", "members", "document"] {
        let told = Engine::new().form(name).into_parts().1;
        assert!(told.iter().all(|f| f.code.0 != "M344"), "{name}: {told:?}");
    }
}

/// Black is the printer's black alone: not of a profile, which a printer makes of all its inks.
#[test]
fn black_and_grey_are_the_printers_own() {
    let engine = Engine::new();
    let programs = book(&engine, "programs", include_str!("../data/town/programs.json"), None);
    for standards in [Vec::new(), vec![Standard::A3a, Standard::Ua1]] {
        let pdf = engine.pdf(&programs, &Pdf { standards, ..Pdf::default() }).value_or_faults().unwrap();
        let paper = Paper::of(&pdf);
        let page = *paper.document.get_pages().values().next().unwrap();
        let resources = paper.get(paper.document.get_dictionary(page).unwrap(), "Resources").as_dict().unwrap();
        let spaces = paper.get(resources, "ColorSpace").as_dict().unwrap();
        let named: Vec<_> =
            spaces.iter().map(|(name, _)| paper.get(spaces, std::str::from_utf8(name).unwrap())).collect();
        assert!(named.len() == 1 && named[0].as_name().is_ok_and(|name| name == b"DeviceGray"), "{named:?}");
        let content = lopdf::content::Content::decode(&paper.document.get_page_content(page)).unwrap();
        let shades = |operator: &str| {
            let set = content.operations.iter().filter(|o| o.operator == operator);
            set.map(|o| o.operands[0].as_float().unwrap()).collect::<Vec<f32>>()
        };
        assert!(!shades("SCN").is_empty() && shades("SCN").iter().all(|shade| *shade == 0.0), "rules are black");
        let fills = shades("scn");
        assert!(
            fills.contains(&0.0) && fills.iter().all(|shade| *shade == 0.0 || *shade > 0.9),
            "text or a light ground"
        );
        assert!(content.operations.iter().all(|o| !["rg", "RG", "k", "K"].contains(&o.operator.as_str())));
    }
}

/// The label of each page is the number that is printed on it.
#[track_caller]
pub fn labels_are_printed(paper: &Paper, last: usize) {
    for (n, label) in (1..).zip(paper.labels()) {
        let printed = format!("{label}／{last}");
        assert!(paper.pieces(n).contains(&printed), "page {n}: {printed} is not in {:?}", paper.pieces(n));
    }
}

fn long_slips(count: usize) -> Slips {
    let sheet =
        |n: usize| json!({ "事業名": format!("見守り{n}"), "重点施策": "灯", "実績": "困りごとを聞いた。".repeat(40) });
    read_json(Value::Array((0..count).map(sheet).collect())).0
}

#[test]
fn labels_of_pages_are_the_numbers_that_are_printed() {
    let engine = Engine::new();
    for (name, book) in town(&engine).into_iter().filter(|(name, _)| *name != "members") {
        let pdf = engine.pdf(&book, &Pdf { summary: true, ..Pdf::default() }).value_or_faults().unwrap();
        let paper = Paper::of(&pdf);
        assert!(paper.pages() > 1, "{name}");
        labels_are_printed(&paper, paper.pages());
    }
    // sheets are laid out in parts of twelve
    let slips = engine.set(Data::Slips(long_slips(26))).value_or_faults().unwrap();
    let pdf = engine.pdf(&slips, &Pdf::default()).value_or_faults().unwrap();
    assert_eq!(Paper::of(&pdf).pages(), 26);
    labels_are_printed(&Paper::of(&pdf), 26);
    // some pages keep their numbers
    let some = engine.pages_pdf(&slips, 20..23, &Pdf::default()).value_or_faults().unwrap();
    assert_eq!(Paper::of(&some).labels(), ["21", "22", "23"]);
    labels_are_printed(&Paper::of(&some), 26);
}

#[test]
fn a_sheet_and_its_annex_lead_to_each_other() {
    let answer = "声をかけて回り、困りごとを聞いて、つなぐ先を相談した。".repeat(150);
    let sheets = json!([
        { "事業名": "声かけ", "重点施策": "灯", "実績": "集いを開いた。" },
        { "事業名": "見守り", "重点施策": "灯", "実績": answer, "課題と今後の取り組みの方向性": answer },
    ]);
    let (slips, _) = read_json(sheets);
    let pdf =
        Kit::new().slips_pdf(&slips, &Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() }).unwrap();
    let paper = Paper::of(&pdf);
    assert!(paper.pages() >= 3, "{} pages", paper.pages());
    assert!(paper.links(1).is_empty(), "a sheet without 別紙");
    assert_eq!(paper.links(2).iter().filter(|page| **page == 3).count(), paper.links(2).len());
    assert!(!paper.links(2).is_empty());
    assert!(!paper.links(3).is_empty() && paper.links(3).iter().all(|page| *page == 2), "{:?}", paper.links(3));
    // readers get them as links, with words for where they lead
    let texts: Vec<String> = paper.elements().into_iter().filter(|e| e.kind == "Link").map(|e| e.text).collect();
    assert!(texts.contains(&"（別紙1に続く）".to_owned()), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("別紙1") && !text.contains("続く")), "{texts:?}");
    for link in [2, 3].into_iter().flat_map(|page| paper.annotations(page)) {
        assert!(paper.text(link, "Contents").starts_with("ページ "), "{link:?}");
    }
    // a part of the pages may lack those to which its links would lead
    let book = Engine::new().set(Data::Slips(slips)).value_or_faults().unwrap();
    let some = Engine::new().pages_pdf(&book, 1..2, &Pdf::default()).value_or_faults().unwrap();
    assert!(Paper::of(&some).links(1).is_empty());
}
