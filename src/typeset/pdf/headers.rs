//! Gives the cells of tables their headers (ISO 32000-1 14.8.5.7) in the finished bytes: Typst 0.15 finds them by a rule
//! of its own, and takes none.

use std::collections::HashMap;

use super::syntax::{File, find};
use crate::typeset::tags::TagCell;

/// A cell of a table as krilla writes it.
const CELL: &[u8] = b"<</Type/StructElem/S/T";
const HEADERS: &[u8] = b"/Headers[";

/// The bodies of cells that get other headers, by object number. None at all if the cells of the file are not these in
/// this order.
pub fn bodies(bytes: &[u8], file: &File, cells: &[TagCell]) -> HashMap<usize, Vec<u8>> {
    let mut out = HashMap::new();
    let mut rest = cells.iter();
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
        if cell.heads.is_some()
            && let Some(body) = headed(body, cell)
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

/// The cell with its headers: those of its rows, then those of the table's heading, which stay. `None` where they are
/// the same.
fn headed(body: &[u8], cell: &TagCell) -> Option<Vec<u8>> {
    let from = find(body, HEADERS)? + HEADERS.len();
    let len = body[from..].iter().position(|b| *b == b']')?;
    let old = std::str::from_utf8(&body[from..from + len]).ok()?;
    let heading = |name: &&str| {
        let row = name.trim_end_matches(')').rsplit('y').next().and_then(|row| row.parse::<usize>().ok());
        row.is_some_and(|row| row < cell.body)
    };
    let table = cell.at.0;
    let own = cell.heads.iter().flat_map(|heads| heads.iter()).map(|&(x, y)| called((table, x, y)));
    let new: String = own.chain(old.split_inclusive(')').filter(heading).map(str::to_owned)).collect();
    (new != old).then(|| [&body[..from], new.as_bytes(), &body[from + len..]].concat())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn cell(at: (usize, usize, usize), head: bool, heads: &[(usize, usize)]) -> TagCell {
        TagCell { at, head, body: 2, heads: Some(Arc::from(heads)) }
    }

    #[test]
    fn a_cell_keeps_the_headers_above_the_body() {
        let body = b"<</Type/StructElem/S/TD/P 9 0 R/A[<</O/Table/Headers[(U1x3y0)(U1x3y1)(U1x2y4)]>>]/K[4]>>";
        let new = headed(body, &cell((1, 3, 5), false, &[(0, 2), (1, 5)])).unwrap();
        let text = String::from_utf8(new).unwrap();
        assert!(text.contains("/Headers[(U1x0y2)(U1x1y5)(U1x3y0)(U1x3y1)]>>]/K[4]"), "{text}");
        assert!(headed(text.as_bytes(), &cell((1, 3, 5), false, &[(0, 2), (1, 5)])).is_none(), "the same");
    }

    #[test]
    fn a_header_is_called_by_its_table_column_and_row() {
        let body = b"<</Type/StructElem/S/TH/P 9 0 R/ID(U2x0y3)/A[<</O/Table/Scope/Row/Headers[]>>]/K[4]>>";
        assert!(is_called(body, &cell((2, 0, 3), true, &[])));
        assert!(!is_called(body, &cell((2, 0, 30), true, &[])));
    }
}
