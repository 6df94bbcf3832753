#![no_main]

use libfuzzer_sys::fuzz_target;
use matome::source::Format;
use matome_fuzz::{package, read};

fuzz_target!(|data: &[u8]| {
    read(package(data), "回答.xlsx", Format::Xlsx);
});
