//! A guest (他課からの PDF): opened, looked through, not yet in its place.

use lopdf::{DecompressError, Document, Error, Permissions};

use super::annots::annotations;
use super::contents::Contents;
use super::fields;
use super::filters::name_filters;
use super::graft::{MOST_CONTENT, over, page_content, unpacked};
use super::load::{Loaded, load_guest};
use super::page::{GuestPage, View, breaks_off, dict, inherited, text, value};
use super::page_list;
use super::page_tree::PageTree;
use super::size::Size;
use super::weight::{Scale, draws_nothing};
use crate::finding::{Finding, Message};
use crate::limits::{GUEST_BYTES, GUEST_PAGES, Limit, Limits};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;

/// A PDF that another section made and that goes into a packet.
pub struct Guest {
    pub(crate) doc: Document,
    pub(crate) pages: Vec<GuestPage>,
    file: SourceFile,
    title: Option<String>,
    findings: Vec<Finding>,
}

/// Larger ones make a packet that cannot be sent, in bytes.
const LARGE_FILE: usize = 50 << 20;
/// The header has to be near the beginning (ISO 32000-1 H.3, implementation note 13).
const HEADER_WITHIN: usize = 1024;

/// `M334`: a PDF of so many bytes is no meeting paper.
pub(crate) fn too_large(bytes: usize, limits: &Limits) -> Finding {
    beyond(limits, GUEST_BYTES, bytes)
}

fn beyond(limits: &Limits, limit: Limit, found: usize) -> Finding {
    let Message { ja, en } = limit.beyond(limits, Some(found as u64));
    let finding = Finding::error("M334", msg!("PDF が大きすぎます: {ja}", "the PDF is too large: {en}")).hint(msg!(
        "図の画素を減らすか、要るページだけの PDF にしてもらってください",
        "ask for smaller pictures, or for the pages that are needed"
    ));
    limit.told(finding, limits)
}

impl Guest {
    /// Opens a PDF. `file` is what findings call it.
    ///
    /// What does not keep the pages from being printed is in [`findings`](Self::findings). A file that opens
    /// without a password but forbids printing, copying or assembling (an owner's password) is opened, with
    /// a finding of level error: a packet does all three, so the section that made it has to agree.
    ///
    /// # Errors
    /// `M330` not a PDF, damaged, cut off, or without pages; `M331` a password is needed; `M333` a dynamic form
    /// (XFA) or a portfolio; `M334` too large.
    pub fn open(bytes: &[u8], file: impl Into<SourceFile>, limits: &Limits) -> Result<Self, Finding> {
        let file: SourceFile = file.into();
        Self::read(bytes, file.clone(), limits).map_err(|finding| finding.at(Place::file(file)))
    }

    fn read(bytes: &[u8], file: SourceFile, limits: &Limits) -> Result<Self, Finding> {
        if bytes.len() > limits.guest_bytes {
            return Err(too_large(bytes.len(), limits));
        }
        let start = bytes.get(..HEADER_WITHIN).unwrap_or(bytes);
        if memchr::memmem::find(start, b"%PDF-").is_none() {
            return Err(no_pdf(bytes));
        }
        let loaded = load_guest(bytes).map_err(|e| unreadable(bytes, &e))?;
        if loaded.is_locked() {
            return Err(locked());
        }
        let Loaded { mut doc, tree, repaired: rebuilt, .. } = loaded;
        name_filters(&mut doc);
        not_on_pages(&doc)?;
        if !tree.endless && tree.pages.len() > limits.guest_pages {
            return Err(beyond(limits, GUEST_PAGES, tree.pages.len()));
        }
        let (pages, incomplete) = read_pages(&doc, &tree)?;
        let mut findings = Vec::new();
        findings.extend(large(bytes.len()));
        findings.extend(restricted(&doc));
        let contents = Contents::read(&doc, &pages);
        if let Some(page) = contents.bomb {
            return Err(bomb(page));
        }
        findings.extend(repaired(rebuilt, &contents)?);
        findings.extend(incomplete);
        findings.extend(contents.findings());
        findings.extend(fields::findings(&doc, &pages));
        findings.extend(odd_sizes(&pages));
        for finding in &mut findings {
            finding.place = Some(Place::file(file.clone()));
        }
        let title = value(&doc, &doc.trailer, b"Info").and_then(|o| text(&doc, o.as_dict().ok()?, b"Title"));
        Ok(Self { doc, pages, file, title, findings })
    }

