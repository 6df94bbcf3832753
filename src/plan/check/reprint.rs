//! `M110`, `M111`: an item that stands elsewhere too (再掲) has its original there, with the same texts.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let Some((c, mark)) = (0..plan.columns.len()).find_map(|c| Some((c, plan.column(c).reprint.as_deref()?))) else {
        return;
    };
    let bare = |text: &str| -> String { text.replace(mark, "").chars().filter(|c| !c.is_whitespace()).collect() };
    let mut originals: HashMap<String, usize> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate() {
        let text = &row.cells[c].text;
        if !text.contains(mark) && !text.is_empty() {
            originals.entry(bare(text)).or_insert(r);
        }
    }
    for row in plan.rows.iter().filter(|row| row.cells[c].text.contains(mark)) {
        let name = quote(&row.cells[c].text);
        let Some(&original) = originals.get(&bare(&row.cells[c].text)) else {
            let mut finding = Finding::warning(
                "M110",
                msg!("再掲の元の事業が見つかりません: 「{name}」", "the original of \"{name}\" is not in the list"),
            )
            .hint(msg!(
                "事業名を元の事業と同じにするか、印を外してください",
                "write the name as in the original, or drop the mark"
            ));
            finding.place.clone_from(&row.cells[c].place);
            findings.push(finding);
            continue;
        };
        for d in (0..plan.columns.len()).filter(|&d| d != c && plan.column(d).group.is_none() && !plan.column(d).serial)
        {
            let (own, other) = (&row.cells[d], &plan.rows[original].cells[d]);
            if bare(&own.text) == bare(&other.text) {
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
            finding.place = own.place.clone().or_else(|| row.cells[c].place.clone());
            finding.related.extend(other.place.clone());
            findings.push(finding);
        }
    }
}
