//! Writes the answer workbook of slips.

use rust_xlsxwriter::{
    Format, FormatAlign, Formula, Worksheet, XlsxError, utility::cell_range_absolute, utility::row_col_to_cell,
    utility::row_col_to_cell_absolute,
};

use super::super::data::{Answer, Slips};
use super::super::definition::FieldKind;
use super::super::xlsx::{Laid, Put, empty, lay_out, worded, write_sheet};
use super::cells::{OpenCell, choices, how, is_blank, is_blank_now, kind_of, number, open_cells};
use crate::Engine;
use crate::row_key::paired;
use crate::stamped::asked::{Asked, must};
use crate::stamped::{Mark, RowStamp, Use, own};
use crate::text::FontChain;
use crate::told::Faults;
use crate::xlsx::answer::{
    Fault, Guide, Input, Item, LOCKED, Lists, MARKED, MAY, MUST, OwnSheet, WRONG, add_stamp, bare, comment, fault_text,
    faults, findings_sheet, guide, protect, rule, until,
};
use crate::xlsx::{Xlsx, base, font_of, not_written, saved};

/// What a hidden cell says of a field: texts that are taken for stamps.
const OPEN: &str = "matome:open";
const DONE: &str = "matome:done";
/// Width of the column beside the panels, px.
const BESIDE: u32 = 280;

struct Answers<'a> {
    book: &'a Slips,
    fonts: &'a FontChain,
    asked: Asked<'a>,
    must: Vec<bool>,
    /// Last year's answers of each slip, by the fields of this year's form.
    last: Vec<Vec<Option<&'a Answer>>>,
}

/// Writes it.
///
/// # Errors
/// `M078` words that cannot be made for these years; `M301`, `M303`, `M304` a limit of Excel that the data does not keep.
pub fn write(
    engine: &Engine,
    book: &Slips,
    asked: Asked,
    last: Option<&Slips>,
    options: &Xlsx,
) -> Result<Vec<u8>, Faults> {
    let words = worded(book)?;
    let sheets = lay_out(engine, book, &words, false)?;
    let fields = book.form.fields.iter().enumerate().map(|(f, field)| (asked.is_open(f), field.required));
    let font = &book.form.text.font;
    let fonts = &engine.fonts.chain(font, false).ok_or_else(|| engine.fonts.unknown(font))?;
    let answers = Answers { book, fonts, asked, must: must(fields), last: earlier(book, last) };
    answers.write(&sheets, options).map_err(|error| not_written(&error).into())
}

/// What was answered for the same projects before.
fn earlier<'a>(book: &Slips, last: Option<&'a Slips>) -> Vec<Vec<Option<&'a Answer>>> {
    let Some(last) = last else { return vec![Vec::new(); book.slips.len()] };
    let fields: Vec<Option<usize>> = book.form.fields.iter().map(|field| last.form.field(&field.name)).collect();
    let of = |before: Option<usize>| {
        let Some(slip) = before.and_then(|n| last.slips.get(n)) else { return Vec::new() };
        fields.iter().map(|f| f.and_then(|f| slip.answers.get(f)).filter(|answer| !answer.is_empty())).collect()
    };
    paired(&last.keys(), &book.keys()).into_iter().map(of).collect()
}

