//! Every limit: at it, one beyond it, set by a project, and listed for the clerk.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::common::{answer, good, matome, progress, put, read, tree};
use matome::archive::{self, Opened};
use matome::finding::Finding;
use matome::limits::{LIMITS, Limit, Limits};
use matome::meta::Given;
use matome::paper::Book;
use matome::place::{Naming, SourceFile};
use matome::press::Guest;
use matome::project::Project;
use matome::source::{Format, Source, read_file};
use matome::{Engine, Told};

/// The usual limits but for one.
fn with(name: &str, value: u64) -> Limits {
    let mut limits = Limits::default();
    LIMITS.iter().find(|limit| limit.name == name).unwrap().set(&mut limits, value);
    limits
}

/// The text is taken at the limit; one beyond is a finding of this code, which says the limit and how it is raised.
#[track_caller]
fn at_and_beyond(name: &str, at: u64, code: &str, take: &dyn Fn(&Limits) -> Vec<Finding>) {
    let told = |limits: &Limits| take(limits).into_iter().find(|f| f.code.0 == code);
    assert_eq!(told(&with(name, at)), None, "{name} at the limit");
    let beyond = told(&with(name, at - 1)).unwrap_or_else(|| panic!("{name} beyond the limit"));
    assert!(beyond.message.ja.contains("上限（"), "{beyond}");
    assert!(beyond.place.is_some(), "{beyond}");
    let setting = format!("matome.toml の [limits] に {name} = ");
    assert!(beyond.hints.iter().any(|hint| hint.ja.contains(&setting)), "{beyond}");
}

fn read_as(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Finding> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    match read_file(&SourceFile::on_disk(&path, name), limits) {
        Ok(source) => source.findings,
        Err(fault) => vec![fault],
    }
}

/// A PDF of empty pages.
fn pdf(pages: usize) -> Vec<u8> {
    let mut doc = lopdf::Document::with_version("1.7");
    let tree = doc.new_object_id();
    let page = || lopdf::dictionary! {"Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 200.into(), 300.into()]};
    let kids: Vec<lopdf::Object> = (0..pages).map(|_| doc.add_object(page()).into()).collect();
    doc.objects.insert(tree, lopdf::dictionary! {"Type" => "Pages", "Count" => pages as i64, "Kids" => kids}.into());
    let catalog = doc.add_object(lopdf::dictionary! {"Type" => "Catalog", "Pages" => tree});
    doc.trailer.set("Root", catalog);
    let mut out = Vec::new();
    doc.save_to(&mut out).unwrap();
    out
}

#[test]
fn a_guest_is_opened_up_to_its_limits() {
    let open = |pdf: &[u8], limits: &Limits| Guest::open(pdf, "図.pdf", limits).err().into_iter().collect::<Vec<_>>();
    let three = pdf(3);
    at_and_beyond("guest_pages", 3, "M334", &|limits| open(&three, limits));
    at_and_beyond("guest_bytes", three.len() as u64, "M334", &|limits| open(&three, limits));
}

#[test]
fn a_folder_of_forms_is_read_up_to_its_limits() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("templates/own")).unwrap();
    fs::write(dir.path().join("templates/own/a.typ"), "12345").unwrap();
    fs::write(dir.path().join("templates/own/b.typ"), "12345").unwrap();
    let open = |limits: &Limits| {
        Engine::new().with_limits(*limits).with_folder(dir.path()).err().into_iter().flatten().collect()
    };
    // two files and their folder
    at_and_beyond("template_files", 3, "M070", &open);
    at_and_beyond("template_bytes", 10, "M070", &open);
    fs::create_dir(dir.path().join("fonts")).unwrap();
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts/gaiji.ttf")).unwrap();
    fs::write(dir.path().join("fonts/a.ttf"), &font).unwrap();
    at_and_beyond("font_bytes", font.len() as u64, "M204", &open);
}

