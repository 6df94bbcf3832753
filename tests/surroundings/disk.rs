//! Disks that take no more, places that are no files, streams that are closed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{outputs, parts, project, quiet};
use crate::common::matome;

/// A command of the shell in which `$matome` is the program.
fn shell(folder: &Path, script: &str) -> Output {
    let script = format!("matome='{}'; {script}", env!("CARGO_BIN_EXE_matome"));
    Command::new("sh").current_dir(folder).args(["-c", &script]).env_clear().output().unwrap()
}

/// The shell's limit of a file's size (512 bytes a block, or 1,024): a CSV fits, a PDF does not.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_leaves_the_old_ones() {
    let (dir, temporary) = (project(), tempfile::tempdir().unwrap());
    assert!(quiet(dir.path(), temporary.path(), &["build"]).status().unwrap().success());
    let whole = outputs(dir.path());
    fs::write(dir.path().join("回答/福祉部.csv"), super::ANSWERS.replace("1204", "1205")).unwrap();
    // the system ends the run
    let ended = shell(dir.path(), "ulimit -f 8; \"$matome\" build; exit $?");
    assert!(!ended.status.success());
    let left: Vec<_> = outputs(dir.path()).into_iter().filter(|(name, _)| !name.contains(".matome-")).collect();
    assert!(left == whole, "the old files are whole");
    // or refuses to write, and the run says so
    let refused = shell(dir.path(), "trap '' XFSZ; ulimit -f 8; \"$matome\" build; exit $?");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned() + &String::from_utf8_lossy(&refused.stdout);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("[M320]: 書き込めません: ファイルが大きすぎます"), "{said}");
    assert!(outputs(dir.path()) == whole && parts(dir.path()).is_empty(), "nothing is left of either run");
    assert!(quiet(dir.path(), temporary.path(), &["build"]).status().unwrap().success());
    assert_ne!(outputs(dir.path()), whole);
}

/// Whatever is asked for and does not arrive is no success.
#[cfg(target_os = "linux")]
#[test]
fn nothing_succeeds_into_a_full_disk() {
    let dir = project();
    for args in
        ["--help", "--version", "help render", "explain M101", "form list", "form show progress", "fonts", "build"]
    {
        let run = shell(dir.path(), &format!("\"$matome\" {args} > /dev/full"));
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{args}: {said}");
        assert!(said.contains("標準出力に書けません（ディスクに空きがありません）"), "{args}: {said}");
    }
}

/// Nothing that is printed goes into an output which takes the number of a closed stream.
#[cfg(unix)]
#[test]
fn closed_streams_change_no_output() {
    let dir = project();
    matome(dir.path(), &["build"]).expect(0);
    let whole = outputs(dir.path());
    fs::remove_dir_all(dir.path().join("out")).unwrap();
    let run = shell(dir.path(), "exec \"$matome\" build <&- >&- 2>&-");
    assert_eq!(run.status.code(), Some(0));
    assert_eq!(outputs(dir.path()), whole);
}

/// A reader that goes away is no fault; the output is there.
#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_fault() {
    let dir = project();
    let run = shell(dir.path(), "{ \"$matome\" build --lang ja; echo $? > code; } | true; cat code");
    assert_eq!(String::from_utf8_lossy(&run.stdout), "0\n", "{run:?}");
    assert_eq!(outputs(dir.path()).len(), 6);
}

/// Pipes, devices and links in the place of an output.
#[cfg(unix)]
#[test]
fn an_output_is_a_regular_file() {
    let dir = project();
    let render = ["render", "progress", "回答/福祉部.csv", "-o"];
    let to = |output: &str| matome(dir.path(), &[&render[..], &[output]].concat());
    assert!(Command::new("mkfifo").arg(dir.path().join("管.pdf")).status().unwrap().success());
    let run = to("管.pdf").expect(2);
    let said = run.stdout + &run.stderr;
    assert!(said.contains("[M320]: 書き込めません: 同じ名前のパイプか装置があります"), "{said}");
    fs::create_dir(dir.path().join("置き場.pdf")).unwrap();
    to("置き場.pdf").expect(2);
    // a link is replaced: what it leads to need not be the project's
    fs::write(dir.path().join("先.txt"), "よそのもの").unwrap();
    std::os::unix::fs::symlink("先.txt", dir.path().join("写し.pdf")).unwrap();
    to("写し.pdf").expect(0);
    assert_eq!(fs::read_to_string(dir.path().join("先.txt")).unwrap(), "よそのもの");
    assert!(fs::symlink_metadata(dir.path().join("写し.pdf")).unwrap().is_file());
    std::os::unix::fs::symlink("ない.pdf", dir.path().join("迷子.pdf")).unwrap();
    to("迷子.pdf").expect(0);
    assert!(fs::read(dir.path().join("迷子.pdf")).unwrap().starts_with(b"%PDF"));
    assert!(!dir.path().join("ない.pdf").exists());
    assert_eq!(parts(dir.path()), [] as [String; 0]);
}

/// A file system that takes no files, whoever asks.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_files_is_told() {
    let dir = project();
    let run =
        matome(dir.path(), &["render", "progress", "回答/福祉部.csv", "-o", "/proc/sys/kernel/紙面.pdf"]).expect(2);
    assert!((run.stdout + &run.stderr).contains("[M320]: 書き込めません"));
}

/// No place for temporary files: an archive, which needs one, says so; what needs none is made.
#[test]
fn without_temporary_folder_papers_are_made() {
    let dir = project();
    let nowhere = dir.path().join("ない");
    assert!(quiet(dir.path(), &nowhere, &["build"]).status().unwrap().success());
    let run = crate::common::matome_with(dir.path(), &[("TMPDIR", nowhere.to_str().unwrap())], &["archive"]);
    let said = run.stdout.clone() + &run.stderr;
    if cfg!(unix) {
        assert!(run.code == 2 && said.contains("[M"), "{said}");
    }
}
