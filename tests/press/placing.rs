//! Guests in their places look as they did alone, whatever their pages are made of.

use lopdf::{Dictionary, Document, Object, dictionary};
use matome::limits::Limits;
use matome::press::{Fit, Guest, GuestPlace, StampStyle, Turn, place_guests};
use matome::typeset::Fonts;

use super::make::{LETTER, Maker, appearance, boxed, keep, letter};
use super::picture::picture;
use super::setter;

/// Puts a guest's page on a paper of this size, without stamps.
pub fn place(
    guest: &Guest,
    page: usize,
    paper: (f64, f64),
    fit: Fit,
    turn: Turn,
) -> (Vec<u8>, Vec<matome::finding::Finding>) {
    let meeting = setter::meeting(&[paper], false);
    let place = GuestPlace { guest, guest_page: page, page: 0, fit, turn, number: None, page_number: None, link: None };
    let made = place_guests(&meeting, &[place], &StampStyle::default(), &Fonts::builtin()).unwrap();
    (made.pdf, made.findings)
}

/// The picture of the guest's page and of the paper it is on, which is as large.
fn looks_the_same(name: &str, pdf: &[u8], page: usize) {
    let guest = Guest::open(pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[page].size();
    let (placed, findings) = place(&guest, page, (size.width, size.height), Fit::Shrink, Turn::Never);
    assert!(findings.is_empty(), "{name}: {findings:?}");
    keep(&format!("same-{name}"), &placed);
    keep(&format!("same-{name}-alone"), pdf);
    let (alone, there) = (picture(pdf, page, 2.0), picture(&placed, 0, 2.0));
    assert!(alone.inked() > 0.01, "{name} is empty");
    let difference = alone.difference(&there);
    assert!(difference < 0.35, "{name} differs by {difference}");
}

#[test]
fn pages_look_as_they_did_alone() {
    looks_the_same("typst", &setter::guest(2), 1);
    for rotate in [0, 90, 180, 270] {
        looks_the_same(&format!("turned-{rotate}"), &letter(dictionary! { "Rotate" => rotate }), 0);
        let cropped = dictionary! { "Rotate" => rotate, "CropBox" => boxed([30, 10, 160, 280]) };
        looks_the_same(&format!("cropped-{rotate}"), &letter(cropped), 0);
    }
    looks_the_same("shifted", &letter(dictionary! { "MediaBox" => boxed([-50, -20, 170, 290]) }), 0);
}

#[test]
fn user_units_count() {
    // hayro knows no UserUnit: the page is as large as one drawn twice as large
    let guest_pdf = letter(dictionary! { "UserUnit" => 2 });
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[0].size();
    let (placed, _) = place(&guest, 0, (size.width, size.height), Fit::Shrink, Turn::Never);
    let difference = picture(&letter(dictionary! {}), 0, 2.0).difference(&picture(&placed, 0, 1.0));
    assert!(difference < 0.5, "differs by {difference}");
}

#[test]
fn content_in_parts_and_inherited_resources() {
    let mut maker = Maker::new();
    // sentences of the page's language may run over the parts; and one Q too many, as some programs write
    let parts: Vec<Object> = ["1 0 0 rg 0 0 200", "20 re f /Dark gs 0 g 40 60 30 200", "re f 40 150 80 30 re f Q"]
        .iter()
        .map(|p| maker.stream(p).into())
        .collect();
    maker.page(parts, dictionary! {});
    let light = dictionary! { "Dark" => dictionary! { "ca" => 0.5 } };
    let pdf = maker.write(dictionary! { "Resources" => dictionary! { "ExtGState" => light } });
    looks_the_same("parts", &pdf, 0);
}

#[test]
fn appearances_of_fields_and_notes_stay() {
    let mut maker = Maker::new();
    let (green, blue) = (appearance(&mut maker, "0 1 0 rg"), appearance(&mut maker, "0 0 1 rg"));
    // turned by its own matrix, and moved into a rectangle of another size
    if let Some(Object::Stream(form)) = maker.doc.objects.get_mut(&blue) {
        form.dict.set("Matrix", vec![0.into(), 1.into(), Object::from(-1), 0.into(), 0.into(), 0.into()]);
    }
    let mark = |kind: &str, look: Dictionary, rect, flags: i64| {
        dictionary! { "Type" => "Annot", "Subtype" => kind, "F" => flags, "Rect" => boxed(rect), "AP" => look }
    };
    let plain = mark("Stamp", dictionary! { "N" => blue }, [100, 20, 120, 90], 4);
    let hidden = mark("Stamp", dictionary! { "N" => green }, [0, 250, 200, 300], 6);
    let page = |marks: Vec<Object>, maker: &mut Maker| {
        let content = maker.stream(LETTER);
        maker.page(content, dictionary! { "Annots" => marks })
    };
    page(vec![plain.into(), hidden.into()], &mut maker);
    // hayro draws no states, and readers no fields without a form
    let mut check =
        mark("Widget", dictionary! { "N" => dictionary! { "On" => green, "Off" => blue } }, [100, 100, 150, 150], 4);
    check.set("AS", "On");
    let screen = mark("Stamp", dictionary! { "N" => green }, [0, 250, 200, 300], 0);
    page(vec![check.into(), screen.into()], &mut maker);
    let pdf = maker.write(dictionary! {});
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[1].size();
    let placed = |page| place(&guest, page, (size.width, size.height), Fit::Shrink, Turn::Never).0;
    // hayro does not scale the corner of a turned appearance; .ci/press compares this one
    keep("same-notes", &placed(0));
    keep("same-notes-alone", &pdf);
    let first = picture(&placed(0), 0, 1.0);
    let blue = |x, y| first.at(x, y) == [0, 0, 255];
    assert!(
        blue(102, 212) && blue(118, 278) && !blue(97, 250) && !blue(123, 250) && !blue(110, 205),
        "in its rectangle"
    );
    assert_eq!(first.at(190, 20), [255; 3], "a hidden mark");
    let second = picture(&placed(1), 0, 1.0);
    assert_eq!(second.at(125, 175), [0, 255, 0], "the state it is in");
    assert_eq!(second.at(190, 20), [255; 3], "a mark for the screen only");
}

#[test]
fn layers_that_are_off_stay_off() {
    let mut maker = Maker::new();
    let layer = |maker: &mut Maker, name: &str| {
        maker.doc.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal(name) })
    };
    let (roads, draft) = (layer(&mut maker, "roads"), layer(&mut maker, "draft"));
    let content = maker.stream("/OC /A BDC 0 g 20 20 50 50 re f EMC /OC /B BDC 1 0 0 rg 0 100 200 100 re f EMC");
    let layers = dictionary! { "A" => roads, "B" => draft };
    maker.page(content, dictionary! { "Resources" => dictionary! { "Properties" => layers } });
    let setting = dictionary! { "OFF" => vec![draft.into()] };
    maker.catalog().set("OCProperties", dictionary! { "OCGs" => vec![roads.into(), draft.into()], "D" => setting });
    let pdf = maker.write(dictionary! {});
    looks_the_same("layers", &pdf, 0);
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[0].size();
    let (placed, _) = place(&guest, 0, (size.width, size.height), Fit::Shrink, Turn::Never);
    let picture = picture(&placed, 0, 1.0);
    assert_eq!(picture.at(100, 150), [255, 255, 255], "the draft layer shows");
    assert_eq!(picture.at(40, 260), [0, 0, 0], "the roads do not show");
}

