//! The headers with which each cell of a table is heard (ISO 32000-1 14.8.5.7). Typst 0.15 gives a cell the last header to
//! its left and those above it; a paper's cells belong to a group of rows, to their row, or head the rows below them.

use std::sync::Arc;

use super::tables::{Cell, Role, Table};

/// Columns and rows of cells.
pub type Places = Arc<[(usize, usize)]>;

/// A cell as the exporter writes it, and the headers of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCell {
    /// Number of its table, column and row: what a header is called.
    pub at: (usize, usize, usize),
    /// It is a header itself.
    pub head: bool,
    /// The first row below the table's heading.
    pub body: usize,
    /// Column and row of its headers below the heading; `None` where the exporter's stay.
    pub heads: Option<Places>,
}

/// The cells of the tables, row by row, with their headers.
pub fn headed(tables: &[Table]) -> Vec<TagCell> {
    tables.iter().flat_map(|table| Headed::new(table).cells()).collect()
}

struct Headed<'a> {
    table: &'a Table,
    /// For each row the cells that head it, from the left.
    rows: Vec<Vec<&'a Cell>>,
    /// Headers of columns below the heading, and the row at which they end.
    columns: Vec<(&'a Cell, u32, usize)>,
}

impl<'a> Headed<'a> {
    fn new(table: &'a Table) -> Self {
        let cells = || table.cells.iter().filter(|cell| cell.y >= table.body);
        let count = cells().map(|cell| cell.y + cell.rowspan).max().unwrap_or(0);
        let mut rows = vec![Vec::new(); count];
        for cell in cells().filter(|cell| cell.role == Role::Row) {
            rows[cell.y..cell.y + cell.rowspan].iter_mut().for_each(|row| row.push(cell));
        }
        rows.iter_mut().for_each(|row: &mut Vec<&Cell>| row.sort_by_key(|cell| cell.x));
        let level = |cell: &Cell| if let Role::Column(level) = cell.role { Some(level) } else { None };
        let all: Vec<(&Cell, u32)> = cells().filter_map(|cell| Some((cell, level(cell)?))).collect();
        let columns = all.iter().map(|&(cell, level)| {
            let group = rows[cell.y].iter().filter(|head| head.group).map(|head| head.y + head.rowspan).min();
            let next = all.iter().filter(|(next, other)| next.y > cell.y && *other <= level && overlap(next, cell));
            let next = next.map(|(next, _)| next.y).min();
            (cell, level, group.unwrap_or(count).min(next.unwrap_or(count)))
        });
        Self { table, columns: columns.collect(), rows }
    }

    fn cells(&self) -> Vec<TagCell> {
        // an unlabelled table without headers of its own is as Typst has it
        let own = !self.columns.is_empty() || self.rows.iter().any(|row| !row.is_empty());
        let mut row: Option<(usize, Places)> = None;
        let cell = |cell: &Cell| TagCell {
            at: (self.table.number, cell.x, cell.y),
            head: cell.role != Role::Data,
            body: self.table.body,
            heads: (own && cell.y >= self.table.body).then(|| {
                if cell.role != Role::Data || cell.group || cell.rowspan > 1 || !self.columns.is_empty() {
                    return self.heads(cell).into();
                }
                // the cells of a row have the same
                match &row {
                    Some((y, heads)) if *y == cell.y => heads.clone(),
                    _ => row.insert((cell.y, self.heads(cell).into())).1.clone(),
                }
            }),
        };
        self.table.cells.iter().map(cell).collect()
    }

    /// Groups from the left, then headers above it, then what heads its row.
    fn heads(&self, cell: &Cell) -> Vec<(usize, usize)> {
        let covers = |head: &&&Cell| {
            let same = head.x == cell.x && head.y == cell.y;
            !same && head.y <= cell.y && head.y + head.rowspan >= cell.y + cell.rowspan
        };
        let rows = || self.rows.get(cell.y).into_iter().flatten().filter(covers);
        let groups = rows().filter(|head| head.group && (!cell.group || head.x < cell.x));
        let mut out: Vec<(usize, usize)> = groups.map(|head| (head.x, head.y)).collect();
        if !cell.group {
            let own = if let Role::Column(level) = cell.role { level } else { u32::MAX };
            let mut above: Vec<&(&Cell, u32, usize)> = self
                .columns
                .iter()
                .filter(|(head, level, end)| {
                    let within = head.x <= cell.x && head.x + head.colspan >= cell.x + cell.colspan;
                    *level < own && head.y < cell.y && cell.y < *end && within
                })
                .collect();
            above.sort_by_key(|(head, level, _)| (*level, head.y));
            out.extend(above.iter().map(|(head, ..)| (head.x, head.y)));
        }
        if cell.role == Role::Data && !cell.group {
            out.extend(rows().filter(|head| !head.group).map(|head| (head.x, head.y)));
        }
        out
    }
}

