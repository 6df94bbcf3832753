//! What every call of the library gets: forms, fonts, the house's rules, limits, names, and what is kept in memory.

use std::path::Path;
use std::sync::Arc;

use crate::finding::Finding;
use crate::form::{House, Templates};
use crate::limits::Limits;
use crate::place::{Naming, SourceFile};
use crate::source::Reading;
use crate::text::FontChain;
use crate::told::Faults;
use crate::typeset::{Cache, Fonts, Gaiji, Trial, Typesetter};

/// Forms and fonts, the built-in ones and a project's own over them, and how they are used. Cheap to clone but for the
/// list of files of the forms.
#[derive(Clone, Default)]
pub struct Engine {
    pub(crate) templates: Templates,
    pub(crate) fonts: Fonts,
    pub(crate) house: House,
    pub(crate) reading: Reading,
    pub(crate) cache: Cache,
    pub(crate) trial: Option<Arc<dyn Trial>>,
}

impl Engine {
    /// The built-in forms and fonts.
    pub fn new() -> Self {
        Self::default()
    }

    /// With those of a project's folder laid over: `templates/` overrides file by file, `fonts/` adds. Neither needs to
    /// exist.
    ///
    /// # Errors
    /// `M070`, `M204`: a file that cannot be read.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, Faults> {
        let Reading { naming, limits, .. } = &self.reading;
        self.templates.add_folder(&folder.join("templates"), naming, limits)?;
        self.fonts = Fonts::with_folder(&folder.join("fonts"), naming, limits)?;
        Ok(self)
    }

    /// With the fonts that a project declares for its private-use characters (外字). They are among those of its `fonts/`.
    ///
    /// # Errors
    /// `M081` a font that is not there.
    pub fn with_gaiji(mut self, gaiji: &[Gaiji]) -> Result<Self, Faults> {
        self.fonts = self.fonts.with_gaiji(gaiji)?;
        Ok(self)
    }

    /// With a project's rules of line composition over what its forms say.
    #[must_use]
    pub fn with_house(self, house: House) -> Self {
        Self { house, ..self }
    }

    /// With other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.reading.limits = limits;
        self
    }

    /// With other names for files that were read: what findings call them.
    #[must_use]
    pub fn with_naming(mut self, naming: Naming) -> Self {
        self.reading.naming = naming;
        self
    }

    /// With another policy for Typst's caches.
    #[must_use]
    pub fn with_cache(self, cache: Cache) -> Self {
        Self { cache, ..self }
    }

    /// With a place where layouts that are not the program's own are tried, under [`Limits`] of time and memory, before
    /// they are laid out. Without one, a layout can take all of both, and end the process.
    #[must_use]
    pub fn with_trial(self, trial: Option<Arc<dyn Trial>>) -> Self {
        Self { trial, ..self }
    }

    /// The forms and other files of templates.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// The faces with which it prints.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// What it reads at most.
    pub fn limits(&self) -> &Limits {
        &self.reading.limits
    }

    /// How it reads files.
    pub(crate) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// A file on disk as findings call it.
    pub fn file(&self, path: &Path) -> SourceFile {
        self.reading.naming.file(path)
    }

    /// Typst with these layouts and fonts.
    pub(crate) fn typesetter(&self) -> Typesetter<'_> {
        let Self { templates, fonts, cache, trial, .. } = self;
        Typesetter { templates, fonts, cache: *cache, limits: self.limits(), trial: trial.as_deref() }
    }

    /// The chains of a font's plain and bold text.
    ///
    /// # Errors
    /// `M205`.
    pub(crate) fn chains(&self, font: &str) -> Result<(FontChain, FontChain), Finding> {
        let chain = |bold| self.fonts.chain(font, bold).ok_or_else(|| self.fonts.unknown(font));
        Ok((chain(false)?, chain(true)?))
    }
}
