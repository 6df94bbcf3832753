//! What `Guest::open` takes, refuses and says.

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, StringFormat, dictionary};
use matome::finding::{Finding, Level};
use matome::limits::Limits;
use matome::press::{Guest, Size};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::make::{LETTER, Maker, appearance, boxed, bytes, letter};
use super::setter;

fn sizes(pdf: &[u8]) -> Vec<String> {
    let guest = Guest::open(pdf, "図.pdf", &Limits::default()).unwrap();
    guest.pages().iter().map(|p| format!("{:.0}×{:.0}", p.size().width, p.size().height)).collect()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.code.0).collect()
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let pdf = setter::guest(1);
    let mut limits = Limits::default();
    limits.guest_bytes = pdf.len() - 1;
    let told = Guest::open(&pdf, "図.pdf", &limits).err().unwrap();
    assert_eq!((told.code.0, told.place.unwrap().to_string().as_str()), ("M334", "図.pdf"));
    limits.guest_bytes = pdf.len();
    assert!(Guest::open(&pdf, "図.pdf", &limits).is_ok());
}

fn refused(pdf: &[u8]) -> Finding {
    Guest::open(pdf, "図.pdf", &Limits::default()).err().unwrap()
}

#[test]
fn pages_are_as_large_as_they_look() {
    let pt = |mm: f64| mm / 25.4 * 72.0;
    let a4: Object = vec![0.into(), 0.into(), pt(210.0).into(), pt(297.0).into()].into();
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, dictionary! {});
    maker.page(content, dictionary! { "Rotate" => 90 });
    maker.page(content, dictionary! { "Rotate" => -90 });
    maker.page(content, dictionary! { "Rotate" => 180, "UserUnit" => 2 });
    maker.page(content, dictionary! { "CropBox" => vec![0.into(), 0.into(), pt(100.0).into(), pt(50.0).into()] });
    // corners the wrong way round, and beyond the page
    maker.page(
        content,
        dictionary! { "CropBox" => vec![pt(300.0).into(), pt(400.0).into(), pt(110.0).into(), 0.into()] },
    );
    let pdf = maker.write(dictionary! { "MediaBox" => a4, "Rotate" => 0 });
    assert_eq!(sizes(&pdf), ["210×297", "297×210", "297×210", "420×594", "100×50", "100×297"]);
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    assert_eq!(guest.pages()[1].size().meeting_paper(), Size::A4.turned());
}

#[test]
fn attributes_come_from_the_page_tree() {
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, dictionary! {});
    let pdf = maker.write(dictionary! { "Rotate" => 270, "CropBox" => boxed([0, 0, 144, 72]) });
    assert_eq!(sizes(&pdf), ["25×51"]);
}

#[test]
fn blank_pages_are_pages() {
    let mut maker = Maker::new();
    let nothing = maker.stream("");
    let mut packed = lopdf::Stream::new(dictionary! {}, Vec::new());
    packed.set_content(b"\x78\x9c\x03\x00\x00\x00\x00\x01".to_vec());
    packed.dict.set("Filter", "FlateDecode");
    let packed = maker.doc.add_object(packed);
    maker.page(nothing, dictionary! {});
    maker.page(packed, dictionary! {});
    maker.page(Vec::new(), dictionary! {});
    maker.page(Object::Null, dictionary! {});
    let pdf = maker.write(dictionary! { "MediaBox" => boxed([0, 0, 595, 842]) });
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    assert_eq!((guest.pages().len(), guest.findings().len()), (4, 0));
    for page in 0..4 {
        let (placed, _) = super::placing::place(&guest, page, (210.0, 297.0), Default::default(), Default::default());
        assert_eq!(super::picture::picture(&placed, 0, 1.0).inked(), 0.0);
    }
}

#[test]
fn titles_are_decoded() {
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, dictionary! {});
    let mut title = vec![0xFE, 0xFF];
    title.extend("浸水想定図".encode_utf16().flat_map(u16::to_be_bytes));
    let info = maker.doc.add_object(dictionary! { "Title" => Object::String(title, StringFormat::Literal) });
    maker.doc.trailer.set("Info", info);
    let pdf = maker.write(dictionary! {});
    assert_eq!(Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap().title(), Some("浸水想定図"));
    assert_eq!(Guest::open(&letter(dictionary! {}), "図.pdf", &Limits::default()).unwrap().title(), None);
}

