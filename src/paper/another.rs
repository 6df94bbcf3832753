//! `M414`: a file that is another form's than the paper asks for, said in one sentence.

use super::form::Form;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::limits::{ROWS, Room};
use crate::meta::Given;
use crate::msg;
use crate::place::Place;
use crate::slip;
use crate::source::{Body, Node, Source, Value};
use crate::table::plan::read_plan_within;

/// So much of a form a file must fill to be of that form.
const FILLED: f64 = 0.5;
/// So much more than of the form that was asked for.
const MORE: f64 = 0.15;

/// A row of more keys is of no form: the widest of the official ones has 22 columns.
const MOST_KEYS: usize = 2_000;

impl Engine {
    /// The form that a file is of, if it is plainly another than the one that it was read as, of which it fills so much.
    pub(crate) fn another_form(&self, own: &str, source: &Source, filled: f64) -> Option<Finding> {
        let (fit, form) = self.best_form(Some(own), source)?;
        if fit < FILLED || fit < filled + MORE {
            return None;
        }
        Some(self.in_form(own, form.name(), source))
    }

    /// The form that a file is plainly of.
    pub(crate) fn form_of(&self, source: &Source) -> Option<Form> {
        self.best_form(None, source).filter(|(fit, _)| *fit >= FILLED).map(|(_, form)| form)
    }

    /// The form of which a file fills most, and how much, without one of them.
    fn best_form(&self, without: Option<&str>, source: &Source) -> Option<(f64, Form)> {
        if matches!(&source.body, Body::Tree(node) if has_many_keys(node)) {
            return None;
        }
        let given = Given::default();
        let others = self.templates.form_names().filter(|name| Some(*name) != without);
        let forms = others.filter_map(|name| self.form(name).into_parts().0);
        let fits = forms.filter_map(|form| {
            let fit = match &form {
                Form::Table(form) => {
                    let mut room = Room::new(ROWS, self.limits());
                    read_plan_within(source, form, &given, &mut room).value()?.filled()
                }
                Form::Slip(form) => slip::read_alone(form, source, &given, self.limits())?.filled(),
                Form::Document(_) => return None,
            };
            Some((fit, form))
        });
        fits.max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// `M414`, of a file that says itself in which form it is.
    pub(crate) fn in_form(&self, own: &str, name: &str, source: &Source) -> Finding {
        let titled =
            |name: &str| self.form(name).into_parts().0.map_or_else(|| name.to_owned(), |form| form.title().to_owned());
        let (title, own) = (titled(name), titled(own));
        let message = msg!(
            "これは「{title}」です。「{own}」の回答ではないので読みませんでした",
            "this is \"{title}\", not an answer in the form \"{own}\"; it was not read"
        );
        let hint = msg!(
            "回答のフォルダーから出すか、様式 {name} の紙面の input に入れてください",
            "take it out of the folder of answers, or put it into the input of a paper of the form {name}"
        );
        Finding::error("M414", message).at(Place::file(source.file.clone())).hint(hint)
    }
}

fn has_many_keys(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => entries.len() > MOST_KEYS || entries.iter().any(|entry| has_many_keys(&entry.node)),
        Value::List(nodes) => nodes.iter().any(has_many_keys),
        _ => false,
    }
}
