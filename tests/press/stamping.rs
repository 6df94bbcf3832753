//! Stamps stand on white paper: as wished, beside ink, or in room that was made for them.

use lopdf::{Object, Stream, dictionary};
use matome::limits::Limits;
use matome::press::{Fit, Guest, GuestPlace, Pressed, StampStyle, Turn, place_guests};
use matome::typeset::Fonts;

use super::make::{Maker, boxed, keep};
use super::picture::{Picture, picture};
use super::setter;

fn stamped(guest_pdf: &[u8], stamps: bool) -> Pressed {
    let guest = Guest::open(guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let sizes: Vec<(f64, f64)> = guest.pages().iter().map(|p| (p.size().width, p.size().height)).collect();
    let meeting = setter::meeting(&sizes, false);
    let places: Vec<GuestPlace> = (0..sizes.len())
        .map(|n| GuestPlace {
            guest: &guest,
            guest_page: n,
            page: n,
            fit: Fit::Shrink,
            turn: Turn::Never,
            number: stamps.then(|| "資料２－１".into()),
            page_number: stamps.then(|| (n + 12).to_string()),
            link: None,
        })
        .collect();
    place_guests(&meeting, &places, &StampStyle::default(), &Fonts::builtin()).unwrap()
}

/// Pixels that the stamps changed: left, top, right, bottom, in mm, of the upper and the lower half.
fn changed(without: &Picture, with: &Picture, scale: f64) -> [Option<[f64; 4]>; 2] {
    let half = |rows: std::ops::Range<usize>| {
        let mut found: Option<[usize; 4]> = None;
        for y in rows {
            for x in 0..without.width.min(with.width) {
                if without.at(x, y) != with.at(x, y) {
                    let [l, t, r, b] = found.unwrap_or([x, y, x, y]);
                    found = Some([l.min(x), t.min(y), r.max(x), b.max(y)]);
                }
            }
        }
        found.map(|f| f.map(|v| v as f64 / scale * 25.4 / 72.0))
    };
    [half(0..without.height / 2), half(without.height / 2..without.height)]
}

const SCALE: f32 = 2.0;

fn spots(name: &str, guest: &[u8], page: usize) -> [[f64; 4]; 2] {
    let (without, with) = (stamped(guest, false), stamped(guest, true));
    keep(&format!("stamped-{name}"), &with.pdf);
    assert!(with.findings.is_empty(), "{name}: {:?}", with.findings);
    let (without, with) = (picture(&without.pdf, page, SCALE), picture(&with.pdf, page, SCALE));
    for y in 0..without.height {
        for x in 0..without.width {
            if without.at(x, y) != with.at(x, y) {
                assert_eq!(without.at(x, y), [255; 3], "{name}: ink under a stamp at {x}, {y}");
            }
        }
    }
    changed(&without, &with, f64::from(SCALE)).map(|s| s.unwrap_or_else(|| panic!("{name}: a stamp is missing")))
}

#[test]
fn stamps_stand_where_they_are_wished() {
    let [number, page] = spots("free", &setter::guest(2), 1);
    assert!((number[2] - 198.0).abs() < 0.5 && (number[1] - 8.0).abs() < 0.5, "{number:?}");
    assert!(((page[0] + page[2]) / 2.0 - 105.0).abs() < 0.7 && (page[3] - 289.0).abs() < 1.0, "{page:?}");
}

#[test]
fn stamps_step_aside_of_ink() {
    let corner = "#place(top + right, dx: -10mm, dy: 6mm, rect(width: 30mm, height: 12mm, fill: gray))
        #place(bottom + center, dy: -8mm, [― 3 ―])";
    let guest = setter::set(&format!("#page(width: 210mm, height: 297mm, margin: 0mm)[{corner}]"), false, false);
    let [number, page] = spots("aside", &guest, 0);
    assert!(number[2] < 169.0 && number[0] > 120.0, "left of the picture: {number:?}");
    assert!(page[0] > 110.0 || page[2] < 100.0, "beside the guest's own number: {page:?}");
    // the whole upper right is taken: the other corner
    let wide = "#place(top + right, rect(width: 170mm, height: 40mm, fill: gray))";
    let guest = setter::set(&format!("#page(width: 210mm, height: 297mm, margin: 0mm)[{wide}]"), false, false);
    let [number, _] = spots("corner", &guest, 0);
    assert!(number[0] < 20.0, "{number:?}");
}

#[test]
fn a_page_without_room_is_shrunk() {
    let guest = setter::set("#page(width: 297mm, height: 210mm, margin: 0mm, fill: rgb(\"#cde\"))[満面]", false, false);
    let made = stamped(&guest, true);
    keep("stamped-full", &made.pdf);
    assert_eq!(made.findings.len(), 1);
    assert_eq!((made.findings[0].code.0, made.findings[0].level), ("M340", matome::finding::Level::Info));
    let picture = picture(&made.pdf, 0, SCALE);
    let mm = |v: f64| (v / 25.4 * 72.0 * f64::from(SCALE)) as usize;
    // the strips at head and foot are white but for the stamps; the page fills the rest
    assert!(picture.part(0, 0, mm(150.0), mm(14.0)).inked() == 0.0);
    assert!(picture.part(mm(240.0), mm(7.0), mm(50.0), mm(9.0)).inked() > 0.0);
    assert!(picture.part(0, mm(200.0), mm(120.0), mm(9.0)).inked() == 0.0);
    assert!(picture.part(mm(100.0), mm(20.0), mm(90.0), mm(170.0)).inked() == 1.0);
}

/// Japanese text whose font is not in the file is ink all the same: it will be printed in some font.
#[test]
fn text_in_fonts_that_are_not_embedded_is_ink() {
    let mut maker = Maker::new();
    let name = "MS-Mincho";
    let descriptor = dictionary! { "Type" => "FontDescriptor", "FontName" => name, "Flags" => 4 };
    let system = dictionary! {
        "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"), "Supplement" => 2,
    };
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => name, "FontDescriptor" => descriptor,
        "CIDSystemInfo" => system, "DW" => 1000,
    };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => name, "Encoding" => "90ms-RKSJ-H",
        "DescendantFonts" => vec![descendant.into()],
    };
    let text: String =
        encoding_rs::SHIFT_JIS.encode("潮見原市防災会議資料").0.iter().map(|b| format!("{b:02x}")).collect();
    let content = maker.stream(&format!("BT /F1 16 Tf 400 800 Td <{text}> Tj ET"));
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    maker.page(content, dictionary! { "MediaBox" => boxed([0, 0, 595, 842]), "Resources" => resources });
    let [number, _] = spots("foreign-font", &maker.write(dictionary! {}), 0);
    assert!(number[2] < 141.0, "left of the text: {number:?}");
}

