//! The findings of reading, one function each: code, message, and what to do.

mod archive;
mod hanging;
mod look;

use std::collections::BTreeSet;

use crate::finding::{Finding, Message, quote};
use crate::limits::{Limit, Limits};
use crate::msg;
use crate::place::SourceFile;
use crate::place::{CellRef, Place};
use crate::source::Merge;

pub(super) use archive::{
    archive_too_deep, broken_archive, locked_archive, not_unpacked, nothing_in_archive, other_archive, same_content,
    twice_in_archive,
};
pub(in crate::source) use hanging::*;
pub(in crate::source) use look::*;

fn save_again() -> Message {
    msg!("Excel で開いて保存し直してください", "Open it in Excel and save it again")
}

fn into_a_cell() -> Message {
    msg!("必要な内容はセルに書いてください", "Write what is needed into a cell")
}

/// M002: the format is none that is read.
pub(super) fn unknown_format_of_file(file: &SourceFile, ja: &str, en: &str, hint: Message) -> Finding {
    Finding::error("M002", msg!("読めない形式です: {ja}", "The format cannot be read: {en}"))
        .at(Place::file(file.clone()))
        .hint(hint)
}

/// M002: a text whose name says that it is a workbook.
pub(super) fn text_as_workbook(file: &SourceFile, extension: &str) -> Finding {
    let ja = format!("名前は .{extension} ですが、中身は CSV などの文です");
    let hint = msg!(
        "名前の終わりを .csv に変えるか、Excel で開いて Excel ブック（.xlsx）で保存し直してください",
        "Rename it to .csv, or open it in Excel and save it as .xlsx"
    );
    unknown_format_of_file(file, &ja, &format!("its name ends in .{extension}, but it holds text such as CSV"), hint)
}

/// M004: the file is protected with a password.
pub(super) fn password(file: &SourceFile) -> Finding {
    Finding::error(
        "M004",
        msg!("パスワードが掛かっていて開けません", "The file is protected with a password"),
    )
    .at(Place::file(file.clone()))
    .hint(msg!(
        "Excel で開き、［ファイル］→［情報］→［ブックの保護］→［パスワードを使用して暗号化］を空にして保存し直してください",
        "Open it in Excel, clear File > Info > Protect Workbook > Encrypt with Password, and save"
    ))
}

/// M005: the file, or one part of it, is broken.
pub(super) fn broken(file: &SourceFile, part: Option<&str>) -> Finding {
    let (ja, en) = part.map_or_else(Default::default, |part| {
        let part = quote(part);
        (format!("（{part}）"), format!(" ({part})"))
    });
    Finding::error("M005", msg!("ファイルが壊れていて開けません{ja}", "The file is damaged and cannot be opened{en}"))
        .at(Place::file(file.clone()))
        .hint(msg!(
            "Excel で開けるか確かめて保存し直すか、送り直してもらってください",
            "See whether Excel opens it and save it again, or ask for it to be sent again"
        ))
}

/// M006: the file is larger than what is read.
pub(super) fn too_large(file: &SourceFile, limits: &Limits, limit: Limit, found: Option<u64>) -> Finding {
    let Message { ja, en } = limit.beyond(limits, found);
    let finding = Finding::error("M006", msg!("ファイルが大きすぎます: {ja}", "The file is too large: {en}"))
        .at(Place::file(file.clone()))
        .hint(msg!(
            "必要な部分だけを新しいブックに写して保存してください",
            "Copy what is needed into a new workbook and save that"
        ));
    limit.told(finding, limits)
}

/// M098: one text is longer than what is set in good time.
pub(super) fn too_long(place: Place, limits: &Limits, limit: Limit, found: u64) -> Finding {
    let finding = Finding::error("M098", limit.beyond(limits, Some(found)))
        .at(place)
        .hint(msg!("文を短くするか、いくつかの欄やファイルに分けてください", "Shorten the text, or divide it"));
    limit.told(finding, limits)
}

