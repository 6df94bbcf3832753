//! Papers as pages for screens (`.html`): one self-contained file with the texts of the paper, without its pages.
//!
//! The kinds give `Part`s; `page` puts a head and an end round them. A user's text is only ever escaped text here:
//! see `escape`. Nothing is loaded from elsewhere and there is no script, which the page's own policy says too.

mod escape;
mod part;
mod text;

pub(crate) use escape::{css_string, escaped};
pub(crate) use part::{Jump, Part, Scope, jump_list};
pub(crate) use text::{Flow, WIDE, inline};

use crate::engine::Engine;
use crate::units::Date;

/// How a page for screens is written.
#[derive(Debug, Clone, Default)]
pub struct Html {
    /// With the counts by name, if the form has them.
    pub summary: bool,
    /// The date of the paper; none is written where none is given.
    pub date: Option<Date>,
}

/// The styles of every page, below `templates/`; a project may have its own.
const STYLES: &str = "shared/html/page.css";

/// What stands on a page round its part.
pub(crate) struct Around<'a> {
    /// Title of the window; the text of the page's first heading.
    pub title: &'a str,
    /// Author, for machines.
    pub body: &'a str,
    /// 計画
    pub plan: &'a str,
    /// 資料番号
    pub number: &'a str,
    /// Lines under the title, escaped.
    pub lines: Vec<String>,
    pub date: Option<Date>,
}

/// A whole page: head, title, the list of jumps, the part, and who made it.
pub(crate) fn page(engine: &Engine, around: &Around, part: &Part) -> Vec<u8> {
    let title = escaped(around.title);
    let mut out = String::with_capacity(part.body.len() + 16_384);
    out.push_str("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"matome\">\n");
    for (name, text) in [("author", around.body), ("description", around.plan)] {
        if !text.is_empty() {
            out.push_str(&format!("<meta name=\"{name}\" content=\"{}\">\n", escaped(text)));
        }
    }
    if let Some(date) = around.date {
        out.push_str(&format!("<meta name=\"date\" content=\"{date}\">\n"));
    }
    out.push_str(&format!("<title>{title}</title>\n<style>\n{}{}</style>\n</head>\n", styles(engine), part.styles));
    out.push_str("<body>\n<a class=\"skip\" href=\"#main\">本文へ移動</a>\n<header>\n");
    if !around.number.is_empty() {
        out.push_str(&format!("<p class=\"number\">{}</p>\n", escaped(around.number)));
    }
    out.push_str(&format!("<h1>{title}</h1>\n"));
    around.lines.iter().for_each(|line| out.push_str(&format!("<p>{line}</p>\n")));
    out.push_str("</header>\n");
    out.push_str(&jump_list(&part.jumps));
    out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    out.push_str(&part.body);
    out.push_str("</main>\n");
    let foot: Vec<String> = [around.plan, around.body].into_iter().filter(|t| !t.is_empty()).map(escaped).collect();
    if !foot.is_empty() {
        out.push_str(&format!("<footer><p>{}</p></footer>\n", foot.join("　")));
    }
    out.push_str("</body>\n</html>\n");
    out.into_bytes()
}

/// The styles; what could end the element in which they stand is taken apart.
fn styles(engine: &Engine) -> String {
    let file = engine.templates.file(STYLES).unwrap_or_default();
    String::from_utf8_lossy(&file).replace("</", "<\\/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_texts_as_texts() {
        let part = Part { body: "<p>本文</p>\n".to_owned(), ..Part::default() };
        let around = Around {
            title: "見守り<script>alert(1)</script>\"'&",
            body: "",
            plan: "計画\"><b>",
            number: "資料１",
            lines: Vec::new(),
            date: Date::new(2026, 4, 1),
        };
        let page = String::from_utf8(page(&Engine::new(), &around, &part)).unwrap();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains("<h1>見守り&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;</h1>"), "{page}");
        assert!(page.contains("<meta name=\"date\" content=\"2026-04-01\">"), "{page}");
        assert!(!page.contains("http://") && !page.contains("https://"), "nothing is loaded from elsewhere");
    }
}
