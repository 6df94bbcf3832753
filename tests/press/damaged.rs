//! Damaged PDFs, as mail, old programs and copied offsets leave them: a page is there as it was, or a finding says
//! which one is not.

use matome::finding::{Finding, Level};
use matome::limits::Limits;
use matome::press::{Guest, Size};
use matome::typeset::Fonts;

use super::make::LETTER;
use super::picture::picture;
use super::placing::place;

/// Objects from 1 on, written by hand: catalog, tree, pages and what they hold.
struct Raw {
    objects: Vec<Vec<u8>>,
    trailer: String,
}

impl Raw {
    fn new() -> Self {
        let mut raw =
            Self { objects: vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), Vec::new()], trailer: String::new() };
        raw.tree("");
        raw
    }

    fn tree(&mut self, more: &str) {
        self.objects[1] = format!("<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/MediaBox[0 0 200 300]{more}>>").into_bytes();
    }

    /// Two pages that show the same content, 5, each by itself.
    fn two_pages(content: Vec<u8>) -> Self {
        let mut raw = Self::new();
        let page = b"<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 5 0 R>>".to_vec();
        let second = b"<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 6 0 R>>".to_vec();
        let whole = stream("", LETTER.as_bytes(), &LETTER.len().to_string());
        raw.objects.extend([page, second, content, whole, LETTER.len().to_string().into_bytes()]);
        raw
    }

    fn write(&self) -> Vec<u8> {
        self.write_with(|_, offset| offset)
    }

    /// With offsets in the table of contents that are not the true ones.
    fn write_with(&self, told: impl Fn(usize, usize) -> usize) -> Vec<u8> {
        let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut offsets = Vec::new();
        for (i, object) in self.objects.iter().enumerate() {
            offsets.push(out.len());
            out.extend(format!("{} 0 obj\n", i + 1).into_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let start = out.len();
        let size = offsets.len() + 1;
        out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
        for (i, offset) in offsets.iter().enumerate() {
            out.extend(format!("{:010} 00000 n \n", told(i + 1, *offset)).into_bytes());
        }
        let trailer = &self.trailer;
        out.extend(format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
        out
    }
}

fn stream(dict: &str, data: &[u8], length: &str) -> Vec<u8> {
    let length = if length.is_empty() { String::new() } else { format!("/Length {length}") };
    let mut out = format!("<<{dict}{length}>>\nstream\n").into_bytes();
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
    out
}

fn open(pdf: &[u8]) -> Result<Guest, Finding> {
    Guest::open(pdf, "図.pdf", &Limits::default())
}

/// Whether both pages show their content as the whole file does.
fn shows_both(guest: &Guest) -> bool {
    let whole = picture(&Raw::two_pages(stream("", LETTER.as_bytes(), &LETTER.len().to_string())).write(), 0, 0.5);
    let paper = guest.pages()[0].size();
    let shows = |page| {
        let (placed, _) = place(guest, page, (paper.width, paper.height), Default::default(), Default::default());
        picture(&placed, 0, 0.5).difference(&whole) < 1.0
    };
    guest.pages().len() == 2 && shows(0) && shows(1)
}

/// The page is there, or a finding says that, and which, it is not.
fn is_there_or_told(name: &str, pdf: &[u8]) -> bool {
    match open(pdf) {
        Ok(guest) if guest.findings().iter().any(|f| f.level == Level::Error) => false,
        Ok(guest) => {
            assert!(shows_both(&guest), "{name}: pages differ, and only {:?}", guest.findings());
            true
        }
        Err(finding) => {
            assert!(matches!(finding.code.0, "M330" | "M331" | "M334"), "{name}: {finding:?}");
            false
        }
    }
}

#[test]
fn streams_go_to_their_end_whatever_their_length_says() {
    let right = LETTER.len();
    let lengths = ["", "0", "3", "-7", "9 0 R", "3 0 R", "7 0 R", "7 1 R", "99999999", "null", "(9)", "12.0", "/a"];
    for length in lengths.iter().map(|l| l.to_string()).chain([right - 1, right + 1, right + 12].map(|n| n.to_string()))
    {
        let raw = Raw::two_pages(stream("", LETTER.as_bytes(), &length));
        assert!(is_there_or_told(&format!("/Length {length}"), &raw.write()), "/Length {length} hides the page");
        assert!(is_there_or_told("", &raw.write_with(|_, at| at + 2)), "/Length {length}, offsets lost");
    }
    // data that is like an end, and a stream without one
    let mut like = LETTER.as_bytes().to_vec();
    like.extend_from_slice(b"% endstream endobj\n0 0 1 1 re f");
    assert!(is_there_or_told("like an end", &Raw::two_pages(stream("", &like, &like.len().to_string())).write()));
    let endless = [b"<<>>\nstream\n".to_vec(), LETTER.as_bytes().to_vec()].concat();
    assert!(is_there_or_told("no end", &Raw::two_pages(endless).write()));
}

#[test]
fn one_wrong_offset_loses_no_page() {
    for object in 1..=7 {
        for by in [1, 2, 3, 7, 40, 1 << 20] {
            let raw = Raw::two_pages(stream("", LETTER.as_bytes(), "7 0 R"));
            let pdf = raw.write_with(|n, at| if n == object { at + by } else { at });
            assert!(is_there_or_told(&format!("object {object} + {by}"), &pdf), "object {object} + {by}");
            let pdf = raw.write_with(|n, at| if n == object { at.saturating_sub(by) } else { at });
            assert!(is_there_or_told(&format!("object {object} - {by}"), &pdf), "object {object} - {by}");
        }
    }
}

#[test]
fn filters_have_short_names() {
    let hex: String = LETTER.bytes().map(|b| format!("{b:02x}")).collect::<String>() + ">";
    let zlib = lopdf_deflated(LETTER.as_bytes());
    let zlib_hex: String = zlib.iter().map(|b| format!("{b:02x}")).collect::<String>() + ">";
    let mut literal = Vec::new();
    for part in LETTER.as_bytes().chunks(128) {
        literal.push(part.len() as u8 - 1);
        literal.extend_from_slice(part);
    }
    literal.push(128);
    for (filter, data) in [
        ("/Filter/AHx", hex.as_bytes()),
        ("/Filter[/AHx]", hex.as_bytes()),
        ("/F/AHx", hex.as_bytes()),
        ("/Filter/Fl", &zlib),
        ("/Filter[/AHx/Fl]/DP[null null]", zlib_hex.as_bytes()),
        ("/Filter[/ASCIIHexDecode/Fl]", zlib_hex.as_bytes()),
        ("/Filter/RL", &literal),
    ] {
        let pdf = Raw::two_pages(stream(filter, data, &data.len().to_string())).write();
        assert!(is_there_or_told(filter, &pdf), "{filter}");
        assert!(open(&pdf).unwrap().findings().iter().all(|f| f.code.0 == "M339"), "{filter}");
    }
}

fn lopdf_deflated(plain: &[u8]) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), plain.repeat(3));
    stream.content.truncate(plain.len());
    stream.compress().unwrap();
    stream.content
}

