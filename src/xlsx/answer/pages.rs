//! Sheets of matome's own in an answer workbook: how to fill it in, and what is wrong in one that goes back.

use rust_xlsxwriter::{Color, FormatAlign, FormatBorder, FormatUnderline, Url, Worksheet, XlsxError};

use super::{MARKED, MAY, MUST, WRONG, protect};
use crate::finding::Level;
use crate::stamped::asked::{Asked, Mark};
use crate::stamped::own;
use crate::text::FontChain;
use crate::units::Date;
use crate::words::era;
use crate::xlsx::{Body, MAX_ROW, base, inch, put, worst_lines};

/// Widths of the columns, px.
const WIDTHS: [u32; 3] = [190, 330, 420];

/// How a line of such a sheet looks.
#[derive(Clone)]
enum Look {
    Title,
    Head,
    Text,
    Framed,
    Ground(Color),
    Link(String),
}

/// A sheet that holds no answers.
pub(crate) struct OwnSheet {
    name: &'static str,
    lines: Vec<Vec<(String, Look)>>,
}

/// One field in the explanations.
pub(crate) struct Item {
    pub name: String,
    pub rules: String,
    pub example: String,
}

/// What the explanations are about.
pub(crate) struct Guide<'a> {
    pub title: &'a str,
    pub asked: &'a Asked<'a>,
    /// The open fields.
    pub items: Vec<Item>,
    /// Whether cells show last year's answers in grey.
    pub earlier: bool,
    /// What else a clerk must know.
    pub notes: &'a [&'a str],
}

/// Until when and to whom, as one line.
pub(crate) fn until(due: Option<Date>, contact: Option<&str>) -> String {
    let due = due.map(|due| format!("期限：{}　", era::date(due)));
    let contact = contact.map(|contact| format!("提出先・問い合わせ先：{contact}　"));
    due.into_iter().chain(contact).collect()
}

/// 記入要領: who, until when, what the colours mean, and what each field asks for.
pub(crate) fn guide(guide: &Guide) -> OwnSheet {
    let Guide { title, asked, items, earlier, notes } = guide;
    let mut sheet = OwnSheet { name: "記入要領", lines: Vec::new() };
    sheet.line([(format!("「{title}」の記入要領"), Look::Title)]);
    let to = [&asked.stamp.bureau, &asked.stamp.section].map(String::as_str).join("　");
    sheet.pair("記入する課", to.trim());
    if let Some(due) = asked.due {
        sheet.pair("提出期限", &era::date(due));
    }
    if let Some(contact) = asked.contact {
        sheet.pair("提出先・問い合わせ先", contact);
    }
    sheet.pair("返し方", "上書き保存し、このブックのまま返してください。ファイルの名前は変えてもかまいません。");
    sheet.line([]);
    sheet.line([("色の意味".to_owned(), Look::Head)]);
    let mut colours = vec![
        (MUST, "黄色", "必ず記入する欄です。記入すると白くなります。"),
        (MAY, "緑", "書くことがあれば記入する欄です。記入すると白くなります。"),
        (WRONG, "赤", "字数を超えているか、数字ではない答えです。直してください。"),
        (super::LOCKED, "灰色", "計画の内容です。直せません。誤りがあれば、問い合わせ先に知らせてください。"),
    ];
    if *earlier {
        colours.push((super::LOCKED, "灰色の字", "前回の回答です。参考にしてください。直せません。"));
    }
    if !asked.marks.is_empty() {
        colours.insert(
            0,
            (MARKED, "だいだい色", "直していただきたい欄です。「所見」のシートとセルのメモに、直し方があります。"),
        );
    }
    for (colour, name, text) in colours {
        sheet.line([(name.to_owned(), Look::Ground(colour)), (text.to_owned(), Look::Text)]);
    }
    sheet.line([]);
    sheet.line([("記入する欄".to_owned(), Look::Head)]);
    let heads = ["欄", "決まり", "記入例"].map(|head| (head.to_owned(), Look::Ground(super::LOCKED)));
    sheet.line(heads);
    for Item { name, rules, example } in items {
        sheet.line([name, rules, example].map(|text| (text.clone(), Look::Framed)));
    }
    sheet.line([]);
    sheet.line([("お願い".to_owned(), Look::Head)]);
    for note in *notes {
        sheet.line([("・".to_owned() + note, Look::Text)]);
    }
    sheet
}

/// A line of the findings.
pub(crate) struct Fault<'a> {
    pub mark: &'a Mark,
    /// Sheet and address of its cell, and what the field is called.
    pub cell: Option<(String, String, String)>,
}

/// What is wrong, cell by cell, and then what stands in no cell. What stands beyond the sheets is left out.
pub(crate) fn faults<'a>(
    asked: &Asked<'a>,
    cell: impl Fn(usize, usize) -> Option<(String, String, String)>,
) -> Vec<Fault<'a>> {
    let mut marks: Vec<&Mark> = asked.marks.iter().collect();
    marks.sort_by_key(|mark| (mark.cell.is_none(), mark.cell));
    let fault = |mark: &'a Mark| match mark.cell {
        Some((row, column)) => Some(Fault { mark, cell: Some(cell(row, column)?) }),
        None => Some(Fault { mark, cell: None }),
    };
    marks.into_iter().filter_map(fault).collect()
}

