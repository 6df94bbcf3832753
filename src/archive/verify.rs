//! Verifies an archive: is it as it was written, do attachments and manifest agree, and do the attached files give
//! the same paper again.

use std::path::Path;

use super::manifest::{Maker, Manifest, Role};
use super::open::{Archive, open};
use super::{Bundle, BundleFile, compare, findings_json, finish, picture, render, seal};
use crate::digest::{hex, sha256};
use crate::engine::Engine;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::typeset::Fonts;

/// One thing that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The file as it was written, byte for byte.
    Seal,
    /// The attachments as the manifest has them.
    Attachments,
    /// The paper, made again from the attachments.
    Paper,
}

/// What came of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The bytes are the same.
    Agrees,
    /// Text and pictures agree; the bytes are those of another version.
    Alike,
    /// The part is not what was archived.
    Differs,
    /// It could not be tried, because of what was found before.
    Untried,
}

/// What came of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// The paper's title.
    pub title: String,
    /// The programs that made it.
    pub engine: Maker,
    /// What was tried, in order.
    pub parts: Vec<(Part, Outcome)>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Whether no part differs and none went untried.
    pub fn agrees(&self) -> bool {
        self.parts.iter().all(|(_, outcome)| matches!(outcome, Outcome::Agrees | Outcome::Alike))
    }
}

/// Verifies the bytes of an archive. `file` is what findings call it, `folder` an empty folder to work in; `told` hears
/// of each step.
///
/// # Errors
/// `M504`–`M506`: no archive, or one that cannot be read.
pub fn verify(
    engine: &Engine,
    bytes: &[u8],
    file: &SourceFile,
    folder: &Path,
    told: &dyn Fn(&str),
) -> Result<Verdict, Finding> {
    let archive = open(bytes, file, engine.limits())?;
    let mut findings = Vec::new();
    let sealed = check_seal(bytes, &mut findings);
    let files = archive.check_files();
    let whole = files.is_empty();
    findings.extend(files);
    let paper = if whole { again(engine, bytes, &archive, folder, told, &mut findings) } else { Outcome::Untried };
    for finding in &mut findings {
        finding.place.get_or_insert_with(|| Place::file(file));
    }
    let manifest = archive.manifest();
    let outcome = |agrees| if agrees { Outcome::Agrees } else { Outcome::Differs };
    let parts = vec![(Part::Seal, outcome(sealed)), (Part::Attachments, outcome(whole)), (Part::Paper, paper)];
    Ok(Verdict { title: manifest.paper.title.clone(), engine: manifest.engine.clone(), parts, findings })
}

/// `M520`, `M521`
fn check_seal(bytes: &[u8], findings: &mut Vec<Finding>) -> bool {
    if seal::holds(bytes) == Some(true) {
        return true;
    }
    // what was written behind an archive leaves it as it was before
    let end = b"%%EOF\n";
    let ends: Vec<usize> = memchr::memmem::find_iter(bytes, end).map(|at| at.saturating_add(end.len())).collect();
    let inner = ends
        .iter()
        .rev()
        .take(MOST_ENDS)
        .find(|&&at| at < bytes.len() && bytes.get(..at).and_then(seal::holds) == Some(true));
    findings.push(match inner {
        Some(at) => {
            let more = bytes.len().saturating_sub(*at);
            Finding::error(
                "M521",
                msg!(
                    "作ったあとに {more} バイト書き足されています（その前までは作ったときのままです）",
                    "{more} bytes were written behind it later (what is before them is as it was made)"
                ),
            )
        }
        None => Finding::error(
            "M520",
            msg!(
                "作ったときのファイルではありません。どこかのバイトが変わっています",
                "the file is not as it was made: some byte changed"
            ),
        ),
    });
    false
}

/// Ends of a file that are tried as the one that was written first.
const MOST_ENDS: usize = 8;

