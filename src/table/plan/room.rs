//! How many rows are kept while they are read: what is beyond the limit is counted and let go.

use super::Cell;
use crate::limits::Limits;
use crate::place::Place;

/// The rows of all sources of a paper.
#[derive(Debug, Clone)]
pub struct Room {
    most: usize,
    found: usize,
    beyond: Option<Place>,
}

impl Room {
    /// For as many rows as a paper may have.
    pub fn new(limits: &Limits) -> Self {
        Self { most: limits.rows, found: 0, beyond: None }
    }

    /// Counts a row with these cells. `false` where it is not to be kept.
    pub fn take(&mut self, cells: &[Cell]) -> bool {
        self.take_at(|| cells.iter().find_map(|cell| cell.place.clone()))
    }

    /// Counts a row that begins in this place. `false` where it is not to be kept.
    pub fn take_at(&mut self, place: impl FnOnce() -> Option<Place>) -> bool {
        self.found += 1;
        let kept = self.found <= self.most;
        if !kept && self.beyond.is_none() {
            self.beyond = place();
        }
        kept
    }

    /// Counts rows that were kept before. `false`, and nothing is counted, where they would be too many.
    pub fn add(&mut self, rows: usize) -> bool {
        let fits = self.found.saturating_add(rows) <= self.most;
        self.found += if fits { rows } else { 0 };
        fits
    }

    /// How many were counted.
    pub fn found(&self) -> usize {
        self.found
    }

    /// Whether some are not to be kept.
    pub fn is_exceeded(&self) -> bool {
        self.found > self.most
    }

    /// How many there are, and where the first stands that is too many; `None` where all are kept.
    pub fn beyond(self) -> Option<(usize, Option<Place>)> {
        (self.found > self.most).then_some((self.found, self.beyond))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_kept_up_to_the_limit_and_counted_beyond_it() {
        let limits = Limits { rows: 2, ..Limits::default() };
        let mut room = Room::new(&limits);
        let at = |row| Cell { place: Some(Place::text(&"a.csv".into(), row, 1)), ..Cell::default() };
        assert!(room.take(&[Cell::default(), at(1)]) && room.take(&[at(2)]));
        assert_eq!(room.clone().beyond(), None);
        assert!(!room.take(&[at(3)]) && !room.take(&[at(4)]));
        let (found, place) = room.beyond().unwrap();
        assert_eq!((found, place.unwrap().line), (4, Some(3)));
    }
}
