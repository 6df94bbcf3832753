//! `M065`: answers that mean a choice of the form in another spelling; they are printed in the form's own.

use std::collections::HashMap;

use ecow::EcoString;

use super::Plan;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::words::choice_of;

impl Plan {
    /// Gives each answer of a column with choices the form's own words for it.
    pub(crate) fn settle_choices(&mut self, findings: &mut Vec<Finding>) {
        for c in 0..self.columns.len() {
            let choices = self.column(c).choices.clone();
            if choices.is_empty() {
                continue;
            }
            let mut met: HashMap<EcoString, Option<usize>> = HashMap::new();
            let mut told: Vec<(EcoString, &str, Finding)> = Vec::new();
            for r in 0..self.rows.len() {
                let begins = self.begins_cell(r, c);
                let text = self.cell(r, c).text.clone();
                let at = *met.entry(text.clone()).or_insert_with(|| {
                    let own = text.trim();
                    let known = own.is_empty() || choices.iter().any(|choice| choice == own);
                    let choice = choice_of(&choices, own).filter(|_| !known && !self.form.is_missing(own))?;
                    told.push((text.clone(), choice, Finding::info("M065", msg!("", ""))));
                    told.len().checked_sub(1)
                });
                let Some((_, choice, finding)) = at.and_then(|at| told.get_mut(at)) else { continue };
                let Some(cell) = self.rows.get_mut(r).and_then(|row| row.cell_mut(c)) else { continue };
                cell.text = (*choice).into();
                // a group's text counts where it was typed
                if let Some(place) = cell.place.clone().filter(|_| begins) {
                    match finding.place {
                        None => finding.place = Some(place),
                        Some(_) => finding.related.push(place),
                    }
                }
            }
            let field = &self.column(c).field;
            for (text, choice, mut finding) in told {
                let n = finding.related.len().saturating_add(1);
                let (typed, choice) = (quote(&text), quote(choice));
                finding.message = if n == 1 {
                    msg!(
                        "「{field}」の「{typed}」は、様式の「{choice}」として載せます",
                        "\"{typed}\" of \"{field}\" is printed as the form's \"{choice}\""
                    )
                } else {
                    msg!(
                        "「{field}」の「{typed}」（{n} セル）は、様式の「{choice}」として載せます",
                        "\"{typed}\" of \"{field}\" ({n} cells) is printed as the form's \"{choice}\""
                    )
                };
                findings.push(finding);
            }
        }
    }
}
