//! Pictures and tables of a document.

use super::*;

#[test]
fn pictures_stand_in_paragraphs_only() {
    let (text, codes) =
        words("| 図 |\n|---|\n| 前![地図](a.png)後 |\n\n## 見出し![印](b.png)\n\n文[^1]\n\n[^1]: 注![c](c.png)\n");
    assert_eq!(codes, ["M346"; 3]);
    for word in ["前地図後", "見出し印", "注c"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn tables_wider_than_the_paper_are_told() {
    let row = |cells: usize| format!("|{}\n", "あ|".repeat(cells));
    let table = |cells: usize| format!("文\n\n{}|{}\n{}", row(cells), "---|".repeat(cells), row(cells));
    let told = |cells: usize| {
        let (document, _) = read(&table(cells));
        laid_out(&document).into_iter().find(|f| f.code.0 == "M356")
    };
    assert_eq!(told(20), None);
    let finding = told(60).unwrap();
    assert!(finding.message.ja.contains("60 列"));
    assert_eq!(finding.place.unwrap().line, Some(3));
}

/// A document with a picture of these bytes.
fn with_picture(name: &str, bytes: &[u8]) -> (Document, Vec<Finding>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    std::fs::write(folder.path().join("文.md"), format!("# 題\n\n![図]({name})\n")).unwrap();
    let file = SourceFile::on_disk(&folder.path().join("文.md"), "文.md");
    let mut findings = Vec::new();
    let document = read_file(&file, false, &Limits::default(), &mut findings).unwrap();
    (document, findings)
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 60\">{inside}</svg>").into_bytes()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![9; (width * height) as usize]).unwrap();
    drop(writer);
    out
}

#[test]
fn pictures_that_cannot_be_set_are_told_with_the_line_that_names_them() {
    let whole = png(40, 30);
    let (document, findings) = with_picture("a.png", &whole);
    assert!(findings.is_empty() && document.pictures.len() == 1);
    // a header that tells of 50,000 × 50,000 pixels
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
    let jpeg_bomb = [&b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xC0\x00\x11\x08\xC3\x50\xC3\x50\x03"[..], &[0; 40]].concat();
    let gif_bomb = [&b"GIF89a\xFF\xFF\xFF\xFF"[..], &[0; 40]].concat();
    for (name, bytes, said) in [
        ("a.png", &whole[..whole.len() / 2], "壊れていて"),
        ("a.png", &whole[..12], "壊れていて"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF", "壊れていて"),
        ("a.gif", b"GIF89a\x01\x00\x01", "壊れていて"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 \x00", "壊れていて"),
        ("a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>", "壊れていて"),
        ("a.bmp", b"BM1234", "使えない種類"),
        ("b.png", &bomb, "50000×50000"),
        ("b.jpg", &jpeg_bomb, "50000×50000"),
        ("b.gif", &gif_bomb, "65535×65535"),
        ("l.svg", &svg("<image href=\"写真.png\" width=\"9\" height=\"9\"/>"), "「写真.png」を呼び出して"),
        ("f.svg", &svg("<filter id=\"f\"><feImage href=\"/etc/hosts\"/></filter>"), "「/etc/hosts」を呼び出して"),
        (
            "s.svg",
            &svg(
                "<filter id=\"f\"><feMorphology operator=\"dilate\" radius=\"600\"/></filter><rect width=\"90\" height=\"50\" filter=\"url(#f)\"/>",
            ),
            "時間がかかりすぎます",
        ),
    ] {
        let (document, findings) = with_picture(name, bytes);
        assert_eq!(findings.len(), 1, "{name} {said}: {findings:?}");
        assert_eq!(findings[0].code.0, "M346");
        assert!(findings[0].message.ja.contains(said), "{name}: {}", findings[0].message.ja);
        assert!(findings[0].message.ja.contains(&format!("「{name}」")));
        assert_eq!(findings[0].place.as_ref().unwrap().to_string(), "文.md:3:1");
        assert!(document.pictures.is_empty());
        laid_out(&document);
    }
}

/// Text that no font draws, and what PDF/A does not take.
#[test]
fn texts_of_pictures_are_looked_at() {
    let (document, findings) = with_picture("a.svg", &svg("<text y=\"40\" font-size=\"24\">達成 ✅</text>"));
    assert!(findings.is_empty());
    let told = laid_out(&document);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].code.0, told[0].message.ja.as_str()),
        ("M201", "図「a.svg」の中の「✅」（U+2705）は印刷できません")
    );
    assert_eq!(told[0].place.as_ref().unwrap().to_string(), "文.md:3:1");
    let (document, _) = with_picture("a.svg", &svg("<text y=\"40\" font-size=\"24\">か\u{307}き</text>"));
    let told = laid_out(&document);
    assert_eq!(
        told.iter().map(|f| f.message.ja.as_str()).collect::<Vec<_>>(),
        ["図「a.svg」の中の「か\u{307}」（U+304B U+0307）は印刷できません"]
    );
    let fine = svg(
        "<text y=\"40\" font-size=\"24\">達成 100%</text><defs><filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter></defs><rect width=\"9\" height=\"9\" filter=\"url(#f)\"/>",
    );
    let (document, findings) = with_picture("a.svg", &fine);
    assert!(findings.is_empty() && laid_out(&document).is_empty(), "{findings:?}");
    let repeating = svg(
        "<linearGradient id=\"g\" spreadMethod=\"reflect\" x2=\"0.1\"><stop stop-color=\"red\"/><stop offset=\"1\" stop-color=\"blue\"/></linearGradient><rect width=\"90\" height=\"50\" fill=\"url(#g)\"/>",
    );
    let (document, findings) = with_picture("g.svg", &repeating);
    assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M354", Some(3)));
    let archive = Pdf { standards: vec![Standard::A3a], ..Pdf::default() };
    let (pdf, findings) = document_pdf(&Engine::default(), &document, "題", &Look::default(), &archive).into_parts();
    assert!(pdf.is_none() && findings.iter().all(|f| f.code.0 == "M354"), "{findings:?}");
}