/// Makes the paper again from the attachments and compares.
fn again(
    engine: &Engine,
    bytes: &[u8],
    archive: &Archive,
    folder: &Path,
    told: &dyn Fn(&str),
    findings: &mut Vec<Finding>,
) -> Outcome {
    let manifest = archive.manifest();
    let files = archive.files().filter(|(entry, _)| entry.role.makes());
    let files =
        files.map(|(e, bytes)| BundleFile { path: e.path.clone(), role: e.role, bytes: bytes.to_vec(), from: None });
    let bundle = Bundle { kind: manifest.paper.kind, name: manifest.paper.name.clone(), files: files.collect() };
    let rendered = match render::render(engine, &bundle, folder, told) {
        Ok(rendered) => rendered,
        Err(faults) => {
            let message =
                msg!("添付したファイルから紙面を作り直せません", "the paper cannot be made again from the attachments");
            let mut finding = Finding::error("M524", message);
            // the first fault says why, and where
            for fault in faults.into_iter().take(1) {
                finding.hints.push(fault.message);
                finding.hints.extend(fault.hints);
                finding.related.extend(fault.place);
            }
            findings.push(finding);
            return Outcome::Differs;
        }
    };
    let same_engine = manifest.engine == Maker::own();
    let texts: Vec<String> = rendered.exported.record.pages.iter().map(|hash| hex(hash)).collect();
    let base = &rendered.exported.pdf;
    let record = findings_json(&rendered.findings);
    let made = match finish(&bundle, &rendered, &manifest.engine, &record) {
        Ok(made) => made.pdf,
        Err(finding) => {
            findings.push(finding);
            return Outcome::Differs;
        }
    };
    if made == bytes {
        return Outcome::Agrees;
    }
    // with the findings as they were told then, is everything else the same?
    let kept = archive.files().find(|(entry, _)| entry.role == Role::Findings).map(|(_, kept)| kept);
    let with_kept = kept.filter(|kept| same_engine && *kept != record).and_then(|kept| {
        let made = finish(&bundle, &rendered, &manifest.engine, kept).ok()?;
        (made.pdf == bytes).then_some(())
    });
    if with_kept.is_some() {
        findings.push(Finding::warning(
            "M526",
            msg!(
                "添付の所見の記録（findings.json）が、いまの点検の所見と違います。紙面とほかの添付は、作り直したものと同じバイトです",
                "the record of findings is not what is found now; the paper and the other attachments are the same bytes"
            ),
        ));
        return Outcome::Alike;
    }
    let Ok(new) = open(&made, "", engine.limits()) else {
        findings.push(differs(msg!("作り直した紙面を読めません", "the paper that was made again cannot be read")));
        return Outcome::Differs;
    };
    let before = findings.len();
    if same_engine {
        same_version(archive, &new, findings);
    } else {
        other_version(bytes, archive, (base, &new), &texts, findings);
    }
    if findings.len() > before {
        return Outcome::Differs;
    }
    if same_engine {
        findings.push(differs(msg!(
            "ページと添付のほか（タグ、しおり、ファイルの書き方など）が、作り直したものと違います",
            "something beside pages and attachments (tags, bookmarks, how the file is written) is not as made again"
        )));
        return Outcome::Differs;
    }
    let Maker { matome, typst } = &manifest.engine;
    findings.push(Finding::info(
        "M525",
        msg!(
            "別の版（matome {matome}、Typst {typst}）で作られています。バイトではなく、各ページの文と絵を比べました",
            "made by other versions (matome {matome}, Typst {typst}): texts and pictures of the pages were compared, not bytes"
        ),
    ));
    Outcome::Alike
}

/// The same version gives the same bytes: names what does not.
fn same_version(old: &Archive, new: &Archive, findings: &mut Vec<Finding>) {
    told_pages(&compare::pages(old, new), findings);
    told_files(old, new, |_| true, findings);
    told_manifest(old.manifest(), new.manifest(), &[], findings);
    if compare::metadata(old) != compare::metadata(new) {
        findings.push(metadata_differ());
    }
}

/// Elements of the metadata that are the paper's, not the program's.
const ELEMENTS: [&str; 9] = [
    "dc:title",
    "dc:description",
    "dc:creator",
    "dc:identifier",
    "dc:subject",
    "dc:language",
    "pdf:Keywords",
    "matome:retention",
    "xmp:CreateDate",
];

