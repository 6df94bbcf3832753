//! What hangs on the sheets of XLS: OBJ, TXO, NOTE, HLINK and charts as streams in the stream (MS-XLS 2.4).

use std::collections::HashMap;

use super::controls::Settings;
use super::{Area, Control, ControlKind, Hanging, State, What, activex, embedded, escher, links};
use crate::place::CellRef;
use crate::source::workbook::biff::utf16;
use crate::source::workbook::compound::{Compound, u16_at, u32_at};

/// A record with the parts that CONTINUE it.
pub type Record<'a> = (u16, Vec<&'a [u8]>);

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;

/// The names of sheets by the numbers that formulas have for them.
#[derive(Debug, Default)]
pub struct SheetNames {
    own_book: Option<u16>,
    books: u16,
    /// (workbook, sheet)
    refers: Vec<(u16, u16)>,
    names: Vec<String>,
}

impl SheetNames {
    /// Reads SUPBOOK and EXTERNSHEET of the globals; `names` are those of all sheets.
    pub fn read<'a>(globals: impl Iterator<Item = Record<'a>>, names: Vec<String>) -> Self {
        let mut out = Self { names, ..Self::default() };
        for (kind, parts) in globals {
            let data = parts.first().copied().unwrap_or_default();
            match kind {
                EOF => break,
                0x01AE => {
                    if data.len() == 4 && u16_at(data, 2) == Some(0x0401) {
                        out.own_book = Some(out.books);
                    }
                    out.books = out.books.saturating_add(1);
                }
                0x0017 => {
                    let list = data.get(2..).unwrap_or_default().chunks_exact(6);
                    out.refers.extend(list.filter_map(|x| Some((u16_at(x, 0)?, u16_at(x, 2)?))));
                }
                _ => {}
            }
        }
        out
    }

    fn name(&self, number: u16) -> Option<&str> {
        let &(book, sheet) = self.refers.get(usize::from(number))?;
        let own = self.own_book.is_none_or(|own| own == book);
        self.names.get(usize::from(sheet)).filter(|_| own).map(String::as_str)
    }

    /// The cells of a formula that is one reference, as `選択肢!A1:A5`.
    fn range(&self, tokens: &[u8]) -> Option<String> {
        let (&token, rest) = tokens.split_first()?;
        let (sheet, rest) = match token & 0x1F {
            0x1A | 0x1B => (Some(self.name(u16_at(rest, 0)?)?), rest.get(2..)?),
            _ => (None, rest),
        };
        let cell = |row: usize, col: usize| {
            let at = CellRef { row: u16_at(rest, row)?.into(), col: (u16_at(rest, col)? & 0x3FFF).into() };
            Some(at.to_string())
        };
        let cells = match token & 0x1F {
            0x04 | 0x1A => cell(0, 2)?,
            0x05 | 0x1B => format!("{}:{}", cell(0, 4)?, cell(2, 6)?),
            _ => return None,
        };
        Some(sheet.map_or(cells.clone(), |sheet| format!("{sheet}!{cells}")))
    }
}

/// An OBJ record.
#[derive(Debug, Default)]
struct Object {
    kind: u16,
    id: u16,
    /// Made by the program: the arrow of a filter or of a list in a cell.
    of_the_program: bool,
    settings: Settings,
    /// The program of an embedded object or the class of an ActiveX control.
    class: String,
    /// Where its data is: the number of a storage, or a place in the stream of controls and the length.
    data: Option<(u32, u32)>,
    chart: Option<Chart>,
}

#[derive(Debug, Default)]
struct Chart {
    title: String,
    series: Vec<String>,
    /// The text read last; a later record says what it belongs to.
    text: String,
}

/// Reads what hangs on a sheet from its records, the first being its BOF.
pub fn read<'a>(
    records: impl Iterator<Item = Record<'a>>,
    compound: &mut Compound,
    names: &SheetNames,
) -> Vec<Hanging> {
    let mut pass = Pass::default();
    let mut depth = 0_u32;
    for (kind, parts) in records {
        match kind {
            BOF => depth = depth.saturating_add(1),
            EOF if depth <= 1 => break,
            EOF => depth = depth.saturating_sub(1),
            _ if depth == 1 => {
                // a record that is too short for what it says is passed over
                let _ = pass.record(kind, &parts, names);
            }
            _ => {
                let chart = pass.objects.last_mut().and_then(|(_, object)| object.chart.as_mut());
                if let Some(chart) = chart {
                    let _ = chart.record(kind, parts.first().copied().unwrap_or_default());
                }
            }
        }
    }
    pass.finish(compound)
}

