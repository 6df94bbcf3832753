//! Papers of an inquiry: the board, letters, the list of what goes out, receipts.

use std::fs;
use std::path::Path;

use crate::common::papers::Paper;
use matome::Engine;
use matome::finding::{Finding, Level, Message};
use matome::inquiry::{
    Addressee, Board, BoardLine, Letter, LetterKind, Receipt, Sender, SentLine, State, letters_pdf, receipts_pdf,
    sent_list,
};
use matome::place::Place;
use matome::units::Date;
use matome::words::display_width;
use serde_json::Value;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Puts a file where pictures of it can be looked at.
fn keep(name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inquiry");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

fn board(sections: usize) -> Board {
    let mut board = Board::new("令和8年度当初", "進捗管理シート", Some(day("2026-05-15")), day("2026-05-10"));
    for n in 0..sections {
        let mut line =
            BoardLine::new(format!("{}局", ["福祉", "市民協働", "都市"][n % 3]), format!("第{}課", n + 1), 3 + n);
        line.state = State::ALL[n % 5];
        if line.state != State::Missing {
            (line.answered, line.errors, line.warnings) = (2 + n, n % 2, n % 4);
            line.received = Some(day("2026-05-08"));
            line.file = Some(format!("受領/{:03}_回答,{n}.xlsx", n + 1));
            line.contact = Some("内線 1234".to_owned());
        }
        board.lines.push(line);
    }
    board.lines.sort_by(|a, b| a.bureau.cmp(&b.bureau));
    board
}

#[test]
fn the_board_is_one_page() {
    let engine = Engine::new();
    for sections in [0, 1, 12, 60, 130] {
        let (pdf, findings) = board(sections).pdf(&engine).into_parts();
        assert_eq!(findings, []);
        let pdf = pdf.unwrap();
        keep(&format!("board-{sections}.pdf"), &pdf);
        assert_eq!(pdf, board(sections).pdf(&engine).into_parts().0.unwrap(), "same input, same bytes");
        let pages = Paper::of(&pdf).pages();
        assert_eq!(pages == 1, sections <= 60, "{sections} sections on {pages} pages");
    }
}

fn letter(kind: LetterKind) -> Letter {
    let to = Addressee { bureau: "福祉局".into(), section: "地域福祉課".into(), person: None };
    let from = Sender {
        body: "磯ノ森市".into(),
        section: "企画部政策課".into(),
        person: Some("山本".into()),
        contact: Some("内線 2345".into()),
    };
    let mut letter = Letter::new(kind, day("2026-05-10"), to, from, "令和8年度当初照会", "進捗管理シート");
    letter.number = Some("企政第12号".into());
    letter.due = Some(day("2026-05-15"));
    letter.file = Some("福祉局_地域福祉課.xlsx".into());
    (letter.asked, letter.answered) = (3, 0);
    letter
}

#[test]
fn letters_are_official_papers() {
    let engine = Engine::new();
    for kind in [LetterKind::Request, LetterKind::Reminder, LetterKind::Return] {
        let mut letter = letter(kind);
        if kind == LetterKind::Return {
            (letter.answered, letter.errors, letter.warnings) = (2, 2, 1);
        }
        let (pdf, findings) = letter.pdf(&engine).into_parts();
        assert_eq!(findings, []);
        keep(&format!("{}.pdf", kind.name()), &pdf.unwrap());
        let (mail, _) = letter.mail(&engine).into_parts();
        keep(&format!("{}.txt", kind.name()), mail.unwrap().as_bytes());
    }
}

#[test]
fn the_board_is_text_and_data() {
    let mut board = board(6);
    board.lines[0].section = "第,\"1\"課".into();
    let text = board.text(100).ja;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "令和8年度当初（進捗管理シート）");
    assert_eq!(lines[1], "期限 令和8年5月15日（金）　期限まであと 5 日（令和8年5月10日（日） 現在）");
    assert_eq!(lines[3], "局区        課        状態      回答  エラー  注意  受領");
    assert_eq!(lines.last(), Some(&"6 課: 未提出 2、提出済 1、要修正 1、差戻し中 1、確認済 1。回答 18/33"));
    let begins = |line: &&str| line.find("第").map(|at| display_width(&line[..at]));
    let columns: Vec<_> = lines[4..10].iter().filter_map(begins).collect();
    assert_eq!(columns, [12; 6], "full-width characters count twice");
    assert!(board.text(40).ja.lines().skip(3).take(7).all(|line| display_width(line) <= 60));
    board.due = Some(day("2026-05-07"));
    assert!(board.text(100).ja.contains("期限を 3 日過ぎています"));
    assert!(board.text(100).en.contains("3 days past the deadline"));

    let data: Value = serde_json::from_str(&board.json()).unwrap();
    let keys: Vec<&String> = data[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["bureau", "section", "state", "asked", "answered", "errors", "warnings", "received", "file"]);
    let of = |state: &str| data.as_array().unwrap().iter().find(|line| line["state"] == state).unwrap().clone();
    assert_eq!((&of("未提出")["received"], &of("未提出")["file"]), (&Value::Null, &Value::Null));
    assert_eq!(of("差戻し中")["received"], "2026-05-08");

    let csv = board.csv();
    assert!(csv.starts_with("\u{FEFF}局区,課,担当,連絡先,状態,行数,回答済の行数,エラー,注意,受領日,ファイル\r\n"));
    assert!(csv.contains("\"第,\"\"1\"\"課\""), "{csv}");
    assert_eq!(csv.matches("\r\n").count(), 7);
}

