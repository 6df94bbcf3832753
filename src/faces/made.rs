//! What became of papers and packets: collisions, writing.

use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::msg;
use crate::output::{Output, write_all};
use crate::place::Place;
use crate::place::same_place;
use crate::source::named;
use crate::told::Faults;

/// What became of a paper or a packet.
pub struct Made {
    pub name: String,
    pub place: Place,
    pub pages: usize,
    pub files: Vec<String>,
    pub findings: Vec<Finding>,
    /// What is to be written; nothing when errors stopped the paper.
    pub outputs: Vec<Output>,
    pub written: bool,
    /// Its inputs, form or file name cannot be used at all.
    pub hopeless: bool,
}

impl Made {
    pub fn new(name: &str, place: &Place, findings: Vec<Finding>) -> Self {
        let (name, place, files, outputs) = (name.to_owned(), place.clone(), Vec::new(), Vec::new());
        Self { name, place, pages: 0, files, findings, outputs, written: false, hopeless: false }
    }

    /// Nothing can be done about it.
    pub fn hopeless(name: &str, place: &Place, faults: Faults) -> Self {
        Self { hopeless: true, ..Self::new(name, place, faults.into_findings()) }
    }
}

/// Writes what was made, each paper whole or not at all; tells whether something could not be done at all.
pub fn write(made: &mut [Made], inputs: &[PathBuf]) -> bool {
    refuse_collisions(made, inputs);
    let mut trouble = made.iter().any(|m| m.hopeless);
    for paper in made.iter_mut().filter(|p| !p.outputs.is_empty()) {
        match write_all(&paper.outputs) {
            Ok(()) => paper.written = true,
            Err(finding) => {
                trouble = true;
                paper.findings.push(finding);
            }
        }
    }
    trouble
}

/// `M083`: no output takes the place of another paper's or of an input. Papers that fall together are not
/// written, none of them.
fn refuse_collisions(made: &mut [Made], inputs: &[PathBuf]) {
    // a workbook and its copy on Windows may differ by nothing but case
    let key = |path: &Path| same_place(path).to_string_lossy().to_lowercase();
    let outputs: Vec<Vec<String>> = made.iter().map(|m| m.outputs.iter().map(|o| key(&o.path)).collect()).collect();
    let inputs: Vec<String> = named(inputs).map(|i| key(i)).collect();
    let mut refused = Vec::new();
    for (n, paths) in outputs.iter().enumerate() {
        for (path, file) in paths.iter().zip(&made[n].files) {
            let name = &made[n].name;
            if inputs.contains(path) {
                let message = msg!(
                    "紙面「{name}」の出力「{file}」は入力のファイルです",
                    "the output \"{file}\" of the paper \"{name}\" is an input"
                );
                refused.push((n, message));
            }
            let twin = (0..n).find(|&m| outputs[m].contains(path));
            if let Some(m) = twin {
                let other = &made[m].name;
                let message = msg!(
                    "紙面「{other}」と「{name}」の出力が、どちらも「{file}」になります",
                    "the papers \"{other}\" and \"{name}\" are both to be \"{file}\""
                );
                refused.extend([(m, message.clone()), (n, message)]);
            }
        }
    }
    for (n, message) in refused {
        if made[n].outputs.is_empty() {
            continue;
        }
        made[n].outputs.clear();
        let finding = Finding::error("M083", message).at(made[n].place.clone()).hint(msg!(
            "file に {{{{紙面}}}} を入れるなどして、別の名前にしてください",
            "give them other names with file, such as one with {{{{紙面}}}}"
        ));
        made[n].findings.push(finding);
    }
}
