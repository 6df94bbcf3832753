//! 座席表: where everybody sits, as boxes on a page. Lengths in pt, from the top left of the text area.

use serde::Serialize;

use super::definition::{SeatShape, Seats};
use crate::contract::{Ends, Faces, PageBox};
use crate::document::Text;
use crate::finding::Finding;
use crate::form::PaperFormat;
use crate::msg;
use crate::text::{EM, FontChain, Milli, Rules, printable, set_heading};
use crate::units::MM;

/// What the layout `seats` gets.
#[derive(Debug, Serialize)]
pub struct SeatData {
    version: u32,
    title: String,
    paper: PageBox,
    #[serde(flatten)]
    faces: Faces,
    size: f64,
    gap: f64,
    heading: Text,
    heading_size: f64,
    /// What each side says aloud; empty where its texts do.
    sides: Vec<String>,
    /// In reading order.
    boxes: Vec<Seat>,
    /// Tables, which have no text.
    tables: Vec<Rect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

#[derive(Debug, Serialize)]
struct Seat {
    #[serde(flatten)]
    at: Rect,
    /// `seat`, `office`, `audience`, `door`.
    kind: &'static str,
    /// Index of its side.
    side: usize,
    body: Text,
}

const SIZE: f64 = 9.0;
const LINE_GAP: f64 = 0.35;
const TITLE_SIZE: f64 = 14.0;
/// Room for the title.
const HEAD: f64 = 18.0 * MM;
const SEAT: (f64, f64) = (32.0 * MM, 11.0 * MM);
/// The lowest seat that holds a line.
const LOWEST: f64 = 6.0 * MM;
const TABLE: f64 = 7.0 * MM;
const GAP: f64 = 2.0 * MM;

struct Room<'a> {
    fonts: &'a FontChain,
    width: f64,
    height: f64,
    sides: Vec<String>,
    boxes: Vec<Seat>,
    tables: Vec<Rect>,
    crowded: bool,
}

/// Places everybody. `M351` where the page is too small for so many.
pub fn seat(
    seats: &Seats,
    title: &str,
    paper: &PaperFormat,
    (plain, bold): (&FontChain, &FontChain),
    findings: &mut Vec<Finding>,
) -> SeatData {
    let width = (paper.width - paper.left - paper.right) * MM;
    let height = (paper.height - paper.top - paper.bottom) * MM;
    let mut room =
        Room { fonts: plain, width, height, sides: Vec::new(), boxes: Vec::new(), tables: Vec::new(), crowded: false };
    let floor = room.back(seats);
    match seats.shape {
        SeatShape::School => room.school(seats, floor),
        SeatShape::Horseshoe | SeatShape::Square => room.round_table(seats, floor),
    }
    room.door(seats.door.as_deref(), floor);
    if room.crowded {
        let message = msg!("座席が多すぎて 1 ページに入りません", "there are too many seats for a page");
        findings.push(Finding::error("M351", message).hint(msg!(
            "landscape = true か size = \"A3\" を書くか、列を分けてください",
            "write landscape = true or size = \"A3\", or part the rows"
        )));
    }
    let texts = room.boxes.iter().flat_map(|b| &b.body.cell.paras).flat_map(|p| &p.lines).map(|l| l.text.as_str());
    let faces = Faces::new(plain, bold, texts);
    let heading =
        set_heading(&printable(title, bold), bold, (width / TITLE_SIZE * f64::from(EM)) as Milli, Rules::default());
    SeatData {
        version: 1,
        title: title.to_owned(),
        paper: PageBox::of(paper),
        faces,
        size: SIZE,
        gap: SIZE * LINE_GAP,
        heading: Text::new(heading, Ends::Hard, 1.0 + LINE_GAP),
        heading_size: TITLE_SIZE,
        sides: room.sides,
        boxes: room.boxes,
        tables: room.tables,
    }
}

