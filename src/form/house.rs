//! How lines are composed in all papers of a project.

use serde::Deserialize;
use toml::Spanned;

use super::TomlFile;
use crate::finding::Finding;
use crate::text::{Kinsoku, Rules};

/// `[text]`: how lines are composed in all papers of a project, whatever their forms say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct House {
    /// How strictly lines begin.
    pub kinsoku: Option<Kinsoku>,
    /// A quarter em between Japanese and Latin letters (JLReq 3.2.6).
    pub latin_gap: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawHouse {
    kinsoku: Option<Spanned<String>>,
    latin_gap: Option<bool>,
}

impl House {
    /// What `[text]` of a file says.
    ///
    /// # Errors
    /// `M081` rules that there are not.
    pub(crate) fn of(raw: RawHouse, file: &TomlFile) -> Result<Self, Finding> {
        let kinsoku = raw.kinsoku.map(|word| {
            Kinsoku::parse(word.get_ref()).map_err(|message| file.fault("M081", word.span().start, message))
        });
        Ok(Self { kinsoku: kinsoku.transpose()?, latin_gap: raw.latin_gap })
    }

    /// A form's rules with the project's over them.
    pub fn over(self, rules: Rules) -> Rules {
        Rules { kinsoku: self.kinsoku.unwrap_or(rules.kinsoku), latin_gap: self.latin_gap.unwrap_or(rules.latin_gap) }
    }
}
