//! What is kept together beyond JLReq: numbers with their units, dates, acronyms; and where addresses break.

use std::sync::LazyLock;

use regex::Regex;

use super::classes::{POSTFIX, PREFIX, is_digit};
use super::cluster::{Bond, Cluster, advance, inside, put};
use super::{EM, Milli};

/// What is counted, longer words before those that they begin with.
const COUNTED: &str = "年度末|年度目|年度|年間|年生|年目|年|か年|か月|ヶ月|カ月|ヵ月|箇月|月|日間|日目|日|週間|週目|週|\
時間|時|分間|分の|分|秒|か所|ヶ所|カ所|ヵ所|箇所|か国語|か国|ヶ国|か村|地区|地域|圏域|学区|区間|区画|区|人分|人目|人|名分|名|件|\
回分|回目|回|部|冊|枚|台|組|校|園|棟|団体|世帯|世代|種類|種|箇条|号|条|項目|項|階|歳代|歳児|歳|代|期|版|判|級|位|点|倍|割|\
施設|事業所|事業|講座|会場|会|自治会|町内会|町会|店舗|店|社|者|機関|戸|室|席|床|泊|食|口|票|本|箱|個|通|着|両|頭|羽|匹|隊|\
市町村|市|町|村|小学校|中学校|学校|学級|学年|教室|駅|路線|議席|例|枠|筆|\
コース|クール|クラス|グループ|サークル|チーム|ブロック|ページ|ポイント|ステップ|ルート|シーズン|タイプ|\
エリア|サイズ|メートル|キロ|トン|リットル|コマ|セット|ケース|つ|\
円|km|kg|cm|mm|ha";

/// What makes a number larger: 12万人, 3百万円.
const MULTIPLE: &str = "百万|千万|十万|百億|千億|[百千万億兆]";

const BEFORE_NUMBER: &str = "(?:参考)?資料(?:No[.]|Ｎｏ．|№)?|No[.]|Ｎｏ．|№|令和|平成|昭和|大正|午前|午後|第|\
[予契解規公制節要]約|約|延べ|延|[合総小累会設統家集]計|計|[安保完健]全|全|毎|満|のべ|各|[RHSＲＨＳABＡＢ]";

/// What says of which kind a number is: ▲500千円, －５人.
const SIGNS: &str = "▲△▼▽±＋－−+-";

static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    let figure = r"[0-9０-９]+(?:[,.:/，．：／－―‐・][0-9０-９]+)*";
    let number = format!("{figure}(?:(?:{MULTIPLE}){figure})*");
    let pattern = format!(
        "(?P<pre>{BEFORE_NUMBER})?(?P<num>{number}|(?:令和|平成|[RHＲＨ])元)(?P<unit>(?:{MULTIPLE})?(?:{COUNTED})|{MULTIPLE})?"
    );
    Regex::new(&pattern).expect("constant pattern")
});

/// The most that is kept together in a cell of this width.
fn most_together(width: Milli) -> Milli {
    (width * 6 / 10).clamp(3 * EM, 13 * EM / 2)
}

/// 公用文 I-4 as a house rule: a number stays with its prefix and unit where the cell is wide enough.
pub fn join_numbers(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = most_together(width);
    for m in COUNT.captures_iter(text) {
        let Some(number) = m.name("num") else { continue };
        let prefix = m.name("pre").map_or(number.start(), |p| p.start());
        let unit = m.name("unit").map_or(number.end(), |u| u.end());
        let spans = [(prefix, unit), (number.start(), unit), (prefix, number.end()), (number.start(), number.end())];
        let whole = spans.into_iter().find(|&(from, to)| advance(clusters, from, to) <= limit);
        let (from, to) = whole.unwrap_or((number.start(), number.end()));
        // a number wider than the cell breaks after its separators only, a long one there rather than elsewhere
        let separated = match advance(clusters, from, to) {
            long if long > width => Bond::Weak,
            _ if whole.is_none() => Bond::Hinge,
            _ => Bond::Tight,
        };
        for i in inside(clusters, from, to) {
            let separator = "－―‐・，．：／,".contains(clusters[i - 1].last);
            put(bonds, i, if separator { separated } else { Bond::Tight });
        }
        prefer_elsewhere(clusters, prefix, unit, bonds);
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || ('Ａ'..='ｚ').contains(&c)
}

/// A sign stays with its number; a number that has to be cut is cut anywhere rather than between two figures.
pub fn hold_figures(clusters: &[Cluster], bonds: &mut [Bond]) {
    for i in 1..clusters.len() {
        let (a, b) = (clusters[i - 1].last, clusters[i].first);
        if !is_digit(b) {
            continue;
        }
        // 3－5 is no number below zero
        let begins = || i < 2 || !(is_digit(clusters[i - 2].last) || is_latin(clusters[i - 2].last));
        if SIGNS.contains(a) && begins() {
            put(bonds, i, Bond::Tight);
            // Unicode parts ± and the half-width ones from nothing before them; the hyphen of 様式-3 is none
            let parts = |c: char| ('ぁ'..='ん').contains(&c) || "、。，．：・".contains(c);
            if i > 1 && parts(clusters[i - 2].last) && bonds[i - 1] == Bond::Tight {
                bonds[i - 1] = Bond::Free;
            }
        }
        if is_digit(a) && bonds[i] == Bond::Tight {
            bonds[i] = Bond::Figure;
        }
    }
}

fn prefer_elsewhere(clusters: &[Cluster], from: usize, to: usize, bonds: &mut [Bond]) {
    for i in inside(clusters, from, to) {
        if bonds[i] == Bond::Free {
            bonds[i] = Bond::Weak;
        }
    }
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let two = "[0-9０-９]{1,2}";
    let year = "(?P<year>(?:令和|平成|昭和|大正|[RHSＲＨＳ])?(?:元|[0-9０-９]{1,4})年)?";
    let week = "(?P<week>[（(][月火水木金土日](?:・[祝休])?[）)])?";
    let time = format!("(?P<half>午前|午後)?(?P<time>{two}時{two}分)");
    Regex::new(&format!("{year}(?P<day>{two}月(?:{two}日)?){week}|{time}")).expect("constant pattern")
});

