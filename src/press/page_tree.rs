//! The page tree of a guest (ISO 32000-1 7.7.3), as readers take it: nodes without a type, pages that stand in the
//! tree itself, a page that is listed twice.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::page::{array, dict, integer, name};

/// The pages of a document, in order.
#[derive(Default)]
pub(crate) struct PageTree {
    pub pages: Vec<ObjectId>,
    /// The numbers that pages would have which the tree lists and which are not there.
    pub lost: Vec<usize>,
    /// How many pages the root tells of.
    pub told: i64,
    /// The tree lists more than a packet can have, or itself.
    pub endless: bool,
}

/// Nodes that are looked at; a tree of 4 kB can list 2^30.
const MOST: usize = 20_000;
/// Trees nest a few levels; a deeper one is a loop.
const DEEPEST: usize = 60;

/// Lists the pages. Each gets its true parent, from which it inherits.
pub(crate) fn read_tree(doc: &mut Document) -> PageTree {
    let mut out = PageTree::default();
    let Ok(root) = doc.catalog().and_then(|c| c.get(b"Pages")).cloned() else { return out };
    let Some(root) = node(doc, &root, None) else { return out };
    out.told = doc.get_dictionary(root).ok().and_then(|d| integer(doc, d, b"Count")).unwrap_or(0);
    if !is_inner(doc, root) {
        out.pages.push(root);
        return out;
    }
    let mut settled = HashSet::from([root]);
    let mut open = vec![(root, 0_usize)];
    let mut visits = 0_usize;
    while let Some((parent, at)) = open.pop() {
        let Some(kid) = kids(doc, parent).and_then(|kids| kids.get(at)).cloned() else { continue };
        open.push((parent, at.saturating_add(1)));
        visits = visits.saturating_add(1);
        if visits > MOST {
            out.endless = true;
            return out;
        }
        let number = out.pages.len().saturating_add(out.lost.len()).saturating_add(1);
        let is_loop = |id: &ObjectId| open.iter().any(|(above, _)| above == id);
        let Some(id) = node(doc, &kid, Some(parent)).filter(|id| !is_loop(id)) else {
            out.lost.push(number);
            continue;
        };
        if settled.insert(id)
            && let Ok(found) = doc.get_dictionary_mut(id)
        {
            found.set("Parent", parent);
        }
        match (is_inner(doc, id), kids(doc, id).is_some()) {
            (true, true) if open.len() < DEEPEST => open.push((id, 0)),
            (true, _) => out.lost.push(number),
            (false, _) => out.pages.push(id),
        }
    }
    out
}

fn kids(doc: &Document, node: ObjectId) -> Option<&Vec<Object>> {
    array(doc, doc.get_dictionary(node).ok()?, b"Kids")
}

fn is_inner(doc: &Document, node: ObjectId) -> bool {
    let Ok(found) = doc.get_dictionary(node) else { return false };
    found.has(b"Kids") || name(doc, found, b"Type") == Some(b"Pages")
}

/// The object of a node; one that stands in the tree itself becomes an object. `None` for what is no node.
fn node(doc: &mut Document, kid: &Object, parent: Option<ObjectId>) -> Option<ObjectId> {
    match kid {
        Object::Reference(_) => {
            let (id, found) = doc.dereference(kid).ok()?;
            is_node(doc, found.as_dict().ok()?, parent).then_some(())?;
            id
        }
        Object::Dictionary(found) => is_node(doc, found, parent).then(|| doc.add_object(found.clone())),
        _ => None,
    }
}

fn is_node(doc: &Document, found: &Dictionary, parent: Option<ObjectId>) -> bool {
    let kind = name(doc, found, b"Type");
    let looks = || [&b"Kids"[..], b"Contents", b"MediaBox", b"Resources"].iter().any(|key| found.has(key));
    match kind {
        Some(b"Page" | b"Pages" | b"Template") => true,
        // another kind of object that a wrong reference leads to, or a slip of the program that wrote it
        Some(_) => found.has(b"Contents") || found.has(b"MediaBox"),
        None => parent.is_none() || looks() || dict(doc, found, b"Parent").is_some(),
    }
}
