//! Filters by their full names: some programs write the short ones of inline pictures (ISO 32000-1 table 94), which
//! readers take in any stream.

use lopdf::{Dictionary, Document, Object};

const SHORT: [(&[u8], &[u8]); 7] = [
    (b"AHx", b"ASCIIHexDecode"),
    (b"A85", b"ASCII85Decode"),
    (b"LZW", b"LZWDecode"),
    (b"Fl", b"FlateDecode"),
    (b"RL", b"RunLengthDecode"),
    (b"CCF", b"CCITTFaxDecode"),
    (b"DCT", b"DCTDecode"),
];

/// Gives the filters of all streams their full names, and the keys theirs.
pub(crate) fn name_filters(doc: &mut Document) {
    let is_filter = |object: &Object| match object {
        Object::Name(_) => true,
        Object::Array(list) => !list.is_empty() && list.iter().all(|o| o.as_name().is_ok()),
        _ => false,
    };
    let mut shared = Vec::new();
    for object in doc.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let dict = &mut stream.dict;
        // `F` may also name a file that holds the data
        if !dict.has(b"Filter") && dict.get(b"F").is_ok_and(is_filter) {
            rename(dict, b"F", "Filter");
        }
        if !dict.has(b"DecodeParms") && dict.has(b"Filter") && dict.has(b"DP") {
            rename(dict, b"DP", "DecodeParms");
        }
        match dict.get_mut(b"Filter") {
            Ok(Object::Reference(id)) => shared.push(*id),
            Ok(Object::Array(list)) => {
                shared.extend(list.iter().filter_map(|o| o.as_reference().ok()));
                list.iter_mut().for_each(lengthen);
            }
            Ok(filter) => lengthen(filter),
            Err(_) => {}
        }
    }
    for id in shared {
        match doc.objects.get_mut(&id) {
            Some(Object::Array(list)) => list.iter_mut().for_each(lengthen),
            Some(filter) => lengthen(filter),
            None => {}
        }
    }
}

fn rename(dict: &mut Dictionary, old: &[u8], new: &str) {
    if let Some(value) = dict.remove(old) {
        dict.set(new, value);
    }
}

fn lengthen(filter: &mut Object) {
    if let Object::Name(name) = filter
        && let Some((_, full)) = SHORT.iter().find(|(short, _)| short == name)
    {
        *name = full.to_vec();
    }
}
