//! `matome form list|show|eject|new`: the definitions.

use std::path::Path;

use super::args::{FormArgs, FormCommand};
use super::opened::open;
use super::outputs::refused;
use super::report::{Report, print};
use super::{DONE, FAULTS};
use crate::engine::Engine;
use crate::msg;
use crate::output::{Output, write_all};
use crate::told::Faults;
use crate::words::{visible, visible_lines, windows_name};

pub fn run(args: &FormArgs, report: &Report) -> Result<u8, Faults> {
    let (engine, _) = open(&args.project)?;
    match &args.command {
        FormCommand::List => Ok(list(&engine, report)),
        FormCommand::Show { name, schema } => show(&engine, name, *schema, report),
        FormCommand::Eject { name } => eject(&engine, &args.project, name, report),
        FormCommand::New { name, slip, document } => {
            let text = match (slip, document) {
                (true, _) => include_str!("new_slip.toml"),
                (_, true) => include_str!("new_document.toml"),
                (false, false) => include_str!("new_form.toml"),
            };
            new(&engine, &args.project, name, text, report)
        }
    }
}

fn list(engine: &Engine, report: &Report) -> u8 {
    let mut code = DONE;
    for name in engine.templates.form_names() {
        let (form, findings) = engine.form(name).into_parts();
        report.findings(&findings);
        let Some(form) = form else {
            code = FAULTS;
            continue;
        };
        let own = engine.templates.is_own(&format!("{name}/form.toml"));
        let from =
            if own { report.say("プロジェクト", "project") } else { report.say("組み込み", "built in") };
        print(&format!("{:12} {}（{from}、{}）\n", visible(name), visible(form.title()), form.extent()));
    }
    code
}

fn show(engine: &Engine, name: &str, schema: bool, report: &Report) -> Result<u8, Faults> {
    let mut findings = Vec::new();
    let form = engine.form(name).tell_or_faults(&mut findings)?;
    report.findings(&findings);
    if !schema {
        print(&visible_lines(&form.describe()));
        return Ok(DONE);
    }
    let Some(schema) = form.schema() else {
        let title = form.title();
        return Err(refused(msg!(
            "様式「{title}」は文書なので、データファイルの JSON Schema はありません",
            "the form \"{title}\" is running text and has no JSON Schema"
        )));
    };
    print(&format!("{schema:#}\n"));
    Ok(DONE)
}

fn eject(engine: &Engine, project: &Path, name: &str, report: &Report) -> Result<u8, Faults> {
    let name = engine.templates.form_called(name)?;
    let folder = project.join("templates").join(name);
    if folder.exists() {
        let shown = folder.display();
        return Err(refused(msg!(
            "「{shown}」はもうあります。取り出し直すには、先に名前を変えるか消してください",
            "\"{shown}\" is there already; rename or delete it first"
        )));
    }
    let outputs: Vec<Output> = engine
        .templates
        .form_files(name)
        .map(|(below, bytes)| Output { path: folder.join(below), bytes: bytes.to_vec() })
        .collect();
    write(report, &outputs, &folder)
}

fn new(engine: &Engine, project: &Path, name: &str, text: &str, report: &Report) -> Result<u8, Faults> {
    if name != windows_name(name) || name.contains(['/', '\\', ' ']) || name == "shared" {
        return Err(refused(msg!(
            "「{name}」は様式の名前にできません。英数字とハイフンで付けてください",
            "\"{name}\" cannot name a form; use letters, digits and hyphens"
        )));
    }
    let folder = project.join("templates").join(name);
    if folder.exists() || engine.templates.file(&format!("{name}/form.toml")).is_some() {
        return Err(refused(msg!("様式「{name}」はもうあります", "there is a form \"{name}\" already")));
    }
    let text = text.replace("__NAME__", name);
    write(report, &[Output { path: folder.join("form.toml"), bytes: text.into_bytes() }], &folder)
}

fn write(report: &Report, outputs: &[Output], folder: &Path) -> Result<u8, Faults> {
    write_all(outputs)?;
    let (n, shown) = (outputs.len(), folder.display());
    report.note(&msg!("{n} ファイルを「{shown}」に置きました", "{n} files were put into \"{shown}\""));
    Ok(DONE)
}
