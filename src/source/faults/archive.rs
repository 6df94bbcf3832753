//! The findings of zip archives.

use super::unknown_format_of_file;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::{Place, SourceFile};

/// M005: a zip archive that cannot be opened.
pub(in crate::source) fn broken_archive(file: &SourceFile) -> Finding {
    Finding::error("M005", msg!("ZIP が壊れていて開けません", "The zip archive is damaged and cannot be opened"))
        .at(Place::file(file.clone()))
        .hint(msg!(
            "展開できるか確かめ、できなければ送り直してもらってください",
            "See whether it can be unpacked, or ask for it to be sent again"
        ))
}

/// M002: an archive that is no zip.
pub(in crate::source) fn other_archive(file: &SourceFile, extension: &str) -> Finding {
    let hint = msg!(
        "展開して、できたフォルダーを指定してください。ZIP はそのまま読めます",
        "Unpack it and name the folder; zip archives are read as they are"
    );
    unknown_format_of_file(file, &format!("書庫（.{extension}）"), &format!("an archive (.{extension})"), hint)
}

/// M004: the files in an archive are protected with a password.
pub(in crate::source) fn locked_archive(file: &SourceFile) -> Finding {
    Finding::error("M004", msg!("ZIP にパスワードが掛かっています", "The zip archive is protected with a password"))
        .at(Place::file(file.clone()))
        .hint(msg!(
            "パスワードを入れて展開し、できたフォルダーを指定してください",
            "Unpack it with the password and name the folder"
        ))
}

/// M033: a file in an archive cannot be taken out.
pub(in crate::source) fn not_unpacked(file: &SourceFile, why: Message) -> Finding {
    let Message { ja, en } = why;
    Finding::error(
        "M033",
        msg!("ZIP の中のファイルを取り出せません: {ja}", "The file cannot be taken out of the archive: {en}"),
    )
    .at(Place::file(file.clone()))
    .hint(msg!(
        "エクスプローラーの［すべて展開］で展開し、できたフォルダーを指定してください。展開できなければ送り直してもらってください",
        "Unpack it by other means and name the folder; if that fails, ask for it to be sent again"
    ))
}

/// M033: two files of an archive have one name, of which one is read.
pub(in crate::source) fn twice_in_archive(file: &SourceFile) -> Finding {
    Finding::error(
        "M033",
        msg!(
            "ZIP の中に、同じ名前のファイルが二つあります。片方は読めません",
            "Two files of the archive have one name; one of them is not read"
        ),
    )
    .at(Place::file(file.clone()))
    .hint(msg!("名前を変えて ZIP を作り直してもらってください", "Ask for an archive with different names"))
}

/// M024: an archive in an archive in an archive.
pub(in crate::source) fn archive_too_deep(file: &SourceFile) -> Finding {
    Finding::warning(
        "M024",
        msg!("ZIP の中の ZIP の中の ZIP なので読みません", "skipped: an archive in an archive in an archive"),
    )
    .at(Place::file(file.clone()))
    .hint(msg!("展開して、できたフォルダーを指定してください", "Unpack it and name the folder"))
}

/// M024: an archive in which nothing is read.
pub(in crate::source) fn nothing_in_archive(file: &SourceFile) -> Finding {
    Finding::warning("M024", msg!("ZIP の中に読めるファイルがありません", "nothing in the archive can be read"))
        .at(Place::file(file.clone()))
        .hint(msg!("回答の Excel（.xlsx）を入れてください", "put the answer workbooks (.xlsx) there"))
}

/// M024: an archive holds a file that is there already.
pub(in crate::source) fn same_content(file: &SourceFile, other: &SourceFile) -> Finding {
    Finding::info("M024", msg!("「{other}」と同じ中身なので読みません", "skipped: the same as {other}"))
        .at(Place::file(file.clone()))
        .and(Place::file(other.clone()))
}
