//! Each rule of `docs/typesetting.md` that is kept here, at every width at which it could be broken.

mod places;

use std::sync::LazyLock;

use super::{EM, FontChain, Kinsoku, Milli, Rules, SetCell, set_cell, set_heading, set_running, width_of};
use crate::typeset::Fonts;

/// The advances of a face are read once for all tests.
fn fonts() -> FontChain {
    static FONTS: LazyLock<FontChain> =
        LazyLock::new(|| Fonts::builtin().chain("BIZ UDGothic", false).expect("built in"));
    FONTS.clone()
}

fn lines(text: &str, width: Milli, kinsoku: Kinsoku) -> Vec<String> {
    texts(&set_cell(text, &fonts(), width, Rules { kinsoku, ..Rules::default() }))
}

fn texts(cell: &SetCell) -> Vec<String> {
    cell.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.trim_end().to_owned())).collect()
}

/// Sets the text at every width from 3 to 30 em and hands each line break to the test.
fn each_break(text: &str, kinsoku: Kinsoku, mut test: impl FnMut(&str, &str, Milli)) {
    for half in 6..60 {
        let width = half * EM / 2;
        for pair in lines(text, width, kinsoku).windows(2) {
            test(&pair[0], &pair[1], width);
        }
    }
}

/// Whether a mark stands wrong anywhere: between characters that may part, or beside words that are wider than the
/// cell, so that they have to be cut somewhere.
fn stands_wrong(mark: &str, kinsoku: Kinsoku, wrong: impl Fn(&str, &str) -> bool) -> bool {
    let word = "x".repeat(24);
    let mut found = false;
    for text in [
        format!("漢字漢字漢{mark}漢字漢{mark}漢字漢字漢字{mark}漢"),
        format!("{word}{mark}漢字漢字漢{mark}{word}漢字{word}{mark}{word}"),
    ] {
        each_break(&text, kinsoku, |line, next, _| found |= wrong(line, next));
    }
    found
}

/// JLReq cl-10 and cl-11, and what is typed for them.
const SMALL_KANA: &str = "ーぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｰｧｨｩｪｫｯｬｭｮ";

#[test]
fn no_line_begins_with_what_must_not() {
    // JLReq 3.1.7: cl-02 to cl-07 and cl-09, and what is typed for them
    let never = "’”）〕］｝〉》」』】｠〙〗»〟)]}｣‐〜゠–！？‼⁇⁈⁉!?・：；･:;。．｡.、，､,ヽヾゝゞ々〻゛゜ﾞﾟ";
    let begins = |c: &char| stands_wrong(&c.to_string(), Kinsoku::Strict, |_, next| next.starts_with(*c));
    // cl-21: what is raised or lowered belongs to what stands before it
    let scripts = "⁰¹²³⁴⁹⁺⁻⁼⁾ⁿⁱ₀₂₉₊₋₎ₓ";
    let wrong: String = never.chars().chain(SMALL_KANA.chars()).chain(scripts.chars()).filter(begins).collect();
    assert!(wrong.is_empty(), "lines begin with {wrong}");
}

#[test]
fn no_line_ends_with_an_opening_bracket() {
    let ends = |c: &char| stands_wrong(&c.to_string(), Kinsoku::Strict, |line, _| line.ends_with(*c));
    let wrong: String = "‘“（〔［｛〈《「『【｟〘〖«〝([{｢".chars().filter(ends).collect();
    assert!(wrong.is_empty(), "lines end with {wrong}");
}

/// “ ” are brackets between Japanese characters: lines break before and behind them as at 「 」.
#[test]
fn quotation_marks_part_as_brackets_do() {
    for (open, close) in [('“', '”'), ('‘', '’'), ('«', '»')] {
        let text = format!("漢字漢{open}漢字{close}漢字");
        assert_eq!(lines(&text, 3 * EM, Kinsoku::Strict)[1].chars().next(), Some(open));
        let behind = lines(&text, 13 * EM / 2, Kinsoku::Strict);
        assert_eq!(behind[0].chars().last(), Some(close), "{behind:?}");
    }
}

#[test]
fn loose_kinsoku_lets_small_kana_begin_a_line() {
    let begins = |c: &char| stands_wrong(&c.to_string(), Kinsoku::Loose, |_, next| next.starts_with(*c));
    let kept: String = SMALL_KANA.chars().filter(|c| !begins(c)).collect();
    assert!(kept.is_empty(), "no line begins with {kept}");
}