/// Where a picture cannot be drawn nobody knows where its ink is.
#[test]
fn a_page_that_cannot_be_looked_at_is_shrunk() {
    let mut maker = Maker::new();
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 10, "Height" => 10, "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8, "Filter" => "JPXDecode",
    };
    let picture = maker.doc.add_object(Stream::new(picture, b"no picture".to_vec()));
    let content = maker.stream("q 100 0 0 100 100 400 cm /P Do Q");
    let resources = dictionary! { "XObject" => dictionary! { "P" => picture } };
    maker.page(content, dictionary! { "MediaBox" => boxed([0, 0, 595, 842]), "Resources" => resources });
    let made = stamped(&maker.write(dictionary! {}), true);
    assert_eq!(made.findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M340"]);
}

#[test]
fn what_no_font_has_is_named() {
    let guest_pdf = setter::guest(1);
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let place = GuestPlace {
        guest: &guest,
        guest_page: 0,
        page: 0,
        fit: Fit::Shrink,
        turn: Turn::Never,
        number: Some("資料实".into()),
        page_number: None,
        link: None,
    };
    let meeting = setter::meeting(&[(210.0, 297.0)], false);
    let made = place_guests(&meeting, &[place], &StampStyle::default(), &Fonts::builtin()).unwrap();
    assert_eq!(made.findings[0].code.0, "M201");
    let style = StampStyle { font: "ない書体".into(), ..StampStyle::default() };
    assert_eq!(place_guests(&meeting, &[], &style, &Fonts::builtin()).err().unwrap().code.0, "M205");
}
