//! What hangs on a sheet of XLSX and XLSB: the parts that its relationships name.

use std::collections::{BTreeMap, HashMap, HashSet};

use quick_xml::events::Event;

use super::drawing::{self, Kind};
use super::sheet_end::{self, SheetEnd};
use super::{Area, Control, Hanging, What, activex, chart, controls, embedded, links, vml};
use crate::finding::Finding;
use crate::source::workbook::book::{Relation, relations};
use crate::source::workbook::parts::Parts;
use crate::source::workbook::xml;

/// Reads what hangs on the sheet in `part`. `sheet` is its XML; the links of a binary sheet come as `binary_links`.
///
/// # Errors
/// M004–M006 when its relationships or its drawing cannot be read.
pub fn read(
    parts: &mut Parts<'_>,
    part: &str,
    sheet: Option<&str>,
    binary_links: &[(Area, String)],
) -> Result<Vec<Hanging>, Finding> {
    // sorted: the order of a hash would not be the same twice
    let relations: BTreeMap<String, Relation> = relations(parts, part)?.into_iter().collect();
    if relations.is_empty() {
        return Ok(Vec::new());
    }
    let end = sheet.map(sheet_end::read).unwrap_or_default();
    let mut pass = Pass { parts, relations: &relations, out: Vec::new(), controls: BTreeMap::new() };
    let linked = end.links.iter().filter_map(|link| Some((link.area, link.id.clone()?)));
    pass.links(linked.chain(binary_links.iter().cloned()));
    let shapes = pass.vml();
    pass.controls(&end, sheet.is_none());
    pass.embedded(&end, &shapes);
    let ids = pass.drawings()?;
    pass.old_shapes(shapes, &ids);
    if end.background.is_some() {
        pass.add(None, What::Background);
    }
    let Pass { mut out, controls, .. } = pass;
    out.extend(controls.into_values().map(|(control, area)| Hanging { what: What::Control(control), area }));
    Ok(out)
}

/// What a sheet that holds no cells says: the texts of its charts and shapes.
///
/// # Errors
/// As [`read`].
pub fn words(parts: &mut Parts<'_>, part: &str) -> Result<String, Finding> {
    let things = read(parts, part, None, &[])?;
    let words = things.into_iter().filter_map(|thing| match thing.what {
        What::Chart(says) | What::Text(says) | What::Diagram(says) => Some(says),
        _ => None,
    });
    Ok(words.filter(|says| !says.is_empty()).collect::<Vec<_>>().join("／"))
}

struct Pass<'p, 'a> {
    parts: &'p mut Parts<'a>,
    relations: &'p BTreeMap<String, Relation>,
    out: Vec<Hanging>,
    /// By the number of their shapes; those without one behind them.
    controls: BTreeMap<u64, (Control, Option<Area>)>,
}

impl Pass<'_, '_> {
    fn add(&mut self, area: Option<Area>, what: What) {
        self.out.push(Hanging { what, area });
    }

    /// The text of a part whatever its bytes are; that of a part that cannot be read is empty.
    fn loose(&mut self, part: &str) -> String {
        let bytes = self.parts.read(part).ok().flatten().unwrap_or_default();
        encoding_rs::UTF_8.decode(&bytes).0.into_owned()
    }

    fn of_kind(&self, kind: &str) -> Vec<String> {
        let named = self.relations.values().filter(|relation| relation.kind == kind && !relation.outside);
        named.map(|relation| relation.target.clone()).collect()
    }

    fn links(&mut self, links: impl Iterator<Item = (Area, String)>) {
        for (area, id) in links {
            let outside = self.relations.get(&id).filter(|relation| links::is_outside(&relation.target));
            if let Some(relation) = outside {
                let target = relation.target.clone();
                self.add(Some(area), What::Link { target, shown: None });
            }
        }
    }

    fn vml(&mut self) -> Vec<vml::Shape> {
        let mut shapes = Vec::new();
        for part in self.of_kind("vmlDrawing") {
            shapes.extend(vml::shapes(&self.loose(&part)));
        }
        for shape in &shapes {
            if let (Some(id), Some(control)) = (shape.id, shape.control()) {
                self.controls.insert(u64::from(id), (control, shape.area));
            }
        }
        shapes
    }

