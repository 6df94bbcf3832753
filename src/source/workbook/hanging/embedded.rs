//! Files inside of the workbook: what they are, and the names that they had.

use encoding_rs::SHIFT_JIS;

use crate::source::workbook::compound::{Compound, u32_at};

/// The program behind a ProgID, in words; the ProgID itself where it is not known.
pub fn program(prog_id: &str) -> String {
    const KNOWN: [(&str, &str); 10] = [
        ("word.", "Word の文書"),
        ("excel.", "Excel のブック"),
        ("powerpoint.", "PowerPoint の資料"),
        ("acroexch.", "PDF"),
        ("acrobat.", "PDF"),
        ("visio.", "Visio の図"),
        ("equation.", "数式"),
        ("jxw.", "一太郎の文書"),
        ("paint.", "図"),
        ("package", ""),
    ];
    let lower = prog_id.to_ascii_lowercase();
    KNOWN
        .iter()
        .find(|(start, _)| lower.starts_with(start))
        .map_or_else(|| prog_id.to_owned(), |(_, name)| (*name).to_owned())
}

/// What a part is by its ending, where no ProgID tells it.
pub fn program_of_part(part: &str) -> String {
    let kind = match part.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "docx" | "docm" | "doc" => "Word の文書",
        "xlsx" | "xlsm" | "xlsb" | "xls" => "Excel のブック",
        "pptx" | "pptm" | "ppt" | "sldx" => "PowerPoint の資料",
        "pdf" => "PDF",
        _ => "",
    };
    kind.to_owned()
}

/// The name of a file that was put in as a package (［オブジェクト］→［ファイルから］): it stands in front of the file.
pub fn packaged_name(object: &[u8]) -> Option<String> {
    native_name(&Compound::open(object)?.stream("\u{1}Ole10Native")?)
}

/// `size, 2, label, path, …` (MS-OLEDS 2.3.6, and what Windows writes into it).
pub fn native_name(stream: &[u8]) -> Option<String> {
    u32_at(stream, 0)?;
    let text = stream.get(6..)?;
    let end = text.iter().take(1000).position(|&byte| byte == 0)?;
    let (name, _, _) = SHIFT_JIS.decode(text.get(..end)?);
    let name = name.rsplit(['\\', '/']).next().unwrap_or_default().trim().to_owned();
    (!name.is_empty() && !name.contains(char::is_control)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_tells_the_name_of_its_file() {
        let (name, _, _) = SHIFT_JIS.encode("C:\\回答\\議事録.pdf");
        let stream = [&[9, 0, 0, 0, 2, 0][..], &name, &[0, b'x', 0]].concat();
        assert_eq!(native_name(&stream).as_deref(), Some("議事録.pdf"));
        assert_eq!(native_name(&[9, 0, 0, 0, 2, 0, 0]), None);
        assert_eq!(native_name(b"no name"), None);
        assert_eq!(packaged_name(b"no compound file"), None);
    }
}
