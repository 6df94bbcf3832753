//! Names of output files.

use super::PaperJob;
use crate::finding::Finding;
use crate::form::{Form, Years};
use crate::msg;
use crate::plan::Meta;

/// Fills in the pattern of a file name and makes it valid on Windows.
///
/// # Errors
/// `M082` the pattern names something unknown.
pub fn file_name(job: &PaperJob, form: &Form, years: &Years, meta: &Meta) -> Result<String, Finding> {
    let mut words = form.words(years);
    words.set("様式", meta.title.as_deref().unwrap_or(&form.title));
    words.set("紙面", job.name.as_str());
    words.set("資料番号", meta.number.as_deref().unwrap_or(""));
    words.set("計画", meta.plan.as_deref().unwrap_or(""));
    words.set("団体", meta.body.as_deref().unwrap_or(""));
    let name = words.render(&job.file).map_err(|e| {
        let (pattern, paper, ja, en) = (&job.file, &job.name, &e.ja, &e.en);
        Finding::error(
            "M082",
            msg!(
                "紙面「{paper}」のファイル名「{pattern}」を作れません: {ja}",
                "cannot word the file name \"{pattern}\" of \"{paper}\": {en}"
            ),
        )
    })?;
    Ok(windows_name(&name))
}

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