/// Another version may break lines, write tags and compress otherwise; text and pictures have to stay.
fn other_version(
    bytes: &[u8],
    old: &Archive,
    (base, new): (&[u8], &Archive),
    texts: &[String],
    findings: &mut Vec<Finding>,
) {
    let told = &old.manifest().paper.texts;
    let pages = (0..told.len().max(texts.len())).filter(|&i| told.get(i) != texts.get(i)).map(|i| i.saturating_add(1));
    let pages: Vec<usize> = pages.collect();
    if !pages.is_empty() {
        let list = list(&pages);
        findings.push(differs(msg!(
            "作り直すと {list} ページの文が違います（別の版の matome です）",
            "made again, the text of page {list} is another one (by another version of matome)"
        )));
    }
    match picture::pages(bytes, base, &Fonts::builtin()) {
        Some(pages) if pages.is_empty() => {}
        Some(pages) => {
            let (list, points) = (list(&pages), picture::SQUARE / 2);
            findings.push(differs(msg!(
                "{list} ページの絵が、作り直したものと違います（{points}pt 四方の 1 割を超える点が、濃さの 4 割を超えて違うとき）",
                "the picture of page {list} is not as made again (more than a tenth of a square of {points} pt, by more than 40%)"
            )));
        }
        None => findings.push(differs(msg!("ページの絵を比べられません", "the pictures cannot be compared"))),
    }
    told_files(old, new, |role| role != Some(Role::Findings), findings);
    told_manifest(old.manifest(), new.manifest(), &["engine", "fonts", "files"], findings);
    let said = |archive| compare::said(&compare::metadata(archive), &ELEMENTS);
    if said(old) != said(new) {
        findings.push(metadata_differ());
    }
}

fn told_pages(pages: &[usize], findings: &mut Vec<Finding>) {
    if !pages.is_empty() {
        let list = list(pages);
        findings.push(differs(msg!(
            "{list} ページが、添付したファイルから作り直したものと違います",
            "page {list} is not as made again from the attachments"
        )));
    }
}

/// Data and findings are made with the paper: what is attached has to be what comes out again.
fn told_files(old: &Archive, new: &Archive, wanted: impl Fn(Option<Role>) -> bool, findings: &mut Vec<Finding>) {
    for (entry, bytes) in new.files().filter(|(e, _)| wanted(Some(e.role))) {
        if old.file(&entry.attachment) != Some(bytes) {
            let name = &entry.attachment;
            findings.push(differs(msg!(
                "添付「{name}」が、作り直したものと違います",
                "the attachment \"{name}\" is not as made again"
            )));
        }
    }
    for entry in old.manifest().files.iter().filter(|e| new.file(&e.attachment).is_none()) {
        let name = &entry.attachment;
        findings.push(differs(msg!(
            "添付「{name}」は、この書類のものではありません",
            "the attachment \"{name}\" does not belong to this paper"
        )));
    }
}

/// Names the parts of the manifest that differ, but for some.
fn told_manifest(old: &Manifest, new: &Manifest, but: &[&str], findings: &mut Vec<Finding>) {
    let value = |m: &Manifest| serde_json::to_value(m).unwrap_or_default();
    let (old, new) = (value(old), value(new));
    let mut keys = Vec::new();
    for (key, value) in new.as_object().into_iter().flatten().filter(|(k, _)| !but.contains(&k.as_str())) {
        let before = old.get(key);
        if before == Some(value) {
            continue;
        }
        match value.as_object() {
            // what of the paper depends on the version was compared by itself
            Some(inner) => {
                let own = |k: &&String| but.is_empty() || !["sha256", "bytes", "texts"].contains(&k.as_str());
                let differing =
                    inner.keys().chain(before.and_then(|o| o.as_object()).into_iter().flat_map(|o| o.keys()));
                let is_other = |k: &&String| before.and_then(|o| o.get(*k)) != value.get(*k);
                keys.extend(differing.filter(own).filter(is_other).map(|k| format!("{key}.{k}")));
            }
            None => keys.push(key.clone()),
        }
    }
    keys.sort();
    keys.dedup();
    if !keys.is_empty() {
        let keys = keys.join("、");
        findings.push(differs(msg!(
            "目録 manifest.json の {keys} が、作り直したものと違います",
            "{keys} of manifest.json is not as made again"
        )));
    }
}

fn metadata_differ() -> Finding {
    differs(msg!(
        "文書の情報（題名、作成者、文書番号、日付など）が、作り直したものと違います",
        "the metadata (title, author, number, date) are not as made again"
    ))
}

fn differs(message: Message) -> Finding {
    Finding::error("M523", message)
}

/// `3、5、8 …`, at most ten.
fn list(pages: &[usize]) -> String {
    crate::press::page_list(pages.iter().copied())
}

/// Hash of a file for a clerk to compare with a record kept elsewhere.
pub fn file_hash(bytes: &[u8]) -> String {
    sha256(bytes)
}
