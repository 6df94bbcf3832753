//! Booklets and two pages on a sheet: which page is where, seen by its shade of grey.

use matome::press::{Booklet, Marks, Pressed, Size, TwoUp, booklet, page_sizes, two_up};
use matome::typeset::Fonts;

use super::make::keep;
use super::picture::{Picture, picture};
use super::setter;

/// Pages filled with grey, each a step lighter; `sizes` in mm.
fn shades(sizes: &[(f64, f64)]) -> Vec<u8> {
    let page = |(n, (w, h)): (usize, &(f64, f64))| {
        format!("#page(width: {w}mm, height: {h}mm, margin: 0mm, fill: rgb({0}, {0}, {0}))[]", shade(n))
    };
    setter::set(&sizes.iter().enumerate().map(page).collect::<Vec<_>>().join("\n"), false, false)
}

fn shade(page: usize) -> usize {
    20 + 10 * page
}

const A4: (f64, f64) = (210.0, 297.0);

/// The page seen at a place in mm from the upper left, `None` for white paper.
fn page_at(picture: &Picture, x: f64, y: f64) -> Option<usize> {
    let at = |mm: f64| (mm / 25.4 * 72.0) as usize;
    let grey = usize::from(picture.at(at(x), at(y))[0]);
    (grey < 250).then(|| {
        assert_eq!((grey - 20) % 10, 0, "no shade of a page: {grey}");
        (grey - 20) / 10
    })
}

fn fold(pages: usize, how: &Booklet) -> Pressed {
    booklet(&shades(&vec![A4; pages]), how, &Fonts::builtin()).unwrap()
}

/// The pages on the left and right of each side.
fn sides(pdf: &[u8]) -> Vec<[Option<usize>; 2]> {
    let count = page_sizes(pdf).unwrap().len();
    let side = |i| {
        let picture = picture(pdf, i, 1.0);
        [page_at(&picture, 100.0, 150.0), page_at(&picture, 320.0, 150.0)]
    };
    (0..count).map(side).collect()
}

#[test]
fn booklets_are_in_the_order_of_folding() {
    let made = fold(7, &Booklet::default());
    assert!(page_sizes(&made.pdf).unwrap().iter().all(|s| s.is_same(Size::A3.turned())));
    let s = Some;
    assert_eq!(sides(&made.pdf), [[None, s(0)], [s(1), s(6)], [s(5), s(2)], [s(3), s(4)]]);
    assert_eq!(made.findings[0].code.0, "M343");
    let right = fold(7, &Booklet { right_bound: true, ..Booklet::default() });
    assert_eq!(sides(&right.pdf), [[s(0), None], [s(6), s(1)], [s(2), s(5)], [s(4), s(3)]]);
    assert_eq!(fold(8, &Booklet::default()).findings, []);
}

#[test]
fn inner_sheets_creep_to_the_fold() {
    let made = fold(12, &Booklet { creep: 2.0, ..Booklet::default() });
    let edges = |side: usize| {
        let picture = picture(&made.pdf, side, 1.0);
        [1.0, 3.0, 5.0, 415.0, 417.0, 419.0].map(|x| page_at(&picture, x, 150.0).is_some())
    };
    assert_eq!(edges(0), [true; 6]);
    assert_eq!(edges(2), [false, true, true, true, true, false], "2 mm on the second sheet");
    assert_eq!(edges(4), [false, false, true, true, false, false], "4 mm on the third");
    // nothing goes over the fold
    let picture = picture(&made.pdf, 4, 1.0);
    assert_eq!([page_at(&picture, 208.0, 150.0), page_at(&picture, 212.0, 150.0)], [Some(7), Some(4)]);
}

#[test]
fn large_and_landscape_pages_of_a_booklet_are_told() {
    let pdf = shades(&[A4, (420.0, 297.0), (297.0, 210.0), A4]);
    let made = booklet(&pdf, &Booklet::default(), &Fonts::builtin()).unwrap();
    let told: Vec<_> = made.findings.iter().map(|f| f.message.ja.as_str()).collect();
    assert_eq!(
        told,
        [
            "A3（横） などの大きいページを縮めました（69%）: 2 ページ",
            "横長のページを、上が左になるよう回しました: 2、3 ページ"
        ]
    );
    assert_eq!(sides(&made.pdf), [[Some(3), Some(0)], [Some(1), Some(2)]]);
    assert_eq!(booklet(b"?", &Booklet::default(), &Fonts::builtin()).err().unwrap().code.0, "M330");
}

