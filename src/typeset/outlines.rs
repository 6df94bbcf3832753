//! Pictures of pages that browsers draw quickly. Typst draws each glyph as a reference to its outline, for which a browser
//! makes a tree of its own; here the glyphs of a text become one path. It is the same ink, to a hundredth of a point.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A path command with its numbers.
type Command = (char, Vec<f64>);

/// The parts of a glyph's outline: where each begins, and how it goes on.
struct Outline(Vec<(f64, f64, String)>);

/// The picture with the glyphs of each text in one path. What is no plain outline stays as it is.
pub fn joined(svg: &str) -> String {
    let outlines: HashMap<&str, Outline> =
        symbols(svg).filter_map(|(_, id, path)| Some((id, Outline::of(path?)?))).collect();
    let mut out = String::with_capacity(svg.len() * 2);
    let mut path: Option<(&str, String)> = None;
    let mut referred: HashSet<&str> = HashSet::new();
    let mut rest = svg;
    while let Some(at) = rest.find("<use ") {
        let (before, from) = rest.split_at(at);
        let Some(end) = from.find("/>") else { break };
        if !before.is_empty() {
            close(&mut out, &mut path);
            out.push_str(before);
        }
        let reference = &from["<use ".len()..end];
        let id = between(reference, "xlink:href=\"#", "\"").map_or("", |(id, _)| id);
        match placed(reference).zip(outlines.get(id)) {
            Some(((x, y, style), outline)) => {
                if path.as_ref().is_none_or(|(open, _)| *open != style) {
                    close(&mut out, &mut path);
                }
                outline.write(x, y, &mut path.get_or_insert_with(|| (style, String::new())).1);
            }
            None => {
                close(&mut out, &mut path);
                out.push_str(&from[..end + 2]);
                referred.insert(id);
            }
        }
        rest = &from[end + 2..];
    }
    close(&mut out, &mut path);
    // outlines that nothing refers to any more
    let mut kept = 0;
    for (whole, _, _) in symbols(rest).filter(|(_, id, _)| outlines.contains_key(id) && !referred.contains(id)) {
        out.push_str(&rest[kept..whole.start]);
        kept = whole.end;
    }
    out.push_str(&rest[kept..]);
    out
}

fn close(out: &mut String, path: &mut Option<(&str, String)>) {
    if let Some((style, d)) = path.take() {
        out.push_str("<path ");
        out.push_str(style);
        out.push_str(" d=\"");
        out.push_str(&d);
        out.push_str("\"/>");
    }
}

/// The symbols of a picture: where each is, its name, and its path where it is one.
fn symbols(svg: &str) -> impl Iterator<Item = (Range<usize>, &str, Option<&str>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = at + svg[at..].find("<symbol id=\"")?;
        let end = begin + svg[begin..].find("</symbol>")? + "</symbol>".len();
        at = end;
        let (id, inside) = between(&svg[begin..end], "<symbol id=\"", "\"")?;
        let path =
            inside.strip_prefix(" overflow=\"visible\"><path d=\"").and_then(|d| d.strip_suffix("\"/></symbol>"));
        Some((begin..end, id, path.filter(|path| !path.contains('"'))))
    })
}

/// What stands between two marks, and what comes behind it.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<(&'a str, &'a str)> {
    let (_, inside) = text.split_once(from)?;
    inside.split_once(to)
}

/// Where a glyph is put, and how it is painted: in one colour.
fn placed(reference: &str) -> Option<(f64, f64, &str)> {
    let (x, rest) = between(reference, " x=\"", "\"")?;
    let (y, style) = between(rest, " y=\"", "\"")?;
    let style = style.trim();
    (!style.contains("url(") && !style.contains("transform")).then_some((x.parse().ok()?, y.parse().ok()?, style))
}

impl Outline {
    /// Reads a path whose parts begin with `M` and go on from where they are.
    fn of(path: &str) -> Option<Self> {
        let mut parts: Vec<(f64, f64, String)> = Vec::new();
        let (mut pen, mut start) = ((0.0, 0.0), (0.0, 0.0));
        // where the pen is in hundredths, from the start of its part: what is rounded does not add up
        let mut drawn = (0, 0);
        for (command, numbers) in commands(path)? {
            match command {
                'M' => pen = (*numbers.first()?, *numbers.get(1)?),
                'm' => {
                    pen = (pen.0 + numbers.first()?, pen.1 + numbers.get(1)?);
                    (start, drawn) = (pen, (0, 0));
                    parts.push((pen.0, pen.1, String::new()));
                }
                'Z' => {
                    parts.last_mut()?.2.push('Z');
                    (pen, drawn) = (start, (0, 0));
                }
                'l' | 'q' | 'c' | 'h' | 'v' => {
                    let out = &mut parts.last_mut()?.2;
                    let each = match command {
                        'q' => 4,
                        'c' => 6,
                        'l' => 2,
                        _ => 1,
                    };
                    if numbers.len() % each != 0 {
                        return None;
                    }
                    for numbers in numbers.chunks(each) {
                        let points: Vec<(f64, f64)> = match command {
                            'h' => vec![(numbers[0], 0.0)],
                            'v' => vec![(0.0, numbers[0])],
                            _ => numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
                        };
                        out.push(command);
                        let mut last = drawn;
                        for (x, y) in &points {
                            last = (hundredths(pen.0 + x - start.0), hundredths(pen.1 + y - start.1));
                            if command != 'v' {
                                push(out, last.0 - drawn.0);
                            }
                            if command != 'h' {
                                push(out, last.1 - drawn.1);
                            }
                        }
                        let (x, y) = points.last()?;
                        (pen, drawn) = ((pen.0 + x, pen.1 + y), last);
                    }
                }
                _ => return None,
            }
        }
        Some(Self(parts))
    }

