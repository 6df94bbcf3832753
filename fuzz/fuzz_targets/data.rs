#![no_main]

use libfuzzer_sys::fuzz_target;
use matome::source::Format;
use matome_fuzz::read;

// the first byte says what the rest is
fuzz_target!(|data: &[u8]| {
    let Some((kind, text)) = data.split_first() else { return };
    let (name, format) = match kind {
        b'c' => ("回答.csv", Format::Csv),
        b't' => ("回答.tsv", Format::Tsv),
        b'j' => ("回答.json", Format::Json),
        b'y' => ("回答.yaml", Format::Yaml),
        b'o' => ("回答.toml", Format::Toml),
        _ => return,
    };
    read(text.to_vec(), name, format);
});
