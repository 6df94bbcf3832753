//! Counts a list's items by the names in one column, an item that stands twice only once.

use super::Plan;

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub name: String,
    /// Items, reprints (再掲) left out.
    pub items: usize,
    pub reprints: usize,
}

impl Plan {
    /// The counts in the order in which the names first stand, and the whole list's. An item with several names
    /// counts for each of them. `None` when the form counts nothing.
    pub fn summary(&self) -> Option<(Vec<Count>, Count)> {
        let field = self.form.summary.as_deref()?;
        let by = (0..self.columns.len()).find(|&c| self.column(c).field == field)?;
        let marked = (0..self.columns.len()).find_map(|c| Some((c, self.column(c).reprint.clone()?)));
        let mut counts: Vec<Count> = Vec::new();
        let mut all = Count { name: String::new(), items: 0, reprints: 0 };
        for row in &self.rows {
            let reprint = marked.as_ref().is_some_and(|(c, mark)| row.cells[*c].text.contains(mark.as_str()));
            let mut names: Vec<&str> =
                row.cells[by].text.split(['\n', '、']).map(str::trim).filter(|n| !n.is_empty()).collect();
            names.dedup();
            add(&mut all, reprint);
            for name in names {
                let at = counts.iter().position(|c| c.name == name).unwrap_or_else(|| {
                    counts.push(Count { name: name.to_owned(), items: 0, reprints: 0 });
                    counts.len() - 1
                });
                add(&mut counts[at], reprint);
            }
        }
        Some((counts, all))
    }
}

fn add(count: &mut Count, reprint: bool) {
    if reprint {
        count.reprints += 1;
    } else {
        count.items += 1;
    }
}
