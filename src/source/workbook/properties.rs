//! What a workbook says of itself: when it was last saved.

use super::parts::Parts;
use crate::limits::Limits;
use crate::place::SourceFile;

/// Bytes of a time, with blanks around it.
const LONGEST: usize = 64;

/// `dcterms:modified` of `docProps/core.xml`, `dc:date` of the `meta.xml` of ODS, as ISO 8601. `None` where there is
/// none, or a broken one: nothing depends on it but a hint.
pub fn modified(bytes: &[u8], file: &SourceFile, limits: &Limits) -> Option<String> {
    let mut parts = Parts::open(bytes, file, limits).ok()?;
    let names = [("docProps/core.xml", "modified"), ("meta.xml", "date")];
    let (name, element) = names.into_iter().find(|(name, _)| parts.has(name))?;
    let text = parts.text(name).ok()??;
    // the only element of that name, whatever its prefix
    let mut found = text.match_indices(element).filter(|(at, _)| text[..*at].ends_with([':', '<']));
    let (at, _) = found.next()?;
    let inside = text[at..].split_once('>')?.1.split_once('<')?.0;
    let time = Some(inside).filter(|time| time.len() <= LONGEST)?.trim();
    let sound = time.len() >= 10 && time.is_ascii() && time.starts_with(|c: char| c.is_ascii_digit());
    sound.then(|| time.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn saved(name: &str, text: &str) -> Option<String> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        modified(&zip.finish().unwrap().into_inner(), &"a.xlsx".into(), &Limits::default())
    }

    #[test]
    fn a_workbook_says_when_it_was_saved() {
        let core = |time: &str| {
            format!(
                "<cp:coreProperties><cp:lastModifiedBy>a</cp:lastModifiedBy><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{time}</dcterms:modified></cp:coreProperties>"
            )
        };
        let time = "2026-04-01T09:00:00Z";
        assert_eq!(saved("docProps/core.xml", &core(time)).as_deref(), Some(time));
        assert_eq!(
            saved("meta.xml", "<office:meta><dc:date>2026-04-01T09:00:00</dc:date></office:meta>").unwrap().len(),
            19
        );
        for broken in ["", "きのう", "12"] {
            assert_eq!(saved("docProps/core.xml", &core(broken)), None);
        }
        assert_eq!(saved("docProps/core.xml", "<a><dcterms:modified"), None);
        assert_eq!(saved("other.xml", &core(time)), None);
    }
}