#[test]
fn pairs_are_not_cut() {
    // JLReq 3.1.10
    let pairs = ["……", "‥‥", "――", "——", "──", "〳〵", "〴〵"];
    let parted = |pair: &&str| {
        let (a, b) = (pair.chars().next().unwrap(), pair.chars().last().unwrap());
        stands_wrong(pair, Kinsoku::Strict, |line, next| line.ends_with(a) && next.starts_with(b))
    };
    let wrong: Vec<&str> = pairs.into_iter().filter(parted).collect();
    assert!(wrong.is_empty(), "cut: {wrong:?}");
    // a long run may break between its pairs, and stays inside the cell
    for c in "…‥―—─".chars() {
        for line in lines(&c.to_string().repeat(24), 7 * EM, Kinsoku::Strict) {
            assert!(width_of(&line, &fonts(), Rules::default()) <= 7 * EM && line.chars().count() % 2 == 0, "{line}");
        }
    }
}

/// JLReq 3.1.10: cl-12 stays before a number, cl-13 behind it, however narrow the cell is.
#[test]
fn marks_stay_with_their_numbers() {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let text = |before: &str, behind: &str| {
        let [half, full] = ["1,234,567", "１２３４"].map(|n| format!("{before}{n}{behind}"));
        format!("漢字漢字{half}漢字漢字漢{full}漢字漢字漢字{half}漢字")
    };
    let before = |c: &char| {
        let mut parted = false;
        each_break(&text(&c.to_string(), ""), Kinsoku::Strict, |line, next, _| {
            parted |= line.ends_with(*c) && digit(next.chars().next());
        });
        parted
    };
    let behind = |c: &char| {
        let mut parted = false;
        each_break(&text("", &c.to_string()), Kinsoku::Strict, |line, next, _| {
            parted |= next.starts_with(*c) && digit(line.chars().last());
        });
        parted
    };
    let wrong: String = "¥￥$＄£￡#＃€№".chars().filter(before).collect();
    assert!(wrong.is_empty(), "numbers leave {wrong}");
    let wrong: String =
        "°′″℃℉¢￠%％‰㏋ℓ㌃㌶㍍㌔㌘㍑㍗㌍㌦㌣㌧㌢㌻㍉㍊㎡㎥㎞㎏㎝㎜㌫㏄㎎".chars().filter(behind).collect();
    assert!(wrong.is_empty(), "numbers leave {wrong}");
}

/// A number wider than its cell breaks behind its separators.
#[test]
fn long_numbers_break_behind_their_separators() {
    for (number, em) in [
        ("１２３４－５６７８－９０１２－３４５６", 7),
        ("１，２３４，５６７，８９０", 6),
        ("1,234,567,890,123", 7),
        ("2025/12/31/2026/12/31", 7),
    ] {
        let lines = lines(number, em * EM, Kinsoku::Strict);
        assert!(lines.len() > 1, "{lines:?}");
        for line in &lines[..lines.len() - 1] {
            assert!(line.ends_with(['－', '，', ',', '/']), "{lines:?}");
        }
    }
}

/// A number stays with its unit up to 6 tenths of the cell, at least 3 em and at most 6.5; a longer one leaves its
/// unit to the next line rather than half a line empty.
#[test]
fn numbers_keep_their_units_where_the_cell_is_wide_enough() {
    let first = |em: usize, before: usize, word: &str| {
        let text = format!("{}{word}{}", "漢".repeat(before), "漢".repeat(40));
        lines(&text, em as Milli * EM, Kinsoku::Strict).remove(0)
    };
    let narrow = lines("漢1234人漢漢漢漢", 7 * EM / 2, Kinsoku::Strict);
    assert_eq!(narrow[..2], ["漢", "1234人"], "3 em in a cell of 3.5");
    assert_eq!(first(10, 6, "10,000百万円"), "漢".repeat(6), "6 em in a cell of 10");
    assert_eq!(first(9, 6, "10,000百万円"), "漢漢漢漢漢漢10,000", "6 em in a cell of 9");
    assert_eq!(first(30, 25, "100,000百万円"), "漢".repeat(25), "6.5 em");
    assert_eq!(first(30, 25, "1,000,000百万円"), format!("{}1,000,000", "漢".repeat(25)), "7.5 em");
    assert_eq!(first(20, 15, "ＡＢＣＤＥＦＧ"), format!("{}ＡＢＣＤＥ", "漢".repeat(15)), "a word of 7 em");
}

