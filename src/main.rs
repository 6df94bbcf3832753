//! The `matome` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    matome::cli::run()
}
