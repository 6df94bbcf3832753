//! Layouts that are not the program's own, tried elsewhere before they are laid out here.
//!
//! Typst has no limit of time and memory, and a stack that overflows ends the process. So what the program gives as a
//! [`Trial`] lays such a part out in another process, with limits, as far as the bytes of the PDF, and throws it away:
//! the same layout gives the same pages, and what ended there ends here as well. Pages cannot be handed over: those of
//! a packet are put together, and Typst's are not made to be written down.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::compile::{Inputs, Typesetter};
use super::export::{Facts, Pdf};
use super::fonts::Fonts;
use super::world::Layout;
use crate::finding::{Finding, Message};
use crate::form::Templates;
use crate::limits::Limits;
use crate::msg;
use crate::place::Place;
use crate::units::Date;

/// Where layouts that are not the program's own are tried.
pub trait Trial: Send + Sync {
    /// Has [`try_layout`] called on these bytes in a process that ends at these limits.
    fn run(&self, job: &[u8], limits: &Limits) -> Ended;
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with pages or with faults.
    Well,
    /// It took more than [`Limits::layout_seconds`].
    TooLong,
    /// It took more than [`Limits::layout_bytes`].
    TooLarge,
    /// Its process broke down.
    Broken,
    /// There was no process for it, and why.
    NotBegun(Message),
}

/// What a layout is tried with: names here, and the bytes of all files behind it in this order.
#[derive(Default, Serialize, Deserialize)]
struct Job {
    folder: String,
    usual: String,
    families: Vec<String>,
    /// Bytes of `/data.json`.
    data: usize,
    /// Files of the project's own forms, and their bytes.
    templates: Vec<(String, usize)>,
    /// Further files of the layout's world.
    files: Vec<(String, usize)>,
    /// Files of the project's own fonts.
    fonts: Vec<usize>,
    /// Their faces: family, which of the files, which face in it.
    faces: Vec<(String, usize, u32)>,
}

/// Tries a layout, if it is not the program's own and there is a place for it.
///
/// # Errors
/// `M210`: it takes more than it may.
pub fn check(setter: &Typesetter, layout: Layout, given: &Inputs) -> Result<(), Finding> {
    let Some(trial) = setter.trial else { return Ok(()) };
    let Some(file) = layout.foreign(setter.templates) else { return Ok(()) };
    let (what, hint) = match trial.run(&write(setter, layout, given), setter.limits) {
        Ended::Well => return Ok(()),
        Ended::TooLong => {
            let seconds = setter.limits.layout_seconds;
            let what =
                msg!("{seconds} 秒たっても組み終わらないので、やめました", "it was stopped after {seconds} seconds");
            let hint = msg!(
                "このファイルか、ここから読み込むファイルに、終わらない繰り返しや、何万回もの繰り返しがないか確かめてください",
                "look for loops without end, or of many thousand turns, here and in what this file imports"
            );
            (what, hint)
        }
        Ended::TooLarge => {
            let mb = setter.limits.layout_bytes >> 20;
            let what = msg!(
                "組むのに {mb} MB を超えるメモリを使うので、やめました",
                "it was stopped because it takes more than {mb} MB of memory"
            );
            let hint = msg!(
                "このファイルか、ここから読み込むファイルに、長くなり続ける文や配列がないか確かめてください",
                "look for texts and arrays that grow and grow, here and in what this file imports"
            );
            (what, hint)
        }
        Ended::Broken => {
            let mb = setter.limits.layout_bytes >> 20;
            let what = msg!(
                "組んでいる途中で Typst が止まりました（使えるメモリは {mb} MB まで）",
                "Typst broke down (it may take {mb} MB of memory)"
            );
            let hint = msg!(
                "このファイルか、ここから読み込むファイルに、深すぎる入れ子（自分を含み続ける配列など）や、大きすぎる文がないか確かめてください",
                "look for nesting that is too deep, such as arrays in arrays, or texts that are too large"
            );
            (what, hint)
        }
        Ended::NotBegun(Message { ja, en }) => {
            let what = msg!(
                "試しに組むためのプロセスを始められません（{ja}）",
                "no process to try it in could be started ({en})"
            );
            let hint = msg!(
                "matome を入れ直すか、ほかのソフトを閉じてください",
                "install matome again, or close other programs"
            );
            (what, hint)
        }
    };
    let Message { ja, en } = what;
    let message = msg!("紙面を組めません: {ja}", "the layout fails: {en}");
    Err(Finding::error("M210", message).at(Place::file(setter.templates.source(&file))).hint(hint))
}

/// A job as bytes.
fn write(setter: &Typesetter, layout: Layout, given: &Inputs) -> Vec<u8> {
    let mut job = Job {
        folder: layout.folder.to_owned(),
        usual: layout.usual.to_owned(),
        families: given.families.clone(),
        data: given.data.len(),
        ..Job::default()
    };
    let mut parts: Vec<&[u8]> = vec![&given.data];
    for (name, bytes) in layout.files(setter.templates).filter(|(name, _)| setter.templates.is_own(name)) {
        job.templates.push((name, bytes.len()));
        parts.push(bytes);
    }
    for (name, bytes) in &given.files {
        job.files.push((name.clone(), bytes.len()));
        parts.push(bytes);
    }
    let mut fonts: Vec<&[u8]> = Vec::new();
    for (family, bytes, index) in setter.fonts.own_faces(&given.families) {
        let known = fonts.iter().position(|font| std::ptr::eq(*font, bytes));
        let file = known.unwrap_or_else(|| {
            fonts.push(bytes);
            fonts.len() - 1
        });
        job.faces.push((family.to_owned(), file, index));
    }
    job.fonts = fonts.iter().map(|font| font.len()).collect();
    parts.append(&mut fonts);
    // names and numbers into memory cannot fail
    let head = serde_json::to_vec(&job).unwrap_or_default();
    let size = (head.len() as u64).to_le_bytes();
    [&size[..], &head].into_iter().chain(parts).collect::<Vec<_>>().concat()
}

