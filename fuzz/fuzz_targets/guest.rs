#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matome::limits::Limits;
use matome::press::{Booklet, Guest, booklet, page_sizes};
use matome::typeset::Fonts;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::default);

// a PDF that opens can be put onto other pages
fuzz_target!(|data: &[u8]| {
    let Ok(guest) = Guest::open(data, "資料.pdf", &Limits::default()) else { return };
    assert!(!guest.pages().is_empty());
    for page in guest.pages() {
        page.size();
    }
    if page_sizes(data).is_ok() && data.len() < 4096 {
        let _ = booklet(data, &Booklet::default(), &FONTS);
    }
});
