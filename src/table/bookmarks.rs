//! Bookmarks of a table: its groups, outer and inner, where they begin.

use super::plan::Plan;

/// Bookmarks of the groups that begin on a row, each with its level, from 2 down without a gap: the title has 1.
/// `begins` tells which levels of groups do.
pub fn bookmarks(plan: &Plan, row: usize, begins: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let begun = titles(plan, row).into_iter().filter(|(group, ..)| begins(*group));
    begun.map(|(_, level, title)| (level, title)).collect()
}

/// The level of each group of a row that has a name, its level as a bookmark, and its name.
pub fn titles(plan: &Plan, row: usize) -> Vec<(usize, usize, String)> {
    let levels = (0..plan.columns.len()).filter_map(|c| plan.column(c).group).max().unwrap_or(0);
    let named = (1..=levels).map(|group| (group, title(plan, row, group))).filter(|(_, title)| !title.is_empty());
    named.zip(2..).map(|((group, title), level)| (group, level, title)).collect()
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