fn workbook(sheets: usize) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for _ in 0..sheets {
        workbook.add_worksheet().write(0, 0, "あ").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn make(form: &str, sources: &[Source], limits: &Limits) -> Told<Book> {
    let engine = Engine::new().with_limits(*limits);
    let form = engine.form(form).value_or_faults().unwrap();
    engine.make(&form, sources, &Given::default())
}

fn rows(count: usize, text: &str) -> Source {
    let row = |n: usize| answer("方向性1", &n.to_string(), "健康課", &format!("事業{n}"), text);
    tree(&progress((1..=count).map(row).collect()))
}

#[test]
fn a_file_is_read_up_to_its_limits() {
    at_and_beyond("file_bytes", 8, "M006", &|limits| read_as("a.csv", "あ,い,".as_bytes(), limits));
    at_and_beyond("texts", 3, "M006", &|limits| read_as("a.csv", b"a,b,c", limits));
    at_and_beyond("text_bytes", 5, "M006", &|limits| read_as("a.csv", b"ab,cde", limits));
    at_and_beyond("text_chars", 4, "M098", &|limits| read_as("a.csv", "ab,あいうえ".as_bytes(), limits));
    at_and_beyond("text_breaks", 2, "M098", &|limits| read_as("a.json", br#"{"a": "b\nc\nd"}"#, limits));
    for name in ["a.json", "a.yaml", "a.toml"] {
        let text = if name == "a.toml" { "a = \"あいう\"" } else { "{\"a\": \"あいう\"}" };
        at_and_beyond("text_chars", 3, "M098", &|limits| read_as(name, text.as_bytes(), limits));
    }
}

/// A free paper has no cells: all of its text counts.
#[test]
fn the_text_of_a_document() {
    at_and_beyond("document_bytes", 9, "M006", &|limits| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        fs::write(&path, "あいう").unwrap();
        let engine = Engine::new().with_limits(*limits);
        let form = engine.form("document").value_or_faults().unwrap();
        engine.source(&form, &SourceFile::on_disk(&path, "a.md")).err().into_iter().collect()
    });
}

/// A workbook of Excel 2003 as XML.
fn xml_2003(sheets: usize) -> String {
    let sheet = |n: usize| {
        format!(
            r#"<Worksheet ss:Name="表{n}"><Table><Row><Cell><Data ss:Type="String">あ</Data></Cell></Row></Table></Worksheet>"#
        )
    };
    let sheets: String = (1..=sheets).map(sheet).collect();
    let ns = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(r#"<?xml version="1.0"?><Workbook xmlns="{ns}" xmlns:ss="{ns}">{sheets}</Workbook>"#)
}

/// A workbook of Excel 97 (MS-XLS): BOUNDSHEET records, and for each a stream without cells.
fn xls(sheets: u8) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let named = |start: u32, n: u8| record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a' + n]].concat());
    let whole = bof(5).len() + usize::from(sheets) * named(0, 0).len() + end.len();
    let sheet = [bof(0x10), end.clone()].concat();
    let start = |n: u8| u32::try_from(whole + usize::from(n) * sheet.len()).unwrap();
    let book: Vec<u8> = (0..sheets).flat_map(|n| named(start(n), n)).collect();
    let stream = [bof(5), book, end, sheet.repeat(sheets.into())].concat();
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut file.create_stream("Workbook").unwrap(), &stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn sheets_of_any_workbook_are_counted() {
    at_and_beyond("sheets", 3, "M006", &|limits| read_as("a.xml", xml_2003(3).as_bytes(), limits));
    let bytes = xls(3);
    assert!(read_as("a.xls", &bytes, &Limits::default()).is_empty());
    at_and_beyond("sheets", 3, "M006", &|limits| read_as("a.xls", &bytes, limits));
}

/// The lowest value at which nothing is refused.
fn enough(refused: &dyn Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, (0..40).map(|n| 1 << n).find(|value| !refused(*value)).unwrap());
    while high - low > 1 {
        let middle = (low + high) / 2;
        if refused(middle) { low = middle } else { high = middle }
    }
    high
}

#[test]
fn an_archive_takes_in_files_up_to_its_limit() {
    let dir = crate::archive::project();
    let project = Project::read(dir.path(), &Naming::default()).unwrap();
    let gather = |limits: &Limits| {
        let engine = Engine::new().with_limits(*limits);
        let opened = Opened { folder: dir.path(), project: Some(&project), engine: &engine, date: None };
        opened.paper(&project.papers[0]).into_parts()
    };
    let bundle = gather(&Limits::default()).0.unwrap();
    let bytes: usize = bundle.files.iter().map(|file| file.bytes.len()).sum();
    at_and_beyond("attached_bytes", bytes as u64, "M501", &|limits| gather(limits).1);
}

#[test]
fn an_archive_is_opened_up_to_its_limits() {
    let archive = crate::archive::small();
    let open = |limits: &Limits| archive::open(&archive, "保存用.pdf", limits).err().into_iter().collect::<Vec<_>>();
    at_and_beyond("archive_bytes", archive.len() as u64, "M504", &open);
    let unpacked = enough(&|bytes| !open(&with("archive_unpacked_bytes", bytes)).is_empty());
    assert!(unpacked > archive.len() as u64, "it is packed");
    at_and_beyond("archive_unpacked_bytes", unpacked, "M504", &open);
}

#[test]
fn a_workbook_is_read_up_to_its_limits() {
    at_and_beyond("sheets", 3, "M006", &|limits| read_as("a.xlsx", &workbook(3), limits));
    for name in ["part_bytes", "unpacked_bytes"] {
        let refused =
            |value: u64| read_as("a.xlsx", &workbook(1), &with(name, value)).iter().any(|f| f.code.0 == "M006");
        at_and_beyond(name, enough(&refused), "M006", &|limits| read_as("a.xlsx", &workbook(1), limits));
    }
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let told = |most| read_as("a.json", br#"{"a": 1, "a": 1, "a": 1, "a": 1}"#, &with("findings", most)).len();
    assert_eq!((told(3), told(2)), (3, 3), "the third is counted in a line");
}

#[test]
fn a_table_is_made_up_to_its_limits() {
    at_and_beyond("rows", 3, "M132", &|limits| make("progress", &[rows(3, "行った。")], limits).into_parts().1);
    // rows of several files are one table's
    let two = [rows(2, "行った。"), rows(1, "行った。")];
    at_and_beyond("rows", 3, "M132", &|limits| make("progress", &two, limits).into_parts().1);
    let long = rows(1, &"長い文。\n".repeat(300));
    let pages = match make("progress", std::slice::from_ref(&long), &Limits::default()).into_parts().0.unwrap() {
        Book::Table(book) => book.pages().len() as u64,
        _ => panic!("no table"),
    };
    assert!(pages > 1);
    at_and_beyond("pages", pages, "M218", &|limits| {
        make("progress", std::slice::from_ref(&long), limits).into_parts().1
    });
}

/// In whatever way the rows come: they are counted while they are read, the parts of one as one.
#[test]
fn rows_of_any_format_are_counted() {
    let head = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況";
    let row = |n: &str| format!("方向性1,1,声かけ,福祉部,健康課,事業{n},行った。");
    let csv = |rows: &[String]| format!("{head}\n{}\n", rows.join("\n"));
    let beyond = |source: &Source, most: u64| {
        let (made, findings) = make("progress", std::slice::from_ref(source), &with("rows", most)).into_parts();
        let told = findings.into_iter().find(|f| f.code.0 == "M132");
        assert_eq!(made.is_none(), told.is_some());
        told.map(|f| f.to_string())
    };
    let file = |name: &str, format, bytes: Vec<u8>| crate::common::source(name, format, bytes);
    let four: Vec<String> = ["1", "2", "3", "4"].map(row).into();
    let table = file("回答.csv", Format::Csv, csv(&four).into_bytes());
    assert_eq!(beyond(&table, 4), None);
    let told = beyond(&table, 2).unwrap();
    assert!(told.contains("表の行が 4 行で、上限（2 行）を超えています"), "{told}");
    assert!(told.contains("回答.csv:4:"), "where the third stands: {told}");
    let parted = [row("1"), ",,,,,（続き）,また行った。".to_owned(), row("2"), ",,,,,（続き）,なお行った。".to_owned()];
    assert_eq!(beyond(&file("回答.csv", Format::Csv, csv(&parted).into_bytes()), 2), None);
    let parted = [parted.to_vec(), vec![row("3"), ",,,,,（続き）,さらに行った。".to_owned()]].concat();
    let told = beyond(&file("回答.csv", Format::Csv, csv(&parted).into_bytes()), 2).unwrap();
    assert!(told.contains("表の行が 3 行で"), "{told}");
    // rows in rows, each with what stands round it
    let inner = r#"{"rows": [{"方向性": "方向性1", "番号": "1", "取組み": "声かけ", "局区": "福祉部", "課": "健康課",
        "事業": [{"事業名・取組名": "一"}, {"事業名・取組名": "二"}, {"事業名・取組名": "三"}]}]}"#;
    let told = beyond(&file("回答.json", Format::Json, inner.into()), 2).unwrap();
    assert!(told.contains("表の行が 3 行で") && told.contains("回答.json:2:"), "{told}");
}

