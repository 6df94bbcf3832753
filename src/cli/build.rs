//! `matome build`: every paper of the project, into `out/`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{BuildArgs, Writing};
use super::inputs::{check_variant, named, read_all};
use super::render::{force_helps, make, pdf_options, refuse};
use super::report::{Report, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::book::Matome;
use crate::finding::{Finding, Level};
use crate::msg;
use crate::output::{Output, same_place, write_all};
use crate::plan::Given;
use crate::project::{PaperJob, Project, file_name};
use crate::slip;

/// What became of a paper, for the table at the end.
struct Made {
    name: String,
    pages: usize,
    files: Vec<String>,
    findings: Vec<Finding>,
    /// What is to be written; nothing when errors stopped the paper.
    outputs: Vec<Output>,
    written: bool,
    /// Its inputs, form or file name cannot be used at all.
    hopeless: bool,
}

impl Made {
    fn new(job: &PaperJob, findings: Vec<Finding>) -> Self {
        let (name, files, outputs) = (job.name.clone(), Vec::new(), Vec::new());
        Self { name, pages: 0, files, findings, outputs, written: false, hopeless: false }
    }
}

pub fn run(args: &BuildArgs, report: &mut Report) -> u8 {
    let trouble = |report: &Report, findings: &[Finding]| {
        report.findings(findings);
        TROUBLE
    };
    if let Err(message) = pdf_options(&args.writing) {
        return refuse(report, message);
    }
    let project = match Project::read(&args.project) {
        Ok(project) => project,
        Err(finding) => return trouble(report, &[finding]),
    };
    let matome = match Matome::with_project(&project.folder) {
        Ok(matome) => matome,
        Err(findings) => return trouble(report, &findings),
    };
    if let Some(unknown) = args.papers.iter().find(|name| !project.papers.iter().any(|p| &p.name == *name)) {
        let known: Vec<&str> = project.papers.iter().map(|p| p.name.as_str()).collect();
        let (ja, en) = (known.join("、"), known.join(", "));
        return refuse(
            report,
            msg!(
                "紙面「{unknown}」は matome.toml にありません（あるのは {ja}）",
                "there is no paper \"{unknown}\" in matome.toml (there are {en})"
            ),
        );
    }
    // a form that cannot be loaded is told with its paper, and might have any year
    let years = |paper: &PaperJob| match slip::is_slip(&matome.templates, &paper.form) {
        true => matome.slip_form(&paper.form).map(|form| form.years),
        false => matome.form(&paper.form).map(|form| form.years),
    };
    if let Ok(forms) = project.papers.iter().map(years).collect::<Result<Vec<_>, _>>() {
        let faults = project.check_years(&forms);
        if !faults.is_empty() {
            return trouble(report, &faults);
        }
    }
    let jobs: Vec<&PaperJob> =
        project.papers.iter().filter(|p| args.papers.is_empty() || args.papers.contains(&p.name)).collect();
    let bar = progress(jobs.len() as u64 * STEPS, report);
    let mut made = Vec::new();
    let mut unreadable = false;
    for job in &jobs {
        bar.set_message(job.name.clone());
        match make_paper(&project, &matome, job, &args.writing, &bar) {
            Ok(paper) => made.push(paper),
            Err(findings) => {
                unreadable = true;
                made.push(Made { hopeless: true, ..Made::new(job, findings) });
            }
        }
    }
    refuse_collisions(&mut made, &jobs);
    for paper in made.iter_mut().filter(|p| !p.outputs.is_empty()) {
        match write_all(&paper.outputs) {
            Ok(()) => paper.written = true,
            Err(finding) => {
                unreadable = true;
                paper.findings.push(finding);
            }
        }
    }
    bar.finish_and_clear();
    for paper in &made {
        report.findings(&paper.findings);
    }
    print(&table(&made, report, args.writing.force));
    if unreadable {
        TROUBLE
    } else if made.iter().all(|m| m.written && !stops(&m.findings, args.writing.strict)) {
        DONE
    } else {
        FAULTS
    }
}

/// Steps of one paper on the progress bar: read, set, typeset, write.
const STEPS: u64 = 3;

fn make_paper(
    project: &Project,
    matome: &Matome,
    job: &PaperJob,
    writing: &Writing,
    bar: &ProgressBar,
) -> Result<Made, Vec<Finding>> {
    let mut findings = Vec::new();
    if slip::is_slip(&matome.templates, &job.form) {
        let (pages, files, outputs) = super::slips::build(project, matome, job, writing, &mut findings)?;
        bar.inc(STEPS);
        return Ok(Made { pages, files, outputs, ..Made::new(job, findings) });
    }
    let form = matome.form(&job.form)?;
    check_variant(&form, job.variant.as_deref()).map_err(|f| vec![f.at(job.place.clone())])?;
    let out = project.folder.join("out");
    let ours = same_place(&out);
    let sources = read_all(&job.inputs, &|path| same_place(path).parent() == Some(ours.as_path()), &mut findings)?;
    bar.inc(1);
    let given = Given { years: project.years.clone(), meta: project.meta(job), variant: job.variant.clone() };
    let book = matome.read(&form, &sources, &given, &mut findings);
    bar.inc(1);
    let mut paper = Made::new(job, Vec::new());
    let stopped = stops(&findings, writing.strict) && !writing.force;
    if let (Some(book), false) = (&book, stopped) {
        let name = file_name(job, &book.plan.form, &book.plan.years, &book.plan.meta).map_err(|f| vec![f])?;
        let paths: Vec<PathBuf> = job.kinds.iter().map(|kind| out.join(format!("{name}.{kind}"))).collect();
        // pdf_options was checked before anything was read
        let mut pdf = pdf_options(writing).unwrap_or_default();
        pdf.summary |= job.summary;
        if pdf.standards.is_empty() && !writing.untagged {
            pdf.standards.clone_from(&job.standards);
        }
        paper.pages = book.printed_pages(&pdf);
        if let Some(outputs) = make(matome, book, &paths, &pdf, &mut findings) {
            paper.outputs = outputs;
            paper.files = job.kinds.iter().map(|kind| format!("out/{name}.{kind}")).collect();
        }
    }
    bar.inc(1);
    paper.findings = findings;
    Ok(paper)
}

/// `M083`: no output takes the place of another paper's or of an input. Papers that fall together are not
/// written, none of them.
fn refuse_collisions(made: &mut [Made], jobs: &[&PaperJob]) {
    // a workbook and its copy on Windows may differ by nothing but case
    let key = |path: &Path| same_place(path).to_string_lossy().to_lowercase();
    let outputs: Vec<Vec<String>> = made.iter().map(|m| m.outputs.iter().map(|o| key(&o.path)).collect()).collect();
    let inputs: Vec<String> = jobs.iter().flat_map(|job| named(&job.inputs)).map(|i| key(i)).collect();
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
        let finding = Finding::error("M083", message).at(jobs[n].place.clone()).hint(msg!(
            "file に {{{{紙面}}}} を入れるなどして、別の名前にしてください",
            "give them other names with file, such as one with {{{{紙面}}}}"
        ));
        made[n].findings.push(finding);
    }
}

