#![no_main]

use libfuzzer_sys::fuzz_target;
use matome::archive::open;
use matome::limits::Limits;

/// A PDF with files attached: the parts that came in, named as they are.
fn archive(data: &[u8]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>".to_vec(),
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>".to_vec(),
        Vec::new(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_vec(),
    ];
    let mut names = String::new();
    for (name, content) in matome_fuzz::parts(data) {
        let name: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        let spec = objects.len() + 2;
        let mut stream = format!("<</Type/EmbeddedFile/Length {}>>stream\n", content.len()).into_bytes();
        stream.extend_from_slice(&content);
        stream.extend_from_slice(b"\nendstream");
        objects.push(stream);
        let file = spec - 1;
        objects.push(format!("<</Type/Filespec/F<{name}>/UF<{name}>/EF<</F {file} 0 R/UF {file} 0 R>>>>").into_bytes());
        names += &format!("<{name}>{spec} 0 R ");
    }
    objects[2] = format!("<</Names[{names}]>>").into_bytes();
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let end = format!("{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, pdf.len());
    pdf.extend_from_slice(end.as_bytes());
    pdf
}

fuzz_target!(|data: &[u8]| {
    let pdf = if data.starts_with(b"%PDF") { data.to_vec() } else { archive(data) };
    if let Ok(archive) = open(&pdf, "保存用.pdf", &Limits::default()) {
        archive.check_files();
    }
});
