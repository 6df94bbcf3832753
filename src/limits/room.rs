//! How many rows or slips are kept while they are read: what is beyond the limit is counted and let go.

use super::{Limit, Limits};
use crate::finding::Finding;
use crate::msg;
use crate::place::Place;

/// The rows or slips of all sources of a paper.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    limit: Limit,
    limits: Limits,
    found: u64,
    beyond: Option<Place>,
}

impl Room {
    /// For as many as a paper may have.
    pub fn new(limit: Limit, limits: &Limits) -> Self {
        Self { limit, limits: *limits, found: 0, beyond: None }
    }

    /// As this one was, with nothing in it.
    pub fn empty(&self) -> Self {
        Self::new(self.limit, &self.limits)
    }

    fn most(&self) -> u64 {
        self.limit.of(&self.limits)
    }

    /// Counts one that begins in this place. `false` where it is not to be kept.
    pub fn take(&mut self, place: impl FnOnce() -> Option<Place>) -> bool {
        self.found = self.found.saturating_add(1);
        let kept = !self.is_exceeded();
        if !kept && self.beyond.is_none() {
            self.beyond = place();
        }
        kept
    }

    /// Counts some that were kept before. `false`, and nothing is counted, where they would be too many.
    pub fn add(&mut self, kept: u64) -> bool {
        let found = self.found.saturating_add(kept);
        let fits = found <= self.most();
        if fits {
            self.found = found;
        }
        fits
    }

    /// How many were counted.
    pub fn found(&self) -> u64 {
        self.found
    }

    /// Whether some are not to be kept.
    pub fn is_exceeded(&self) -> bool {
        self.found > self.most()
    }

    /// `M132`: how many there are, and where the first stands that is too many; `None` where all are kept.
    pub fn fault(self) -> Option<Finding> {
        if !self.is_exceeded() {
            return None;
        }
        let mut finding = Finding::error("M132", self.limit.beyond(&self.limits, Some(self.found)))
            .hint(msg!("いくつかの紙面に分けてください", "divide it into several papers"));
        finding.place = self.beyond;
        Some(self.limit.told(finding, &self.limits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::ROWS;

    #[test]
    fn rows_are_kept_up_to_the_limit_and_counted_beyond_it() {
        let limits = Limits { rows: 2, ..Limits::default() };
        let mut room = Room::new(ROWS, &limits);
        let at = |row| move || Some(Place::text(&"a.csv".into(), row, 1));
        assert!(room.take(at(1)) && room.take(at(2)));
        assert!(room.clone().fault().is_none());
        assert!(!room.take(at(3)) && !room.take(at(4)));
        let fault = room.fault().unwrap();
        assert_eq!(fault.message.ja, "表の行が 4 行で、上限（2 行）を超えています");
        assert_eq!(fault.place.unwrap().line, Some(3));
    }
}
