//! Whose findings are: the section of the row, the worksheet or the file in which they stand.

use std::collections::HashMap;
use std::sync::Arc;

use crate::paper::Data;
use crate::place::{FileId, Place};

/// A file, its worksheet and a row or line of it.
type Key = (FileId, Option<Arc<str>>, Option<u32>);

/// Sections by where they answered; none where several did.
#[derive(Default)]
pub struct Owners {
    known: HashMap<Key, Option<String>>,
    /// In the order of the data.
    pub sections: Vec<String>,
}

impl Owners {
    pub fn of(data: &Data) -> Self {
        let mut owners = Self::default();
        match data {
            Data::Table(plan) => {
                let (columns, roles) = (0..plan.columns.len(), plan.roles());
                // the cell of a group belongs to all of its rows
                let own: Vec<usize> = columns.filter(|&c| plan.column(c).group.is_none()).collect();
                for row in &plan.rows {
                    let name = name(roles.all().filter_map(|c| row.cells.get(c)).map(|cell| cell.text.as_str()));
                    let places = own.iter().filter_map(|&c| row.cells.get(c)?.place.as_ref());
                    owners.add(&name, places);
                }
            }
            Data::Slips(slips) => {
                let roles = slips.form.roles();
                for slip in &slips.slips {
                    let name = name(roles.all().filter_map(|f| slip.answers.get(f)).map(|a| a.text.as_str()));
                    let places = slip.answers.iter().filter_map(|answer| answer.place.as_ref()).chain(&slip.place);
                    owners.add(&name, places);
                }
            }
            Data::Document(_) => {}
        }
        owners
    }

    fn add<'a>(&mut self, section: &str, places: impl Iterator<Item = &'a Place>) {
        if section.is_empty() {
            return;
        }
        let mut added = false;
        for place in places {
            added = true;
            for key in keys(place) {
                let owner = self.known.entry(key).or_insert_with(|| Some(section.to_owned()));
                if owner.as_deref().is_some_and(|owner| owner != section) {
                    *owner = None;
                }
            }
        }
        // sections come one after the other mostly
        if added
            && self.sections.last().is_none_or(|last| last != section)
            && !self.sections.iter().any(|s| s == section)
        {
            self.sections.push(section.to_owned());
        }
    }

    /// The section to which a place belongs, if one alone answered there.
    pub fn section(&self, place: &Place) -> Option<&str> {
        keys(place).into_iter().find_map(|key| self.known.get(&key)?.as_deref())
    }
}

/// Row, worksheet, file.
fn keys(place: &Place) -> [Key; 3] {
    let row = place.cell.map(|cell| cell.row).or(place.line);
    let id = place.file.id();
    [(id, place.sheet.clone(), row.or(Some(u32::MAX))), (id, place.sheet.clone(), None), (id, None, None)]
}

/// 「福祉局　地域福祉課」
fn name<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if out.last() != Some(&part) {
            out.push(part);
        }
    }
    out.join("　").replace('\n', "")
}
