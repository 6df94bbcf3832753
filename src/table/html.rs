//! A table paper as a page for screens: one table, its rows as cards where the screen is narrow.

use std::borrow::Cow;
use std::ops::Range;

use super::Align;
use super::book::TableBook;
use super::bookmarks::bookmarks;
use super::heads::Heads;
use super::plan::Plan;
use super::sections::Sections;
use crate::contract::Printing;
use crate::html::{Jump, Part, Scope, WIDE, css_string, escaped, inline};
use crate::text::{FontChain, SetCell, printable, set_cell, set_heading};

/// Below this width rows are cards, px.
const CARDS: f64 = 700.0;
/// A wider table needs so many px for each mm of its paper: two thirds of a character of its text.
const PX_PER_MM: f64 = 2.6;
/// The height of a line of the header on a screen, where it may break once more than on paper, rem.
const HEAD_LINE: f64 = 1.9;
/// The narrowest column, mm: two characters of the screen's text.
const NARROWEST: f64 = 9.0;

impl TableBook {
    /// The table, and the counts by name where they are printed.
    pub(crate) fn html(&self, scope: &Scope, printing: &Printing) -> Part {
        let plan = self.shown();
        let writer = Writer { book: self, plan, scope, heads: Heads::of(plan) };
        let mut body = String::new();
        for lead in [&self.plan.meta.meeting, &self.plan.meta.lead].into_iter().flatten() {
            body.push_str(&format!("<p>{}</p>\n", escaped(&self.line(lead))));
        }
        let mut jumps = Vec::new();
        writer.tables(&mut body, &mut jumps);
        if printing.counts {
            writer.counts(&mut body, &mut jumps);
        }
        Part { styles: writer.styles(), jumps, body }
    }

    /// A text as it stands on the paper, on one line.
    pub(crate) fn line(&self, text: &str) -> String {
        self.table.printable(text).replace('\n', " ")
    }
}

struct Writer<'a> {
    book: &'a TableBook,
    plan: &'a Plan,
    scope: &'a Scope,
    heads: Heads,
}

