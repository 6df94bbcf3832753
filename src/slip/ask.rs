//! What a slip asks, in the order of its sheet: each field once, for whoever shows it to be filled in.

use serde::Serialize;

use super::definition::{FieldKind, Item, Part, SlipForm, circled};
use super::words::{PLAN, Phrase, Worded, WordedItem, WordedPart, not_worded};
use crate::finding::Finding;
use crate::meta::{Meta, Years};

/// What a slip asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Questions {
    /// The form's title.
    pub title: String,
    /// The items of all panels, from the top of the first one.
    pub items: Vec<QuestionItem>,
    /// Fields that no panel shows.
    pub apart: Vec<Question>,
}

/// A numbered item of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct QuestionItem {
    /// Its number; empty for none.
    pub number: String,
    /// Its label, on one line.
    pub label: String,
    /// What stands in it, from the top down.
    pub parts: Vec<QuestionPart>,
}

/// What stands in an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum QuestionPart {
    /// A bar over answers.
    Heading(String),
    /// Official small print.
    Note(String),
    /// A field.
    Question(Question),
}

/// A field that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Question {
    /// Which of the form's fields.
    pub field: usize,
    /// Its name in data files.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// How it is answered.
    pub how: How,
    /// An empty answer is a finding.
    pub required: bool,
    /// Most characters that an answer should have, without blanks.
    pub max_chars: Option<usize>,
    /// What an answer may look like.
    pub example: Option<String>,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum How {
    /// Words; `long` where the sheet has room for several lines.
    Text {
        /// Several lines are expected.
        long: bool,
    },
    /// Check boxes.
    Boxes {
        /// What can be chosen.
        options: Vec<Choosable>,
    },
    /// Options of a legend.
    Choice {
        /// What can be chosen; a word for none of them is the last one.
        options: Vec<Choosable>,
        /// More than one can be chosen.
        many: bool,
    },
    /// A whole number.
    Amount {
        /// What is counted: 千円.
        unit: String,
    },
    /// Words and a small table.
    Results,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Choosable {
    /// Its name in data files: 高齢者, ①.
    pub value: String,
    /// Its words.
    pub label: String,
    /// What is filled in beside it.
    pub blanks: Vec<Question>,
}

/// Where a blank is left for an answer.
const BLANK: &str = "　　";

impl SlipForm {
    /// What it asks in these years.
    ///
    /// # Errors
    /// `M078` words that cannot be made for them.
    pub fn questions(&self, years: &Years, meta: &Meta) -> Result<Questions, Finding> {
        let words = Worded::new(self, years, meta).map_err(|fault| Finding::error("M078", not_worded(&fault)))?;
        let mut asking = Asking { form: self, words: &words, asked: vec![false; self.fields.len()] };
        let raw = self.panels.iter().flatten();
        let items = raw.zip(words.items()).map(|(raw, item)| asking.item(raw, item)).collect();
        let rest: Vec<usize> = (0..self.fields.len()).filter(|&f| !asking.asked[f]).collect();
        let apart = rest.into_iter().filter_map(|f| asking.question(f, false)).collect();
        Ok(Questions { title: meta.title.clone().unwrap_or_else(|| self.title.clone()), items, apart })
    }
}

struct Asking<'a> {
    form: &'a SlipForm,
    words: &'a Worded,
    /// The fields that were asked for already.
    asked: Vec<bool>,
}

