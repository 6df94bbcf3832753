//! Layouts that are not the program's own, tried elsewhere before they are laid out here.
//!
//! Typst has no limit of time and memory, and a stack that overflows ends the process. So what the program gives as a
//! [`Trial`] lays such a part out in another process, with limits, as far as the bytes of the PDF, and throws it away:
//! the same layout gives the same pages, and what ended there ends here as well. Pages cannot be handed over: those of
//! a packet are put together, and Typst's are not made to be written down.

use serde::{Deserialize, Serialize};

use super::fonts::Fonts;
use super::world::{Extra, Inputs, Layout};
use crate::finding::{Finding, Message};
use crate::form::Templates;
use crate::limits::Limits;
use crate::msg;
use crate::place::Place;

/// Where layouts that are not the program's own are tried.
pub trait Trial: Send + Sync {
    /// Has [`try_layout`](super::try_layout) called on these bytes in a process that ends at these limits.
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

/// Tries a layout, if it is not the program's own.
///
/// # Errors
/// `M210`: it takes more than it may.
pub fn check(
    trial: &dyn Trial,
    limits: &Limits,
    (templates, fonts): (&Templates, &Fonts),
    layout: Layout,
    given: &Inputs,
) -> Result<(), Finding> {
    let Some(file) = layout.foreign(templates) else { return Ok(()) };
    let (what, hint) = match trial.run(&write(templates, fonts, layout, given), limits) {
        Ended::Well => return Ok(()),
        Ended::TooLong => {
            let seconds = limits.layout_seconds;
            let what =
                msg!("{seconds} 秒たっても組み終わらないので、やめました", "it was stopped after {seconds} seconds");
            let hint = msg!(
                "このファイルか、ここから読み込むファイルに、終わらない繰り返しや、何万回もの繰り返しがないか確かめてください",
                "look for loops without end, or of many thousand turns, here and in what this file imports"
            );
            (what, hint)
        }
        Ended::TooLarge => {
            let mb = limits.layout_bytes >> 20;
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
            let mb = limits.layout_bytes >> 20;
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
    Err(Finding::error("M210", message).at(Place::file(templates.source(&file))).hint(hint))
}

/// A job as bytes.
fn write(templates: &Templates, fonts: &Fonts, layout: Layout, given: &Inputs) -> Vec<u8> {
    let mut job = Job {
        folder: layout.folder.to_owned(),
        usual: layout.usual.to_owned(),
        families: given.families.clone(),
        data: given.data.len(),
        ..Job::default()
    };
    let mut parts: Vec<&[u8]> = vec![&given.data];
    for (name, bytes) in layout.files(templates).filter(|(name, _)| templates.is_own(name)) {
        job.templates.push((name, bytes.len()));
        parts.push(bytes);
    }
    for (name, bytes) in &given.files {
        job.files.push((name.clone(), bytes.len()));
        parts.push(bytes);
    }
    let mut own: Vec<&[u8]> = Vec::new();
    for (family, bytes, index) in fonts.own_faces(&given.families) {
        let known = own.iter().position(|font| std::ptr::eq(*font, bytes));
        let file = known.unwrap_or_else(|| {
            own.push(bytes);
            own.len() - 1
        });
        job.faces.push((family.to_owned(), file, index));
    }
    job.fonts = own.iter().map(|font| font.len()).collect();
    parts.append(&mut own);
    // names and numbers into memory cannot fail
    let head = serde_json::to_vec(&job).unwrap_or_default();
    let size = (head.len() as u64).to_le_bytes();
    [&size[..], &head].into_iter().chain(parts).collect::<Vec<_>>().concat()
}

/// A job that was read.
pub struct Tried {
    pub folder: String,
    pub usual: String,
    pub given: Inputs,
    pub templates: Templates,
    pub fonts: Fonts,
}

/// Reads what [`check`] wrote; `None` where it is not whole.
pub fn read(bytes: &[u8]) -> Option<Tried> {
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
    let mut files: Vec<Extra> = Vec::new();
    for (name, size) in &job.files {
        files.push((name.clone(), take(*size)?.into()));
    }
    let own = job.fonts.iter().map(|size| take(*size)).collect::<Option<Vec<_>>>()?;
    let faces = job.faces.iter().map(|(family, file, index)| Some((family.clone(), *own.get(*file)?, *index)));
    let fonts = Fonts::with_faces(faces.collect::<Option<Vec<_>>>()?);
    let Job { folder, usual, families, .. } = job;
    Some(Tried { folder, usual, given: Inputs { data, families, files, pages: None }, templates, fonts })
}
