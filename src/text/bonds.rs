//! Where a line may break: Unicode line breaking, then JLReq's classes, then what is kept together.

use std::sync::LazyLock;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use regex::Regex;

use super::breaking::{Cluster, Kinsoku};
use super::classes::{
    POSTFIX, PREFIX, is_closing, is_digit, is_inseparable, is_no_start, is_opening, is_postfix, is_prefix, is_script,
    is_small_kana, is_symbol_run,
};
use super::{EM, Milli};

/// What may happen between two clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// A line may end here.
    Free,
    /// A line may end here, but a break elsewhere is better.
    Weak,
    /// A line ends here only when nothing else fits: inside of words and numbers.
    Tight,
    /// JLReq lets no line end here: a word that is wider than the cell is cut rather.
    Never,
}

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
    open_runs(clusters, &mut bonds);
    // the patterns are slow to look for; most texts have none of their characters
    let has = |test: fn(char) -> bool| clusters.iter().any(|c| test(c.first));
    if has(|c| is_digit(c) || c == '元') {
        join_numbers(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, '〇' | '○' | '◯' | '／')) {
        join_words(text, clusters, width, &mut bonds);
    }
    if has(|c| ('Ａ'..='ｚ').contains(&c)) {
        join_acronyms(text, clusters, width, &mut bonds);
    }
    if has(|c| matches!(c, '@' | '/' | '_' | '.' | '-')) {
        open_addresses(text, clusters, width, &mut bonds);
    }
    bonds
}

/// Splits a heading at phrase edges: kana before kanji, after ・ ） 年度, before （ (TYPESETTING §10:
/// as good as a trained model on headings, and without one).
pub fn phrase_bonds(text: &str, clusters: &[Cluster], width: Milli, kinsoku: Kinsoku) -> Vec<Bond> {
    let mut bonds = bonds(text, clusters, width, kinsoku);
    let mut start = 0;
    let mut edges = vec![0];
    for i in 1..clusters.len() {
        if matches!(bonds[i], Bond::Free | Bond::Weak) && is_phrase_edge(clusters, start, i) {
            edges.push(i);
            start = i;
        }
    }
    edges.push(clusters.len());
    for pair in edges.windows(2) {
        let len: Milli = clusters[pair[0]..pair[1]].iter().map(|c| c.advance).sum();
        for bond in &mut bonds[pair[0]..pair[1]].iter_mut().skip(1) {
            if *bond == Bond::Free && len <= width {
                *bond = Bond::Weak;
            }
        }
    }
    bonds
}

fn is_phrase_edge(clusters: &[Cluster], start: usize, i: usize) -> bool {
    let (a, b) = (clusters[i - 1].last, clusters[i].first);
    let kana = |c: char| ('ぁ'..='ん').contains(&c);
    let word =
        |c: char| ('一'..='鿿').contains(&c) || ('ァ'..='ヶ').contains(&c) || is_digit(c) || c.is_ascii_alphabetic();
    // お知らせ, 取り組み: a phrase has two characters, and a verb stem keeps its second half
    let short = i - start < 2;
    let stem = i >= 2 && "取見受引組".contains(clusters[i - 2].first) && "りみけき".contains(a) && word(b);
    let after_year = i >= 2 && clusters[i - 2].first == '年' && a == '度' && ('一'..='鿿').contains(&b);
    (kana(a) && word(b) && !short && !stem)
        || "・、。，：）」』】／".contains(a)
        || "（「『【".contains(b)
        || after_year
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
    if is_no_start(b) || is_script(b) || is_opening(a) || is_inseparable(a, b) {
        return Some(Bond::Never);
    }
    if is_small_kana(b) {
        return Some(match kinsoku {
            Kinsoku::Strict => Bond::Never,
            Kinsoku::Loose => Bond::Weak,
        });
    }
    if (is_prefix(a) && is_digit(b)) || (is_digit(a) && is_postfix(b)) {
        return Some(Bond::Never);
    }
    // typst and UAX 14 take “ ” for neutral quotes; between Japanese characters they are brackets
    if (is_closing(a) && is_wide(b)) || (is_opening(b) && is_wide(a)) {
        return Some(Bond::Free);
    }
    None
}

fn is_wide(c: char) -> bool {
    ('\u{3041}'..='\u{30FF}').contains(&c)
        || ('\u{3400}'..='\u{9FFF}').contains(&c)
        || ('\u{20000}'..='\u{3FFFF}').contains(&c)
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

const UNIT: &str = "年度末|年度|年間|年|か年|か月|ヶ月|カ月|ヵ月|箇月|月|日間|日|週間|週|時間|時|分間|分|秒|か所|ヶ所|カ所|ヵ所|箇所|か国語|\
地区|人|名|件|回|部|冊|枚|台|組|校|園|棟|団体|世帯|種類|箇条|号|条|項|階|歳代|歳|代|期|版|級|位|点|倍|割|\
百万円|千円|万円|億円|円|km|kg|cm|mm|ha";

const BEFORE_NUMBER: &str = r"(?:参考)?資料(?:No\.|Ｎｏ．|№)?|令和|平成|昭和|大正|第|約|延べ|計|全|[RHSＲＨＳ]";

static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?:[0-9]+(?:[,.:/][0-9]+)*|[０-９]+(?:[，．：／－―‐・][0-9０-９]+)*)";
    let pattern = format!("(?P<pre>{BEFORE_NUMBER})?(?P<num>{number}|(?:令和|平成)元)(?P<unit>{UNIT})?");
    Regex::new(&pattern).expect("constant pattern")
});

