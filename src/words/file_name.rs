//! Names of output files.

use super::is_hidden;

/// Characters of a file name: with its folders a path stays below the 260 of Windows.
pub const LONGEST_NAME: usize = 120;
/// Bytes of it: an ending still fits into the 255 of Linux.
pub const LARGEST_NAME: usize = 245;

/// A file name that every system takes: no reserved characters or names of Windows, no trailing dot or blank, NFC, at
/// most 120 characters so that a path stays below 260 there, and at most 245 bytes of UTF-8, so that an ending still
/// fits into the 255 of Linux.
pub fn windows_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    const RESERVED: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    // what takes no room and turns other text is dropped, as on paper
    let name = name.nfc().filter(|&c| c.is_control() || !is_hidden(c));
    let name: String = name.map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '＿' } else { c }).collect();
    let mut name: String = name
        .trim_matches(|c: char| c.is_whitespace() || c == '_')
        .trim_end_matches(['.', ' '])
        .chars()
        .take(LONGEST_NAME)
        .collect();
    // a character and what combines with it may part here, which no system minds
    name.truncate(name.floor_char_boundary(LARGEST_NAME));
    let stem = name.split('.').next().unwrap_or("").to_ascii_uppercase();
    let device = RESERVED.contains(&stem.as_str())
        || (stem.chars().count() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            // Windows takes superscripts for figures here
            && stem.ends_with(|c: char| c.is_ascii_digit() || "¹²³".contains(c)));
    if device {
        name.insert(0, '_');
    }
    if name.is_empty() { "紙面".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::windows_name;

    #[test]
    fn names_are_valid_on_windows() {
        assert_eq!(windows_name("資料２－１_進捗管理シート_令和6年度"), "資料２－１_進捗管理シート_令和6年度");
        assert_eq!(windows_name("_進捗:管理/シート?"), "進捗＿管理＿シート＿");
        assert_eq!(windows_name("con"), "_con");
        assert_eq!(windows_name("COM1.pdf"), "_COM1.pdf");
        assert_eq!(windows_name("計画. "), "計画");
        assert_eq!(windows_name("が"), "が");
        assert_eq!(windows_name(" "), "紙面");
        assert_eq!(windows_name("計画\u{202e}fdp\u{200b}\u{7}"), "計画fdp＿");
        assert_eq!(windows_name("COM¹"), "_COM¹");
        assert_eq!(windows_name("conin$.txt"), "_conin$.txt");
        assert_eq!(windows_name(&"a".repeat(300)).len(), 120);
        assert_eq!(windows_name(&"あ".repeat(300)).chars().count(), 81);
    }
}
