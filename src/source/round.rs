//! What stands round the answers: sheets that are passed over, the texts above, entries that are no text.

use std::sync::Arc;

use super::{Entry, Node, Sheet, SheetCell, Value};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::row_key::RowId;
use crate::words::folded;

/// The names of sheets that hold the form and are passed over: hidden ones, and an example beside answers.
pub fn unread(found: &[&Sheet], findings: &mut Vec<Finding>) -> Vec<Arc<str>> {
    let several = found.iter().filter(|sheet| !sheet.hidden).count() > 1;
    let unread = found.iter().filter(|s| s.hidden || (several && is_example(&s.name)));
    unread
        .map(|sheet| {
            findings.push(not_read(sheet));
            sheet.name.clone()
        })
        .collect()
}

/// Whether a sheet shows how to answer.
fn is_example(name: &str) -> bool {
    ["記入例", "記載例", "作成例", "入力例", "記入要領", "記載要領", "記入方法", "記入の手引", "見本", "サンプル"]
        .iter()
        .any(|word| name.contains(word))
}

/// `M058`: a hidden sheet or an example sheet beside the answers.
fn not_read(sheet: &Sheet) -> Finding {
    let (name, n) = (&sheet.name, sheet.cells.len());
    let (message, hint) = if sheet.hidden {
        let message = msg!(
            "非表示のシート「{name}」の表は読みませんでした（{n} セル）",
            "the table on the hidden sheet \"{name}\" was not read ({n} cells)"
        );
        (
            message,
            msg!(
                "回答なら、シートを再表示して保存し直してください",
                "if it is an answer, unhide the sheet and save again"
            ),
        )
    } else {
        let message = msg!(
            "記入例のシート「{name}」の表は読みませんでした（{n} セル）",
            "the table on the example sheet \"{name}\" was not read ({n} cells)"
        );
        (message, msg!("回答なら、シートの名前を変えてください", "if it is an answer, rename the sheet"))
    };
    let mut finding = Finding::warning("M058", message).hint(hint);
    finding.place = sheet.cells.first().map(|c| c.place.clone());
    finding
}

/// `M055`: a text above the answers that names nothing of the paper.
pub fn above_answers(cell: &SheetCell) -> Finding {
    let text = quote(&cell.text);
    Finding::info(
        "M055",
        msg!("表の上の文は紙面に載りません: 「{text}」", "text above the table is not printed: \"{text}\""),
    )
    .at(cell.place.clone())
}

/// The 資料番号 that a line is or begins with: 資料No.2, 参考資料１（令和3年度実績）.
pub fn paper_number(line: &str) -> Option<&str> {
    let text = folded(line);
    let short = |text: &str| text.chars().count() <= 14;
    let number = line.split(['（', '(']).next().unwrap_or("").trim_end();
    let numbered = text.starts_with("資料") || text.starts_with("参考資料");
    if numbered && short(&text) {
        return Some(line);
    }
    (numbered && short(number) && number.chars().count() > 2).then_some(number)
}

/// Keeps the first text; says whether this one is kept or the same.
pub fn take(slot: &mut Option<String>, text: &str) -> bool {
    slot.get_or_insert_with(|| text.to_owned()) == text
}

/// `M057`: lists and maps where a text should stand.
pub fn not_text(key: &str, node: &Node) -> Finding {
    let key = quote(key);
    let message = msg!("「{key}」は文か、文の並びでなければなりません", "\"{key}\" must be a text or a list of texts");
    Finding::error("M057", message).at(node.place.clone())
}

/// The id that an entry of a data file gives its row; an empty one is none. `M057`: lists and maps.
pub fn read_id(entry: &Entry, findings: &mut Vec<Finding>) -> Option<RowId> {
    match (entry.node.scalar(), &entry.node.value) {
        (Some(text), _) => Some(RowId::from(text.trim())).filter(|id| !id.is_empty()),
        (None, Value::Null) => None,
        (None, _) => {
            let message = msg!("「id」は文か数でなければなりません", "\"id\" must be a text or a number");
            findings.push(Finding::error("M057", message).at(entry.node.place.clone()));
            None
        }
    }
}