#[test]
fn what_is_no_whole_pdf_is_refused() {
    let whole = setter::guest(4);
    assert!(Guest::open(&whole, "図.pdf", &Limits::default()).is_ok());
    let empty = Maker::new().write(dictionary! {});
    let cut = &whole[..whole.len() * 6 / 10];
    for (pdf, what) in
        [(&b""[..], "空"), (b"PK\x03\x04 word", "PDF ではありません"), (&empty, "ページのない"), (cut, "壊れて")]
    {
        let finding = refused(pdf);
        assert_eq!(finding.code.0, "M330");
        assert!(finding.message.ja.contains(what), "{} lacks {what}", finding.message.ja);
        assert_eq!(finding.place.unwrap().to_string(), "図.pdf");
        assert!(!finding.hints.is_empty());
    }
    // a page without a size, and a content stream that is no such thing
    assert_eq!(refused(&letter(dictionary! { "MediaBox" => boxed([5, 5, 5, 5]) })).code.0, "M330");
    let mut maker = Maker::new();
    let broken =
        maker.doc.add_object(lopdf::Stream::new(dictionary! { "Filter" => "FlateDecode" }, b"no zlib".to_vec()));
    maker.page(broken, dictionary! {});
    assert_eq!(refused(&maker.write(dictionary! {})).code.0, "M330");
}

#[test]
fn a_lost_table_of_contents_is_repaired_and_told() {
    let mut pdf = letter(dictionary! {});
    let at = pdf.windows(9).rposition(|w| w == b"startxref").unwrap();
    pdf.truncate(at);
    let guest = Guest::open(&pdf, "図.pdf", &Limits::default()).unwrap();
    assert_eq!(codes(guest.findings()), ["M335", "M339"]);
}

#[test]
fn content_that_breaks_off_is_told() {
    let mut doc = Document::load_mem(&setter::guest(1)).unwrap();
    let page = doc.page_iter().next().unwrap();
    let content = doc.get_page_contents(page)[0];
    if let Some(Object::Stream(stream)) = doc.objects.get_mut(&content) {
        let half = stream.content[..stream.content.len() / 2].to_vec();
        stream.set_content(half);
    }
    assert_eq!(codes(Guest::open(&bytes(doc), "図.pdf", &Limits::default()).unwrap().findings()), ["M335"]);
}

fn encrypted(user: &str, permissions: Permissions) -> Vec<u8> {
    encrypted_as("0123456789abcdef", user, permissions)
}

fn encrypted_as(id: &str, user: &str, permissions: Permissions) -> Vec<u8> {
    let mut doc = Document::load_mem(&setter::guest(1)).unwrap();
    doc.trailer.set("ID", vec![Object::string_literal(id), Object::string_literal(id)]);
    doc.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
    let version = EncryptionVersion::V4 {
        document: &doc,
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password: user,
        permissions,
    };
    let state = EncryptionState::try_from(version).unwrap();
    doc.encrypt(&state).unwrap();
    bytes(doc)
}

#[test]
fn passwords_are_told_apart() {
    assert_eq!(refused(&encrypted("secret", Permissions::all())).code.0, "M331");
    // an owner's password that forbids nothing is no matter
    let open = encrypted("", Permissions::all());
    let guest = Guest::open(&open, "図.pdf", &Limits::default()).unwrap();
    assert_eq!(codes(guest.findings()), [] as [&str; 0]);
    let guest_pdf = encrypted("", Permissions::PRINTABLE);
    let guest = Guest::open(&guest_pdf, "図.pdf", &Limits::default()).unwrap();
    let finding = &guest.findings()[0];
    assert_eq!((finding.code.0, finding.level), ("M332", Level::Error));
    assert_eq!(finding.message.ja, "この PDF は内容のコピー、文書の組み立てを禁じています");
}