#[test]
fn slips_are_made_up_to_their_limit() {
    let source = |n: usize| {
        let rows: Vec<_> = (0..n).map(|n| serde_json::json!({"事業名": format!("事業{n}")})).collect();
        tree(&serde_json::json!({"rows": rows}))
    };
    at_and_beyond("slips", 3, "M132", &|limits| make("evaluation", &[source(3)], limits).into_parts().1);
}

/// Slips are counted over all files as they are read: none that was let go makes its file one without answers, and blank
/// ones count only where nothing else is in their file.
#[test]
fn slips_of_all_files_are_counted() {
    let file = |name: &str, rows: Vec<serde_json::Value>| {
        let mut source = tree(&serde_json::json!({"rows": rows}));
        source.file = SourceFile::named(name);
        source
    };
    let filled = |n: usize| serde_json::json!({"事業名": format!("事業{n}"), "重点施策": "灯"});
    let blank = || serde_json::json!({"事業名": ""});
    let told = |files: &[Source], most: u64| make("evaluation", files, &with("slips", most)).into_parts().1;
    let of = |findings: &[Finding], code: &str| findings.iter().filter(|f| f.code.0 == code).count();
    let three = |name: &str| file(name, (0..3).map(filled).collect());
    let both = [three("一.json"), three("二.json")];
    assert_eq!(of(&told(&both, 6), "M132"), 0);
    for most in [5, 3, 2] {
        let findings = told(&both, most);
        let fault = findings.iter().find(|f| f.code.0 == "M132").unwrap();
        assert!(fault.message.ja.contains("6 枚"), "{fault}");
        assert_eq!(of(&findings, "M064"), 0, "no file is without answers");
    }
    let beside = [file("一.json", vec![blank(), filled(1), blank(), filled(2)])];
    assert_eq!(of(&told(&beside, 2), "M132"), 0, "blank ones beside others are none");
    let blanks = told(&beside, 2).into_iter().filter(|f| f.code.0 == "M096");
    assert_eq!(blanks.map(|f| 1 + f.related.len()).sum::<usize>(), 2, "both are told");
    assert_eq!(of(&told(&beside, 1), "M132"), 1);
    let empty = |n: usize| [file("空.json", (0..n).map(|_| blank()).collect())];
    assert_eq!(of(&told(&empty(2), 2), "M132"), 0);
    let findings = told(&empty(3), 2);
    assert!(findings.iter().any(|f| f.code.0 == "M132" && f.message.ja.contains("3 枚")), "{findings:?}");
}

