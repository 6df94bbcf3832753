//! The helping formulas: what each row lacks, how many cells are open. Each with the result it has when it is written,
//! for nobody may have opened the workbook when it is read.

use std::ops::Range;

use rust_xlsxwriter::{Formula, utility::column_number_to_name, utility::row_col_to_cell};

use crate::stamped::own;
use crate::table::plan::Plan;
use crate::xlsx::answer::{bare, is_empty};

/// Excel's limit of a formula is 8,192 characters.
const LONGEST: usize = 7_500;

/// An open column.
pub struct OpenColumn {
    pub at: usize,
    pub field: String,
    pub must: bool,
    pub limit: Option<usize>,
    /// The hidden column with a text where this column is asked.
    pub flag: u16,
}

/// Characters as limits count them.
pub fn length(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Which cells of a column are there to be answered: in a group's column, that of the group's first row.
pub fn is_asked(plan: &Plan, row: usize, column: usize) -> bool {
    plan.begins_cell(row, column)
}

/// What row `row` of the plan, in sheet row `at`, lacks; a spare row where there is none.
pub fn lacks(plan: &Plan, open: &[OpenColumn], row: Option<usize>, at: u32) -> Formula {
    let cell = |c: &OpenColumn| row_col_to_cell(at, c.at as u16);
    let blank = |c: &OpenColumn| {
        let flag = column_number_to_name(c.flag);
        format!("(${flag}{}<>\"\")*{}", at.saturating_add(1), is_empty(&cell(c)))
    };
    let must: Vec<&OpenColumn> = open.iter().filter(|c| c.must).collect();
    let blanks = must.iter().map(|c| blank(c)).collect::<Vec<_>>().join("+");
    let blanks = if blanks.is_empty() { "0".to_owned() } else { blanks };
    let mut formula = format!("=IF({blanks}=0,\"\",\"未記入 \"&({blanks})&\" 欄　\")");
    for (c, limit) in open.iter().filter_map(|c| Some((c, c.limit?))) {
        let (count, field) = (format!("LEN({})", bare(&cell(c))), c.field.replace('"', "\"\""));
        let part = format!("&IF({count}>{limit},\"{field}が{limit}字を超えています（\"&{count}&\"字）　\",\"\")");
        if formula.len().saturating_add(part.len()) <= LONGEST {
            formula.push_str(&part);
        }
    }
    // a program may drop a result that is empty, and with it that the formula has one
    Formula::new(formula + "&\"　\"").set_result(lacks_now(plan, open, row) + "　")
}

fn lacks_now(plan: &Plan, open: &[OpenColumn], row: Option<usize>) -> String {
    let Some(row) = row else { return String::new() };
    let text = |c: &OpenColumn| length(&plan.cell(row, c.at).text);
    let blank = open.iter().filter(|c| c.must && is_asked(plan, row, c.at) && text(c) == 0).count();
    let long = |c: &OpenColumn| {
        let (limit, count) = (c.limit?, text(c));
        (count > limit && shows(plan, row, c.at)).then_some((c.field.clone(), count, limit))
    };
    let long: Vec<(String, usize, usize)> = open.iter().filter_map(long).collect();
    let long: Vec<(&str, usize, usize)> = long.iter().map(|(field, count, limit)| (&**field, *count, *limit)).collect();
    own::lacks(blank, &long)
}

/// Whether the cell holds its text: that of a flowing column stands on the group's first row only.
pub fn shows(plan: &Plan, row: usize, column: usize) -> bool {
    !plan.column(column).flow || plan.begins_cell(row, column)
}

/// 未記入 12 / 48, over these sheet rows.
pub fn counter(plan: &Plan, open: &[OpenColumn], rows: Range<u32>) -> Formula {
    let range = |col: u16| {
        let name = column_number_to_name(col);
        format!("${name}${}:${name}${}", rows.start.saturating_add(1), rows.end)
    };
    let must: Vec<&OpenColumn> = open.iter().filter(|c| c.must).collect();
    let sum = |term: &dyn Fn(&OpenColumn) -> String| {
        let terms = must.iter().map(|c| format!("SUMPRODUCT({})", term(c))).collect::<Vec<_>>().join("+");
        if terms.is_empty() { "0".to_owned() } else { terms }
    };
    let blank = sum(&|c| format!("({}<>\"\")*{}", range(c.flag), is_empty(&range(c.at as u16))));
    let all = sum(&|c| format!("--({}<>\"\")", range(c.flag)));
    let cells = || (0..plan.rows.len()).flat_map(|r| must.iter().map(move |c| (r, c.at)));
    let asked = || cells().filter(|&(r, c)| is_asked(plan, r, c));
    let open = asked().filter(|&(r, c)| length(&plan.cell(r, c).text) == 0).count();
    Formula::new(format!("=\"未記入 \"&({blank})&\" / \"&({all})")).set_result(own::counter(open, asked().count()))
}
