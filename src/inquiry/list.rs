//! A workbook with one list.

use rust_xlsxwriter::XlsxError;

use crate::engine::Engine;
use crate::told::{Faults, Told};
use crate::units::Date;
use crate::xlsx::{Column, LIST_FONT, List, ListRow, WorkbookFacts, add_list, not_written, saved, sheet_names, shell};

/// Writes a list on A4 landscape, with the day in the workbook's properties.
pub fn one_list(
    engine: &Engine,
    title: &str,
    name: &str,
    date: Date,
    lead: &[String],
    columns: &[Column],
    rows: &[ListRow],
) -> Told<Vec<u8>> {
    Told::noticing(|_| {
        let (fonts, _) = engine.chains(LIST_FONT)?;
        let write = || -> Result<Vec<u8>, XlsxError> {
            let mut workbook = shell(&WorkbookFacts { title, plan: None, body: None, form: (name, 1), date })?;
            let names = sheet_names([name]);
            let name = names.first().map_or("", String::as_str);
            add_list(&mut workbook, &List { name, title, lead, columns, rows, landscape: true }, &fonts)?;
            saved(&mut workbook)
        };
        write().map_err(|error| Faults::from(not_written(&error)))
    })
}
