//! Refusals before anything is done: each says what to type next. Help and version.

use std::fs;

use crate::common::{good, matome, matome_with, names, put};

#[test]
fn help_and_version_go_to_stdout() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["--help"]).expect(0);
    assert!(
        run.stdout.contains("使い方: matome <コマンド>")
            && run.stdout.contains("render")
            && run.stdout.contains("終了コード"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
    let run = matome(dir.path(), &["--version"]).expect(0);
    assert_eq!(run.stdout.trim(), concat!("matome ", env!("CARGO_PKG_VERSION")));
    for command in ["new", "build", "render", "check", "form", "explain"] {
        let run = matome(dir.path(), &[command, "--help"]).expect(0);
        assert!(run.stdout.contains(&format!("使い方: matome {command}")), "{}", run.stdout);
        assert!(run.stdout.contains("--lang"), "{}", run.stdout);
    }
    let pages =
        ["new", "build", "render", "check", "form", "form list", "form show", "form eject", "form new", "explain"];
    for command in pages {
        let args: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = matome(dir.path(), &args).expect(0).stdout;
        for english in ["Options", "Arguments", "Commands", "Usage", "Print", "default", "possible"] {
            assert!(!help.contains(english), "{command}: {help}");
        }
    }
    let run = matome::<&str>(dir.path(), &[]).expect(2).says(&["使い方"]);
    assert_eq!(run.stdout, "");
}

#[test]
fn help_is_a_command_too() {
    let dir = tempfile::tempdir().unwrap();
    for (command, option) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "render"], &["render", "--help"]),
        (&["--lang", "ja", "help", "check"], &["check", "--help"]),
        (&["help", "form", "new"], &["form", "new", "--help"]),
        (&["form", "help", "eject"], &["form", "eject", "--help"]),
    ] {
        let (one, two) = (matome(dir.path(), command).expect(0), matome(dir.path(), option).expect(0));
        assert_eq!(one.stdout, two.stdout, "{command:?}");
    }
    matome(dir.path(), &["help", "rendr"]).expect(2).says(&["「rendr」というコマンドはありません"]);
}

#[test]
fn wrong_usage_says_what_to_type() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    let cases: &[(&[&str], &[&str])] = &[
        (&["rendr"], &["「rendr」というコマンドはありません", "「render」の間違い"]),
        (
            &["render", "progress", "a.json", "-o", "a.pdf", "--forse"],
            &["「--forse」というオプションはありません", "「--force」の間違い"],
        ),
        (&["render", "progress", "a.json"], &["--output <出力>", "指定してください"]),
        (&["render", "progress"], &["<入力>", "指定してください"]),
        (&["render", "progress", "a.json", "-o"], &["--output <出力>", "値"]),
        (
            &["render", "progress", "a.json", "-o", "a.pdf", "--year", "令和6"],
            &["--year", "「令和6」", "令和6 は 2024"],
        ),
        (&["render", "progress", "a.json", "-o", "a.pdf", "--year", "6"], &["--year", "「6」", "例: 2024"]),
        (&["render", "progress", "a.json", "-o", "a.pdf", "--year", "99999"], &["--year", "1900〜2100"]),
        (&["check", "progress", "a.json", "--format", "xml"], &["「xml」は使えません", "text、short、json"]),
        (&["check", "progress", "a.json", "--lang", "fr"], &["「fr」は使えません", "ja、en"]),
        (&["form", "lst"], &["「lst」", "「list」の間違い"]),
        (&["new"], &["<フォルダー>", "指定してください"]),
    ];
    for (args, says) in cases {
        let run = matome(dir.path(), args).expect(2).says(says).says(&["エラー", "matome --help"]);
        assert_eq!(run.stdout, "", "{args:?}");
    }
    assert_eq!(names(dir.path()), ["a.json"]);
}