/// What an SVG holds besides its lines is left out by whoever draws it, without a word.
#[test]
fn pictures_in_pictures_are_looked_at() {
    let whole = png(4, 3);
    let held = |kind: &str, bytes: &[u8]| {
        let data: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        svg(&format!("<image width=\"40\" height=\"30\" href=\"data:{kind},{data}\"/>"))
    };
    let base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==";
    let inkscape = format!(
        "<image xlink:href=\"data:image/png;base64,{}&#10;{}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\"/>",
        &base64[..40],
        &base64[40..]
    );
    for fine in [
        held("image/png", &whole),
        held("text/plain", &whole),
        held("image/svg+xml", &svg("<path d=\"M0 0h9\"/>")),
        svg(&inkscape),
    ] {
        let (document, findings) = with_picture("図.svg", &fine);
        assert!(findings.is_empty() && document.pictures.len() == 1, "{findings:?}");
        assert!(laid_out(&document).is_empty());
    }
    for damaged in [
        held("image/png", &whole[..whole.len() - 20]),
        held("image/png", b"no picture"),
        held("image/jpeg", &whole),
        held("image/tiff", b"II*\0"),
        held("image/svg+xml", &held("image/png", &whole)),
        svg("<image width=\"40\" height=\"30\" href=\"data:image/png;base64,あ\"/>"),
    ] {
        let (document, findings) = with_picture("図.svg", &damaged);
        assert!(document.pictures.is_empty(), "{}", String::from_utf8_lossy(&damaged));
        assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M346", Some(3)));
        assert!(findings[0].message.ja.contains("埋め込まれた画像"), "{findings:?}");
    }
}

/// A project's pictures come from the project.
#[test]
fn pictures_outside_the_project_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (project, picture) = (folder.path().join("p"), png(4, 4));
    for below in ["p/会議", "p/図"] {
        std::fs::create_dir_all(folder.path().join(below)).unwrap();
    }
    std::fs::write(folder.path().join("外.png"), &picture).unwrap();
    std::fs::write(project.join("図/中.png"), &picture).unwrap();
    let read = |named: &str| {
        let path = project.join("会議/文.md");
        std::fs::write(&path, format!("![図](<{named}>)\n")).unwrap();
        let mut findings = Vec::new();
        let file = SourceFile::on_disk(&path, "会議/文.md");
        let document = read_file(&file, false, &Limits::default(), &mut findings).unwrap();
        (document.pictures.len(), findings.first().map(|f| f.message.ja.clone()).unwrap_or_default())
    };
    assert_eq!(read("../図/中.png"), (1, String::new()));
    let outside = folder.path().join("外.png");
    for named in ["../../外.png", outside.to_str().unwrap()] {
        let (count, told) = read(named);
        assert!(count == 0 && told.contains("プロジェクトのフォルダーの外"), "{told}");
    }
    assert!(read("../図").1.contains("ファイルではありません"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, project.join("図/連.png")).unwrap();
        assert!(read("../図/連.png").1.contains("プロジェクトのフォルダーの外"));
        assert!(read("/dev/zero").1.contains("プロジェクトのフォルダーの外"));
        let made = std::process::Command::new("mkfifo").arg(project.join("図/管.png")).status();
        if made.is_ok_and(|status| status.success()) {
            assert!(read("../図/管.png").1.contains("ファイルではありません"));
        }
    }
    let large = std::fs::File::create(project.join("図/大.png")).unwrap();
    large.set_len(2 << 30).unwrap();
    assert!(read("../図/大.png").1.contains("64 MB を超えています"));
}
