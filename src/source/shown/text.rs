//! Texts as Excel shows them: formats have a section for texts too, such as `@"様"`.

use super::format_code::{FormatCode, Part, Section};

/// Gives what Excel shows for a text; `None` where the format hides it, as `;;;` does.
pub fn shown_text(text: &str, code: &FormatCode) -> Option<String> {
    let Some(section) = text_section(code) else { return Some(text.to_owned()) };
    let is_text = |part: &Part| matches!(part, Part::Text | Part::General);
    let beside = section.parts.iter().any(is_text);
    let mut out = String::new();
    for part in &section.parts {
        match part {
            Part::Text | Part::General => out.push_str(text),
            Part::Literal(literal) => out.push_str(literal),
            // marks of numbers are themselves beside a text
            Part::Percent if beside => out.push('%'),
            Part::Point if beside => out.push('.'),
            Part::Comma if beside => out.push(','),
            _ => {}
        }
    }
    // the space that a format leaves at an edge is layout, what was typed is not
    let begins = section.parts.first().is_some_and(is_text);
    let ends = section.parts.last().is_some_and(is_text);
    let out = if begins { out.as_str() } else { out.trim_start_matches(' ') };
    let out = if ends { out } else { out.trim_end_matches(' ') };
    (!out.is_empty()).then(|| out.to_owned())
}

/// The section that texts are shown by (ECMA-376 Part 1, 18.8.31): the fourth; of fewer, the last that has `@`.
fn text_section(code: &FormatCode) -> Option<&Section> {
    match code.sections.as_slice() {
        [_, _, _, text] => Some(text),
        sections => sections.iter().rev().find(|section| section.parts.contains(&Part::Text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What LibreOffice shows for 青葉 too.
    #[test]
    fn texts_have_a_section_of_their_own() {
        for (code, shown) in [
            ("@\"課\"", "青葉課"),
            ("\"（\"@\"）\"", "（青葉）"),
            ("\\(@\\)", "(青葉)"),
            ("General;General;General;\"担当は\"@\"　様\"", "担当は青葉　様"),
            ("General;;;General\"殿\"", "青葉殿"),
            ("@\"a\"@", "青葉a青葉"),
            ("0;0;0;\"固定\"", "固定"),
            ("0;0;@", "青葉"),
            ("0;@\"様\"", "青葉様"),
            ("@_)", "青葉"),
            ("@%", "青葉%"),
            ("@.", "青葉."),
            ("@,\"他\"", "青葉,他"),
            ("@*-", "青葉"),
            ("[Red]@\\、", "青葉、"),
            // they have none: as typed
            ("General\"様\"", "青葉"),
            ("\"のみ\"", "青葉"),
            ("0;-0;\"ゼロ\"", "青葉"),
            ("yyyy/m/d", "青葉"),
            ("@", "青葉"),
            ("", "青葉"),
        ] {
            let parsed = FormatCode::parse(code).unwrap_or_else(|| panic!("unsupported: {code}"));
            assert_eq!(shown_text("青葉", &parsed).as_deref(), Some(shown), "{code}");
        }
        for code in [";;;", "0;0;0;", "0\"人\";;;", "0;0;0;0.00", "0;-0;;#,##0.0%"] {
            assert_eq!(shown_text("青葉", &FormatCode::parse(code).unwrap()), None, "{code}");
        }
        let typed = "  字下げ  \n次の行 ";
        assert_eq!(shown_text(typed, &FormatCode::parse("@_ ").unwrap()).unwrap(), "  字下げ  \n次の行");
        assert_eq!(shown_text(typed, &FormatCode::parse("_ @").unwrap()).unwrap(), "字下げ  \n次の行 ");
    }
}
