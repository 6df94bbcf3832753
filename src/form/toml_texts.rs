//! The texts of a TOML file, each with its place.

use toml::de::{DeTable, DeValue};

use super::TomlFile;
use crate::place::Place;

impl TomlFile {
    /// Every text but those under keys that `skip` names, by the key's table and the key; a text in a list has the key of
    /// the list. Nothing where the file is no TOML.
    pub fn texts(&self, skip: &dyn Fn(&str, &str) -> bool) -> Vec<(String, Place)> {
        let mut found = Vec::new();
        if let Ok(table) = DeTable::parse(&self.text) {
            walk(table.get_ref(), "", skip, &mut found);
        }
        found.sort_by_key(|(_, at)| *at);
        // lines are counted once for all of them
        let (mut line, mut column, mut seen) = (1_u32, 1_u32, 0);
        let placed = found.into_iter().map(|(text, at)| {
            for c in self.text[seen..at].chars() {
                (line, column) = if c == '\n' { (line.saturating_add(1), 1) } else { (line, column.saturating_add(1)) };
            }
            seen = at;
            (text, Place::text(&self.file, line, column))
        });
        placed.collect()
    }
}

/// Takes the texts of a table with the bytes at which they begin. The parser's own limit on nesting bounds it.
fn walk(table: &DeTable, name: &str, skip: &dyn Fn(&str, &str) -> bool, found: &mut Vec<(String, usize)>) {
    for (key, value) in table.iter().filter(|(key, _)| !skip(name, key.get_ref())) {
        let mut rest = vec![value];
        while let Some(value) = rest.pop() {
            match value.get_ref() {
                DeValue::String(text) => found.push((text.to_string(), value.span().start)),
                DeValue::Table(table) => walk(table, key.get_ref(), skip, found),
                DeValue::Array(list) => rest.extend(list.iter()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_places() {
        let text = "title = \"表\"\nfont = \"x\"\n[[field]]\nheading = [\"上\", \"下\"]\nwidth = 3\n[a.b]\nc = [[\"甲\"], [\"乙\"]]\n";
        let file = TomlFile::new("a.toml".into(), text);
        let texts: Vec<String> =
            file.texts(&|_, key| key == "font").into_iter().map(|(text, place)| format!("{text} {place}")).collect();
        let wanted = ["表 a.toml:1:9", "上 a.toml:4:12", "下 a.toml:4:17", "甲 a.toml:7:7", "乙 a.toml:7:14"];
        assert_eq!(texts, wanted);
    }
}