/// Readers take a missing identifier for an empty one, and follow references to the filters.
#[test]
fn encryption_is_read_as_loosely_as_readers_do() {
    let alone = super::picture::picture(&setter::guest(1), 0, 0.5);
    let shows = |name: &str, pdf: &[u8]| {
        let guest = Guest::open(pdf, "図.pdf", &Limits::default()).unwrap_or_else(|f| panic!("{name}: {f:?}"));
        assert_eq!(codes(guest.findings()), [] as [&str; 0], "{name}");
        let size = guest.pages()[0].size();
        let (placed, _) =
            super::placing::place(&guest, 0, (size.width, size.height), Default::default(), Default::default());
        let difference = alone.difference(&super::picture::picture(&placed, 0, 0.5));
        assert!(difference < 1.0, "{name} differs by {difference}");
    };
    let blanked = |pdf: &[u8], from: &[u8], to: u8| {
        let at = memchr::memmem::rfind(pdf, from).unwrap();
        let end = at + memchr::memchr(to, &pdf[at..]).unwrap() + 1;
        [&pdf[..at], &vec![b' '; end - at], &pdf[end..]].concat()
    };
    let whole = encrypted_as("", "", Permissions::all());
    shows("whole", &whole);
    shows("no identifier", &blanked(&whole, b"/ID", b']'));
    let at = memchr::memmem::find(&whole, b"/CF").unwrap();
    let start = at + memchr::memmem::find(&whole[at..], b"<<").unwrap();
    let end = start + memchr::memmem::find(&whole[start..], b">>>>").unwrap() + 4;
    let xref = memchr::memmem::rfind(&whole, b"\nxref").unwrap() + 1;
    let object = [&b"900 0 obj\n"[..], &whole[start..end], b"\nendobj\n"].concat();
    let word = b"/CF 900 0 R";
    let blanks = vec![b' '; end - at - word.len()];
    let moved = [&whole[..at], word, &blanks, &whole[end..xref], &object, &whole[xref..]].concat();
    shows("filters in an object", &moved);
}

#[test]
fn forms_and_portfolios_have_no_pages_of_their_own() {
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, dictionary! {});
    maker.catalog().set("NeedsRendering", true);
    maker.catalog().set("AcroForm", dictionary! { "XFA" => vec![] });
    assert_eq!(refused(&maker.write(dictionary! {})).code.0, "M333");
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, dictionary! {});
    maker.catalog().set("Collection", dictionary! {});
    assert_eq!(refused(&maker.write(dictionary! {})).code.0, "M333");
}

/// One of each thing that paper cannot carry.
#[test]
fn what_stays_behind_is_named() {
    let mut maker = Maker::new();
    let look = appearance(&mut maker, "0 1 0 rg");
    let content = maker.stream(LETTER);
    let rect = || boxed([10, 10, 60, 60]);
    let mark = |kind: &str, flags: i64| dictionary! { "Subtype" => kind, "F" => flags, "Rect" => rect() };
    let mut note = mark("Text", 4);
    note.set("AP", dictionary! { "N" => look });
    let mut field = mark("Widget", 4);
    field.set("V", Object::string_literal("12"));
    let annotations: Vec<Object> = [
        note,
        field,
        mark("Link", 4),
        mark("Link", 0),
        mark("Highlight", 4),
        mark("FileAttachment", 4),
        mark("Movie", 4),
        mark("Popup", 0),
    ]
    .map(Object::from)
    .to_vec();
    maker.page(content, dictionary! { "Annots" => annotations });
    let outline = maker.doc.add_object(dictionary! { "Title" => Object::string_literal("a") });
    let files = dictionary! { "Names" => vec![Object::string_literal("a.xlsx"), Object::Null] };
    maker.catalog().set("Names", dictionary! { "EmbeddedFiles" => files, "JavaScript" => dictionary! {} });
    maker.catalog().set("Outlines", dictionary! { "First" => outline });
    maker.catalog().set("AcroForm", dictionary! { "SigFlags" => 3 });
    let guest = Guest::open(&maker.write(dictionary! {}), "図.pdf", &Limits::default()).unwrap();
    assert_eq!(codes(guest.findings()), ["M336", "M337", "M352", "M339"]);
    assert_eq!(
        guest.findings()[0].message.ja,
        "会議資料に移らないものがあります: 印刷されない注釈 1 個、音や動画 1 個、リンク 2 個、\
         添付ファイル 2 個、JavaScript、電子署名、しおり"
    );
    assert_eq!(guest.findings()[0].level, Level::Warning);
    assert_eq!(
        guest.findings()[2].message.ja,
        "1 ページの入力欄に入れた「12」は、見た目のデータがなく、紙面に載りません"
    );
}

