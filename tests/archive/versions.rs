//! Archives that another version made: texts and pictures count, not bytes.

use std::path::Path;

use crate::common::kit::Kit;
use matome::archive::{Maker, Opened, Outcome, Verdict, make_as, verify};
use matome::place::Naming;
use matome::project::Project;
use memchr::memmem;

use super::forging::{change_manifest, inflate, replace_in_streams, seal, streams};
use super::project;

/// The small paper as another version would have made it.
fn of_another_version() -> Vec<u8> {
    let dir = project();
    let (project, matome) =
        (Project::read(dir.path(), &Naming::default()).unwrap(), Kit::with_project(dir.path()).unwrap());
    let opened = Opened { folder: dir.path(), project: Some(&project), engine: &matome, date: None };
    let bundle = opened.paper(&project.papers[0]).value_or_faults().unwrap();
    let work = tempfile::tempdir().unwrap();
    let mut maker = Maker::own();
    (maker.matome, maker.typst) = ("0.0.9".to_owned(), "0.14.0".to_owned());
    make_as(&matome, &bundle, work.path(), &maker, &|_| {}).unwrap().pdf
}

fn verified(file: &[u8]) -> Verdict {
    let work = tempfile::tempdir().unwrap();
    verify(&matome::Engine::new(), file, &"a.pdf".into(), Path::new(work.path()), &|_| {}).unwrap()
}

fn said(verdict: &Verdict) -> Vec<String> {
    verdict.findings.iter().map(|f| format!("{} {}", f.code, f.message.ja)).collect()
}

/// The digits in which the page draws its texts, changed one by one.
fn changed_digit(file: &mut [u8], of: &[u8]) {
    let pages = streams(file).into_iter().filter_map(|r| inflate(&file[r]));
    let page = pages.filter(|p| memmem::find(p, b"BDC").is_some()).find(|p| memmem::find(p, of).is_some()).unwrap();
    let at = memmem::find(&page, of).unwrap() + of.len();
    let digit = page[at..].iter().position(u8::is_ascii_digit).unwrap() + at;
    let old = page[at - of.len()..digit + 1].to_vec();
    let mut new = old.clone();
    *new.last_mut().unwrap() = if page[digit] == b'9' { b'1' } else { b'9' };
    assert!(replace_in_streams(file, &old, &new) > 0);
}

#[test]
fn other_bytes_with_the_same_pictures_agree() {
    let mut file = of_another_version();
    // what another version may write otherwise
    assert!(replace_in_streams(&mut file, "matome 0.1.0".as_bytes(), "matome 0.0.9".as_bytes()) > 0);
    seal(&mut file);
    let verdict = verified(&file);
    assert!(verdict.agrees(), "{:?}", said(&verdict));
    assert_eq!(verdict.parts[2].1, Outcome::Alike);
    assert_eq!(
        said(&verdict),
        ["M525 別の版（matome 0.0.9、Typst 0.14.0）で作られています。バイトではなく、各ページの文と絵を比べました"]
    );
}

#[test]
fn another_picture_is_seen() {
    let mut file = of_another_version();
    changed_digit(&mut file, b" Tm");
    seal(&mut file);
    let verdict = verified(&file);
    assert!(said(&verdict)[0].starts_with("M523 1 ページの絵が、作り直したものと違います"), "{:?}", said(&verdict));
    assert!(!verdict.agrees());
}

#[test]
fn another_text_or_number_is_seen() {
    let mut file = of_another_version();
    change_manifest(&mut file, "汐地福第１２３号", "汐地福第１２３号".replace('３', "４").as_str());
    assert!(!verified(&file).agrees());
    let mut file = of_another_version();
    assert_eq!(
        replace_in_streams(&mut file, "<dc:identifier>汐地福第１".as_bytes(), "<dc:identifier>汐地福第２".as_bytes()),
        1
    );
    seal(&mut file);
    assert_eq!(
        said(&verified(&file)),
        ["M523 文書の情報（題名、作成者、文書番号、日付など）が、作り直したものと違います"]
    );
}
