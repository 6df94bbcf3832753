//! A guest (他課からの PDF): opened, looked through, not yet in its place.

use lopdf::xref::XrefRecovery;
use lopdf::{Document, Error, LoadOptions, ObjectId, Permissions};

use super::contents::Contents;
use super::graft::{LARGEST, page_content, unpacked};
use super::page::{GuestPage, View, breaks_off, dict, integer, text, value};
use super::size::Size;
use crate::finding::Finding;
use crate::limits::Limits;
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
    let (mb, most) = (bytes >> 20, limits.guest_bytes >> 20);
    Finding::error("M334", msg!("PDF が大きすぎます（{mb} MB）", "the PDF is too large ({mb} MB)"))
        .hint(msg!("{most} MB までにしてください", "at most {most} MB"))
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
        let start = &bytes[..bytes.len().min(HEADER_WITHIN)];
        if memchr::memmem::find(start, b"%PDF-").is_none() {
            return Err(no_pdf(bytes));
        }
        let options = LoadOptions { max_decompressed_size: Some(LARGEST), ..LoadOptions::default() };
        let mut doc = Document::load_mem_with_options(bytes, options).map_err(|e| unreadable(bytes, &e))?;
        if doc.is_encrypted() && doc.encryption_state.is_none() {
            return Err(locked());
        }
        // the objects inside are out already
        doc.objects.retain(|_, o| !matches!(o.type_name(), Ok(b"ObjStm" | b"XRef")));
        not_on_pages(&doc)?;
        let pages = read_pages(&doc)?;
        let mut findings = Vec::new();
        findings.extend(large(bytes.len()));
        findings.extend(restricted(&doc));
        let contents = Contents::read(&doc, &pages);
        findings.extend(repaired(&doc, &contents)?);
        findings.extend(contents.findings());
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

fn again() -> crate::finding::Message {
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

fn read_pages(doc: &Document) -> Result<Vec<GuestPage>, Finding> {
    let ids: Vec<ObjectId> = doc.page_iter().collect();
    let root = doc.catalog().ok().and_then(|c| dict(doc, c, b"Pages"));
    let told = root.and_then(|r| integer(doc, r, b"Count")).unwrap_or(0);
    let found = ids.len();
    if found == 0 {
        return Err(match told {
            0 => Finding::error("M330", msg!("ページのない PDF です", "the PDF has no pages")).hint(again()),
            _ => damaged("ページを読み取れません", "its pages cannot be read"),
        });
    }
    if (found as i64) < told {
        let (ja, en) = (
            format!("{told} ページのうち {found} ページしか読めません"),
            format!("{found} of {told} pages can be read"),
        );
        return Err(damaged(&ja, &en));
    }
    let page = |(i, id): (usize, ObjectId)| {
        let view = View::read(doc, id).ok_or_else(|| {
            let n = i + 1;
            damaged(&format!("{n} ページの大きさがありません"), &format!("page {n} has no size"))
        })?;
        // a blank page is fine; nothing out of a damaged stream is not
        let content = page_content(doc, id).and_then(|c| unpacked(doc, &c)).ok();
        let content = content.filter(|c| !c.is_empty() || !breaks_off(doc, id));
        content.map(|_| GuestPage { id, view }).ok_or_else(|| {
            let n = i + 1;
            damaged(&format!("{n} ページを読み取れません"), &format!("page {n} cannot be read"))
        })
    };
    ids.into_iter().enumerate().map(page).collect()
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

/// `M335`: the file had to be repaired, or parts of it are missing.
///
/// # Errors
/// `M330` where both are true: its end was cut off, and with it a part of its pages.
fn repaired(doc: &Document, contents: &Contents) -> Result<Option<Finding>, Finding> {
    let rebuilt = doc.xref_recovery == Some(XrefRecovery::Reconstructed);
    let missing = contents.missing;
    if rebuilt && missing > 0 {
        let (ja, en) = (format!("部品が {missing} 個ありません"), format!("{missing} parts are missing"));
        return Err(damaged(&ja, &en));
    }
    let finding = match (rebuilt, missing) {
        (false, 0) => return Ok(None),
        (true, _) => msg!("PDF の目次が壊れているので、直して読みました", "the PDF was damaged and has been repaired"),
        (false, n) => msg!("PDF の部品が {n} 個ありません", "{n} parts of the PDF are missing"),
    };
    Ok(Some(Finding::warning("M335", finding).hint(msg!(
        "できあがった紙面で、欠けた所がないか確かめてください",
        "look whether the printed pages are complete"
    ))))
}

/// `M339`: pages on paper that an office does not have.
fn odd_sizes(pages: &[GuestPage]) -> Option<Finding> {
    let odd: Vec<(usize, Size)> = pages
        .iter()
        .enumerate()
        .map(|(i, p)| (i + 1, p.size()))
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
