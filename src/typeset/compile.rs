//! From layouts and data to laid out pages.

use std::ops::Range;

use ecow::EcoVec;
use rayon::prelude::*;
use serde::Serialize;
use typst::model::Document;
use typst_layout::PagedDocument;

use super::cache::Cache;
use super::diagnostics::{Locator, errors, warnings};
use super::fonts::Fonts;
use super::merge::relocated;
use super::trial::{self, Trial};
use super::world::{Extra, Inputs, Layout, LayoutWorld};
use crate::finding::Finding;
use crate::form::Templates;
use crate::limits::Limits;
use crate::msg;
use crate::text::FontChain;
use crate::told::Told;

/// Typst with the layouts and fonts of a run.
#[derive(Clone, Copy)]
pub(crate) struct Typesetter<'a> {
    pub templates: &'a Templates,
    pub fonts: &'a Fonts,
    pub cache: Cache,
    pub limits: &'a Limits,
    pub trial: Option<&'a dyn Trial>,
}

impl Typesetter<'_> {
    /// Compiles a layout. Typst's warnings (`M215`) come with the pages.
    ///
    /// `M210`: Typst refuses the layout, or it takes more than it may; `M211`: more or fewer pages than computed.
    pub fn compile(&self, layout: Layout, given: Inputs) -> Told<PagedDocument> {
        if let Some(trial) = self.trial
            && let Err(fault) = trial::check(trial, self.limits, (self.templates, self.fonts), layout, &given)
        {
            return Told::nothing(fault);
        }
        let fonts = self.fonts.typst(&given.families);
        let world = LayoutWorld::new(self.templates, layout, given.data, fonts).with_files(given.files);
        let compiled = typst::compile::<PagedDocument>(&world);
        let locator = Locator { world: &world, templates: self.templates };
        let mut findings = warnings(&compiled.warnings, Some(&locator));
        let document = match compiled.output {
            Ok(document) => document,
            Err(faults) => {
                findings.extend(errors(&faults, Some(&locator)));
                return Told::nothing(findings);
            }
        };
        let got = document.pages().len();
        match given.pages {
            Some(computed) if computed != got => {
                let message = msg!(
                    "ページの切れ目が計算と合いません（計算 {computed} ページ、組版 {got} ページ）",
                    "the layout has {got} pages, {computed} were computed"
                );
                findings.push(Finding::error("M211", message).hint(msg!(
                    "様式の layout.typ を変えたときは、行の高さを固定したままにしてください",
                    "keep the fixed row heights in layout.typ"
                )));
                Told::nothing(findings)
            }
            _ => Told::new(document, findings),
        }
    }

    /// As [`compile`](Self::compile), with data that is serialised and the families of chains.
    pub fn compile_data(
        &self,
        layout: Layout,
        data: &impl Serialize,
        chains: &[&FontChain],
        files: Vec<Extra>,
        pages: Option<usize>,
    ) -> Told<PagedDocument> {
        let mut families: Vec<String> = chains.iter().flat_map(|c| c.families().to_vec()).collect();
        families.sort();
        families.dedup();
        // serialising numbers and strings into memory cannot fail
        let data = serde_json::to_vec(data).unwrap_or_default();
        self.compile(layout, Inputs { data, families, files, pages })
    }

    /// Lays `all` pages or sheets out in parts of `size`, `at_once` of them at a time, and puts the pages together.
    /// The caches are cleared after each round, if they are ours, which bounds the memory of a long book.
    pub fn in_parts(
        &self,
        all: usize,
        size: usize,
        at_once: usize,
        lay_out: &(dyn Fn(Range<usize>) -> Told<PagedDocument> + Sync),
    ) -> Told<PagedDocument> {
        if all <= size {
            return lay_out(0..all);
        }
        let parts: Vec<Range<usize>> = (0..all).step_by(size).map(|from| from..(from + size).min(all)).collect();
        let mut pages = EcoVec::new();
        let mut info = None;
        let mut findings: Vec<Finding> = Vec::new();
        // each may take all the memory that a layout has
        let at_once = if self.templates.has_foreign_code() { 1 } else { at_once };
        for round in parts.chunks(at_once) {
            let laid: Vec<_> = round.par_iter().map(|part| (part.start, lay_out(part.clone()))).collect();
            self.cache.clear(0);
            for (salt, told) in laid {
                let (document, told) = told.into_parts();
                // each part warns of the same layout
                findings.extend(told.into_iter().filter(|f| !findings.contains(f)).collect::<Vec<_>>());
                let Some(document) = document else { return Told::nothing(findings) };
                pages.extend(document.pages().iter().map(|page| relocated(page, salt, None, 0)));
                info.get_or_insert_with(|| document.info().clone());
            }
        }
        Told::new(PagedDocument::new(pages, info.unwrap_or_default()), findings)
    }

    /// A layout without data, to find the places of what export says of it.
    pub(super) fn empty(&self, layout: Layout) -> LayoutWorld {
        LayoutWorld::new(self.templates, layout, Vec::new(), Vec::new())
    }
}
