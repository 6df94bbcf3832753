//! Findings as a workbook that can be sent round: a sheet of counts, then a sheet a section, or a file where it is not known
//! whose it is.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rust_xlsxwriter::XlsxError;

use super::check_owners::Owners;
use super::folded::{Folded, folded_whole};
use super::report::{Lang, RELATED, Report};
use crate::engine::Engine;
use crate::finding::{Finding, Level};
use crate::place::{FileId, Place};
use crate::told::Faults;
use crate::units::Date;
use crate::words::visible;
use crate::xlsx::{
    Column, Entry, LIST_FONT, List, ListRow, WorkbookFacts, add_list, not_written, saved, sheet_names, shell,
};

/// Cells that are named in a row of the list; more go on in the next.
const CELLS: usize = 30;
/// More sheets than that nobody leafs through: what is left shares one.
const SHEETS: usize = 200;

const COUNTS: [[Column; 4]; 2] = [
    [Column::new("課・ファイル", 40), Column::new("エラー", 9), Column::new("注意", 9), Column::new("情報", 9)],
    [Column::new("section or file", 40), Column::new("errors", 9), Column::new("warnings", 9), Column::new("infos", 9)],
];
const COLUMNS: [[Column; 7]; 2] = [
    [
        Column::centered("重さ", 6),
        Column::centered("符号", 6),
        Column::new("ファイル", 18),
        Column::new("シート", 12),
        Column::new("セル", 10),
        Column::new("内容", 36),
        Column::new("直し方", 30),
    ],
    [
        Column::centered("level", 6),
        Column::centered("code", 6),
        Column::new("file", 18),
        Column::new("sheet", 12),
        Column::new("cell", 10),
        Column::new("message", 36),
        Column::new("help", 30),
    ],
];

/// A file, and one of its worksheets.
type SheetKey = (FileId, Option<Arc<str>>);

/// The findings of one section or file, those of a worksheet together.
#[derive(Default)]
struct Part {
    name: String,
    /// By file and worksheet, in the order of the first of each.
    sheets: Vec<Vec<Finding>>,
    known: HashMap<Option<SheetKey>, usize>,
}

impl Part {
    fn push(&mut self, finding: Finding) {
        let key = finding.place.as_ref().map(|place| (place.file.id(), place.sheet.clone()));
        let at = *self.known.entry(key).or_insert(self.sheets.len());
        if at == self.sheets.len() {
            self.sheets.push(Vec::new());
        }
        self.sheets[at].push(finding);
    }

    fn count(&self, level: Level) -> usize {
        self.sheets.iter().flatten().filter(|finding| finding.level == level).count()
    }
}

/// Writes the workbook. `output` is where it will lie: links to the files that were checked lead from there.
///
/// # Errors
/// `M205`, `M303`
pub fn book(
    engine: &Engine,
    findings: &[Finding],
    owners: &Owners,
    output: &Path,
    report: &Report,
) -> Result<Vec<u8>, Faults> {
    let (fonts, _) = engine.chains(LIST_FONT)?;
    let parts = parts(findings, owners, report);
    let language = usize::from(report.lang == Lang::En);
    let overview = report.say("まとめ", "overview");
    let names = sheet_names(std::iter::once(overview).chain(parts.iter().map(|part| part.name.as_str())));
    let write = || -> Result<Vec<u8>, XlsxError> {
        let title = report.say("所見の一覧", "findings");
        let date = Date::april(2000);
        let mut workbook = shell(&WorkbookFacts { title, plan: None, body: None, form: ("check", 1), date })?;
        let whole = [report.counts(findings)];
        let rows: Vec<ListRow> = parts.iter().zip(names.iter().skip(1)).map(|(part, name)| count(part, name)).collect();
        let columns = &COUNTS[language];
        let name = names.first().map_or("", String::as_str);
        let list = List { name, title, lead: &whole, columns, rows: &rows, landscape: false };
        add_list(&mut workbook, &list, &fonts)?;
        for (part, name) in parts.iter().zip(names.iter().skip(1)) {
            let folded = part.sheets.iter().flat_map(|findings| folded_whole(findings));
            let rows: Vec<ListRow> = folded.flat_map(|folded| entries(&folded, output, report)).collect();
            let columns = &COLUMNS[language];
            add_list(
                &mut workbook,
                &List { name, title: &part.name, lead: &[], columns, rows: &rows, landscape: true },
                &fonts,
            )?;
        }
        saved(&mut workbook)
    };
    write().map_err(|error| not_written(&error).into())
}

