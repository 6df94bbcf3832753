//! Files that were put onto the program, shown as papers: a project of them that goes with its page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::faces::working::WorkingFolder;
use crate::finding::Finding;
use crate::msg;
use crate::output::{Output, write_all};
use crate::place::shown;
use crate::project;
use crate::source::read_all;
use crate::told::Faults;

/// Makes the project: a paper for each form that files are of. They stay where they are.
///
/// # Errors
/// What is wrong with the files; `M607` none of them is of a form.
pub fn made_of(files: &[PathBuf]) -> Result<WorkingFolder, Faults> {
    let engine = Engine::new();
    let mut papers: BTreeMap<String, (String, Vec<&Path>)> = BTreeMap::new();
    let mut faults = Vec::new();
    for path in files {
        let sources = match read_all(std::slice::from_ref(path), &|_| false, engine.reading(), &mut Vec::new()) {
            Ok(sources) => sources,
            Err(found) => {
                faults.extend(found);
                continue;
            }
        };
        // a folder holds answers in one form
        let Some(form) = sources.iter().find_map(|source| engine.form_of(source)) else { continue };
        let paper = papers.entry(form.name().to_owned()).or_insert_with(|| (form.title().to_owned(), Vec::new()));
        paper.1.push(path);
    }
    if papers.is_empty() {
        return Err(if faults.is_empty() { no_form().into() } else { Faults::from(faults) });
    }
    let folder = WorkingFolder::new()?;
    let papers = papers.into_iter().map(|(form, (title, inputs))| {
        let mut table = toml::Table::new();
        let inputs: Vec<String> = inputs.iter().map(|path| shown(path)).collect();
        table.insert("name".to_owned(), title.into());
        table.insert("form".to_owned(), form.into());
        table.insert("input".to_owned(), inputs.into());
        toml::Value::Table(table)
    });
    let mut settings = toml::Table::new();
    settings.insert("paper".to_owned(), papers.collect::<Vec<_>>().into());
    let bytes = settings.to_string().into_bytes();
    write_all(&[Output { path: folder.path().join(project::FILE), bytes }])?;
    Ok(folder)
}

/// `M607`
fn no_form() -> Finding {
    let message =
        msg!("置かれたファイルは、どの様式の回答でもありません", "the files that were brought are answers in no form");
    Finding::error("M607", message).hint(msg!(
        "matome の様式の Excel かデータファイルを置いてください。様式は matome form list で見られます",
        "bring workbooks or data files in a form of matome; matome form list lists them"
    ))
}
