//! `matome packet [NAME]`: meeting packets, into `out/`.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::args::PacketArgs;
use super::made;
use super::opened::open;
use super::outputs::{parse_date, refused};
use super::progress::progress;
use super::report::{Report, columns, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::engine::Engine;
pub use crate::faces::packet::{Making, make, read, steps};
use crate::finding::Message;
use crate::msg;
use crate::packet::{Packet, Product, Ready, read_packet, read_packets};
use crate::place::Naming;
use crate::project::Project;
use crate::told::Faults;
use crate::typeset::Pdf;

/// A packet with what it is read with.
struct Opened {
    folder: PathBuf,
    project: Option<Project>,
    engine: Engine,
    packet: Packet,
}

pub fn run(args: &PacketArgs, report: &Report) -> Result<u8, Faults> {
    let date = args.date.as_deref().map(parse_date).transpose()?;
    let options = Pdf { date, ..Pdf::default() };
    let products = args.make.iter().map(|name| Product::parse(name));
    let products = products.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    report.findings(&args.make.iter().filter_map(|name| Product::respelt(name)).collect::<Vec<_>>());
    let Opened { folder, project, engine, packet } = opened(args)?;
    let bar = progress(steps(&packet), report);
    if args.list {
        return list(&engine, project.as_ref(), packet, args.strict, &bar, report);
    }
    let products = if products.is_empty() { packet.products.clone() } else { products };
    let ready = Ready::new();
    let how = Making { products, options: &options, strict: args.strict, force: args.force, bar: &bar, ready: &ready };
    let made = make(&folder, project.as_ref(), &engine, packet, &how);
    bar.finish_and_clear();
    Ok(made::finish(vec![made], &[], args.strict, args.force, report))
}

/// The packet that is named: a file, or one of the project's.
fn opened(args: &PacketArgs) -> Result<Opened, Faults> {
    let file =
        args.name.as_deref().map(Path::new).filter(|p| p.extension().is_some_and(|e| e == "toml") && p.is_file());
    let folder = match file {
        Some(file) => file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned(),
        None => args.inside.project.clone(),
    };
    let (engine, project) = open(&folder)?;
    let packet = match file {
        Some(file) => read_packet(file, &Naming::default())?,
        None => {
            let packets = read_packets(&folder, project.as_ref(), &Naming::default())?;
            choose(packets, args.name.as_deref()).map_err(refused)?
        }
    };
    Ok(Opened { folder, project, engine, packet })
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

fn list(
    engine: &Engine,
    project: Option<&Project>,
    packet: Packet,
    strict: bool,
    bar: &ProgressBar,
    report: &Report,
) -> Result<u8, Faults> {
    let mut findings = Vec::new();
    let book = read(project, engine, packet, (bar, &Ready::new()), &mut findings);
    bar.finish_and_clear();
    let rows = book.map(|book| book.rows(engine));
    report.findings(&findings);
    let Some(rows) = rows.transpose()? else { return Ok(TROUBLE) };
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
    Ok(if stops(&findings, strict) { FAULTS } else { DONE })
}