/// A date stays whole where the cell is wide enough, or month and day without the year; so does 1時30分.
pub fn join_dates(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = (width * 6 / 10).clamp(3 * EM, 8 * EM);
    for m in DATE.captures_iter(text) {
        let (Some(whole), Some(core)) = (m.get(0), m.name("day").or(m.name("time"))) else { continue };
        let spans = [whole.range(), core.start()..whole.end(), whole.start()..core.end(), core.range()];
        if let Some(span) = spans.into_iter().find(|s| advance(clusters, s.start, s.end) <= limit) {
            for i in inside(clusters, span.start, span.end) {
                // with what stands around it a date may be wider than the cell all the same
                let step = "年月時".contains(clusters[i - 1].last) && is_digit(clusters[i].first);
                put(bonds, i, if step { Bond::Hinge } else { Bond::Tight });
            }
        }
        prefer_elsewhere(clusters, whole.start(), whole.end(), bonds);
        // (水)18:00: Unicode parts no figure from a bracket
        if let (Some(_), Ok(i)) = (m.name("week"), clusters.binary_search_by_key(&whole.end(), |c| c.start))
            && is_digit(clusters[i].first)
        {
            put(bonds, i, Bond::Free);
        }
    }
}

static WORD: LazyLock<Regex> = LazyLock::new(|| {
    let placeholder = format!(
        r"(?:{BEFORE_NUMBER}|[{PREFIX}])?(?:[〇○◯]+(?:{COUNTED}|千円|百万円|万円|億円|[{POSTFIX}])|[〇○◯]{{2,}}\p{{Han}})"
    );
    let months = "[0-9０-９]{1,2}月／[0-9０-９]{1,2}月";
    Regex::new(&format!("{placeholder}|{months}")).expect("constant pattern")
});

/// 〇〇〇部 and ○○市 stay whole like the number or the name that they stand for, and so does 9月／3月.
pub fn join_words(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = most_together(width);
    for m in WORD.find_iter(text).filter(|m| advance(clusters, m.start(), m.end()) <= limit) {
        for i in inside(clusters, m.start(), m.end()) {
            put(bonds, i, Bond::Tight);
        }
    }
}

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"\p{Han}{1,3}";
    Regex::new(&format!(r"(?:^|[、，・／：\s])({part})[ 　]({part})(?:$|[、，・／（(\s])")).expect("constant pattern")
});

/// Neither part of a name is cut: 佐藤 花子.
pub fn join_names(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    let limit = most_together(width);
    let mut at = 0;
    // the mark between two names belongs to both
    while let Some(m) = NAME.captures_at(text, at) {
        for part in [m.get(1), m.get(2)].into_iter().flatten() {
            if advance(clusters, part.start(), part.end()) <= limit {
                for i in inside(clusters, part.start(), part.end()) {
                    put(bonds, i, Bond::Tight);
                }
            }
            at = part.end();
        }
    }
}

static ACRONYM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[Ａ-Ｚａ-ｚ][Ａ-Ｚａ-ｚ０-９＆．－]*[Ａ-Ｚａ-ｚ０-９]").expect("constant pattern"));

/// Keeps ＮＰＯ and ＣＳＷ whole.
pub fn join_acronyms(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
    for m in ACRONYM.find_iter(text) {
        let fits = advance(clusters, m.start(), m.end()) <= (width - EM).min(6 * EM);
        for i in inside(clusters, m.start(), m.end()) {
            put(bonds, i, if fits { Bond::Tight } else { Bond::Weak });
        }
    }
}

static LONG_ASCII: LazyLock<Regex> = LazyLock::new(|| Regex::new("[!-~]{8,}").expect("constant pattern"));

/// URLs and e-mail addresses break after their separators, without a hyphen.
pub fn open_addresses(text: &str, clusters: &[Cluster], width: Milli, bonds: &mut [Bond]) {
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