    /// Its pages, in order.
    pub fn pages(&self) -> &[GuestPage] {
        &self.pages
    }

    /// The title that the file gives itself; often the name of a template or of another file.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The name it was opened under.
    pub fn file(&self) -> &SourceFile {
        &self.file
    }

    /// What the file has beside its pages, and what may go wrong in print: `M332`, `M334`–`M339`.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// `M334`: the packet will be at least as large.
fn large(bytes: usize) -> Option<Finding> {
    let mb = bytes >> 20;
    (bytes > LARGE_FILE).then(|| {
        Finding::warning("M334", msg!("PDF が大きく（{mb} MB）、会議資料も重くなります", "the PDF is large ({mb} MB)"))
            .hint(msg!(
                "画像の解像度を 300dpi までに下げて、作り直してもらってください",
                "have its pictures reduced to 300 dpi"
            ))
    })
}

fn no_pdf(bytes: &[u8]) -> Finding {
    if bytes.is_empty() {
        return Finding::error("M330", msg!("空のファイルです", "the file is empty")).hint(again());
    }
    Finding::error("M330", msg!("PDF ではありません", "this is not a PDF"))
        .hint(msg!("Word や Excel の文書、画像は PDF で保存し直してください", "save it as a PDF"))
}

fn again() -> Message {
    msg!("元の文書から PDF を作り直してもらってください", "have the PDF made again from its original")
}

fn damaged(ja: &str, en: &str) -> Finding {
    Finding::error("M330", msg!("PDF が壊れています: {ja}", "the PDF is damaged: {en}")).hint(again())
}

fn locked() -> Finding {
    Finding::error("M331", msg!("PDF にパスワードがかかっています", "the PDF has a password"))
        .hint(msg!("パスワードを外した PDF を渡してください", "give the PDF without its password"))
}

fn unreadable(bytes: &[u8], error: &Error) -> Finding {
    // certificates and other handlers end in errors of their own
    let lock = matches!(error, Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_));
    if lock || memchr::memmem::find(bytes, b"/Encrypt").is_some() {
        return locked();
    }
    damaged("読み取れません", "it cannot be read")
}

/// `M333`: what stands on the pages is not what the file is for.
fn not_on_pages(doc: &Document) -> Result<(), Finding> {
    let Ok(catalog) = doc.catalog() else { return Err(damaged("目次がありません", "it has no catalog")) };
    let dynamic = value(doc, catalog, b"NeedsRendering").is_some_and(|o| matches!(o, lopdf::Object::Boolean(true)));
    let form = dict(doc, catalog, b"AcroForm");
    if dynamic && form.is_some_and(|f| f.has(b"XFA")) {
        return Err(Finding::error(
            "M333",
            msg!("XFA フォームの PDF は印刷できません", "a PDF with a dynamic XFA form cannot be printed"),
        )
        .hint(msg!(
            "Acrobat で開き、「Microsoft Print to PDF」などのプリンターで PDF に印刷したものを渡してください",
            "open it in Acrobat and print it to a PDF"
        )));
    }
    if catalog.has(b"Collection") {
        return Err(Finding::error(
            "M333",
            msg!(
                "PDF ポートフォリオです。中のファイルはページになっていません",
                "a PDF portfolio has no pages of its own"
            ),
        )
        .hint(msg!("中の PDF を取り出して、一つずつ渡してください", "take the files out and give each of them")));
    }
    Ok(())
}