    fn controls(&mut self, end: &SheetEnd, binary: bool) {
        // behind the numbers of shapes
        let mut free = 1_u64 << 32..;
        for part in &end.controls {
            let relation = part.id.as_ref().and_then(|id| self.relations.get(id));
            let Some((kind, target)) = relation.map(|r| (r.kind.clone(), r.target.clone())) else { continue };
            let number = part.shape.map(u64::from).or_else(|| free.next()).unwrap_or_default();
            let text = self.loose(&target);
            if kind == "control" {
                let control = self.active_x(&target, &text, &part.name);
                self.controls.insert(number, (control, part.area));
            } else if let Some(mut control) = controls::properties(&text) {
                let before = self.controls.remove(&number);
                let (caption, area) = before.map_or_else(Default::default, |(c, area)| (c.caption, area));
                control.caption = if caption.is_empty() { part.alt.clone() } else { caption };
                self.controls.insert(number, (control, part.area.or(area)));
            }
        }
        // binary sheets do not say which control is where
        for target in if binary { self.of_kind("control") } else { Vec::new() } {
            let text = self.loose(&target);
            let control = self.active_x(&target, &text, "");
            self.controls.insert(free.next().unwrap_or_default(), (control, None));
        }
    }

    fn active_x(&mut self, part: &str, text: &str, name: &str) -> Control {
        let ocx = activex::ocx(text);
        let targets = relations(self.parts, part).unwrap_or_default();
        let binary = ocx.binary.as_ref().and_then(|id| targets.get(id));
        let binary = binary.and_then(|relation| self.parts.read(&relation.target).ok().flatten());
        ocx.control(&binary.unwrap_or_default(), name)
    }

    fn embedded(&mut self, end: &SheetEnd, shapes: &[vml::Shape]) {
        let areas: HashMap<u32, Area> = shapes.iter().filter_map(|shape| Some((shape.id?, shape.area?))).collect();
        let mut seen = HashSet::new();
        for part in &end.embedded {
            let area = part.area.or_else(|| areas.get(&part.shape?).copied());
            let relation = part.id.as_ref().and_then(|id| self.relations.get(id));
            let target = relation.map(|relation| relation.target.clone()).unwrap_or_default();
            let name = match relation {
                Some(relation) if relation.outside => target.rsplit(['\\', '/']).next().unwrap_or_default().to_owned(),
                _ => self.packaged_name(&target),
            };
            let mut program = embedded::program(&part.name);
            if program.is_empty() {
                program = embedded::program_of_part(&target);
            }
            self.add(area, What::Embedded { program, name });
            seen.extend(part.id.clone());
        }
        let rest: Vec<String> = self
            .relations
            .iter()
            .filter(|(id, relation)| matches!(relation.kind.as_str(), "package" | "oleObject") && !seen.contains(*id))
            .map(|(_, relation)| relation.target.clone())
            .collect();
        for target in rest {
            let name = self.packaged_name(&target);
            self.add(None, What::Embedded { program: embedded::program_of_part(&target), name });
        }
    }

    fn packaged_name(&mut self, part: &str) -> String {
        let object =
            if part.to_ascii_lowercase().ends_with(".bin") { self.parts.read(part).ok().flatten() } else { None };
        object.and_then(|object| embedded::packaged_name(&object)).unwrap_or_default()
    }

    /// Takes the drawings; gives the numbers of their shapes.
    fn drawings(&mut self) -> Result<HashSet<u32>, Finding> {
        let mut ids = HashSet::new();
        let captions = self.slicer_captions();
        for part in self.of_kind("drawing") {
            let Some(text) = self.parts.text(&part)? else { continue };
            let targets = relations(self.parts, &part)?;
            for shape in drawing::shapes(&text) {
                ids.extend(shape.id);
                self.shape(shape, &targets, &captions);
            }
        }
        Ok(ids)
    }

