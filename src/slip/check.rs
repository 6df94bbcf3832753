//! Checks of the answers, in the order of the sheets: `M039`, `M103`, `M105`, `M107`, `M108`, `M121`–`M127`, `M201`–`M203`.

use super::definition::{FieldKind, circled};
use super::read::{amount, options};
use super::words::{Phrase, Worded};
use super::{Answer, Slip, Slips};
use crate::answered_twice::{self, Twice};
use crate::around;
use crate::finding::{Finding, Message, quote};
use crate::form::{asked, turned};
use crate::meta::Given;
use crate::msg;
use crate::register::{self, Answering};
use crate::row_key::repeated;
use crate::text::FontChain;
use crate::text::check_characters;
use crate::text::check_glyphs;
use crate::words::mark_folded;

pub fn check(book: &Slips, given: &Given, fonts: &FontChain, findings: &mut Vec<Finding>) {
    let Ok(words) = Worded::new(&book.form, &book.years, &book.meta) else { return };
    for slip in &book.slips {
        // a sheet that nobody filled in is the blank form
        if slip.answers.iter().all(Answer::is_empty) {
            continue;
        }
        let check = Check { book, words: &words, slip };
        for field in 0..book.form.fields.len() {
            check.answer(field, findings);
            characters(&slip.answers[field], fonts, findings);
        }
    }
    for (n, field) in book.form.fields.iter().enumerate() {
        let answers = book.slips.iter().map(|slip| (slip.answers[n].text.as_str(), slip.answers[n].place.as_ref()));
        findings.extend(turned::check(&field.name, field.pattern.as_deref(), answers));
    }
    twice(book, findings);
    let file = book.slips.iter().find_map(|slip| Some(&slip.place.as_ref()?.file));
    around::check(&book.meta, given, file, fonts, findings);
}

struct Check<'a> {
    book: &'a Slips,
    words: &'a Worded,
    slip: &'a Slip,
}

impl Check<'_> {
    fn at(&self, field: usize, mut finding: Finding) -> Finding {
        finding.place = self.slip.answers[field].place.clone().or_else(|| self.slip.place.clone());
        finding
    }

    fn answer(&self, field: usize, findings: &mut Vec<Finding>) {
        let spec = &self.book.form.fields[field];
        let (name, answer) = (&spec.name, &self.slip.answers[field]);
        if spec.required && answer.is_empty() {
            findings.push(self.at(field, asked::missing(name, self.book.form.key.contains(&field))));
        }
        findings.extend(asked::too_long(name, &answer.text, spec.max_chars).map(|told| self.at(field, told)));
        match &spec.kind {
            _ if self.book.form.is_missing(&answer.text) => {}
            FieldKind::Amount { unit } if !answer.is_empty() && amount(&answer.text, unit).is_none() => {
                let text = quote(&answer.text);
                let message =
                    msg!("{name}が整数ではありません: 「{text}」", "{name} is not a whole number: \"{text}\"");
                let example = in_thousands(&answer.text, unit).unwrap_or_else(|| "1200".to_owned());
                let hint = msg!(
                    "{unit}単位の数字だけを書いてください（例: {example}）",
                    "write digits only, in {unit} (for example {example})"
                );
                let mut finding = Finding::error("M121", message).hint(hint);
                if matches!(mark_folded(&answer.text).as_str(), "-" | "…") {
                    finding = finding.hint(msg!(
                        "答えがないことを「{text}」で表すなら、様式の missing に書いてください",
                        "if \"{text}\" stands for no answer, list it in missing of the form"
                    ));
                }
                findings.push(self.at(field, finding));
            }
            FieldKind::Choice { legend, many, none } => self.choice(field, *legend, *many, none.as_deref(), findings),
            FieldKind::Boxes { .. } => {
                let chosen: Vec<&str> = answer.text.split('、').collect();
                for (n, phrase) in self.words.boxes[field].iter().enumerate() {
                    self.fill_in(
                        phrase,
                        &self.words.box_name(field, n),
                        chosen.contains(&self.words.box_name(field, n).as_str()),
                        findings,
                    );
                }
            }
            _ => {}
        }
    }

    /// `M122` a number that the legend lacks, `M125` several where one is asked for.
    fn choice(&self, field: usize, legend: usize, many: bool, none: Option<&str>, findings: &mut Vec<Finding>) {
        let (name, answer) = (&self.book.form.fields[field].name, &self.slip.answers[field]);
        if answer.is_empty() || none == Some(answer.text.as_str()) {
            return;
        }
        let last = self.words.legends[legend].len();
        let text = quote(&answer.text);
        let chosen = options(&answer.text);
        let valid = chosen.as_ref().is_some_and(|list| list.iter().all(|n| *n < last));
        if !valid {
            let to = circled(last.saturating_sub(1));
            let (or_ja, or_en) = none.map_or_else(Default::default, |n| (format!("か「{n}」"), format!(" or {n}")));
            let message = msg!(
                "「{name}」の答えが選択肢にありません: 「{text}」",
                "the answer of \"{name}\" is no option: \"{text}\""
            );
            let hint = msg!("①～{to}の番号{or_ja}で書いてください", "write the numbers ① to {to}{or_en}");
            findings.push(self.at(field, Finding::error("M122", message).hint(hint)));
        }
        let chosen = chosen.unwrap_or_default();
        if !many && chosen.len() > 1 {
            let message =
                msg!("「{name}」は一つだけ選ぶ項目です: 「{text}」", "\"{name}\" takes one option: \"{text}\"");
            findings.push(self.at(field, Finding::error("M125", message)));
        }
        let mut twice = chosen.clone();
        twice.sort_unstable();
        if twice.windows(2).any(|w| w[0] == w[1]) {
            let message =
                msg!("「{name}」に同じ番号が二度あります: 「{text}」", "\"{name}\" has an option twice: \"{text}\"");
            findings.push(self.at(field, Finding::warning("M122", message)));
        }
        if many {
            // an option with a slot belongs to the first field that shares the legend, or to any of them
            let all: Vec<usize> =
                self.sharing(legend).flat_map(|f| options(&self.slip.answers[f].text).unwrap_or_default()).collect();
            for (n, phrase) in self.words.legends[legend].iter().enumerate() {
                self.fill_in(phrase, &circled(n).to_string(), all.contains(&n), findings);
            }
        }
    }

    fn sharing(&self, legend: usize) -> impl Iterator<Item = usize> {
        let fields = &self.book.form.fields;
        (0..fields.len()).filter(move |f| matches!(fields[*f].kind, FieldKind::Choice { legend: l, .. } if l == legend))
    }

    /// `M123`: an option is chosen and its blank not filled in, or the other way round.
    fn fill_in(&self, phrase: &Phrase, option: &str, chosen: bool, findings: &mut Vec<Finding>) {
        for &slot in phrase.slots() {
            let Some(answer) = self.slip.answers.get(slot) else { continue };
            let name = &self.book.form.fields[slot].name;
            let message: Message = match (chosen, answer.is_empty()) {
                (true, true) => msg!(
                    "「{option}」を選んでいますが、「{name}」が空です",
                    "\"{option}\" is chosen, but \"{name}\" is empty"
                ),
                (false, false) => msg!(
                    "「{name}」が書いてありますが、「{option}」を選んでいません",
                    "\"{name}\" is filled in, but \"{option}\" is not chosen"
                ),
                _ => continue,
            };
            findings.push(self.at(slot, Finding::warning("M123", message)));
        }
    }
}

