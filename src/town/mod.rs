//! The invented town of `data/`: what `matome new` puts into a folder.

mod inquiry;

use std::collections::BTreeMap;

use crate::Engine;
use crate::document::{Look, document_pdf, read_markdown};
use crate::meta::Given;
use crate::paper::Data;
use crate::source::{self, Format};
use crate::table::plan::Plan;
use crate::told::Faults;
use crate::typeset::Pdf;
use crate::words::windows_name;
use crate::xlsx::Xlsx;
pub use inquiry::{INQUIRY, ask};

const PROJECT: &str = include_str!("../../data/town/matome.toml");
const REGISTER: &[u8] = include_bytes!("../../data/town/組織.csv");
const PROGRESS: &str = include_str!("../../data/town/progress.json");
const PROGRAMS: &str = include_str!("../../data/town/programs.json");
const MATRIX: &str = include_str!("../../data/town/matrix.json");
const EVALUATION: &str = include_str!("../../data/town/evaluation.json");
/// Files of the packet, as they are.
const PACKET: [(&str, &str); 6] = [
    ("packet.toml", include_str!("../../data/town/packet/packet.toml")),
    ("会議/委員名簿.csv", include_str!("../../data/town/packet/委員名簿.csv")),
    ("会議/欠席と代理.csv", include_str!("../../data/town/packet/欠席と代理.csv")),
    ("会議/設置要綱.txt", include_str!("../../data/town/packet/設置要綱.txt")),
    ("会議/概要.md", include_str!("../../data/town/packet/概要.md")),
    ("会議/流れ.svg", include_str!("../../data/town/packet/流れ.svg")),
];
/// What another section sent as a PDF, and its picture.
const GUEST: &str = include_str!("../../data/town/packet/会場案内.md");
const GUEST_PICTURE: (&str, &str) = ("道順.svg", include_str!("../../data/town/packet/道順.svg"));
/// Where the slips of the sample stand, one worksheet a project.
const SLIPS: &str = "自己評価/自己評価シート.xlsx";

/// Every file of the sample project: path below its folder, and bytes. Each section's answer is a workbook
/// of its own, as it would have been returned.
///
/// # Errors
/// A fault in the sample itself; its tests keep that from happening.
pub fn files() -> Result<Vec<(String, Vec<u8>)>, Faults> {
    let mut out =
        vec![("matome.toml".to_owned(), PROJECT.as_bytes().to_vec()), ("組織.csv".to_owned(), REGISTER.to_vec())];
    let engine = Engine::new();
    let xlsx = |data: Data| engine.set(data).and_then(|book| engine.xlsx(&book, &Xlsx::default())).value_or_faults();
    if let Data::Table(progress) = read(&engine, "progress", PROGRESS)? {
        for (name, plan) in sections(&progress) {
            out.push((format!("回答/{name}.xlsx"), xlsx(Data::Table(Box::new(plan)))?));
        }
    }
    out.push(("事業一覧/掲載事業一覧.xlsx".to_owned(), xlsx(read(&engine, "programs", PROGRAMS)?)?));
    out.push(("実績・計画/実績・計画表.xlsx".to_owned(), xlsx(read(&engine, "matrix", MATRIX)?)?));
    let mut slips = read(&engine, "evaluation", EVALUATION)?;
    if let Data::Slips(slips) = &mut slips {
        // the project gives it
        slips.meta.number = None;
    }
    out.push((SLIPS.to_owned(), xlsx(slips)?));
    out.extend(PACKET.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
    out.push(("会議/会場案内.pdf".to_owned(), guest(&engine)?));
    Ok(out)
}

fn read(engine: &Engine, form: &str, data: &str) -> Result<Data, Faults> {
    let form = engine.form(form).value_or_faults()?;
    let source = source::read_bytes(data.as_bytes().to_vec(), "data", Format::Json)?;
    engine.read(&form, &[source], &Given::default()).value_or_faults()
}

/// The PDF of another section, made as any free paper, in a type of its own.
fn guest(engine: &Engine) -> Result<Vec<u8>, Faults> {
    let mut document = read_markdown(GUEST, "会場案内.md").value_or_faults()?;
    let (name, picture) = GUEST_PICTURE;
    document.add_picture(name, picture.as_bytes());
    let look = Look { font: "BIZ UDMincho".to_owned(), ..Look::default() };
    let options = Pdf { tagged: false, ..Pdf::default() };
    document_pdf(engine, &document, "次回の会場のご案内", &look, &options).value_or_faults()
}

/// The rows of each (局区, 課) as a plan of their own.
fn sections(plan: &Plan) -> BTreeMap<String, Plan> {
    let column = |field: &str| (0..plan.columns.len()).find(|&c| plan.column(c).field == field);
    let (Some(bureau), Some(section)) = (column("局区"), column("課")) else { return BTreeMap::new() };
    let mut out: BTreeMap<String, Plan> = BTreeMap::new();
    for row in &plan.rows {
        let name = windows_name(&format!("{}_{}", row.cells[bureau].text, row.cells[section].text));
        out.entry(name).or_insert_with(|| plan.with_rows(Vec::new())).rows.push(row.clone());
    }
    out
}
