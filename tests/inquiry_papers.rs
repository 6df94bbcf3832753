//! Papers of an inquiry: the board, letters, the list of what goes out, receipts.

use std::fs;
use std::path::Path;

use crate::common::papers::Paper;
use matome::Engine;
use matome::finding::Finding;
use matome::inquiry::{Addressee, Board, BoardLine, Letter, LetterKind, Sender, State, letters_pdf};
use matome::units::Date;

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
    let _: Vec<Finding> = letters_pdf(&engine, &[]).into_parts().1;
}