/// Words that stay whole wherever the cell is wide enough for them, with the least width in em.
#[test]
fn numbers_units_and_words_stay_whole() {
    let words: [(&str, Milli); 46] = [
        ("10,000部", 7),
        ("1,546千円", 8),
        ("５０％", 5),
        ("令和3年度", 8),
        ("第２回", 5),
        ("3か月", 5),
        ("延べ120人", 8),
        ("１，２３４", 8),
        ("9月", 3),
        ("ＮＰＯ", 5),
        ("ＣＳＷ", 5),
        ("ＡＢＣＤＥＦ", 8),
        ("50㎡", 4),
        ("¥1,000", 5),
        ("68.4歳", 6),
        ("10:00", 4),
        ("令和元年度", 9),
        ("R5.8.10", 6),
        ("2025.8.26", 8),
        ("Ｒ５．８．10", 9),
        ("Ｒ7年度", 7),
        ("R７", 3),
        ("9月／3月", 7),
        ("〇〇〇部", 7),
        ("〇〇〇〇部", 9),
        ("約○○件", 7),
        ("○○市", 5),
        ("〇〇％", 5),
        ("資料No.2", 7),
        ("資料２－１", 9),
        ("参考資料1", 8),
        ("延120人", 6),
        ("3クール", 7),
        ("10コース", 9),
        ("30施設", 6),
        ("12事業所", 8),
        ("2講座", 5),
        ("3万6千人", 7),
        ("15万2千円", 8),
        ("R元年度", 7),
        ("No.１", 5),
        ("A4判", 4),
        ("12７部", 5),
        ("3月31日", 7),
        ("１２月３１日", 10),
        ("1時30分", 7),
    ];
    for (word, least) in words {
        let text = format!("市内の各地区で{word}を行い、さらに{word}の実施を進めるとともに{word}とした。");
        for half in least * 2..60 {
            let joined = lines(&text, half * EM / 2, Kinsoku::Strict).join("\n");
            assert_eq!(joined.matches(word).count(), 3, "{word} is cut at {} em:\n{joined}", f64::from(half) / 2.0);
        }
    }
}

#[test]
fn a_tilde_stays_with_what_precedes() {
    each_break("令和2年4月～令和3年3月～翌年～まで～", Kinsoku::Strict, |_, next, width| {
        assert!(!next.starts_with(['～', '〜']), "～ begins a line at {width}");
    });
}

#[test]
fn addresses_break_behind_their_separators() {
    let set = |address: &str, em: Milli| {
        let lines = lines(&format!("連絡先は{address}"), em * EM, Kinsoku::Strict);
        assert_eq!(lines.concat(), format!("連絡先は{address}"));
        for line in &lines {
            assert!(width_of(line, &fonts(), Rules::default()) <= em * EM, "{line} sticks out");
        }
        for line in &lines[..lines.len() - 1] {
            assert!(line.ends_with(['/', '.', '?', '=', '&', '@', '_']), "{lines:?}");
        }
        width_of(&lines[0], &fonts(), Rules::default())
    };
    set("https://www.city.example.lg.jp/fukushi/sodan/index.html?id=12&page=3", 10);
    for address in ["https://www.city.example.lg.jp", "www.city.example.lg.jp", "fukushi_soumu@city.example.lg.jp"] {
        set(address, 10);
        // an address that would fit on a line of its own leaves no gap before it either
        let em = address.len() as Milli / 2 + 2;
        assert!(set(address, em) > (em - 2) * EM, "{address}");
    }
}

#[test]
fn a_run_of_symbols_stays_inside_its_cell() {
    for symbol in ["○", "①"] {
        for line in lines(&symbol.repeat(16), 7 * EM, Kinsoku::Strict) {
            assert!(line.chars().count() <= 7, "{line}");
        }
        // and leaves no half line empty before it
        let first = lines(&format!("点検の場所{}", symbol.repeat(8)), 10 * EM, Kinsoku::Strict).remove(0);
        assert!(first.chars().count() > 8, "{first}");
    }
}

#[test]
fn a_word_with_ruby_is_not_parted() {
    each_break(
        "市の｜汐見原《しおみはら》と｜承《うけたまわ》る｜汐見原《しおみはら》",
        Kinsoku::Strict,
        |line, next, width| {
            let both = format!("{line}{next}");
            let parts = [line, next].map(|l| l.matches("汐見原").count());
            assert_eq!(parts[0] + parts[1], both.matches("汐見原").count(), "{line}/{next} at {width}");
        },
    );
}

