//! Layouts of a project's own that never end, take all memory or overflow the stack: one finding, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use matome::finding::Finding;
use matome::limits::Limits;
use matome::typeset::{Ended, Pdf, Trial};
use matome::{Engine, Given};
use tempfile::TempDir;

use crate::common::{good, matome, matome_with, names, tree};

const USUAL: &str = "#import \"/shared/table.typ\": table-paper\n#table-paper(json(\"/data.json\"))\n";
/// Each loop is short enough for Typst.
const ENDLESS: &str = "#for i in range(100000) { for j in range(100000) { let _ = calc.pow(2, 3) } }\n";
const LARGE: &str = "#let a = range(100000)\n#for i in range(30) { a = a + a }\n";
/// Giving the array back overflows the stack.
const DEEP: &str = "#let a = ()\n#for i in range(1500) { for j in range(1000) { a = (a,) } }\n";

/// A project whose form of progress has this before its usual layout.
fn project(code: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let form = dir.path().join("templates/progress");
    fs::create_dir_all(&form).unwrap();
    fs::write(form.join("layout.typ"), format!("{code}{USUAL}")).unwrap();
    fs::write(dir.path().join("in.json"), good().to_string()).unwrap();
    dir
}

const RENDER: [&str; 7] = ["render", "progress", "in.json", "-o", "o.pdf", "--project", "."];

/// The bytes of the paper, or why there are none.
fn pdf(folder: &Path, limits: Limits, trial: Option<Arc<dyn Trial>>) -> Result<Vec<u8>, Vec<Finding>> {
    let engine = Engine::new().with_folder(folder).unwrap().with_limits(limits).with_trial(trial);
    let form = engine.form("progress").value_or_faults().unwrap();
    let book = engine.make(&form, &[tree(&good())], &Given::default()).value_or_faults().unwrap();
    let (bytes, findings) = engine.pdf(&book, &Pdf::default()).into_parts();
    bytes.ok_or(findings)
}

fn apart() -> Option<Arc<dyn Trial>> {
    Some(matome::cli::trial_by(&PathBuf::from(env!("CARGO_BIN_EXE_matome"))))
}

#[test]
fn a_layout_ends_at_its_limits() {
    let cases = [
        (ENDLESS, (3, 1024), "3 秒たっても組み終わらない"),
        (
            "#let f(n, s) = for i in range(n) { f(n - 1, s + str(i)) }\n#f(70, \"\")\n",
            (3, 1024),
            "3 秒たっても組み終わらない",
        ),
        (LARGE, (60, 256), "256 MB を超えるメモリを使う"),
        ("#let s = \"あ\" * 200000000\n#s.len()\n", (60, 256), "256 MB を超えるメモリを使う"),
        (DEEP, (60, 1024), "Typst が止まりました（使えるメモリは 1024 MB まで）"),
    ];
    for (code, (seconds, mb), says) in cases {
        let mut limits = Limits::default();
        (limits.layout_seconds, limits.layout_bytes) = (seconds, mb << 20);
        let dir = project(code);
        let Err(findings) = pdf(dir.path(), limits, apart()) else { panic!("{code} ends well") };
        let [fault] = &findings[..] else { panic!("{findings:?}") };
        let told = (fault.code.0, fault.place.as_ref().unwrap().to_string(), fault.hints.len());
        let file = dir.path().join("templates/progress/layout.typ").display().to_string();
        assert_eq!(told, ("M210", file, 1));
        assert!(fault.message.ja.contains(says), "{code}: {}", fault.message.ja);
    }
}

/// What an own layout imports is its own too: the file with the code is named.
#[test]
fn a_shared_file_of_the_projects_own_is_tried() {
    let dir = tempfile::tempdir().unwrap();
    let shared = dir.path().join("templates/shared");
    fs::create_dir_all(&shared).unwrap();
    let usual = include_str!("../../templates/shared/text.typ");
    let mut limits = Limits::default();
    limits.layout_seconds = 2;
    fs::write(shared.join("text.typ"), format!("{ENDLESS}{usual}")).unwrap();
    let findings = pdf(dir.path(), limits, apart()).unwrap_err();
    assert!(findings[0].place.as_ref().unwrap().to_string().ends_with("templates/shared/text.typ"), "{findings:?}");
    // the program's own file, put there by `form eject`
    fs::write(shared.join("text.typ"), usual).unwrap();
    assert!(pdf(dir.path(), limits, Some(Arc::new(Never))).is_ok());
}

/// Fails the test when it is asked.
struct Never;

impl Trial for Never {
    fn run(&self, _: &[u8], _: &Limits) -> Ended {
        panic!("this layout is the program's")
    }
}

#[test]
fn a_layout_that_ends_gives_the_same_bytes_as_without_trial() {
    let dir = project("#let own = 1\n");
    let limits = Limits::default();
    let with = pdf(dir.path(), limits, apart()).unwrap();
    assert_eq!(with, pdf(dir.path(), limits, None).unwrap());
    matome(dir.path(), &RENDER).expect(0);
    assert_eq!(with, fs::read(dir.path().join("o.pdf")).unwrap());
    // the layouts of the program are not tried
    let plain = tempfile::tempdir().unwrap();
    assert_eq!(with, pdf(plain.path(), limits, Some(Arc::new(Never))).unwrap());
    // what Typst refuses is told as ever, with its line
    let dir = project("#let own = nothing\n");
    matome(dir.path(), &RENDER).expect(1).says(&["[M210]: 紙面を組めません: unknown variable: nothing", "typ:1:12"]);
}

#[test]
fn the_program_tells_of_such_a_layout_and_leaves_nothing() {
    let (dir, home) = (project(DEEP), tempfile::tempdir().unwrap());
    let before = names(dir.path());
    let home_name = home.path().to_str().unwrap();
    let env = [("TMPDIR", home_name), ("TEMP", home_name), ("TMP", home_name)];
    let run = matome_with(dir.path(), &env, &RENDER).expect(1);
    run.says(&["[M210]: 紙面を組めません: ", "2048 MB", "--> ", "templates/progress/layout.typ", "直し方: "]);
    assert_eq!(names(dir.path()), before);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

/// Ctrl+C ends both processes at once.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_run_leaves_no_process_behind() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    for signal in ["-INT", "-KILL"] {
        let dir = project(ENDLESS);
        let before = names(dir.path());
        let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
        let command = command.current_dir(dir.path()).args(RENDER).env_clear();
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let id = run.id();
        let began = Instant::now();
        let patience = Duration::from_secs(30);
        let trials = || {
            // threads start processes, so that each has its own list
            let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
            let lists = threads.map(|thread| fs::read_to_string(thread.path().join("children")).unwrap_or_default());
            lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let mut child = trials();
        while child.is_empty() && began.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(20));
            child = trials();
        }
        std::thread::sleep(Duration::from_millis(300));
        assert!(Command::new("kill").args([signal, &id.to_string()]).status().unwrap().success());
        let code = run.wait().unwrap().code();
        assert_eq!(code, if signal == "-INT" { Some(130) } else { None });
        let alive = || {
            let state = fs::read_to_string(format!("/proc/{}/stat", child[0])).unwrap_or_default();
            !state.is_empty() && !state.contains(") Z ")
        };
        let stopped = Instant::now();
        while alive() && stopped.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(stopped.elapsed() < Duration::from_secs(5), "the trial goes on after {signal}");
        assert_eq!(names(dir.path()), before);
    }
}
