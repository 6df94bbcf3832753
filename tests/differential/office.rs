//! LibreOffice, asked for what it shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The version that known.txt was written with.
const KNOWN: &str = "LibreOffice 7.4";

/// As Japanese Windows is set up: without it, dates and currencies are those of the United States.
const JAPANESE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ja-JP</value></prop></item>
</oor:items>"#;

/// Every sheet as a CSV file of its own: commas, quotation marks, UTF-8, cells as shown.
const SHOWN: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1";

/// LibreOffice with settings of its own in a folder that goes away.
pub struct Office {
    folder: TempDir,
    /// Other versions differ elsewhere: what differs is listed, and nothing fails.
    pub known: bool,
}

impl Office {
    /// `None` where there is no LibreOffice; then the test says so and passes.
    pub fn at_hand() -> Option<Self> {
        let Ok(said) = Command::new("soffice").arg("--version").output() else {
            eprintln!("soffice is not here: nothing is compared with LibreOffice");
            return None;
        };
        let version = String::from_utf8_lossy(&said.stdout).into_owned();
        let known = version.starts_with(KNOWN);
        if !known {
            eprintln!("{} is here, known.txt is of {KNOWN}: differences are listed only", version.trim());
        }
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("profile/user");
        fs::create_dir_all(&settings).unwrap();
        fs::write(settings.join("registrymodifications.xcu"), JAPANESE).unwrap();
        Some(Self { folder, known })
    }

    /// Puts a workbook where LibreOffice finds it.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, files: &[&Path], to: &str) {
        let run = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", self.folder.path().join("profile").display()))
            .args(["--headless", "--convert-to", to, "--outdir"])
            .arg(self.folder.path())
            .args(files)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }

    /// Saves a workbook as another kind (`xls`, `ods`) beside it.
    pub fn saved_as(&self, file: &Path, kind: &str) -> PathBuf {
        self.run(&[file], kind);
        file.with_extension(kind)
    }

    /// Gives the sheets of workbooks by `file-sheet`: rows of texts.
    pub fn shown(&self, files: &[&Path]) -> impl Fn(&Path, &str) -> Vec<Vec<String>> + use<> {
        self.run(files, SHOWN);
        |file, sheet| {
            let name = format!("{}-{sheet}.csv", file.file_stem().unwrap().to_str().unwrap());
            rows(&fs::read_to_string(file.with_file_name(&name)).unwrap_or_else(|_| panic!("no {name}")))
        }
    }
}

/// Parts CSV as LibreOffice writes it.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(c),
        }
    }
    rows
}