/// Latin words are neither cut nor hyphenated; one that is wider than its cell is cut rather than run over the rule.
#[test]
fn a_word_is_cut_only_where_its_cell_is_narrower() {
    let text = "会場でcommunityとinternationalizationの話をした。";
    each_break(text, Kinsoku::Strict, |line, next, width| {
        let letters = [line.chars().last(), next.chars().next()].map(|c| c.is_some_and(|c| c.is_ascii_alphabetic()));
        assert!(letters != [true, true] || width < 10 * EM, "{line}/{next} at {width}");
    });
    let narrow = lines(text, 7 * EM, Kinsoku::Strict);
    assert_eq!(narrow.concat(), text);
    assert!(narrow.contains(&"community".to_owned()) || narrow.iter().any(|l| l.contains("community")), "{narrow:?}");
    for line in lines(&"x".repeat(200), 7 * EM, Kinsoku::Strict) {
        assert!(line.chars().count() <= 14, "{line}");
    }
}

#[test]
fn markers_hang_and_indents_stay() {
    let shape = |text: &str| {
        let cell = set_cell(text, &fonts(), 12 * EM, Rules::default());
        cell.paras.iter().map(|p| (p.indent, p.hang, p.lines.len())).collect::<Vec<_>>()
    };
    assert_eq!(shape("　字下げの文はここに続いて次の行へ"), [(EM, 0, 2)]);
    let markers = [
        ("・", EM),
        ("■", EM),
        ("■　", 2 * EM),
        ("○", EM),
        ("→", EM),
        ("①", EM),
        ("㉑", EM),
        ("（１）", 3 * EM),
        ("(1)", 3 * EM / 2),
        ("（ア）", 3 * EM),
        ("１）", 2 * EM),
        ("１．", 2 * EM),
        ("１　", 2 * EM),
        ("ア　", 2 * EM),
        ("a)", EM),
    ];
    for (marker, hang) in markers {
        assert_eq!(shape(&format!("{marker}一つ目の項目はとても長いので続く")), [(0, hang, 2)], "{marker}");
    }
    // what is no marker
    assert_eq!(shape("第１回の会を開いて話し合いを重ねた"), [(0, 0, 2)]);
}

#[test]
fn blank_lines_stay_but_never_two_and_never_at_the_end() {
    assert_eq!(lines("一\n\n\n二　\n \n", 8 * EM, Kinsoku::Strict), ["一", "", "二"]);
    let cell = set_cell("一　 \n二　", &fonts(), 8 * EM, Rules::default());
    let texts: Vec<&str> = cell.paras.iter().map(|p| p.lines[0].text.as_str()).collect();
    assert_eq!(texts, ["一", "二"], "blanks at the ends of lines go");
}

#[test]
fn no_last_line_of_one_character_where_it_can_be_helped() {
    let words = "市民地域福祉計画推進会議委員名簿";
    for em in 4..20 {
        for end in ["", "。"] {
            // one character more than fits in two lines
            let text: String = words.chars().cycle().take(2 * em + 1).collect();
            let last = lines(&(text + end), em as Milli * EM, Kinsoku::Strict).pop().unwrap();
            assert!(last.trim_end_matches('。').chars().count() > 1, "{last} stands alone at {em} em");
        }
    }
}

#[test]
fn headings_break_between_phrases() {
    let set = |text: &str, em: Milli| texts(&set_heading(text, &fonts(), em * EM, Rules::default()));
    assert_eq!(set("実施状況に対する評価・課題", 8), ["実施状況に対する", "評価・課題"]);
    assert_eq!(set("令和元年度取組みの実施状況", 9), ["令和元年度取組みの", "実施状況"]);
    assert_eq!(
        set("今後の取組みの方向性（令和3年1月照会予定）", 15),
        ["今後の取組みの方向性", "（令和3年1月照会予定）"]
    );
    assert_eq!(set("事業名・取組名", 5), ["事業名・", "取組名"]);
}

#[test]
fn combined_and_varied_characters_stay_whole() {
    for pair in ["葛\u{E0100}", "辻\u{E0101}", "か\u{309A}", "神\u{FE00}"] {
        // as wide as the character alone, so that lines are filled as with it
        assert_eq!(lines(&pair.repeat(8), 4 * EM, Kinsoku::Strict), [pair.repeat(4), pair.repeat(4)], "{pair}");
        let hangs = pair.chars().last().unwrap();
        each_break(&format!("{}さん", pair.repeat(9)), Kinsoku::Strict, |_, next, width| {
            assert!(!next.starts_with(hangs), "{pair:?} is cut at {width}");
        });
    }
}

