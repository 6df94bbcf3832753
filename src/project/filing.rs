//! How papers are filed (文書管理): what the archive copy's metadata say beside title and date.

use serde::Deserialize;

/// 文書番号, 保存期間 and keywords of a paper, or of all papers of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filing {
    /// 文書番号
    pub document_number: Option<String>,
    /// 保存期間, in the town's own words: 10年, 永年.
    pub retention: Option<String>,
    /// Keywords of the metadata.
    pub keywords: Option<Vec<String>>,
}

/// `[archive]` of `matome.toml` and of packets, `archive` of papers.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawFiling {
    #[serde(rename = "文書番号", alias = "document_number")]
    document_number: Option<String>,
    #[serde(rename = "保存期間", alias = "retention")]
    retention: Option<String>,
    #[serde(rename = "キーワード", alias = "keywords")]
    keywords: Option<Vec<String>>,
}

impl From<RawFiling> for Filing {
    fn from(raw: RawFiling) -> Self {
        let said = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        Self {
            document_number: said(raw.document_number),
            retention: said(raw.retention),
            keywords: raw.keywords.map(|all| all.into_iter().filter_map(|k| said(Some(k))).collect()),
        }
    }
}

impl Filing {
    /// What a paper says, and for the rest what its project says.
    pub fn over(&self, project: &Self) -> Self {
        Self {
            document_number: self.document_number.clone().or_else(|| project.document_number.clone()),
            retention: self.retention.clone().or_else(|| project.retention.clone()),
            keywords: self.keywords.clone().or_else(|| project.keywords.clone()),
        }
    }
}
