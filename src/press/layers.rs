//! Layers of a guest's page (optional content, ISO 32000-1 8.11): maps and drawings have some switched off. A
//! form XObject shows them all unless the document that it goes into lists them.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::graft::Graft;
use super::page::{array, dict, name};

/// Lists the layers that were moved in the catalog they came to, each on or off as it was.
pub(crate) fn move_layers(graft: &Graft, into: &mut Document) {
    let from = graft.from();
    let Ok(catalog) = from.catalog() else { return };
    let Some(properties) = dict(from, catalog, b"OCProperties") else { return };
    let empty = Dictionary::new();
    let setting = dict(from, properties, b"D").unwrap_or(&empty);
    let listed = |key: &[u8]| references(from, setting, key);
    let (on, off) = (listed(b"ON"), listed(b"OFF"));
    let base_off = name(from, setting, b"BaseState") == Some(b"OFF");
    let mut groups = Vec::new();
    let mut hidden = Vec::new();
    for old in references(from, properties, b"OCGs") {
        let Some(new) = graft.moved(old) else { continue };
        groups.push(new);
        if off.contains(&old) || (base_off && !on.contains(&old)) {
            hidden.push(new);
        }
    }
    if !groups.is_empty() {
        list(into, &groups, &hidden, uses(graft, setting));
    }
}

/// What switches layers by themselves: on paper but not on screens, or at a scale (8.11.4.4, table 103).
fn uses(graft: &Graft, setting: &Dictionary) -> Vec<Object> {
    let from = graft.from();
    let mut out = Vec::new();
    for event in array(from, setting, b"AS").into_iter().flatten() {
        let Ok((_, Object::Dictionary(event))) = from.dereference(event) else { continue };
        let groups = references(from, event, b"OCGs").into_iter().filter_map(|old| graft.moved(old));
        let groups: Vec<Object> = groups.map(Object::Reference).collect();
        let names = array(from, event, b"Category").into_iter().flatten();
        let names: Vec<Object> = names.filter_map(|n| Some(from.dereference(n).ok()?.1.clone())).collect();
        if let (Some(when), false) = (name(from, event, b"Event"), groups.is_empty()) {
            let when = Object::Name(when.to_vec());
            out.push(dictionary! { "Event" => when, "Category" => names, "OCGs" => groups }.into());
        }
    }
    out
}

fn references(doc: &Document, above: &Dictionary, key: &[u8]) -> Vec<ObjectId> {
    array(doc, above, key).into_iter().flatten().filter_map(|o| o.as_reference().ok()).collect()
}

fn list(into: &mut Document, groups: &[ObjectId], hidden: &[ObjectId], uses: Vec<Object>) {
    let Ok(catalog) = into.catalog() else { return };
    let mut properties = dict(into, catalog, b"OCProperties").cloned().unwrap_or_default();
    let mut setting = dict(into, &properties, b"D").cloned().unwrap_or_default();
    let add = |above: &mut Dictionary, key: &str, more: &[ObjectId]| {
        let mut all = references(into, above, key.as_bytes());
        all.extend(more.iter().filter(|id| !all.contains(id)).copied().collect::<Vec<_>>());
        above.set(key, all.into_iter().map(Object::Reference).collect::<Vec<_>>());
    };
    add(&mut properties, "OCGs", groups);
    add(&mut setting, "OFF", hidden);
    if !uses.is_empty() {
        let mut all = array(into, &setting, b"AS").cloned().unwrap_or_default();
        all.extend(uses);
        setting.set("AS", all);
    }
    properties.set("D", setting);
    if let Ok(catalog) = into.catalog_mut() {
        catalog.set("OCProperties", properties);
    }
}
