#![no_main]

use libfuzzer_sys::fuzz_target;
use matome::document::read_markdown;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let told = read_markdown(text, "概要.md");
    if let Some(document) = told.into_parts().0 {
        document.texts();
    }
});
