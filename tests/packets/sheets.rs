//! Packets on paper: sheets without empty sides, numbers and labels, links of the copy for the meeting, how near to the
//! trim ink stands.

use std::fs;
use std::path::Path;

use super::{ARCHIVE, MEETING, PACKET, made, project};
use crate::common::matome;
use crate::common::papers::Paper;
use crate::common::picture::draw;
use crate::printing::{keeps_clear, labels_are_printed, nearest};
use matome::press::page_sizes;

const BOOKLET: &str = "第2回_推進会議（冊子）.pdf";
const TWO_UP: &str = "第2回_推進会議（2面）.pdf";

fn read(dir: &Path, name: &str) -> Vec<u8> {
    fs::read(dir.join("out").join(name)).unwrap()
}

/// Whether a page, from 0, has ink on it.
fn has_ink(pdf: &[u8], page: usize) -> bool {
    draw(pdf, page, 0.5).pixels.iter().any(|grey| *grey < 200)
}

#[test]
fn imposed_packets_have_no_backs_that_only_their_own_sheets_needed() {
    let dir = project();
    matome(dir.path(), &["packet", "--make", "meeting,booklet,2up"]).expect(0);
    let meeting = read(dir.path(), MEETING);
    // eight papers of a page each, and seven backs
    assert_eq!((0..15).map(|page| has_ink(&meeting, page)).filter(|ink| !ink).count(), 7);
    let booklet = read(dir.path(), BOOKLET);
    assert_eq!(page_sizes(&booklet).unwrap().len(), 4, "two sheets of four pages");
    let two_up = read(dir.path(), TWO_UP);
    assert_eq!(page_sizes(&two_up).unwrap().len(), 4);
    for (name, pdf) in [("booklet", &booklet), ("2up", &two_up)] {
        assert!((0..4).all(|side| has_ink(pdf, side)), "{name}");
        keeps_clear(pdf, 0..4, name);
    }
}

#[test]
fn pages_that_are_empty_themselves_stay() {
    let dir = project();
    // a guest of three pages, the second of them empty
    let guest = "[meeting]\n\"名称\" = \"よその課\"\n[style]\nduplex = true\n[[paper]]\nmarkdown = \"計画.md\"\n\
                 [[paper]]\nname = \"次\"\nmarkdown = \"計画.md\"\n";
    fs::write(dir.path().join("guest.toml"), guest).unwrap();
    matome(dir.path(), &["packet", "guest.toml"]).expect(0);
    fs::rename(dir.path().join("out/よその課.pdf"), dir.path().join("地図.pdf")).unwrap();
    matome(dir.path(), &["packet", "--make", "booklet,2up"]).expect(0);
    // seven pages of the packet and three of the guest
    assert_eq!(page_sizes(&read(dir.path(), TWO_UP)).unwrap().len(), 5);
    assert_eq!(page_sizes(&read(dir.path(), BOOKLET)).unwrap().len(), 6);
}

#[test]
fn labels_are_the_numbers_in_the_feet() {
    let dir = project();
    for (style, labels) in
        [("", ["1", "2", "3", "4", "5"]), ("blank_pages = \"skip\"\n", ["1", "1裏", "2", "2裏", "3"])]
    {
        let packet = PACKET.replace("duplex = true\n", &format!("duplex = true\n{style}"));
        fs::write(dir.path().join("packet.toml"), packet).unwrap();
        matome(dir.path(), &["packet"]).expect(0);
        for name in [MEETING, ARCHIVE] {
            let paper = made(dir.path(), name);
            let found = paper.labels();
            assert_eq!(found[..5], labels, "{name}");
            let last = found.last().unwrap();
            let mut own: Vec<&String> = found.iter().collect();
            own.sort();
            own.dedup();
            assert_eq!(own.len(), found.len(), "{name}: a label names one page");
            // every other page is a back; the guest's page is stamped, which `.ci/packet` reads
            for (n, label) in (1..).zip(&found).step_by(2).take(7) {
                assert!(paper.pieces(n).contains(&format!("{label}／{last}")), "{name} {n}: {:?}", paper.pieces(n));
            }
        }
    }
    // papers that count their own pages too
    let sheets = serde_json::json!({ "様式": "evaluation", "基準年度": 2024, "sheets": [
        { "事業名": "見守り", "重点施策": "灯" }, { "事業名": "声かけ", "重点施策": "輪" },
    ] });
    fs::write(dir.path().join("評価.json"), sheets.to_string()).unwrap();
    let toml = "[meeting]\n\"名称\" = \"会議\"\n[[paper]]\nmarkdown = \"計画.md\"\n\
                [[paper]]\nform = \"evaluation\"\ninput = [\"評価.json\"]\n\"資料番号\" = \"資料#\"\n";
    fs::write(dir.path().join("packet.toml"), toml).unwrap();
    matome(dir.path(), &["packet"]).expect(0);
    let paper = made(dir.path(), "会議.pdf");
    labels_are_printed(&paper, 3);
    assert!(paper.pieces(3).iter().any(|text| text == "資料12／2"), "{:?}", paper.pieces(3));
}

