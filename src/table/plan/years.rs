//! The same rows under other years, and whose they are.

use std::collections::HashMap;

use super::{Plan, Row};
use crate::finding::{Finding, Message};
use crate::form::Carry;
use crate::meta::Years;
use crate::msg;
use crate::table::TableColumn;
use crate::told::Told;
use crate::words::era::fiscal_year;

impl Plan {
    /// The same rows under other years. What is of the plan stays; an answer goes with its year, into the block of that
    /// year; what was answered for a year that no longer stands in the paper is told (`M451`).
    ///
    /// `M450` headings that cannot be worded for these years.
    pub(crate) fn in_years(&self, years: &Years) -> Told<Self> {
        let years: Years = self.years.iter().chain(years).map(|(name, year)| (name.clone(), *year)).collect();
        let columns = match self.form.table(&years) {
            Ok(columns) => columns,
            Err((field, Message { ja, en })) => {
                let message = msg!(
                    "「{field}」の見出しを、次の年度で言い表せません: {ja}",
                    "the heading of \"{field}\" cannot be worded for the years: {en}"
                );
                return Told::nothing(Finding::error("M450", message));
            }
        };
        // how the headings read when nothing but the year goes on: one that changes asks for another answer
        let mut moved = self.years.clone();
        moved.extend(years.iter().filter(|(name, _)| self.form.rolling.contains(name)).map(|(n, y)| (n.clone(), *y)));
        let asks = self.form.table(&moved).unwrap_or_default();
        let moves = moved != self.years;
        let places: HashMap<_, _> =
            columns.iter().enumerate().map(|(c, column)| ((column.spec, column.year), c)).collect();
        let of_field = |field: &str| columns.iter().position(|c| self.form.spec(c).field == field);
        let taken =
            |field: &str| self.form.columns.iter().any(|c| matches!(&c.carry, Carry::To(next) if next == field));
        let asks_the_same = |old: &TableColumn| asks.iter().any(|c| c.spec == old.spec && c.heading == old.heading);
        // for each old column the new one that takes its texts
        let place = |old: &TableColumn| {
            let same = places.get(&(old.spec, old.year)).copied();
            let spec = self.form.spec(old);
            match &spec.carry {
                _ if old.year.is_some() || !moves => same,
                Carry::Keep | Carry::Usual if taken(&spec.field) => None,
                Carry::Keep => same,
                Carry::Empty => None,
                Carry::To(next) => of_field(next),
                Carry::Usual => same.filter(|_| asks_the_same(old)),
            }
        };
        let to: Vec<Option<usize>> = self.columns.iter().map(place).collect();
        let mut gone: Vec<usize> = vec![0; self.columns.len()];
        let rows = self.rows.iter().map(|row| {
            let mut new = Row { id: row.id.clone(), ..Row::empty(columns.len()) };
            let answers = row.cells.iter().zip(&to).zip(&mut gone);
            for ((cell, to), gone) in answers.filter(|((cell, _), _)| !cell.text.is_empty() && !cell.example) {
                match *to {
                    Some(to) => new.put(to, cell.clone()),
                    None => *gone = gone.saturating_add(1),
                }
            }
            new
        });
        let mut plan = self.with_rows(rows.collect());
        plan.columns = columns;
        plan.years = years;
        Told::new(plan, self.tell_gone(&gone))
    }

    /// `M451`: answers of years that no longer stand in the paper, a finding a year.
    fn tell_gone(&self, gone: &[usize]) -> Vec<Finding> {
        let mut by_year: Vec<(Option<i32>, usize)> = Vec::new();
        for (column, &n) in self.columns.iter().zip(gone).filter(|(_, n)| **n > 0) {
            match by_year.iter_mut().find(|(year, _)| *year == column.year) {
                Some((_, all)) => *all = all.saturating_add(n),
                None => by_year.push((column.year, n)),
            }
        }
        let told = by_year.into_iter().map(|(year, n)| {
            let message = match year.map(fiscal_year) {
                Some(year) => msg!(
                    "{year}の回答 {n} 件は、新しい年度の紙面に並びません（前の年度のデータに残ります）",
                    "{n} answers of {year} have no place in the new year's paper (last year's data keep them)"
                ),
                None => msg!(
                    "年度ごとの回答 {n} 件は、新しい年度では空になります（前の年度のデータに残ります）",
                    "{n} answers of the year are empty in the new one (last year's data keep them)"
                ),
            };
            Finding::info("M451", message)
        });
        told.collect()
    }
}
