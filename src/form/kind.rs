//! The kinds of forms.

use serde::Deserialize;
use toml::Spanned;

use super::definition::Definition;
use crate::finding::Finding;
use crate::msg;

/// What a form makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// 表: many projects in one grouped table.
    Table,
    /// 個票: one sheet a project.
    Slip,
    /// 文書: running text.
    Document,
}

/// The rest of the definition belongs to the kind.
#[derive(Deserialize)]
struct RawKind {
    #[serde(default)]
    kind: Option<Spanned<String>>,
}

impl Definition {
    /// The kind that it says; a table where it says none.
    ///
    /// # Errors
    /// `M072` not TOML, or a kind that there is not.
    pub fn kind(&self) -> Result<Kind, Finding> {
        let raw: RawKind = self.read()?;
        let Some(kind) = raw.kind else { return Ok(Kind::Table) };
        match kind.get_ref().as_str() {
            "table" => Ok(Kind::Table),
            "slip" | "sheet" => Ok(Kind::Slip),
            "document" => Ok(Kind::Document),
            other => {
                let message = msg!(
                    "様式の種類（kind）「{other}」はありません。table（表）、slip（個票）、document（文書）から選んでください",
                    "there is no kind \"{other}\": choose from table, slip, document"
                );
                Err(self.fault("M072", kind.span(), message))
            }
        }
    }
}