#[test]
fn empty_contents_are_blank_pages() {
    for content in
        ["", "/Filter/FlateDecode", "/Filter[/FlateDecode]", "/Filter/Fl", "/Filter/LZWDecode", "/Filter/AHx"]
    {
        let guest =
            open(&Raw::two_pages(stream(content, b"", "0")).write()).unwrap_or_else(|f| panic!("{content}: {f:?}"));
        assert_eq!((guest.pages().len(), guest.findings().iter().filter(|f| f.code.0 != "M339").count()), (2, 0));
    }
    for contents in ["", "/Contents null", "/Contents[]", "/Contents[null]", "/Contents 5 0 R"] {
        let mut raw = Raw::two_pages(b"null".to_vec());
        raw.objects[2] = format!("<</Type/Page/Parent 2 0 R{contents}>>").into_bytes();
        assert_eq!(open(&raw.write()).unwrap_or_else(|f| panic!("{contents}: {f:?}")).pages().len(), 2);
    }
}

#[test]
fn content_that_is_not_there_is_named_with_its_page() {
    for contents in ["/Contents 99 0 R", "/Contents[6 0 R 99 0 R]", "/Contents 1 0 R"] {
        let mut raw = Raw::two_pages(b"null".to_vec());
        raw.objects[3] = format!("<</Type/Page/Parent 2 0 R{contents}>>").into_bytes();
        let told = open(&raw.write()).err().unwrap();
        assert_eq!((told.code.0, told.message.ja.as_str()), ("M330", "PDF が壊れています: 2 ページを読み取れません"));
    }
    // half of what was packed
    let packed = lopdf_deflated(&LETTER.repeat(40).into_bytes());
    let half = &packed[..packed.len() / 2];
    let guest = open(&Raw::two_pages(stream("/Filter/FlateDecode", half, &half.len().to_string())).write()).unwrap();
    let told = &guest.findings()[0];
    assert_eq!((told.code.0, told.level), ("M335", Level::Error));
    assert_eq!(told.message.ja, "途中で切れているページがあります: 1 ページ");
    // a picture that the page draws
    let mut raw = Raw::two_pages(stream("", b"q 100 0 0 100 0 0 cm /Im0 Do Q", "30"));
    raw.objects[2] = b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</Im0 99 0 R>>>>>>".to_vec();
    let guest = open(&raw.write()).unwrap();
    let told: Vec<&Finding> = guest.findings().iter().filter(|f| f.level == Level::Error).collect();
    assert_eq!(told[0].message.ja, "図が失われたページがあります: 1 ページ");
}

