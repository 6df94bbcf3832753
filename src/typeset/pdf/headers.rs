//! Gives the cells of tables their headers (ISO 32000-1 14.8.5.7) in the finished bytes: Typst 0.15 finds them by a rule
//! of its own, and takes none.

use std::collections::HashMap;
use std::sync::Arc;

use super::syntax::{File, find, number};
use crate::typeset::tags::{Places, TagCell};

/// A cell of a table as krilla writes it.
const CELL: &[u8] = b"<</Type/StructElem/S/T";
const HEADERS: &[u8] = b"/Headers[";

/// The bodies of cells that get other headers, by object number. None at all if the cells of the file are not these in
/// this order.
pub fn bodies(bytes: &[u8], file: &File, cells: &[TagCell]) -> HashMap<usize, Vec<u8>> {
    let mut out = HashMap::new();
    let mut rest = cells.iter();
    let mut names = Names::default();
    for object in file.objects.iter().filter(|o| o.stream.is_none()) {
        let body = &bytes[object.body.clone()];
        let head = match body.strip_prefix(CELL) {
            Some([b'H', b'/', ..]) => true,
            Some([b'D', b'/', ..]) => false,
            _ => continue,
        };
        let Some(cell) = rest.next().filter(|cell| cell.head == head && (!head || is_called(body, cell))) else {
            return HashMap::new();
        };
        if let Some(heads) = &cell.heads
            && let Some(body) = headed(body, cell, names.of(cell.at.0, heads))
        {
            out.insert(object.number, body);
        }
    }
    if rest.next().is_none() { out } else { HashMap::new() }
}

/// A header's name: `U` before what Typst calls it.
fn called((table, x, y): (usize, usize, usize)) -> String {
    format!("(U{table}x{x}y{y})")
}

fn is_called(body: &[u8], cell: &TagCell) -> bool {
    find(body, format!("/ID{}", called(cell.at)).as_bytes()).is_some()
}

/// The names of the headers of a cell; those of a row are the same.
#[derive(Default)]
struct Names(Option<(Places, String)>);

impl Names {
    fn of(&mut self, table: usize, heads: &Places) -> &str {
        let same = self.0.take().filter(|(last, _)| Arc::ptr_eq(last, heads));
        let new = || (heads.clone(), heads.iter().map(|&(x, y)| called((table, x, y))).collect());
        &self.0.insert(same.unwrap_or_else(new)).1
    }
}

/// The cell with its headers: those of its rows, then those of the table's heading, which stay. `None` where they are
/// the same.
fn headed(body: &[u8], cell: &TagCell, names: &str) -> Option<Vec<u8>> {
    let from = find(body, HEADERS)? + HEADERS.len();
    let len = find(&body[from..], b"]")?;
    let old = &body[from..from + len];
    let mut out = Vec::with_capacity(body.len() + names.len());
    out.extend_from_slice(&body[..from]);
    out.extend_from_slice(names.as_bytes());
    let mut rest = old;
    while let Some(end) = find(rest, b")") {
        let (name, behind) = rest.split_at(end + 1);
        let row = find(name, b"y").and_then(|at| number(name, at + 1));
        if row.is_some_and(|(row, _)| row < cell.body) {
            out.extend_from_slice(name);
        }
        rest = behind;
    }
    let same = out.get(from..) == Some(old);
    out.extend_from_slice(&body[from + len..]);
    (!same).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(at: (usize, usize, usize), head: bool, heads: &[(usize, usize)]) -> TagCell {
        TagCell { at, head, body: 2, heads: Some(Arc::from(heads)) }
    }

    #[test]
    fn a_cell_keeps_the_headers_above_the_body() {
        let body = b"<</Type/StructElem/S/TD/P 9 0 R/A[<</O/Table/Headers[(U1x3y0)(U1x3y1)(U1x2y4)]>>]/K[4]>>";
        let cell = cell((1, 3, 5), false, &[(0, 2), (1, 5)]);
        let new = headed(body, &cell, "(U1x0y2)(U1x1y5)").unwrap();
        let text = String::from_utf8(new).unwrap();
        assert!(text.contains("/Headers[(U1x0y2)(U1x1y5)(U1x3y0)(U1x3y1)]>>]/K[4]"), "{text}");
        // as often as it is done: those of the rows are put in anew
        assert!(headed(text.as_bytes(), &cell, "(U1x0y2)(U1x1y5)").is_none(), "the same");
    }

    #[test]
    fn a_header_is_called_by_its_table_column_and_row() {
        let body = b"<</Type/StructElem/S/TH/P 9 0 R/ID(U2x0y3)/A[<</O/Table/Scope/Row/Headers[]>>]/K[4]>>";
        assert!(is_called(body, &cell((2, 0, 3), true, &[])));
        assert!(!is_called(body, &cell((2, 0, 30), true, &[])));
    }
}
