//! Next year's project out of published workbooks alone, without last year's project.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use toml::Value;

use super::carried::Carried;
use super::{Making, Read, Rollover, base_year, faulty, years_on};
use crate::engine::Engine;
use crate::finding::{Finding, Level, fold, quote, tell_once};
use crate::form::BASE_YEAR;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::paper::{Data, Form};
use crate::place::{Place, SourceFile};
use crate::project::FILE;
use crate::source::Source;
use crate::told::{Faults, Told};

/// Codes that say that an input is not wholly the form's.
const MISFITS: [&str; 8] = ["M051", "M052", "M053", "M061", "M063", "M065", "M086", "M087"];

/// Rolls workbooks over. Those of one form are one paper. Forms, fonts and the register are those of `house`.
///
/// `M457` a workbook of no form, or of several; and as [`rollover`](super::rollover).
pub fn rollover_books(
    engine: &Engine,
    house: &Path,
    books: &[PathBuf],
    form: Option<&str>,
    given: &Given,
    to: Option<i32>,
) -> Told<Rollover> {
    Told::noticing(|findings| {
        let mut papers: Vec<(Form, Vec<PathBuf>)> = Vec::new();
        for book in books {
            let found = match form {
                Some(name) => engine.form(name).value_or_faults()?,
                None => form_of(engine, book)?,
            };
            match papers.iter_mut().find(|(own, _)| own.name() == found.name()) {
                Some((_, files)) => files.push(book.clone()),
                None => papers.push((found, vec![book.clone()])),
            }
        }
        let mut read: Vec<Read> = Vec::new();
        for (form, files) in papers {
            if matches!(form, Form::Document(_)) {
                return Err(not_rolled(&form).into());
            }
            let mut noticed = Vec::new();
            let sources = engine.sources(&form, &files, &|_| false, &mut noticed)?;
            let data = engine.read(&form, &sources, given).tell_or_faults(&mut noticed)?;
            tell_once(&mut noticed);
            fold(&mut noticed);
            findings.extend(faulty(form.title(), &noticed).map(|f| f.at(Place::file(SourceFile::at(&files[0])))));
            read.push((form, data));
        }
        let by = years_on(read.iter().find_map(base_year), to)?;
        let mut made = Making::new(by);
        let mut settings = head(&read, given);
        for (form, data) in read {
            let (name, meta) = (form.title().to_owned(), data.meta().clone());
            let variant = data.variant().map(str::to_owned);
            let about =
                Paper { form: form.name().to_owned(), rolls: base_year(&(form.clone(), data.clone())).is_some() };
            made.add(&name, Some((form, data)), &meta, findings)?;
            let input = made.inputs.get(&name).cloned().unwrap_or_default();
            about.write(&name, &input, &meta, variant.as_deref(), &mut settings);
        }
        let mut carried = Carried::new(engine, house);
        carried.house()?;
        findings.append(&mut carried.findings);
        carried.files.append(&mut made.files);
        carried.files.insert(FILE.to_owned(), settings.into_bytes());
        Ok(Rollover { files: carried.files, papers: made.papers, inquiries: Vec::new() })
    })
}