/// Whether two cells stand in a column that is the same.
fn overlap(a: &Cell, b: &Cell) -> bool {
    a.x < b.x + b.colspan && b.x < a.x + a.colspan
}

#[cfg(test)]
mod tests {
    use typst::introspection::Location;

    use super::super::tables::Joins;
    use super::*;

    /// A cell at a column and row, over so many columns and rows.
    fn cell((x, y): (usize, usize), (colspan, rowspan): (usize, usize), role: Role, group: bool) -> Cell {
        Cell { location: Location::new(1), x, y, colspan, rowspan, role, group, joins: Joins::No, says: true }
    }

    fn heads(body: usize, cells: Vec<Cell>) -> impl Fn(usize, usize) -> Vec<(usize, usize)> {
        let table = Table { location: Location::new(0), number: 1, body, cells };
        let cells = headed(&[table]);
        move |x, y| {
            let cell = cells.iter().find(|cell| cell.at == (1, x, y)).unwrap();
            cell.heads.as_ref().map(|heads| heads.to_vec()).unwrap_or_default()
        }
    }

    #[test]
    fn an_answer_has_its_groups_and_its_row_and_a_groups_text_only_the_groups() {
        let of = heads(
            1,
            vec![
                cell((0, 0), (1, 1), Role::Column(1), false),
                cell((0, 1), (1, 3), Role::Row, true),
                cell((1, 1), (1, 2), Role::Row, true),
                cell((2, 1), (1, 2), Role::Data, true),
                cell((3, 1), (1, 1), Role::Data, false),
                cell((4, 1), (1, 1), Role::Row, false),
                cell((5, 1), (1, 1), Role::Data, false),
                cell((6, 1), (1, 2), Role::Data, true),
                cell((4, 2), (1, 1), Role::Row, false),
                cell((5, 2), (1, 1), Role::Data, false),
                cell((1, 3), (1, 1), Role::Row, true),
                cell((5, 3), (1, 1), Role::Data, false),
            ],
        );
        assert_eq!(of(0, 1), []);
        assert_eq!(of(1, 1), [(0, 1)]);
        assert_eq!(of(2, 1), [(0, 1), (1, 1)], "a group's text");
        assert_eq!(of(6, 1), [(0, 1), (1, 1)], "behind the names of its rows");
        assert_eq!(of(3, 1), [(0, 1), (1, 1), (4, 1)], "before the name of its row");
        assert_eq!(of(4, 2), [(0, 1), (1, 1)]);
        assert_eq!(of(5, 2), [(0, 1), (1, 1), (4, 2)]);
        assert_eq!(of(5, 3), [(0, 1), (1, 3)]);
        assert_eq!(of(0, 0), [], "the heading is the exporter's");
    }

    #[test]
    fn a_heading_in_the_body_ends_with_its_item_and_where_another_begins() {
        let of = heads(
            0,
            vec![
                cell((0, 0), (1, 4), Role::Row, true),
                cell((1, 0), (2, 1), Role::Column(1), false),
                cell((1, 1), (2, 1), Role::Data, false),
                cell((1, 2), (1, 1), Role::Column(2), false),
                cell((2, 2), (1, 1), Role::Column(2), false),
                cell((1, 3), (1, 1), Role::Data, false),
                cell((2, 3), (1, 1), Role::Data, false),
                cell((0, 4), (1, 2), Role::Row, true),
                cell((1, 4), (2, 1), Role::Data, false),
                cell((1, 5), (1, 1), Role::Row, false),
                cell((2, 5), (1, 1), Role::Data, false),
            ],
        );
        assert_eq!(of(1, 0), [(0, 0)]);
        assert_eq!(of(1, 1), [(0, 0), (1, 0)]);
        assert_eq!(of(2, 2), [(0, 0), (1, 0)]);
        assert_eq!(of(2, 3), [(0, 0), (1, 0), (2, 2)]);
        assert_eq!(of(1, 4), [(0, 4)], "another item");
        assert_eq!(of(2, 5), [(0, 4), (1, 5)]);
    }

    #[test]
    fn a_table_without_headers_of_its_own_stays_as_it_is() {
        let table = Table {
            location: Location::new(0),
            number: 1,
            body: 1,
            cells: vec![cell((0, 0), (1, 1), Role::Column(1), false), cell((0, 1), (1, 1), Role::Data, false)],
        };
        assert!(headed(&[table]).iter().all(|cell| cell.heads.is_none()));
    }
}
