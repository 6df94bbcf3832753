//! A slip is saved: its workbook, its data and its PDF, all three or none, by what `matome render` makes them with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::reply::{Json, Refusal, Reply, aside, given_out};
use super::super::{body, told};
use super::fill::{Fill, Subject, held};
use super::store::{Draft, FOLDER, Saved, TYPED, file_line};
use super::typing::{Message, named};
use crate::digest::sha256;
use crate::faces::outputs::{make, new_findings};
use crate::faces::stops;
use crate::finding::{Finding, quote};
use crate::input;
use crate::msg;
use crate::output::{Output, write_all};
use crate::slip::Slips;
use crate::told::Faults;

/// What is written of a slip.
const KINDS: [&str; 3] = ["xlsx", "json", "pdf"];
/// Bytes of a file that is looked at before it is replaced.
const MOST: u64 = 256 << 20;
/// Names that are tried beside one that is taken.
const TRIES: usize = 1000;

#[derive(Deserialize)]
pub struct Order {
    #[serde(flatten)]
    message: Message,
    /// In spite of errors.
    #[serde(default)]
    force: bool,
    /// What to do about files that are there: `replace` them, or write `beside` them. Nothing where neither is said.
    #[serde(default)]
    there: String,
}

/// Keeps what is typed, and saves it.
pub async fn save(State(fill): State<Arc<Fill>>, body: Body) -> Reply {
    let order: Order = body::words_within(body, TYPED).await?;
    aside(move || {
        let subject = fill.keep(&order.message)?;
        let desk = &fill.server.desk;
        desk.begin("個票の保存", 0)?;
        let one = desk.writing();
        let done = catch_unwind(AssertUnwindSafe(|| fill.save(&subject, &order)));
        drop(one);
        desk.end(None);
        Ok(Json(done.map_err(|_| Refusal::broken())??))
    })
    .await?
}

/// Which of the files that were saved is asked for.
#[derive(Deserialize)]
pub struct Asked {
    id: String,
    kind: String,
}

/// A file that was saved of a slip: what is on disk under its name now.
pub async fn file(State(fill): State<Arc<Fill>>, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let missing = || Refusal::missing(&asked.kind);
    let kept = fill.store.read(&named(&asked.id)?)?.and_then(|draft| draft.saved).ok_or_else(missing)?;
    let ending = format!(".{}", asked.kind);
    let path = kept.files.into_iter().map(|(path, _)| path).find(|path| path.ends_with(&ending)).ok_or_else(missing)?;
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let file = fill.store.folder()?.join(&name);
    // a link is none
    if !std::fs::symlink_metadata(&file).is_ok_and(|about| about.is_file()) {
        return Err(missing());
    }
    let bytes = aside(move || input::read(&file, MOST)).await?.map_err(|_| missing())?;
    given_out(&name, bytes)
}