    fn shape(&mut self, shape: drawing::Shape, targets: &HashMap<String, Relation>, slicers: &HashMap<String, String>) {
        let area = shape.area;
        let text = shape.text.trim();
        if let Some((control, place)) = shape.id.and_then(|id| self.controls.get_mut(&u64::from(id))) {
            // its twin for programs that know no form controls
            if control.caption.is_empty() {
                text.clone_into(&mut control.caption);
            }
            *place = place.or(area);
            return;
        }
        let target = |id: &Option<String>| id.as_ref().and_then(|id| targets.get(id));
        if let Some(link) = target(&shape.link).filter(|link| link.outside && links::is_outside(&link.target)) {
            let shown = if text.is_empty() { shape.alt.clone() } else { text.to_owned() };
            self.add(area, What::Link { target: link.target.clone(), shown: Some(shown) });
        }
        let part = |id| target(id).map(|relation| relation.target.clone()).unwrap_or_default();
        if !text.is_empty() {
            self.add(area, What::Text(text.to_owned()));
        } else if shape.chart.is_some() {
            let says = self.chart(&part(&shape.chart));
            self.add(area, What::Chart(if says.is_empty() { shape.alt } else { says }));
        } else if shape.diagram.is_some() {
            let part = part(&shape.diagram);
            let says = chart::diagram(&self.loose(&part));
            self.add(area, What::Diagram(says));
        } else if let Some(name) = &shape.slicer {
            let caption = slicers.get(name).unwrap_or(name).clone();
            self.add(area, What::Slicer(caption));
        } else if shape.kind == Kind::Ink {
            self.add(area, What::Ink);
        } else if shape.kind == Kind::Picture || shape.picture.is_some() {
            if !shape.hidden {
                let part = part(&shape.picture);
                let same = self.parts.fingerprint(&part).map_or(part, |(sum, size)| format!("{sum:08x} {size}"));
                self.add(area, What::Picture { says: shape.alt, same });
            }
        } else if shape.ring && !shape.hidden {
            self.add(area, What::Ring);
        }
    }

    /// What a chart says, with the texts of the shapes that were drawn into it.
    fn chart(&mut self, part: &str) -> String {
        let mut says = vec![chart::says(&self.loose(part))];
        let drawn = relations(self.parts, part).unwrap_or_default();
        let mut drawn: Vec<String> =
            drawn.into_values().filter(|r| r.kind == "chartUserShapes" && !r.outside).map(|r| r.target).collect();
        drawn.sort();
        for part in drawn {
            says.extend(drawing::shapes(&self.loose(&part)).into_iter().map(|shape| shape.text.trim().to_owned()));
        }
        says.retain(|text| !text.is_empty());
        says.join("／")
    }

    /// The captions of slicers and timelines by their names.
    fn slicer_captions(&mut self) -> HashMap<String, String> {
        let mut out = HashMap::new();
        for part in [self.of_kind("slicer"), self.of_kind("timeline")].concat() {
            let text = self.loose(&part);
            let mut reader = xml::reader(&text);
            while let Ok(event) = reader.read_event() {
                match &event {
                    Event::Eof => break,
                    Event::Start(tag) | Event::Empty(tag)
                        if matches!(tag.local_name().as_ref(), "slicer" | "timeline") =>
                    {
                        out.extend(xml::attr(tag, "name").zip(xml::attr(tag, "caption")));
                    }
                    _ => {}
                }
            }
        }
        out
    }

    /// Takes what only VML has: labels, signature lines, pictures of the header.
    fn old_shapes(&mut self, shapes: Vec<vml::Shape>, drawn: &HashSet<u32>) {
        for shape in shapes {
            let text = shape.text.trim();
            if let Some(signer) = shape.signer {
                self.add(shape.area, What::Signature(signer));
            } else if let Some(title) = shape.picture.filter(|_| shape.object.is_empty()) {
                self.add(None, What::RunningPicture(title));
            } else if !text.is_empty()
                && shape.object != "Note"
                && controls::control_kind(&shape.object).is_none()
                && !shape.id.is_some_and(|id| drawn.contains(&id))
            {
                self.add(shape.area, What::Text(text.to_owned()));
            }
        }
    }
}
