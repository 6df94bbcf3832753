//! The findings of what hangs on a sheet: nothing of it is printed.

use super::into_a_cell;
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::place::{CellRef, Place};
use crate::source::workbook::{Control, ControlKind, State};

/// 「…」 behind a colon, or nothing.
fn says(text: &str) -> (String, String) {
    let text = quote(text.trim());
    if text.is_empty() { Default::default() } else { (format!(": 「{text}」"), format!(": {text}")) }
}

/// The first empty cells below a thing.
fn cells(over: &[CellRef]) -> (String, String) {
    const SHOWN: usize = 3;
    let names: Vec<String> = over.iter().take(SHOWN).map(ToString::to_string).collect();
    let (ja, en) = if over.len() > SHOWN { (" など", " …") } else { ("", "") };
    (names.join("・") + ja, names.join(", ") + en)
}

/// How often the same thing stands elsewhere.
fn elsewhere(others: usize) -> (String, String) {
    match others {
        0 => Default::default(),
        n => (format!("（同じものが、ほかに {n} か所）"), format!(" (and the same in {n} other places)")),
    }
}

/// A hint for what covers cells where an answer is expected.
fn type_it() -> Message {
    msg!("中身が回答なら、セルに文字で打ってください", "If it holds the answer, type that into the cell")
}

/// What covers empty cells, and what it is.
fn over_empty(code: &'static str, place: Place, over: &[CellRef], what: Message) -> Finding {
    let ((cells_ja, cells_en), Message { ja, en }) = (cells(over), what);
    Finding::warning(code, msg!("空のセル（{cells_ja}）に{ja}", "over empty cells ({cells_en}): {en}"))
        .at(place)
        .hint(type_it())
}

/// M040: a picture on the sheet.
pub(in crate::source) fn picture(place: Place, over: &[CellRef], alt: &str, others: usize) -> Finding {
    let ((ja, en), (more_ja, more_en)) = (says(alt), elsewhere(others));
    if !over.is_empty() {
        let what =
            msg!("図が重なっています{more_ja}。図は紙面に出ません{ja}", "a picture{more_en}, which is not printed{en}");
        return over_empty("M040", place, over, what);
    }
    Finding::warning(
        "M040",
        msg!("図が貼られています{more_ja}。紙面には出ません{ja}", "a picture{more_en}, which is not printed{en}"),
    )
    .at(place)
    .hint(into_a_cell())
}

/// M040: a picture that is the value of its cell.
pub(in crate::source) fn cell_picture(place: Place, alt: &str) -> Finding {
    let (ja, en) = says(alt);
    Finding::warning(
        "M040",
        msg!(
            "セルの中身が図です（セルに配置した図）。紙面には出ず、セルは空になります{ja}",
            "The cell holds a picture, which is not printed; the cell is empty on paper{en}"
        ),
    )
    .at(place)
    .hint(type_it())
}

/// M040: handwriting.
pub(in crate::source) fn ink(place: Place, over: &[CellRef]) -> Finding {
    let what = msg!("手書き（インク）があります。紙面には出ません", "handwriting, which is not printed");
    if over.is_empty() {
        let what = msg!("手書き（インク）があります。紙面には出ません", "There is handwriting, which is not printed");
        return Finding::warning("M040", what).at(place).hint(into_a_cell());
    }
    over_empty("M040", place, over, what)
}

/// M040: an ellipse that may mark words as chosen.
pub(in crate::source) fn ring(place: Place, words: &str) -> Finding {
    let words = quote(words.trim());
    Finding::warning(
        "M040",
        msg!(
            "文字に円の図形が重なっています。選んだ印なら紙面に出ません: 「{words}」",
            "An ellipse lies on the text; if it marks a choice, that is not printed: {words}"
        ),
    )
    .at(place)
    .hint(msg!("選んだものを、セルに文字か記号（■など）で書いてください", "Write what is chosen into the cell"))
}

/// M014: a shape with text over cells where an answer is expected.
pub(in crate::source) fn text_box_over(place: Place, over: &[CellRef], text: &str) -> Finding {
    let text = quote(text.trim());
    let what = msg!(
        "図形（テキストボックス）が重なっています。その文字は紙面に出ません: 「{text}」",
        "a shape holds text, which is not printed: {text}"
    );
    over_empty("M014", place, over, what)
}

