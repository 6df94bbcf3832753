//! What is noticed of the papers of a packet beside one another.

use std::collections::HashMap;

use super::content::{Content, Prepared};
use crate::finding::Finding;
use crate::form::reduced;
use crate::msg;

/// `M340`: A3 papers that stand on A4 leaves with text that not everybody can read.
pub fn small_text(prepared: &[Prepared]) -> Vec<Finding> {
    let papers = prepared.iter().filter_map(|paper| {
        let Content::Paper(book, _) = &paper.content else { return None };
        let size = book.text_size();
        Some((paper, size, reduced(book.format(), size)?))
    });
    let told = papers.map(|(paper, size, (small, enough))| {
        let title = &paper.title;
        let message = msg!(
            "「{title}」の字（{size}pt）は、A4 に縮めると {small}pt になります",
            "the text of \"{title}\" ({size} pt) is {small} pt on A4"
        );
        Finding::info("M340", message).at(paper.def.place.clone()).hint(msg!(
            "様式の [text] の size が {enough}pt 以上なら、縮めても 5.5pt を保てます",
            "with a size of {enough} pt under [text] of its form it stays above 5.5 pt"
        ))
    });
    told.collect()
}

/// `M350`: papers that 資料一覧 and bookmarks would call by one title.
pub fn same_titles(prepared: &mut [Prepared], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<String, String> = HashMap::new();
    for paper in prepared.iter_mut().filter(|paper| paper.content.is_listed()) {
        let own = if paper.def.number.is_empty() { &paper.def.name } else { &paper.def.number };
        let Some(first) = seen.get(&paper.title) else {
            seen.insert(paper.title.clone(), own.clone());
            continue;
        };
        let (title, own) = (&paper.title, own);
        let finding = Finding::warning(
            "M350",
            msg!(
                "「{first}」と「{own}」が同じ題名です: 「{title}」。次第や資料一覧で見分けられません",
                "\"{first}\" and \"{own}\" have one title, \"{title}\": agenda and list do not tell them apart"
            ),
        );
        let hint = msg!(
            "[[paper]] に \"題名\" を書くか、元のファイルの題を変えてください",
            "give one of them a \"題名\" under [[paper]], or change the title in its file"
        );
        findings.push(finding.at(paper.def.place.clone()).hint(hint));
        paper.findings = paper.findings.saturating_add(1);
    }
}