/// M005: a table in which nothing was typed.
pub(super) fn nothing_typed(file: &SourceFile) -> Finding {
    Finding::error(
        "M005",
        msg!("ファイルに文がありません（空白と改行だけです）", "The file holds nothing but blanks and line ends"),
    )
    .at(Place::file(file.clone()))
    .hint(msg!("書き出し直すか、送り直してもらってください", "Export it again, or ask for it to be sent again"))
}

/// M006: a line of a table with more cells than a sheet has columns.
pub(super) fn too_many_columns(place: Place) -> Finding {
    Finding::error(
        "M006",
        msg!(
            "一行の欄が多すぎます（Excel の列は 16,384 まで）",
            "The line has more cells than Excel has columns (16,384)"
        ),
    )
    .at(place)
    .hint(msg!(
        "改行が失われていないか、区切りの字（コンマ、タブ、セミコロン）が合っているかを確かめてください",
        "See whether line ends were lost, and whether the separator is right"
    ))
}

/// M047: two merged ranges share cells, which Excel repairs when it opens the file.
pub(super) fn merges_overlap(place: Place, kept: &Merge, other: &Merge) -> Finding {
    let range = |merge: &Merge| format!("{}:{}", merge.first, merge.last);
    let (kept, other) = (range(kept), range(other));
    Finding::error(
        "M047",
        msg!(
            "結合された範囲「{other}」が、前の「{kept}」と重なっています。後の結合は使いません",
            "The merged range {other} overlaps {kept}; it is not used"
        ),
    )
    .at(place)
    .hint(msg!(
        "Excel で開いて修復し、結合を見直して保存し直してください",
        "Open it in Excel, let it be repaired, look at the merged cells and save again"
    ))
}

/// M007: a sheet cannot be read to its end; `place` is the last cell that was.
pub(super) fn sheet_breaks_off(place: Place) -> Finding {
    let message = if place.cell.is_some() {
        msg!("シートがここで壊れていて、後を読めません", "The sheet is damaged here; what follows cannot be read")
    } else {
        msg!("シートが壊れていて読めません", "The sheet is damaged and cannot be read")
    };
    Finding::error("M007", message).at(place).hint(save_again())
}

/// M008: a cell or range lies outside of what Excel has.
pub(super) fn address(place: Place, raw: &str) -> Finding {
    let raw = quote(raw);
    Finding::error(
        "M008",
        msg!(
            "セルの番地「{raw}」は Excel の範囲（A1〜XFD1048576）にありません。このセルは使いません",
            "The address {raw} is outside of A1 to XFD1048576; the cell is not used"
        ),
    )
    .at(place)
    .hint(save_again())
}

/// M009: a value cannot be what the file says it is.
pub(super) fn bad_value(place: Place, kind: Message, raw: &str) -> Finding {
    let Message { ja, en } = kind;
    let raw = quote(raw);
    Finding::error(
        "M009",
        msg!("セルの値が壊れています（{ja}）: 「{raw}」", "The value of the cell is damaged ({en}): {raw}"),
    )
    .at(place)
    .hint(msg!(
        "Excel で開いて値を確かめ、保存し直してください",
        "Open it in Excel, look at the value, and save it again"
    ))
}

/// M010: the cell holds an error value such as `#REF!`.
pub(super) fn error_value(place: Place, text: &str) -> Finding {
    let text = quote(text);
    Finding::error("M010", msg!("セルがエラー値です: 「{text}」", "The cell holds an error value: {text}"))
        .at(place)
        .hint(msg!(
            "Excel で数式と参照先を直し、保存し直してください",
            "Mend the formula and what it refers to in Excel, and save again"
        ))
}

/// M011: a formula has no stored result, so what Excel would show is not known.
pub(super) fn no_result(place: Place) -> Finding {
    Finding::error(
        "M011",
        msg!("数式の計算結果がファイルにありません", "The result of the formula is not stored in the file"),
    )
    .at(place)
    .hint(save_again())
}

/// M013: a comment (メモ・コメント), which has no place in a paper.
pub(super) fn comment(place: Place, text: &str) -> Finding {
    let text = quote(text.trim());
    Finding::warning(
        "M013",
        msg!(
            "セルにメモ（コメント）があります。紙面には出ません: 「{text}」",
            "The cell has a comment, which is not printed: {text}"
        ),
    )
    .at(place)
    .hint(into_a_cell())
}

