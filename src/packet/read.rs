//! Reads the definitions of packets from `packet.toml` and `matome.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::check::check_packet;
use super::definition::{FILE, Packet};
use super::raw::RawPacket;
use crate::finding::Finding;
use crate::form::TomlFile;
use crate::msg;
use crate::place::Naming;
use crate::project::Project;
use crate::told::Faults;

/// Reads one packet from its own file.
///
/// # Errors
/// `M080` a file that cannot be read, `M081` what is no packet at all, `M350` mistakes in it.
pub fn read_packet(path: &Path, naming: &Naming) -> Result<Packet, Faults> {
    packet_of(path, TomlFile::read_settings(naming.file(path))?)
}

fn packet_of(path: &Path, file: TomlFile) -> Result<Packet, Faults> {
    let raw: RawPacket = file.settings()?;
    let name = raw.name.clone().unwrap_or_else(|| {
        path.file_stem().map_or_else(|| "packet".to_owned(), |stem| stem.to_string_lossy().into_owned())
    });
    check_packet(raw, name, 0, path.parent().unwrap_or(Path::new("")), &file)
}

/// The rest of `matome.toml` is the project's.
#[derive(Deserialize)]
struct RawPackets {
    #[serde(default)]
    packet: BTreeMap<String, Spanned<RawPacket>>,
}

/// Reads the packets of a folder: `[packet.NAME]` of its project, and its `packet.toml`.
///
/// # Errors
/// As [`read_packet`].
pub fn read_packets(folder: &Path, project: Option<&Project>, naming: &Naming) -> Result<Vec<Packet>, Faults> {
    read_packets_of(folder, project, naming, None)
}

/// As [`read_packets`], with a `packet.toml` that is not there yet in place of the one that is.
///
/// # Errors
/// As [`read_packet`].
pub(crate) fn read_packets_of(
    folder: &Path,
    project: Option<&Project>,
    naming: &Naming,
    new: Option<TomlFile>,
) -> Result<Vec<Packet>, Faults> {
    let mut out: Vec<Packet> = Vec::new();
    let mut faults = Vec::new();
    if let Some(project) = project {
        let raw: RawPackets = project.file.settings()?;
        for (key, raw) in raw.packet {
            let at = raw.span().start;
            let raw = raw.into_inner();
            let name = raw.name.clone().unwrap_or(key);
            match check_packet(raw, name, at, folder, &project.file) {
                Ok(packet) => out.push(packet),
                Err(found) => faults.extend(found),
            }
        }
    }
    let own = folder.join(FILE);
    if new.is_some() || own.is_file() {
        let read = new.map_or_else(|| read_packet(&own, naming), |new| packet_of(&own, new));
        match read {
            Ok(packet) => out.push(packet),
            Err(found) => faults.extend(found),
        }
    }
    for (i, packet) in out.iter().enumerate() {
        if out.iter().take(i).any(|p| p.name == packet.name) {
            let name = &packet.name;
            let message = msg!("会議資料「{name}」が二つあります", "there are two packets \"{name}\"");
            faults.push(Finding::error("M350", message).at(packet.place.clone()));
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults.into()) }
}
