//! Bookmarks of a table: its groups, outer and inner, where they begin.

use super::plan::Plan;

/// Bookmarks of the groups that begin on a row, each with its level, from 2 down without a gap: the title has 1.
/// `begins` tells which levels of groups do.
pub fn bookmarks(plan: &Plan, row: usize, begins: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let levels = (0..plan.columns.len()).filter_map(|c| plan.column(c).group).max().unwrap_or(0);
    let mut out = Vec::new();
    let mut heading = 2;
    for level in 1..=levels {
        let title = title(plan, row, level);
        if title.is_empty() {
            continue;
        }
        if begins(level) {
            out.push((heading, title));
        }
        heading += 1;
    }
    out
}

/// What a group is called: the texts of its key columns. A number alone says nothing: the column behind it does.
fn title(plan: &Plan, row: usize, level: usize) -> String {
    let text = |c: &usize| plan.rows[row].cells[*c].text.as_str().replace('\n', "").trim().to_owned();
    let of_level = |key: bool| {
        (0..plan.columns.len()).filter(move |&c| {
            let spec = plan.column(c);
            spec.group == Some(level) && spec.key == key && !spec.flow && !spec.may_differ
        })
    };
    let mut words: Vec<String> = of_level(true).map(|c| text(&c)).filter(|t| !t.is_empty()).collect();
    let says = |words: &[String]| words.iter().any(|t| t.chars().any(char::is_alphabetic));
    if !says(&words) {
        words.extend(of_level(false).map(|c| text(&c)).find(|t| !t.is_empty()));
    }
    if let (false, Some(c)) = (says(&words) || words.is_empty(), of_level(true).next()) {
        words.insert(0, plan.columns[c].heading.last().cloned().unwrap_or_default());
    }
    words.join(" ")
}