/// One long text beside thousands of items is one text in memory, and is set once.
#[test]
fn rows_share_the_text_round_them() {
    let text = "長い文。".repeat(20);
    let mut rows =
        progress((1..=50).map(|n| answer("方向性1", "1", "健康課", &format!("事業{n}"), "行った。")).collect());
    let items = rows["rows"].take();
    let mut inner = items.as_array().unwrap().clone();
    for item in &mut inner {
        for key in ["方向性", "番号", "取組み", "内容", "局区等"] {
            item.as_object_mut().unwrap().remove(key);
        }
    }
    rows["rows"] =
        serde_json::json!([{"方向性": "方向性1", "番号": "1", "取組み": "取組み", "内容": text, "事業": inner}]);
    let (book, _) = read(&[tree(&rows)]);
    let plan = book.plan();
    let c = (0..plan.columns.len()).find(|&c| plan.column(c).field == "内容").unwrap();
    assert_eq!((plan.rows.len(), plan.rows[0].cells[c].text.as_str()), (50, text.as_str()));
    let first = plan.rows[0].cells[c].text.as_ptr();
    assert!(plan.rows.iter().all(|row| row.cells[c].text.as_ptr() == first), "one text for all rows");
    let set = &book.table().rows;
    assert!(set.iter().all(|row| Arc::ptr_eq(&row.cells[c], &set[0].cells[c])), "set once for all rows");
}