/// The most that is kept together in a cell of this width.
fn most_together(width: Milli) -> Milli {
    (width * 6 / 10).clamp(3 * EM, 13 * EM / 2)
}

/// 公用文 I-4 as a house rule: a number stays with its prefix and unit where the cell is wide enough.
fn join_numbers(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = most_together(width);
    for m in COUNT.captures_iter(text) {
        let Some(number) = m.name("num") else { continue };
        let prefix = m.name("pre").map_or(number.start(), |p| p.start());
        let unit = m.name("unit").map_or(number.end(), |u| u.end());
        let spans = [(prefix, unit), (number.start(), unit), (prefix, number.end()), (number.start(), number.end())];
        let whole = spans.into_iter().find(|&(from, to)| advance(clusters, from, to) <= limit);
        let (from, to) = whole.unwrap_or((number.start(), number.end()));
        // a number wider than the cell breaks after its separators only
        let fits = advance(clusters, from, to) <= width;
        for i in inside(clusters, from, to) {
            let separator = "－―‐・，．：／,".contains(clusters[i - 1].last);
            put(bonds, i, if !fits && separator { Bond::Weak } else { Bond::Tight });
        }
        for i in inside(clusters, prefix, unit) {
            if bonds[i] == Bond::Free {
                bonds[i] = Bond::Weak;
            }
        }
    }
}

static WORD: LazyLock<Regex> = LazyLock::new(|| {
    let placeholder =
        format!(r"(?:{BEFORE_NUMBER}|[{PREFIX}])?(?:[〇○◯]+(?:{UNIT}|[{POSTFIX}])|[〇○◯]{{2,}}\p{{Han}})");
    let months = "[0-9０-９]{1,2}月／[0-9０-９]{1,2}月";
    Regex::new(&format!("{placeholder}|{months}")).expect("constant pattern")
});

/// 〇〇〇部 and ○○市 stay whole like the number or the name that they stand for, and so does 9月／3月.
fn join_words(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = most_together(width);
    for m in WORD.find_iter(text).filter(|m| advance(clusters, m.start(), m.end()) <= limit) {
        for i in inside(clusters, m.start(), m.end()) {
            put(bonds, i, Bond::Tight);
        }
    }
}

static ACRONYM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[Ａ-Ｚａ-ｚ][Ａ-Ｚａ-ｚ０-９＆．－]*[Ａ-Ｚａ-ｚ０-９]").expect("constant pattern"));

/// Keeps ＮＰＯ and ＣＳＷ whole.
fn join_acronyms(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    for m in ACRONYM.find_iter(text) {
        let fits = advance(clusters, m.start(), m.end()) <= (width - EM).min(6 * EM);
        for i in inside(clusters, m.start(), m.end()) {
            put(bonds, i, if fits { Bond::Tight } else { Bond::Weak });
        }
    }
}

static LONG_ASCII: LazyLock<Regex> = LazyLock::new(|| Regex::new("[!-~]{8,}").expect("constant pattern"));

/// URLs and e-mail addresses break after their separators, without a hyphen.
fn open_addresses(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    for m in LONG_ASCII.find_iter(text) {
        let address = m.as_str().contains("://") || m.as_str().contains('@') || m.as_str().starts_with("www.");
        if !address && advance(clusters, m.start(), m.end()) <= width {
            continue;
        }
        for i in inside(clusters, m.start(), m.end()) {
            let (a, b) = (clusters[i - 1].last, clusters[i].first);
            if "/@._-=&?,;:".contains(a) && b.is_ascii_alphanumeric() && !(is_digit(a) && is_digit(b)) {
                put(bonds, i, Bond::Weak);
            }
        }
    }
}

/// Sets a bond where JLReq leaves a choice.
fn put(bonds: &mut [Bond], i: usize, bond: Bond) {
    if bonds[i] != Bond::Never {
        bonds[i] = bond;
    }
}

/// Boundaries strictly inside the byte range.
fn inside(clusters: &[Cluster], from: usize, to: usize) -> std::ops::Range<usize> {
    let first = clusters.partition_point(|c| c.start <= from);
    let last = clusters.partition_point(|c| c.start < to);
    first..last.max(first)
}

fn advance(clusters: &[Cluster], from: usize, to: usize) -> Milli {
    let first = clusters.partition_point(|c| c.start < from);
    let last = clusters.partition_point(|c| c.start < to);
    clusters[first..last.max(first)].iter().map(|c| c.advance).sum()
}
