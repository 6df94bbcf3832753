//! What all workbooks are: their options, properties and fonts.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::formats::base;
use crate::finding::Finding;
use crate::msg;
use crate::units::Date;

/// Column widths count in digits of this font: 12 pt makes a digit exactly 8 px, on the screen and in print.
const WIDTH_FONT: (&str, f64) = ("BIZ UDゴシック", 12.0);
const WIDTH_FONT_ROW: u32 = 19;
const WIDTH_FONT_COLUMN: u32 = 72;

/// What the properties of a workbook say.
pub struct WorkbookFacts<'a> {
    pub title: &'a str,
    pub plan: Option<&'a str>,
    pub body: Option<&'a str>,
    /// Name and version of the form.
    pub form: (&'a str, u32),
    pub date: Date,
}

/// An empty workbook with its properties and the font in which widths are counted.
pub fn shell(facts: &WorkbookFacts) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&base(WIDTH_FONT.0, WIDTH_FONT.1), WIDTH_FONT_ROW, WIDTH_FONT_COLUMN)?;
    let Date { year, month, day } = facts.date;
    let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month, day)?;
    let (form, version) = facts.form;
    let properties = DocProperties::new()
        .set_title(facts.title)
        .set_subject(facts.plan.unwrap_or(""))
        .set_author(facts.body.unwrap_or(""))
        .set_comment(format!("matome {}、様式 {form} {version}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// `M303`
pub fn not_written(error: &XlsxError) -> Finding {
    Finding::error("M303", msg!("XLSX を書けません: {error}", "the XLSX cannot be written: {error}"))
}

/// How a workbook is written. Nothing else but the input enters the bytes.
#[derive(Debug, Clone, Default)]
pub struct Xlsx {
    /// Date in the properties.
    pub date: Option<Date>,
}

/// The name under which Windows has a font.
pub fn font_of(font: &str) -> &str {
    match font {
        "BIZ UDGothic" => "BIZ UDゴシック",
        "BIZ UDPGothic" => "BIZ UDPゴシック",
        "BIZ UDMincho" => "BIZ UD明朝 Medium",
        "BIZ UDPMincho" => "BIZ UDP明朝 Medium",
        "IPAexGothic" => "IPAexゴシック",
        "IPAexMincho" => "IPAex明朝",
        other => other,
    }
}
