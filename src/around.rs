//! Checks of what stands round a paper's rows: title, 資料番号 and the like, whichever kind of paper it is.

use crate::finding::Finding;
use crate::meta::{Given, Meta};
use crate::place::{Place, SourceFile};
use crate::text::{FontChain, check_characters, check_glyphs};

/// `M107`, `M108`, `M201`–`M203` and the like, where the project says the text, or else in `file`, where it was read.
pub(crate) fn check(
    meta: &Meta,
    given: &Given,
    file: Option<&SourceFile>,
    fonts: &FontChain,
    findings: &mut Vec<Finding>,
) {
    for text in meta.texts() {
        let found: Vec<Finding> = check_glyphs(text, fonts).into_iter().chain(check_characters(text, fonts)).collect();
        if !found.is_empty() {
            let place = given.place_of(text).or_else(|| file.cloned().map(Place::file));
            findings.extend(found.into_iter().map(|finding| Finding { place: place.clone(), ..finding }));
        }
    }
}
