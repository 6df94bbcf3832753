//! kill -9 at fifty moments of a run.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::{outputs, parts, project, quiet};

const OLD: &[u8] = "古い".as_bytes();

/// Kills a command at fifty moments between its begin and its end; the outputs are the old ones or the new ones, each whole,
/// and the next run sweeps what is left.
fn killed(command: &str) {
    let (dir, temporary) = (project(), tempfile::tempdir().unwrap());
    let folder = dir.path();
    let began = Instant::now();
    assert!(quiet(folder, temporary.path(), &[command]).status().unwrap().success());
    let whole = began.elapsed();
    let new = outputs(folder);
    assert!(!new.is_empty());
    let put_old = |folder: &Path| {
        for (name, _) in &new {
            fs::write(folder.join("out").join(name), OLD).unwrap();
        }
    };
    for n in 0..50 {
        put_old(folder);
        let mut run = quiet(folder, temporary.path(), &[command]).spawn().unwrap();
        std::thread::sleep(whole * n / 45);
        run.kill().unwrap();
        run.wait().unwrap();
        for (name, bytes) in &new {
            let now = fs::read(folder.join("out").join(name)).unwrap();
            assert!(now == OLD || now == *bytes, "{name} is torn after {n}/45 of {command}");
        }
    }
    put_old(folder);
    assert!(quiet(folder, temporary.path(), &[command]).status().unwrap().success());
    assert_eq!(outputs(folder), new, "nothing but the outputs, all of them");
    assert_eq!(parts(folder), [] as [String; 0]);
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "no working folder is left");
}

#[test]
fn a_killed_build_leaves_whole_files() {
    killed("build");
}

#[test]
fn a_killed_packet_leaves_whole_files() {
    killed("packet");
}

#[test]
fn a_killed_archive_leaves_whole_files() {
    killed("archive");
}

#[test]
fn two_builds_at_once_leave_whole_files() {
    let (dir, temporary) = (project(), tempfile::tempdir().unwrap());
    assert!(quiet(dir.path(), temporary.path(), &["build"]).status().unwrap().success());
    let whole = outputs(dir.path());
    for _ in 0..3 {
        let runs: Vec<_> = (0..3).map(|_| quiet(dir.path(), temporary.path(), &["build"]).spawn().unwrap()).collect();
        for mut run in runs {
            assert!(run.wait().unwrap().success());
        }
        assert_eq!(outputs(dir.path()), whole);
    }
    assert_eq!(parts(dir.path()), [] as [String; 0]);
}
