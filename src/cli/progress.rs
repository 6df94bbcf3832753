//! The bar on the way.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::report::Report;
use crate::faces::Steps;
use crate::words::visible;

impl Steps for ProgressBar {
    fn name(&self, name: &str) {
        self.set_message(visible(name).into_owned());
    }

    fn done(&self, steps: u64) {
        self.inc(steps);
    }
}

/// A bar on a terminal, nothing elsewhere.
pub fn progress(steps: u64, report: &Report) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    let template = report.say("{msg} [{bar:30}] {percent}%（残り {eta}）", "{msg} [{bar:30}] {percent}% ({eta} left)");
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
