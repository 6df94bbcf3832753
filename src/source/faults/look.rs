//! What fonts and colours say: corrections, raised figures, texts that nobody sees.

use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::place::{CellRef, Place};
use crate::source::Merge;

/// M012: struck-out text (見え消し). Nothing is removed: what it means is for people to say.
pub(in crate::source) fn struck(place: Place, text: &str) -> Finding {
    let text = quote(text);
    Finding::warning(
        "M012",
        msg!(
            "取り消し線の付いた文字が残っています（見え消し）: 「{text}」",
            "Struck-out text is left in the cell: {text}"
        ),
    )
    .at(place)
    .hint(msg!(
        "消す文字は削除し、残す文字は取り消し線を外してください",
        "Delete what is to go; take the line off what is to stay"
    ))
}

/// M012: a struck-out text with what was typed in its stead: one edit, of which the new text is read.
pub(in crate::source) fn edited(place: Place, old: &str, new: &str) -> Finding {
    let (old, new) = (quote(old), quote(new));
    Finding::warning(
        "M012",
        msg!(
            "見え消しの修正があります。取り消し線の付いた「{old}」は載せず、色か下線の付いた「{new}」を載せます",
            "A correction is marked in the cell: the struck-out {old} is left out, and {new} is printed"
        ),
    )
    .at(place)
    .hint(msg!(
        "修正のとおりでよければ、消す文字を削除し、取り消し線と色を外してください",
        "Delete what is to go, and take lines and colours off"
    ))
}

/// M036: a raised or lowered text that no characters stand for.
pub(in crate::source) fn on_the_line(place: Place, text: &str, same: bool) -> Finding {
    let text = quote(text);
    let message = msg!(
        "上付き・下付きの文字を、並の大きさの文字で載せます: 「{text}」",
        "Raised or lowered text is printed on the line: {text}"
    );
    if same {
        return Finding::info("M036", message).at(place);
    }
    Finding::warning("M036", message).at(place).hint(msg!(
        "意味が変わるなら、10^t のように、並の文字で分かる書き方にしてください",
        "Write it so that it reads on the line, as in 10^t"
    ))
}

/// M037: texts in another colour than those around them.
pub(in crate::source) fn coloured(place: Place, colour: (&str, &str), cells: &[CellRef], text: &str) -> Finding {
    let (text, list) = (quote(text), addresses(cells));
    let ((ja, en), n) = (colour, cells.len());
    Finding::info(
        "M037",
        msg!(
            "まわりと違う色（{ja}）の文字が {n} セルにあります（{list}）。色は紙面に出ません: 「{text}」",
            "{n} cells ({list}) have text in {en}; the colour is not printed: {text}"
        ),
    )
    .at(place)
    .hint(settled())
}

/// M037: single cells on another ground than those around them.
pub(in crate::source) fn filled(place: Place, colour: (&str, &str), cells: &[CellRef], text: &str) -> Finding {
    let (text, list) = (quote(text), addresses(cells));
    let ((ja, en), n) = (colour, cells.len());
    Finding::info(
        "M037",
        msg!(
            "まわりと違う色（{ja}）で塗られたセルが {n} つあります（{list}）。色は紙面に出ません: 「{text}」",
            "{n} cells ({list}) are filled with {en}; the colour is not printed: {text}"
        ),
    )
    .at(place)
    .hint(settled())
}

fn settled() -> Message {
    msg!(
        "修正や確認待ちの印なら、内容が決まっているか確かめてください",
        "If it marks corrections or open questions, make sure that they are settled"
    )
}

/// M038: texts that nobody sees who looks at the sheet.
pub(in crate::source) fn unseen(place: Place, cells: &[CellRef], text: &str) -> Finding {
    let (text, list, n) = (quote(text), addresses(cells), cells.len());
    Finding::warning(
        "M038",
        msg!(
            "見えない文字（背景と同じ色、隠し文字、ごく小さい文字）が {n} セルにあります（{list}）。表の中のものは紙面に載ります: 「{text}」",
            "{n} cells ({list}) hold text that cannot be seen (as its ground, hidden, tiny); what is in the table is printed: {text}"
        ),
    )
    .at(place)
    .hint(msg!(
        "載せないものは削除し、載せるものは見える色と大きさにしてください",
        "Delete what is not to be printed, and make the rest visible"
    ))
}

/// The first ten addresses.
fn addresses(cells: &[CellRef]) -> String {
    const SHOWN: usize = 10;
    let more = if cells.len() > SHOWN { ", …" } else { "" };
    cells.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ") + more
}

/// M038: texts that a conditional format hides where its condition holds.
pub(in crate::source) fn may_be_unseen(place: Place, ranges: &[Merge], text: &str) -> Finding {
    let (text, list) = (quote(text), areas(ranges));
    Finding::info(
        "M038",
        msg!(
            "条件付き書式が、条件に合うセルの文字を見えなくします（{list}）。表の中のものは紙面に載ります: 「{text}」など",
            "A conditional format hides texts ({list}) where its condition holds; what is in the table is printed: {text}, …"
        ),
    )
    .at(place)
    .hint(msg!(
        "画面で見えないものを載せないなら、そのセルの中身を削除してください",
        "Delete what the screen does not show, if it is not to be printed"
    ))
}

/// M012: texts that a conditional format strikes out where its condition holds.
pub(in crate::source) fn may_be_struck(place: Place, ranges: &[Merge], text: &str) -> Finding {
    let (text, list) = (quote(text), areas(ranges));
    Finding::info(
        "M012",
        msg!(
            "条件付き書式が、条件に合うセルの文字に取り消し線を引きます（{list}）。線は紙面に出ません: 「{text}」など",
            "A conditional format strikes texts out ({list}) where its condition holds; the line is not printed: {text}, …"
        ),
    )
    .at(place)
    .hint(msg!("画面で線の引かれた文字を載せないなら、削除してください", "Delete what the screen shows struck out, if it is not to be printed"))
}

/// The first ten ranges.
fn areas(ranges: &[Merge]) -> String {
    const SHOWN: usize = 10;
    let more = if ranges.len() > SHOWN { ", …" } else { "" };
    let name = |Merge { first, last }: &Merge| {
        if first == last { first.to_string() } else { format!("{first}:{last}") }
    };
    ranges.iter().take(SHOWN).map(name).collect::<Vec<_>>().join(", ") + more
}