impl Room<'_> {
    /// Begins a side. A reader hears where it is and who sits there, in this order: what a plan shows cannot be heard.
    fn side(&mut self, place: &str, order: &str, names: &[String]) {
        let names: Vec<String> = names.iter().map(|name| printable(name, self.fonts).replace('\n', " ")).collect();
        let order = if names.len() > 1 { format!("{order}から順に、") } else { String::new() };
        self.sides.push(if names.is_empty() {
            place.to_owned()
        } else {
            format!("{place}。{order}{}", names.join("、"))
        });
    }

    fn put(&mut self, at: Rect, kind: &'static str, text: &str) {
        let room = ((at.width - 2.0 * MM) / SIZE * f64::from(EM)) as Milli;
        let cell = set_heading(&printable(text, self.fonts), self.fonts, room, Rules::default());
        let lines = cell.line_count() as f64;
        let need = (lines + (lines - 1.0) * LINE_GAP) * SIZE;
        self.crowded |= need > at.height + 0.01 || at.height < LOWEST - 0.01 || at.y < HEAD - 0.01;
        let side = self.sides.len().saturating_sub(1);
        self.boxes.push(Seat { at, kind, side, body: Text::new(cell, Ends::Hard, 1.0 + LINE_GAP) });
    }

    /// A row of boxes, centred between `left` and `right`.
    fn row(&mut self, names: &[String], (left, right): (f64, f64), y: f64, kind: &'static str) {
        if names.is_empty() {
            return;
        }
        let count = names.len() as f64;
        let width = SEAT.0.min((right - left - (count - 1.0) * GAP) / count);
        let whole = count * width + (count - 1.0) * GAP;
        for (i, name) in names.iter().enumerate() {
            let x = left + (right - left - whole) / 2.0 + i as f64 * (width + GAP);
            self.put(Rect { x, y, width, height: SEAT.1 }, kind, name);
        }
    }

    /// A column of boxes from `top` to `bottom`.
    fn column(&mut self, names: &[String], x: f64, (top, bottom): (f64, f64)) {
        if names.is_empty() {
            return;
        }
        let count = names.len() as f64;
        let step = ((bottom - top + GAP) / count).min(SEAT.1 + 2.0 * GAP);
        let whole = step * count - GAP;
        for (i, name) in names.iter().enumerate() {
            let y = top + (bottom - top - whole) / 2.0 + i as f64 * step;
            self.put(Rect { x, y, width: SEAT.0, height: (step - GAP).min(SEAT.1) }, "seat", name);
        }
    }

    /// Office and audience at the foot; returns where the members' part ends. They are read last.
    fn back(&self, seats: &Seats) -> f64 {
        let mut floor = self.height;
        if seats.audience.is_some() {
            floor -= SEAT.1 + 3.0 * GAP;
        }
        if !seats.office.is_empty() {
            floor -= SEAT.1 + 4.0 * GAP;
        }
        floor
    }

    fn put_back(&mut self, seats: &Seats, floor: f64) {
        let mut y = floor + 3.0 * GAP;
        if !seats.office.is_empty() {
            self.side("事務局の席", "左", &seats.office);
            self.row(&seats.office, (0.0, self.width), y, "office");
            y += SEAT.1 + 3.0 * GAP;
        }
        if let Some(audience) = &seats.audience {
            let at = Rect { x: self.width * 0.15, y, width: self.width * 0.7, height: SEAT.1 };
            self.sides.push(String::new());
            self.put(at, "audience", audience);
        }
    }

    fn round_table(&mut self, seats: &Seats, floor: f64) {
        let (left, right) = (0.0, self.width);
        let side = SEAT.0 + GAP;
        let inner = (left + side, right - side);
        if !seats.head.is_empty() {
            self.side("正面の席", "左", &seats.head);
        }
        self.row(&seats.head, inner, HEAD, "seat");
        let tail = seats.shape == SeatShape::Square && !seats.tail.is_empty();
        let bottom = if tail { floor - SEAT.1 - GAP } else { floor };
        let top = HEAD + SEAT.1 + GAP;
        for (names, place, x) in [(&seats.left, "左側の席", left), (&seats.right, "右側の席", right - SEAT.0)] {
            if !names.is_empty() {
                self.side(place, "正面に近いほう", names);
                self.column(names, x, (top, bottom));
            }
        }
        if !seats.tail.is_empty() {
            self.side("正面に向かい合う席", "左", &seats.tail);
        }
        if tail {
            self.row(&seats.tail, inner, floor - SEAT.1, "seat");
        }
        // the tables stand between the seats and the middle
        let (x0, x1) = inner;
        self.tables.push(Rect { x: x0, y: top, width: x1 - x0, height: TABLE });
        let legs = bottom - top - TABLE;
        self.tables.push(Rect { x: x0, y: top + TABLE, width: TABLE, height: legs });
        self.tables.push(Rect { x: x1 - TABLE, y: top + TABLE, width: TABLE, height: legs });
        if tail {
            self.tables.push(Rect { x: x0 + TABLE, y: bottom - TABLE, width: x1 - x0 - 2.0 * TABLE, height: TABLE });
        }
        if seats.shape == SeatShape::Horseshoe && !seats.tail.is_empty() {
            // nobody sits at the open side: they come behind it
            self.row(&seats.tail, inner, floor - SEAT.1, "seat");
        }
        self.put_back(seats, floor);
    }

    fn school(&mut self, seats: &Seats, floor: f64) {
        if !seats.head.is_empty() {
            self.side("正面の席", "左", &seats.head);
        }
        self.row(&seats.head, (0.0, self.width), HEAD, "seat");
        let top = HEAD + SEAT.1 + GAP;
        let head = seats.head.len().max(1) as f64;
        let width = (head * (SEAT.0 + GAP)).min(self.width);
        self.tables.push(Rect { x: (self.width - width) / 2.0, y: top, width, height: TABLE });
        let first = top + TABLE + 4.0 * GAP;
        let count = seats.rows.len().max(1) as f64;
        let step = ((floor - first) / count).min(SEAT.1 + TABLE + 3.0 * GAP);
        for (i, row) in seats.rows.iter().enumerate() {
            let y = first + i as f64 * step;
            let count = row.len() as f64;
            let width = (count * (SEAT.0 + GAP)).min(self.width);
            self.tables.push(Rect { x: (self.width - width) / 2.0, y, width, height: TABLE * 0.7 });
            if !row.is_empty() {
                self.side(&format!("正面から{}列目の席", i.saturating_add(1)), "左", row);
            }
            self.row(row, (0.0, self.width), y + TABLE * 0.7 + GAP / 2.0, "seat");
            self.crowded |= step < SEAT.1 + TABLE * 0.7 + GAP;
        }
        self.put_back(seats, floor);
    }

    fn door(&mut self, side: Option<&str>, floor: f64) {
        let (width, height) = (16.0 * MM, LOWEST);
        let low = self.height - height;
        // beside the office: nobody sits there
        let beside = (floor + GAP / 2.0).min(low);
        let (at, place) = match side {
            Some("left") => (Rect { x: 0.0, y: beside, width, height }, "左側の後ろ"),
            Some("right") => (Rect { x: self.width - width, y: beside, width, height }, "右側の後ろ"),
            Some("top") => (Rect { x: 0.0, y: HEAD, width, height }, "正面の左"),
            Some(_) => (Rect { x: 0.0, y: low, width, height }, "左側のいちばん後ろ"),
            None => return,
        };
        self.sides.push(format!("出入口。{place}"));
        self.put(at, "door", "出入口");
    }
}
