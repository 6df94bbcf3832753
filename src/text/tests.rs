//! Each rule of `docs/typesetting.md` that is kept here, at every width at which it could be broken.

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

#[test]
fn no_line_begins_with_what_must_not() {
    // JLReq 3.1.7: cl-02 to cl-07, cl-09 to cl-11
    let never =
        "）」』】〕］｝〉》、。，．・：；？！々ゝゞヽヾ〻ー～〜…ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ)]}｣､｡｢";
    for c in never.chars().filter(|c| !"…｢".contains(*c)) {
        let text = format!("漢字漢字漢{c}漢字漢{c}漢字漢字漢字{c}漢");
        each_break(&text, Kinsoku::Strict, |_, next, width| {
            assert!(!next.starts_with(c), "{c} begins a line at {width}");
        });
    }
}

#[test]
fn no_line_ends_with_an_opening_bracket() {
    for c in "（「『【〔［｛〈《([{｢".chars() {
        let text = format!("漢字漢字漢{c}漢字漢{c}漢字漢字漢字{c}漢");
        each_break(&text, Kinsoku::Strict, |line, _, width| {
            assert!(!line.ends_with(c), "{c} ends a line at {width}");
        });
    }
}

#[test]
fn loose_kinsoku_lets_small_kana_begin_a_line() {
    let text = "あいうーあいうーあいうー";
    let mut strict = 0;
    let mut loose = 0;
    each_break(text, Kinsoku::Strict, |_, next, _| strict += usize::from(next.starts_with('ー')));
    each_break(text, Kinsoku::Loose, |_, next, _| loose += usize::from(next.starts_with('ー')));
    assert_eq!(strict, 0);
    assert!(loose > 0);
}

#[test]
fn pairs_are_not_cut() {
    // JLReq 3.1.10
    for pair in ["……", "‥‥", "――", "——"] {
        let c = pair.chars().next().unwrap();
        each_break(
            &format!("あとは{pair}後で{pair}また{pair}終わり"),
            Kinsoku::Strict,
            |line, next, width| {
                assert!(!(line.ends_with(c) && next.starts_with(c)), "{pair} is cut at {width}");
            },
        );
    }
    // a long run may break between its pairs, and stays inside the cell
    for line in lines(&"…".repeat(24), 7 * EM, Kinsoku::Strict) {
        assert!(line.chars().count() <= 7 && line.chars().count() % 2 == 0, "{line}");
    }
}

/// Words that stay whole wherever the cell is wide enough for them, with the least width in em.
#[test]
fn numbers_units_and_words_stay_whole() {
    let words: [(&str, Milli); 27] = [
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
        ("50㎡", 4),
        ("¥1,000", 5),
        ("68.4歳", 6),
        ("10:00", 4),
        ("令和元年度", 9),
        ("R5.8.10", 6),
        ("2025.8.26", 8),
        ("Ｒ５．８．10", 9),
        ("9月／3月", 7),
        ("〇〇〇部", 7),
        ("〇〇〇〇部", 9),
        ("約○○件", 7),
        ("○○市", 5),
        ("資料No.2", 7),
        ("資料２－１", 9),
        ("参考資料1", 8),
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
    let text = "https://www.city.example.lg.jp/fukushi/sodan/index.html?id=12&page=3";
    for line in lines(text, 10 * EM, Kinsoku::Strict).iter().rev().skip(1) {
        assert!(line.ends_with(['/', '.', '?', '=', '&']), "{line}");
        assert!(line.chars().count() <= 20);
    }
    for line in lines("fukushi_soumu@city.example.lg.jp", 9 * EM, Kinsoku::Strict) {
        assert!(line.chars().count() <= 18, "{line} sticks out");
    }
}

#[test]
fn a_run_of_symbols_stays_inside_its_cell() {
    for line in lines(&"○".repeat(16), 7 * EM, Kinsoku::Strict) {
        assert!(line.chars().count() <= 7, "{line}");
    }
    // a word that nothing may part is parted rather than cut off at the rule
    for line in lines(&"x".repeat(200), 7 * EM, Kinsoku::Strict) {
        assert!(line.chars().count() <= 14, "{line}");
    }
}

#[test]
fn markers_hang_and_indents_stay() {
    let cell = set_cell(
        "・一つ目の項目はとても長い\n（１）二つ目の項目も長い\n　字下げの文はここ\n①丸",
        &fonts(),
        9 * EM,
        Rules::default(),
    );
    let shape: Vec<(Milli, Milli, usize)> = cell.paras.iter().map(|p| (p.indent, p.hang, p.lines.len())).collect();
    assert_eq!(shape, [(0, EM, 2), (0, 3 * EM, 2), (EM, 0, 1), (0, EM, 1)]);
}

#[test]
fn blank_lines_stay_but_never_two_and_never_at_the_end() {
    assert_eq!(lines("一\n\n\n二　\n \n", 8 * EM, Kinsoku::Strict), ["一", "", "二"]);
}

#[test]
fn no_last_line_of_one_character_where_it_can_be_helped() {
    let words = "市民地域福祉計画推進会議委員名簿";
    for em in 4..20 {
        // one character more than fits in two lines
        let text: String = words.chars().cycle().take(2 * em + 1).collect();
        let last = lines(&text, em as Milli * EM, Kinsoku::Strict).pop().unwrap();
        assert!(last.chars().count() > 1, "{last} stands alone at {em} em");
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
    each_break(
        "葛\u{E0100}城葛\u{E0100}城か\u{309A}か\u{309A}辻\u{E0101}さん",
        Kinsoku::Strict,
        |_, next, width| {
            let first = next.chars().next().unwrap();
            assert!(!super::is_attached(first), "a selector begins a line at {width}");
        },
    );
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
    assert_eq!(
        lines(&"か\u{309A}".repeat(8), 4 * EM, Kinsoku::Strict),
        ["か\u{309A}".repeat(4), "か\u{309A}".repeat(4)]
    );
}

/// Characters of names: compatibility ideographs are characters of their own, and what no font has is 〓, never a
/// character that looks like it.
#[test]
fn name_kanji_are_in_the_fonts() {
    for c in "髙﨑濵瀨栁桒神\u{FA19}塚\u{FA10}﨟".chars().chain(['\u{29E3D}']) {
        assert_eq!(fonts().coverage(c), super::Coverage::Own, "{c}");
    }
    assert_eq!(super::printable("\u{FA19}\u{FA10}髙﨑", &fonts()), "\u{FA19}\u{FA10}髙﨑");
    assert_eq!(super::printable("\u{20BB7}野", &fonts()), "〓野");
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
