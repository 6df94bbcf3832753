//! Which of several places a line ends at: blanks, separators, phrases; and what is set apart.

use super::super::{Faces, Rules, SetCell, read_marks, set_cell, set_heading, set_label, set_running, width_of};
use super::{EM, Kinsoku, Milli, each_break, fonts, lines, texts};

/// A line rather ends at a blank that its author left, wherever that makes no line more.
#[test]
fn lines_end_at_the_blanks_of_their_author() {
    for em in 6..9 {
        assert_eq!(lines("くらし支援部 各支所", em * EM, Kinsoku::Strict), ["くらし支援部", "各支所"], "{em} em");
    }
    let listed = lines("訪問相談 212件、窓口相談 3,018件、電話 44件", 8 * EM, Kinsoku::Strict);
    assert_eq!(listed, ["訪問相談", "212件、窓口相談", "3,018件、電話", "44件"]);
    assert_eq!(lines("磯松　一郎　塩見　花子", 6 * EM, Kinsoku::Strict), ["磯松　一郎", "塩見　花子"]);
    let places = lines("港図書館での朗読会の催し　4校", 12 * EM, Kinsoku::Strict);
    assert_eq!(places, ["港図書館での朗読会の催し", "4校"], "what stands apart may be short");
}

/// Room to write in brackets stays in them.
#[test]
fn brackets_keep_the_blanks_that_they_hold() {
    let text = "□ 通いの場　□ その他（　　　　）、会の名（　 　）を書く";
    let shape = |width: Milli| set_cell(text, &fonts(), width, Rules::default());
    for half in 14..60 {
        let set: Vec<String> = texts(&shape(half * EM / 2));
        for pair in set.windows(2) {
            let bare = pair[0].trim_end_matches(['　', ' ']);
            assert!(!bare.ends_with('（'), "{set:?} at {half} halves");
            assert!(!pair[1].trim_start_matches(['　', ' ']).starts_with('）'), "{set:?} at {half} halves");
        }
    }
    // behind its marker it would not fit
    let held: SetCell = set_cell("□ 通い　□ その他（　　　　　　）", &fonts(), 7 * EM, Rules::default());
    assert_eq!(texts(&held), ["□ 通い　□", "その他", "（　　　　　　）"]);
}

/// No line ends with what stands before a number, ＃ as little as ￥; one may begin with it behind a comma.
#[test]
fn signs_before_numbers_begin_lines() {
    for sign in "¥￥$＄£￡#＃€№".chars() {
        each_break(
            &format!("催しの題は{sign}つながる輪と{sign}5、{sign}海"),
            Kinsoku::Strict,
            |line, _, width| {
                assert!(!line.ends_with(sign), "{line} at {width}");
            },
        );
    }
    for before in ["代は、", "代は。", "（半分）", "代は，"] {
        let text = format!("{before}￥1,000です");
        let set = lines(&text, 5 * EM, Kinsoku::Strict);
        assert!(set.iter().any(|l| l.starts_with("￥1,000")), "{set:?}");
    }
}

/// － between figures never begins a line, and a number that has to be cut is cut behind it.
#[test]
fn a_long_number_is_cut_behind_its_hyphen() {
    for em in 5..30 {
        let set = lines("電話０３３－４５５－６７８９、ファクスは同じ", em * EM, Kinsoku::Strict);
        for pair in set.windows(2) {
            assert!(!pair[1].starts_with('－'), "{set:?}");
            let cut = [pair[0].chars().last(), pair[1].chars().next()];
            assert!(!cut.iter().all(|c| c.is_some_and(|c| ('０'..='９').contains(&c))), "{set:?}");
        }
    }
}

/// A sign stays with its number, though what was counted goes to the next line; a hyphen between figures is none.
#[test]
fn signs_of_numbers_stay_with_them() {
    let text = "去年と比べると▲６００千円、－７人、＋２人、△300千円、±４％、-8件、+9件である";
    for half in 8..60 {
        let set = lines(text, half * EM / 2, Kinsoku::Strict);
        for line in &set {
            assert!(!line.ends_with(['▲', '△', '－', '＋', '±', '-', '+']), "{set:?} at {half} halves");
        }
    }
    for em in 5..9 {
        let set = lines("提出するのは様式-3である", em * EM, Kinsoku::Strict);
        assert!(set.iter().any(|line| line.contains("式-3")), "{set:?} at {em} em");
    }
    assert_eq!(lines("前年の数は▲６００千円", 8 * EM, Kinsoku::Strict), ["前年の数は", "▲６００千円"]);
}