#[derive(Default)]
struct Pass {
    drawing: Vec<u8>,
    /// Objects and texts with the length of the drawing in front of them.
    objects: Vec<(usize, Object)>,
    texts: HashMap<usize, String>,
    /// The cells of comments by the numbers of their objects.
    notes: HashMap<u16, CellRef>,
    out: Vec<Hanging>,
}

impl Pass {
    fn record(&mut self, kind: u16, parts: &[&[u8]], names: &SheetNames) -> Option<()> {
        let data = parts.first().copied()?;
        match kind {
            0x00EC => parts.iter().for_each(|part| self.drawing.extend_from_slice(part)),
            0x005D => self.objects.push((self.drawing.len(), object(data, names)?)),
            0x01B6 => {
                self.texts.insert(self.drawing.len(), text(parts)?);
            }
            0x001C => {
                let at = CellRef { row: u16_at(data, 0)?.into(), col: u16_at(data, 2)?.into() };
                self.notes.insert(u16_at(data, 6)?, at);
            }
            0x01B8 => {
                let n = |at| u16_at(data, at).map(u32::from);
                let first = CellRef { row: n(0)?, col: n(4)? };
                let last = CellRef { row: n(2)?, col: n(6)? };
                let target = link(data.get(24..)?)?;
                self.out.push(Hanging { what: What::Link { target, shown: None }, area: Some(Area { first, last }) });
            }
            0x0006 | 0x0206 | 0x0406 => {
                let at = CellRef { row: u16_at(data, 0)?.into(), col: u16_at(data, 2)?.into() };
                let tokens = data.get(22..)?.get(..usize::from(u16_at(data, 20)?))?;
                let target = links::of_tokens(tokens, links::Width::Narrow)?;
                self.out.push(Hanging { what: What::LinkFormula(target), area: Some(Area::cell(at)) });
            }
            0x00E9 => self.out.push(Hanging { what: What::Background, area: None }),
            0x0866 => self.out.push(Hanging { what: What::RunningPicture(String::new()), area: None }),
            _ => {}
        }
        Some(())
    }

    fn finish(mut self, compound: &mut Compound) -> Vec<Hanging> {
        let mut objects: HashMap<usize, Object> = std::mem::take(&mut self.objects).into_iter().collect();
        let active_x = objects.values().any(|object| activex::kind_of_program(&object.class).is_some());
        let controls = if active_x { compound.stream("Ctls").unwrap_or_default() } else { Vec::new() };
        for shape in escher::shapes(&self.drawing) {
            let object = shape.object.and_then(|at| objects.remove(&at)).unwrap_or_default();
            let text = shape.text.and_then(|at| self.texts.remove(&at)).unwrap_or_default();
            let text = if text.trim().is_empty() { shape.word_art.clone() } else { text };
            let text = text.trim().to_owned();
            let area = shape.area;
            if let Some(target) = shape.link.as_ref().and_then(|data| link(data.get(16..)?)) {
                let shown = if text.is_empty() { shape.alt.clone() } else { text.clone() };
                self.out.push(Hanging { what: What::Link { target, shown: Some(shown) }, area });
            }
            if object.kind == 0x19 {
                // a comment without its NOTE is no longer on the sheet
                if let Some(&at) = self.notes.get(&object.id).filter(|_| !text.is_empty()) {
                    self.out.push(Hanging { what: What::Comment(text), area: Some(Area::cell(at)) });
                }
                continue;
            }
            if let Some(what) = object.control(text.clone(), &controls) {
                self.out.push(Hanging { what: What::Control(what), area });
            } else if let Some(what) = object.what(&shape, text, compound) {
                self.out.push(Hanging { what, area });
            }
        }
        // what belongs to no shape is told all the same
        let mut rest: Vec<(usize, String)> =
            self.texts.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        rest.sort_by_key(|(at, _)| *at);
        self.out.extend(rest.into_iter().map(|(_, text)| Hanging { what: What::Text(text), area: None }));
        self.out
    }
}