impl Asking<'_> {
    fn item(&mut self, raw: &Item, item: &WordedItem) -> QuestionItem {
        let mut parts = Vec::new();
        for f in fields(&item.label).filter(|&f| !self.stands_in_a_part(f)).collect::<Vec<_>>() {
            parts.extend(self.question(f, false).map(QuestionPart::Question));
        }
        for (raw, part) in raw.parts.iter().zip(&item.parts) {
            self.part(raw, part, &mut parts);
        }
        QuestionItem { number: item.number.clone(), label: line(&item.label), parts }
    }

    fn part(&mut self, raw: &Part, part: &WordedPart, out: &mut Vec<QuestionPart>) {
        let (asked, long): (Vec<usize>, bool) = match part {
            WordedPart::Heading(heading) => {
                out.push(QuestionPart::Heading(line(heading)));
                (fields(heading).collect(), false)
            }
            WordedPart::Text { show, weight, .. } => (fields(show).collect(), *weight > 0.0),
            WordedPart::Boxes(field) | WordedPart::Results { field, .. } => (vec![*field], true),
            WordedPart::Amounts(list) => (list.clone(), false),
            WordedPart::Choice { field, label } => {
                let mut all = vec![*field];
                all.extend(fields(label));
                (all, false)
            }
            WordedPart::Legend { legend, lead } => {
                if !lead.is_empty() {
                    out.push(QuestionPart::Note(lead.clone()));
                }
                (self.words.legends[*legend].iter().flat_map(fields).collect(), false)
            }
        };
        for f in asked {
            let Some(mut question) = self.question(f, long) else { continue };
            if let (Part::Choice { field, .. }, WordedPart::Choice { label, .. }) = (raw, part)
                && *field == f
            {
                question.label = line(label);
            }
            out.push(QuestionPart::Question(question));
        }
    }

    /// Whether a field has a place of its own in an item, beside labels.
    fn stands_in_a_part(&self, field: usize) -> bool {
        self.words.items().flat_map(|item| &item.parts).any(|part| match part {
            WordedPart::Heading(phrase) | WordedPart::Text { show: phrase, .. } => phrase.slots().contains(&field),
            WordedPart::Boxes(f) => {
                *f == field || self.words.boxes[*f].iter().any(|choice| choice.slots().contains(&field))
            }
            WordedPart::Amounts(list) => list.contains(&field),
            WordedPart::Results { field: f, .. } => *f == field,
            WordedPart::Choice { field: f, label } => *f == field || label.slots().contains(&field),
            WordedPart::Legend { legend, .. } => {
                self.words.legends[*legend].iter().any(|option| option.slots().contains(&field))
            }
        })
    }

    /// A field, unless it was asked for before.
    fn question(&mut self, field: usize, long: bool) -> Option<Question> {
        if std::mem::replace(&mut self.asked[field], true) {
            return None;
        }
        let words = self.words;
        let spec = &self.form.fields[field];
        let how = match &spec.kind {
            FieldKind::Text => How::Text { long },
            FieldKind::Amount { unit } => How::Amount { unit: unit.clone() },
            FieldKind::Results => How::Results,
            FieldKind::Boxes { .. } => {
                let option = |(n, phrase): (usize, &Phrase)| {
                    let value = words.box_name(field, n);
                    let blanks = fields(phrase).filter_map(|f| self.question(f, false)).collect();
                    Choosable { label: value.clone(), value, blanks }
                };
                How::Boxes { options: words.boxes[field].iter().enumerate().map(option).collect() }
            }
            FieldKind::Choice { legend, many, none } => {
                let options = words.legends[*legend].iter().enumerate();
                let option = |(n, phrase): (usize, &Phrase)| Choosable {
                    value: circled(n).to_string(),
                    label: line(phrase),
                    blanks: Vec::new(),
                };
                let none =
                    none.iter().map(|none| Choosable { value: none.clone(), label: none.clone(), blanks: Vec::new() });
                How::Choice { options: options.map(option).chain(none).collect(), many: *many }
            }
        };
        Some(Question {
            field,
            name: spec.name.clone(),
            label: words.headings[field].first().cloned().unwrap_or_else(|| spec.name.clone()),
            how,
            required: spec.required,
            max_chars: spec.max_chars,
            example: spec.example.clone(),
        })
    }
}

/// The fields in a phrase.
fn fields(phrase: &Phrase) -> impl Iterator<Item = usize> {
    phrase.slots().iter().copied().filter(|f| *f != PLAN)
}

/// A phrase on one line, with room for what is filled in.
fn line(phrase: &Phrase) -> String {
    phrase.fill(|_| BLANK.to_owned()).replace('\n', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    #[test]
    fn every_field_is_asked_for_once_in_the_order_of_the_sheet() {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let asked = form.questions(&form.years, &Meta::default()).unwrap();
        let mut seen = Vec::new();
        fn walk(question: &Question, seen: &mut Vec<usize>) {
            seen.push(question.field);
            if let How::Boxes { options } | How::Choice { options, .. } = &question.how {
                options.iter().flat_map(|option| &option.blanks).for_each(|blank| walk(blank, seen));
            }
        }
        for part in asked.items.iter().flat_map(|item| &item.parts) {
            if let QuestionPart::Question(question) = part {
                walk(question, &mut seen);
            }
        }
        assert_eq!(asked.apart, []);
        let name = |f: &usize| form.fields[*f].name.as_str();
        assert_eq!(seen.iter().take(4).map(name).collect::<Vec<_>>(), ["施策の方向", "重点施策", "事業番号", "事業名"]);
        let mut all = seen.clone();
        all.sort_unstable();
        assert_eq!(all, (0..form.fields.len()).collect::<Vec<_>>(), "each once");
        let of = |name: &str| {
            let parts = asked.items.iter().flat_map(|item| &item.parts);
            let mut asked = parts.filter_map(|part| match part {
                QuestionPart::Question(question) if question.name == name => Some(question.clone()),
                _ => None,
            });
            asked.next_back().unwrap()
        };
        assert_eq!(of("予算額").label, "令和7年度予算額");
        assert_eq!(of("予算額").how, How::Amount { unit: "千円".to_owned() });
        let How::Choice { options, many } = of("連携できた相手").how else { panic!() };
        assert_eq!((options.len(), many, options[12].value.as_str()), (13, true, "なし"));
        let How::Boxes { options } = of("事業の対象者").how else { panic!() };
        assert_eq!((options[4].value.as_str(), options[4].blanks[0].name.as_str()), ("その他", "その他の内容"));
        assert_eq!((of("概要").how, of("概要").required), (How::Text { long: true }, false));
    }
}