#[test]
fn lists_are_workbooks() {
    let engine = Engine::new();
    let (bytes, findings) = board(12).xlsx(&engine).into_parts();
    assert_eq!(findings, []);
    let bytes = bytes.unwrap();
    keep("board.xlsx", &bytes);
    assert_eq!(Some(&bytes), board(12).xlsx(&engine).value(), "same input, same bytes");
    let mut sent = Vec::new();
    for number in 1..=3 {
        sent.push(SentLine {
            number,
            bureau: "福祉局".into(),
            section: format!("第{number}課"),
            person: None,
            contact: Some("=1+1".into()),
            file: format!("{number:02}_福祉局_第{number}課.xlsx"),
            rows: 4,
            sha256: [number as u8; 32],
            date: day("2026-04-10"),
        });
    }
    let (bytes, findings) = sent_list(&engine, "令和8年度当初", Some(day("2026-05-15")), &sent).into_parts();
    assert_eq!(findings, []);
    keep("sent.xlsx", &bytes.clone().unwrap());
    let texts = texts(bytes.unwrap());
    for text in ["令和8年度当初　送付一覧", "3 件、12 行", "提出期限　令和8年5月15日（金）", "010101010101", "=1+1"]
    {
        assert!(texts.iter().any(|own| own == text), "{text} is not in {texts:?}");
    }
}

/// The strings of a workbook.
fn texts(bytes: Vec<u8>) -> Vec<String> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        out.extend(range.cells().map(|(_, _, cell)| cell.to_string()).filter(|text| !text.is_empty()));
    }
    out
}

fn reminder(due: &str) -> Letter {
    let mut letter = letter(LetterKind::Reminder);
    letter.due = Some(day(due));
    letter
}

#[test]
fn reminders_are_worded_by_the_days_to_the_deadline() {
    let engine = Engine::new();
    let mail = |letter: &Letter| {
        let (mail, findings) = letter.mail(&engine).into_parts();
        assert_eq!(findings, []);
        mail.unwrap()
    };
    let ahead = mail(&reminder("2026-05-15"));
    assert!(
        ahead.starts_with("件名: 【あと 5 日】令和8年度当初照会の提出について\r\n\r\n福祉局　地域福祉課　御中\r\n")
    );
    assert!(ahead.contains("期限まであと 5 日です") && ahead.contains("令和8年5月15日（金）"), "{ahead}");
    let today = mail(&reminder("2026-05-10"));
    assert!(today.starts_with("件名: 【本日まで】") && today.contains("本日が提出の期限です"), "{today}");
    let mut past = reminder("2026-05-07");
    (past.received, past.answered) = (true, 2);
    past.open = vec!["声かけ訪問".into()];
    let past = mail(&past);
    assert!(past.contains("3 日過ぎています") && past.contains("督促"), "{past}");
    assert!(past.contains("3 行のうち 1 行が未記入です") && past.contains("未記入: 声かけ訪問"), "{past}");
    assert!(!past.contains("まだ提出を確認できていません"), "{past}");
    let mut open = reminder("2026-05-15");
    (open.due, open.file, open.from.contact, open.number) = (None, None, None, None);
    open.to.person = Some("佐藤".into());
    let open = mail(&open);
    assert!(open.contains("福祉局　地域福祉課\r\n佐藤　様\r\n") && open.contains("早めに"), "{open}");
}