#[test]
fn page_trees_are_read_as_readers_do() {
    let whole = || Raw::two_pages(stream("", LETTER.as_bytes(), &LETTER.len().to_string()));
    let kids = |kids: &str| {
        let mut raw = whole();
        raw.objects[1] = format!("<</Type/Pages/Count 2/Kids[{kids}]/MediaBox[0 0 200 300]>>").into_bytes();
        raw
    };
    let direct = "<</Type/Page/Contents 5 0 R/Resources<<>>>>";
    for (name, raw) in [("a page in the tree", kids(&format!("{direct} 4 0 R"))), ("twice", kids("3 0 R 3 0 R"))] {
        assert!(is_there_or_told(name, &raw.write()), "{name}");
    }
    let mut raw = whole();
    for object in &mut raw.objects[2..4] {
        *object = String::from_utf8_lossy(object).replace("/Type/Page/Parent 2 0 R", "").into_bytes();
    }
    assert!(is_there_or_told("without a type or a parent", &raw.write()));
    let mut raw = whole();
    raw.tree("");
    raw.objects[1] = String::from_utf8_lossy(&raw.objects[1]).replace("/Type/Pages/Count 2", "/Count 1").into_bytes();
    assert!(is_there_or_told("a wrong count", &raw.write()));
    // what is not there has a number
    let told = open(&kids("3 0 R 99 0 R 4 0 R").write()).err().unwrap();
    assert_eq!(told.message.ja, "PDF が壊れています: 3 ページのうち 2 ページしか読めません（2 ページがありません）");
    let told = open(&kids("3 0 R 2 0 R").write()).err().unwrap();
    assert!(told.message.ja.contains("（2 ページがありません）"), "{}", told.message.ja);
}

