//! Dividers and the print order.

use lopdf::Document;
use matome::press::{
    Binding, Collated, Divider, DividerStyle, PrintOrder, Sides, Size, dividers, page_sizes, print_order,
};
use matome::typeset::Fonts;

use super::make::keep;
use super::picture::picture;

fn papers() -> Vec<Divider> {
    let paper = |number: &str, title: &str| Divider { number: number.into(), title: title.into() };
    vec![
        paper("次第", "令和７年度第１回汐見原市地域福祉計画推進会議"),
        paper("資料１", "第４期汐見原市地域福祉計画の概要"),
        paper(
            "資料２－１",
            "第４期汐見原市地域福祉計画に係る令和６年度の実績及び令和７年度の計画について（重点施策の進捗管理シート及び自己評価シートを含む。）",
        ),
        paper("資料２－２", "掲載事業一覧"),
        paper("参考資料１", "地域福祉計画推進会議設置要綱"),
    ]
}

#[test]
fn dividers_are_large_and_small_files() {
    let style = DividerStyle { tabs: true, ..DividerStyle::default() };
    let made = dividers(&papers(), &style, &Fonts::builtin()).unwrap();
    keep("dividers", &made.pdf);
    assert!(made.findings.is_empty(), "{:?}", made.findings);
    assert_eq!(made.pdf, dividers(&papers(), &style, &Fonts::builtin()).unwrap().pdf, "the same bytes");
    assert!(page_sizes(&made.pdf).unwrap().iter().all(|s| s.is_same(Size::A4)));
    assert!(made.pdf.len() < 60_000, "{} bytes", made.pdf.len());
    // each tab a step lower, on the right edge
    let mm = |v: f64| (v / 25.4 * 72.0) as usize;
    let tab = |pdf: &[u8], page: usize, left: f64, top: f64| {
        picture(pdf, page, 1.0).part(mm(left), mm(top), 3, 3).inked() == 1.0
    };
    assert!(tab(&made.pdf, 0, 208.0, 20.0) && !tab(&made.pdf, 1, 208.0, 20.0) && tab(&made.pdf, 1, 208.0, 52.0));
    let right = dividers(&papers(), &DividerStyle { right_bound: true, ..style }, &Fonts::builtin()).unwrap();
    assert!(tab(&right.pdf, 0, 1.0, 20.0) && !tab(&right.pdf, 0, 208.0, 20.0));
}

#[test]
fn a_divider_names_what_it_cannot_print() {
    let paper = Divider { number: "資料３".into(), title: "实施計画".into() };
    let made = dividers(&[paper], &DividerStyle::default(), &Fonts::builtin()).unwrap();
    assert_eq!(made.findings[0].code.0, "M201");
    assert!(made.findings[0].hints.iter().any(|h| h.ja.contains("実施計画") || h.ja.contains("实施計画")));
}

fn order() -> PrintOrder {
    let collated = |number: &str, title: &str, pages: &str, note: &str| Collated {
        number: number.into(),
        title: title.into(),
        pages: pages.into(),
        sizes: vec![if note.starts_with("A3") { Size::A3.turned() } else { Size::A4 }],
        note: note.into(),
    };
    PrintOrder {
        meeting: "令和７年度第１回汐見原市地域福祉計画推進会議（令和７年８月２９日（金）午後２時～　汐見原市総合福祉センター３階大会議室）".into(),
        copies: 35,
        sides: Sides::Two,
        binding: Binding::Corner,
        right_bound: false,
        collate: true,
        rows: vec![("納期".into(), "令和７年８月２２日（金）正午".into()), ("担当".into(), "福祉部地域福祉課　内線2345".into())],
        papers: vec![
            collated("", "次第", "1", "A4"),
            collated("資料１", "第４期汐見原市地域福祉計画の概要", "2～5", "A4"),
            collated("資料２－１", "第４期計画に係る令和６年度実績及び令和７年度計画について", "6～28", "A3 折り込み"),
            collated("参考資料１", "設置要綱", "29～31", "A4"),
        ],
        remarks: "・表紙だけ色上質紙（若草）\n・A3 は外三つ折りにして、右端をそろえて綴じてください。\n・資料２－１の地図はカラー。".into(),
    }
}

