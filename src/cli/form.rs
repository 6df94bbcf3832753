//! `matome form list|show|eject|new`.

use std::path::Path;

use super::args::{FormArgs, FormCommand};
use super::inputs::check_project;
use super::render::refuse;
use super::report::{Report, print};
use super::{DONE, FAULTS, TROUBLE};
use crate::book::Matome;
use crate::form::Form;
use crate::msg;
use crate::output::{Output, write_all};
use crate::slip::is_slip;
use crate::words::windows_name;

pub fn run(args: &FormArgs, report: &mut Report) -> u8 {
    if let Err(finding) = check_project(&args.project) {
        report.findings(&[finding]);
        return TROUBLE;
    }
    let matome = match Matome::with_project(&args.project) {
        Ok(matome) => matome,
        Err(findings) => {
            report.findings(&findings);
            return TROUBLE;
        }
    };
    match &args.command {
        FormCommand::List => list(&matome, report),
        FormCommand::Show { name, schema } => show(&matome, name, *schema, report),
        FormCommand::Eject { name } => eject(&matome, &args.project, name, report),
        FormCommand::New { name, sheet } => new(&matome, &args.project, name, *sheet, report),
    }
}

fn list(matome: &Matome, report: &Report) -> u8 {
    let mut code = DONE;
    for name in matome.templates.form_names() {
        if is_slip(&matome.templates, name) {
            code = code.max(list_slip(matome, name, report));
            continue;
        }
        match matome.form(name) {
            Ok(form) => {
                let own = matome.templates.is_own(&format!("{name}/form.toml"));
                let from = if own {
                    report.say("プロジェクト", "project")
                } else {
                    report.say("組み込み", "built in")
                };
                print(&format!(
                    "{name:12} {}（{from}、{} 列）\n",
                    form.title,
                    form.table(&form.years).map_or(0, |t| t.len())
                ));
            }
            Err(findings) => {
                report.findings(&findings);
                code = FAULTS;
            }
        }
    }
    code
}

/// One line for a slip.
fn list_slip(matome: &Matome, name: &str, report: &Report) -> u8 {
    match matome.slip_form(name) {
        Ok(form) => {
            let own = matome.templates.is_own(&format!("{name}/form.toml"));
            let from =
                if own { report.say("プロジェクト", "project") } else { report.say("組み込み", "built in") };
            print(&format!("{name:12} {}（{from}、個票、{} 項目）\n", form.title, form.fields.len()));
            DONE
        }
        Err(findings) => {
            report.findings(&findings);
            FAULTS
        }
    }
}

fn show_slip(matome: &Matome, name: &str, schema: bool, report: &Report) -> u8 {
    match matome.slip_form(name) {
        Ok(form) => {
            print(&if schema { format!("{:#}\n", form.schema()) } else { form.describe() });
            DONE
        }
        Err(findings) => {
            report.findings(&findings);
            TROUBLE
        }
    }
}

fn show(matome: &Matome, name: &str, schema: bool, report: &Report) -> u8 {
    if is_slip(&matome.templates, name) {
        return show_slip(matome, name, schema, report);
    }
    let form = match matome.form(name) {
        Ok(form) => form,
        Err(findings) => {
            report.findings(&findings);
            return TROUBLE;
        }
    };
    if schema {
        print(&format!("{:#}\n", form.schema()));
        return DONE;
    }
    print(&describe(&form));
    DONE
}

fn describe(form: &Form) -> String {
    let paper = &form.paper;
    let mut out = format!("{}（{}、第 {} 版）\n", form.title, form.name, form.version);
    let turned = if paper.landscape { "横" } else { "縦" };
    out.push_str(&format!("用紙: {:?} {turned}  書体: {} {}pt\n", paper.size, form.text.font, form.text.size));
    let years: Vec<String> = form.years.iter().map(|(name, year)| format!("{name} {year}")).collect();
    if !years.is_empty() {
        out.push_str(&format!("年度: {}\n", years.join("、")));
    }
    let variants: Vec<&str> = form.variant_names().collect();
    if !variants.is_empty() {
        out.push_str(&format!("変種: {}\n", variants.join("、")));
    }
    out.push_str("列:\n");
    for column in form.table(&form.years).unwrap_or_default() {
        let spec = &form.columns[column.spec];
        let mut marks = Vec::new();
        marks.extend(spec.group.map(|g| format!("まとまり{g}")));
        marks.extend(spec.required.then(|| "必須".to_owned()));
        marks.extend(spec.max_chars.map(|n| format!("{n}字まで")));
        marks.extend(spec.answer.clone());
        let marks = if marks.is_empty() { String::new() } else { format!("（{}）", marks.join("、")) };
        out.push_str(&format!(
            "  {}: {}  {}mm{marks}\n",
            spec.field,
            column.heading.join(" ＞ ").replace('\n', ""),
            spec.width
        ));
    }
    out
}

fn eject(matome: &Matome, project: &Path, name: &str, report: &Report) -> u8 {
    let folder = project.join("templates").join(name);
    if matome.templates.file(&format!("{name}/form.toml")).is_none() {
        let known: Vec<&str> = matome.templates.form_names().collect();
        let (ja, en) = (known.join("、"), known.join(", "));
        return refuse(
            report,
            msg!("様式「{name}」はありません（あるのは {ja}）", "there is no form \"{name}\" (there are {en})"),
        );
    }
    if folder.exists() {
        let shown = folder.display();
        return refuse(
            report,
            msg!(
                "「{shown}」はもうあります。取り出し直すには、先に名前を変えるか消してください",
                "\"{shown}\" is there already; rename or delete it first"
            ),
        );
    }
    let outputs: Vec<Output> = matome
        .templates
        .form_files(name)
        .map(|(below, bytes)| Output { path: folder.join(below), bytes: bytes.to_vec() })
        .collect();
    write(report, &outputs, &folder)
}

fn new(matome: &Matome, project: &Path, name: &str, sheet: bool, report: &Report) -> u8 {
    if name != windows_name(name) || name.contains(['/', '\\', ' ']) || name == "shared" {
        return refuse(
            report,
            msg!(
                "「{name}」は様式の名前にできません。英数字とハイフンで付けてください",
                "\"{name}\" cannot name a form; use letters, digits and hyphens"
            ),
        );
    }
    let folder = project.join("templates").join(name);
    if folder.exists() || matome.templates.file(&format!("{name}/form.toml")).is_some() {
        return refuse(report, msg!("様式「{name}」はもうあります", "there is a form \"{name}\" already"));
    }
    let text = if sheet { include_str!("new_slip.toml") } else { include_str!("new_form.toml") };
    let text = text.replace("__NAME__", name);
    write(report, &[Output { path: folder.join("form.toml"), bytes: text.into_bytes() }], &folder)
}

fn write(report: &Report, outputs: &[Output], folder: &Path) -> u8 {
    if let Err(finding) = write_all(outputs) {
        report.findings(&[finding]);
        return TROUBLE;
    }
    let (n, shown) = (outputs.len(), folder.display());
    report.note(&msg!("{n} ファイルを「{shown}」に置きました", "{n} files were put into \"{shown}\""));
    DONE
}
