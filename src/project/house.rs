//! How lines are composed in all papers of a project.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::FILE;
use super::settings::Settings;
use crate::finding::Finding;
use crate::text::{Kinsoku, Rules};

/// `[text]`: how lines are composed in all papers of a project, whatever their forms say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct House {
    pub kinsoku: Option<Kinsoku>,
    pub latin_gap: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawHouse {
    kinsoku: Option<Spanned<String>>,
    latin_gap: Option<bool>,
}

/// The rest of the file is looked at when papers are built from it.
#[derive(Deserialize)]
struct RawHouseOnly {
    #[serde(default)]
    text: RawHouse,
}

impl House {
    /// Reads `[text]` of a folder's `matome.toml`; a folder without one has no rules of its own.
    ///
    /// # Errors
    /// `M080` a file that cannot be read, `M081` a mistake in it.
    pub fn read(folder: &Path) -> Result<Self, Finding> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let file = Settings::read(&path)?;
        let raw: RawHouseOnly = file.parse()?;
        let kinsoku = raw.text.kinsoku.map(|k| Kinsoku::parse(k.get_ref()).map_err(|m| file.fault(k.span().start, m)));
        Ok(Self { kinsoku: kinsoku.transpose()?, latin_gap: raw.text.latin_gap })
    }

    /// A form's rules with the project's over them.
    pub fn over(self, rules: Rules) -> Rules {
        Rules { kinsoku: self.kinsoku.unwrap_or(rules.kinsoku), latin_gap: self.latin_gap.unwrap_or(rules.latin_gap) }
    }
}