/// A text, a tick of a group and a list, none of them drawn; and a text that a stream draws.
#[test]
fn form_values_without_a_look_are_told_with_page_and_text() {
    let mut maker = Maker::new();
    let blank = maker.stream("/Tx BMC EMC");
    let content = maker.stream(LETTER);
    let kanji = |text: &str| {
        let mut bytes = vec![0xFE, 0xFF];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        Object::String(bytes, StringFormat::Hexadecimal)
    };
    let widget = || dictionary! { "Subtype" => "Widget", "F" => 4, "Rect" => boxed([10, 10, 60, 60]) };
    let group = maker.doc.add_object(dictionary! { "FT" => "Btn", "T" => kanji("参加"), "V" => "Yes" });
    let (mut text, mut on, mut off, mut list, mut drawn) = (widget(), widget(), widget(), widget(), widget());
    text.set("FT", "Tx");
    text.set("T", kanji("氏名"));
    text.set("V", kanji("北川 桜"));
    text.set("AP", dictionary! { "N" => blank });
    on.set("Parent", group);
    on.set("AS", "Yes");
    off.set("Parent", group);
    off.set("AS", "Off");
    list.set("FT", "Ch");
    list.set("V", vec![kanji("午前"), kanji("午後")]);
    let look = appearance(&mut maker, "BT (a) Tj ET 1 g");
    drawn.set("FT", "Tx");
    drawn.set("V", kanji("見える"));
    drawn.set("AP", dictionary! { "N" => look });
    maker.page(content, dictionary! {});
    let all: Vec<Object> = [text, on, off, list, drawn].map(Object::from).to_vec();
    maker.page(content, dictionary! { "Annots" => all });
    maker.catalog().set("AcroForm", dictionary! { "NeedAppearances" => true });
    let guest = Guest::open(&maker.write(dictionary! {}), "図.pdf", &Limits::default()).unwrap();
    let told: Vec<&str> =
        guest.findings().iter().filter(|f| f.code.0 == "M352").map(|f| f.message.ja.as_str()).collect();
    assert_eq!(
        told,
        [
            "2 ページの入力欄「氏名」に入れた「北川 桜」は、見た目のデータがなく、紙面に載りません",
            "2 ページの入力欄「参加」に入れた「Yes」は、見た目のデータがなく、紙面に載りません",
            "2 ページの入力欄に入れた「午前、午後」は、見た目のデータがなく、紙面に載りません",
        ]
    );
    assert!(guest.findings().iter().filter(|f| f.code.0 == "M352").all(|f| f.hints[0].ja.contains("PDF に印刷")));
}

#[test]
fn fonts_that_are_not_embedded_are_named() {
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    // ＭＳ 明朝 as old programs wrote it
    let name = encoding_rs::SHIFT_JIS.encode("ＭＳ 明朝").0.into_owned();
    let descriptor = dictionary! { "Type" => "FontDescriptor", "FontName" => Object::Name(name.clone()) };
    let descendant = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => Object::Name(name.clone()), "FontDescriptor" => descriptor };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => Object::Name(name), "Encoding" => "90ms-RKSJ-H",
        "DescendantFonts" => vec![descendant.into()],
    };
    let standard = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let fonts = dictionary! { "F1" => font, "F2" => standard };
    maker.page(content, dictionary! { "Resources" => dictionary! { "Font" => fonts } });
    let guest = Guest::open(&maker.write(dictionary! {}), "図.pdf", &Limits::default()).unwrap();
    let finding = guest.findings().iter().find(|f| f.code.0 == "M338").unwrap();
    assert!(
        finding.message.ja.contains("1 種") && finding.message.ja.contains("「ＭＳ 明朝」"),
        "{}",
        finding.message.ja
    );
    assert_eq!(
        codes(Guest::open(&setter::guest(1), "図.pdf", &Limits::default()).unwrap().findings()),
        [] as [&str; 0]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A damaged file is opened or refused, and never ends the program.
    #[test]
    fn damage_never_panics(hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        static WHOLE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| letter(dictionary! { "Rotate" => 90 }));
        let mut pdf = WHOLE.clone();
        for (at, byte) in hits {
            let at = at.index(pdf.len());
            pdf[at] = byte;
        }
        if cuts {
            pdf.truncate(cut.index(pdf.len()));
        }
        let _ = Guest::open(&pdf, "図.pdf", &Limits::default());
    }
}