/// An answer as lines.
fn lines(answer: &Answer) -> String {
    let table = answer.table.as_ref().map(|table| table.lines().replace('\t', "　"));
    let parts = [Some(answer.text.clone()), table, Some(answer.notes.clone())];
    parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

impl Answers<'_> {
    fn write(&self, sheets: &[Laid], options: &Xlsx) -> Result<Vec<u8>, XlsxError> {
        let font = font_of(&self.book.form.text.font);
        let mut workbook = empty(self.book, options)?;
        let tops = self.tops(sheets);
        if !self.asked.marks.is_empty() {
            let page = findings_sheet(self.book.title(), &self.asked, &self.faults(sheets, tops));
            page.write(workbook.add_worksheet(), font, self.fonts)?;
        }
        let mut lists = Lists::default();
        for (n, laid) in sheets.iter().enumerate() {
            let sheet = workbook.add_worksheet();
            self.write_slip(n, laid, sheet, &mut lists)?;
            sheet.set_active(n == 0 && self.asked.marks.is_empty());
        }
        self.guide().write(workbook.add_worksheet(), font, self.fonts)?;
        lists.write(&mut workbook)?;
        add_stamp(&mut workbook, self.asked.stamp)?;
        saved(&mut workbook)
    }

    /// The row in which the panels of every sheet begin: below 資料番号 and the titles.
    fn tops(&self, sheets: &[Laid]) -> u32 {
        let titles = sheets.first().map_or(0, |laid| laid.titles.len() as u32);
        titles + u32::from(self.book.meta.number.is_some())
    }

    fn write_slip(&self, n: usize, laid: &Laid, sheet: &mut Worksheet, lists: &mut Lists) -> Result<(), XlsxError> {
        let open = open_cells(self.book, &self.asked, &laid.cells);
        let is_open = |put: &Put| open.iter().any(|open| std::ptr::eq(&laid.cells[open.at], put));
        let shows_answer =
            |put: &Put| put.fields.iter().any(|f| self.asked.uses.get(*f).is_some_and(|used| *used != Use::Open));
        let dress = |put: &Put, format: Format| {
            let format = match (is_open(put), shows_answer(put)) {
                (true, _) => format.set_unlocked(),
                (false, true) => format.set_background_color(LOCKED),
                (false, false) => format,
            };
            if self.marks(n, put).next().is_some() { format.set_background_color(MARKED) } else { format }
        };
        let top = write_sheet(self.book, laid, sheet, &dress)?;
        for cell in &open {
            let put = &laid.cells[cell.at];
            self.write_number(sheet, top, laid, put, cell, &dress)?;
            self.set_rules(sheet, top, put, cell, lists)?;
        }
        for put in &laid.cells {
            if let Some(text) = self.note(n, put, is_open(put)) {
                let (begin, text) = text;
                sheet.insert_note(top + put.rows.0, put.cols.0, &comment(begin, &text))?;
            }
        }
        self.write_beside(n, laid, sheet, top, &open)?;
        protect(sheet);
        Ok(())
    }

    fn write_number(
        &self,
        sheet: &mut Worksheet,
        top: u32,
        laid: &Laid,
        put: &Put,
        cell: &OpenCell,
        dress: &dyn Fn(&Put, Format) -> Format,
    ) -> Result<(), XlsxError> {
        let FieldKind::Amount { unit } = &self.book.form.fields[cell.field].kind else { return Ok(()) };
        let Some(number) = number(self.book, put, cell) else { return Ok(()) };
        let shown = format!("#,##0\"{}\"", unit.replace('"', ""));
        let format = dress(put, laid.format(self.book, put)).set_num_format(shown);
        sheet.write_number_with_format(top + put.rows.0, put.cols.0, number, &format)?;
        Ok(())
    }

    fn marks<'b>(&'b self, n: usize, put: &'b Put) -> impl Iterator<Item = &'b Mark> {
        self.asked
            .marks
            .iter()
            .filter(move |mark| mark.cell.is_some_and(|(row, field)| row == n && put.fields.contains(&field)))
    }

    /// What a comment says: what is wrong, or what was answered last time.
    fn note(&self, n: usize, put: &Put, open: bool) -> Option<(&'static str, String)> {
        let wrong = fault_text(self.marks(n, put));
        let fields = put.fields.iter().filter(|f| self.asked.is_open(**f));
        let before: Vec<String> = fields
            .filter_map(|f| Some((f, self.last[n].get(*f).copied().flatten()?)))
            .map(|(f, answer)| match put.fields.len() {
                1 => lines(answer),
                _ => format!("{}：{}", self.book.form.fields[*f].name, lines(answer)),
            })
            .collect();
        let before = if open { before.join("\n") } else { String::new() };
        match (wrong.is_empty(), before.is_empty()) {
            (false, true) => Some((own::FAULT, wrong)),
            (false, false) => Some((own::FAULT, format!("{wrong}\n{}\n{before}", own::LAST_ANSWER))),
            (true, false) => Some((own::LAST_ANSWER, before)),
            (true, true) => None,
        }
    }

    fn input<'b>(&'b self, cell: &OpenCell, choices: &'b [String]) -> Input<'b> {
        let field = &self.book.form.fields[cell.field];
        let unit = match &field.kind {
            FieldKind::Amount { unit } => Some(unit.as_str()),
            _ => None,
        };
        Input {
            field: &field.name,
            must: self.must[cell.field],
            limit: field.max_chars,
            choices,
            strict: false,
            unit,
            example: field.example.as_deref(),
            how: how(self.book, cell),
        }
    }

    fn set_rules(
        &self,
        sheet: &mut Worksheet,
        top: u32,
        put: &Put,
        cell: &OpenCell,
        lists: &mut Lists,
    ) -> Result<(), XlsxError> {
        let (first, last) = ((top + put.rows.0, put.cols.0), (top + put.rows.1, put.cols.1));
        let at = row_col_to_cell_absolute(first.0, first.1);
        let choices = choices(self.book, cell.field);
        let input = self.input(cell, &choices);
        sheet.add_data_validation(first.0, first.1, last.0, last.1, &input.validation(&at, lists)?)?;
        let mut colour = |formula: String, colour| {
            let rule = rule(&format!("={formula}"), Format::new().set_background_color(colour));
            sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule).map(|_| ())
        };
        if let Some(limit) = input.limit {
            colour(format!("LEN({})>{limit}", bare(&at)), WRONG)?;
        }
        let blank = is_blank(self.book, cell, &at);
        if let (Some(unit), Some(blank)) = (input.unit, &blank) {
            // 1,200千円 and 1200 are understood too
            let number = format!("SUBSTITUTE(SUBSTITUTE({},\"{unit}\",\"\"),\",\",\"\")", bare(&at));
            colour(format!("AND(NOT({blank}),ISERROR(VALUE({number})))"), WRONG)?;
        }
        if let Some(blank) = blank {
            colour(blank, if input.must { MUST } else { MAY })?;
        }
        Ok(())
    }

    /// Beside the panels, where it is not printed: what is asked, how many fields are open, and the slip's stamp.
    fn write_beside(
        &self,
        n: usize,
        laid: &Laid,
        sheet: &mut Worksheet,
        top: u32,
        open: &[OpenCell],
    ) -> Result<(), XlsxError> {
        let beside = laid.widths.len() as u16 + 1;
        sheet.set_column_width_pixels(beside - 1, 12)?;
        sheet.set_column_width_pixels(beside, BESIDE)?;
        let font = font_of(&self.book.form.text.font);
        let text = base(font, 10.0).set_text_wrap().set_align(FormatAlign::Left).set_align(FormatAlign::Top);
        let call = own::call(&until(self.asked.due, self.asked.contact));
        sheet.merge_range(top + 1, beside, top + 4, beside, &call, &text)?;
        let at = |cell: &OpenCell| {
            let put = &laid.cells[cell.at];
            row_col_to_cell(top + put.rows.0, put.cols.0)
        };
        let must: Vec<(&OpenCell, String)> = open
            .iter()
            .filter(|cell| self.must[cell.field])
            .filter_map(|cell| Some((cell, is_blank(self.book, cell, &at(cell))?)))
            .collect();
        // a formula a field, for XLS holds no long ones
        let (flags, overs) = (beside + 1, beside + 2);
        if !must.is_empty() {
            for (row, (cell, blank)) in (top + 1..).zip(&must) {
                let now = if is_blank_now(self.book, n, cell) { OPEN } else { DONE };
                let formula = Formula::new(format!("=IF({blank},\"{OPEN}\",\"{DONE}\")")).set_result(now);
                sheet.write_formula(row, flags, formula)?;
            }
            let all = cell_range_absolute(top + 1, flags, top + must.len() as u32, flags);
            let now = must.iter().filter(|(cell, _)| is_blank_now(self.book, n, cell)).count();
            let formula = Formula::new(format!("=\"未記入 \"&COUNTIF({all},\"{OPEN}\")&\" / {}\"", must.len()));
            let bold = base(font, 12.0).set_bold().set_font_color(0x00C0_0000);
            sheet.write_formula_with_format(top, beside, formula.set_result(own::counter(now, must.len())), &bold)?;
        }
        let mut parts = Vec::new();
        let mut over = Vec::new();
        for cell in open {
            let field = &self.book.form.fields[cell.field];
            let Some(limit) = field.max_chars else { continue };
            let row = top + 1 + parts.len() as u32;
            let count = self.book.slips[n].answers[cell.field].text.chars().filter(|c| !c.is_whitespace()).count();
            let now = Some((field.name.as_str(), count, limit)).filter(|_| count > limit);
            let (length, name) = (format!("LEN({})", bare(&at(cell))), field.name.replace('"', "\"\""));
            let said = format!("\"{name}が{limit}字を超えています（\"&{length}&\"字）　\"");
            let formula = Formula::new(format!("=IF({length}>{limit},{said},\"　\")"));
            let result = now.map_or_else(|| "　".to_owned(), |now| own::lacks(0, &[now]));
            sheet.write_formula(row, overs, formula.set_result(result))?;
            parts.push(row_col_to_cell_absolute(row, overs));
            over.extend(now);
        }
        if !parts.is_empty() {
            let result = if over.is_empty() { "　".to_owned() } else { own::lacks(0, &over) };
            let formula = Formula::new(format!("={}", parts.join("&"))).set_result(result);
            let red = text.clone().set_font_color(0x00C0_0000);
            sheet.write_formula_with_format(top + 5, beside, formula, &red)?;
        }
        if let Some(id) = &self.book.slips[n].id {
            let texts = self.book.slips[n].answers.iter().map(|answer| answer.text.as_str());
            sheet.write_string(0, flags, RowStamp::new(&**id, texts).to_cell())?;
        }
        sheet.set_column_hidden(flags)?.set_column_hidden(overs)?;
        Ok(())
    }

    fn guide(&self) -> OwnSheet {
        let open = (0..self.book.form.fields.len()).filter(|f| self.asked.is_open(*f));
        let item = |f: usize| {
            let cell = OpenCell { at: 0, field: f, kind: kind_of(self.book, f) };
            let choices: Vec<String> = match &self.book.form.fields[f].kind {
                FieldKind::Choice { .. } => choices(self.book, f).iter().map(|c| c.replace("→ ", "")).collect(),
                _ => Vec::new(),
            };
            let rules = self.input(&cell, &choices).rules();
            let field = &self.book.form.fields[f];
            Item { name: field.name.clone(), rules, example: field.example.clone().unwrap_or_default() }
        };
        let notes = [
            "シートは事業ごとに 1 枚です。すべてのシートに記入してください。",
            "事業を足すときは、シートをコピーし、事業の名前から書き直してください（校閲→シート保護の解除。パスワードはありません）。",
            "シートを消さないでください。終わった事業は、その旨を欄に書いてください。",
            "各シートの右に、まだ記入していない欄の数と、字数を超えている欄が出ます。ここは印刷されません。",
        ];
        guide(&Guide {
            title: self.book.title(),
            asked: &self.asked,
            items: open.map(item).collect(),
            earlier: false,
            notes: &notes,
        })
    }

    fn faults(&self, sheets: &[Laid], top: u32) -> Vec<Fault<'_>> {
        faults(&self.asked, |slip, at| {
            let (laid, field) = (sheets.get(slip)?, self.book.form.fields.get(at)?);
            let put = laid.cells.iter().find(|put| put.fields.contains(&at));
            let (row, col) = put.map_or((0, 0), |put| (top + put.rows.0, put.cols.0));
            Some((laid.name.clone(), row_col_to_cell(row, col), field.name.clone()))
        })
    }
}
