//! What became of papers and packets: findings, the table at the end, the exit code.

use std::path::PathBuf;

use super::report::{Report, columns, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::codes::force_helps;
pub use crate::faces::made::Made;
use crate::faces::made::write;
use crate::finding::Level;

/// Writes what was made, prints the findings and the table, and gives the exit code.
pub fn finish(mut made: Vec<Made>, inputs: &[PathBuf], strict: bool, force: bool, report: &Report) -> u8 {
    let trouble = write(&mut made, inputs);
    for paper in &made {
        report.findings(&paper.findings);
    }
    print(&table(&made, report, force));
    if trouble {
        TROUBLE
    } else if made.iter().all(|m| m.written && !stops(&m.findings, strict)) {
        DONE
    } else {
        FAULTS
    }
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
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for paper in made {
        let files = if paper.written {
            paper.files.join("  ")
        } else if paper.hopeless || force || !force_helps(&paper.findings) {
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
        rows.push(vec![paper.name.clone(), pages, report.counts(&paper.findings), files]);
    }
    let mut out = columns(&rows);
    let errors = made.iter().flat_map(|m| &m.findings).filter(|f| f.level == Level::Error).count();
    if errors > 0 {
        out.push_str(report.say("番号の意味: matome explain 番号\n", "what a code means: matome explain CODE\n"));
    }
    out
}
