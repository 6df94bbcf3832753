//! Where headings and labels like to break: between phrases (文節), then between the words of one.

use super::Milli;
use super::classes::{is_blank, is_closing, is_digit};
use super::cluster::{Bond, Cluster};
use super::katakana::{hold_katakana, is_katakana};

/// Splits a heading at phrase edges: kana before kanji, after ・ ） 年度, before （ (TYPESETTING §10: as good as a
/// trained model on headings, and without one). A phrase that has to be cut is cut between its words, and not before
/// its kana, nor behind them within a word; a word of katakana that fits on a line is not cut.
pub fn prefer_phrases(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let mut start = 0;
    for i in 1..clusters.len() {
        if bonds[i] != Bond::Free && bonds[i] != Bond::Weak {
            continue;
        }
        if is_phrase_edge(clusters, start, i) {
            start = i;
        } else {
            let (a, b) = (clusters[i - 1].last, clusters[i].first);
            let torn = if is_hiragana(b) { !is_hiragana(a) } else { is_hiragana(a) && is_kanji(b) && b != '者' };
            bonds[i] = if torn { Bond::Torn } else { Bond::Weak };
            if kana_begin(clusters, i) {
                bonds[i] = Bond::Seam;
            }
        }
    }
    for i in seams(clusters) {
        if bonds[i] == Bond::Weak {
            bonds[i] = Bond::Seam;
        }
    }
    hold_katakana(text, clusters, width, bonds);
}

fn is_hiragana(c: char) -> bool {
    ('ぁ'..='ん').contains(&c)
}

fn is_kanji(c: char) -> bool {
    ('一'..='鿿').contains(&c) || c == '々'
}

/// Whether a word of kana begins here: 健康|づくり, センター|による, 協働の|まち; a particle is none.
fn kana_begin(clusters: &[Cluster], i: usize) -> bool {
    let (a, b) = (clusters[i - 1].last, clusters[i].first);
    let goes_on = clusters.get(i + 1).is_some_and(|c| is_hiragana(c.first));
    if !is_hiragana(b) || !goes_on {
        return false;
    }
    let begins = |word: &str| word.chars().zip(clusters[i..].iter().map(|c| c.first)).all(|(w, c)| w == c);
    let behind = |i: usize| is_kanji(clusters[i].last) || is_katakana(clusters[i].last);
    let particle = "のとへではがをもやかにまなみよ".contains(b);
    // 基づく and 気づく are one word
    begins("づくり")
        || is_katakana(a) && (!particle || ["によ", "にお", "につ", "など"].into_iter().any(begins))
        || a == 'の' && i > 1 && behind(i - 2) && (!particle || begins("まち"))
}

fn is_phrase_edge(clusters: &[Cluster], start: usize, i: usize) -> bool {
    let (a, b) = (clusters[i - 1].last, clusters[i].first);
    let word = |c: char| is_kanji(c) || ('ァ'..='ヶ').contains(&c) || is_digit(c) || c.is_ascii_alphabetic();
    // お知らせ, 取り組み: a phrase has two characters, and a verb stem keeps its second half
    let short = i - start < 2;
    let stem = i >= 2 && "取見受引組".contains(clusters[i - 2].first) && "りみけき".contains(a) && word(b);
    let after_year = i >= 2 && clusters[i - 2].first == '年' && a == '度' && is_kanji(b);
    // 障がい者, あり方; but 新しい|方法
    let alone = || clusters.get(i + 1).is_none_or(|c| !is_kanji(c.first));
    let way = b == '方' && ("りしみきえれちせけべ".contains(a) || a == 'い' && alone());
    let suffix = b == '者' || way;
    (is_hiragana(a) && word(b) && !short && !stem && !suffix)
        || is_blank(a)
        || ("・、。，：）」』】／".contains(a) && !(is_closing(a) && is_hiragana(b)))
        || "（「『【".contains(b)
        || after_year
}

/// What ends a word of kanji that would have two characters without it: 支援課, 協議会, 高齢者.
const SUFFIXES: &str = "課局部室係会所員等者性的化法費館園校省庁署院班隊団率";
/// Words that begin with one of these.
const NO_SUFFIXES: &str = "会議会員会長会社会場会計会館会話所属所得部長部分課長課題局長室長係長員数等級化学法律法人法令費用者数校長園長館長団体団地院長";
/// What begins a word of three: 市社会福祉協議会.
const PREFIXES: &str = "市県町村区都府国各全新再非未本両旧";

/// Between words: where kanji and katakana meet, and in a run of kanji every two characters, as its words mostly have.
fn seams(clusters: &[Cluster]) -> Vec<usize> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < clusters.len() {
        let end = (i..clusters.len()).find(|&j| !is_kanji(clusters[j].first)).unwrap_or(clusters.len());
        // 第１回: what is counted is no part of the words behind it
        let named = end > i && is_named(clusters, i);
        out.extend(named.then_some(i));
        let counted = !named && i > 0 && end > i + 2 && is_digit(clusters[i - 1].first);
        let from = if counted { i + 1 } else { i };
        if end > from {
            out.extend(counted.then_some(from));
            out.extend(words_of(&clusters[from..end]).into_iter().map(|at| from + at));
        }
        i = end.max(i + 1);
    }
    let meets = |i: &usize| {
        let (a, b) = (clusters[i - 1].last, clusters[*i].first);
        is_kanji(a) && is_katakana(b) || is_katakana(a) && is_kanji(b)
    };
    out.extend((1..clusters.len()).filter(meets));
    out
}

/// Whether the number before `i` is one of a name, and counts nothing: プラン21推進事業.
fn is_named(clusters: &[Cluster], i: usize) -> bool {
    let figures = clusters[..i].iter().rev().take_while(|c| is_digit(c.first)).count();
    figures > 0 && i > figures && is_katakana(clusters[i - figures - 1].last)
}

/// Where the words of a run of kanji begin, but the first.
fn words_of(run: &[Cluster]) -> Vec<usize> {
    let is_suffix = |at: usize| {
        let pair: String = run[at..].iter().take(2).map(|c| c.first).collect();
        run.get(at).is_some_and(|c| SUFFIXES.contains(c.first)) && (run.len() == at + 1 || !NO_SUFFIXES.contains(&pair))
    };
    let ends = |prefix: usize| {
        let mut ends = Vec::new();
        let mut at = prefix;
        while run.len() - at > 3 || (run.len() - at == 3 && !SUFFIXES.contains(run[run.len() - 1].first)) {
            at += 2;
            if at < run.len() && is_suffix(at) {
                at += 1;
            }
            // a character alone belongs to the word before it
            if run.len() < at + 2 {
                break;
            }
            ends.push(at);
        }
        ends
    };
    let plain = ends(0);
    let lone = plain.last().is_some_and(|last| run.len() - last == 3 && !SUFFIXES.contains(run[run.len() - 1].first));
    if run.first().is_some_and(|c| PREFIXES.contains(c.first)) && (lone || plain.is_empty()) { ends(1) } else { plain }
}
