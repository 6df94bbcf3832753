//! The shapes of XLS (MS-ODRAW): where they lie and what they hold.

use super::Area;
use super::drawing::to;
use crate::place::CellRef;
use crate::source::workbook::biff::utf16;
use crate::source::workbook::compound::{u16_at, u32_at};

/// A shape, in the order of the file.
#[derive(Debug, Default)]
pub struct Shape {
    /// Where its object record and its text stand: behind this many bytes of the drawing.
    pub object: Option<usize>,
    pub text: Option<usize>,
    pub area: Option<Area>,
    /// MSOSPT: 3 is an ellipse, 75 a picture frame.
    pub form: u16,
    /// The group as a whole, or the sheet; its parts come behind it.
    pub group: bool,
    pub hidden: bool,
    /// The number of its picture.
    pub picture: Option<u32>,
    pub alt: String,
    /// The text of WordArt.
    pub word_art: String,
    /// A hyperlink object.
    pub link: Option<Vec<u8>>,
}

/// Gives the shapes of a sheet's drawing; what is cut short ends them.
pub fn shapes(data: &[u8]) -> Vec<Shape> {
    let mut out: Vec<Shape> = Vec::new();
    let mut at = 0_usize;
    // the parts of a group lie where the group lies
    let mut area = None;
    while let (Some(head), Some(kind), Some(length)) =
        (u16_at(data, at), u16_at(data, at.saturating_add(2)), u32_at(data, at.saturating_add(4)))
    {
        at = at.saturating_add(8);
        if head & 0xF == 0xF {
            if kind == 0xF004 {
                out.push(Shape { area, ..Shape::default() });
            }
            continue;
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some(atom) = data.get(at..).and_then(|rest| rest.get(..length)) else { break };
        at = at.saturating_add(length);
        let Some(shape) = out.last_mut() else { continue };
        match kind {
            0xF00A => {
                shape.form = head >> 4;
                shape.group = u32_at(atom, 4).is_some_and(|flags| flags & 5 != 0);
            }
            0xF00B | 0xF121 | 0xF122 => shape.properties(atom, head >> 4),
            0xF010 => {
                area = anchor(atom);
                shape.area = area;
            }
            0xF011 => shape.object = Some(at),
            0xF00D => shape.text = Some(at),
            _ => {}
        }
    }
    out
}

fn anchor(data: &[u8]) -> Option<Area> {
    let n = |i: usize| u16_at(data, i.saturating_mul(2));
    let first = CellRef { row: n(3)?.into(), col: n(1)?.into() };
    let last = CellRef { row: n(7)?.into(), col: n(5)?.into() };
    Some(to(Area::cell(first), (Some(last), [n(8)? == 0, n(6)? == 0])))
}

impl Shape {
    fn properties(&mut self, data: &[u8], count: u16) {
        let mut complex = usize::from(count) * 6;
        for entry in data.chunks_exact(6).take(usize::from(count)) {
            let (Some(id), Some(value)) = (u16_at(entry, 0), u32_at(entry, 2)) else { break };
            let mut long: &[u8] = &[];
            if id & 0x8000 != 0 {
                let length = usize::try_from(value).unwrap_or(usize::MAX);
                let Some(bytes) = data.get(complex..).and_then(|rest| rest.get(..length)) else { break };
                (long, complex) = (bytes, complex.saturating_add(length));
            }
            let text = || utf16(long).trim_end_matches('\0').to_owned();
            match id & 0x3FFF {
                0x0104 if value != 0 => self.picture = Some(value),
                0x00C0 => self.word_art = text(),
                0x0381 => self.alt = text(),
                0x0382 => self.link = Some(long.to_vec()),
                0x03BF => self.hidden = value & 0x0002_0002 == 0x0002_0002,
                _ => {}
            }
        }
    }
}
