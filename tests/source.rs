//! Reading of input files: each test imitates a fault that real answers have.

mod addresses;
mod archives;
mod files;
mod fonts;
mod hanging;
mod messages;
pub mod package;
mod packages;
mod random;
mod sheets;
mod values;

use crate::common::kit::read_path;
use matome::source::texts;

#[test]
fn the_corpus_is_read() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/progress.xlsx");
    if !path.exists() {
        return;
    }
    let source = read_path(&path, "progress.xlsx").unwrap();
    assert!(source.findings.is_empty());
    assert_eq!(package::sheets(&source).len(), 1);
    assert!(texts(&source).count() > 2_000);
}
