//! `matome build`: every paper of the project, into `out/`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{BuildArgs, Writing};
use super::inputs::read_all;
use super::render::{make, pdf_options, refuse};
use super::report::{Report, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::book::Matome;
use crate::finding::{Finding, Level};
use crate::msg;
use crate::output::{Output, write_all};
use crate::plan::Given;
use crate::project::{PaperJob, Project, file_name};
use crate::slip;
use crate::typeset::Standard;

/// What became of a paper, for the table at the end.
struct Made {
    name: String,
    pages: usize,
    files: Vec<String>,
    findings: Vec<Finding>,
    written: bool,
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
        let known = project.papers.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
        return refuse(report, msg!("紙面「{unknown}」は matome.toml にありません（あるのは {known}）", "there is no paper \"{unknown}\" in matome.toml (there are {known})"));
    }
    let jobs: Vec<&PaperJob> = project.papers.iter().filter(|p| args.papers.is_empty() || args.papers.contains(&p.name)).collect();
    let bar = progress(jobs.len() as u64 * STEPS);
    let mut made = Vec::new();
    let mut unreadable = false;
    for job in jobs {
        bar.set_message(job.name.clone());
        match make_paper(&project, &matome, job, &args.writing, &bar) {
            Ok(paper) => made.push(paper),
            Err(findings) => {
                unreadable = true;
                made.push(Made { name: job.name.clone(), pages: 0, files: Vec::new(), findings, written: false });
            }
        }
    }
    bar.finish_and_clear();
    for paper in &made {
        report.findings(&paper.findings);
    }
    print(&table(&made, report));
    if unreadable {
        TROUBLE
    } else if made.iter().all(|m| m.written) {
        DONE
    } else {
        FAULTS
    }
}

/// Steps of one paper on the progress bar: read, set, typeset, write.
const STEPS: u64 = 3;

fn make_paper(project: &Project, matome: &Matome, job: &PaperJob, writing: &Writing, bar: &ProgressBar) -> Result<Made, Vec<Finding>> {
    let mut findings = Vec::new();
    if slip::is_slip(&matome.templates, &job.form) {
        let (pages, files, written) = super::slips::build(project, matome, job, writing, &mut findings)?;
        bar.inc(STEPS);
        return Ok(Made { name: job.name.clone(), pages, files, findings, written });
    }
    let form = matome.form(&job.form)?;
    let sources = read_all(&job.inputs, &mut findings)?;
    bar.inc(1);
    let given = Given { years: project.years.clone(), meta: project.meta(job), variant: job.variant.clone() };
    let book = matome.read(&form, &sources, &given, &mut findings);
    bar.inc(1);
    let mut paper = Made { name: job.name.clone(), pages: 0, files: Vec::new(), findings: Vec::new(), written: false };
    let stopped = stops(&findings, writing.strict) && !writing.force;
    if let (Some(book), false) = (&book, stopped) {
        paper.pages = book.pages.len();
        let name = file_name(job, &book.plan.form, &book.plan.years, &book.plan.meta).map_err(|f| vec![f])?;
        let out = project.folder.join("out");
        let paths: Vec<PathBuf> = job.kinds.iter().map(|kind| out.join(format!("{name}.{kind}"))).collect();
        // pdf_options was checked before anything was read
        let mut pdf = pdf_options(writing).unwrap_or_default();
        if pdf.standards.is_empty() && !writing.untagged {
            pdf.standards = job.standards.iter().filter_map(|s| Standard::parse(s)).collect();
        }
        if let Some(outputs) = make(matome, book, &paths, &pdf, &mut findings) {
            write(&outputs)?;
            paper.written = true;
            paper.files = job.kinds.iter().map(|kind| format!("out/{name}.{kind}")).collect();
        }
    }
    bar.inc(1);
    paper.findings = findings;
    Ok(paper)
}

fn write(outputs: &[Output]) -> Result<(), Vec<Finding>> {
    write_all(outputs).map_err(|f| vec![f])
}

/// A bar on a terminal, nothing elsewhere.
pub fn progress(steps: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent}%（残り {eta}）") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// The table of papers, pages and findings. Columns are parted by tabs' worth of spaces, so that it reads
/// in any font.
fn table(made: &[Made], report: &Report) -> String {
    let head = [report.say("紙面", "paper"), report.say("ページ", "pages"), report.say("所見", "findings"), report.say("ファイル", "files")];
    let mut rows: Vec<[String; 4]> = vec![head.map(str::to_owned)];
    for paper in made {
        let files = if paper.written {
            paper.files.join("  ")
        } else {
            report.say("（書き出していません。エラーを直すか --force を付けてください）", "(not written: mend the errors, or use --force)").to_owned()
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
