//! The whole flow for one paper: read → check → set and cut → PDF, XLSX, JSON.

use std::path::Path;

use crate::contract::Faces;
use crate::finding::{Finding, Message};
use crate::finding::{in_order, tell_once};
use crate::form::{Form, Templates};
use crate::meta::Given;
use crate::msg;
use crate::pages::{Page, SetTable, cut_pages, explain_pages, set_table, tall_labels};
use crate::plan::{self, Plan, check};
use crate::project::House;
use crate::sheet::{self, Xlsx};
use crate::source::Source;
use crate::text::FontChain;
use crate::typeset::{Exported, Fonts, Paper, Pdf, record_table, typeset_table};

/// Forms and fonts of a run: the built-in ones, and a project's own laid over them.
#[derive(Clone, Default)]
pub struct Matome {
    pub templates: Templates,
    pub fonts: Fonts,
    /// What the project says about line composition, over what its forms say.
    pub house: House,
}

/// A paper that was read, set in lines and cut into pages.
pub struct Book {
    pub plan: Plan,
    pub table: SetTable,
    pub pages: Vec<Page>,
    fonts: FontChain,
    bold: FontChain,
}

impl Matome {
    /// The built-in forms and fonts.
    pub fn new() -> Self {
        Self::default()
    }

    /// The built-in forms and fonts with those of a project folder: `templates/` overrides file by file,
    /// `fonts/` adds. Neither needs to exist.
    ///
    /// # Errors
    /// `M070`, `M081`, `M204`: a file of the project that cannot be read.
    pub fn with_project(folder: &Path) -> Result<Self, Vec<Finding>> {
        let mut templates = Templates::builtin();
        templates.add_folder(&folder.join("templates")).map_err(|f| vec![f])?;
        let house = House::read(folder).map_err(|f| vec![f])?;
        Ok(Self { templates, fonts: Fonts::with_folder(&folder.join("fonts"))?, house })
    }

    /// Loads a form definition.
    ///
    /// # Errors
    /// `M071`–`M079`, each with line and column; `M205` for a font that is not there.
    pub fn form(&self, name: &str) -> Result<Form, Vec<Finding>> {
        let mut form = Form::load(&self.templates, name)?;
        form.text.rules = self.house.over(form.text.rules);
        if self.fonts.chain(&form.text.font, false).is_none() {
            let mut finding = self.fonts.unknown(&form.text.font);
            finding.place.clone_from(&form.text.font_place);
            return Err(vec![finding]);
        }
        Ok(form)
    }

    /// Puts sources together into one book. Everything noticed goes to `findings`; `None` when nothing in
    /// the sources is a table of the form.
    pub fn read(&self, form: &Form, sources: &[Source], given: &Given, findings: &mut Vec<Finding>) -> Option<Book> {
        let plans: Vec<Plan> = sources.iter().filter_map(|s| plan::read_plan(s, form, given, findings)).collect();
        let plan = plan::merge(plans, findings)?;
        check::check(&plan, &self.fonts.chain(&form.text.font, false)?, findings);
        let book = self.set(plan)?;
        findings.extend(tall_labels(&book.plan, &book.table));
        check_fit(&book.plan, &book.table, findings);
        tell_once(findings);
        in_order(findings);
        Some(book)
    }

    /// The form filled with its example texts（記入例）: in the first row of the sources, or, without any, in a
    /// row of its own. A variant that is meant for examples is taken.
    pub fn example(&self, form: &Form, sources: &[Source], given: &Given, findings: &mut Vec<Finding>) -> Option<Book> {
        let names: Vec<&str> = form.variant_names().collect();
        let meant = names.into_iter().find(|n| form.variant(n).is_some_and(|v| v.examples)).map(str::to_owned);
        let given = Given { variant: meant.clone(), ..given.clone() };
        let mut plan = if sources.is_empty() {
            let form = meant.as_deref().and_then(|n| form.variant(n)).unwrap_or_else(|| form.clone());
            Plan::empty(form, &given)?
        } else {
            self.read(form, sources, &given, findings)?.plan
        };
        plan.show_examples();
        self.set(plan)
    }