impl Object {
    fn control(&self, text: String, stream: &[u8]) -> Option<Control> {
        if let Some(kind) = activex::kind_of_program(&self.class) {
            let data = self.data.and_then(|(at, length)| {
                let (at, length) = (usize::try_from(at).ok()?, usize::try_from(length).ok()?);
                // the class stands in front of the data
                stream.get(at..)?.get(..length)?.get(16..)
            });
            return Some(activex::of_stream(kind, data.unwrap_or_default()));
        }
        let kind = match self.kind {
            0x0B => ControlKind::CheckBox,
            0x0C => ControlKind::Option,
            0x0D => ControlKind::Edit,
            0x10 | 0x11 => ControlKind::Number,
            0x12 => ControlKind::List,
            0x14 if !self.of_the_program => ControlKind::DropDown,
            0x07 => ControlKind::Button,
            _ => return None,
        };
        if kind == ControlKind::Edit && !text.is_empty() {
            return Some(Control { kind, caption: String::new(), state: State::Value(text) });
        }
        Some(Control { kind, caption: text, state: self.settings.state(kind) })
    }

    fn what(self, shape: &escher::Shape, text: String, compound: &mut Compound) -> Option<What> {
        const PICTURE: u16 = 0x08;
        const FRAME: u16 = 75;
        if let Some(chart) = self.chart {
            return Some(What::Chart(chart.says()));
        }
        if !self.class.is_empty() {
            let storage = self.data.map(|(number, _)| format!("/MBD{number:08X}/\u{1}Ole10Native"));
            let native = storage.and_then(|path| compound.stream(&path));
            let name = native.and_then(|stream| embedded::native_name(&stream)).unwrap_or_default();
            return Some(What::Embedded { program: embedded::program(&self.class), name });
        }
        if !text.is_empty() {
            return Some(What::Text(text));
        }
        if shape.group || shape.hidden || self.of_the_program {
            return None;
        }
        if let (Some(number), true) = (shape.picture, self.kind == PICTURE || shape.form == FRAME) {
            return Some(What::Picture { says: shape.alt.clone(), same: number.to_string() });
        }
        matches!(shape.form, 3 | 23).then_some(What::Ring)
    }
}

/// Reads the parts of an OBJ record (2.4.181).
fn object(data: &[u8], names: &SheetNames) -> Option<Object> {
    const CHART: u16 = 0x05;
    let mut out = Object::default();
    let mut at = 0_usize;
    while let (Some(kind), Some(length)) = (u16_at(data, at), u16_at(data, at.saturating_add(2))) {
        let begin = at.saturating_add(4);
        let part = data.get(begin..).unwrap_or_default();
        match kind {
            0x15 => {
                (out.kind, out.id) = (u16_at(part, 0)?, u16_at(part, 2)?);
                out.of_the_program = u16_at(part, 4)? & 0x0100 != 0;
                out.chart = (out.kind == CHART).then(Chart::default);
            }
            // FtCbls holds it too, and is older
            0x0A | 0x12 => out.settings.checked = u16_at(part, 0),
            0x0C => out.settings.value = u16_at(part, 4).map(|n| n.cast_signed().to_string()).unwrap_or_default(),
            0x09 => {
                let whole = part.get(..usize::from(length)).unwrap_or_default();
                let _ = out.picture_formula(whole);
            }
            0x13 => {
                let formula = usize::from(u16_at(part, 0)?);
                let end = formula.saturating_add(2);
                let tokens = part.get(2..end).and_then(tokens).unwrap_or_default();
                out.settings.range = names.range(tokens).unwrap_or_default();
                out.settings.chosen = u16_at(part, end.saturating_add(2)).map(usize::from);
                // its length is not to be relied on, and nothing follows
                break;
            }
            0 => break,
            _ => {}
        }
        at = begin.saturating_add(usize::from(length));
    }
    Some(out)
}

/// The tokens of an ObjectParsedFormula.
fn tokens(formula: &[u8]) -> Option<&[u8]> {
    formula.get(6..)?.get(..usize::from(u16_at(formula, 0)? & 0x7FFF))
}

impl Object {
    /// FtPictFmla: the class of an embedded object and where its data is.
    fn picture_formula(&mut self, data: &[u8]) -> Option<()> {
        const TABLE: u8 = 0x02;
        let length = usize::from(u16_at(data, 0)?);
        let formula = data.get(2..)?.get(..length)?;
        let tokens = tokens(formula)?;
        if tokens.first() == Some(&TABLE) {
            let info = formula.get(6..)?.get(tokens.len()..)?;
            let count = usize::from(*info.get(1)?);
            let text = info.get(3..)?;
            self.class = if text.first()? & 1 == 1 {
                utf16(text.get(1..)?.get(..count.checked_mul(2)?)?)
            } else {
                text.get(1..)?.get(..count)?.iter().copied().map(char::from).collect()
            };
        }
        let rest = data.get(2..)?.get(length..)?;
        self.data = Some((u32_at(rest, 0)?, u32_at(rest, 4).unwrap_or(0)));
        Some(())
    }
}