/// 所見: each finding of a workbook that goes back, with a link to its cell.
pub(crate) fn findings_sheet(title: &str, asked: &Asked, faults: &[Fault]) -> OwnSheet {
    let mut sheet = OwnSheet { name: "所見", lines: Vec::new() };
    sheet.line([(format!("「{title}」の直していただきたいところ"), Look::Title)]);
    let count = faults.len();
    sheet.line([(
        format!("{count} か所あります。場所を押すと、そのセルに移ります。直したら、上書き保存して返してください。"),
        Look::Text,
    )]);
    let until = until(asked.due, asked.contact);
    if !until.is_empty() {
        sheet.line([(until.trim_end().to_owned(), Look::Text)]);
    }
    sheet.line([]);
    let heads = ["場所", "欄", "所見と直し方"].map(|head| (head.to_owned(), Look::Ground(super::LOCKED)));
    sheet.line(heads);
    for Fault { mark: Mark { level, text, .. }, cell } in faults {
        let text = match level {
            Level::Error => format!("【必ず】{text}"),
            Level::Warning | Level::Info => text.clone(),
        };
        let (place, field) = match cell {
            Some((page, address, field)) => {
                let quoted = page.replace('\'', "''");
                let link = Look::Link(format!("internal:'{quoted}'!{address}"));
                ((format!("{page}　{address}"), link), field.as_str())
            }
            None => (("ブック全体".to_owned(), Look::Framed), "（欄ではなく、行やシートのこと）"),
        };
        sheet.line([place, (field.to_owned(), Look::Framed), (text, Look::Framed)]);
    }
    sheet
}

impl OwnSheet {
    fn line(&mut self, cells: impl IntoIterator<Item = (String, Look)>) {
        self.lines.push(cells.into_iter().collect());
    }

    fn pair(&mut self, name: &str, text: &str) {
        self.line([(name.to_owned(), Look::Framed), (text.to_owned(), Look::Framed)]);
    }

    /// Writes it.
    pub fn write(&self, sheet: &mut Worksheet, font: &str, fonts: &FontChain) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        for (col, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width_pixels(col, width)?;
        }
        let text = base(font, 10.0).set_text_wrap().set_align(FormatAlign::Left).set_align(FormatAlign::Top);
        let framed = text.clone().set_border(FormatBorder::Thin);
        let last = WIDTHS.len() as u16 - 1;
        let body = Body::exactly(10.0);
        for (row, line) in (0..).zip(&self.lines) {
            let is_framed = |look: &Look| matches!(look, Look::Framed | Look::Link(_) | Look::Ground(_));
            let wide = |col: usize| match line.len() {
                2 if col == 1 => WIDTHS[1] + WIDTHS[2],
                _ => WIDTHS[col],
            };
            let lines = line.iter().take(WIDTHS.len()).enumerate().filter(|(_, (_, look))| is_framed(look));
            let lines = lines.map(|(col, (words, _))| worst_lines(words, fonts, body.room(wide(col))));
            if let Some(most) = lines.max().filter(|most| *most > 1) {
                sheet.set_row_height_pixels(row, body.height_with_spare(most).min(MAX_ROW))?;
            }
            for (col, (words, look)) in (0..).zip(line) {
                match look {
                    Look::Title => put(sheet, (row, col), (row, col), words, &base(font, 14.0).set_bold())?,
                    Look::Head => put(sheet, (row, col), (row, col), words, &base(font, 11.0).set_bold())?,
                    // alone in its line it runs over the columns beside it
                    Look::Text => put(sheet, (row, col), (row, col), words, &base(font, 10.0))?,
                    Look::Framed if col == 1 && line.len() == 2 => {
                        put(sheet, (row, 1), (row, last), words, &framed)?;
                    }
                    Look::Framed => put(sheet, (row, col), (row, col), words, &framed)?,
                    Look::Ground(colour) => {
                        put(sheet, (row, col), (row, col), words, &framed.clone().set_background_color(*colour))?;
                    }
                    Look::Link(target) => {
                        let blue = Color::RGB(0x0005_63C1);
                        let format = framed.clone().set_font_color(blue).set_underline(FormatUnderline::Single);
                        let url = Url::new(target).set_text(words);
                        sheet.write_url_with_format(row, col, &url, &format)?;
                    }
                }
            }
        }
        let texts = self.lines.iter().flatten().map(|(text, _)| text.as_str()).filter(|text| !text.trim().is_empty());
        sheet.write_string(0, last + 1, own::sheet_mark(texts))?;
        sheet.set_column_hidden(last + 1)?;
        sheet.set_paper_size(9).set_landscape();
        sheet.set_margins(inch(15.0), inch(15.0), inch(15.0), inch(15.0), inch(7.0), inch(7.0));
        sheet.set_print_area(0, 0, (self.lines.len() as u32).saturating_sub(1), last)?;
        sheet.set_print_fit_to_pages(1, 0);
        protect(sheet);
        Ok(())
    }
}