    /// Puts it at a place.
    fn write(&self, x: f64, y: f64, out: &mut String) {
        for (dx, dy, rest) in &self.0 {
            out.push('M');
            push(out, hundredths(x + dx));
            push(out, hundredths(y + dy));
            out.push_str(rest);
        }
    }
}

/// The commands of a path; `None` where a number is none.
fn commands(path: &str) -> Option<Vec<Command>> {
    let mut out = Vec::new();
    let mut rest = path.trim();
    while let Some(command) = rest.chars().next() {
        let behind = &rest[command.len_utf8()..];
        let end = behind.find(|c: char| c.is_ascii_alphabetic() && c != 'e').unwrap_or(behind.len());
        let numbers = behind[..end].split_whitespace().map(|n| n.parse().ok()).collect::<Option<Vec<f64>>>()?;
        out.push((command, numbers));
        rest = &behind[end..];
    }
    Some(out)
}

fn hundredths(length: f64) -> i64 {
    (length * 100.0).round() as i64
}

/// Writes a length as short as it goes: `-.5`, `12`, `3.07`.
fn push(out: &mut String, hundredths: i64) {
    if hundredths < 0 {
        out.push('-');
    } else if out.ends_with(|c: char| c.is_ascii_digit()) {
        out.push(' ');
    }
    let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if whole > 0 || part == 0 {
        out.push_str(&whole.to_string());
    }
    match part {
        0 => {}
        part if part % 10 == 0 => out.push_str(&format!(".{}", part / 10)),
        part => out.push_str(&format!(".{part:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::meta::Given;
    use crate::source::{Format, read_bytes};

    #[test]
    fn a_text_is_one_path() {
        let svg = "<svg><g transform=\"t\"><use xlink:href=\"#a\" x=\"0\" y=\"0\" fill=\"#000\"/><use xlink:href=\"#a\" x=\"7.006\" y=\"-0.5\" fill=\"#000\"/>\
                   <use xlink:href=\"#a\" x=\"14\" y=\"0\" fill=\"#f00\"/><use xlink:href=\"#b\" transform=\"s\"/></g>\
                   <defs><symbol id=\"a\" overflow=\"visible\"><path d=\"M 0 0m 1.004 2q 0.333 -0.333 0.333 0.333h 1v -0.5Z M 0 0m 3 3l 1 1Z \"/></symbol>\
                   <symbol id=\"b\" overflow=\"visible\"><image/></symbol></defs></svg>";
        let joined = joined(svg);
        let first = "M1 2q.33-.33 .33 .33h1v-.5ZM3 3l1 1Z";
        let second = "M8.01 1.5q.33-.33 .33 .33h1v-.5ZM10.01 2.5l1 1Z";
        let third = "M15 2q.33-.33 .33 .33h1v-.5ZM17 3l1 1Z";
        assert_eq!(
            joined,
            format!(
                "<svg><g transform=\"t\"><path fill=\"#000\" d=\"{first}{second}\"/><path fill=\"#f00\" d=\"{third}\"/>\
                 <use xlink:href=\"#b\" transform=\"s\"/></g><defs><symbol id=\"b\" overflow=\"visible\"><image/></symbol></defs></svg>"
            )
        );
        // what is not understood stays
        for odd in ["<svg><use xlink:href=\"#a\" x=\"0\" y=\"0\" fill=\"url(#g)\"/></svg>", "<svg><use ", ""] {
            assert_eq!(super::joined(odd), odd);
        }
    }

    /// All segments of all outlines, and the box of the ink.
    fn ink(svg: &str) -> (usize, [f32; 4]) {
        fn walk(group: &usvg::Group, out: &mut (usize, [f32; 4])) {
            for node in group.children() {
                match node {
                    usvg::Node::Group(group) => walk(group, out),
                    usvg::Node::Path(path) => {
                        out.0 += path.data().verbs().len();
                        let ink = path.abs_bounding_box();
                        let [left, top, right, bottom] = out.1;
                        out.1 = [
                            left.min(ink.left()),
                            top.min(ink.top()),
                            right.max(ink.right()),
                            bottom.max(ink.bottom()),
                        ];
                    }
                    _ => {}
                }
            }
        }
        let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
        let mut out = (0, [f32::MAX, f32::MAX, f32::MIN, f32::MIN]);
        walk(tree.root(), &mut out);
        out
    }

    #[test]
    fn the_ink_of_a_page_stays() {
        let engine = Engine::new();
        let form = engine.form("programs").value_or_faults().unwrap();
        let table =
            "基本目標,施策,No,事業名,事業概要,担当局等\n目標１,施策１,1,見守り,高齢の人をＡａ1（№）訪ねる。,福祉局\n";
        let source = read_bytes(table.as_bytes().to_vec(), "a.csv", Format::Csv).unwrap();
        let book = engine.make(&form, &[source], &Given::default()).into_parts().0.unwrap();
        let printing = crate::contract::Printing::whole(false);
        let document = engine.lay_out(&book, &printing).value_or_faults().unwrap();
        let page = document.pages().first().unwrap();
        let plain = typst_svg::svg(page, &typst_svg::SvgOptions::default());
        let joined = joined(&plain);
        assert!(plain.contains("<use ") && !joined.contains("<use ") && !joined.contains("<symbol"));
        let (one, other) = (ink(&plain), ink(&joined));
        assert!(one.0 > 1000);
        assert_eq!(one.0, other.0);
        assert!(one.1.iter().zip(other.1).all(|(a, b)| (a - b).abs() < 0.02), "{one:?} {other:?}");
    }
}