/// What a sheet that is nothing but a chart says.
pub fn chart_sheet<'a>(records: impl Iterator<Item = (u16, Vec<&'a [u8]>)>) -> String {
    let mut chart = Chart::default();
    for (kind, parts) in records.take_while(|(kind, _)| *kind != EOF) {
        let _ = chart.record(kind, parts.first().copied().unwrap_or_default());
    }
    chart.says()
}

impl Chart {
    /// Its title, or the names of its series.
    fn says(self) -> String {
        if self.title.trim().is_empty() { self.series.join("、") } else { self.title }
    }

    fn record(&mut self, kind: u16, data: &[u8]) -> Option<()> {
        match kind {
            // SeriesText
            0x100D => {
                let count = usize::from(*data.get(2)?);
                let rest = data.get(4..)?;
                self.text = if data.get(3)? & 1 == 1 {
                    utf16(rest.get(..count.checked_mul(2)?)?)
                } else {
                    rest.get(..count)?.iter().copied().map(char::from).collect()
                };
            }
            // ObjectLink: 1 is the title of the chart
            0x1027 => {
                let text = std::mem::take(&mut self.text);
                if u16_at(data, 0)? == 1 {
                    self.title = text;
                }
            }
            // SerToCrt ends a series, whose name is the text before it
            0x1045 => {
                let name = std::mem::take(&mut self.text);
                self.series.extend((!name.is_empty()).then_some(name));
            }
            _ => {}
        }
        Some(())
    }
}

/// TXO: the text stands in the CONTINUE records, each with a flag that says how wide its characters are.
fn text(parts: &[&[u8]]) -> Option<String> {
    let mut left = usize::from(u16_at(parts.first()?, 10)?);
    let mut out = String::new();
    for part in parts.iter().skip(1) {
        let Some((flags, rest)) = part.split_first().filter(|_| left > 0) else { break };
        if flags & 1 == 1 {
            let rest = rest.get(..left.saturating_mul(2)).unwrap_or(rest);
            out.push_str(&utf16(rest));
            left = left.saturating_sub(rest.len() / 2);
        } else {
            let rest = rest.get(..left).unwrap_or(rest);
            out.extend(rest.iter().copied().map(char::from));
            left = left.saturating_sub(rest.len());
        }
    }
    Some(out)
}

/// A hyperlink object (MS-OSHARED 2.3.7.1) behind its class; `None` for a link inside of the workbook.
fn link(data: &[u8]) -> Option<String> {
    const MONIKER: u32 = 0x1;
    const DISPLAYED: u32 = 0x10;
    const FRAME: u32 = 0x80;
    const AS_TEXT: u32 = 0x100;
    let flags = u32_at(data, 4)?;
    let mut rest = data.get(8..)?;
    for skipped in [DISPLAYED, FRAME] {
        if flags & skipped != 0 {
            rest = link_text(rest)?.1;
        }
    }
    if flags & MONIKER == 0 {
        return None;
    }
    if flags & AS_TEXT != 0 {
        return Some(link_text(rest)?.0);
    }
    let (class, moniker) = (rest.get(..16)?, rest.get(16..)?);
    match class.first()? {
        // URL moniker
        0xE0 => {
            let bytes = moniker.get(4..)?.get(..usize::try_from(u32_at(moniker, 0)?).ok()?)?;
            Some(utf16(bytes).split('\0').next().unwrap_or_default().to_owned())
        }
        // file moniker: a short name, then the whole one if it has other characters
        0x03 => {
            let short = usize::try_from(u32_at(moniker, 2)?).ok()?;
            let name = moniker.get(6..)?.get(..short)?;
            let rest = moniker.get(6..)?.get(short..)?.get(24..)?;
            if u32_at(rest, 0)? > 0 {
                let bytes = usize::try_from(u32_at(rest, 4)?).ok()?;
                return Some(utf16(rest.get(10..)?.get(..bytes)?));
            }
            let (name, _, _) = encoding_rs::SHIFT_JIS.decode(name);
            Some(name.trim_end_matches('\0').to_owned())
        }
        _ => Some(String::new()),
    }
}

/// A counted text that ends in a zero, and what follows.
fn link_text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(u32_at(data, 0)?).ok()?.checked_mul(2)?;
    let (text, rest) = data.get(4..)?.split_at_checked(length)?;
    Some((utf16(text).trim_end_matches('\0').to_owned(), rest))
}

#[cfg(test)]
mod tests;