/// The pages, and what is said of those that are there but not whole.
///
/// # Errors
/// `M330` for a page that is not there or cannot be read, `M334` for one that unpacks to too much.
fn read_pages(doc: &Document, tree: &PageTree) -> Result<(Vec<GuestPage>, Vec<Finding>), Finding> {
    let (found, told) = (tree.pages.len(), tree.told);
    if tree.endless {
        return Err(damaged("ページの並びが終わりません", "its list of pages does not end"));
    }
    if found == 0 {
        return Err(match told {
            0 if tree.lost.is_empty() => {
                Finding::error("M330", msg!("ページのない PDF です", "the PDF has no pages")).hint(again())
            }
            _ => damaged("ページを読み取れません", "its pages cannot be read"),
        });
    }
    if !tree.lost.is_empty() {
        let all = found.saturating_add(tree.lost.len()).max(usize::try_from(told).unwrap_or(0));
        let lost = page_list(tree.lost.iter().copied());
        let (ja, en) = (
            format!("{all} ページのうち {found} ページしか読めません（{lost} ページがありません）"),
            format!("{found} of {all} pages can be read (not: {lost})"),
        );
        return Err(damaged(&ja, &en));
    }
    let mut findings = Vec::new();
    if (found as i64) < told {
        findings.push(incomplete(msg!(
            "PDF のページの数が合いません（記録では {told} ページ、あるのは {found} ページ）",
            "the PDF tells of {told} pages and has {found}"
        )));
    }
    let mut scale = Scale::new(doc);
    let (mut pages, mut undrawn, mut unpacked_bytes) = (Vec::with_capacity(found), Vec::new(), 0_usize);
    for (n, id) in tree.pages.iter().enumerate().map(|(i, id)| (i.saturating_add(1), *id)) {
        let view = View::read(doc, id)
            .ok_or_else(|| damaged(&format!("{n} ページの大きさがありません"), &format!("page {n} has no size")))?;
        let content = page_content(doc, id).and_then(|c| {
            if over(doc, &c, MOST_CONTENT) {
                return Err(DecompressError::MemoryLimitExceeded { limit: MOST_CONTENT }.into());
            }
            unpacked(doc, &c)
        });
        // a blank page is fine; nothing out of a damaged stream is not
        let content = match content {
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => return Err(bomb(n)),
            Ok(content) if !content.is_empty() || !breaks_off(doc, id) => content,
            _ => {
                return Err(damaged(&format!("{n} ページを読み取れません"), &format!("page {n} cannot be read")));
            }
        };
        unpacked_bytes = unpacked_bytes.saturating_add(content.len());
        if unpacked_bytes > MOST_CONTENTS {
            return Err(bomb(n));
        }
        let resources = inherited(doc, id, b"Resources").and_then(|r| r.as_dict().ok());
        let mut weight = scale.page(&content, resources);
        for drawn in annotations(doc, id).drawn {
            weight.add(scale.appearance(drawn.appearance), 1);
        }
        if weight.draws > MOST_DRAWS {
            return Err(bomb(n));
        }
        if resources.is_some_and(|r| draws_nothing(doc, &content, r)) {
            undrawn.push(n);
        }
        pages.push(GuestPage { id, view, work: weight.work() });
    }
    if !undrawn.is_empty() {
        let list = page_list(undrawn.into_iter());
        let lost = msg!("図が失われたページがあります: {list} ページ", "pages have lost pictures: {list}");
        findings.push(Finding::error("M335", lost).hint(again()));
    }
    Ok((pages, findings))
}

/// What the contents of all pages may unpack to, in bytes.
const MOST_CONTENTS: usize = 512 << 20;
/// Pictures and forms on a page: maps have some ten thousand.
const MOST_DRAWS: u64 = 10_000_000;