/// What is printed on each row counts on each row.
#[test]
fn a_text_beside_many_items_counts_for_each() {
    let source = rows(10, &"あ".repeat(100));
    let told = |bytes| {
        let (book, findings) = make("progress", std::slice::from_ref(&source), &with("text_bytes", bytes)).into_parts();
        (book.is_some(), findings.into_iter().find(|f| f.code.0 == "M132"))
    };
    let (made, beyond) = told(3_000);
    let beyond = beyond.unwrap();
    assert!(!made && beyond.message.ja.starts_with("紙面に載る文を合わせた大きさが"), "{beyond}");
    assert_eq!(told(100_000), (true, None));
}

fn project(text: &str) -> Result<Project, Finding> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("matome.toml"), text).unwrap();
    Project::read(dir.path(), &Naming::default())
}

#[test]
fn a_project_sets_limits_by_either_name() {
    let limits = |text: &str| project(&format!("[limits]\n{text}\n")).unwrap().limits;
    assert_eq!(limits("rows = 40000"), with("rows", 40_000));
    assert_eq!(limits("\"表の行\" = 40000"), with("rows", 40_000));
    for text in ["file_bytes = \"2GB\"", "file_bytes = \"2 gb\"", "file_bytes = \"２ＧＢ\"", "file_bytes = 2147483648"]
    {
        assert_eq!(limits(text), with("file_bytes", 2 << 30), "{text}");
    }
    for limit in LIMITS {
        assert_eq!(limits(&format!("{} = 7", limit.name)), with(limit.name, 7));
    }
}

#[test]
fn wrong_settings_of_limits_are_told() {
    let told = |text: &str| {
        let fault = project(&format!("[limits]\n{text}\n")).unwrap_err();
        assert_eq!((fault.code.0, fault.place.as_ref().unwrap().line), ("M081", Some(2)), "{fault}");
        format!("{} {}", fault.message.ja, fault.hints.iter().map(|h| h.ja.as_str()).collect::<String>())
    };
    assert!(told("row = 5").contains("「rows」のことなら"), "{}", told("row = 5"));
    assert!(told("\"表の行数\" = 5").contains("「表の行」のことなら"));
    assert!(told("xyz = 5").contains("使える項目: file_bytes、"));
    assert!(told("rows = 0").contains("1 行から 2,000,000 行まで"), "{}", told("rows = 0"));
    assert!(told("rows = -1").contains("1 行から"));
    assert!(told("rows = 2000001").contains("2,000,000 行まで"));
    assert!(told("rows = \"5MB\"").contains("整数で書いてください"));
    assert!(told("file_bytes = \"5 円\"").contains("数と単位"));
    assert!(told("file_bytes = \"99999999999999999999GB\"").contains("50 GBまで"));
    assert!(told("file_bytes = true").contains("数と単位"));
}

