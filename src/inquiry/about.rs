//! An inquiry as the project defines it: its form, its folder, whom it asks what.

use std::collections::HashMap;
use std::path::PathBuf;

use super::answer::Question;
use super::ledger::{Event, Ledger, Who};
use crate::digest::sha256;
use crate::engine::Engine;
use crate::finding::{Finding, Message};
use crate::input;
use crate::meta::Given;
use crate::msg;
use crate::output::reason;
use crate::paper::{Data, Form};
use crate::place::{Place, SourceFile};
use crate::project::InquirySettings;
use crate::register::{Register, Section};
use crate::row_key::RowId;
use crate::source::{Format, read_within};
use crate::told::Faults;

/// The data that is asked about, in the inquiry's folder.
pub const ASKED: &str = "照会データ.json";
/// Slips: last time's answers.
pub const LAST: &str = "前回データ.json";

/// What an inquiry is about.
pub struct Inquiry<'a> {
    /// Forms, fonts, names, limits.
    pub engine: &'a Engine,
    /// As `matome.toml` has it.
    pub settings: &'a InquirySettings,
    /// `照会/<name>`
    pub folder: PathBuf,
    /// The form that goes out.
    pub form: Form,
    /// Its years and what stands around it.
    pub given: Given,
    /// The town's sections.
    pub register: Option<&'a Register>,
}

/// A section and what it is asked.
pub struct Asked {
    /// Who.
    pub who: Who,
    /// Ids of its rows or projects.
    pub ids: Vec<RowId>,
}

impl<'a> Inquiry<'a> {
    /// What is asked about, in Japanese and English: 行, 事業.
    pub fn unit(&self) -> (&'static str, &'static str) {
        match self.form {
            Form::Slip(_) => ("事業", "projects"),
            _ => ("行", "rows"),
        }
    }

    /// How returned files are read.
    pub fn question(&self) -> Question<'_> {
        Question { engine: self.engine, form: &self.form, given: &self.given }
    }

    /// The section that answers a record: by its present name, where the register has it by another.
    pub(super) fn section_of(&self, data: &Data, record: usize) -> Who {
        let (bureau, section) = data.section(record);
        self.present(&bureau, &section)
    }

    /// A section by its present name. Of several in one cell the first that is known.
    pub(super) fn present(&self, bureau: &str, section: &str) -> Who {
        let named = self.register.and_then(|register| {
            let named = register.find_all(Some(bureau).filter(|bureau| !bureau.is_empty()), section);
            let found = named.iter().find_map(|named| named.found.section())?;
            register.sections().get(found)
        });
        match named {
            Some(Section { bureau, name, .. }) => Who { bureau: bureau.clone(), section: name.clone() },
            None => Who { bureau: words(bureau), section: words(section) },
        }
    }

    /// What the ledger says, with the sections by their present names: one that was renamed since is the same.
    pub(super) fn named_now(&self, mut event: Event) -> Event {
        let rename = |who: &mut Who| *who = self.present(&who.bureau, &who.section);
        match &mut event {
            Event::Sent(sent) | Event::Returned(sent) => rename(&mut sent.who),
            Event::Received(received) => received.who.iter_mut().for_each(rename),
            Event::Settled { who, .. } => rename(who),
            Event::Again { .. } | Event::Decided { .. } => {}
        }
        event
    }

    /// A whole ledger by present names.
    pub(super) fn history(&self, ledger: &Ledger) -> Ledger {
        let events = ledger.events.iter().map(|event| self.named_now(event.clone())).collect();
        Ledger { events, ..ledger.clone() }
    }

    /// What the register says of a section.
    pub fn section(&self, who: &Who) -> Option<&Section> {
        let register = self.register?;
        let found = register.find(Some(&who.bureau).filter(|b| !b.is_empty()).map(String::as_str), &who.section);
        register.sections().get(found.section()?)
    }

    /// Who is asked what: in 建制順, those that the register does not know behind, by first appearance.
    pub(super) fn sections(&self, data: &Data) -> Vec<Asked> {
        let mut out: Vec<Asked> = Vec::new();
        let mut known: HashMap<Who, usize> = HashMap::new();
        // the same words are looked up once
        let mut called: HashMap<(String, String), Who> = HashMap::new();
        for record in 0..data.len() {
            let Some(id) = data.id(record) else { continue };
            let who = called.entry(data.section(record)).or_insert_with(|| self.section_of(data, record)).clone();
            let next = out.len();
            let at = *known.entry(who.clone()).or_insert(next);
            match out.get_mut(at) {
                Some(asked) => asked.ids.push(id.clone()),
                None => out.push(Asked { who, ids: vec![id.clone()] }),
            }
        }
        if let Some(register) = self.register {
            out.sort_by_cached_key(|asked| register.rank(Some(&asked.who.bureau), &asked.who.section));
        }
        out
    }

    /// A file of its folder, as findings call it.
    pub fn file(&self, name: &str) -> SourceFile {
        self.engine.file(&self.folder.join(name))
    }

    /// Reads the ledger.
    ///
    /// # Errors
    /// `M470`
    pub fn ledger(&self) -> Result<Option<Ledger>, Finding> {
        Ledger::read(&self.folder, &self.file(super::ledger::FILE))
    }

    /// Data of the inquiry's folder.
    pub(super) fn data(&self, name: &str, hash: Option<&str>) -> Result<Data, Faults> {
        let file = self.file(name);
        let bytes = self.bytes(name)?;
        if hash.is_some_and(|hash| sha256(&bytes) != hash) {
            return Err(changed(&file).into());
        }
        let source = read_within(bytes, &file, Format::Json, self.engine.limits())?;
        self.engine.read(&self.form, &[source], &self.given).value_or_faults()
    }

    /// A file of the inquiry's folder.
    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, Finding> {
        let most = self.engine.limits().file_bytes;
        input::read(&self.folder.join(name), most).map_err(|error| {
            let Message { ja, en } = reason(&error);
            Finding::error("M474", msg!("照会のファイルを読めません: {ja}", "cannot read a file of the inquiry: {en}"))
                .at(Place::file(self.file(name)))
                .hint(msg!(
                    "照会のフォルダーの中のファイルは、動かしたり消したりしないでください。控えから元に戻してください",
                    "files of the inquiry are not to be moved or deleted: take it back from a copy"
                ))
        })
    }
}

/// `M475`: a file that the ledger knows is another one now.
pub(super) fn changed(file: &SourceFile) -> Finding {
    Finding::error(
        "M475",
        msg!(
            "台帳に記した後で書き換えられています（SHA-256 が違います）",
            "it was changed since the ledger recorded it (another SHA-256)"
        ),
    )
    .at(Place::file(file.clone()))
    .hint(msg!(
        "控えから元のファイルに戻してください。直した回答は matome collect で受け取ってください",
        "put the original back; take a mended answer in with matome collect"
    ))
}

/// A name on one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
