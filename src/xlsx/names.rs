//! Names and running texts in the form that Excel allows.

/// Makes a title a valid sheet name: at most 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at its ends.
pub fn sheet_name(title: &str) -> String {
    let wide: String = title
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => char::from_u32(c as u32 + 0xFEE0).unwrap_or('＿'),
            c => c,
        })
        .collect();
    let ends = |c: char| c == '\'' || c.is_whitespace();
    let name = shorten(wide.trim_matches(ends), 31);
    let name = name.trim_end_matches(ends);
    match name {
        "" => "表".to_owned(),
        // Excel keeps this name for itself
        _ if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        _ => name.to_owned(),
    }
}

/// Cuts a text to so many UTF-16 units, never inside a character.
pub fn shorten(text: &str, units: usize) -> &str {
    let mut left = units;
    for (i, c) in text.char_indices() {
        if c.len_utf16() > left {
            return &text[..i];
        }
        left -= c.len_utf16();
    }
    text
}

/// A part of a page header or footer: `place` is L, C or R, `size` in pt. `codes` such as `&P` go in as they are.
pub fn running(place: char, font: &str, size: u32, text: &str, codes: &str) -> String {
    // Excel takes 255 units for a whole header; two parts with their codes stay below
    let text: String = shorten(text, 60).chars().filter(|c| !c.is_control()).collect();
    let text = text.replace('&', "&&");
    // a digit behind the size would be read as part of it, so the font stands between
    format!("&{place}&{size}&\"{font},Regular\"{text}{codes}")
}

/// A part of a header with a second line under it, where Excel's 255 units for a whole header hold it beside
/// `other`.
pub fn with_line(part: String, other: &str, font: &str, size: u32, text: &str) -> String {
    // the place is said once: a second `&L` would begin the part anew
    let line = running('L', font, size, text, "").replacen("&L", "\n", 1);
    match [&part, &line, other].iter().map(|s| s.encode_utf16().count()).sum::<usize>() {
        0..=255 => part + &line,
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_valid() {
        assert_eq!(sheet_name("進捗管理シート"), "進捗管理シート");
        assert_eq!(sheet_name("'令和6/7年度[案]: *?\\'"), "令和6／7年度［案］： ＊？＼");
        assert_eq!(sheet_name(&"長".repeat(40)), "長".repeat(31));
        assert_eq!(sheet_name(&format!("{}𠮷", "a".repeat(30))), "a".repeat(30));
        assert_eq!(sheet_name(" ' "), "表");
        assert_eq!(sheet_name("History"), "History_");
    }

    #[test]
    fn running_texts_are_no_codes() {
        assert_eq!(running('L', "F", 9, "A&P", ""), "&L&9&\"F,Regular\"A&&P");
        assert_eq!(running('R', "F", 9, "", "&P／&N"), "&R&9&\"F,Regular\"&P／&N");
        let part = running('L', "F", 9, "表", "");
        assert_eq!(with_line(part.clone(), "", "F", 8, "理念"), "&L&9&\"F,Regular\"表\n&8&\"F,Regular\"理念");
        assert_eq!(with_line(part.clone(), &"長".repeat(230), "F", 8, "理念"), part);
    }
}