impl Fill {
    fn save(&self, subject: &Subject, order: &Order) -> Result<Value, Faults> {
        let Subject { opened, pdf, draft, .. } = subject;
        let engine = &opened.engine;
        let mut findings = Vec::new();
        let not_saved =
            |findings: &[Finding]| json!({ "written": false, "findings": subject.told(findings), "rev": draft.rev });
        let book = subject.set().tell(&mut findings);
        let Some((book, slips)) = book.as_ref().and_then(|book| Some((book, book.as_slips()?.slips()))) else {
            return Ok(not_saved(&findings));
        };
        if stops(&findings, false) && !order.force {
            let mut out = not_saved(&findings);
            out["forcible"] = crate::codes::force_helps(&findings).into();
            return Ok(out);
        }
        let folder = self.store.folder()?;
        let before = draft.saved.as_ref().map_or(&[][..], |saved| &saved.files);
        let paths = |name: &str| KINDS.map(|kind| format!("{FOLDER}/{name}.{kind}"));
        let taken = |name: &str| -> Vec<Taken> {
            let paths = paths(name).into_iter();
            paths.filter_map(|path| taken(&self.server.desk.folder.join(&path), path, before)).collect()
        };
        let mut name = slips.file_name(0, None)?;
        let there = taken(&name);
        match order.there.as_str() {
            _ if there.is_empty() => {}
            "replace" => {}
            "beside" => {
                let free = (2..TRIES).map(|n| format!("{name}_{n}")).find(|name| taken(name).is_empty());
                name = free.ok_or_else(|| is_there(&there))?;
            }
            _ => {
                let mut out = not_saved(&findings);
                out["there"] = told::finding(&is_there(&there));
                return Ok(out);
            }
        }
        let files: Vec<PathBuf> = KINDS.iter().map(|kind| folder.join(format!("{name}.{kind}"))).collect();
        let Some(outputs) = new_findings(make(engine, book, &files, pdf), &mut findings) else {
            return Ok(not_saved(&findings));
        };
        findings.extend(read_again(subject, slips, &outputs));
        findings.extend(subject.has_changed().then(begun_anew));
        write_all(&outputs)?;
        let digests = paths(&name).into_iter().zip(&outputs).map(|(path, output)| (path, sha256(&output.bytes)));
        let files: Vec<(String, String)> = digests.collect();
        let left = before.iter().map(|(path, _)| path).filter(|path| !files.iter().any(|(new, _)| new == *path));
        let left: Vec<&String> = left.filter(|path| self.server.desk.folder.join(path).exists()).collect();
        let out = json!({
            "written": true, "findings": subject.told(&findings), "left": left, "rev": draft.rev,
            "pages": book.page_count(pdf),
            "files": files.iter().zip(&outputs).map(|((path, _), output)| file_line(path, output.bytes.len() as u64)).collect::<Vec<_>>(),
        });
        let saved = Saved { typed: draft.typed.clone(), files };
        let _one = held(&self.one);
        // what is typed meanwhile stands beside what was saved
        let last = self.store.read(&subject.id)?.unwrap_or_else(|| draft.clone());
        self.store.write(&subject.id, &Draft { saved: Some(saved), ..last })?;
        Ok(out)
    }
}

/// A file where one is to be saved.
struct Taken {
    path: String,
    /// It was saved from here, and changed since.
    changed: bool,
}

/// Whether a file is there that is not what was saved from here last.
fn taken(file: &std::path::Path, path: String, before: &[(String, String)]) -> Option<Taken> {
    if std::fs::symlink_metadata(file).is_err() {
        return None;
    }
    let own = before.iter().find(|(own, _)| *own == path);
    let bytes = input::read(file, MOST).ok();
    match (own, bytes) {
        (Some((_, digest)), Some(bytes)) if sha256(&bytes) == *digest => None,
        (own, _) => Some(Taken { changed: own.is_some(), path }),
    }
}

/// `M610`
fn is_there(there: &[Taken]) -> Finding {
    let names: Vec<&str> = there.iter().map(|one| one.path.rsplit('/').next().unwrap_or(&one.path)).collect();
    let (ja, en) = (names.join("」「"), names.join("\", \""));
    let message = if there.iter().any(|one| one.changed) {
        msg!(
            "前に保存したあとで、ファイルが書き換えられています: 「{ja}」",
            "the file was changed after it had been saved: \"{en}\""
        )
    } else {
        msg!("同じ名のファイルがもうあります: 「{ja}」", "a file of that name is there already: \"{en}\"")
    };
    let hint =
        msg!("別の名前で保存するか、置き換えてよければ置き換えてください", "save under another name, or replace it");
    Finding::error("M610", message).hint(hint)
}

/// `M612`
fn begun_anew() -> Finding {
    let message = msg!(
        "元の回答が、書き始めたあとで変わっています。保存したのは、この画面の内容です",
        "the answer from which this was begun has changed since; what is on the page was saved"
    );
    Finding::warning("M612", message)
        .hint(msg!("元の回答と見比べてください", "compare it with the answer as it is now"))
}

/// `M613`, of each field that the workbook does not give back.
fn read_again(subject: &Subject, slips: &Slips, outputs: &[Output]) -> Vec<Finding> {
    let workbook = outputs.first().map_or(&[][..], |output| &output.bytes);
    let told = |f: usize| {
        let name = quote(&subject.form.fields[f].name);
        let message = msg!(
            "Excel を読み直すと、「{name}」が同じになりません",
            "read again, the workbook does not give \"{name}\" as it is"
        );
        let hint = msg!(
            "JSON の方は同じになります。集める側には JSON も渡してください",
            "the data (JSON) does; hand it on too"
        );
        let mut finding = Finding::warning("M613", message).hint(hint);
        finding.place = slips.slips.first().and_then(|slip| slip.answers[f].place.clone());
        finding
    };
    subject.opened.engine.not_read_back(slips, workbook).into_iter().map(told).collect()
}