/// The form of a workbook: of those that read it, the one that it fits best.
///
/// # Errors
/// `M457` none, or two that fit as well.
pub fn form_of(engine: &Engine, book: &Path) -> Result<Form, Faults> {
    let file = SourceFile::at(book);
    let source = crate::source::read_file(&file, engine.limits())?;
    let mut found: Vec<(usize, Form)> = Vec::new();
    for name in engine.templates().form_names() {
        // a form that is wrong is told where it is used
        let Some(form) = engine.form(name).value_or_faults().ok().filter(|f| !matches!(f, Form::Document(_))) else {
            continue;
        };
        if let Some(misfit) = misfit(engine, &form, &source) {
            found.push((misfit, form));
        }
    }
    found.sort_by_key(|(misfit, _)| *misfit);
    let mut found = found.into_iter();
    let hint = msg!(
        "様式の名前を --form で指定してください（matome form list で一覧）",
        "name the form with --form (matome form list)"
    );
    match (found.next(), found.next()) {
        (Some((best, form)), other) if other.as_ref().is_none_or(|(misfit, _)| *misfit > best) => Ok(form),
        (Some((_, one)), Some((_, two))) => {
            let (one, two) = (quote(one.title()), quote(two.title()));
            let message = msg!(
                "どの様式のファイルか決められません: 「{one}」か「{two}」",
                "it may be of the form \"{one}\" or \"{two}\""
            );
            Err(Finding::error("M457", message).at(Place::file(file)).hint(hint).into())
        }
        _ => {
            let message = msg!("どの様式の表でも個票でもありません", "it is of none of the forms");
            Err(Finding::error("M457", message).at(Place::file(file)).hint(hint).into())
        }
    }
}

/// How much of a source a form does not have; `None` where it does not read it at all.
fn misfit(engine: &Engine, form: &Form, source: &Source) -> Option<usize> {
    let (data, findings) = engine.read(form, std::slice::from_ref(source), &Given::default()).into_parts();
    data.filter(|data| data.count().number > 0)?;
    let weight = |finding: &Finding| match finding.level {
        _ if MISFITS.contains(&finding.code.0) => 10 * (1 + finding.related.len()),
        Level::Error => 1,
        _ => 0,
    };
    Some(findings.iter().map(weight).sum())
}

fn not_rolled(form: &Form) -> Finding {
    let title = quote(form.title());
    Finding::error("M457", msg!("文書の様式「{title}」に年度はありません", "the free paper \"{title}\" has no years"))
}

/// `[project]`, by what the books say.
fn head(read: &[Read], given: &Given) -> String {
    let said = |of: fn(&Meta) -> &Option<String>| {
        let own = read.iter().find_map(|(_, data)| of(data.meta()).clone());
        of(&given.meta).clone().or(own)
    };
    let mut out =
        "# matome rollover が作りました。書き直したら matome build をもう一度実行してください。\n\n[project]\n"
            .to_owned();
    for (key, text) in [("計画", said(|m| &m.plan)), ("団体", said(|m| &m.body))] {
        // writing to a string cannot fail
        let _ = match text {
            Some(text) => writeln!(out, "\"{key}\" = {}", Value::String(text)),
            None => writeln!(out, "# \"{key}\" = \"\""),
        };
    }
    out
}

/// A paper of the new settings.
struct Paper {
    form: String,
    rolls: bool,
}

impl Paper {
    fn write(&self, name: &str, input: &str, meta: &Meta, variant: Option<&str>, out: &mut String) {
        let quoted = |text: &str| Value::String(text.to_owned()).to_string();
        let mut lines = vec![
            "\n[[paper]]".to_owned(),
            format!("name = {}", quoted(name)),
            format!("form = {}", quoted(&self.form)),
            format!("input = [{}]", quoted(input)),
        ];
        lines.extend(variant.map(|variant| format!("variant = {}", quoted(variant))));
        lines.extend(meta.number.as_deref().map(|number| format!("\"資料番号\" = {}", quoted(number))));
        lines.extend(meta.title.as_deref().map(|title| format!("\"題名\" = {}", quoted(title))));
        if self.rolls {
            let base = BASE_YEAR.trim_end_matches("年度");
            lines.push(format!("file = \"{{{{紙面}}}}_{{{{年度 {base}}}}}\""));
        }
        lines.push("output = [\"pdf\", \"xlsx\"]".to_owned());
        out.push_str(&lines.join("\n"));
        out.push('\n');
    }
}

impl Data {
    /// How it was answered.
    fn variant(&self) -> Option<&str> {
        match self {
            Self::Table(plan) => plan.variant.as_deref(),
            Self::Slips(_) | Self::Document(_) => None,
        }
    }
}
