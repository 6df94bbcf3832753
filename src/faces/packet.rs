//! Meeting packets, read and made.

use std::path::Path;

use super::made::Made;
use super::{Steps, stops};
use crate::engine::Engine;
use crate::finding::{Finding, in_order, tell_once};
use crate::output::Output;
use crate::packet::{Packet, PacketBook, Product, Ready};
use crate::project::Project;
use crate::told::Told;
use crate::typeset::Pdf;

/// How products are made.
pub struct Making<'a> {
    pub products: Vec<Product>,
    pub options: &'a Pdf,
    pub strict: bool,
    pub force: bool,
    pub bar: &'a dyn Steps,
    /// Papers that were made already.
    pub ready: &'a Ready,
}

/// Steps of the work: each paper is read and laid out; then the products.
pub fn steps(packet: &Packet) -> u64 {
    2 * packet.papers.len() as u64 + packet.products.len() as u64
}

/// Reads a packet; the bar hears of each paper.
pub fn read(
    project: Option<&Project>,
    engine: &Engine,
    packet: Packet,
    (bar, ready): (&dyn Steps, &Ready),
    findings: &mut Vec<Finding>,
) -> Option<PacketBook> {
    let told = |name: &str| {
        bar.name(name);
        bar.done(1);
    };
    let book = engine.read_packet(project, packet, ready, &told).tell(findings);
    in_order(findings);
    book
}

/// Makes the products of a packet.
pub fn make(folder: &Path, project: Option<&Project>, engine: &Engine, packet: Packet, how: &Making) -> Made {
    let mut made = Made::new(&packet.name, &packet.place, Vec::new());
    let book = read(project, engine, packet, (how.bar, how.ready), &mut made.findings);
    let stopped = |findings: &[Finding]| stops(findings, how.strict) && !how.force;
    let Some(book) = book.filter(|_| !stopped(&made.findings)) else { return made };
    let options = Pdf { date: how.options.date.or(project.and_then(|p| p.date)), ..how.options.clone() };
    for product in &how.products {
        how.bar.done(1);
        let named: Told<String> = book.file_name(*product).map(|name| format!("{name}.{}", product.ending())).into();
        let result = named.and_then(|name| book.make(engine, *product, &options).map(|product| (name, product)));
        let Some((name, product)) = result.tell(&mut made.findings) else {
            made.outputs.clear();
            made.files.clear();
            return made;
        };
        made.pages = made.pages.max(product.pages);
        made.outputs.push(Output { path: folder.join("out").join(&name), bytes: product.bytes });
        made.files.push(format!("out/{name}"));
    }
    tell_once(&mut made.findings);
    if stopped(&made.findings) {
        made.outputs.clear();
        made.files.clear();
    }
    made
}