/// Whole yen as the thousands that a form asks for.
fn in_thousands(text: &str, unit: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['￥', '¥', '\\']);
    let yen = amount(text, "円")?;
    (unit == "千円").then(|| yen.strip_suffix("000").map(str::to_owned)).flatten().filter(|t| !t.is_empty())
}

/// Glyphs and invisible characters of an answer.
fn characters(answer: &Answer, fonts: &FontChain, findings: &mut Vec<Finding>) {
    let table = answer.table.iter().flat_map(|t| t.columns.iter().chain(t.rows.iter().flatten()));
    let text: String =
        [&answer.text, &answer.notes].into_iter().chain(table).map(String::as_str).collect::<Vec<_>>().join("\n");
    let mut found = check_glyphs(&text, fonts);
    found.extend(check_characters(&text, fonts));
    for mut finding in found {
        finding.place.clone_from(&answer.place);
        findings.push(finding);
    }
}

/// `M127`: two sheets of one project; `M412` in two files.
fn twice(book: &Slips, findings: &mut Vec<Finding>) {
    let mut files: Vec<Twice> = Vec::new();
    for (slip, before) in book.slips.iter().zip(repeated(&book.keys())) {
        let Some(before) = before.map(|at| &book.slips[at]) else { continue };
        // what names it, or else anything that it says
        let keys = book.form.key.iter().rev().map(|&f| &slip.answers[f]);
        let said = keys.chain(&slip.answers).map(|answer| answer.text.trim()).find(|text| !text.is_empty());
        let said = said.or(slip.id.as_deref()).unwrap_or_default();
        if let (Some(here), Some(before)) = (&slip.place, &before.place)
            && here.file != before.file
        {
            files.push(Twice { name: said.to_owned(), here: here.clone(), before: before.clone() });
            continue;
        }
        let name = quote(said);
        let message = match &slip.id {
            Some(id) if slip.id == before.id => {
                let id = quote(id);
                msg!("同じ id「{id}」の事業が二つあります: 「{name}」", "the id \"{id}\" stands twice: \"{name}\"")
            }
            _ => msg!("同じ事業のシートが二つあります: 「{name}」", "the same project has two sheets: \"{name}\""),
        };
        let hint = msg!("新しい方だけを残してください", "keep the newer one only");
        let mut finding = Finding::warning("M127", message).hint(hint);
        finding.place.clone_from(&slip.place);
        finding.related.extend(before.place.clone());
        findings.push(finding);
    }
    answered_twice::tell(files, findings);
}

/// `M410`, `M411`: who answered, held against the register.
pub fn sections(book: &Slips, several: bool, given: &Given, findings: &mut Vec<Finding>) {
    let (Some(register), roles) = (&given.register, book.form.roles()) else { return };
    if !roles.any() {
        return;
    }
    let answers = book.slips.iter().map(|slip| {
        let (bureau, section) = roles.names(|f| slip.answers[f].text.as_str());
        let field = roles.section.or(roles.bureau);
        Answering { bureau, section, place: field.and_then(|f| slip.answers[f].place.as_ref()).or(slip.place.as_ref()) }
    });
    register::check(register, &given.asked, answers, several, findings);
}
