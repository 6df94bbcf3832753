//! Slips to be filled in: those of the papers, new ones, and those that are being typed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::reply::{Json, Refusal, Reply, aside};
use super::super::{body, told};
use super::fill::{Fill, around, held, names};
use super::store::TYPED;
use super::store::{Draft, Id};
use crate::faces::today;
use crate::paper::Form;
use crate::slip::{Slips, Typed};

#[derive(Deserialize)]
pub struct Asked {
    paper: Option<String>,
}

/// The papers and forms of slips, and what is being typed; of a paper that is named its answers.
pub async fn list(State(fill): State<Arc<Fill>>, Query(asked): Query<Asked>) -> Reply {
    aside(move || match &asked.paper {
        Some(paper) => fill.answers(paper),
        None => fill.all(),
    })
    .await?
}

impl Fill {
    fn all(&self) -> Reply {
        let opened = self.server.desk.opened()?;
        let slip = |name: &str| opened.engine.form(name).into_parts().0.and_then(Form::into_slip);
        let papers = opened.project.papers.iter().filter_map(|job| {
            let form = slip(&job.form)?;
            Some(json!({ "name": job.name, "form": form.name, "title": form.title }))
        });
        let papers: Vec<Value> = papers.collect();
        let used = |name: &str| papers.iter().any(|paper| paper["form"] == name);
        let forms = opened.engine.templates().form_names().filter(|name| !used(name));
        let forms = forms.filter_map(|name| slip(name).map(|form| json!({ "name": form.name, "title": form.title })));
        let forms: Vec<Value> = forms.collect();
        let mut faults = Vec::new();
        let mut kept = Vec::new();
        for (id, modified) in self.store.all() {
            match self.store.read(&id) {
                Ok(Some(draft)) => {
                    let form = self.form(&opened, &draft.form).ok();
                    let label = form.as_ref().map(|form| draft.typed.label(form)).unwrap_or_default();
                    let title = form.map_or(draft.form.clone(), |form| form.title.clone());
                    kept.push(json!({
                        "id": id.text(), "paper": draft.paper, "title": title, "label": label, "open": draft.is_open(),
                        "saved": draft.saved.is_some(), "day": today::day(modified).to_string(),
                    }));
                }
                Ok(None) => {}
                Err(fault) => faults.push(told::finding(&fault)),
            }
        }
        Ok(Json(json!({ "papers": papers, "forms": forms, "kept": kept, "faults": faults })))
    }

    /// The answers of a paper.
    fn answers(&self, paper: &str) -> Reply {
        let opened = self.server.desk.opened()?;
        let job = opened.project.papers.iter().find(|job| job.name == paper);
        let job = job.ok_or_else(|| Refusal::missing(paper))?;
        let form = self.form(&opened, &job.form)?;
        let Some(slips) = self.slips(&opened, job) else {
            return Ok(Json(json!({ "title": form.title, "slips": [] })));
        };
        let kept = self.store.all();
        let all = names(paper, &slips).into_iter().enumerate().map(|(n, id)| {
            let label = slips.typed(n).map(|typed| typed.label(&form));
            let place = slips.slips[n].place.as_ref().map(told::place);
            json!({ "id": id.text(), "label": label, "place": place, "kept": kept.iter().any(|(own, _)| *own == id) })
        });
        Ok(Json(json!({ "title": form.title, "slips": all.collect::<Vec<_>>() })))
    }
}

/// What is to be begun.
#[derive(Deserialize)]
pub struct New {
    paper: Option<String>,
    form: Option<String>,
    /// What was typed elsewhere already, and is kept here from now on.
    copy: Option<String>,
    typed: Option<Typed>,
}

/// Begins a slip that nobody has filled in yet.
pub async fn new(State(fill): State<Arc<Fill>>, body: Body) -> Reply {
    let asked: New = body::words_within(body, TYPED).await?;
    aside(move || {
        let opened = fill.server.desk.opened()?;
        let copied = asked.copy.as_deref().and_then(Id::parse).map(|id| fill.subject(&id, asked.paper.as_deref()));
        let copied = copied.transpose()?.map(|subject| subject.draft);
        let paper = copied.as_ref().map_or(asked.paper, |draft| draft.paper.clone());
        let job = opened.project.papers.iter().find(|job| Some(&job.name) == paper.as_ref());
        let form = copied.as_ref().map(|draft| draft.form.clone()).or(job.map(|job| job.form.clone())).or(asked.form);
        let form = fill.form(&opened, &form.ok_or_else(Refusal::wrong)?)?;
        let (given, _) = around(&opened, &form, job);
        let blank = Slips::blank((*form).clone(), &given).typed(0).unwrap_or_default();
        let typed = match (copied, asked.typed) {
            (Some(draft), Some(typed)) => Typed { id: None, answers: typed.answers, head: draft.typed.head },
            _ => blank,
        };
        let id = Id::new()?;
        let paper = job.map(|job| job.name.clone());
        let _one = held(&fill.one);
        fill.store.write(&id, &Draft { form: form.name.clone(), paper, typed, rev: 1, ..Draft::default() })?;
        Ok(Json(json!({ "id": id.text() })))
    })
    .await?
}

#[derive(Deserialize)]
pub struct Named {
    id: String,
    /// What was saved is taken off the list too; its files stay.
    #[serde(default)]
    whole: bool,
}

/// Throws away what was typed and not saved.
pub async fn discard(State(fill): State<Arc<Fill>>, body: Body) -> Reply {
    let asked: Named = body::words(body).await?;
    aside(move || {
        let id = Id::parse(&asked.id).ok_or_else(|| Refusal::missing(&asked.id))?;
        let _one = held(&fill.one);
        let kept = fill.store.read(&id)?.ok_or_else(|| Refusal::missing(&asked.id))?;
        match kept.saved.clone().filter(|_| !asked.whole) {
            Some(saved) => {
                let typed = saved.typed;
                fill.store.write(&id, &Draft { typed, rev: kept.rev + 1, tab: String::new(), ..kept })?;
            }
            None => fill.store.remove(&id)?,
        }
        Ok(Json(json!({ "left": fill.store.read(&id)?.is_some() })))
    })
    .await?
}
