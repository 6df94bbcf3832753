#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matome::source::{Format, Source, read_bytes};
use matome::typeset::Pdf;
use matome::{Engine, Form, Given};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = matome_fuzz::folder();
    let _ = fs::create_dir_all(folder.join("templates/any"));
    folder
});
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);
static ROWS: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let text = "群,番号,取組み,事業名\n群１,1,声かけ,訪問\n群１,2,配食,弁当を届ける。毎週。\n";
    read_bytes(text.as_bytes().to_vec(), "回答.csv", Format::Csv).into_iter().collect()
});

// a definition that is taken gives a paper, empty or with rows
fuzz_target!(|data: &[u8]| {
    if fs::write(FOLDER.join("templates/any/form.toml"), data).is_err() {
        return;
    }
    let Ok(engine) = ENGINE.clone().with_folder(&FOLDER) else { return };
    let Some(form) = engine.form("any").into_parts().0 else { return };
    form.describe();
    form.schema();
    if matches!(form, Form::Document(_)) {
        return;
    }
    for told in [Some(engine.make(&form, &ROWS, &Given::default())), engine.example(&form, &ROWS, &Given::default())] {
        if let Some(book) = told.and_then(|told| told.into_parts().0) {
            book.page_count(&Pdf::default());
        }
    }
});
