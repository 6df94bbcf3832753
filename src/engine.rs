//! What every call of the library gets: forms, fonts, the house's rules, limits, names, and what is kept in memory.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

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

    /// What lays pages out, for each of these on all cores; where code is not the program's, one after the other, for each
    /// may take all the memory that a layout has.
    pub(crate) fn lay_out_each<T: Sync, R: Send>(&self, all: &[T], one: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        if self.templates.has_foreign_code() {
            return all.iter().map(one).collect();
        }
        all.par_iter().map(one).collect()
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    /// How many things were done at a time, of those that an engine lays out.
    fn at_a_time(engine: &Engine) -> (usize, usize) {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            now.fetch_sub(1, Ordering::SeqCst);
        };
        engine.lay_out_each(&[(); 4], |()| work());
        let each = most.swap(0, Ordering::SeqCst);
        let parts = engine.typesetter().in_parts(4, 1, 4, &|_| {
            work();
            crate::Told::new(typst_layout::PagedDocument::new(ecow::eco_vec![], Default::default()), Vec::new())
        });
        assert!(parts.value().is_some());
        (each, most.into_inner())
    }

    #[test]
    fn layouts_that_are_not_the_programs_own_do_not_share_the_memory() {
        let folder = tempfile::tempdir().unwrap();
        let form = folder.path().join("templates/progress");
        std::fs::create_dir_all(&form).unwrap();
        let engine = || Engine::new().with_folder(folder.path()).unwrap();
        let own = Templates::builtin().file("progress/layout.typ").unwrap();
        std::fs::write(form.join("layout.typ"), &own).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let (each, parts) = pool.install(|| at_a_time(&engine()));
        assert!(each > 1 && parts > 1, "the program's own, on all cores");
        std::fs::write(form.join("layout.typ"), [&own[..], b"\n"].concat()).unwrap();
        assert_eq!(pool.install(|| at_a_time(&engine())), (1, 1));
    }
}
