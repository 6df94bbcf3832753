//! `M110`, `M111`, `M116`: an item that stands elsewhere too (再掲) is marked, and has its original there, with the
//! same texts.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let Some(mark) = plan.reprint() else { return };
    let c = mark.column;
    let mut originals: HashMap<String, usize> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate().filter(|(_, row)| !row.text(c).trim().is_empty()) {
        if mark.marks(row.text(c)) {
            continue;
        }
        if let Some(&first) = originals.get(&mark.name(row.text(c))) {
            let name = quote(row.text(c));
            let mut finding = Finding::warning(
                "M116",
                msg!(
                    "「{name}」が二か所にあり、どちらにも再掲の印がありません",
                    "\"{name}\" stands in two places, and neither has the mark of a reprint"
                ),
            )
            .hint(msg!("再掲なら、後の方に印を付けてください", "mark the second one if it is a reprint"));
            finding.place.clone_from(&row.cell(c).place);
            finding.related.extend(plan.cell(first, c).place.clone());
            findings.push(finding);
        } else {
            originals.insert(mark.name(row.text(c)), r);
        }
    }
    for row in plan.rows.iter().filter(|row| mark.marks(row.text(c))) {
        let name = quote(row.text(c));
        let Some(&original) = originals.get(&mark.name(row.text(c))) else {
            let mut finding = Finding::warning(
                "M110",
                msg!("再掲の元の事業が見つかりません: 「{name}」", "the original of \"{name}\" is not in the list"),
            )
            .hint(msg!(
                "事業名を元の事業と同じにするか、印を外してください",
                "write the name as in the original, or drop the mark"
            ));
            finding.place.clone_from(&row.cell(c).place);
            findings.push(finding);
            continue;
        };
        for d in (0..plan.columns.len()).filter(|&d| d != c && plan.column(d).group.is_none() && !plan.column(d).serial)
        {
            let (own, other) = (row.cell(d), plan.cell(original, d));
            if mark.text(&own.text) == mark.text(&other.text) {
                continue;
            }
            let field = &plan.column(d).field;
            let mut finding = Finding::warning(
                "M111",
                msg!(
                    "再掲「{name}」の{field}が元の事業と違います",
                    "{field} of the reprint \"{name}\" differs from the original"
                ),
            )
            .hint(msg!("元の事業の文に合わせてください", "write it as in the original"));
            finding.place = own.place.clone().or_else(|| row.cell(c).place.clone());
            finding.related.extend(other.place.clone());
            findings.push(finding);
        }
    }
}