/// Marks are half as wide at the edges of a line and where they meet (JLReq 3.1.4, 3.1.5, 3.1.9), and a quarter em
/// stands between Japanese and Latin where that is asked for (3.2.6). `typeset::tests` compares Typst with it.
#[test]
fn marks_are_narrow_at_edges_and_where_they_meet() {
    let width = |text: &str, latin_gap: bool| width_of(text, &fonts(), Rules { latin_gap, ..Rules::default() });
    assert_eq!(width("「二」「三」", false), 4500, "0.5 + 1 + 1.5 + 1 + 0.5");
    assert_eq!(width("二」、三。", false), 4000, "1 + 0.5 + 1 + 1 + 0.5");
    assert_eq!(width("二（「三」）四", false), 6000, "1 + 1.5 + 1 + 1.5 + 1");
    assert_eq!(width("二・三", false), 3000, "a middle dot between characters keeps its em");
    assert_eq!(width("令和7年ABC会", false), 6000);
    assert_eq!(width("令和7年ABC会", true), 7000, "gaps before and behind 7 and ABC");
    assert_eq!(width("ＮＰＯ１会", true), 5000, "full-width digits are set solid");
}

#[test]
fn running_text_hangs_behind_typed_markers() {
    let set = |text: &str| {
        let marked = super::read_marks(text);
        let faces = super::Faces { plain: &fonts(), bold: &fonts() };
        let cell = set_running(&marked, faces, 20 * EM, Rules::default());
        cell.paras.iter().map(|p| (p.indent, p.hang)).collect::<Vec<_>>()
    };
    assert_eq!(set("①一つ\n■　二つ\n　字下げ\n第１回の会"), [(0, EM), (0, 2 * EM), (EM, 0), (0, 0)]);
}

/// か゚ of JIS X 0213 is one glyph in the print fonts.
#[test]
fn combined_kana_are_one_cell_wide() {
    for text in ["か\u{309A}", "き\u{309A}", "ト\u{309A}", "ㇷ\u{309A}"] {
        assert_eq!(width_of(text, &fonts(), Rules::default()), EM, "{text}");
    }
}

/// Characters of names: compatibility ideographs are characters of their own, and 𠮷 comes from another font,
/// and what no font has is 〓, never a character that looks like it.
#[test]
fn name_kanji_are_in_the_fonts() {
    for c in "髙﨑濵瀨栁桒神\u{FA19}塚\u{FA10}﨟".chars().chain(['\u{29E3D}']) {
        assert_eq!(fonts().coverage(c), super::Coverage::Own, "{c}");
    }
    assert_eq!(super::printable("\u{FA19}\u{FA10}髙﨑", &fonts()), "\u{FA19}\u{FA10}髙﨑");
    for c in "𠮷㐅丅".chars() {
        assert!(matches!(fonts().coverage(c), super::Coverage::Fallback(_)), "{c}");
        assert_eq!(fonts().advance(c), EM, "{c}");
    }
    assert_eq!(super::printable("𠮷\u{2A6A5}野", &fonts()), "𠮷〓野");
}

/// A middle dot at a line's end is not narrowed by a bracket that begins the next line.
#[test]
fn a_mark_at_a_lines_end_has_its_whole_width() {
    let text = "漢字漢字漢字漢・〔字〕漢字漢字";
    let first = lines(text, 15 * EM / 2, Kinsoku::Strict).remove(0);
    assert_eq!(first, "漢字漢字漢字", "7 + 1 em, not 7 + 0.75, and no line begins with ・");
    assert_eq!(lines(text, 31 * EM / 4, Kinsoku::Strict).remove(0), "漢字漢字漢字");
    assert_eq!(lines(text, 8 * EM, Kinsoku::Strict).remove(0), "漢字漢字漢字漢・");
}

/// Blanks take no room at the end of a line, however many they are: none of them begins another one.
#[test]
fn a_hundred_thousand_blanks_end_one_line() {
    for blank in ["\u{3000}", " ", " \u{3000}"] {
        let text = format!("本文{}終わり", blank.repeat(100_000));
        assert_eq!(lines(&text, 20 * EM, Kinsoku::Strict), ["本文", "終わり"]);
    }
}
