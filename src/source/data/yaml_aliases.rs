//! How large a YAML file is once its aliases (`*name`) are what they stand for.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser};

/// Whether the texts of a file are more than `limit` bytes, each counted as often as it is named. A few bytes of
/// aliases of aliases can stand for more than any memory holds; saphyr counts their nodes, but not how long they are.
pub fn are_beyond(text: &str, limit: u64) -> bool {
    if !text.contains('&') || !text.contains('*') {
        return false;
    }
    let mut sizes: HashMap<usize, u64> = HashMap::new();
    // the containers that are open, with their anchors and sizes so far
    let mut open: Vec<(usize, u64)> = Vec::new();
    let mut whole = 0_u64;
    for event in Parser::new_from_str(text) {
        // what is wrong is told when the file is read
        let Ok((event, _)) = event else { break };
        let (anchor, size) = match event {
            Event::Scalar(text, _, anchor, _) => (anchor, (text.len() as u64).saturating_add(1)),
            Event::Alias(id) => (0, sizes.get(&id).copied().unwrap_or(1)),
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((anchor, 1));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().unwrap_or_default(),
            _ => continue,
        };
        if anchor > 0 {
            sizes.insert(anchor, size);
        }
        let sum = open.last_mut().map_or(&mut whole, |(_, sum)| sum);
        *sum = sum.saturating_add(size);
        if *sum > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::are_beyond;

    #[test]
    fn a_text_counts_as_often_as_it_is_named() {
        let long = "あ".repeat(100);
        let text = format!("a: &x {long}\nb: [*x, *x, *x]\n");
        assert!(!are_beyond(&text, 1500) && are_beyond(&text, 1000));
        // each level three times the one before
        let levels: String = (1..30).map(|n| format!("l{n}: &l{n} [*l{0}, *l{0}, *l{0}]\n", n - 1)).collect();
        assert!(are_beyond(&format!("l0: &l0 x\n{levels}"), 1 << 40));
        assert!(!are_beyond("a: &x 1\nb: '*'\nc: [", 100));
        // the same anchor again is another text
        assert!(!are_beyond(&format!("a: &x {long}\nb: &x 1\nc: [*x, *x, *x, *x]\n"), 400));
    }
}