/// A note on a layer that is off, and a layer that is on paper only.
#[test]
fn layers_of_notes_and_of_printing_come_along() {
    let mut maker = Maker::new();
    let usage = dictionary! { "Print" => dictionary! { "PrintState" => "ON" } };
    let paper =
        maker.doc.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("紙"), "Usage" => usage });
    let off = maker.doc.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("案") });
    let look = appearance(&mut maker, "1 0 0 rg");
    let content = maker.stream("/OC /A BDC 0 g 20 20 50 50 re f EMC 0 0 1 rg 150 20 20 20 re f");
    let note = dictionary! {
        "Subtype" => "Stamp", "F" => 4, "Rect" => boxed([20, 200, 120, 250]), "AP" => dictionary! { "N" => look }, "OC" => off,
    };
    let layers = dictionary! { "Properties" => dictionary! { "A" => paper } };
    maker.page(content, dictionary! { "Resources" => layers, "Annots" => vec![note.into()] });
    let print = dictionary! { "Event" => "Print", "Category" => vec!["Print".into()], "OCGs" => vec![paper.into()] };
    let setting = dictionary! { "OFF" => vec![off.into(), paper.into()], "AS" => vec![print.into()] };
    maker.catalog().set("OCProperties", dictionary! { "OCGs" => vec![paper.into(), off.into()], "D" => setting });
    let pdf = maker.write(dictionary! {});
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[0].size();
    let (placed, _) = place(&guest, 0, (size.width, size.height), Fit::Shrink, Turn::Never);
    assert_eq!(picture(&placed, 0, 1.0).at(70, 75), [255, 255, 255], "the note's layer is off");
    let doc = Document::load_mem(&placed).unwrap();
    let layers = doc.catalog().unwrap().get_deref(b"OCProperties", &doc).unwrap().as_dict().unwrap();
    let setting = layers.get(b"D").unwrap().as_dict().unwrap();
    let event = setting.get(b"AS").unwrap().as_array().unwrap()[0].as_dict().unwrap();
    assert_eq!(event.get(b"Event").unwrap().as_name().unwrap(), b"Print");
    let listed = event.get(b"OCGs").unwrap().as_array().unwrap()[0].as_reference().unwrap();
    let moved = doc.get_dictionary(listed).unwrap();
    assert_eq!(moved.get(b"Name").unwrap().as_str().unwrap(), "紙".as_bytes());
}