/// A number that is wider than the cell with what stands around it is cut at its separators and units, not in figures.
#[test]
fn figures_are_parted_last() {
    assert_eq!(lines("会費￥34,000、", 4 * EM, Kinsoku::Strict), ["会費", "￥34,", "000、"]);
    assert_eq!(lines("午後2時45分～4時、", 6 * EM, Kinsoku::Strict), ["午後2時", "45分～4時、"]);
    assert_eq!(lines("（午前11時25分～）", 7 * EM, Kinsoku::Strict), ["（午前11時", "25分～）"]);
    assert_eq!(lines("2027年11月25日(木)17：45～", 4 * EM, Kinsoku::Strict)[3..], ["17：45～"]);
    assert_eq!(lines("123456789", 3 * EM, Kinsoku::Strict).len(), 2, "what has nothing else is cut all the same");
}

/// Neither half of a name is cut, nor the first or the last character of a word beside a blank.
#[test]
fn names_and_words_beside_blanks_stay_whole() {
    let names = ["磯松 一郎", "塩見 花子", "浜田 健太郎"];
    for half in 8..60 {
        let set = lines(&names.join("、"), half * EM / 2, Kinsoku::Strict);
        let parts = names.iter().flat_map(|name| name.split(' '));
        for part in parts {
            assert!(set.iter().any(|line| line.contains(part)), "{part} in {set:?} at {half} halves");
        }
    }
    let set = lines("電話受付　内線４５６番まで　休み", 8 * EM, Kinsoku::Strict);
    assert!(set.iter().all(|line| !line.ends_with('内')), "{set:?}");
}

/// Where a line has to begin with what it must not, small kana and ー offend least.
#[test]
fn where_all_offends_small_kana_begin_the_line() {
    assert_eq!(lines("(ニュー)・浜", 3 * EM, Kinsoku::Strict), ["(ニュ", "ー)・", "浜"]);
}

/// A heading cuts no katakana word that fits on a line, and begins no line with a particle.
#[test]
fn headings_keep_words_of_katakana_and_particles() {
    let set = |title: &str, em: Milli| texts(&set_heading(title, &fonts(), em * EM, Rules::default()));
    for (title, word) in [
        ("海辺のボランティアポイントの推進", "ボランティアポイント"),
        ("町のコミュニティカフェ運営", "コミュニティカフェ"),
    ] {
        for em in word.chars().count() as Milli..16 {
            let lines = set(title, em);
            assert!(lines.iter().any(|l| l.contains(word)), "{lines:?}");
        }
    }
    for title in ["（ケアラー）への支援", "住まいの確保と見守り"] {
        for em in 8..12 {
            let lines = set(title, em);
            assert!(lines[1..].iter().all(|l| !l.starts_with(['へ', 'の', 'と'])), "{lines:?}");
        }
    }
    let cut = set("福祉展開の方向", 4);
    assert!(cut[1..].iter().all(|l| !l.starts_with('の')), "{cut:?}");
}

/// A compound of katakana that is wider than the cell is cut between its words; kana behind it are not cut, and a name's
/// number stands with its name.
#[test]
fn long_names_break_between_their_words() {
    let set = |text: &str, em: Milli| texts(&set_label(text, &fonts(), em * EM, Rules::default()));
    assert_eq!(set("コミュニティセンター", 7), ["コミュニティ", "センター"]);
    assert_eq!(set("総合サポートセンター", 7), ["総合サポート", "センター"]);
    assert_eq!(set("ファミリーサポートセンターの会", 12), ["ファミリーサポート", "センターの会"]);
    assert_eq!(set("オーラルケア", 5), ["オーラル", "ケア"]);
    assert_eq!(set("ボランティアセンターによる朝の学習", 12), ["ボランティアセンター", "による朝の学習"]);
    assert_eq!(set("海辺づくり課", 5), ["海辺", "づくり課"]);
    assert_eq!(set("連携のまち課", 5), ["連携の", "まち課"]);
    assert_eq!(set("浜辺ロビーのふれあい茶会", 8), ["浜辺ロビーの", "ふれあい茶会"]);
    for text in ["海辺のボランティアとの語らい", "ケアホームでの見守り", "町の決まりに基づく支え"]
    {
        for em in 8..14 {
            let lines = set(text, em);
            let torn = |line: &String| line.starts_with(['の', 'と', 'で', 'づ']);
            assert!(!lines[1..].iter().any(torn), "{lines:?}");
        }
    }
    assert_eq!(set("福祉展開の方向性", 6), ["福祉展開の", "方向性"]);
    assert_eq!(set("海岸バスの乗り方教室", 7), ["海岸バスの", "乗り方教室"]);
    for em in 8..14 {
        let lines = set("働き方のあり方についての学び", em);
        assert!(lines.iter().all(|line| !line.starts_with('方')), "{lines:?}");
    }
    assert_eq!(set("マリンスクールプラン21推進事業", 12), ["マリンスクールプラン21", "推進事業"]);
    assert_eq!(set("マリンスクールプラン21推進", 9), ["マリンスクール", "プラン21推進"]);
    assert_eq!(
        set("マリンスクールプラン", 3).concat(),
        "マリンスクールプラン",
        "nothing is lost in a cell that is too narrow"
    );
    // a long name takes no line more than it would as a sentence, and breaks between its phrases
    let long = "住民どうしの見守りに関する学習・啓発の集まりの実施及び各種の困りごとの収集・整理";
    for em in 8..20 {
        let name = set(long, em);
        assert!(name.len() <= lines(long, em * EM, Kinsoku::Strict).len(), "{name:?} at {em} em");
        if em >= 12 {
            assert!(name.iter().all(|line| !line.ends_with('学') && !line.ends_with('啓')), "{name:?} at {em} em");
        }
    }
}

