//! Which columns of a form name who answers.

use super::index::plain;

/// Words for 局区.
const BUREAUS: [&str; 18] = [
    "局区",
    "局・区",
    "局",
    "局名",
    "局区名",
    "部",
    "部名",
    "部局",
    "部局名",
    "担当局",
    "担当局名",
    "担当局区",
    "担当部",
    "担当部局",
    "所管局",
    "所管部",
    "所管部局",
    "回答局区",
];
/// Words for 課; some hold the bureau too.
const SECTIONS: [&str; 26] = [
    "課",
    "課名",
    "課等",
    "課室",
    "課室名",
    "担当課",
    "担当課名",
    "担当課等",
    "担当課室",
    "担当課室名",
    "所管課",
    "所管課名",
    "所管課等",
    "所管",
    "所属",
    "所属名",
    "部署",
    "部署名",
    "担当部署",
    "担当局課",
    "担当部課",
    "担当局等",
    "担当部局課",
    "回答課",
    "回答課名",
    "記入課",
];

/// The columns of bureau and section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles {
    pub bureau: Option<usize>,
    pub section: Option<usize>,
}

impl Roles {
    /// Finds them by the names of the fields; the first of several.
    pub fn of<'a>(fields: impl IntoIterator<Item = (usize, &'a str)>) -> Self {
        let mut roles = Self::default();
        for (n, field) in fields {
            let field = plain(field);
            let is = |words: &[&str]| words.iter().any(|word| plain(word) == field);
            if is(&BUREAUS) {
                roles.bureau.get_or_insert(n);
            } else if is(&SECTIONS) {
                roles.section.get_or_insert(n);
            }
        }
        roles
    }

    pub fn any(self) -> bool {
        self.bureau.is_some() || self.section.is_some()
    }

    /// Bureau and section of a row by its texts.
    pub fn names<'a>(self, text: impl Fn(usize) -> &'a str) -> (Option<&'a str>, &'a str) {
        match (self.bureau, self.section) {
            (Some(bureau), Some(section)) => (Some(text(bureau)), text(section)),
            (None, Some(only)) | (Some(only), None) => (None, text(only)),
            (None, None) => (None, ""),
        }
    }
}