/// A bar on a terminal, nothing elsewhere.
pub fn progress(steps: u64, report: &Report) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    let template = report.say("{msg} [{bar:30}] {percent}%（残り {eta}）", "{msg} [{bar:30}] {percent}% ({eta} left)");
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// The table of papers, pages and findings. Columns are parted by tabs' worth of spaces, so that it reads
/// in any font.
fn table(made: &[Made], report: &Report, force: bool) -> String {
    let head = [
        report.say("紙面", "paper"),
        report.say("ページ", "pages"),
        report.say("所見", "findings"),
        report.say("ファイル", "files"),
    ];
    let mut rows: Vec<[String; 4]> = vec![head.map(str::to_owned)];
    for paper in made {
        let files = if paper.written {
            paper.files.join("  ")
        } else if paper.hopeless || !force_helps(&paper.findings, force) {
            report.say("（書き出していません。エラーを直してください）", "(not written: mend the errors)").to_owned()
        } else {
            report
                .say(
                    "（書き出していません。エラーを直すか --force を付けてください）",
                    "(not written: mend the errors, or use --force)",
                )
                .to_owned()
        };
        let pages = if paper.written { paper.pages.to_string() } else { "-".to_owned() };
        rows.push([paper.name.clone(), pages, report.counts(&paper.findings), files]);
    }
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let mut out = String::new();
    for row in &rows {
        for (i, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|r| wide(&r[i])).max().unwrap_or(0);
            out.push_str(cell);
            if i < 3 {
                out.push_str(&" ".repeat(width - wide(cell) + 2));
            }
        }
        out.push('\n');
    }
    let errors = made.iter().flat_map(|m| &m.findings).filter(|f| f.level == Level::Error).count();
    if errors > 0 {
        out.push_str(report.say("番号の意味: matome explain 番号\n", "what a code means: matome explain CODE\n"));
    }
    out
}
