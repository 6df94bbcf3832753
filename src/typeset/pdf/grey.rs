//! Black and greys in the printer's own grey (DeviceGray, ISO 32000-1 8.6.4.2). Typst's are in a grey of an ICC profile,
//! which printers may turn into a mixture of all their inks: black text gets coloured edges then. PDF/A allows DeviceGray
//! beside an output intent (ISO 19005-2 6.2.4.3), which Typst writes into such files.

use std::collections::HashSet;

use super::flate::inflate;
use super::syntax::{Dict, File, Object};

/// The colour space of the printer's grey.
pub const DEVICE: &[u8] = b"/DeviceGray";

/// Objects that are colour spaces of Typst's grey, and its profiles, which nothing else needs.
#[derive(Default)]
pub struct Grey {
    pub spaces: HashSet<usize>,
    pub unused: HashSet<usize>,
}

/// Finds the colour spaces.
pub fn found(bytes: &[u8], file: &File) -> Grey {
    let mut out = Grey::default();
    for profile in file.objects.iter().filter(|object| is_profile(bytes, object)) {
        let space = format!("[/ICCBased {} 0 R]", profile.number);
        let is_space = |object: &&Object| object.stream.is_none() && &bytes[object.body.clone()] == space.as_bytes();
        let spaces: Vec<usize> = file.objects.iter().filter(is_space).map(|object| object.number).collect();
        // a picture may name it too
        if memchr::memmem::find_iter(bytes, space.as_bytes()).count() == spaces.len() {
            out.unused.insert(profile.number);
        }
        out.spaces.extend(spaces);
    }
    out
}

/// Bytes of the profile that krilla writes for grey.
const PROFILE: usize = 360;

fn is_profile(bytes: &[u8], object: &Object) -> bool {
    let Some(data) = object.stream.clone().filter(|data| data.len() < 2 * PROFILE) else { return false };
    let grey = Dict::read(bytes, object.body.clone()).is_some_and(|dict| dict.get(bytes, "N") == Some(b"1"));
    grey && inflate(&bytes[data]).is_some_and(|plain| {
        // ISO 15076-1 7.2: who wrote it, and the colour space of its data
        plain.len() == PROFILE && plain.get(4..8) == Some(b"lcms") && plain.get(16..20) == Some(b"GRAY")
    })
}

#[cfg(test)]
mod tests {
    use super::super::flate::deflate;
    use super::super::pack::tests::written;
    use super::super::pack::{Said, pack};

    /// A PDF as Typst writes it, with a profile of so many bytes.
    fn sample(profile: &[u8]) -> Vec<u8> {
        let profile = deflate(profile).unwrap();
        let bodies = [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</ColorSpace<</c0 4 0 R>>>>>>".to_vec(),
            b"[/ICCBased 5 0 R]".to_vec(),
            [
                format!("<</Length {}/Filter/FlateDecode/N 1/Range[0 1]>>\nstream\n", profile.len()).as_bytes(),
                &profile,
                b"\nendstream",
            ]
            .concat(),
        ];
        written(&bodies)
    }

    fn profile(colours: &[u8; 4]) -> Vec<u8> {
        let mut out = vec![0; super::PROFILE];
        out[4..8].copy_from_slice(b"lcms");
        out[16..20].copy_from_slice(colours);
        out
    }

    #[test]
    fn typsts_grey_becomes_the_printers() {
        let read = |bytes: &[u8]| lopdf::Document::load_mem(&pack(bytes.to_vec(), Said::default())).unwrap();
        let made = read(&sample(&profile(b"GRAY")));
        assert_eq!(made.objects[&(4, 0)].as_name().unwrap(), b"DeviceGray");
        assert!(!made.objects.contains_key(&(5, 0)), "the profile is not needed");
        // a picture's own grey stays
        for other in [profile(b"RGB "), vec![7; 900]] {
            let made = read(&sample(&other));
            assert!(made.objects[&(4, 0)].as_array().is_ok());
        }
    }
}
