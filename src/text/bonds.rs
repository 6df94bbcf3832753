//! Where a line may break: Unicode line breaking, then JLReq's classes, then what is kept together.

use std::sync::LazyLock;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use super::Milli;
use super::classes::{
    Kinsoku, is_blank, is_closing, is_digit, is_inseparable, is_no_start, is_opening, is_postfix, is_prefix, is_script,
    is_small_kana, is_symbol_run,
};
use super::cluster::{Bond, Cluster, put};
use super::numbers::{hold_figures, join_acronyms, join_dates, join_names, join_numbers, join_words, open_addresses};

static SEGMENTER: LazyLock<icu_segmenter::LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()));

/// Returns the bond before each cluster; the first one has no meaning.
pub fn bonds(text: &str, clusters: &[Cluster], width: Milli, kinsoku: Kinsoku) -> Vec<Bond> {
    let mut bonds = vec![Bond::Tight; clusters.len()];
    mark_unicode(text, clusters, &mut bonds);
    for i in 1..clusters.len() {
        let (a, b) = (clusters[i - 1].last, clusters[i].first);
        if let Some(bond) = class_bond(a, b, kinsoku) {
            bonds[i] = bond;
        }
    }
    hold_brackets(clusters, &mut bonds);
    for i in 2..clusters.len() {
        // → ①: what is chosen stays with its arrow
        if matches!(clusters[i - 2].last, '→' | '⇒') && is_blank(clusters[i - 1].last) {
            put(&mut bonds, i, Bond::Tight);
        }
    }
    open_runs(clusters, &mut bonds);
    // the patterns are slow to look for; most texts have none of their characters
    let has = |test: fn(char) -> bool| clusters.iter().any(|c| test(c.first));
    if has(|c| is_digit(c) || c == '元') {
        join_numbers(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, '月' | '時')) {
        join_dates(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, '〇' | '○' | '◯' | '／')) {
        join_words(text, clusters, width, &mut bonds);
    }
    if has(|c| ('Ａ'..='ｚ').contains(&c)) {
        join_acronyms(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, ' ' | '　')) {
        join_names(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, '@' | '/' | '_' | '.' | '-')) {
        open_addresses(text, clusters, width, &mut bonds);
    }
    hold_figures(clusters, &mut bonds);
    bonds
}

fn mark_unicode(text: &str, clusters: &[Cluster], bonds: &mut [Bond]) {
    let mut i = 0;
    for offset in SEGMENTER.segment_str(text) {
        while i < clusters.len() && clusters[i].start < offset {
            i += 1;
        }
        if i < clusters.len() && clusters[i].start == offset && i > 0 {
            bonds[i] = Bond::Free;
        }
    }
}

/// JLReq's rules for one boundary; `None` leaves what Unicode says.
fn class_bond(a: char, b: char, kinsoku: Kinsoku) -> Option<Bond> {
    // full-width － is typed for a hyphen in numbers and words
    let hyphen = b == '－' && (is_digit(a) || ('Ａ'..='ｚ').contains(&a));
    let beside_number = is_prefix(a) || (is_digit(a) && is_postfix(b)) || hyphen;
    if is_no_start(b) || is_script(b) || is_opening(a) || is_inseparable(a, b) || beside_number {
        return Some(Bond::Never);
    }
    if is_small_kana(b) {
        return Some(match kinsoku {
            Kinsoku::Strict => Bond::Kana,
            Kinsoku::Loose => Bond::Weak,
        });
    }
    // typst and UAX 14 take “ ” for neutral quotes; between Japanese characters they are brackets
    if (is_closing(a) && is_wide(b)) || (is_opening(b) && is_wide(a)) {
        return Some(Bond::Free);
    }
    // UAX 14 lets no sign of currency begin a line behind what closes
    if is_prefix(b) && (is_closing(a) || "、。，．".contains(a)) {
        return Some(Bond::Free);
    }
    None
}

fn is_wide(c: char) -> bool {
    ('\u{3041}'..='\u{30FF}').contains(&c)
        || ('\u{3400}'..='\u{9FFF}').contains(&c)
        || ('\u{20000}'..='\u{3FFFF}').contains(&c)
}

/// Brackets stay with what they hold, though blanks stand beside them: room to write in （　　　）.
fn hold_brackets(clusters: &[Cluster], bonds: &mut [Bond]) {
    let mut opened = false;
    for i in 1..clusters.len() {
        let (before, c) = (clusters[i - 1].last, clusters[i].first);
        if !is_blank(before) {
            opened = is_opening(before);
        } else if opened || is_closing(c) {
            bonds[i] = Bond::Never;
        }
    }
}

/// Runs of ①, ○ or … longer than a few characters may break inside, pairs of … stay whole.
fn open_runs(clusters: &[Cluster], bonds: &mut [Bond]) {
    const LONG: usize = 4;
    let mut i = 0;
    while i < clusters.len() {
        let c = clusters[i].first;
        let dots = is_inseparable(c, c);
        if !dots && !is_symbol_run(c) {
            i += 1;
            continue;
        }
        let belongs = |x: char| if dots { x == c } else { is_symbol_run(x) };
        let end = (i..clusters.len()).find(|&j| !belongs(clusters[j].first)).unwrap_or(clusters.len());
        if end - i >= LONG {
            for j in i + 1..end {
                bonds[j] = if dots && (j - i) % 2 == 1 { Bond::Never } else { Bond::Free };
            }
        }
        i = end.max(i + 1);
    }
}
