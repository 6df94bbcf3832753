//! HTML in Markdown: ruby and line breaks are read, comments left out, all else printed as it was typed.

use pulldown_cmark::Parser;

use super::{OPTIONS, Reader};
use crate::finding::{Finding, quote};
use crate::msg;

impl Reader<'_> {
    pub(super) fn inline_html(&mut self, html: &str, at: usize) {
        let tag = html.trim_matches(['<', '>', '/']).trim().to_ascii_lowercase();
        let closing = html.starts_with("</");
        match (tag.as_str(), closing) {
            ("br" | "br /", false) => self.text("\n", at),
            ("ruby", false) => self.ruby = Some((String::new(), None)),
            ("ruby", true) => self.end_ruby(at),
            ("rt", false) => {
                if let Some((_, ruby)) = &mut self.ruby {
                    ruby.get_or_insert_default();
                }
            }
            ("rt" | "rb", _) if self.ruby.is_some() => {}
            // what stands in <rp> is for programs without ruby
            ("rp", _) if self.ruby.is_some() => {}
            _ if html.starts_with("<!--") => {}
            _ => self.html(html, at),
        }
    }

    pub(super) fn end_ruby(&mut self, at: usize) {
        let Some((base, ruby)) = self.ruby.take() else { return };
        let brackets = |c| matches!(c, '（' | '）' | '(' | ')');
        let base = base.trim_matches(brackets).to_owned();
        match ruby.map(|r| r.trim_matches(brackets).to_owned()).filter(|r| !r.is_empty()) {
            Some(ruby) => self.styled(&base, at, |s| s.ruby = Some(ruby.as_str().into())),
            None => self.text(&base, at),
        }
    }

    /// A line of a block of HTML. Text behind a comment is Markdown again.
    pub(super) fn html_line(&mut self, html: &str, at: usize) {
        for (offset, part) in self.comments.outside(html, at) {
            let at = at.saturating_add(offset);
            if part.contains('<') || self.inline.is_some() {
                self.html(part, at);
            } else if !part.trim().is_empty() {
                for (event, range) in Parser::new_ext(part, OPTIONS).into_offset_iter() {
                    self.event(event, at.saturating_add(range.start)..at.saturating_add(range.end));
                }
            }
        }
    }

    /// `M347`: a comment that is not closed takes all that follows it.
    pub(super) fn end_html(&mut self) {
        self.flush();
        if let Some(at) = self.comments.unclosed() {
            let message = msg!(
                "コメント <!-- が閉じていないので、ここから後の文が載りません",
                "a comment <!-- is not closed: what follows is not printed"
            );
            let hint = msg!("コメントの終わりに --> を書いてください", "end the comment with -->");
            self.findings.push(Finding::error("M347", message).at(self.place(at)).hint(hint));
        }
    }

    /// `M347`: HTML is printed as it was typed.
    pub(super) fn html(&mut self, html: &str, at: usize) {
        let shown = quote(html.trim());
        if html.trim().is_empty() {
            return;
        }
        self.findings.push(
            Finding::error("M347", msg!("HTML は使えません: 「{shown}」", "HTML cannot be used: \"{shown}\""))
                .at(self.place(at))
                .hint(msg!(
                    "Markdown の書き方にしてください。ルビは ｜漢字《かんじ》、改行は <br> で書けます",
                    "write Markdown; ruby is ｜漢字《かんじ》, a line break <br>"
                )),
        );
        self.text(html.trim_end(), at);
    }
}