#[test]
fn a_setting_reaches_the_commands() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "in.json", &good());
    fs::write(dir.path().join("matome.toml"), "[limits]\ntext_chars = 3\n").unwrap();
    let run = matome(dir.path(), &["check", "progress", "in.json"]).expect(2);
    let told = run.stdout + &run.stderr;
    assert!(told.contains("[M098]") && told.contains("上限（3 字）"), "{told}");
    let papers = "[[paper]]\nagenda = true\n[[paper]]\ncontents = true\n";
    fs::write(dir.path().join("matome.toml"), "[limits]\npapers = 1\n").unwrap();
    fs::write(dir.path().join("packet.toml"), format!("[meeting]\n\"名称\" = \"会議\"\n{papers}")).unwrap();
    let run = matome(dir.path(), &["packet"]);
    run.says(&["[M219]: 会議資料の紙面が 2 個で、上限（1 個）を超えています", "packet.toml:5:1"]);
}

/// Neither the folder at hand nor what an archive holds raises or lowers what a stranger's file may take.
#[test]
fn only_a_project_that_is_named_sets_limits_for_archives() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("matome.toml"), "[limits]\narchive_bytes = 3\n").unwrap();
    fs::write(dir.path().join("a.pdf"), "%PDF-1.7\n").unwrap();
    let run = matome(dir.path(), &["verify", "a.pdf"]).expect(2);
    assert!(!(run.stdout + &run.stderr).contains("上限"));
    let beyond = &["[M504]: 大きすぎる PDF です: 保存用の PDF の大きさが", "archive_bytes = "];
    matome(dir.path(), &["verify", "a.pdf", "--project", "."]).expect(2).says(beyond);
    matome(dir.path(), &["extract", "a.pdf", "-o", "out", "--project", "."]).says(beyond);
}

/// The rows of a table of a document: cells without their marks.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let part = text.split_once(heading).unwrap().1;
    let lines =
        part.lines().skip_while(|line| !line.starts_with("|---")).skip(1).take_while(|line| line.starts_with('|'));
    lines
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect())
        .collect()
}

#[test]
fn every_limit_is_listed_with_its_default() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/limits.md")).unwrap();
    let listed: Vec<Vec<String>> =
        table(&text, "## 変えられる上限").into_iter().map(|row| row.into_iter().take(3).collect()).collect();
    let row =
        |limit: &Limit| vec![limit.ja.to_owned(), limit.name.to_owned(), limit.say(limit.of(&Limits::default())).ja];
    assert_eq!(listed, LIMITS.iter().map(row).collect::<Vec<_>>());
}

/// Those that no setting changes stand in the code as the page says.
#[test]
fn every_fixed_limit_is_listed_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/limits.md")).unwrap();
    let listed: Vec<String> = table(&text, "## 変えられない上限").into_iter().map(|row| row[1].clone()).collect();
    let fixed = [
        ("1,048,576 行、16,384 列", "src/source/reading.rs", "MAX_ROWS: u64 = 1_048_576;"),
        ("64 段", "src/source/data/tree.rs", "MAX_DEPTH: usize = 64;"),
        ("1 段", "src/source/zipped.rs", "DEEPEST: usize = 1;"),
        ("16 段", "src/source/folder.rs", "DEEPEST: usize = 16;"),
        ("6 行", "src/table/plan/header.rs", "HEADER_DEPTH: u32 = 6;"),
        ("1,000 字", "src/source/shown/format_code.rs", "LONGEST: usize = 1000;"),
        ("10 段", "src/document/markdown.rs", "DEEPEST: usize = 10;"),
        ("64 MB、120,000,000 画素", "src/document/raster.rs", "MOST_PIXELS: u64 = 120_000_000;"),
        ("4 MB", "src/limits.rs", "settings_bytes: 4 << 20"),
        ("2 MB、1,000 件", "src/serve/slip/store.rs", "const MOST: usize = 1000;"),
    ];
    assert_eq!(listed.len(), fixed.len());
    for (said, (words, file, line)) in listed.iter().zip(fixed) {
        assert!(said.starts_with(words), "{said}");
        assert!(fs::read_to_string(root.join(file)).unwrap().contains(line), "{file} has no {line}");
    }
}
