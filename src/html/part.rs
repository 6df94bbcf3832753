//! What a kind of paper gives for a page: its body, its own styles, and where one can jump to.

use super::escape::escaped;

/// A paper, or a part of a page.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Rules for its own classes.
    pub styles: String,
    /// Groups and projects, in order.
    pub jumps: Vec<Jump>,
    /// Flow content.
    pub body: String,
}

/// An entry of the list of jumps.
#[derive(Debug, Clone)]
pub(crate) struct Jump {
    /// Depth, from 0.
    pub depth: usize,
    /// What it is called, not escaped.
    pub text: String,
    /// The id that it leads to.
    pub to: String,
}

/// Where a part stands on its page.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// What ids begin with: no two parts of a page have the same.
    pub prefix: String,
    /// The level of the heading that titles the part: 1 on a page of its own.
    pub level: usize,
}

impl Scope {
    /// A page of its own.
    pub fn alone() -> Self {
        Self { prefix: String::new(), level: 1 }
    }

    /// A heading `depth` levels below the part's title: HTML has six.
    pub fn heading(&self, depth: usize) -> usize {
        (self.level + depth).min(6)
    }
}

/// A longer list of jumps is opened by its reader; a search in the page opens it too.
const LONG: usize = 30;

/// The list of jumps, nested by depth. Empty where there is nothing to choose from.
pub(crate) fn jump_list(jumps: &[Jump]) -> String {
    if jumps.len() < 2 {
        return String::new();
    }
    let open = if jumps.len() > LONG { "" } else { " open" };
    let mut out = format!("<nav aria-label=\"目次\">\n<details{open}>\n<summary>目次</summary>\n");
    let mut open: Vec<usize> = Vec::new();
    for jump in jumps {
        while open.last().is_some_and(|depth| *depth > jump.depth) {
            open.pop();
            out.push_str("</li></ul>");
        }
        if open.last() == Some(&jump.depth) {
            out.push_str("</li>\n<li>");
        } else {
            open.push(jump.depth);
            out.push_str("\n<ul><li>");
        }
        out.push_str(&format!("<a href=\"#{}\">{}</a>", jump.to, escaped(&jump.text)));
    }
    open.iter().for_each(|_| out.push_str("</li></ul>"));
    out.push_str("\n</details>\n</nav>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps_nest_by_their_depth() {
        let jump = |depth, text: &str| Jump { depth, text: text.to_owned(), to: format!("g{text}") };
        let list = jump_list(&[jump(1, "あ"), jump(2, "い"), jump(0, "う"), jump(1, "え"), jump(0, "お")]);
        assert_eq!(list.matches("<ul>").count(), list.matches("</ul>").count(), "{list}");
        assert_eq!(list.matches("<li>").count(), 5, "{list}");
        assert_eq!(list.matches("</li>").count(), 5, "{list}");
        assert_eq!(jump_list(&[jump(0, "あ")]), "");
    }
}