/// `M334`: a page of a few kilobytes that would take gigabytes or years to print.
fn bomb(page: usize) -> Finding {
    Finding::error(
        "M334",
        msg!(
            "{page} ページの中身が大きすぎます（展開や描画が限度を超えます）",
            "page {page} is too large: unpacking or drawing it goes beyond the limit"
        ),
    )
    .hint(msg!(
        "画像の解像度を下げるか、「Microsoft Print to PDF」などのプリンターで印刷し直した PDF をもらってください",
        "have its pictures reduced, or the file printed to a PDF anew"
    ))
}

/// `M332`: what the owner's password forbids and a packet does.
fn restricted(doc: &Document) -> Option<Finding> {
    let allowed = doc.encryption_state.as_ref()?.permissions();
    let mut ja = Vec::new();
    let mut en = Vec::new();
    let mut forbid = |missing: bool, word: &'static str, english: &'static str| {
        if missing {
            ja.push(word);
            en.push(english);
        }
    };
    forbid(!allowed.contains(Permissions::PRINTABLE), "印刷", "printing");
    forbid(!allowed.contains(Permissions::COPYABLE), "内容のコピー", "copying");
    forbid(!allowed.intersects(Permissions::MODIFIABLE | Permissions::ASSEMBLABLE), "文書の組み立て", "assembling");
    if ja.is_empty() {
        return None;
    }
    let (ja, en) = (ja.join("、"), en.join(", "));
    Some(Finding::error("M332", msg!("この PDF は{ja}を禁じています", "this PDF forbids {en}")).hint(msg!(
        "作った課に制限のない PDF をもらうか、承諾を得てから --force で重ねてください",
        "ask for a PDF without restrictions, or for consent and then use --force"
    )))
}

/// `M335`: something that may be missing on the paper.
fn incomplete(message: Message) -> Finding {
    Finding::warning("M335", message).hint(msg!(
        "できあがった紙面で、欠けた所がないか確かめてください",
        "look whether the printed pages are complete"
    ))
}

/// `M335`: the file had to be repaired, or parts of it are missing; an error where a page's content breaks off.
///
/// # Errors
/// `M330` where it was repaired and parts are missing: its end was cut off, and with it a part of its pages.
fn repaired(rebuilt: bool, contents: &Contents) -> Result<Vec<Finding>, Finding> {
    let mut out = Vec::new();
    let (n, cut) = (contents.missing.len(), &contents.cut);
    let mut pages = contents.missing.clone();
    pages.dedup();
    let pages = page_list(pages.into_iter());
    if rebuilt && n > 0 {
        let (ja, en) =
            (format!("部品が {n} 個ありません（{pages} ページ）"), format!("{n} parts are missing (pages {pages})"));
        return Err(damaged(&ja, &en));
    }
    if !cut.is_empty() {
        let list = page_list(cut.iter().copied());
        let message = msg!("途中で切れているページがあります: {list} ページ", "pages break off: {list}");
        out.push(Finding::error("M335", message).hint(again()));
    }
    if rebuilt {
        out.push(incomplete(msg!(
            "PDF が壊れているので、直して読みました",
            "the PDF was damaged and has been repaired"
        )));
    } else if n > 0 {
        out.push(incomplete(msg!(
            "PDF の部品が {n} 個ありません（{pages} ページ）",
            "{n} parts of the PDF are missing (pages {pages})"
        )));
    }
    Ok(out)
}

/// `M339`: pages on paper that an office does not have.
fn odd_sizes(pages: &[GuestPage]) -> Option<Finding> {
    let odd: Vec<(usize, Size)> = pages
        .iter()
        .enumerate()
        .map(|(i, p)| (i.saturating_add(1), p.size()))
        .filter(|(_, s)| s.meeting_paper().paper() != s.paper())
        .collect();
    let (n, size) = odd.first()?;
    let (count, paper) = (odd.len(), size.meeting_paper());
    Some(Finding::info(
        "M339",
        msg!(
            "A4 でも A3 でもないページが {count} ページあります（{n} ページは {size}）。{paper} に載せます",
            "{count} pages are neither A4 nor A3 (page {n}: {size}); they go on {paper}"
        ),
    ))
}