#[test]
fn the_print_order_is_one_sheet() {
    let pages: Vec<Size> = (0..31).map(|n| if (5..28).contains(&n) { Size::A3.turned() } else { Size::A4 }).collect();
    let made = print_order(&order(), &pages, "BIZ UDGothic", &Fonts::builtin()).unwrap();
    keep("order", &made.pdf);
    assert!(made.findings.is_empty(), "{:?}", made.findings);
    assert_eq!(page_sizes(&made.pdf).unwrap().len(), 1);
    assert!(made.pdf.len() < 60_000, "{} bytes", made.pdf.len());
    let saddle = PrintOrder { binding: Binding::Saddle, sides: Sides::TwoShort, right_bound: true, ..order() };
    let made = print_order(&saddle, &[Size::A3.turned(); 8], "BIZ UDMincho", &Fonts::builtin()).unwrap();
    keep("order-saddle", &made.pdf);
}

#[test]
fn a_long_print_order_goes_on() {
    let mut long = order();
    let paper = long.papers[2].clone();
    long.papers = vec![paper; 45];
    let made = print_order(&long, &[Size::A4; 31], "BIZ UDGothic", &Fonts::builtin()).unwrap();
    keep("order-long", &made.pdf);
    assert!((2..6).contains(&page_sizes(&made.pdf).unwrap().len()));
}

/// Fonts are parts of fonts, under the name that tells so, with the text of every glyph.
#[test]
fn fonts_are_subset_and_say_their_text() {
    let made = dividers(&papers(), &DividerStyle::default(), &Fonts::builtin()).unwrap();
    let doc = Document::load_mem(&made.pdf).unwrap();
    let fonts: Vec<_> = doc.objects.values().filter_map(|o| o.as_dict().ok()).filter(|d| d.has(b"ToUnicode")).collect();
    assert_eq!(fonts.len(), 1);
    let name = String::from_utf8_lossy(fonts[0].get(b"BaseFont").unwrap().as_name().unwrap()).into_owned();
    assert!(name[..6].bytes().all(|b| b.is_ascii_uppercase()) && &name[6..] == "+BIZUDGothic-Bold", "{name}");
    let map = fonts[0].get_deref(b"ToUnicode", &doc).unwrap().as_stream().unwrap().get_plain_content().unwrap();
    let map = String::from_utf8(map).unwrap().to_uppercase();
    // 汐 U+6C50
    assert!(map.contains("6C50"), "{map}");
}

/// The tabs go on beyond the edge of the sheet, at which the printer cuts; their words keep clear of it.
#[test]
fn dividers_bleed() {
    let style = DividerStyle { tabs: true, ..DividerStyle::default() };
    let made = dividers(&papers(), &style, &Fonts::builtin()).unwrap();
    let doc = Document::load_mem(&made.pdf).unwrap();
    for page in doc.get_pages().into_values() {
        let page = doc.get_dictionary(page).unwrap();
        let mm = |key: &[u8]| -> Vec<f32> {
            let corners = page.get(key).unwrap().as_array().unwrap().iter();
            corners.map(|v| (v.as_float().unwrap() / 72.0 * 254.0).round() / 10.0).collect()
        };
        assert_eq!(mm(b"TrimBox"), [0.0, 0.0, 210.0, 297.0]);
        assert_eq!(mm(b"CropBox"), mm(b"TrimBox"), "an office printer has the sheet alone");
        assert_eq!(mm(b"BleedBox"), [-3.0, -3.0, 213.0, 300.0]);
        assert_eq!(mm(b"MediaBox"), mm(b"BleedBox"));
    }
    // with the CropBox gone, all that is drawn is seen
    let mut whole = doc;
    let pages: Vec<_> = whole.get_pages().into_values().collect();
    for page in pages {
        whole.get_dictionary_mut(page).unwrap().remove(b"CropBox");
    }
    let mut bytes = Vec::new();
    whole.save_to(&mut bytes).unwrap();
    let picture = picture(&bytes, 0, 4.0);
    let at = |mm: f64| (mm / 25.4 * 72.0 * 4.0) as usize;
    let dark = |x: f64, y: f64| picture.at(at(x), at(y))[0] < 60;
    // 216 mm wide: the sheet ends at 213
    assert!(dark(214.0, 20.0) && dark(215.7, 20.0) && !dark(214.0, 60.0));
    let white = (at(197.0)..at(216.0)).filter(|x| (at(19.0)..at(48.0)).any(|y| picture.at(*x, y)[0] > 200));
    let last = white.max().unwrap() as f64 * 25.4 / 72.0 / 4.0;
    assert!(last < 213.0 - 5.9, "the words of the tab end at {last} mm");
}
