//! Data that says where each of its texts was typed first: `所在`, by the rows' ids, with the keys that the rows have.

use std::collections::HashMap;

use crate::place::Place;
use crate::row_key::ID;
use crate::source::{Entry, Node, Value};

/// The key of the places, beside the rows.
pub const PLACES: &str = "所在";

/// Takes the places out of a tree and gives them to its texts.
pub fn relocate(root: &mut Node) {
    let Value::Map(entries) = &mut root.value else { return };
    let Some(at) = entries.iter().position(|entry| entry.key == PLACES) else { return };
    let places = entries.remove(at);
    let Value::Map(rows) = places.node.value else { return };
    let rows: HashMap<String, Vec<Entry>> = rows
        .into_iter()
        .filter_map(|row| if let Value::Map(texts) = row.node.value { Some((row.key, texts)) } else { None })
        .collect();
    for entry in entries {
        let Value::List(list) = &mut entry.node.value else { continue };
        for row in list {
            let Value::Map(texts) = &mut row.value else { continue };
            let id = texts.iter().find(|text| text.key == ID).and_then(|text| text.node.scalar());
            if let Some(places) = id.and_then(|id| rows.get(&id)) {
                give(places, texts);
            }
        }
    }
}

fn give(places: &[Entry], texts: &mut [Entry]) {
    let by_key: HashMap<&str, &Node> = places.iter().map(|place| (place.key.as_str(), &place.node)).collect();
    for text in texts {
        match (by_key.get(text.key.as_str()).map(|node| &node.value), &mut text.node.value) {
            (Some(Value::Map(places)), Value::Map(texts)) => give(places, texts),
            (Some(Value::Text(place)), _) => {
                if let Some(place) = Place::parse(place) {
                    text.node.place = place;
                }
            }
            _ => {}
        }
    }
}
