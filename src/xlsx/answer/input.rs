//! Rules of input: drop-down lists, limits of length, whole numbers, and the messages beside a cell.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Workbook,
    XlsxError,
};

use crate::stamped::own;
use crate::xlsx::shorten;

/// Excel's limits of a title and a message, UTF-16 units.
const TITLE: usize = 32;
const MESSAGE: usize = 255;
/// Excel's limit for a list that stands in the rule itself, UTF-16 units.
const INLINE: usize = 255;
/// Name of the sheet with the longer lists.
const SHEET: &str = "選択肢";

/// What may be typed into a cell.
pub(crate) struct Input<'a> {
    pub field: &'a str,
    pub must: bool,
    pub limit: Option<usize>,
    /// Words to choose from; others are refused, or only warned of where `strict` is not set.
    pub choices: &'a [String],
    pub strict: bool,
    /// A whole number of this unit.
    pub unit: Option<&'a str>,
    pub example: Option<&'a str>,
    /// How boxes or options are marked.
    pub how: Option<&'a str>,
}

/// Lists that are too long for a rule, or hold a comma: columns of a hidden sheet.
#[derive(Default)]
pub(crate) struct Lists(Vec<Vec<String>>);

/// A text without blanks and line ends, as a formula: what limits count, and what is left of an empty answer.
pub(crate) fn bare(cell: &str) -> String {
    format!("SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},\" \",\"\"),\"　\",\"\"),CHAR(10),\"\")")
}

/// Whether a cell holds nothing but blanks, as a formula: shorter than by [`bare`], for XLS holds no long ones.
pub(crate) fn is_empty(cell: &str) -> String {
    format!("(LEN(SUBSTITUTE(TRIM({cell}),\"　\",\"\"))=0)")
}

/// A format for the cells for which a formula holds.
pub(crate) fn rule(formula: &str, format: Format) -> ConditionalFormatFormula {
    ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(format)
}

impl Input<'_> {
    /// What is asked of the field, in a line.
    pub fn rules(&self) -> String {
        let mut out = vec![if self.must { "必ず記入" } else { "あれば記入" }.to_owned()];
        out.extend(self.limit.map(|limit| format!("{limit}字まで（空白と改行は数えない）")));
        out.extend(self.unit.map(|unit| format!("{unit}単位の整数")));
        if !self.choices.is_empty() {
            out.push(format!("次から選ぶ：{}", self.choices.join("、")));
        }
        out.extend(self.how.map(str::to_owned));
        out.join("。")
    }

    /// The rule for cells whose first has the address `cell`.
    pub fn validation(&self, cell: &str, lists: &mut Lists) -> Result<DataValidation, XlsxError> {
        let mut message = self.rules();
        if self.choices.is_empty() && self.unit.is_none() && self.how.is_none() {
            message.push_str("。改行は Alt＋Enter");
        }
        if let Some(example) = self.example {
            message.push_str(&format!("\n例：{}", example.trim_start_matches("（例）")));
        }
        let plain = DataValidation::new()
            .set_input_title(shorten(self.field, TITLE))?
            .set_input_message(cut(&message, MESSAGE))?;
        let refused = |rule: DataValidation, style, text: &str| -> Result<DataValidation, XlsxError> {
            rule.set_error_style(style)
                .set_error_title(shorten(self.field, TITLE))?
                .set_error_message(cut(text, MESSAGE))
        };
        if !self.choices.is_empty() {
            let inline = self.choices.join(",").encode_utf16().count() + self.choices.join("").matches('"').count();
            let comma = self.choices.iter().any(|choice| choice.contains(','));
            let plain = if inline <= INLINE && !comma {
                plain.allow_list_strings(self.choices)?
            } else {
                plain.allow_list_formula(Formula::new(lists.range(self.choices)))
            };
            let style = if self.strict { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
            return refused(plain, style, "選択肢の語を選んでください。");
        }
        if let Some(limit) = self.limit {
            let plain = plain.allow_custom(Formula::new(format!("=LEN({})<={limit}", bare(cell))));
            let text = format!("{limit}字を超えています。このまま入れてから短くすることもできます。");
            return refused(plain, DataValidationErrorStyle::Warning, &text);
        }
        if let Some(unit) = self.unit {
            let plain = plain.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0));
            let text = format!("{unit}単位の整数を、数字だけで入れてください。");
            return refused(plain, DataValidationErrorStyle::Warning, &text);
        }
        Ok(plain.allow_any_value())
    }
}

/// Cuts a message with a sign that something is missing.
fn cut(text: &str, units: usize) -> String {
    let whole = shorten(text, units);
    if whole.len() == text.len() { whole.to_owned() } else { format!("{}…", shorten(text, units - 1)) }
}

impl Lists {
    /// The cells of a list, as a rule names them.
    fn range(&mut self, choices: &[String]) -> String {
        let at = self.0.iter().position(|list| list == choices).unwrap_or_else(|| {
            self.0.push(choices.to_vec());
            self.0.len() - 1
        });
        let last = choices.len().saturating_sub(1) as u32;
        let range = rust_xlsxwriter::utility::cell_range_absolute(0, at as u16, last, at as u16);
        format!("='{SHEET}'!{range}")
    }

    /// Adds the hidden sheet, if any list needs it.
    pub fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(SHEET)?;
        let rows = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let mut texts = Vec::new();
        for row in 0..rows {
            for (col, text) in self.0.iter().enumerate().filter_map(|(col, list)| Some((col, list.get(row)?))) {
                sheet.write_string(row as u32, col as u16, text)?;
                texts.push(text.as_str());
            }
        }
        sheet.write_string(0, self.0.len() as u16, own::sheet_mark(texts))?;
        sheet.set_hidden(true);
        super::protect(sheet);
        Ok(())
    }

    /// The lists as a page of texts, for tests.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input<'a>(choices: &'a [String], example: &'a str) -> Input<'a> {
        let example = Some(example);
        Input { field: "区分", must: true, limit: None, choices, strict: true, unit: None, example, how: None }
    }

    #[test]
    fn messages_keep_excels_limits() {
        let long = "長".repeat(300);
        assert!(input(&[], &long).validation("A1", &mut Lists::default()).is_ok());
        let field = "欄".repeat(40);
        assert!(Input { field: &field, ..input(&[], &long) }.validation("A1", &mut Lists::default()).is_ok());
        assert_eq!(cut("あいう", 3), "あいう");
        assert_eq!(cut("あいうえ", 3), "あい…");
    }

    #[test]
    fn long_lists_and_commas_go_to_a_sheet() {
        let mut lists = Lists::default();
        let short = ["継続".to_owned(), "廃止".to_owned()];
        assert!(input(&short, "").validation("A1", &mut lists).is_ok());
        assert_eq!(lists.len(), 0);
        let comma = ["継続,拡充".to_owned(), "廃止".to_owned()];
        let long: Vec<String> = (0..60).map(|n| format!("選択肢その{n}")).collect();
        for choices in [&comma[..], &long, &comma] {
            assert!(input(choices, "").validation("A1", &mut lists).is_ok());
        }
        assert_eq!(lists.len(), 2);
        assert_eq!(lists.range(&long), "='選択肢'!$B$1:$B$60");
    }
}
