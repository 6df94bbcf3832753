//! Definitions of slips that would lose answers.

use crate::common::kit::Kit;
use crate::common::sheets::{HEAD, slip_of};

/// The codes of what is wrong with a definition.
fn faults(definition: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("templates/hyou")).unwrap();
    std::fs::write(dir.path().join("templates/hyou/form.toml"), definition).unwrap();
    let form = Kit::with_project(dir.path()).unwrap().slip_form("hyou");
    form.err()
        .map_or_else(Vec::new, |f| f.iter().map(|f| format!("{} {}", f.code, f.place.as_ref().unwrap())).collect())
}

#[test]
fn a_field_that_no_panel_shows_is_a_fault_of_the_form() {
    let panel = "[[panel]]\n[[panel.item]]\nlabel = \"名（{{別名}}）\"\nparts = [{ show = \"{{名}}\" }]\n";
    let fields = "[[field]]\nname = \"名\"\n[[field]]\nname = \"別名\"\n[[field]]\nname = \"電話\"\n";
    let told = faults(&format!("{HEAD}{fields}{panel}"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("M097 ") && told[0].contains("form.toml:10"), "{told:?}");
    assert!(faults(&format!("{HEAD}unused = [\"電話\"]\n{fields}{panel}")).is_empty());
    slip_of(&["名", "電話"], "");
}
