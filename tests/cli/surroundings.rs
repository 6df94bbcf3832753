//! What the program does where the machine is not as usual: no disk, no threads, a run that was killed or stopped.

use std::fs;
use std::path::Path;

use crate::common::{good, matome, names};

fn input(folder: &Path) {
    fs::write(folder.join("in.json"), good().to_string()).unwrap();
}

/// Links, pipes and endless files in the folder of forms: what they lead to is not the project's.
#[cfg(unix)]
#[test]
fn forms_and_fonts_are_regular_files_of_the_project() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.txt"), "秘密").unwrap();
    let says = |prepare: &dyn Fn(&Path), texts: &[&str]| {
        let dir = tempfile::tempdir().unwrap();
        input(dir.path());
        fs::create_dir_all(dir.path().join("templates/own")).unwrap();
        prepare(dir.path());
        matome(dir.path(), &["render", "progress", "in.json", "-o", "o.pdf", "--project", "."]).expect(2).says(texts);
    };
    let to = outside.path();
    says(&|dir| symlink(to, dir.join("templates/else")).unwrap(), &["[M070]", "リンクは置けません", "templates/else"]);
    says(&|dir| symlink(to.join("secret.txt"), dir.join("templates/own/x.txt")).unwrap(), &["templates/own/x.txt"]);
    says(&|dir| symlink("/dev/zero", dir.join("templates/own/x.bin")).unwrap(), &["[M070]"]);
    says(
        &|dir| {
            fs::remove_dir_all(dir.join("templates")).unwrap();
            symlink(to, dir.join("templates")).unwrap();
        },
        &["[M070]", "リンク"],
    );
    let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    says(&|dir| pipe(&dir.join("templates/own/p.typ")), &["[M070]", "ふつうのファイルではありません"]);
    says(
        &|dir| {
            fs::create_dir(dir.join("fonts")).unwrap();
            pipe(&dir.join("fonts/p.ttf"));
        },
        &["[M204]", "fonts/p.ttf"],
    );
    let large = |dir: &Path| fs::File::create(dir.join("templates/own/large.bin")).unwrap().set_len(1 << 32).unwrap();
    says(
        &large,
        &[
            "[M070]: 様式のフォルダーが大きすぎます: templates のファイルを合わせた大きさが上限（64 MB）を超えています",
            "large.bin",
        ],
    );
    says(
        &|dir| fs::write(dir.join("templates/own/layout.typ"), [0x23, 0x83, 0x65]).unwrap(),
        &["[M070]", "UTF-8 の文ではありません", "UTF-8 で保存し直してください", "templates/own/layout.typ"],
    );
}

#[test]
fn definitions_have_a_size() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("templates/wide")).unwrap();
    let field = "[[field]]\nname = \"あ\"\nheading = \"あ\"\nwidth = 3\n";
    fs::write(dir.path().join("templates/wide/form.toml"), field.repeat(20_000)).unwrap();
    let run = matome(dir.path(), &["check", "wide", "in.json", "--project", "."]).expect(2);
    assert!((run.stdout + &run.stderr).contains("様式の定義が大きすぎます"));
    let papers: String = (0..501).map(|n| format!("[[paper]]\nmarkdown = \"{n}.md\"\n")).collect();
    fs::write(dir.path().join("packet.toml"), format!("[meeting]\n\"名称\" = \"会議\"\n{papers}")).unwrap();
    let run = matome(dir.path(), &["packet", "--project", "."]);
    run.expect(1).says(&["[M219]: 会議資料の紙面が 501 個で、上限（500 個）を超えています", "packet.toml:1003:1"]);
}

