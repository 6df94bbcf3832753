//! `[gaiji]`: the fonts that a project has for its private-use characters (外字).

use std::path::Path;

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::finding::Finding;
use crate::form::TomlFile;
use crate::msg;
use crate::typeset::Gaiji;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct RawGaiji {
    /// A path from the project's folder, or several, of which the first that has a character draws it.
    font: Option<Spanned<Value>>,
}

impl RawGaiji {
    /// # Errors
    /// `M081` what is no path.
    pub(super) fn fonts(self, folder: &Path, file: &TomlFile) -> Result<Vec<Gaiji>, Finding> {
        let Some(font) = self.font else { return Ok(Vec::new()) };
        let at = font.span().start;
        let list = match font.into_inner() {
            Value::Array(list) => list,
            one => vec![one],
        };
        let gaiji = list.into_iter().map(|value| match value {
            Value::String(path) => Ok(Gaiji::new(folder.join(path), file.place(at))),
            _ => Err(file.fault(
                "M081",
                at,
                msg!(
                    "外字の書体（font）は、ファイルの名 \"fonts/…\" か、その並び [ … ] で書いてください",
                    "the gaiji font is the path of a file, \"fonts/...\", or a list of them"
                ),
            )),
        });
        gaiji.collect()
    }
}
