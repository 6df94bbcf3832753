//! The same projects under other years, and whose they are.

use super::data::{Answer, Slip, Slips};
use super::words::{Worded, not_worded};
use crate::finding::Finding;
use crate::form::Carry;
use crate::meta::Years;
use crate::msg;
use crate::told::Told;

impl Slips {
    /// The same projects under other years. Where a year that the form's words count from goes on, what names a project
    /// stays, with its section; what was answered for the year is empty in the new one, which is told (`M451`).
    ///
    /// `M450` words that cannot be made for these years.
    pub(crate) fn in_years(&self, years: &Years) -> Told<Self> {
        let years: Years = self.years.iter().chain(years).map(|(name, year)| (name.clone(), *year)).collect();
        if let Err(fault) = Worded::new(&self.form, &years, &self.meta) {
            return Told::nothing(Finding::error("M450", not_worded(&fault)));
        }
        let moved = self.form.rolling.iter().any(|name| self.years.get(name) != years.get(name));
        let taken = |field: &str| self.form.fields.iter().any(|f| matches!(&f.carry, Carry::To(next) if next == field));
        let to: Vec<Option<usize>> = (0..self.form.fields.len())
            .map(|f| match &self.form.fields[f].carry {
                _ if !moved => Some(f),
                Carry::Keep | Carry::Usual if taken(&self.form.fields[f].name) => None,
                Carry::Keep => Some(f),
                Carry::Empty => None,
                Carry::To(next) => self.form.field(next),
                Carry::Usual => Some(f).filter(|f| self.names_project(*f)),
            })
            .collect();
        let mut gone = 0;
        let slips = self.slips.iter().map(|slip| {
            let mut answers = vec![Answer::default(); slip.answers.len()];
            for (f, answer) in slip.answers.iter().enumerate().filter(|(_, answer)| !answer.is_empty()) {
                match to[f] {
                    Some(new) => answers[new] = answer.clone(),
                    None => gone += 1,
                }
            }
            Slip { id: slip.id.clone(), answers, place: slip.place.clone() }
        });
        let slips = slips.collect();
        let findings = if gone > 0 {
            let message = msg!(
                "年度ごとの回答 {gone} 件は、新しい年度では空になります（前の年度のデータに残ります）",
                "{gone} answers of the year are empty in the new one (last year's data keep them)"
            );
            vec![Finding::info("M451", message)]
        } else {
            Vec::new()
        };
        Told::new(Self { form: self.form.clone(), years, meta: self.meta.clone(), slips }, findings)
    }

    /// Whether a field is of the plan: by it projects are told apart, ordered, bookmarked or sent to their section.
    fn names_project(&self, f: usize) -> bool {
        let form = &self.form;
        form.key.contains(&f)
            || form.bookmarks.contains(&f)
            || form.order.contains(&f)
            || form.roles().all().any(|own| own == f)
    }
}