/// Headings and keys of thousands of levels each took minutes and gigabytes.
#[test]
fn a_heading_of_thousands_of_levels_is_a_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut data = good();
    data["rows"][0].as_object_mut().unwrap().insert(format!("あ{}", "_い".repeat(5000)), "一".into());
    fs::write(dir.path().join("key.json"), data.to_string()).unwrap();
    let run = matome(dir.path(), &["check", "progress", "key.json", "--format", "short"]).expect(0);
    assert!(run.stdout.contains("注意[M053] 項目「あ_い_い"), "{}", run.stdout);
    // so many other keys are no table of the form
    let row = data["rows"][0].as_object_mut().unwrap();
    row.extend((0..20_000).map(|n| (format!("項目{n}"), "二".into())));
    fs::write(dir.path().join("keys.json"), data.to_string()).unwrap();
    let run = matome(dir.path(), &["check", "progress", "keys.json", "--format", "short"]);
    assert!(run.stdout.contains("[M0") && run.stdout.len() < 200_000, "{}", run.stdout.len());
    let heading = format!("内容{}", "_あ".repeat(5000));
    let csv = format!("番号,取組み,事業名・取組名,{heading}\n1,見守り,訪問,続ける\n");
    fs::write(dir.path().join("heading.csv"), csv).unwrap();
    let run = matome(dir.path(), &["check", "progress", "heading.csv", "--format", "short"]);
    assert!(run.stdout.contains("[M05") && run.stdout.len() < 20_000, "{}", run.stdout.len());
}

/// What is asked for and does not arrive is no success.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_a_fault() {
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    input(dir.path());
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    let command = command.current_dir(dir.path()).args(["check", "progress", "in.json", "--format", "json"]);
    let output = command.env_clear().stdout(Stdio::from(full)).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("標準出力に書けません（ディスクに空きがありません）"), "{said}");
}

/// Killed at any moment, every output is the old file or the new one, whole; the next run sweeps what is left.
#[cfg(unix)]
#[test]
fn a_killed_run_leaves_whole_files() {
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    input(dir.path());
    let args = ["render", "progress", "in.json", "-o", "o.pdf", "-o", "o.xlsx", "-o", "o.json"];
    let began = std::time::Instant::now();
    matome(dir.path(), &args).expect(0);
    let whole = began.elapsed();
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    let outputs = ["o.pdf", "o.xlsx", "o.json"];
    let new = outputs.map(read);
    for n in 0..50 {
        for name in outputs {
            fs::write(dir.path().join(name), "古い").unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
        let command = command.current_dir(dir.path()).args(args).env_clear();
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * n / 45);
        run.kill().unwrap();
        run.wait().unwrap();
        for (name, new) in outputs.iter().zip(&new) {
            let now = read(name);
            assert!(now == "古い".as_bytes() || now == *new, "{name} is torn after {n}/45");
        }
    }
    matome(dir.path(), &args).expect(0);
    assert_eq!(names(dir.path()), ["in.json", "o.json", "o.pdf", "o.xlsx"]);
}

/// Ctrl+C ends a run at once; nothing half made and nothing in the working folders stays.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_run_leaves_nothing() {
    use std::process::{Command, Stdio};
    let (dir, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    matome(dir.path(), &["new", "p"]).expect(0);
    let before = names(dir.path());
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    let command = command.current_dir(dir.path()).args(["archive", "--project", "p"]).env_clear();
    let command = command.env("TMPDIR", home.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    // it has begun to work when its folder is there
    let mut waited = 0;
    while fs::read_dir(home.path()).unwrap().count() == 0 && waited < 600 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        waited += 1;
    }
    let id = run.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "the working folder is gone");
    assert_eq!(names(dir.path()), before);
}

/// A machine that gives a process no more threads.
#[cfg(target_os = "linux")]
#[test]
fn one_thread_is_enough() {
    let dir = tempfile::tempdir().unwrap();
    input(dir.path());
    // root is not limited, so that another user has to run it
    let program = env!("CARGO_BIN_EXE_matome");
    let script = format!(
        "command -v setpriv >/dev/null && [ \"$(id -u)\" = 0 ] || exit 99; chmod 777 . && \
         exec setpriv --reuid=65533 --regid=65533 --clear-groups sh -c 'ulimit -u 1; exec \"{program}\" render progress in.json -o o.pdf'"
    );
    let run = std::process::Command::new("sh").current_dir(dir.path()).args(["-c", &script]).output().unwrap();
    if run.status.code() == Some(99) || !reachable(program) {
        println!("skipped: it needs root and setpriv, and a program that everybody may run");
        return;
    }
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{said}");
}

/// Whether any user may run a file.
#[cfg(target_os = "linux")]
fn reachable(program: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let open = |path: &Path| fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o001 != 0);
    Path::new(program).ancestors().filter(|p| !p.as_os_str().is_empty()).all(open)
}
