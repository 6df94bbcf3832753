//! A TOML file with where what stands in it: definitions of forms, settings of projects, packets.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::toml_words::translate_toml;
use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::Limits;
use crate::msg;
use crate::output::reason;
use crate::place::{Lines, Place, SourceFile};
use crate::source::plain_text;

/// The text of a TOML file.
#[derive(Debug, Clone)]
pub(crate) struct TomlFile {
    pub file: SourceFile,
    pub text: String,
    lines: Lines,
}

impl TomlFile {
    pub fn new(file: SourceFile, text: &str) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self { file, lines: Lines::of(text), text: text.to_owned() }
    }

    /// Reads `matome.toml` or `packet.toml`, as editors save them: in UTF-8, UTF-16, or CP932.
    ///
    /// # Errors
    /// `M080` a file that cannot be read.
    pub fn read_settings(file: SourceFile) -> Result<Self, Finding> {
        let path = file.path().unwrap_or(Path::new(file.name()));
        let read = input::read(path, Limits::default().settings_bytes);
        let read = read.and_then(|bytes| match plain_text(&bytes) {
            Some(text) => Ok((bytes, text)),
            None => Err(std::io::ErrorKind::InvalidData.into()),
        });
        let (bytes, text) = read.map_err(|e| {
            let Message { ja, en } = reason(&e);
            let hint = match e.kind() {
                std::io::ErrorKind::InvalidData => msg!(
                    "メモ帳で開き、［名前を付けて保存］で文字コードに「UTF-8」を選んで保存し直してください",
                    "open it in Notepad and choose the encoding UTF-8 in Save As"
                ),
                _ => msg!(
                    "matome.toml のあるフォルダーで使うか、--project で指定してください。新しく始めるには: matome new フォルダー",
                    "run it in a folder with matome.toml, or name it with --project; to begin: matome new DIR"
                ),
            };
            Finding::error("M080", msg!("プロジェクトのファイルを読めません: {ja}", "cannot read the project file: {en}"))
                .at(Place::file(&file))
                .hint(hint)
        })?;
        Ok(Self::new(file.holding(&bytes), &text))
    }

    /// Reads the fields of settings.
    ///
    /// # Errors
    /// `M081` not TOML, or not these fields.
    pub fn settings<T: DeserializeOwned>(&self) -> Result<T, Finding> {
        self.parse("M081", &msg!("設定を読めません", "cannot read the settings"))
    }

    /// Reads the fields; `what` begins the message where that fails.
    ///
    /// # Errors
    /// `code`, with line and column.
    pub fn parse<T: DeserializeOwned>(&self, code: &'static str, what: &Message) -> Result<T, Finding> {
        toml::from_str(&self.text).map_err(|error| {
            let (ja, en) = (translate_toml(error.message()), error.message());
            let Message { ja: what_ja, en: what_en } = what;
            let message = msg!("{what_ja}: {ja}", "{what_en}: {en}");
            self.fault(code, error.span().map_or(0, |span| span.start), message)
        })
    }

    /// The place of a byte. A file may have a hundred thousand parts of which each is asked for: lines are counted once.
    pub fn place(&self, at: usize) -> Place {
        self.lines.place(&self.file, &self.text, at)
    }

    pub fn fault(&self, code: &'static str, at: usize, message: Message) -> Finding {
        Finding::error(code, message).at(self.place(at))
    }
}
