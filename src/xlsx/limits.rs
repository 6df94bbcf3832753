//! What a cell of Excel cannot hold (Excel specifications and limits, Microsoft).

use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;

/// Excel's limit for a cell, UTF-16 units.
const MAX_TEXT: usize = 32_767;
/// Line breaks in a cell, past which Excel repairs the file.
const MAX_LINE_BREAKS: usize = 253;

/// `M301`, `M304`: a text that is too long for a cell, or has too many lines.
pub fn cell_limits(text: &str, place: Option<&Place>) -> Option<Finding> {
    let units = text.encode_utf16().count();
    let breaks = text.matches('\n').count();
    let text = quote(text);
    let mut finding = if units > MAX_TEXT {
        let message = msg!(
            "{units} 字あり、Excel の 1 セルの限度（32,767 字）を超えます: 「{text}」",
            "{units} characters are more than an Excel cell may hold (32,767): \"{text}\""
        );
        Finding::error("M301", message).hint(msg!("別紙に分けてください", "move part of it into a supplement"))
    } else if breaks > MAX_LINE_BREAKS {
        let message = msg!(
            "改行が {breaks} 回あり、Excel の 1 セルの限度（253 回）より多いので XLSX を書けません: 「{text}」",
            "{breaks} line breaks are more than an Excel cell may hold (253): \"{text}\""
        );
        Finding::error("M304", message).hint(msg!(
            "空行を除いて 253 回までにするか、XLSX を作らずに PDF だけを作ってください",
            "take out blank lines, or write the PDF alone"
        ))
    } else {
        return None;
    };
    finding.place = place.cloned();
    Some(finding)
}