#[test]
fn thick_booklets_are_told() {
    let made = booklet(&setter::meeting(&[A4; 84], false), &Booklet::default(), &Fonts::builtin()).unwrap();
    assert_eq!((made.findings[0].code.0, made.findings[0].level), ("M343", matome::finding::Level::Warning));
}

#[test]
fn two_pages_share_a_sheet() {
    let made = two_up(&shades(&[A4; 3]), &TwoUp::default(), &Fonts::builtin()).unwrap();
    assert_eq!(sides(&made.pdf), [[Some(0), Some(1)], [Some(2), None]]);
    let made =
        two_up(&shades(&[A4; 3]), &TwoUp { right_to_left: true, ..TwoUp::default() }, &Fonts::builtin()).unwrap();
    assert_eq!(sides(&made.pdf), [[Some(1), Some(0)], [None, Some(2)]]);
    // an A3 page has a sheet to itself; landscape pages stand one over the other
    let pdf = shades(&[A4, (420.0, 297.0), (297.0, 210.0), (297.0, 210.0), A4, (297.0, 420.0)]);
    let made = two_up(&pdf, &TwoUp::default(), &Fonts::builtin()).unwrap();
    assert!(made.findings.is_empty(), "{:?}", made.findings);
    let sizes: Vec<String> = page_sizes(&made.pdf).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(sizes, ["A3（横）", "A3（横）", "A3", "A3（横）", "A3"]);
    let upright = picture(&made.pdf, 2, 1.0);
    assert_eq!([page_at(&upright, 150.0, 100.0), page_at(&upright, 150.0, 320.0)], [Some(2), Some(3)]);
    let whole = picture(&made.pdf, 1, 1.0);
    assert_eq!([page_at(&whole, 5.0, 5.0), page_at(&whole, 415.0, 290.0)], [Some(1), Some(1)]);
}

#[test]
fn cut_and_fold_marks_stand_beside_the_pages() {
    let marks = Marks { fold: true, cut: true };
    let large = Some(Size::new(483.0, 329.0));
    let made = fold(4, &Booklet { sheet: large, marks, ..Booklet::default() });
    keep("booklet-marks", &made.pdf);
    assert!(made.findings.is_empty(), "{:?}", made.findings);
    let picture = picture(&made.pdf, 0, 1.0);
    let mm = |v: f64| (v / 25.4 * 72.0) as usize;
    let ink = |x: f64, y: f64, w: f64, h: f64| picture.part(mm(x), mm(y), mm(w), mm(h)).inked();
    // the pages are 31.5 mm and 16 mm from the edges
    assert_eq!(page_at(&picture, 100.0, 150.0), Some(3));
    assert!(ink(18.0, 2.0, 14.0, 12.0) > 0.0, "a corner");
    assert!(ink(240.0, 2.0, 3.0, 11.0) > 0.0, "the fold");
    assert!(ink(100.0, 2.0, 100.0, 12.0) == 0.0, "nothing between");
    let exact = fold(4, &Booklet { marks, ..Booklet::default() });
    assert_eq!(exact.findings[0].message.ja, "用紙にトンボを入れる余白がありません");
    let without = fold(4, &Booklet::default());
    let folded = fold(4, &Booklet { marks: Marks { fold: true, cut: false }, ..Booklet::default() });
    let at = |pdf: &[u8]| super::picture::picture(pdf, 0, 4.0);
    assert!(at(&without.pdf).difference(&at(&folded.pdf)) > 0.0, "a fold mark at the edge");
}

#[test]
fn the_same_packet_gives_the_same_sheets() {
    let how =
        Booklet { marks: Marks { fold: true, cut: true }, sheet: Some(Size::new(483.0, 329.0)), ..Booklet::default() };
    let pdf = setter::guest(5);
    let make = || booklet(&pdf, &how, &Fonts::builtin()).unwrap().pdf;
    let made = make();
    assert_eq!(made, make());
    keep("booklet", &made);
    keep("two-up", &two_up(&pdf, &TwoUp::default(), &Fonts::builtin()).unwrap().pdf);
}