/// Names of sections break between their words, where no phrase ends; sentences are left alone.
#[test]
fn labels_break_between_words() {
    let set = |text: &str, em: Milli| texts(&set_label(text, &fonts(), em * EM, Rules::default()));
    assert_eq!(set("地域見守りケア推進課", 6), ["地域見守り", "ケア推進課"]);
    assert_eq!(set("海岸整備サポート室", 5), ["海岸整備", "サポート室"]);
    assert_eq!(set("母子保健歯科総合センター", 5), ["母子保健", "歯科総合", "センター"]);
    assert_eq!(set("高齢者支援課", 5), ["高齢者", "支援課"]);
    assert_eq!(set("市社会教育協議会", 6), ["市社会教育", "協議会"]);
    assert_eq!(set("推進会議", 3), ["推進", "会議"]);
    // its marker hangs
    let cell = set_label("①暮らしの困りごとの相談", &fonts(), 8 * EM, Rules::default());
    assert_eq!((cell.paras[0].hang, cell.paras[0].lines.len()), (EM, 2));
    let sentence = "海辺の町で、住民と職員とが互いの暮らしを見守る。";
    assert_eq!(set(sentence, 7), lines(sentence, 7 * EM, Kinsoku::Strict));
    assert_eq!(set("連携の相手 → ①⑧", 7), ["連携の相手", "→ ①⑧"]);
}

/// Marks that Typst narrows as in Chinese keep the room that JLReq's Table 1 gives them.
#[test]
fn marks_keep_the_room_of_table_one() {
    let width = |text: &str| width_of(text, &fonts(), Rules::default());
    for (text, wide) in [
        ("字・・・字", 5000),
        ("字・・・・・字", 7000),
        ("字：：字", 4000),
        ("字！（字）", 4500),
        ("字。・字", 4000),
        ("字）！字", 4000),
        ("字：）。字", 4500),
        ("字」、「字", 4000),
    ] {
        assert_eq!(width(text), wide, "{text}");
    }
}

/// Brackets that Typst does not know are half as wide at the edges of a line.
#[test]
fn rare_brackets_are_trimmed_at_edges() {
    let width = |text: &str| width_of(text, &fonts(), Rules::default());
    assert_eq!(width("〝字〟"), 2000);
    assert_eq!(width("字〝字〟字"), 5000);
    assert_eq!(lines("〝漢字〟漢字", 3 * EM, Kinsoku::Strict), ["〝漢字〟", "漢字"]);
}

/// No gap of more than a quarter em: figures and Latin letters stand as they are, and are no gaps.
#[test]
fn figures_count_for_no_gaps() {
    let text = "2026年4月1日から2027年3月31日までABCDEFG12345678901と12345678901234567890の会を開いた。".repeat(6);
    for em in 10..30 {
        let face = fonts();
        let cell = set_running(&read_marks(&text), Faces { plain: &face, bold: &face }, em * EM, Rules::default());
        let lines = &cell.paras[0].lines;
        for line in lines[..lines.len() - 1].iter().filter(|l| !l.loose) {
            let shown = line.text.trim_end();
            let gaps = shown.chars().rev().skip(1).filter(|c| !c.is_ascii()).count() as Milli;
            let lack = em * EM - width_of(shown, &face, Rules::default());
            assert!(lack <= gaps * EM / 4, "{shown} lacks {lack} in {gaps} gaps at {em} em");
        }
    }
}
