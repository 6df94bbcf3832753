//! Breaks headings, or the texts of cells, as papers do: a JSON list of [text, width in em] on standard input, a list of
//! lists of lines on standard output. `benches/headings.py` measures with it.

use std::io::{stdin, stdout};

use super::Result;
use matome::text::{EM, FontChain, Milli, Rules, SetCell, set_cell, set_heading};
use matome::typeset::Fonts;

pub fn headings() -> Result<()> {
    run(set_heading)
}

pub fn cells() -> Result<()> {
    run(set_cell)
}

fn run(set: fn(&str, &FontChain, Milli, Rules) -> SetCell) -> Result<()> {
    let asked: Vec<(String, Milli)> = serde_json::from_reader(stdin())?;
    let fonts = Fonts::builtin().chain("BIZ UDGothic", true).ok_or("no font")?;
    let lines = |(text, em): (String, Milli)| -> Vec<String> {
        let cell = set(&text, &fonts, em * EM, Rules::default());
        cell.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.trim_end().to_owned())).collect()
    };
    let all: Vec<Vec<String>> = asked.into_iter().map(lines).collect();
    serde_json::to_writer(stdout(), &all)?;
    Ok(())
}