/// M041: form controls at a cell, with what they are set to.
pub(in crate::source) fn controls(place: Place, controls: &[Control]) -> Finding {
    const SHOWN: usize = 12;
    let words: Vec<(String, String)> = controls.iter().take(SHOWN).map(control).collect();
    let rest = controls.len().saturating_sub(SHOWN);
    let (more_ja, more_en) =
        if rest > 0 { (format!("、ほか {rest} 個"), format!(", {rest} more")) } else { Default::default() };
    let ja = words.iter().map(|(ja, _)| ja.as_str()).collect::<Vec<_>>().join("、");
    let en = words.iter().map(|(_, en)| en.as_str()).collect::<Vec<_>>().join(", ");
    let message = msg!("フォームの部品は紙面に出ません: {ja}{more_ja}", "Form controls are not printed: {en}{more_en}");
    if controls.iter().any(|control| !matches!(control.state, State::Off | State::Nothing | State::Unknown)) {
        return Finding::warning("M041", message).at(place).hint(msg!(
            "選んだものを、セルに文字か記号（■など）で書いてください",
            "Write what is chosen into the cell"
        ));
    }
    Finding::info("M041", message).at(place)
}

/// M041: controls in several cells, of which none is chosen.
pub(in crate::source) fn controls_off(place: Place, controls: &[Control], count: usize) -> Finding {
    let names: Vec<String> =
        controls.iter().filter(|c| !c.caption.trim().is_empty()).map(|c| quote(c.caption.trim())).collect();
    let (ja, en) = (names.iter().map(|name| format!("「{name}」")).collect::<String>(), names.join(", "));
    let message = if controls.iter().all(|control| control.kind == ControlKind::Button) {
        msg!("ボタンが {count} か所にあります。紙面には出ません: {ja}", "Buttons in {count} places, not printed: {en}")
    } else {
        msg!(
            "何も選ばれていないフォームの部品が {count} か所にあります。紙面には出ません: {ja} など",
            "Form controls in {count} places, none of them chosen; they are not printed: {en} …"
        )
    };
    Finding::info("M041", message).at(place)
}

/// M041: check boxes of Excel 365 in a workbook that does not say where they are.
pub(in crate::source) fn boxes_as_words(place: Place) -> Finding {
    Finding::warning(
        "M041",
        msg!(
            "セルのチェックボックスのあるブックです。XLSB では、どのセルがそうかを読めないので、☑ と ☐ でなく TRUE と FALSE で載ります",
            "The workbook has check boxes in cells; which cells, XLSB does not tell: they are printed as TRUE and FALSE"
        ),
    )
    .at(place)
    .hint(msg!("Excel ブック（.xlsx）で保存し直すと、☑ と ☐ で載ります", "Saved as .xlsx, they are printed as boxes"))
}

fn control(control: &Control) -> (String, String) {
    let (ja, en) = match control.kind {
        ControlKind::CheckBox => ("チェックボックス", "check box"),
        ControlKind::Option => ("オプションボタン", "option button"),
        ControlKind::DropDown => ("ドロップダウン", "drop-down list"),
        ControlKind::List => ("リスト", "list"),
        ControlKind::Number => ("数値の部品", "spin button"),
        ControlKind::Edit => ("入力欄", "text field"),
        ControlKind::Button => ("ボタン", "button"),
        ControlKind::Other => ("部品", "control"),
    };
    let (state_ja, state_en) = match &control.state {
        State::On if control.kind == ControlKind::Option => ("選択あり".to_owned(), "chosen".to_owned()),
        State::Off if control.kind == ControlKind::Option => ("選択なし".to_owned(), "not chosen".to_owned()),
        State::On => ("チェックあり".to_owned(), "ticked".to_owned()),
        State::Off => ("チェックなし".to_owned(), "not ticked".to_owned()),
        State::Mixed => ("チェックは不定".to_owned(), "neither ticked nor not".to_owned()),
        State::Chosen { item, .. } => (format!("{item} 番目を選択"), format!("item {item} chosen")),
        State::Value(text) => (format!("値は「{}」", quote(text)), format!("set to {}", quote(text))),
        State::Nothing => ("未記入".to_owned(), "nothing chosen".to_owned()),
        State::Unknown => Default::default(),
    };
    let caption = quote(control.caption.trim());
    let (caption_ja, caption_en) =
        if caption.is_empty() { Default::default() } else { (format!("「{caption}」"), format!(" {caption}")) };
    let (open, close, colon) = if state_ja.is_empty() { ("", "", "") } else { ("（", "）", ": ") };
    (format!("{ja}{caption_ja}{open}{state_ja}{close}"), format!("{en}{caption_en}{colon}{state_en}"))
}