#[test]
fn larger_pages_are_shrunk_and_smaller_ones_kept() {
    let guest_pdf = setter::set("#page(width: 420mm, height: 297mm, fill: gray)[]", false, false);
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let (placed, findings) = place(&guest, 0, (210.0, 297.0), Fit::Shrink, Turn::Never);
    assert_eq!(findings[0].code.0, "M340");
    let dark = |pdf: &[u8], x, y| picture(pdf, 0, 1.0).at(x, y)[0] < 200;
    // 210 mm wide, 148.5 mm high, in the middle
    assert!(dark(&placed, 2, 421) && dark(&placed, 592, 421) && dark(&placed, 300, 214) && !dark(&placed, 300, 206));
    let (turned, findings) = place(&guest, 0, (210.0, 297.0), Fit::Shrink, Turn::HeadLeft);
    assert!(findings.is_empty(), "70% can be read");
    assert!(dark(&turned, 2, 2) && dark(&turned, 592, 838));
    let (_, findings) = place(&guest, 0, (210.0, 297.0), Fit::Keep, Turn::Never);
    assert_eq!((findings[0].code.0, findings[0].level), ("M340", matome::finding::Level::Error));

    let small = setter::set("#page(width: 105mm, height: 148.5mm, fill: gray)[]", false, false);
    let small = Guest::open(&small, "図.pdf", &Limits::default()).unwrap();
    let fitted = |fit| place(&small, 0, (210.0, 297.0), fit, Turn::Never).0;
    assert!(!dark(&fitted(Fit::Shrink), 145, 421) && dark(&fitted(Fit::Shrink), 152, 421));
    assert!(
        dark(&fitted(Fit::Grow(3.0)), 3, 3)
            && dark(&fitted(Fit::Grow(1.2)), 125, 421)
            && !dark(&fitted(Fit::Grow(1.2)), 115, 421)
    );
}

/// Its head is at the left edge: the packet is turned clockwise to read it.
#[test]
fn turned_pages_have_their_head_at_the_edge() {
    let pdf = letter(dictionary! { "Rotate" => 90 });
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    let size = guest.pages()[0].size();
    let (placed, _) = place(&guest, 0, (size.height, size.width), Fit::Shrink, Turn::HeadLeft);
    let difference = picture(&pdf, 0, 2.0).turned_left().difference(&picture(&placed, 0, 2.0));
    assert!(difference < 0.5, "differs by {difference}");
    let (other, _) = place(&guest, 0, (size.height, size.width), Fit::Shrink, Turn::HeadRight);
    let twice = picture(&placed, 0, 2.0).turned_left().turned_left().difference(&picture(&other, 0, 2.0));
    assert!(twice < 0.5, "differs by {twice}");
}

fn font_programs(pdf: &[u8]) -> usize {
    let doc = Document::load_mem(pdf).unwrap();
    doc.objects.values().filter(|o| o.as_dict().is_ok_and(|d| d.has(b"FontFile2") || d.has(b"FontFile3"))).count()
}

#[test]
fn pages_go_on_sharing_their_fonts() {
    let pdf = setter::guest(8);
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    let meeting = setter::meeting(&[(210.0, 297.0); 8], false);
    let places: Vec<GuestPlace> = (0..8)
        .map(|n| GuestPlace {
            guest: &guest,
            guest_page: n,
            page: n,
            fit: Fit::Shrink,
            turn: Turn::Never,
            number: None,
            page_number: None,
            link: None,
        })
        .collect();
    let make = || place_guests(&meeting, &places, &StampStyle::default(), &Fonts::builtin()).unwrap().pdf;
    let made = make();
    assert_eq!(font_programs(&made), font_programs(&pdf));
    assert!(made.len() < pdf.len() + meeting.len() + 2000, "{} from {} and {}", made.len(), pdf.len(), meeting.len());
    assert_eq!(made, make(), "the same bytes");
    assert!(!made.windows(13).any(|w| w == b"/CreationDate") || meeting.windows(13).any(|w| w == b"/CreationDate"));
}

