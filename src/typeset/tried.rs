//! What the process does in which a layout is tried.

use super::cache::Cache;
use super::compile::Typesetter;
use super::export::{Facts, Pdf};
use super::trial::{Tried, read};
use super::world::Layout;
use crate::limits::Limits;
use crate::units::Date;

/// Lays out what a [`Trial`](super::Trial) was given, as far as the bytes of a PDF, and throws everything away. Says
/// nothing of what Typst refuses: that is told where the layout is then laid out in earnest. False: these are no such
/// bytes.
pub fn try_layout(job: &[u8]) -> bool {
    let Some(Tried { folder, usual, given, templates, fonts }) = read(job) else { return false };
    let limits = Limits::default();
    let setter = Typesetter { templates: &templates, fonts: &fonts, cache: Cache::Own, limits: &limits, trial: None };
    let layout = Layout { folder: &folder, usual: &usual };
    let (document, _) = setter.compile(layout, given).into_parts();
    if let Some(document) = document {
        let facts = Facts { ident: String::new(), date: Date::april(2000) };
        drop(setter.export(&document, &facts, &Pdf::default(), Some(layout)));
    }
    // giving back what is nested deep needs its stack too
    Cache::Own.clear(0);
    true
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::engine::Engine;
    use crate::typeset::{Ended, Fonts, Inputs, Trial};

    /// Keeps what it is given.
    #[derive(Default)]
    struct Keeps(Mutex<Vec<u8>>);

    impl Trial for Keeps {
        fn run(&self, job: &[u8], _: &Limits) -> Ended {
            *self.0.lock().unwrap() = job.to_owned();
            Ended::TooLong
        }
    }

    #[test]
    fn a_trial_is_given_all_that_the_layout_may_read() {
        let dir = tempfile::tempdir().unwrap();
        let (form, fonts) = (dir.path().join("templates/own"), dir.path().join("fonts"));
        std::fs::create_dir_all(&form).unwrap();
        std::fs::create_dir_all(&fonts).unwrap();
        let font = include_bytes!("../../tests/fonts/gaiji.ttf");
        std::fs::write(fonts.join("gaiji.ttf"), font).unwrap();
        std::fs::write(form.join("own.svg"), "<svg/>").unwrap();
        // ends well only with every file in its place
        let layout =
            "#assert(json(\"/data.json\") == 1 and read(\"own.svg\") == \"<svg/>\" and read(\"/図.txt\") == \"図\")";
        std::fs::write(form.join("layout.typ"), layout).unwrap();
        let keeps = Arc::new(Keeps::default());
        let engine = Engine::new().with_folder(dir.path()).unwrap().with_trial(Some(keeps.clone()));
        let families: Vec<String> = engine.fonts().families("BIZ UDGothic", false);
        let files = vec![("図.txt".to_owned(), Arc::from("図".as_bytes()))];
        let given = Inputs { data: b"1".to_vec(), families: families.clone(), files, pages: None };
        let layout = Layout { folder: "own", usual: "shared/table-paper.typ" };
        let (pages, findings) = engine.typesetter().compile(layout, given).into_parts();
        assert!(pages.is_none() && findings.len() == 1 && findings[0].code.0 == "M210", "{findings:?}");

        let job = keeps.0.lock().unwrap().clone();
        let tried = read(&job).unwrap();
        assert_eq!((tried.folder.as_str(), tried.usual.as_str()), (layout.folder, layout.usual));
        assert_eq!(tried.fonts.typst(&families), engine.fonts().typst(&families));
        assert!(tried.fonts.typst(&families).len() > Fonts::builtin().typst(&families).len());
        let (templates, fonts, limits) = (&tried.templates, &tried.fonts, &Limits::default());
        let setter = Typesetter { templates, fonts, cache: Cache::Shared, limits, trial: None };
        assert_eq!(setter.compile(layout, tried.given).findings(), []);
        // a pipe that broke
        assert!((0..job.len()).step_by(997).all(|end| read(&job[..end]).is_none()));
        assert!(!try_layout(&job[1..]));
    }
}