#[test]
fn each_foot_of_the_meeting_copy_leads_to_the_agenda() {
    let dir = project();
    matome(dir.path(), &["packet", "--make", "meeting,archive,booklet,2up"]).expect(0);
    let meeting = made(dir.path(), MEETING);
    let says = |paper: &Paper, page: u32| paper.pieces(page).iter().any(|text| text.contains("次第へ"));
    let own = meeting.links(1);
    assert!(!says(&meeting, 1) && own.contains(&5) && !own.contains(&1), "the agenda itself has none: {own:?}");
    for page in (3..15).step_by(2) {
        assert!(says(&meeting, page), "page {page}");
        assert!(meeting.links(page).contains(&1), "page {page}: {:?}", meeting.links(page));
    }
    // another section's page: behind its stamped number
    assert_eq!(meeting.links(15), [1]);
    let link = meeting.annotations(15)[0];
    let area: Vec<f32> = meeting.get(link, "Rect").as_array().unwrap().iter().map(|v| v.as_float().unwrap()).collect();
    assert!(area[2] - area[0] > 20.0 && area[3] - area[1] > 8.0 && area[1] > 17.0, "{area:?}");
    for name in [ARCHIVE, BOOKLET, TWO_UP] {
        let paper = made(dir.path(), name);
        assert!(
            (1..=paper.pages() as u32).all(|page| !says(&paper, page)),
            "{name}: no words that lead nowhere on paper"
        );
    }
    // a packet without agenda has no way back
    fs::write(dir.path().join("packet.toml"), PACKET.replace("[[paper]]\nagenda = true\n", "")).unwrap();
    matome(dir.path(), &["packet", "--make", "meeting"]).expect(0);
    let meeting = made(dir.path(), MEETING);
    assert!((1..=meeting.pages() as u32).all(|page| !says(&meeting, page)));
}

#[test]
fn links_of_a_sheet_and_its_annex_are_moved_with_their_pages() {
    let dir = project();
    let answer = "声をかけて回り、困りごとを聞いて、つなぐ先を相談した。".repeat(150);
    let sheets = serde_json::json!({ "様式": "evaluation", "基準年度": 2024, "sheets": [
        { "事業名": "見守り", "重点施策": "灯", "実績": answer, "課題と今後の取り組みの方向性": answer },
    ] });
    fs::write(dir.path().join("評価.json"), sheets.to_string()).unwrap();
    let toml = "output = [\"archive\"]\n[meeting]\n\"名称\" = \"会議\"\n[[paper]]\nagenda = true\n\
                [[paper]]\nmarkdown = \"計画.md\"\n[[paper]]\nform = \"evaluation\"\ninput = [\"評価.json\"]\n";
    fs::write(dir.path().join("packet.toml"), toml).unwrap();
    matome(dir.path(), &["packet"]).expect(0);
    let paper = made(dir.path(), "会議（保存用）.pdf");
    assert!(!paper.links(3).is_empty() && paper.links(3).iter().all(|page| *page == 4), "{:?}", paper.links(3));
    assert!(!paper.links(4).is_empty() && paper.links(4).iter().all(|page| *page == 3), "{:?}", paper.links(4));
    let said: Vec<String> = paper.annotations(3).into_iter().map(|link| paper.text(link, "Contents")).collect();
    assert!(said.iter().all(|text| text == "ページ 4"), "{said:?}");
}

/// Everything that is made of the town's packet, looked at page by page.
#[test]
fn the_towns_packet_keeps_clear_of_the_trim() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["new", "町"]).expect(0);
    let town = dir.path().join("町");
    matome(&town, &["packet", "--make", "meeting,archive,booklet,2up,dividers,print-order"]).expect(0);
    let out = town.join("out");
    let find = |ending: &str| {
        let files = fs::read_dir(&out).unwrap().map(|file| file.unwrap().path());
        let found = files.into_iter().find(|file| file.to_str().unwrap().ends_with(ending));
        fs::read(found.unwrap_or_else(|| panic!("{ending}"))).unwrap()
    };
    for ending in ["推進会議.pdf", "（保存用）.pdf"] {
        let pdf = find(ending);
        let sizes = page_sizes(&pdf).unwrap();
        // the last one is another section's
        for (page, size) in sizes.iter().enumerate().take(sizes.len() - 1) {
            let [top, right, bottom, left] = nearest(&pdf, page);
            assert!(right.min(bottom).min(left) >= 5.8, "{ending} {}: {right} {bottom} {left} mm", page + 1);
            // A3 pages have a mark for the fold, from 5 mm on
            let folded = size.width > 400.0;
            assert!(top >= if folded { 4.8 } else { 5.8 }, "{ending} {}: {top} mm", page + 1);
            assert!(!folded || top < 5.4 || !has_ink(&pdf, page), "{ending} {}: no mark at the fold", page + 1);
        }
    }
    let booklet = find("（冊子）.pdf");
    assert_eq!(page_sizes(&booklet).unwrap().len(), 14, "seven sheets");
    keeps_clear(&booklet, 1..14, "booklet");
    assert!((0..14).all(|side| has_ink(&booklet, side)));
    let two_up = find("（2面）.pdf");
    let sides = page_sizes(&two_up).unwrap().len();
    assert!((0..sides).all(|side| has_ink(&two_up, side)));
    let order = find("（印刷指示）.pdf");
    assert_eq!(page_sizes(&order).unwrap().len(), 1, "one sheet");
    keeps_clear(&order, [0], "print order");
    let dividers = find("（仕切り）.pdf");
    for page in 0..page_sizes(&dividers).unwrap().len() {
        let [top, right, bottom, left] = nearest(&dividers, page);
        assert!(top.min(bottom).min(left) >= 5.8 && right < 0.3, "{page}: {top} {right} {bottom} {left}");
    }
}
