#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matome::packet::read_packets;
use matome::place::Naming;
use matome::project::Project;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(matome_fuzz::folder);

fuzz_target!(|data: &[u8]| {
    if fs::write(FOLDER.join("matome.toml"), data).is_err() {
        return;
    }
    let Ok(project) = Project::read(&FOLDER, &Naming::default()) else { return };
    project.around();
    for paper in &project.papers {
        project.given(paper);
    }
    let _ = read_packets(&FOLDER, Some(&project), &Naming::default());
});