/// Lays out what a [`Trial`] was given, as far as the bytes of a PDF, and throws everything away. Says nothing of what
/// Typst refuses: that is told where the layout is then laid out in earnest. False: these are no such bytes.
pub fn try_layout(job: &[u8]) -> bool {
    let Some((job, data, templates, files, fonts)) = read(job) else { return false };
    let limits = Limits::default();
    let setter = Typesetter { templates: &templates, fonts: &fonts, cache: Cache::Own, limits: &limits, trial: None };
    let layout = Layout { folder: &job.folder, usual: &job.usual };
    let laid = setter.compile(layout, Inputs { data, families: job.families.clone(), files, pages: None });
    let (document, _) = laid.into_parts();
    if let Some(document) = document {
        let facts = Facts { ident: String::new(), date: Date::april(2000) };
        drop(setter.export(&document, &facts, &Pdf::default(), Some(layout)));
    }
    // giving back what is nested deep needs its stack too
    Cache::Own.clear(0);
    true
}

type Given = (Job, Vec<u8>, Templates, Vec<(String, Arc<[u8]>)>, Fonts);

fn read(bytes: &[u8]) -> Option<Given> {
    let (size, rest) = bytes.split_first_chunk()?;
    let (head, mut rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*size)).ok()?)?;
    let job: Job = serde_json::from_slice(head).ok()?;
    let mut take = |size: usize| {
        let (part, more) = rest.split_at_checked(size)?;
        rest = more;
        Some(part)
    };
    let data = take(job.data)?.to_vec();
    let mut templates = Templates::builtin();
    for (name, size) in &job.templates {
        templates.add(name.clone(), take(*size)?);
    }
    let mut files = Vec::new();
    for (name, size) in &job.files {
        files.push((name.clone(), take(*size)?.into()));
    }
    let own = job.fonts.iter().map(|size| take(*size)).collect::<Option<Vec<_>>>()?;
    let faces = job.faces.iter().map(|(family, file, index)| Some((family.clone(), *own.get(*file)?, *index)));
    let fonts = Fonts::with_faces(faces.collect::<Option<Vec<_>>>()?);
    Some((job, data, templates, files, fonts))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::engine::Engine;

    /// Keeps what it is given.
    #[derive(Default)]
    struct Keeps(Mutex<Vec<u8>>);

    impl Trial for Keeps {
        fn run(&self, job: &[u8], _: &Limits) -> Ended {
            *self.0.lock().unwrap() = job.to_owned();
            Ended::TooLong
        }
    }

    #[test]
    fn a_trial_is_given_all_that_the_layout_may_read() {
        let dir = tempfile::tempdir().unwrap();
        let (form, fonts) = (dir.path().join("templates/own"), dir.path().join("fonts"));
        std::fs::create_dir_all(&form).unwrap();
        std::fs::create_dir_all(&fonts).unwrap();
        let font = include_bytes!("../../tests/fonts/gaiji.ttf");
        std::fs::write(fonts.join("gaiji.ttf"), font).unwrap();
        std::fs::write(form.join("own.svg"), "<svg/>").unwrap();
        // ends well only with every file in its place
        let layout =
            "#assert(json(\"/data.json\") == 1 and read(\"own.svg\") == \"<svg/>\" and read(\"/図.txt\") == \"図\")";
        std::fs::write(form.join("layout.typ"), layout).unwrap();
        let keeps = Arc::new(Keeps::default());
        let engine = Engine::new().with_folder(dir.path()).unwrap().with_trial(Some(keeps.clone()));
        let families: Vec<String> = engine.fonts().families("BIZ UDGothic", false);
        let files = vec![("図.txt".to_owned(), Arc::from("図".as_bytes()))];
        let given = Inputs { data: b"1".to_vec(), families: families.clone(), files, pages: None };
        let layout = Layout { folder: "own", usual: "shared/table-paper.typ" };
        let (pages, findings) = engine.typesetter().compile(layout, given).into_parts();
        assert!(pages.is_none() && findings.len() == 1 && findings[0].code.0 == "M210", "{findings:?}");

        let job = keeps.0.lock().unwrap().clone();
        let (named, data, templates, files, fonts) = read(&job).unwrap();
        assert_eq!((named.folder.as_str(), named.usual.as_str()), (layout.folder, layout.usual));
        assert_eq!(fonts.typst(&families), engine.fonts().typst(&families));
        assert_eq!(named.fonts, [font.len()]);
        let limits = Limits::default();
        let setter =
            Typesetter { templates: &templates, fonts: &fonts, cache: Cache::Shared, limits: &limits, trial: None };
        let laid = setter.compile(layout, Inputs { data, families, files, pages: None });
        assert_eq!(laid.findings(), []);
        // a pipe that broke
        assert!((0..job.len()).step_by(997).all(|end| read(&job[..end]).is_none()));
    }
}
