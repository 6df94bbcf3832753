//! A settings file of a project: its text, and where what stands in it.

use std::path::Path;

use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::reason;
use crate::place::Place;
use crate::place::SourceFile;

/// The text of `matome.toml` or `packet.toml`.
pub(crate) struct Settings {
    pub shown: SourceFile,
    pub text: String,
}

impl Settings {
    /// # Errors
    /// `M080` a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Finding> {
        let shown = SourceFile::at(path);
        let text = std::fs::read_to_string(path).map_err(|e| {
            let Message { ja, en } = reason(&e);
            Finding::error("M080", msg!("プロジェクトのファイルを読めません: {ja}", "cannot read the project file: {en}"))
                .at(Place::file(shown.clone()))
                .hint(msg!(
                    "matome.toml のあるフォルダーで使うか、--project で指定してください。新しく始めるには: matome new フォルダー",
                    "run it in a folder with matome.toml, or name it with --project; to begin: matome new DIR"
                ))
        })?;
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        Ok(Self { shown, text })
    }

    /// # Errors
    /// `M081` a mistake, with line and column.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Finding> {
        toml::from_str(&self.text).map_err(|e| {
            let (ja, en) = (crate::form::translate_toml(e.message()), e.message());
            let message = msg!("設定を読めません: {ja}", "cannot read the settings: {en}");
            self.fault(e.span().map_or(0, |s| s.start), message)
        })
    }

    pub fn place(&self, at: usize) -> Place {
        crate::form::text_place(&self.shown, &self.text, at)
    }

    pub fn fault(&self, at: usize, message: Message) -> Finding {
        Finding::error("M081", message).at(self.place(at))
    }
}
