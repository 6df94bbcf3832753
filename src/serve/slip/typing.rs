//! What is typed: kept first, then looked at; and the sheet beside it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::body;
use super::super::reply::{Json, Refusal, Reply, aside};
use super::super::view::layers;
use super::fill::{Fill, Sheet, Subject, held};
use super::store::{Draft, Id, TYPED, file_line};
use crate::finding::Finding;
use crate::msg;
use crate::slip::Typed;

/// Rounds of drawing for which Typst keeps what it has laid out.
const CACHED: usize = 4;

/// Which slip is asked for.
#[derive(Deserialize)]
pub struct Asked {
    id: String,
    paper: Option<String>,
    #[serde(default)]
    page: usize,
    /// The layers that the browser has.
    #[serde(default)]
    has: String,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Message {
    pub id: String,
    pub paper: Option<String>,
    /// The tab that says it, and which of its messages this is.
    pub tab: String,
    pub seq: u64,
    /// What the tab has seen: of two tabs, the one that has not seen what the other typed is refused.
    pub rev: u64,
    pub answers: Map<String, Value>,
}

/// What a slip asks, and what was typed on it.
pub async fn slip(State(fill): State<Arc<Fill>>, Query(asked): Query<Asked>) -> Reply {
    aside(move || {
        let subject = fill.subject(&named(&asked.id)?, asked.paper.as_deref())?;
        let Subject { id, opened, form, draft, now, .. } = &subject;
        let (years, meta) = (&subject.given.years, &subject.given.meta);
        let set = fill.set(&subject);
        // the years of the answer stand over those of the form
        let shown = set.book.as_ref().and_then(|book| book.as_slips()).map(|book| book.slips());
        let (years, meta) = shown.map_or((years, meta), |slips| (&slips.years, &slips.meta));
        let questions = form.questions(years, meta)?;
        let saved = draft.saved.iter().flat_map(|saved| &saved.files);
        let stand = |path: &str| std::fs::symlink_metadata(fill.server.desk.folder.join(path)).ok();
        let files: Vec<Value> = saved.filter_map(|(path, _)| Some(file_line(path, stand(path)?.len()))).collect();
        let place = now.as_ref().map(|(_, place)| place.as_str());
        let mut out = json!({
            "id": id.text(), "paper": draft.paper, "questions": questions, "answers": draft.typed.answers,
            "label": draft.typed.label(form), "body": opened.project.body, "plan": opened.project.plan, "begun": place,
            "kept": subject.kept, "open": subject.kept && draft.is_open(), "saved": draft.saved.is_some(),
            "changed": subject.has_changed(), "files": files, "tab": draft.tab, "seq": draft.seq,
        });
        looked(&mut out, &subject, &set);
        Ok(Json(out))
    })
    .await?
}

/// What is typed is kept; then it is told what is to be said of it.
pub async fn typed(State(fill): State<Arc<Fill>>, body: Body) -> Reply {
    let message: Message = body::words_within(body, TYPED).await?;
    aside(move || {
        let subject = fill.keep(&message)?;
        let mut out = json!({ "label": subject.draft.typed.label(&subject.form), "open": subject.draft.is_open() });
        looked(&mut out, &subject, &fill.set(&subject));
        Ok(Json(out))
    })
    .await?
}

/// What is found on looking at a slip.
fn looked(out: &mut Value, subject: &Subject, sheet: &Sheet) {
    out["rev"] = subject.draft.rev.into();
    out["findings"] = subject.told(&sheet.findings);
    out["pages"] = sheet.book.as_ref().map_or(0, |book| book.page_count(&subject.pdf)).into();
}

impl Fill {
    /// Keeps what is typed, and gives the slip as it is then.
    ///
    /// # Errors
    /// `M611` another tab typed meanwhile; as [`Fill::subject`].
    pub(super) fn keep(&self, message: &Message) -> Result<Subject, Refusal> {
        let id = named(&message.id)?;
        let paper = message.paper.as_deref();
        let one = held(&self.one);
        // what is kept already goes on being kept, whatever is wrong with the project by now
        let kept = self.store.read(&id)?;
        let is_kept = kept.is_some();
        let draft = kept.map_or_else(|| self.subject(&id, paper).map(|subject| subject.draft), Ok)?;
        // one that came late, behind what was typed after it
        let late = draft.tab == message.tab && message.seq <= draft.seq;
        if draft.tab != message.tab && is_kept && draft.rev != message.rev {
            return Err(Refusal::conflict(elsewhere()));
        }
        if !late {
            let typed = Typed { answers: message.answers.clone(), ..draft.typed };
            let (tab, seq, rev) = (message.tab.clone(), message.seq, draft.rev + 1);
            self.store.write(&id, &Draft { typed, tab, seq, rev, ..draft })?;
        }
        drop(one);
        self.subject(&id, paper)
    }
}

/// `M611`
fn elsewhere() -> Finding {
    let message = msg!(
        "この個票は、ほかの画面でも書かれています。ここで書いたものは、まだ残していません",
        "this slip is filled in on another page too; what was typed here is not kept yet"
    );
    let hint = msg!(
        "ほかの画面の内容を開くか、ここで書いたものを別の個票として残してください",
        "open what the other page has, or keep this one as a slip of its own"
    );
    Finding::error("M611", message).hint(hint)
}

/// `M603`: a name that is none.
pub fn named(id: &str) -> Result<Id, Refusal> {
    Id::parse(id).ok_or_else(|| Refusal::missing(id))
}

/// A page of the sheet, with its lines and the fields that they are of.
pub async fn page(State(fill): State<Arc<Fill>>, Query(asked): Query<Asked>) -> Reply {
    aside(move || {
        let subject = fill.subject(&named(&asked.id)?, asked.paper.as_deref())?;
        let set = fill.set(&subject);
        let book = set.book.as_ref().ok_or_else(|| Refusal::missing(&asked.id))?;
        let engine = &set.opened.engine;
        let view = engine.page(book, asked.page, &subject.pdf).value_or_faults()?;
        engine.cache.clear(CACHED);
        let round = |length: f64| (length * 100.0).round() / 100.0;
        let line = |line: &crate::paper::PrintedLine| {
            let field = line.source.as_ref().and_then(|source| source.field)?;
            Some(json!([round(line.left), round(line.top), round(line.width), round(line.height), field]))
        };
        let lines: Vec<Value> = view.lines.iter().filter_map(line).collect();
        let (width, height, pages) = (view.width, view.height, book.page_count(&subject.pdf));
        Ok(Json(json!({
            "width": width, "height": height, "layers": layers(&view.layers, &asked.has), "lines": lines, "pages": pages, "rev": set.rev,
        })))
    })
    .await?
}
