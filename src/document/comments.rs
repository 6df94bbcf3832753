//! HTML comments in Markdown (`<!-- … -->`): what stands in them is not printed, what stands around them is.

/// Where the comments of a document begin and end; HTML comes a line at a time.
#[derive(Default)]
pub(super) struct Comments {
    /// Offset of the comment that is open.
    open: Option<usize>,
}

impl Comments {
    /// The parts of a piece of HTML outside comments, with their offsets in it. `at`: where the piece stands.
    pub fn outside<'t>(&mut self, html: &'t str, at: usize) -> Vec<(usize, &'t str)> {
        let mut out = Vec::new();
        let mut from = 0_usize;
        while from < html.len() {
            let rest = &html[from..];
            if self.open.is_some() {
                let Some(end) = rest.find("-->") else { break };
                self.open = None;
                from = from.saturating_add(end).saturating_add("-->".len());
                continue;
            }
            let start = rest.find("<!--").unwrap_or(rest.len());
            if start > 0 {
                out.push((from, &rest[..start]));
            }
            if start == rest.len() {
                break;
            }
            from = from.saturating_add(start);
            self.open = Some(from.saturating_add(at));
            from = from.saturating_add("<!--".len());
        }
        out
    }

    /// Offset of a comment that is never closed; a block of HTML ends with the document then.
    pub fn unclosed(&mut self) -> Option<usize> {
        self.open.take()
    }
}

#[cfg(test)]
mod tests {
    use super::Comments;

    #[test]
    fn comments_go_over_lines() {
        let mut comments = Comments::default();
        assert_eq!(comments.outside("前<!-- a --> 後<!-- b\n", 0), [(0, "前"), (13, " 後")]);
        assert_eq!(comments.outside("c <!-- d\n", 40), []);
        assert_eq!(comments.outside("--> e", 50), [(3, " e")]);
        assert_eq!(comments.unclosed(), None);
        assert_eq!(comments.outside("<!-- f", 60), []);
        assert_eq!(comments.unclosed(), Some(60));
    }
}