/// M420: a text in a sheet of an answer workbook that holds no answers.
pub(super) fn written_into_own_sheet(place: Place) -> Finding {
    let sheet = place.sheet.clone().unwrap_or_default();
    Finding::warning(
        "M420",
        msg!(
            "説明のシート「{sheet}」が書き換えられています。このシートは回答として読みません",
            "the sheet \"{sheet}\", which explains how to answer, was changed; it is not read"
        ),
    )
    .at(place)
    .hint(msg!(
        "回答や連絡が書かれていないか、確かめてください",
        "see whether an answer or a message was written there"
    ))
}

/// M421: a row, or a sheet, that a section copied with its id.
pub fn copied(place: Option<Place>, first: Option<&Place>) -> Finding {
    let mut finding = Finding::warning(
        "M421",
        msg!(
            "お送りした行がコピーされ、同じ印の行が二つあります。こちらを新しく足された行として読みました",
            "a row as sent was copied and stands twice; this one is read as a new row"
        ),
    )
    .hint(msg!(
        "元の行がこちらなら、もう一方の行を消してください",
        "if this is the row that was sent, delete the other one"
    ));
    finding.place = place;
    finding.related.extend(first.cloned());
    finding
}

/// M014: a text box or shape with text.
pub(super) fn text_box(place: Place, text: &str) -> Finding {
    let text = quote(text.trim());
    Finding::warning(
        "M014",
        msg!(
            "図形（テキストボックス）に文字があります。紙面には出ません: 「{text}」",
            "A shape holds text, which is not printed: {text}"
        ),
    )
    .at(place)
    .hint(into_a_cell())
}

/// M015: the number format is not supported.
pub(super) fn unknown_format(place: Place, code: &str, text: &str) -> Finding {
    let code = quote(code);
    Finding::info(
        "M015",
        msg!(
            "表示形式「{code}」には対応していません。標準の形で読みました: 「{text}」",
            "The number format {code} is not supported; read as General: {text}"
        ),
    )
    .at(place)
}

/// M029: a number that is to be shown as a day and cannot be; Excel shows `####`.
pub(super) fn no_date(place: Place, code: &str, text: &str) -> Finding {
    let code = quote(code);
    Finding::error(
        "M029",
        msg!(
            "表示形式「{code}」では日付として表せない数です: 「{text}」",
            "the number is no day that the format {code} could show: {text}"
        ),
    )
    .at(place)
    .hint(msg!(
        "日付を入れ直すか、表示形式を標準にしてください",
        "type the day again, or set the number format to General"
    ))
}

/// M028: a long number, of which Excel shows the first figures.
pub(super) fn long_number(place: Place, excel: &str, text: &str) -> Finding {
    Finding::info(
        "M028",
        msg!(
            "Excel では「{excel}」と見える数の、すべての桁を読みました: 「{text}」",
            "all figures of a number were read that Excel shows as {excel}: {text}"
        ),
    )
    .at(place)
}

/// M016: a number or text that its format hides (`;;;`).
pub(super) fn hidden_value(place: Place, text: &str) -> Finding {
    Finding::info(
        "M016",
        msg!("表示形式で隠れている値を読みました: 「{text}」", "A value that its format hides was read: {text}"),
    )
    .at(place)
}

/// M017: kana with separate voicing marks were composed.
pub(super) fn composed(place: Place) -> Finding {
    Finding::info(
        "M017",
        msg!(
            "濁点・半濁点が分かれた文字（「か」＋「゛」など）を一文字にまとめました",
            "Kana with separate voicing marks were composed into single characters"
        ),
    )
    .at(place)
}

/// M018: two cells have one address.
pub(super) fn second_cell(place: Place, text: &str) -> Finding {
    let text = quote(text);
    Finding::error(
        "M018",
        msg!(
            "同じ番地のセルが二つあります。後の方は使いません: 「{text}」",
            "Two cells have this address; the second is not used: {text}"
        ),
    )
    .at(place)
    .hint(save_again())
}