#[test]
fn small_files_that_stand_for_huge_ones_are_refused_at_once() {
    let begun = std::time::Instant::now();
    // a tree of 2^30 pages
    let mut raw = Raw::two_pages(stream("", LETTER.as_bytes(), &LETTER.len().to_string()));
    for level in 0..30 {
        let next = if level == 29 { 3 } else { 9 + level };
        raw.objects.push(format!("<</Type/Pages/Kids[{next} 0 R {next} 0 R]>>").into_bytes());
    }
    raw.objects[1] = b"<</Type/Pages/Count 1073741824/Kids[8 0 R 8 0 R]/MediaBox[0 0 200 300]>>".to_vec();
    assert_eq!(open(&raw.write()).err().unwrap().message.ja, "PDF が壊れています: ページの並びが終わりません");
    // forms that draw the next one twice
    let mut raw = Raw::two_pages(stream("", b"/X Do", "5"));
    raw.objects[2] = b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</X 8 0 R>>>>>>".to_vec();
    for n in 9..=33 {
        let dict = format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {n} 0 R>>>>");
        raw.objects.push(stream(&dict, b"/X Do /X Do", "11"));
    }
    raw.objects.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f", "12"));
    let told = open(&raw.write()).err().unwrap();
    assert_eq!((told.code.0, told.message.ja.starts_with("1 ページの中身が大きすぎます")), ("M334", true));
    // one stream a million times, and a font of 300 MB in as many kilobytes
    let mut raw = Raw::two_pages(stream("", b" ", "1"));
    raw.objects[3] = format!("<</Type/Page/Parent 2 0 R/Contents[{}]>>", "5 0 R ".repeat(200_000)).into_bytes();
    assert_eq!(open(&raw.write()).err().unwrap().message.ja, "PDF が壊れています: 2 ページを読み取れません");
    let font = lopdf_deflated(&vec![b' '; 150 << 20]);
    let mut raw = Raw::two_pages(stream("", b" ", "1"));
    let fonts = "/Resources<</Font<</F<</Type/Font/Subtype/TrueType/FontDescriptor<</FontFile2 8 0 R>>>>>>>>";
    raw.objects[3] = format!("<</Type/Page/Parent 2 0 R/Contents 6 0 R{fonts}>>").into_bytes();
    raw.objects.push(stream("/Filter/FlateDecode", &font, &font.len().to_string()));
    let told = open(&raw.write()).err().unwrap();
    assert_eq!((told.code.0, told.message.ja.starts_with("2 ページの中身が大きすぎます")), ("M334", true));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// 600 dots to the inch on A3: a picture of it takes 0.7 GB to draw.
#[test]
fn pages_that_are_too_large_to_draw_are_not_looked_at() {
    let data = lopdf_deflated(&vec![0xFF; 9921_usize.div_ceil(8) * 7016]);
    let mut raw = Raw::two_pages(stream("", b"q 180 0 0 280 10 10 cm /Im0 Do Q", "32"));
    raw.objects[2] = b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</Im0 8 0 R>>>>>>".to_vec();
    let dict = "/Subtype/Image/Width 9921/Height 7016/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode";
    raw.objects.push(stream(dict, &data, &data.len().to_string()));
    let guest = open(&raw.write()).unwrap();
    let meeting = super::setter::meeting(&[(210.0, 297.0)], false);
    let place = matome::press::GuestPlace {
        guest: &guest,
        guest_page: 0,
        page: 0,
        fit: Default::default(),
        turn: Default::default(),
        number: Some("資料１".into()),
        page_number: None,
        link: None,
    };
    let made = matome::press::place_guests(&meeting, &[place], &Default::default(), &Fonts::builtin()).unwrap();
    // white paper has room; nobody looked
    assert_eq!(made.findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M340"]);
}

#[test]
fn letter_goes_on_a4() {
    for (width, height) in [(612.0, 792.0), (792.0, 612.0), (601.0, 842.0), (590.0, 850.0)] {
        let size = Size::new(width / 72.0 * 25.4, height / 72.0 * 25.4);
        assert_eq!(size.meeting_paper().paper(), Some("A4"), "{size}");
    }
}

/// Every byte of the table of contents, and of the streams but what they draw, changed in turn.
#[test]
fn no_single_byte_hides_a_page_in_silence() {
    let whole = Raw::two_pages(stream("", LETTER.as_bytes(), "7 0 R")).write();
    let find = |word: &[u8]| memchr::memmem::find(&whole, word).unwrap();
    let drawn: Vec<usize> =
        memchr::memmem::find_iter(&whole, b"stream\n1 0 0 rg").flat_map(|s| s + 7..s + 7 + LETTER.len()).collect();
    let all: Vec<usize> = (find(b"5 0 obj")..whole.len()).filter(|at| !drawn.contains(at)).collect();
    let mut shown = 0;
    for at in &all {
        for change in [1, 7] {
            let mut pdf = whole.clone();
            pdf[*at] = match pdf[*at] {
                digit @ b'0'..=b'9' => b'0' + (digit - b'0' + change) % 10,
                b' ' => b'x',
                other => other ^ change,
            };
            shown += usize::from(is_there_or_told(&format!("byte {at}"), &pdf));
        }
    }
    assert!(shown * 10 > all.len() * 2 * 8, "only {shown} of {} are shown", all.len() * 2);
}
