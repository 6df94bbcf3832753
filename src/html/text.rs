//! A text in lines as flow content: its typed lines are paragraphs, and the lines of the paper are not kept.

use super::escape::escaped;
use crate::text::{EM, Line, Milli, SetCell, SetPara, Span, Style};

/// A room in which no line has to be broken: a text that is set in it has a line for each that was typed.
pub(crate) const WIDE: Milli = 1_000_000_000;

/// Deeper indents look like this one, half em.
const DEEPEST: Milli = 16;

/// Writes texts of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flow<'a> {
    /// What the ids of footnotes and papers begin with.
    pub prefix: &'a str,
    /// In a packet: the id of the paper with this number leads to it.
    pub papers: Option<&'a str>,
}

/// The escaped text of an address that a link may lead to: of the web, of mail or a telephone, and no other scheme.
fn address(link: &str) -> Option<String> {
    let scheme = link.split_once(':')?.0.to_ascii_lowercase();
    ["http", "https", "mailto", "tel"].contains(&scheme.as_str()).then(|| escaped(link.trim()))
}

/// Flow content of a text: phrases where it is one paragraph, else paragraphs and lists.
pub(crate) fn inline(cell: &SetCell, prefix: &str) -> String {
    Flow { prefix, papers: None }.cell(cell)
}

impl Flow<'_> {
    /// Flow content of a text: phrases where it is one paragraph, else paragraphs and lists.
    pub fn cell(&self, cell: &SetCell) -> String {
        match cell.paras.as_slice() {
            [] => String::new(),
            [only] if only.indent == 0 && only.hang == 0 => self.para(only),
            paras => self.paras(paras),
        }
    }

    /// Paragraphs; two or more with markers behind one another are the items of a list, their markers kept as they are.
    pub fn paras(&self, paras: &[SetPara]) -> String {
        let mut out = String::new();
        let mut gap = false;
        let listed = |para: &SetPara| para.hang > para.indent;
        let mut at = 0;
        while let Some(para) = paras.get(at) {
            let items = paras[at..].iter().take_while(|para| listed(para)).count();
            if items > 1 {
                out.push_str(if gap { "<ul role=\"list\" class=\"m gap\">" } else { "<ul role=\"list\" class=\"m\">" });
                for para in &paras[at..at + items] {
                    out.push_str(&format!("<li{}>{}</li>", class(para, false), self.para(para)));
                }
                out.push_str("</ul>");
                (at, gap) = (at + items, false);
                continue;
            }
            at += 1;
            if is_blank(para) {
                gap = true;
                continue;
            }
            out.push_str(&format!("<p{}>{}</p>", class(para, gap), self.para(para)));
            gap = false;
        }
        out
    }

    fn para(&self, para: &SetPara) -> String {
        para.lines.iter().map(|line| self.line(line)).collect()
    }

    fn line(&self, line: &Line) -> String {
        let mut out = String::with_capacity(line.text.len() + 16);
        let mut at = 0;
        for span in &line.spans {
            out.push_str(&escaped(&line.text[at..span.range.start]));
            out.push_str(&self.span(&line.text[span.range.clone()], span));
            at = span.range.end;
        }
        out.push_str(&escaped(&line.text[at..]));
        out
    }

    fn span(&self, text: &str, span: &Span) -> String {
        let style: &Style = &span.style;
        let text = escaped(text);
        let prefix = self.prefix;
        let styled = if let Some(note) = style.note {
            let n = note + 1;
            format!("<sup id=\"{prefix}r{n}\"><a href=\"#{prefix}f{n}\">※{n}</a></sup>")
        } else if let Some(ruby) = &style.ruby {
            format!("<ruby>{text}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", escaped(ruby))
        } else if style.dots {
            format!("<em class=\"dots\">{text}</em>")
        } else if style.ring {
            format!("<span class=\"ring\">{text}</span>")
        } else if style.code {
            format!("<code>{text}</code>")
        } else if style.strike {
            format!("<s>{text}</s>")
        } else if style.strong {
            format!("<strong>{text}</strong>")
        } else {
            text
        };
        match (style.link.as_deref().and_then(address), style.page, self.papers) {
            (Some(address), ..) => format!("<a href=\"{address}\">{styled}</a>"),
            (None, Some(paper), Some(papers)) => format!("<a href=\"#{papers}{paper}\">{styled}</a>"),
            _ => styled,
        }
    }
}

fn is_blank(para: &SetPara) -> bool {
    para.lines.iter().all(|line| line.text.is_empty())
}

/// Indents in half em as classes: `i` of the whole paragraph, `h` of the lines behind its first, `d` of its first.
fn class(para: &SetPara, gap: bool) -> String {
    let em = |milli: Milli| ((milli + EM / 4) / (EM / 2)).clamp(0, DEEPEST);
    let mut classes = Vec::new();
    match em(para.hang - para.indent) {
        0 if para.hang < para.indent => classes.push(format!("d{}", em(para.indent - para.hang))),
        0 => {}
        hang => classes.push(format!("h{hang}")),
    }
    match em(para.indent.min(para.hang.max(0))) {
        0 => {}
        indent => classes.push(format!("i{indent}")),
    }
    if gap {
        classes.push("gap".to_owned());
    }
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Rules, set_cell};
    use crate::typeset::Fonts;

    fn html(text: &str) -> String {
        let fonts = Fonts::builtin().chain("BIZ UDGothic", false).unwrap();
        inline(&set_cell(text, &fonts, WIDE, Rules::default()), "")
    }

    #[test]
    fn typed_lines_are_paragraphs_and_marked_ones_a_list() {
        assert_eq!(html("訪問した。"), "訪問した。");
        assert_eq!(html("Meals on wheels <b>"), "Meals on wheels &lt;b&gt;");
        assert_eq!(
            html("件数\n・訪問\n・電話\n\n終わり"),
            "<p>件数</p><ul role=\"list\" class=\"m\"><li class=\"h2\">・訪問</li><li class=\"h2\">・電話</li></ul><p class=\"gap\">終わり</p>"
        );
        assert_eq!(html("　一字下げ\n次"), "<p class=\"d2\">一字下げ</p><p>次</p>");
    }

    #[test]
    fn what_stands_out_is_marked_up() {
        assert_eq!(
            html("｜汐見原《しおみはら》の《《要点》》51\u{20DD}10m²"),
            "<ruby>汐見原<rp>（</rp><rt>しおみはら</rt><rp>）</rp></ruby>の<em class=\"dots\">要点</em><span class=\"ring\">51</span>10m²"
        );
    }

    #[test]
    fn links_lead_to_the_web_and_mail_only() {
        assert_eq!(
            address("https://www.example.jp/?a=1&b=\"").as_deref(),
            Some("https://www.example.jp/?a=1&amp;b=&quot;")
        );
        for foreign in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.jp", "JavaScript:1"]
        {
            assert_eq!(address(foreign), None, "{foreign}");
        }
    }
}
