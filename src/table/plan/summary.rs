//! Counts a list's items by the names in one column, an item that stands twice only once.

use super::Plan;
use crate::words::folded;

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// The name by which is counted.
    pub name: String,
    /// Items, reprints (再掲) left out.
    pub items: usize,
    /// Reprints (再掲).
    pub reprints: usize,
}

impl Plan {
    /// The counts in the order in which the names first stand, and the whole list's. An item with several names
    /// counts for each of them. `None` when the form counts nothing.
    pub fn summary(&self) -> Option<(Vec<Count>, Count)> {
        let field = self.form.summary.as_deref()?;
        let by = (0..self.columns.len()).find(|&c| self.column(c).field == field)?;
        let mark = self.reprint();
        let mut counts: Vec<Count> = Vec::new();
        let mut all = Count { name: String::new(), items: 0, reprints: 0 };
        for row in &self.rows {
            let reprint = mark.as_ref().is_some_and(|m| m.marks(row.text(m.column)));
            let names = names(row.text(by));
            add(&mut all, reprint);
            for name in names {
                match counts.iter_mut().find(|c| folded(&c.name) == folded(&name)) {
                    Some(count) => add(count, reprint),
                    None => {
                        let mut count = Count { name, items: 0, reprints: 0 };
                        add(&mut count, reprint);
                        counts.push(count);
                    }
                }
            }
        }
        Some((counts, all))
    }
}

/// The names in a cell, each once. What stands in brackets belongs to its name; ・ and ／ part names only where each
/// part is an office by itself (こども・若者局 is one).
fn names(cell: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut push = |name: &str| {
        let name = name.trim();
        if !name.is_empty() && !out.iter().any(|n| folded(n) == folded(name)) {
            out.push(name.replace('\n', ""));
        }
    };
    for name in split(cell, &['\n', '、', '，', ',', '；', ';']) {
        let parts = split(name, &['・', '／', '/']);
        let is_office = |part: &&str| part.split(['（', '(']).next().unwrap_or("").trim_end().ends_with(OFFICES);
        if parts.iter().all(is_office) {
            parts.into_iter().for_each(&mut push);
        } else {
            push(name);
        }
    }
    out
}

/// How the names of offices end.
const OFFICES: [char; 14] = ['局', '部', '課', '室', '所', '会', '署', '区', '院', '校', '館', '園', '団', '係'];

/// Parts a text at separators outside of brackets.
fn split<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut depth = 0_u32;
    let pieces = text.split(|c| {
        match c {
            '(' | '（' | '［' | '〔' => depth = depth.saturating_add(1),
            ')' | '）' | '］' | '〕' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && separators.contains(&c)
    });
    pieces.collect()
}

fn add(count: &mut Count, reprint: bool) {
    let number = if reprint { &mut count.reprints } else { &mut count.items };
    *number = number.saturating_add(1);
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_in_one_cell() {
        assert_eq!(names("福祉部\n市民部（各区役所、総合支所）"), ["福祉部", "市民部（各区役所、総合支所）"]);
        assert_eq!(names("福祉部・市民部（各区役所、総合支所）"), ["福祉部", "市民部（各区役所、総合支所）"]);
        assert_eq!(names("福祉部・市民部／こども・若者局"), ["福祉部・市民部／こども・若者局"]);
        assert_eq!(names("福祉部・市民部、こども・若者局 、福 祉 部"), ["福祉部", "市民部", "こども・若者局"]);
        assert_eq!(names(" \n"), [] as [&str; 0]);
    }
}
