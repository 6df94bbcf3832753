#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matome::packet::{Product, read_packet};
use matome::place::Naming;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(matome_fuzz::folder);

fuzz_target!(|data: &[u8]| {
    let path = FOLDER.join("packet.toml");
    if fs::write(&path, data).is_err() {
        return;
    }
    if let Ok(packet) = read_packet(&path, &Naming::default()) {
        let _ = packet.file_name(Product::Meeting);
    }
});
