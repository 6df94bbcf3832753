//! Title, author, subject, keywords, 文書番号 and 保存期間 in the metadata of a PDF: the XMP packet and the
//! information dictionary say the same (ISO 19005-3 6.6.2).

use super::manifest::ArchivedPaper;

/// The schema of what XMP has no word for. It is a name, not an address.
const NAMESPACE: &str = "urn:x-matome:archive:1:";
const PREFIX: &str = "matome";
const NAMESPACES: &str = "xmlns:matome=\"urn:x-matome:archive:1:\"";

/// The XMP packet that Typst wrote, with a paper's metadata. `None` for a packet of another shape.
pub fn packet(old: &[u8], paper: &ArchivedPaper) -> Option<Vec<u8>> {
    let mut text = std::str::from_utf8(old).ok()?.to_owned();
    for name in ["dc:description", "dc:creator", "dc:identifier", "dc:subject", "pdf:Keywords"] {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        if let (Some(from), Some(to)) = (text.find(&open), text.find(&close)) {
            text.replace_range(from..to.saturating_add(close.len()), "");
        }
    }
    let mut new = String::new();
    if let Some(subject) = subject(paper) {
        let subject = escaped(&subject);
        new += &format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>"
        );
    }
    if let Some(body) = &paper.body {
        new += &format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escaped(body));
    }
    if let Some(number) = &paper.document_number {
        new += &format!("<dc:identifier>{}</dc:identifier>", escaped(number));
    }
    if !paper.keywords.is_empty() {
        let items: String = paper.keywords.iter().map(|k| format!("<rdf:li>{}</rdf:li>", escaped(k))).collect();
        let all = escaped(&keywords(paper));
        new += &format!("<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject><pdf:Keywords>{all}</pdf:Keywords>");
    }
    if let Some(retention) = &paper.retention {
        new += &format!("<{PREFIX}:retention>{}</{PREFIX}:retention>", escaped(retention));
        let about = text.find("rdf:about=\"\"")?.saturating_add("rdf:about=\"\"".len());
        text.insert_str(about, &format!(" {NAMESPACES}"));
        let schemas = "<pdfaExtension:schemas><rdf:Bag>";
        let at = text.find(schemas)?.saturating_add(schemas.len());
        text.insert_str(at, &schema());
    }
    let at = text.find("<pdfaid:part>")?;
    text.insert_str(at, &new);
    Some(text.into_bytes())
}

/// The description of the schema (ISO 19005-3 6.6.2.3.2).
fn schema() -> String {
    format!(
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>matome archive</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
         <pdfaProperty:category>external</pdfaProperty:category>\
         <pdfaProperty:description>Retention period (保存期間), as the municipality words it</pdfaProperty:description>\
         <pdfaProperty:name>retention</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>\
         </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
    )
}

/// The entries of the information dictionary that say the same, for what stands behind the title and the dates.
pub fn info(paper: &ArchivedPaper) -> String {
    let entries = [
        ("Author", paper.body.clone()),
        ("Subject", subject(paper)),
        ("Keywords", Some(keywords(paper)).filter(|k| !k.is_empty())),
    ];
    entries.into_iter().filter_map(|(key, text)| Some(format!("/{key} {}", text_string(&text?)))).collect()
}

/// The plan that a paper belongs to.
fn subject(paper: &ArchivedPaper) -> Option<String> {
    paper.plan.as_deref().map(clean)
}

fn keywords(paper: &ArchivedPaper) -> String {
    paper.keywords.iter().map(|k| clean(k)).collect::<Vec<_>>().join("、")
}

/// Without what XML does not take.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text string of PDF in UTF-16 (ISO 32000-1 7.9.2.2).
pub fn text_string(text: &str) -> String {
    let units = clean(text).encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    format!("<FEFF{units}>")
}