    /// Sets a plan in lines and cuts it into pages. `None` when the form's font is not there.
    pub fn set(&self, plan: Plan) -> Option<Book> {
        let fonts = self.fonts.chain(&plan.form.text.font, false)?;
        let bold = self.fonts.chain(&plan.form.text.font, true)?;
        let table = set_table(&plan, &fonts, &bold);
        let pages = cut_pages(&plan, &table);
        Some(Book { plan, table, pages, fonts, bold })
    }

    /// Typesets a book into PDF bytes.
    ///
    /// # Errors
    /// `M210`–`M212`: the layout fails, or a standard cannot be met; `M213` a label that would run off its page.
    pub fn pdf(&self, book: &Book, options: &Pdf) -> Result<Vec<u8>, Vec<Finding>> {
        typeset_table(&self.paper(book, &book.faces(), true), options)
    }

    /// As [`pdf`](Self::pdf), with what was set.
    ///
    /// # Errors
    /// As [`pdf`](Self::pdf).
    pub(crate) fn record(&self, book: &Book, options: &Pdf) -> Result<Exported, Vec<Finding>> {
        record_table(&self.paper(book, &book.faces(), true), options)
    }

    /// A book as Typst gets it.
    pub(crate) fn paper<'a>(&'a self, book: &'a Book, faces: &'a Faces, marks: bool) -> Paper<'a> {
        let Book { plan, table, pages, .. } = book;
        Paper { plan, table, pages, templates: &self.templates, fonts: &self.fonts, faces, marks }
    }

    /// Writes a book as a workbook.
    ///
    /// # Errors
    /// `M301`–`M309`: a limit of Excel that the data does not keep; `M213` a label that page ends would cut.
    pub fn xlsx(&self, book: &Book, options: &Xlsx) -> Result<Vec<u8>, Vec<Finding>> {
        let Book { plan, table, pages, fonts, bold } = book;
        let tall = tall_labels(plan, table);
        if !tall.is_empty() {
            return Err(tall);
        }
        sheet::write_table(&sheet::Table { plan, table, pages, fonts, bold }, options)
    }
}

impl Book {
    /// The plan data, which can be read again.
    pub fn json(&self) -> String {
        plan::write_json(&self.plan)
    }

    /// The fonts that set it.
    pub(crate) fn faces(&self) -> Faces {
        let meta = &self.plan.meta;
        let around = [&meta.plan, &meta.number, &meta.lead, &meta.title].into_iter().flatten();
        let cells = self.plan.rows.iter().flat_map(|r| &r.cells).map(|c| &c.text);
        Faces::new(&self.fonts, &self.bold, cells.chain(around).map(String::as_str))
    }

    /// Pages of its PDF: those of the table, and the summary where it is asked for.
    pub fn printed_pages(&self, options: &Pdf) -> usize {
        self.pages.len() + usize::from(options.summary && self.plan.summary().is_some())
    }

    /// Why each page ends where it does.
    pub fn explain_pages(&self) -> Vec<Message> {
        explain_pages(&self.plan, &self.table, &self.pages)
    }
}

/// `M115`: an answer with more lines than its box has. Lines are those of the print font.
fn check_fit(plan: &Plan, table: &SetTable, findings: &mut Vec<Finding>) {
    let page = table.lines_in(table.body_height());
    for (r, row) in table.rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            let spec = plan.column(c);
            let lines = cell.line_count();
            let room = spec.max_lines.unwrap_or(page);
            if spec.group.is_some() || lines <= room {
                continue;
            }
            let (field, over) = (&spec.field, lines - room);
            let mut finding = if spec.max_lines.is_some() {
                Finding::warning(
                    "M115",
                    msg!(
                        "「{field}」は、この欄に約 {over} 行多い（{lines} 行、欄は {room} 行）",
                        "\"{field}\" has about {over} lines too many for its box ({lines} of {room})"
                    ),
                )
            } else {
                Finding::info(
                    "M115",
                    msg!(
                        "「{field}」は 1 ページに約 {over} 行多く、次のページに（続き）として載ります（{lines} 行、1 ページは {room} 行）",
                        "\"{field}\" has about {over} lines more than a page and goes on over the next ({lines} of {room})"
                    ),
                )
            };
            finding.place.clone_from(&plan.rows[r].cells[c].place);
            findings.push(finding);
        }
    }
}
