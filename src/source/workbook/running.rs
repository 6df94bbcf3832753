//! Texts of a sheet's page header and footer, which are typed in the page setup and stand in no cell.

use std::collections::HashSet;

use quick_xml::events::Event;

use super::xml;

/// The texts between the codes of each part (left, middle, right) of each header and footer, without those
/// that say nothing but a page number.
pub fn running_texts(sheet: &str) -> Vec<String> {
    let Some(inside) = header_footer(sheet) else { return Vec::new() };
    let mut reader = xml::reader(inside);
    let mut raw = String::new();
    let mut out: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::End(_) => {
                for part in parts(&std::mem::take(&mut raw)) {
                    if says_something(&part) && seen.insert(part.clone()) {
                        out.push(part);
                    }
                }
            }
            event => xml::push_text(event, &mut raw),
        }
    }
    out
}

/// What stands in `<headerFooter>`, behind the cells.
fn header_footer(sheet: &str) -> Option<&str> {
    const NAME: &str = "headerFooter";
    let end = sheet.rfind(NAME)?;
    let (_, inside) = sheet[..end].rsplit_once(NAME)?;
    // nothing where the last tag is the first
    let (inside, _) = inside.rsplit_once('<')?;
    Some(inside.split_once('>').map_or("", |(_, inside)| inside))
}

/// Splits a header at its codes (ECMA-376 18.3.1.46): `&L`, `&C` and `&R` begin a part, the others are formats
/// or what the program fills in.
fn parts(raw: &str) -> Vec<String> {
    let (mut out, mut part) = (Vec::new(), String::new());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            part.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => part.push('&'),
            Some('L' | 'C' | 'R') => out.push(std::mem::take(&mut part)),
            // font and style in quotation marks
            Some('"') => while chars.next().is_some_and(|c| c != '"') {},
            // a colour: six digits, or a number of the theme with its tint
            Some('K') => (0..6).for_each(|_| {
                chars.next();
            }),
            Some('0'..='9') => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    out.into_iter().chain([part]).map(|part| part.trim().to_owned()).collect()
}

fn says_something(part: &str) -> bool {
    let rest = ["ページ", "頁", "page", "Page", "of"].iter().fold(part.to_owned(), |rest, word| rest.replace(word, ""));
    rest.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_between_codes() {
        assert_eq!(parts(r#"&L&14&"ＭＳ 明朝,太字"A&&B&C&P／&N&R&K01+000秘"#), ["", "A&B", "／", "秘"]);
        let sheet = |inside: &str| format!("<sheetData/><x:headerFooter a=\"1\">{inside}</x:headerFooter></worksheet>");
        let texts = |inside: &str| running_texts(&sheet(inside));
        assert_eq!(
            texts("<oddHeader>&amp;L内部限り&amp;R資料９</oddHeader><evenHeader>&amp;L内部限り</evenHeader>"),
            ["内部限り", "資料９"]
        );
        assert_eq!(texts("<oddFooter>&amp;C- &amp;P ページ -&amp;R&amp;D</oddFooter>"), [""; 0]);
        assert_eq!(texts(""), [""; 0]);
        assert_eq!(running_texts("<sheetData/><headerFooter/>"), [""; 0]);
        assert_eq!(running_texts("headerFooter headerFooter"), [""; 0]);
    }
}
