//! The examples of `examples/` make what they say.

#![allow(dead_code, reason = "their `main` is for the command line")]

use std::fs;
use std::path::PathBuf;

#[path = "../examples/archive.rs"]
mod archive;
#[path = "../examples/packet.rs"]
mod packet;
#[path = "../examples/slip.rs"]
mod slip;
#[path = "../examples/table.rs"]
mod table;

/// Files that are there, by how they begin.
fn check(files: &[PathBuf], begin: &[&[u8]]) {
    assert_eq!(files.len(), begin.len());
    for (file, begin) in files.iter().zip(begin) {
        assert!(fs::read(file).unwrap().starts_with(begin), "{}", file.display());
    }
}

#[test]
fn a_table() {
    let dir = tempfile::tempdir().unwrap();
    check(&table::make(dir.path()).unwrap(), &[b"%PDF", b"PK", b"{"]);
}

#[test]
fn a_slip() {
    let dir = tempfile::tempdir().unwrap();
    check(&slip::make(dir.path()).unwrap(), &[b"%PDF", b"PK"]);
}

#[test]
fn a_packet() {
    let dir = tempfile::tempdir().unwrap();
    check(&packet::make(dir.path()).unwrap(), &[b"%PDF"]);
}

#[test]
fn an_archive() {
    let [dir, work, proof] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    check(&archive::make(dir.path(), work.path(), proof.path()).unwrap(), &[b"%PDF"]);
}

#[test]
fn every_example_is_tried() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let tried = include_str!("examples.rs");
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(tried.contains(&format!("../examples/{name}\"")), "{name}");
    }
}
