//! The text of `packet.toml`, before anything is checked.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::project::RawFiling;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPacket {
    /// Name on the command line; the file's own where it is not given.
    #[serde(default)]
    pub name: Option<String>,
    /// File name pattern without ending.
    #[serde(default)]
    pub file: Option<Spanned<String>>,
    /// `meeting`, `archive`, `booklet`, `2up`, `dividers`, `slip`.
    #[serde(default)]
    pub output: Option<Spanned<Vec<Spanned<String>>>>,
    pub meeting: RawMeeting,
    #[serde(default)]
    pub style: RawStyle,
    #[serde(default)]
    pub print: RawPrint,
    #[serde(default)]
    pub agenda: Vec<RawItem>,
    /// Names of papers that stand under その他の配布資料.
    #[serde(default, rename = "配布資料")]
    pub others: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub paper: Vec<Spanned<RawPaper>>,
    #[serde(default)]
    pub archive: RawFiling,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMeeting {
    #[serde(rename = "名称")]
    pub name: String,
    #[serde(default, rename = "回")]
    pub round: Option<String>,
    #[serde(default, rename = "開始")]
    pub start: Option<Spanned<Datetime>>,
    #[serde(default, rename = "終了")]
    pub end: Option<Spanned<Datetime>>,
    /// `24時` or `午後`.
    #[serde(default, rename = "時刻")]
    pub clock: Option<Spanned<String>>,
    #[serde(default, rename = "場所")]
    pub place: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawStyle {
    /// Font of agenda, rules and Markdown papers.
    pub font: Option<Spanned<String>>,
    /// Its size, pt.
    pub size: Option<Spanned<f64>>,
    pub line_gap: Option<Spanned<f64>>,
    /// Margins of these papers, mm.
    pub margin: Option<Spanned<f64>>,
    /// Each paper begins on a new sheet.
    pub duplex: Option<bool>,
    /// Whether the empty backs that come of it are counted: `count` or `skip`.
    pub blank_pages: Option<Spanned<String>>,
    /// 資料番号 at the top right: `first` page of a paper, `each` page, `none`.
    pub number_box: Option<Spanned<String>>,
    /// Marks where A3 pages are folded: `half`, `z`, `none`.
    pub fold: Option<Spanned<String>>,
}

/// What the print shop has to know.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawPrint {
    #[serde(rename = "部数")]
    pub copies: Option<Spanned<u32>>,
    /// `なし`, `左上`, `左2か所`, `右上`, `右2か所`, `中綴じ`.
    #[serde(rename = "綴じ")]
    pub binding: Option<Spanned<String>>,
    /// Sets in order; stacks of each page where it is `false`.
    #[serde(rename = "帳合")]
    pub collate: Option<bool>,
    #[serde(rename = "納期")]
    pub due: Option<String>,
    #[serde(rename = "備考")]
    pub notes: Option<String>,
    /// How far inner sheets of a booklet are moved to the fold, mm a sheet.
    pub creep: Option<Spanned<f64>>,
    /// The spine at the right, for papers that are read from right to left.
    pub right_bound: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawItem {
    #[serde(rename = "項目")]
    pub text: String,
    /// Names of papers.
    #[serde(default, rename = "資料")]
    pub papers: Vec<Spanned<String>>,
    /// Who speaks: 事務局.
    #[serde(default, rename = "説明")]
    pub speaker: Option<String>,
    #[serde(default)]
    pub sub: Vec<RawItem>,
}

/// One paper: exactly one of the keys from `cover` to `seats` says what it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawPaper {
    pub name: Option<Spanned<String>>,
    /// 資料番号; `#` counts up, `＃` in full width.
    #[serde(rename = "資料番号")]
    pub number: Option<Spanned<String>>,
    #[serde(rename = "題名")]
    pub title: Option<String>,

    pub cover: Option<Spanned<bool>>,
    pub agenda: Option<Spanned<bool>>,
    pub contents: Option<Spanned<bool>>,
    pub members: Option<Spanned<String>>,
    pub rules: Option<Spanned<String>>,
    pub markdown: Option<Spanned<String>>,
    pub table: Option<Spanned<String>>,
    pub pdf: Option<Spanned<String>>,
    pub paper: Option<Spanned<String>>,
    pub form: Option<Spanned<String>>,
    pub seats: Option<Spanned<RawSeats>>,

    /// Inputs of `form`.
    pub input: Option<Spanned<Vec<String>>>,
    /// Variant of `form`: how it was answered.
    pub variant: Option<String>,
    /// How `form` is printed.
    pub print: Option<String>,
    /// The page of counts of `form`.
    pub summary: bool,
    /// Order of `members`: a field, `ふりがな` for 五十音順.
    pub order: Option<Spanned<String>>,
    /// 敬称 of `members`: `様` behind each name, `敬称略` beside the title.
    pub honorific: Option<Spanned<String>>,
    /// Sheet of `table`.
    pub sheet: Option<String>,
    /// `A4` or `A3`; `landscape`.
    pub size: Option<Spanned<String>>,
    pub landscape: bool,
    /// What `pdf` is, for readers of the archive copy.
    pub description: Option<String>,
}

/// 座席表
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSeats {
    /// `コの字`, `ロの字`, `スクール`.
    pub shape: Option<Spanned<String>>,
    /// Names from the head of the table: 会長, 副会長.
    pub head: Vec<String>,
    /// Names along the left side, from the front.
    pub left: Vec<String>,
    pub right: Vec<String>,
    pub tail: Vec<String>,
    /// Rows of スクール, from the front.
    pub rows: Vec<Vec<String>>,
    /// Secretariat and others, behind the members.
    pub office: Vec<String>,
    /// Seats for the public and the press.
    pub audience: Option<String>,
    /// Sides with a door: `left`, `right`, `top`, `bottom`.
    pub door: Option<Spanned<String>>,
}