impl Writer<'_> {
    fn columns(&self) -> usize {
        self.plan.columns.len()
    }

    fn widths(&self) -> Vec<f64> {
        (0..self.columns()).map(|c| self.plan.column(c).width.max(NARROWEST)).collect()
    }

    /// Rules of its columns, and of its cards: each cell is named by its headings.
    fn styles(&self) -> String {
        let several = !self.sections().list().is_empty();
        let id = format!("{}{}t", if several { "." } else { "#" }, self.scope.prefix);
        let below = (self.widths().iter().sum::<f64>() * PX_PER_MM).max(CARDS).ceil();
        // the header stays in sight: what is jumped to stands below it
        let head = self.book.table.header.height / self.book.table.pitch * HEAD_LINE + 1.0;
        let mut out = format!("@media print, (min-width: {}px) {{\n", below + 1.0);
        out.push_str(&format!("{id} tr[id] {{ scroll-margin-top: {head:.1}rem; }}\n"));
        out.push_str(&format!("{id} .v {{ writing-mode: vertical-rl; vertical-align: middle; }}\n"));
        for c in 0..self.columns() {
            let align = match self.plan.column(c).align {
                Align::Left => continue,
                Align::Center => "center",
                Align::Right => "right",
            };
            out.push_str(&format!("{id} tbody .c{c} {{ text-align: {align}; }}\n"));
        }
        out.push_str(&format!("}}\n@media screen and (max-width: {below}px) {{\n"));
        for rule in [
            "{id}, {id} tbody, {id} tr { display: block; }",
            // heard and found, not seen
            "{id} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); display: block; }",
            "{id} { font-size: 1rem; border: 0; }",
            "{id} th, {id} td { display: block; border: 0; border-bottom: 1px solid #767676; padding: .4rem .6rem; text-align: left; }",
            "{id} tbody tr { border: 2px solid #1a1a1a; margin: 0 0 1rem; }",
            "{id} tbody tr > :last-child { border-bottom: 0; }",
            "{id} td:empty { display: none; }",
            "{id} tbody tr > ::before { display: block; font-size: .8125rem; font-weight: bold; color: #4a4a4a; }",
        ] {
            out.push_str(&rule.replace("{id}", &id));
            out.push('\n');
        }
        for c in 0..self.columns() {
            let name = css_string(&self.heading(c));
            // headers name the cell for readers already: the second one is silent
            out.push_str(&format!(
                "{id} tbody .c{c}::before {{ content: {name}; content: {name} / \"\"; text-align: left; }}\n"
            ));
        }
        out.push_str("}\n");
        out
    }

    /// The name of a column in one line: its own heading, with as many of those over it as tell it from others.
    fn heading(&self, c: usize) -> String {
        let path = |c: usize| &self.plan.columns[c].heading;
        let tail = |c: usize, n: usize| &path(c)[path(c).len().saturating_sub(n)..];
        let told = |n: &usize| (0..self.columns()).all(|other| other == c || tail(other, *n) != tail(c, *n));
        let n = (1..=path(c).len()).find(told).unwrap_or(path(c).len());
        tail(c, n).iter().map(|h| self.book.line(h)).collect::<Vec<_>>().join(" ")
    }

    fn sections(&self) -> &Sections {
        &self.book.table.sections
    }

    /// One table, or a table for each group that has headings over it.
    fn tables(&self, out: &mut String, jumps: &mut Vec<Jump>) {
        let prefix = &self.scope.prefix;
        let all = self.plan.rows.len();
        let list = self.sections().list();
        if list.is_empty() {
            self.table(out, jumps, &format!("id=\"{prefix}t\" class=\"wide sticky\""), self.plan.title(), 0..all);
            return;
        }
        let ends = list.iter().skip(1).map(|section| section.row).chain([all]);
        for (section, end) in list.iter().zip(ends) {
            for head in section.heads.iter().filter(|head| head.begins) {
                let (level, to) =
                    (self.scope.heading(head.level - 1), format!("{prefix}s{}-{}", section.row, head.column));
                let text = printable(&head.text, &self.book.bold);
                let body = inline(&set_heading(&text, &self.book.bold, WIDE, self.plan.form.text.rules), "");
                out.push_str(&format!("<h{level} id=\"{to}\">{body}</h{level}>\n"));
                jumps.push(Jump { depth: head.level - 2, text: head.text.clone(), to });
            }
            let names: Vec<&str> = section.heads.iter().map(|head| head.text.as_str()).collect();
            let of = format!("class=\"wide sticky {prefix}t\"");
            self.table(out, jumps, &of, &names.join(" "), section.row..end);
        }
    }

    /// What tells the ids of a table's headings from those of others.
    fn at(&self, rows: &Range<usize>) -> String {
        let prefix = &self.scope.prefix;
        if self.sections().list().is_empty() { format!("{prefix}h") } else { format!("{prefix}h{}-", rows.start) }
    }

    fn table(&self, out: &mut String, jumps: &mut Vec<Jump>, attributes: &str, title: &str, rows: Range<usize>) {
        let at = self.at(&rows);
        let title = escaped(&self.book.line(title));
        out.push_str(&format!("<table {attributes}>\n<caption class=\"vh\">{title}</caption>\n"));
        out.push_str("<colgroup>");
        let widths = self.widths();
        let all: f64 = widths.iter().sum();
        widths.iter().for_each(|w| out.push_str(&format!("<col style=\"width:{:.2}%\">", w / all * 100.0)));
        out.push_str("</colgroup>\n<thead>\n");
        let header = &self.book.table.header;
        for row in 0..header.rows.len() {
            out.push_str("<tr>");
            for cell in header.cells.iter().filter(|cell| cell.row == row) {
                let text = printable(&cell.text, &self.book.bold);
                let body = inline(&set_heading(&text, &self.book.bold, WIDE, self.plan.form.text.rules), "");
                let span = span("colspan", cell.colspan) + &span("rowspan", cell.rowspan);
                let scope = if cell.colspan > 1 { "colgroup" } else { "col" };
                out.push_str(&format!("<th id=\"{at}{row}-{}\" scope=\"{scope}\"{span}>{body}</th>", cell.col));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</thead>\n");
        self.rows(out, jumps, rows);
        out.push_str("</table>\n");
    }

    /// The ids of the headings over each column, from the top.
    fn headings(&self, rows: &Range<usize>) -> Vec<String> {
        let at = self.at(rows);
        let cells = &self.book.table.header.cells;
        (0..self.columns())
            .map(|c| {
                let over = cells.iter().filter(|cell| (cell.col..cell.col + cell.colspan).contains(&c));
                over.map(|cell| format!("{at}{}-{}", cell.row, cell.col)).collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    fn rows(&self, out: &mut String, jumps: &mut Vec<Jump>, of: Range<usize>) {
        let (plan, prefix) = (self.plan, &self.scope.prefix);
        let (whole, headed) = (self.book.plan(), self.book.plan().form.headed());
        let heads = self.headings(&of);
        let (first, rows) = (of.start, of.end);
        let outermost = (0..self.columns()).any(|c| plan.column(c).group.is_some());
        // the header cells of the groups that a row stands in
        let mut above: Vec<Option<String>> = vec![None; self.columns()];
        for r in of {
            if r == first || outermost && plan.begins_group(r, 1) {
                out.push_str(if r == first { "<tbody>\n" } else { "</tbody>\n<tbody>\n" });
            }
            // those of groups over tables are headings
            let marks = bookmarks(whole, r, |level| level > headed && whole.begins_group(r, level));
            if marks.is_empty() {
                out.push_str("<tr>");
            } else {
                out.push_str(&format!("<tr id=\"{prefix}r{r}\">"));
                let to = format!("{prefix}r{r}");
                jumps.extend(marks.into_iter().map(|(level, text)| Jump { depth: level - 2, text, to: to.clone() }));
            }
            let named: Vec<usize> = (0..self.columns()).filter(|&c| self.heads.name(plan, r, c)).collect();
            for c in (0..self.columns()).filter(|&c| plan.begins_cell(r, c) && self.heads.is_group(c)) {
                above[c] = self.heads.group(plan, r, c).then(|| format!("{prefix}g{r}-{c}"));
            }
            let groups: Vec<&str> = above.iter().flatten().map(String::as_str).collect();
            let groups = groups.join(" ");
            let names: Vec<String> = named.iter().map(|c| format!("{prefix}n{r}-{c}")).collect();
            let names = names.join(" ");
            for c in (0..self.columns()).filter(|&c| plan.begins_cell(r, c)) {
                let end = (r + 1..rows).find(|&next| plan.begins_cell(next, c)).unwrap_or(rows);
                let span = span("rowspan", end - r);
                let body = inline(&self.cell(r, c), prefix);
                let spec = plan.column(c);
                let mut class = format!("c{c}");
                class.push_str(if spec.group.is_some() && !spec.flow { " g" } else { "" });
                class.push_str(if spec.vertical { " v" } else { "" });
                class.push_str(if plan.rows[r].cells[c].example { " example" } else { "" });
                out.push_str(&match (above[c].is_some(), named.contains(&c)) {
                    (true, _) => {
                        // heard with the groups outside of it
                        let outer: Vec<&str> = above[..c].iter().flatten().map(String::as_str).collect();
                        let headers = joined(&[&outer.join(" "), &heads[c]]);
                        format!("<th id=\"{prefix}g{r}-{c}\" scope=\"row\" headers=\"{headers}\" class=\"{class}\"{span}>{body}</th>")
                    }
                    (false, true) => {
                        let headers = joined(&[&groups, &heads[c]]);
                        format!("<th id=\"{prefix}n{r}-{c}\" scope=\"row\" headers=\"{headers}\" class=\"{class}\">{body}</th>")
                    }
                    (false, false) if spec.group.is_some() => {
                        let headers = joined(&[&groups, &heads[c]]);
                        format!("<td headers=\"{headers}\" class=\"{class}\"{span}>{body}</td>")
                    }
                    (false, false) => {
                        let headers = joined(&[&groups, &names, &heads[c]]);
                        format!("<td headers=\"{headers}\" class=\"{class}\">{body}</td>")
                    }
                });
            }
            out.push_str("</tr>\n");
        }
        if rows > first {
            out.push_str("</tbody>\n");
        }
    }

    /// A text with the lines that were typed, as it stands on the paper.
    fn cell(&self, r: usize, c: usize) -> SetCell {
        let (plan, spec) = (self.plan, self.plan.column(c));
        let fonts: &FontChain = &self.book.fonts;
        let text = printable(&plan.rows[r].cells[c].text, fonts);
        let suffix = spec.suffix.as_deref().filter(|_| !text.trim().is_empty());
        let whole = match suffix {
            None => Cow::Borrowed(text.as_str()),
            Some(suffix) => Cow::Owned(format!("{}　{}", text.trim_end(), printable(suffix, fonts))),
        };
        set_cell(&whole, fonts, WIDE, plan.form.text.rules)
    }

    /// Counts by name, as the last page of the paper has them.
    fn counts(&self, out: &mut String, jumps: &mut Vec<Jump>) {
        let (Some((counts, all)), Some(by)) = (self.plan.summary(), self.plan.form.summary.as_deref()) else { return };
        let prefix = &self.scope.prefix;
        let title = format!("{by}ごとの事業数");
        let level = self.scope.heading(1);
        let number = |n: usize| if n == 0 { "－".to_owned() } else { n.to_string() };
        let line = |name: &str, items: usize, reprints: usize| {
            format!(
                "<tr><th scope=\"row\">{}</th><td class=\"figure\">{}</td><td class=\"figure\">{}</td></tr>\n",
                escaped(&self.book.line(name)),
                number(items),
                number(reprints)
            )
        };
        out.push_str(&format!("<h{level} id=\"{prefix}sum\">{}</h{level}>\n", escaped(&title)));
        out.push_str(&format!(
            "<table class=\"small\">\n<caption class=\"vh\">{}</caption>\n<thead>\n<tr>",
            escaped(&title)
        ));
        for head in [by, "事業", "再掲"] {
            out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(head)));
        }
        out.push_str("</tr>\n</thead>\n<tbody>\n");
        counts.iter().for_each(|count| out.push_str(&line(&count.name, count.items, count.reprints)));
        out.push_str(&line("合計（複数の名の事業は一つと数える）", all.items, all.reprints));
        out.push_str("</tbody>\n</table>\n");
        jumps.push(Jump { depth: 0, text: title, to: format!("{prefix}sum") });
    }
}

/// An attribute for a span of more than one.
fn span(name: &str, count: usize) -> String {
    if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
}

/// Lists of ids as one.
fn joined(ids: &[&str]) -> String {
    ids.iter().filter(|ids| !ids.is_empty()).copied().collect::<Vec<_>>().join(" ")
}