/// M042: a chart.
pub(in crate::source) fn chart(place: Place, over: &[CellRef], title: &str) -> Finding {
    let (ja, en) = says(title);
    drawn(place, over, msg!("グラフ", "a chart"), &(ja, en))
}

/// M042: SmartArt.
pub(in crate::source) fn diagram(place: Place, over: &[CellRef], text: &str) -> Finding {
    let (ja, en) = says(text);
    drawn(place, over, msg!("図表（SmartArt）", "SmartArt"), &(ja, en))
}

fn drawn(place: Place, over: &[CellRef], what: Message, (says_ja, says_en): &(String, String)) -> Finding {
    let Message { ja, en } = what;
    if over.is_empty() {
        let message = msg!("{ja}があります。紙面には出ません{says_ja}", "There is {en}, which is not printed{says_en}");
        return Finding::warning("M042", message).at(place).hint(into_a_cell());
    }
    let what = msg!("{ja}が重なっています。紙面には出ません{says_ja}", "{en}, which is not printed{says_en}");
    over_empty("M042", place, over, what)
}

/// M043: a file inside of the workbook.
pub(in crate::source) fn embedded(place: Place, program: &str, name: &str) -> Finding {
    let (program, name) = (quote(program), quote(name));
    let (ja, en) = match (program.is_empty(), name.is_empty()) {
        (true, true) => Default::default(),
        (false, true) => (format!(": {program}"), format!(": {program}")),
        (true, false) => (format!(": 「{name}」"), format!(": {name}")),
        (false, false) => (format!(": 「{name}」（{program}）"), format!(": {name} ({program})")),
    };
    Finding::warning(
        "M043",
        msg!("ファイルが埋め込まれています。中身は読みません{ja}", "There is an embedded file, which is not read{en}"),
    )
    .at(place)
    .hint(into_a_cell())
}

/// M044: a link whose target the text does not say; `None` where a formula makes it up.
pub(in crate::source) fn link(place: Place, target: Option<&str>, others: usize) -> Finding {
    let (more_ja, more_en) = elsewhere(others);
    let (ja, en) = match target {
        Some(target) => says(target),
        None => ("（リンク先は数式で作られています）".to_owned(), " (its target is made by a formula)".to_owned()),
    };
    Finding::warning(
        "M044",
        msg!(
            "リンクがあります{more_ja}。リンク先は紙面に出ません{ja}",
            "There is a link{more_en}; its target is not printed{en}"
        ),
    )
    .at(place)
    .hint(msg!(
        "紙面に要るなら、リンク先をセルの文に書いてください",
        "If the paper needs the target, write it into the text"
    ))
}

/// M045: a slicer or timeline.
pub(in crate::source) fn slicer(place: Place, caption: &str) -> Finding {
    let (ja, en) = says(caption);
    Finding::info(
        "M045",
        msg!(
            "絞り込みの部品（スライサー）があります。紙面には出ません{ja}",
            "There is a slicer, which is not printed{en}"
        ),
    )
    .at(place)
}

/// M046: a picture behind the cells, which Excel does not print either.
pub(in crate::source) fn background(mut place: Place, others: usize) -> Finding {
    place.cell = None;
    let (ja, en) = elsewhere(others);
    Finding::info(
        "M046",
        msg!(
            "シートの背景に図があります{ja}。紙面には出ません",
            "There is a background picture{en}, which is not printed"
        ),
    )
    .at(place)
}

/// M046: a picture in the page header or footer.
pub(in crate::source) fn running_picture(mut place: Place, alt: &str, others: usize) -> Finding {
    place.cell = None;
    let ((more_ja, more_en), (ja, en)) = (elsewhere(others), says(alt));
    Finding::info(
        "M046",
        msg!(
            "印刷のヘッダー・フッターに図があります{more_ja}。紙面には出ません{ja}",
            "There is a picture in the page header or footer{more_en}, which is not printed{en}"
        ),
    )
    .at(place)
}

/// M046: a signature line.
pub(in crate::source) fn signature(place: Place, signer: &str) -> Finding {
    let (ja, en) = says(signer);
    Finding::info(
        "M046",
        msg!("署名欄があります。紙面には出ません{ja}", "There is a signature line, which is not printed{en}"),
    )
    .at(place)
}
