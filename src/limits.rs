//! Limits of what is read, each with its name and its default. A file that is beyond one is a finding, never a crash.
//! `[limits]` of a project changes them; docs/limits.md lists them.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod room;

pub(crate) use room::Room;

use crate::finding::{Finding, Message};
use crate::msg;

/// In what a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Bytes, in settings as "512MB" too.
    Bytes,
    /// Things.
    Count,
}

/// A limit: its name in `[limits]`, and what it is of.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limit {
    /// In `[limits]`.
    pub name: &'static str,
    /// What it limits, in Japanese, which `[limits]` takes for its name too.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// In what it counts.
    pub unit: Unit,
    pub(crate) get: fn(&Limits) -> u64,
    pub(crate) set: fn(&mut Limits, u64),
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])* $field:ident $name:ident: $kind:ty = $default:expr, $unit:ident $ja:literal $en:literal)*) => {
        /// How much a run takes in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Limits {
            $($(#[doc = $doc])* pub $field: $kind,)*
            /// Bytes of `matome.toml` or `packet.toml`, which sets the others. Default: 4 MB.
            pub settings_bytes: u64,
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)* settings_bytes: 4 << 20 }
            }
        }

        $($(#[doc = $doc])* pub const $name: Limit = Limit {
            name: stringify!($field),
            ja: $ja,
            en: $en,
            unit: Unit::$unit,
            get: |limits| widened(limits.$field),
            set: |limits, value| limits.$field = <$kind>::try_from(value).unwrap_or(<$kind>::MAX),
        };)*

        /// Every limit that a project can set.
        pub const LIMITS: &[Limit] = &[$($name),*];
    };
}

limits! {
    /// Bytes of a file of answers.
    file_bytes FILE_BYTES: u64 = 512 << 20, Bytes "回答のファイルの大きさ" "the size of a file of answers"
    /// Bytes of one part of a workbook, unpacked.
    part_bytes PART_BYTES: u64 = 256 << 20, Bytes "ブックの一つの部品を展開した大きさ" "a part of the workbook, unpacked"
    /// Bytes of all parts of a workbook, or of all files of a zip archive of answers, unpacked.
    unpacked_bytes UNPACKED_BYTES: u64 = 1 << 30, Bytes "展開した大きさ" "all that is unpacked"
    /// Sheets of a workbook.
    sheets SHEETS: usize = 1_000, Count "シートの数" "sheets"
    /// Texts that a file holds; the largest sheet known to us has 12,000.
    texts TEXTS: usize = 2_000_000, Count "文字の入ったセル" "cells with text"
    /// Bytes of these texts together, and of those that a paper prints; the largest sheet known to us has 2 MB.
    text_bytes TEXT_BYTES: usize = 128 << 20, Bytes "セルの文を合わせた大きさ" "the texts of the cells together"
    /// Characters of one text; an Excel cell takes 32,767.
    text_chars TEXT_CHARS: usize = 100_000, Count "一つの文の字数" "characters of one text"
    /// Line breaks of one text; an Excel cell prints 253.
    text_breaks TEXT_BREAKS: usize = 10_000, Count "一つの文の改行" "line breaks of one text"
    /// Bytes of a free paper (Markdown, a regulation), which is set as a whole: a page has 5 kB and takes 1 MB while it is set.
    document_bytes DOCUMENT_BYTES: usize = 2 << 20, Bytes "一つの文書の大きさ" "the text of a document"
    /// Rows of a table, all files together, each of which takes 70 kB until it is printed.
    rows ROWS: usize = 20_000, Count "表の行" "rows of the table"
    /// Slips of a book, all files together.
    slips SLIPS: usize = 5_000, Count "個票の枚数" "slips"
    /// Pages of a table; the longest known to us has 650.
    pages PAGES: usize = 5_000, Count "表のページ" "pages of the table"
    /// Findings of one code in one file; the rest is counted.
    findings FINDINGS: usize = 200, Count "一つのファイルの同じ所見" "findings of one code in a file"
    /// Papers of a packet; the largest known to us has 40.
    papers PAPERS: usize = 500, Count "会議資料の紙面" "papers of a packet"
    /// Bytes of another section's PDF.
    guest_bytes GUEST_BYTES: usize = 500 << 20, Bytes "綴じる PDF の大きさ" "the size of a PDF"
    /// Pages of another section's PDF.
    guest_pages GUEST_PAGES: usize = 5_000, Count "綴じる PDF のページ" "pages of a PDF"
    /// Seconds that a layout which is not the program's own may take for one part of a paper.
    layout_seconds LAYOUT_SECONDS: u64 = 60, Count "layout.typ にかける時間" "the time of a layout"
    /// Bytes of memory that it may take.
    layout_bytes LAYOUT_BYTES: u64 = 2 << 30, Bytes "layout.typ の使うメモリー" "the memory of a layout"
    /// Files in a project's `templates/`.
    template_files TEMPLATE_FILES: usize = 2_000, Count "templates のファイルとフォルダー" "files in templates"
    /// Bytes of all of them.
    template_bytes TEMPLATE_BYTES: u64 = 64 << 20, Bytes "templates のファイルを合わせた大きさ" "the files in templates together"
    /// Bytes of a font that a project adds.
    font_bytes FONT_BYTES: u64 = 128 << 20, Bytes "書体のファイルの大きさ" "the size of a font"
    /// Bytes of all files that an archive takes in; they are in memory while it is written.
    attached_bytes ATTACHED_BYTES: usize = 512 << 20, Bytes "保存用に添付するファイルを合わせた大きさ" "the files of an archive together"
    /// Bytes of an archive that is opened.
    archive_bytes ARCHIVE_BYTES: usize = 1 << 30, Bytes "保存用の PDF の大きさ" "the size of an archive"
    /// Bytes of all files in an archive that is opened, unpacked.
    archive_unpacked_bytes ARCHIVE_UNPACKED_BYTES: usize = 1 << 30, Bytes "保存用の中を展開した大きさ" "an archive, unpacked"
    /// Files in an archive that is opened, or in a zip archive of answers.
    archive_files ARCHIVE_FILES: usize = 10_000, Count "保存用や ZIP の中のファイル" "files in an archive"
    /// Bytes of all files that are put onto the page at one time.
    dropped_bytes DROPPED_BYTES: u64 = 512 << 20, Bytes "画面に置くファイルを合わせた大きさ" "the files on the page together"
}

