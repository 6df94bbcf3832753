//! `M413`: files whose headings or words are of another fiscal year than the project's.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::meta::Given;
use crate::msg;
use crate::place::Place;
use crate::source::Source;
use crate::words::era::fiscal_year;

/// The files of each other year.
#[derive(Debug, Default)]
pub struct OtherYears(BTreeMap<i32, Vec<Place>>);

impl OtherYears {
    /// Takes a file of which `findings` say that its headings tell another year (`M060`); `told` reads which. `true` where
    /// it was taken: its rows would stand under headings of years that they are not of.
    pub fn take(
        &mut self,
        source: &Source,
        findings: &[Finding],
        given: &Given,
        told: impl FnOnce() -> Option<i32>,
    ) -> bool {
        let Some(expected) = given.fiscal_year else { return false };
        if !findings.iter().any(|f| f.code.0 == "M060") {
            return false;
        }
        self.is_of(source, told().filter(|year| *year != expected))
    }

    /// Takes a file that is of another year, if one is given.
    pub fn is_of(&mut self, source: &Source, year: Option<i32>) -> bool {
        let Some(year) = year else { return false };
        self.0.entry(year).or_default().push(Place::file(source.file.clone()));
        true
    }

    /// One finding for each year.
    pub fn tell(self, given: &Given, findings: &mut Vec<Finding>) {
        let expected = fiscal_year(given.fiscal_year.unwrap_or_default());
        for (year, files) in self.0 {
            let (n, year) = (files.len(), fiscal_year(year));
            let message = msg!(
                "{year}の様式の回答です（{n} ファイル）。{expected}の紙面には載せません",
                "these are answers for {year} ({n} files); they are not printed in a paper of {expected}"
            );
            let hint = msg!(
                "{expected}の様式の回答と取り替えるか、matome.toml の「年度」を直してください",
                "give answers for {expected}, or mend 年度 in matome.toml"
            );
            findings.push(Finding::error("M413", message).at_all(files).hint(hint));
        }
    }
}
