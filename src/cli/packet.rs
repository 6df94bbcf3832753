//! `matome packet [NAME]`: meeting packets, into `out/`.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::args::{PacketArgs, Writing};
use super::made::{self, Made, progress};
use super::render::{pdf_options, refuse};
use super::report::{Report, columns, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::book::Matome;
use crate::finding::{Finding, Message};
use crate::finding::{in_order, tell_once};
use crate::msg;
use crate::output::Output;
use crate::packet::{Packet, PacketBook, Product, read_packet, read_packets};
use crate::project::{FILE, Project};
use crate::typeset::Pdf;

/// How products are made.
pub struct Making<'a> {
    pub products: Vec<Product>,
    pub options: &'a Pdf,
    pub strict: bool,
    pub force: bool,
    pub bar: &'a ProgressBar,
}

/// A packet with what it is read with.
struct Opened {
    folder: PathBuf,
    project: Option<Project>,
    matome: Matome,
    packet: Packet,
}

pub fn run(args: &PacketArgs, report: &mut Report) -> u8 {
    let writing = Writing {
        standard: Vec::new(),
        untagged: false,
        summary: false,
        date: args.date.clone(),
        strict: args.strict,
        force: args.force,
    };
    let options = match pdf_options(&writing) {
        Ok(options) => options,
        Err(message) => return refuse(report, message),
    };
    let products = match args.make.iter().map(|name| Product::parse(name)).collect::<Result<Vec<_>, _>>() {
        Ok(products) => products,
        Err(message) => return refuse(report, message),
    };
    let opened = match open(args) {
        Ok(opened) => opened,
        Err(findings) => {
            report.findings(&findings);
            return TROUBLE;
        }
    };
    let bar = progress(steps(&opened.packet), report);
    if args.list {
        return list(opened, args.strict, &bar, report);
    }
    let products = if products.is_empty() { opened.packet.products.clone() } else { products };
    let how = Making { products, options: &options, strict: args.strict, force: args.force, bar: &bar };
    let Opened { folder, project, matome, packet } = opened;
    let made = make(&folder, project.as_ref(), &matome, packet, &how);
    bar.finish_and_clear();
    made::finish(vec![made], &[], args.strict, args.force, report)
}

/// Steps on the progress bar: each paper is read and laid out; then the products.
pub fn steps(packet: &Packet) -> u64 {
    2 * packet.papers.len() as u64 + packet.products.len() as u64
}

/// The packet that is named: a file, or one of the project's.
fn open(args: &PacketArgs) -> Result<Opened, Vec<Finding>> {
    let file =
        args.name.as_deref().map(Path::new).filter(|p| p.extension().is_some_and(|e| e == "toml") && p.is_file());
    let folder = match file {
        Some(file) => file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned(),
        None => args.project.clone(),
    };
    super::inputs::check_project(&folder).map_err(|f| vec![f])?;
    let project = match folder.join(FILE).is_file() {
        true => Some(Project::read(&folder).map_err(|f| vec![f])?),
        false => None,
    };
    let packet = match file {
        Some(file) => read_packet(file)?,
        None => choose(read_packets(&folder)?, args.name.as_deref()).map_err(|m| vec![Finding::error("M000", m)])?,
    };
    let matome = Matome::with_project(&folder)?;
    Ok(Opened { folder, project, matome, packet })
}

fn choose(mut packets: Vec<Packet>, name: Option<&str>) -> Result<Packet, Message> {
    let known: Vec<&str> = packets.iter().map(|p| p.name.as_str()).collect();
    let (ja, en) = (known.join("、"), known.join(", "));
    let at = match name {
        _ if packets.is_empty() => {
            return Err(msg!(
                "会議資料の定義がありません。packet.toml を作るか、matome.toml に [packet.名前] を書いてください",
                "there is no packet: write packet.toml, or [packet.NAME] in matome.toml"
            ));
        }
        Some(name) => packets.iter().position(|p| p.name == name).ok_or_else(|| {
            msg!("会議資料「{name}」はありません（あるのは {ja}）", "there is no packet \"{name}\" (there are {en})")
        })?,
        None if packets.len() == 1 => 0,
        None => {
            return Err(msg!("どの会議資料かを書いてください（{ja}）", "which packet? There are {en}"));
        }
    };
    Ok(packets.swap_remove(at))
}

/// Reads a packet; the bar shows each paper.
fn read(
    project: Option<&Project>,
    matome: &Matome,
    packet: Packet,
    bar: &ProgressBar,
    findings: &mut Vec<Finding>,
) -> Option<PacketBook> {
    let told = |name: &str| {
        bar.set_message(name.to_owned());
        bar.inc(1);
    };
    let book = matome.read_packet(project, packet, &told, findings);
    in_order(findings);
    book
}

/// Makes the products of a packet.
pub fn make(folder: &Path, project: Option<&Project>, matome: &Matome, packet: Packet, how: &Making) -> Made {
    let mut made = Made::new(&packet.name, &packet.place, Vec::new());
    let book = read(project, matome, packet, how.bar, &mut made.findings);
    let stopped = |findings: &[Finding]| stops(findings, how.strict) && !how.force;
    let Some(book) = book.filter(|_| !stopped(&made.findings)) else { return made };
    let options = Pdf { date: how.options.date.or(project.and_then(|p| p.date)), ..how.options.clone() };
    for product in &how.products {
        how.bar.inc(1);
        let result = book.file_name(*product).map_err(|f| vec![f]).and_then(|name| {
            let product = book.make(matome, *product, &options)?;
            Ok((name, product))
        });
        match result {
            Ok((name, product)) => {
                made.findings.extend(product.findings);
                made.pages = made.pages.max(product.pages);
                made.outputs.push(Output { path: folder.join("out").join(format!("{name}.pdf")), bytes: product.pdf });
                made.files.push(format!("out/{name}.pdf"));
            }
            Err(mut faults) => {
                made.findings.append(&mut faults);
                made.outputs.clear();
                made.files.clear();
                return made;
            }
        }
    }
    tell_once(&mut made.findings);
    if stopped(&made.findings) {
        made.outputs.clear();
        made.files.clear();
    }
    made
}

fn list(opened: Opened, strict: bool, bar: &ProgressBar, report: &Report) -> u8 {
    let mut findings = Vec::new();
    let Opened { project, matome, packet, .. } = opened;
    let book = read(project.as_ref(), &matome, packet, bar, &mut findings);
    bar.finish_and_clear();
    let rows = book.map(|book| book.rows(&matome, &findings));
    report.findings(&findings);
    let rows = match rows {
        None => return TROUBLE,
        Some(Err(faults)) => {
            report.findings(&faults);
            return TROUBLE;
        }
        Some(Ok(rows)) => rows,
    };
    let head = [
        report.say("資料番号", "number"),
        report.say("紙面", "paper"),
        report.say("ページ", "pages"),
        report.say("始まり", "from"),
        report.say("所見", "findings"),
    ];
    let mut table: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for row in rows {
        let number = if row.number.is_empty() { "-".to_owned() } else { row.number };
        let counts = [row.pages, row.from, row.findings].map(|n| n.to_string());
        table.push([number, row.title].into_iter().chain(counts).collect());
    }
    print(&columns(&table));
    if stops(&findings, strict) { FAULTS } else { DONE }
}