/// Bookmarks, labels, links and tags of our own pages are what they were.
#[test]
fn the_rest_of_the_meeting_copy_stays() {
    let text = "#set heading(numbering: \"1\")
#set page(width: 210mm, height: 297mm, numbering: \"1\")
#outline()
= 議事
#link(<map>)[地図へ]
#pagebreak()
= 地図 <map>
#pagebreak()
= 閉会
#table(columns: 2, [一], [二], [三], [四])";
    let meeting = setter::set(text, true, false);
    let guest_pdf = letter(dictionary! {});
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let place = GuestPlace {
        guest: &guest,
        guest_page: 0,
        page: 1,
        fit: Fit::Shrink,
        turn: Turn::Never,
        number: None,
        page_number: None,
        link: None,
    };
    let made = place_guests(&meeting, &[place], &StampStyle::default(), &Fonts::builtin()).unwrap().pdf;
    keep("kept", &made);
    let (old, new) = (Document::load_mem(&meeting).unwrap(), Document::load_mem(&made).unwrap());
    // all objects but the page that was placed on, and the catalog's own dates and ids, which are none
    let page = old.page_iter().nth(1).unwrap();
    let mut same = 0;
    for (id, object) in
        old.objects.iter().filter(|(id, o)| **id != page && !matches!(o.type_name(), Ok(b"ObjStm" | b"XRef")))
    {
        match (object, &new.objects[id]) {
            (Object::Stream(a), Object::Stream(b)) => {
                assert_eq!(a.get_plain_content().unwrap(), b.get_plain_content().unwrap())
            }
            (a, b) => assert_eq!(a, b),
        }
        same += 1;
    }
    assert!(same > 40, "{same}");
    let catalog = new.catalog().unwrap();
    for key in ["Outlines", "PageLabels", "StructTreeRoot", "MarkInfo"] {
        assert!(catalog.has(key.as_bytes()), "{key} is gone");
    }
    assert_eq!(picture(&meeting, 2, 1.0).difference(&picture(&made, 2, 1.0)), 0.0);
}

#[test]
fn guests_of_a_tagged_copy_are_artifacts() {
    let guest_pdf = letter(dictionary! {});
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let content = |tagged| {
        let meeting = setter::meeting(&[(210.0, 297.0)], tagged);
        let place = GuestPlace {
            guest: &guest,
            guest_page: 0,
            page: 0,
            fit: Fit::Shrink,
            turn: Turn::Never,
            number: Some("資料１".into()),
            page_number: Some("7".into()),
            link: None,
        };
        let pdf = place_guests(&meeting, &[place], &StampStyle::default(), &Fonts::builtin()).unwrap().pdf;
        keep(if tagged { "tagged" } else { "untagged" }, &pdf);
        let doc = Document::load_mem(&pdf).unwrap();
        let page = doc.page_iter().next().unwrap();
        let content = String::from_utf8(doc.get_page_content(page)).unwrap();
        // what Typst wrote stands before the Q
        content.split_once("\nQ\n").unwrap().1.to_owned()
    };
    let tagged = content(true);
    assert_eq!(tagged.matches("/Artifact BMC").count(), 1, "{tagged}");
    assert_eq!(tagged.matches("/Artifact <</Type /Pagination>> BDC").count(), 2, "{tagged}");
    assert!(!content(false).contains("Artifact"));
}

#[test]
fn places_that_do_not_go_are_refused() {
    let guest_pdf = letter(dictionary! {});
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let place = |guest_page, page| GuestPlace {
        guest: &guest,
        guest_page,
        page,
        fit: Fit::Shrink,
        turn: Turn::Never,
        number: None,
        page_number: None,
        link: None,
    };
    let put = |meeting: &[u8], places: &[GuestPlace]| {
        place_guests(meeting, places, &StampStyle::default(), &Fonts::builtin()).err().map(|f| f.code.0)
    };
    let meeting = setter::meeting(&[(210.0, 297.0)], false);
    assert_eq!(put(&meeting, &[place(0, 1)]), Some("M341"));
    assert_eq!(put(&meeting, &[place(1, 0)]), Some("M341"));
    assert_eq!(put(&meeting, &[place(0, 0), place(0, 0)]), Some("M341"));
    assert_eq!(put(b"%PDF-1.7", &[place(0, 0)]), Some("M330"));
    assert_eq!(put(&setter::set("空", true, true), &[place(0, 0)]), Some("M342"));
    assert_eq!(put(&meeting, &[place(0, 0)]), None);
}
