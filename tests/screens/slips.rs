//! Slips on screens.

use matome::paper::Book;
use matome::slip::FieldKind;

use super::page::Page;
use super::{FOREIGN, book, page, source, town};
use crate::common::corpus;
use crate::common::papers::bare;

/// Answers that are not on the page of their project.
fn lost(book: &Book, page: &Page) -> Vec<String> {
    let slips = book.as_slips().unwrap().slips();
    let sheets: Vec<String> = page.all("article").map(|article| article.bare()).collect();
    assert_eq!(sheets.len(), slips.slips.len());
    let mut lost = Vec::new();
    for (slip, sheet) in slips.slips.iter().zip(&sheets) {
        for (field, answer) in slips.form.fields.iter().zip(&slip.answers) {
            let table = answer.table.iter().flat_map(|table| table.columns.iter().chain(table.rows.iter().flatten()));
            let texts: Vec<&String> = match field.kind {
                FieldKind::Text | FieldKind::Results => {
                    [&answer.text, &answer.notes].into_iter().chain(table).collect()
                }
                _ => Vec::new(),
            };
            let missing = texts.into_iter().filter(|text| !sheet.contains(&bare(text)));
            lost.extend(missing.map(|text| format!("{}: {text}", field.name)));
        }
    }
    lost
}

#[test]
fn no_answer_of_the_towns_slips_is_lost_on_screen() {
    let book = town("evaluation");
    let page = page(&book);
    assert_eq!(lost(&book, &page), [] as [String; 0]);
    let whole = page.all("html").next().unwrap().bare();
    assert!(!whole.contains("のとおり"), "nothing is sent to a 別紙");
}

#[test]
fn no_answer_of_the_corpus_is_lost_on_screen() {
    let Some(folder) = corpus() else { return };
    let name = "self_evaluation.xlsx";
    let book = book("evaluation", source(name, &std::fs::read(folder.join(name)).unwrap()));
    assert_eq!(lost(&book, &page(&book)), [] as [String; 0]);
}

#[test]
fn chosen_boxes_are_told_from_others() {
    let data = serde_json::json!({ "sheets": [{
        "事業名": "声かけ", "担当課名": "健康課", "事業の対象者": ["高齢者", "その他"], "その他の内容": FOREIGN,
        "決算額": 1546, "担い手との連携": "①",
        "事業実績": { "text": "", "table": { "columns": ["", "令和5年度", "令和6年度"], "rows": [["回数", "12回", "14回"]] } },
    }] });
    let page = page(&book("evaluation", source("票.json", data.to_string().as_bytes())));
    let boxes: Vec<String> =
        page.all("ul").find(|ul| ul.has_class("boxes")).map(|ul| vec![ul.bare()]).unwrap_or_default();
    assert!(boxes[0].starts_with("☑高齢者□障害者□子育て世帯"), "{boxes:?}");
    assert!(boxes[0].contains(&format!("☑その他（{}）", bare(FOREIGN))), "{boxes:?}");
    let marks: Vec<&str> =
        page.all("span").filter_map(|span| Some(span.attributes.get("aria-label")?.as_str())).collect();
    assert_eq!(marks, ["選択", "非選択", "非選択", "非選択", "選択"]);
    // amounts and the small table have headings of their own
    let heads: Vec<String> = page.all("th").map(|th| th.bare()).collect();
    assert!(
        ["令和6年度決算額", "令和5年度", "回数"].iter().all(|head| heads.iter().any(|own| own == head)),
        "{heads:?}"
    );
    assert!(page.all("td").any(|td| td.bare() == "1,546千円" && td.has_class("figure")));
}
