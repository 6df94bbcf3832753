//! What is wrong in many places is said once, with the places.

use std::collections::HashMap;

use crate::finding::{Code, Finding};
use crate::place::Place;

/// Findings of one code that are said for themselves; the rest is counted. Data (JSON) has them all.
const MOST: usize = 200;
/// Places that are named behind the first.
const NAMED: usize = 8;

/// A finding, and where else the same is so.
pub struct Folded<'a> {
    pub finding: &'a Finding,
    pub elsewhere: Vec<&'a Place>,
}

/// Findings in order, the same ones together at the place of the first; and how many of each code are beyond what
/// anybody reads.
pub fn folded(findings: &[Finding]) -> (Vec<Folded<'_>>, Vec<(Code, usize)>) {
    folded_up_to(findings, MOST)
}

/// As [`folded`], with all of them.
pub fn folded_whole(findings: &[Finding]) -> Vec<Folded<'_>> {
    folded_up_to(findings, usize::MAX).0
}

fn folded_up_to(findings: &[Finding], most: usize) -> (Vec<Folded<'_>>, Vec<(Code, usize)>) {
    let mut out: Vec<Folded> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    let mut counts: HashMap<Code, usize> = HashMap::new();
    let mut beyond: Vec<(Code, usize)> = Vec::new();
    for finding in findings {
        // one with other places of its own stands for itself
        let alone = !finding.related.is_empty() || finding.place.is_none();
        let key = (finding.code, finding.level, &finding.message.ja, finding.hints.first().map(|hint| &hint.ja));
        if let (false, Some(at), Some(place)) = (alone, known.get(&key), &finding.place) {
            out[*at].elsewhere.push(place);
            continue;
        }
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        if *count > most {
            match beyond.iter_mut().find(|(code, _)| *code == finding.code) {
                Some((_, more)) => *more += 1,
                None => beyond.push((finding.code, 1)),
            }
            continue;
        }
        if !alone {
            known.insert(key, out.len());
        }
        out.push(Folded { finding, elsewhere: Vec::new() });
    }
    (out, beyond)
}

impl Folded<'_> {
    /// `K15、K20、…`: cells alone where file and sheet are those of the first place; empty where there is none.
    pub fn places(&self) -> String {
        let first = self.finding.place.as_ref();
        let same = |place: &Place| first.is_some_and(|f| f.file == place.file && f.sheet == place.sheet);
        let word = |place: &&Place| match (place.cell, place.line) {
            (Some(cell), _) if same(place) => cell.to_string(),
            (None, Some(line)) if same(place) => format!(":{line}:{}", place.column.unwrap_or(1)),
            _ => place.to_string(),
        };
        let mut words: Vec<String> = self.elsewhere.iter().take(NAMED).map(word).collect();
        if self.elsewhere.len() > NAMED {
            words.push("…".to_owned());
        }
        words.join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    fn finding(code: &'static str, text: &str, row: u32) -> Finding {
        let place = Place::cell(&"a.xlsx".into(), &"表".into(), row, 10);
        Finding::warning(code, msg!("{text}", "{text}")).at(place)
    }

    #[test]
    fn the_same_is_said_once_with_its_places() {
        let mut findings = vec![finding("M103", "空です", 0), finding("M104", "違います", 1)];
        findings.extend((2..20).map(|row| finding("M103", "空です", row)));
        findings.push(finding("M103", "空です", 3).at(Place::cell(&"b.xlsx".into(), &"表".into(), 3, 10)));
        let (folded, beyond) = folded(&findings);
        let told: Vec<_> = folded.iter().map(|f| (f.finding.code.0, f.elsewhere.len(), f.places())).collect();
        let places = "K3、K4、K5、K6、K7、K8、K9、K10、…".to_owned();
        assert_eq!(told, [("M103", 19, places), ("M104", 0, String::new())]);
        assert!(beyond.is_empty());
        let (last, _) = super::folded(&findings[findings.len() - 3..]);
        assert_eq!(last[0].places(), "K20、b.xlsx!表!K4");
    }

    #[test]
    fn more_than_anybody_reads_is_counted() {
        let findings: Vec<Finding> = (0..1000).map(|n| finding("M059", &format!("項目{n}"), n)).collect();
        let (folded, beyond) = folded(&findings);
        assert_eq!(folded.len(), MOST);
        assert_eq!(beyond, [(Code("M059"), 800)]);
    }
}