#[test]
fn inputs_that_cannot_be_read_say_why() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", &good());
    fs::create_dir(dir.path().join("空")).unwrap();
    fs::write(dir.path().join("壊.xlsx"), b"PK\x03\x04 no zip").unwrap();
    fs::write(dir.path().join("紙.pdf"), b"%PDF-1.7\n").unwrap();
    fs::write(dir.path().join("零.xlsx"), b"").unwrap();
    fs::write(dir.path().join("誤.json"), "{\"rows\": [\n  {\"番号\": }\n]}").unwrap();
    fs::write(dir.path().join("~$a.xlsx"), "lock").unwrap();
    let cases: &[(&[&str], &[&str])] = &[
        (&["progres", "a.json"], &["エラー[M071]", "様式「progres」はありません", "使える様式: ", "progress"]),
        (&["progress", "ない.xlsx"], &["エラー[M001]", "ない.xlsx", "直し方"]),
        (&["progress", "空"], &["エラー[M025]", "空", "直し方"]),
        (&["progress", "壊.xlsx"], &["エラー[M005]", "壊.xlsx", "直し方"]),
        (&["progress", "紙.pdf"], &["エラー[M002]", "紙.pdf", "直し方"]),
        (&["progress", "零.xlsx"], &["エラー[M005]", "零.xlsx"]),
        (&["progress", "誤.json"], &["エラー[M030]", "誤.json:2:"]),
        (&["progress", "~$a.xlsx"], &["エラー[M003]", "~$a.xlsx"]),
        // every input that cannot be read is told, not the first alone
        (&["progress", "ない.xlsx", "a.json", "零.xlsx"], &["ない.xlsx", "零.xlsx"]),
    ];
    for (args, says) in cases {
        let args: Vec<&str> = ["render"].iter().chain(*args).chain(&["-o", "o.pdf"]).copied().collect();
        let run = matome(dir.path(), &args).expect(2).says(says);
        assert_eq!(run.stdout, "", "{args:?}");
        // check gives the same codes, as data
        let run = matome(dir.path(), &[&["check", "--format", "json"], &args[1..args.len() - 2]].concat()).expect(2);
        let list: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let codes: Vec<&str> = list.as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
        assert!(
            says.iter().all(|text| !text.starts_with("エラー[") || codes.iter().any(|code| text.contains(code))),
            "{codes:?}"
        );
    }
    assert!(!dir.path().join("o.pdf").exists());
}

#[test]
fn english_on_demand() {
    let dir = tempfile::tempdir().unwrap();
    let japanese = matome(dir.path(), &["check", "progres", "a.json"]).expect(2);
    let flag = matome(dir.path(), &["check", "progres", "a.json", "--lang", "en"]).expect(2);
    let variable = matome_with(dir.path(), &[("MATOME_LANG", "en")], &["check", "progres", "a.json"]).expect(2);
    assert!(japanese.stdout.contains("エラー[M071]: 様式「progres」はありません"), "{}", japanese.stdout);
    assert!(flag.stdout.starts_with("error[M071]: there is no form \"progres\""), "{}", flag.stdout);
    assert_eq!(flag.stdout, variable.stdout);
    // the option is stronger than the variable
    let both =
        matome_with(dir.path(), &[("MATOME_LANG", "en")], &["check", "progres", "a.json", "--lang", "ja"]).expect(2);
    assert_eq!(both.stdout, japanese.stdout);
    matome_with(dir.path(), &[("MATOME_LANG", "en")], &["rendr"]).expect(2).says(&["error:", "rendr"]);
    let list = matome(dir.path(), &["explain", "--lang", "en"]).expect(0).stdout;
    assert!(list.is_ascii() && list.contains("M101  two texts for one group"), "{list}");
}

#[test]
fn wrong_usage_is_english_under_the_option_too() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["--lang", "en", "rendr"]).expect(2).says(&["error:", "rendr"]);
    matome(dir.path(), &["check", "--lang=en"]).expect(2).says(&["error:"]);
    matome_with(dir.path(), &[("MATOME_LANG", "en")], &["rendr", "--lang", "ja"]).expect(2).says(&["エラー: "]);
}

#[test]
fn english_lists_have_english_commas() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["check", "progres", "a.json", "--lang", "en"]).expect(2);
    assert!(run.stdout.is_ascii(), "{}", run.stdout);
}

#[test]
fn every_code_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let list = matome(dir.path(), &["explain"]).expect(0).stdout;
    let codes: Vec<&str> = list.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert!(codes.len() > 60 && codes.contains(&"M101"));
    for code in codes {
        let run = matome(dir.path(), &["explain", code]).expect(0);
        let first = list.lines().find(|line| line.starts_with(code)).unwrap();
        let title = first.split_once("  ").unwrap().1;
        assert!(run.stdout.contains(title), "{code}: {}", run.stdout);
    }
    assert!(matome(dir.path(), &["explain", "m101"]).expect(0).stdout.contains("二通りの文"));
    matome(dir.path(), &["explain", "M999"]).expect(2).says(&["M999", "matome explain"]);
}
