//! A form by what people call it: the name of its folder, or its title.

use toml::de::{DeTable, DeValue};

use super::Templates;
use crate::finding::Finding;
use crate::msg;
use crate::source::plain_text;
use crate::words::{folded, nearest};

/// How alike a name must be to be meant.
const MEANT: f64 = 0.5;

impl Templates {
    /// The folder of the form that a name or a title means; widths and blanks of a title do not matter.
    ///
    /// # Errors
    /// `M071` no such form, with the one that may be meant; a title that several forms have.
    pub fn form_called(&self, name: &str) -> Result<&str, Finding> {
        if let Some(own) = self.form_names().find(|own| *own == name) {
            return Ok(own);
        }
        let titles: Vec<(&str, String)> = self.form_names().filter_map(|own| Some((own, self.title(own)?))).collect();
        let asked = folded(name);
        let mut named = titles.iter().filter(|(_, title)| folded(title) == asked).map(|(own, _)| *own);
        match (named.next(), named.next()) {
            (Some(own), None) => Ok(own),
            (Some(first), Some(second)) => {
                let all: Vec<&str> = [first, second].into_iter().chain(named).collect();
                let (ja, en) = (all.join("、"), all.join(", "));
                let message =
                    msg!("「{name}」という題の様式は一つではありません", "several forms have the title \"{name}\"");
                Err(Finding::error("M071", message).hint(msg!("名前で選んでください: {ja}", "choose by name: {en}")))
            }
            (None, _) => Err(self.unknown(name, &titles)),
        }
    }

    fn unknown(&self, name: &str, titles: &[(&str, String)]) -> Finding {
        let mut finding = Finding::error("M071", msg!("様式「{name}」はありません", "there is no form \"{name}\""));
        let words = self.form_names().chain(titles.iter().map(|(_, title)| title.as_str()));
        if let Some(near) = nearest(name, words, MEANT, |word| folded(word).to_lowercase()) {
            finding = finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?"));
        }
        let known = |between: &str| {
            let named = self.form_names().map(|own| match titles.iter().find(|(of, _)| *of == own) {
                Some((_, title)) if between == "、" => format!("{own}（{title}）"),
                _ => own.to_owned(),
            });
            named.collect::<Vec<String>>().join(between)
        };
        let (ja, en) = (known("、"), known(", "));
        finding.hint(msg!("使える様式: {ja}", "known forms: {en}"))
    }

    /// What a definition calls itself, sound or not.
    fn title(&self, name: &str) -> Option<String> {
        let text = plain_text(&self.file(&format!("{name}/form.toml"))?)?;
        let table = DeTable::parse(text.strip_prefix('\u{FEFF}').unwrap_or(&text)).ok()?;
        match table.get_ref().iter().find(|(key, _)| key.get_ref() == "title")?.1.get_ref() {
            DeValue::String(title) => Some(title.to_string()),
            _ => None,
        }
    }
}