#[test]
fn a_projects_own_words_are_taken_and_their_faults_have_places() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/letters");
    fs::create_dir_all(&folder).unwrap();
    let told = |text: &str| {
        fs::write(folder.join("依頼文.toml"), text).unwrap();
        let engine = Engine::new().with_folder(dir.path()).unwrap();
        letter(LetterKind::Request).mail(&engine).into_parts()
    };
    let (mail, findings) = told("title = \"{{照会}}のお願い\"\nbody = [\"\"\"\n　一\n　二\"\"\"]\n");
    assert_eq!(findings, []);
    assert!(
        mail.unwrap()
            .starts_with("件名: 令和8年度当初照会のお願い\r\n\r\n福祉局　地域福祉課　御中\r\n\r\n　一\r\n　二\r\n")
    );
    let faults = |text: &str| -> Vec<String> {
        let shown = |f: &Finding| {
            let place = f.place.as_ref().unwrap();
            format!("{} {}:{}", f.code, place.line.unwrap(), place.column.unwrap())
        };
        told(text).1.iter().map(shown).collect()
    };
    assert_eq!(faults("title = \"題\"\nbody = [\"出して{{期現}}まで\"]\n"), ["M431 2:13"]);
    assert_eq!(faults("title = \"題{{担当}}\"\n"), ["M432 1:11"]);
    assert_eq!(faults("title = [{ text = \"題\", when = \"期限後\" }]\n"), ["M433 1:19"]);
    assert_eq!(faults("title = \"題\"\nbody = [{ text = \"x\", when = \"夜\" }]\n"), ["M431 2:30"]);
    assert_eq!(faults("題名 = 1\n")[0][..4], *"M430");
    assert_eq!(faults("title = \"題\"\nbodi = \"x\"\n"), ["M430 2:1"]);
    assert_eq!(faults("title = \"題\"\nbody = 3\n"), ["M430 2:8"]);
    assert_eq!(faults("title = \"題{{#if 照会}}\"\n"), ["M431 1:9"]);
}

#[test]
fn many_letters_are_one_pdf() {
    let engine = Engine::new();
    let letters = [letter(LetterKind::Request), reminder("2026-05-01"), letter(LetterKind::Request)];
    let (pdf, findings) = letters_pdf(&engine, &letters).into_parts();
    assert_eq!(findings, []);
    let pdf = pdf.unwrap();
    keep("letters.pdf", &pdf);
    assert_eq!(Paper::of(&pdf).pages(), 3);
    assert_eq!(letters_pdf(&engine, &[]).findings()[0].code.0, "M433");
}

#[test]
fn a_receipt_is_a_page() {
    let engine = Engine::new();
    let sheet = "進捗管理シート".into();
    let finding =
        |n: u32| {
            let message = "この欄に答えがありません".to_owned();
            let message = Message { ja: format!("{message}（{n}）"), en: String::new() };
            Finding::new("M103", if n.is_multiple_of(3) { Level::Error } else { Level::Warning }, message)
                .at(Place::cell(&"回答.xlsx".into(), &sheet, n, 5))
        };
    let receipt = |findings: Vec<Finding>, state| Receipt {
        inquiry: "令和8年度当初".into(),
        form: "進捗管理シート".into(),
        bureau: "福祉局".into(),
        section: "地域福祉課".into(),
        number: 3,
        file: "（最終）回答_地域福祉課.xlsx".into(),
        sha256: [0xA7; 32],
        received: day("2026-05-08"),
        asked: 5,
        answered: 4,
        state,
        findings,
    };
    let receipts = [receipt((0..30).map(finding).collect(), State::Faulty), receipt(Vec::new(), State::Settled)];
    let (pdf, findings) = receipts_pdf(&engine, &receipts).into_parts();
    assert_eq!(findings, []);
    keep("receipts.pdf", &pdf.clone().unwrap());
    assert_eq!(Paper::of(&pdf.unwrap()).pages(), 2);
    assert_eq!(receipts_pdf(&engine, &[]).findings()[0].code.0, "M433");
}