/// M019: the results of formulas may be old.
pub(super) fn stale_results(file: &SourceFile) -> Finding {
    Finding::warning(
        "M019",
        msg!(
            "数式の計算結果が古いかもしれません（Excel 以外で作られ、まだ計算されていません）",
            "Formula results may be stale: the workbook was not made by Excel nor calculated yet"
        ),
    )
    .at(Place::file(file.clone()))
    .hint(save_again())
}

/// M026: rows and columns that are not shown hold texts. The sheet on the screen is not what is printed.
pub(super) fn hidden_cells(place: Place, rows: &BTreeSet<u32>, columns: &BTreeSet<u32>) -> Finding {
    let letters = |col: u32| CellRef { row: 0, col }.to_string().trim_end_matches('1').to_owned();
    let (rows, columns) = (runs(rows, |row| row.saturating_add(1).to_string()), runs(columns, letters));
    let (ja, en) = match (rows.is_empty(), columns.is_empty()) {
        (false, true) => (format!("行（{rows}）"), format!("rows ({rows})")),
        (true, _) => (format!("列（{columns}）"), format!("columns ({columns})")),
        (false, false) => (format!("行（{rows}）と列（{columns}）"), format!("rows ({rows}) and columns ({columns})")),
    };
    Finding::info(
        "M026",
        msg!(
            "非表示の{ja}に文があります。表の中のものは紙面に載ります",
            "There are texts in hidden {en}; those of the table are printed"
        ),
    )
    .at(place)
    .hint(msg!(
        "載せないものは削除し、載せるものは表示に戻してください",
        "Delete what is not to be printed, and show the rest"
    ))
}

/// M035: a text under a merged range, which Excel does not show.
pub(super) fn covered(place: Place, by: &Merge, text: &str) -> Finding {
    let text = quote(text);
    let Merge { first, last } = by;
    Finding::warning(
        "M035",
        msg!(
            "結合されたセル（{first}:{last}）の下に、Excel では見えない文があります。読みませんでした: 「{text}」",
            "under the merged cells {first}:{last} there is a text that Excel does not show; it was not read: {text}"
        ),
    )
    .at(place)
    .hint(msg!(
        "要らない文なら、結合を解いて削除してください。要る文なら、結合の左上のセルに書いてください",
        "unmerge and delete it, or write it into the upper left cell"
    ))
}

/// M027: a text of the page header or footer.
pub(super) fn running_text(mut place: Place, text: &str) -> Finding {
    place.cell = None;
    let text = quote(text);
    Finding::info(
        "M027",
        msg!(
            "印刷のヘッダー・フッターの文は紙面に載りません: 「{text}」",
            "A text of the page header or footer is not printed: {text}"
        ),
    )
    .at(place)
}

/// Numbers that follow on one another as `3–5`; the first ten of them.
fn runs(numbers: &BTreeSet<u32>, name: impl Fn(u32) -> String) -> String {
    const SHOWN: usize = 10;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &n in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == n => *last = n,
            _ => runs.push((n, n)),
        }
    }
    let word = |&(a, b): &(u32, u32)| if a == b { name(a) } else { format!("{}–{}", name(a), name(b)) };
    let more = if runs.len() > SHOWN { ", …" } else { "" };
    runs.iter().take(SHOWN).map(word).collect::<Vec<_>>().join(", ") + more
}

/// M020: a sheet that holds no cells (a chart, a macro) or whose name is taken.
pub(super) fn sheet_not_read(file: &SourceFile, name: &str, why: Message) -> Finding {
    let Message { ja, en } = why;
    let mut place = Place::file(file.clone());
    place.sheet = Some(name.into());
    Finding::warning("M020", msg!("シートを読みません: {ja}", "The sheet is not read: {en}")).at(place)
}

/// M020: a sheet that is nothing but a chart, with what it says.
pub(super) fn chart_sheet(file: &SourceFile, name: &str, says: &str) -> Finding {
    let says = quote(says);
    let (ja, en) = if says.is_empty() { Default::default() } else { (format!(": 「{says}」"), format!(": {says}")) };
    sheet_not_read(file, name, msg!("グラフだけのシートです{ja}", "it is a chart sheet{en}"))
}