/// Findings by section in the order of the data, then by file.
fn parts(findings: &[Finding], owners: &Owners, report: &Report) -> Vec<Part> {
    let mut parts: Vec<Part> = owners.sections.iter().map(|name| named(name)).collect();
    let mut known: HashMap<String, usize> = parts.iter().enumerate().map(|(n, part)| (part.name.clone(), n)).collect();
    for finding in findings {
        let name = match &finding.place {
            Some(place) => owners.section(place).map_or_else(|| visible(place.file.name()).into_owned(), str::to_owned),
            None => report.say("全体", "all").to_owned(),
        };
        let at = *known.entry(name.clone()).or_insert(parts.len());
        if at == parts.len() {
            parts.push(named(&name));
        }
        parts[at].push(finding.clone());
    }
    parts.retain(|part| !part.sheets.is_empty());
    if parts.len() > SHEETS {
        let mut rest = named(report.say("ほか", "others"));
        parts.drain(SHEETS - 1..).flat_map(|part| part.sheets).flatten().for_each(|finding| rest.push(finding));
        parts.push(rest);
    }
    parts
}

fn named(name: &str) -> Part {
    Part { name: name.to_owned(), ..Part::default() }
}

fn count(part: &Part, sheet: &str) -> ListRow {
    let link = format!("internal:{}!A1", quoted(sheet));
    let counts = [Level::Error, Level::Warning, Level::Info].map(|level| Entry::Number(part.count(level)));
    let cells = std::iter::once(Entry::Link(part.name.clone(), link)).chain(counts).collect();
    ListRow { cells, strong: false }
}

/// A finding with the cells where it is so, so many in a row.
fn entries(folded: &Folded, output: &Path, report: &Report) -> Vec<ListRow> {
    let finding = folded.finding;
    let places: Vec<&Place> = finding.place.iter().chain(folded.elsewhere.iter().copied()).collect();
    let message = message(finding, report);
    let help: Vec<&str> = finding.hints.iter().map(|hint| report.lang.pick(hint)).collect();
    let row = |places: &[&Place]| {
        let first = places.first();
        let file = first.map(|place| visible(place.file.name()).into_owned());
        let sheet = first.and_then(|place| place.sheet.as_deref()).map(|sheet| visible(sheet).into_owned());
        let cells: Vec<String> = places.iter().map(|place| cell(place, report)).filter(|c| !c.is_empty()).collect();
        let linked = |text: Option<String>, to: Option<String>| match (text, to) {
            (Some(text), Some(to)) if !text.is_empty() => Entry::Link(text, to),
            (Some(text), None) => Entry::Text(text),
            _ => Entry::Nothing,
        };
        let cells = vec![
            Entry::text(report.level(finding.level)),
            Entry::text(finding.code.0),
            linked(file, first.and_then(|place| address(place, output, false))),
            Entry::maybe(sheet.as_deref()),
            linked(Some(cells.join("、")), first.and_then(|place| address(place, output, true))),
            Entry::text(&message),
            Entry::text(visible_help(&help)),
        ];
        ListRow { cells, strong: finding.level == Level::Error }
    };
    if places.is_empty() { vec![row(&[])] } else { places.chunks(CELLS).map(row).collect() }
}

fn message(finding: &Finding, report: &Report) -> String {
    let mut out = visible(report.lang.pick(&finding.message)).into_owned();
    for place in finding.related.iter().take(RELATED) {
        out.push_str(&format!("\n{}: {place}", report.say("関連", "see")));
    }
    if let more @ 1.. = finding.related.len().saturating_sub(RELATED) {
        out.push_str(&match report.lang {
            Lang::Ja => format!("\nほか {more} か所"),
            Lang::En => format!("\n{more} more places"),
        });
    }
    out
}

fn visible_help(help: &[&str]) -> String {
    help.iter().map(|hint| visible(hint)).collect::<Vec<_>>().join("\n")
}

/// `D14`, or line and column.
fn cell(place: &Place, report: &Report) -> String {
    match (place.cell, place.line, place.column) {
        (Some(cell), ..) => cell.to_string(),
        (None, Some(line), Some(column)) => match report.lang {
            Lang::Ja => format!("{line} 行 {column} 字目"),
            Lang::En => format!("{line}:{column}"),
        },
        (None, Some(line), None) => format!("{line}"),
        (None, None, _) => String::new(),
    }
}

/// The address of a file, or of its cell, from where the workbook lies; none for what is no file of its own.
fn address(place: &Place, output: &Path, with_cell: bool) -> Option<String> {
    let path = relative(place.file.path()?, output)?;
    // Excel takes these for parts of an address
    if path.contains(['#', '%', '?', '"', '<', '>', '|']) {
        return None;
    }
    let anchor = match (&place.sheet, place.cell) {
        (Some(sheet), Some(cell)) if with_cell => format!("#{}!{cell}", quoted(sheet)),
        _ if with_cell => return None,
        _ => String::new(),
    };
    Some(format!("file:///{path}{anchor}"))
}

/// The way from the folder of one file to another, where both lie on one disk.
fn relative(to: &Path, from: &Path) -> Option<String> {
    let (to, from) = (std::path::absolute(to).ok()?, std::path::absolute(from).ok()?);
    let (to, from): (Vec<Component>, Vec<Component>) =
        (to.components().collect(), from.parent()?.components().collect());
    let same = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return None;
    }
    let up = from[same..].iter().map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to[same..].iter().copied()).collect();
    Some(way.to_str()?.replace('\\', "/"))
}

/// The name of a worksheet in an address.
fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}
