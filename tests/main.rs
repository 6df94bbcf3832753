//! Every integration test in one program, so that Typst and the fonts are linked once. A test file that is not listed
//! here, or in the `mod.rs` of its folder, fails `every_test_file_is_listed`.

mod again;
mod aloud;
mod answers;
mod archive;
mod characters;
mod cli;
mod common;
mod corpus;
mod data_sheet;
mod differential;
mod docs;
mod evaluation;
mod evaluation_reading;
mod examples;
mod forms;
mod golden;
mod heads;
mod inquiry_papers;
mod limits;
mod lists;
mod packets;
mod page;
mod pages;
mod papers;
mod press;
mod printing;
mod random_forms;
mod reading;
mod rollover;
mod round_trip;
mod screens;
mod sections;
mod serve;
mod sheet;
mod slips;
mod source;
mod surroundings;
mod typesetting;
mod year;
mod years;

use std::fs;
use std::path::Path;

/// Files below a folder of tests that no `mod` line of the folder's own file names.
fn unlisted(folder: &Path, list: &Path, out: &mut Vec<String>) {
    let text = fs::read_to_string(list).unwrap();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_stem().unwrap().to_str().unwrap();
        let listed = text.lines().any(|line| line.trim_start_matches("pub ") == format!("mod {name};"));
        if entry.is_dir() {
            let own = [entry.join("mod.rs"), entry.with_extension("rs")].into_iter().find(|path| path.is_file());
            if let Some(own) = own {
                unlisted(&entry, &own, out);
            }
        }
        let code = entry.extension().is_some_and(|e| e == "rs") || entry.join("mod.rs").is_file();
        if code && !listed && entry != list {
            out.push(entry.display().to_string());
        }
    }
}

#[test]
fn every_test_file_is_listed() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut out = Vec::new();
    unlisted(&tests, &tests.join("main.rs"), &mut out);
    assert!(out.is_empty(), "no program runs {out:?}");
}