fn widened(value: impl TryInto<u64>) -> u64 {
    value.try_into().unwrap_or(u64::MAX)
}

impl Limit {
    /// Its value among others.
    pub fn of(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    /// Gives it another value.
    pub fn set(&self, limits: &mut Limits, value: u64) {
        (self.set)(limits, value);
    }

    /// The largest value that it takes: a hundred times the default.
    pub fn most(&self) -> u64 {
        self.of(&Limits::default()).saturating_mul(100)
    }

    /// A number as people say it.
    pub fn say(&self, value: u64) -> Message {
        match self.unit {
            Unit::Bytes => size(value),
            Unit::Count => {
                let Message { ja, en } = count(value);
                let counter = match self.name {
                    "rows" => "行",
                    "sheets" | "slips" => "枚",
                    "pages" | "guest_pages" => "ページ",
                    "text_chars" => "字",
                    "text_breaks" => "か所",
                    "findings" => "件",
                    "layout_seconds" => "秒",
                    _ => "個",
                };
                Message { ja: format!("{ja} {counter}"), en }
            }
        }
    }

    /// What is beyond it: 「表の行が 20,001 行で、上限（20,000 行）を超えています」. Without a number where the rest was not
    /// looked at.
    pub fn beyond(&self, limits: &Limits, found: Option<u64>) -> Message {
        let Message { ja: most, en: most_en } = self.say(self.of(limits));
        let Self { ja, en, .. } = self;
        match found.map(|found| self.say(found)) {
            // 512 MB and a byte are more than 512 MB
            Some(found) if found.ja != most => {
                let Message { ja: found, en: found_en } = found;
                msg!("{ja}が {found}で、上限（{most}）を超えています", "{en}: {found_en}, beyond the limit ({most_en})")
            }
            _ => msg!("{ja}が上限（{most}）を超えています", "{en} beyond the limit ({most_en})"),
        }
    }

    /// How to set it higher.
    pub fn setting(&self, limits: &Limits) -> Message {
        let (name, twice) = (self.name, self.of(limits).saturating_mul(2).min(self.most()));
        let value = match self.unit {
            Unit::Bytes => format!("\"{}\"", size(twice).en.replace(' ', "")),
            Unit::Count => twice.to_string(),
        };
        msg!(
            "どうしても要るときは、matome.toml の [limits] に {name} = {value} と書くと、上限が上がります（メモリーと時間も増えます）",
            "if it has to be so, [limits] {name} = {value} in matome.toml raises the limit (memory and time grow too)"
        )
    }

    /// Adds to a finding how it is set higher.
    pub(crate) fn told(&self, finding: Finding, limits: &Limits) -> Finding {
        finding.hint(self.setting(limits))
    }
}

/// Bytes as people say them.
fn size(bytes: u64) -> Message {
    match bytes {
        0..1024 => msg!("{bytes} バイト", "{bytes} bytes"),
        1024..1_048_576 => msg!("{} KB", "{} KB", bytes >> 10),
        1_048_576..1_073_741_824 => msg!("{} MB", "{} MB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 30) => msg!("{} GB", "{} GB", bytes >> 30),
        _ => msg!("{} MB", "{} MB", bytes >> 20),
    }
}

/// Things as people count them.
fn count(things: u64) -> Message {
    let digits = things.to_string();
    let grouped: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let grouped = grouped.join(",");
    msg!("{grouped}", "{grouped}")
}
