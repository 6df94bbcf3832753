//! Names of output files.

/// A file name that Windows takes: no reserved characters or names, no trailing dot or blank, NFC, and at
/// most 120 characters so that a path stays below 260.
pub fn windows_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let name: String =
        name.nfc().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '＿' } else { c }).collect();
    let mut name: String = name
        .trim_matches(|c: char| c.is_whitespace() || c == '_')
        .trim_end_matches(['.', ' '])
        .chars()
        .take(120)
        .collect();
    let stem = name.split('.').next().unwrap_or("").to_ascii_uppercase();
    let device = RESERVED.contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
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
        assert_eq!(windows_name(&"あ".repeat(300)).chars().count(), 120);
    }
}
