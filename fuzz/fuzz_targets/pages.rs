#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matome::source::{Body, Format, read_bytes};
use matome::typeset::Pdf;
use matome::{Engine, Form, Given};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    ["progress", "programs", "evaluation"].into_iter().filter_map(|name| ENGINE.form(name).into_parts().0).collect()
});

// rows of a CSV, broken into lines and cut into pages; the first byte chooses the form
fuzz_target!(|data: &[u8]| {
    let Some((kind, text)) = data.split_first() else { return };
    let form = &FORMS[usize::from(*kind) % FORMS.len()];
    let Ok(source) = read_bytes(text.to_vec(), "回答.csv", Format::Csv) else { return };
    let Body::Sheets(_) = &source.body else { return };
    let sources = [source];
    let Some(book) = ENGINE.make(form, &sources, &Given::default()).into_parts().0 else { return };
    let pages = book.page_count(&Pdf::default());
    assert!(pages > 0);
    // set again with what was measured before, it is the same
    let data = ENGINE.read(form, &sources, &Given::default()).into_parts().0;
    let again = data.and_then(|data| ENGINE.set_again(data, &book).into_parts().0);
    assert_eq!(again.map(|again| again.page_count(&Pdf::default())), Some(pages));
});
