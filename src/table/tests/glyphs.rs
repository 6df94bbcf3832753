//! Glyphs are those that were meant, as wide as they were counted, and stand where JLReq has them.

use typst::layout::Em;
use typst::visualize::{Color, Paint};

use super::*;

/// Lines are as wide in Typst as they were counted: marks narrowed where they meet and at a line's edges.
#[test]
fn typst_narrows_marks_as_they_were_counted() {
    for text in [
        "「二」「三」",
        "二」、三。",
        "二（「三」）四",
        "（あ）、「い」。",
        "令和7年ABC会",
        "会ＡＢＣ会",
        "『う』・え",
        "“お”‘か’",
    ] {
        for latin_gap in [false, true] {
            let (table, document) = one(&format!("{text}\n　\n＠"), latin_gap);
            let mut items = Vec::new();
            runs(&document.pages()[0].frame, &mut items);
            // behind the last character Typst leaves nothing of a mark's right half
            let laid: f64 = items.iter().filter(|t| bare(&t.text) == text).map(|t| t.width().to_pt()).sum();
            let rules = Rules { latin_gap, ..Rules::default() };
            let counted = f64::from(width_of(text, table.fonts(), rules)) / f64::from(EM) * table.size;
            assert!((laid - counted).abs() < 0.01, "{text}: {laid} pt in Typst, {counted} counted");
        }
    }
}

/// An opening bracket at the start of a line gives up its left half, behind an indent it does not (JLReq 3.1.5).
#[test]
fn an_opening_bracket_behind_an_indent_keeps_its_width() {
    let rows: Vec<_> = (1..40)
        .map(|n| row("方向性1", n, &format!("　「{}」", "漢".repeat(n)), &format!("「{}」", "漢".repeat(n))))
        .collect();
    check(&plan(&rows));
    let (table, document) = one("　「漢字」\n「漢字」", false);
    let mut items = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut items);
    let width = |t: &Laid| (t.width / table.size * 100.0).round() / 100.0;
    let laid: Vec<f64> = items.iter().filter(|t| t.text == "「漢字」").map(width).collect();
    assert_eq!(laid, [3.5, 3.0]);
}

/// Columns hold whole em, and lines in them begin at their left and are as wide as their characters.
#[test]
fn cells_are_set_flush_left_on_whole_em() {
    let words = "市民の暮らしを支える仕組みについて、関係する機関（社会福祉協議会など）と12回の話し合いを重ねた。";
    let (table, document) = one(words, false);
    assert!(table.columns.iter().all(|c| c.text % EM == 0 && c.text > 0), "{:?}", table.columns);
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    found.retain(|t| words.contains(&bare(&t.text)) && t.text.chars().count() > 4);
    assert!(found.len() > 2, "the text has several lines");
    for t in &found {
        let counted = f64::from(width_of(&t.text, table.fonts(), Rules::default())) / f64::from(EM) * table.size;
        assert!((t.x - found[0].x).abs() < 0.01, "{:?} begins at {}", t.text, t.x);
        assert!((t.width - counted).abs() < 0.01, "{:?} is {} pt wide, not {counted}", t.text, t.width);
    }
}

/// A font without a glyph for a kana and its mark sets the mark in a cell of its own.
#[test]
fn combined_kana_stay_inside_their_cell_in_every_font() {
    for font in ["BIZ UDMincho", "IPAexGothic", "IPAexMincho"] {
        let text = |n: usize| "か\u{309A}あ\u{3099}字".repeat(n);
        let mut plan = plan(&[row("方向性1", 1, &text(9), &text(20))]);
        plan.form.text.font = font.to_owned();
        check(&plan);
    }
}

/// A character that Unicode takes apart is drawn as itself by a font that has it, and not as its parts or as the kanji that
/// it is a variant of; its text is there once.
#[test]
fn characters_are_drawn_as_themselves() {
    let text = "阮Nguyễnの\u{2F804}と\u{F992}と神\u{FA19}と𠮷";
    let (_, document) = one(&format!("{text}\n　\n＠"), false);
    let mut items = Vec::new();
    runs(&document.pages()[0].frame, &mut items);
    let from = items.iter().position(|t| t.text.starts_with('阮')).unwrap();
    let to = items.iter().position(|t| t.text.contains('𠮷')).unwrap();
    let laid: String = items[from..=to].iter().map(|t| t.text.as_str()).collect();
    assert_eq!(laid, text);
    for item in &items[from..=to] {
        let drawn: Vec<_> = item.glyphs.iter().map(|g| g.id).collect();
        let own: Vec<_> = item.text.chars().map(|c| item.font.ttf().glyph_index(c).unwrap().0).collect();
        assert_eq!(drawn, own, "{}", item.text);
    }
}

/// Ruby and dots stand above the middle of what they belong to (JLReq 3.3.5, 3.3.9), ruby in half the size.
#[test]
fn ruby_and_dots_stand_above_the_middle_of_their_word() {
    let (table, document) = one("｜承《うけたまわ》った｜見守《み》りの\n線\n《《要点》》を", false);
    let mut found = Vec::new();
    let frame = &document.pages()[0].frame;
    texts(frame, Point::zero(), &mut found);
    let of = |text: &str| found.iter().find(|t| t.text == text).unwrap();
    let middle = |t: &Laid| t.x + t.width / 2.0;
    let (base, ruby) = (of("承"), of("うけたまわ"));
    assert!((ruby.size - base.size / 2.0).abs() < 0.01 && ruby.y < base.y - 0.8 * base.size);
    let first = ruby.x + 0.25 * table.size;
    assert!((middle(base) - (first + 2.0 * ruby.size)).abs() < 0.1, "{} is not above {}", ruby.x, base.x);
    // the line is the second of its row: its first line holds the ruby
    let beside = of("事業");
    assert!((base.y - beside.y - table.pitch).abs() < 0.01, "{} beside {}", base.y, beside.y);
    // a short ruby stands in the middle of a long word
    let (base, ruby) = (of("見守"), of("み"));
    assert!((middle(base) - middle(ruby)).abs() < 0.1, "{} is not above {}", ruby.x, base.x);
    let mut dots = Vec::new();
    shapes(frame, Point::zero(), &mut dots);
    for word in ["要", "点"] {
        let t = of(word);
        let above = dots
            .iter()
            .filter(|d| (d.0 - middle(t)).abs() < 0.05 && d.1 < t.y - 0.9 * t.size && d.1 > t.y - 1.6 * t.size);
        assert_eq!(above.count(), 1, "a dot above {word} at {}: {dots:?}", middle(t));
        assert!((t.y - beside.y - 4.0 * table.pitch).abs() < 0.01, "{word} stands at {}", t.y);
    }
}

/// The middles of small black shapes.
fn shapes(frame: &Frame, at: Point, out: &mut Vec<(f64, f64)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) => shapes(&group.frame, here, out),
            FrameItem::Shape(shape, _) if shape.fill == Some(Paint::Solid(Color::BLACK)) => {
                let size = shape.geometry.bbox(None).size();
                if size.x.to_pt() < 3.0 && size.y.to_pt() < 3.0 {
                    out.push((here.x.to_pt() + size.x.to_pt() / 2.0, here.y.to_pt() + size.y.to_pt() / 2.0));
                }
            }
            _ => {}
        }
    }
}

/// 均等割付 (JLReq 3.7.3): the first and the last character stand at the edges, the gaps between are equal.
#[test]
fn spread_names_fill_their_width_evenly() {
    let data = r#"{"rows": [{"氏名": "山田太郎"}, {"氏名": "森　鷗外"}, {"氏名": "林太"}]}"#;
    let plan = table_data("members", data.as_bytes().to_vec());
    let (table, _, document) = laid(&plan);
    let mut items = Vec::new();
    runs(&document.pages()[0].frame, &mut items);
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    let (column, before) = table.columns.split_last().unwrap();
    let left = plan.form.paper.left * MM + before.iter().map(|c| c.width).sum::<f64>();
    let width = column.width;
    let spread = plan.column(table.columns.len() - 1).spread.unwrap();
    for name in ["山田太郎", "森　鷗外", "林太"] {
        let run = items.iter().find(|t| t.text == name).unwrap();
        let advances: Vec<f64> = run.glyphs.iter().map(|g| g.x_advance.get()).collect();
        let n = advances.len();
        let gap = (spread - n as f64) / (n as f64 - 1.0);
        assert!(advances[..n - 1].iter().all(|a| (a - 1.0 - gap).abs() < 0.01), "{name}: {advances:?}, gap {gap}");
        let x = found.iter().find(|t| t.text == name).unwrap().x;
        let middle = x + spread * table.size / 2.0;
        assert!((middle - (left + width / 2.0)).abs() < 0.1, "{name} begins at {x}, its column at {left}");
    }
}

/// Upright labels: glyphs of the font's vertical forms, two digits side by side, columns from right to left.
#[test]
fn upright_labels_have_vertical_forms() {
    let label = "（2）コミュニティー「見直し」～令和12年度に向けた地域のささえあいを進める仕組みづくりと担い手の育成及び活動の場の確保";
    let row = |role: &str| json!({ "基本目標": "1 学び", "施策展開の方向性": label, "区分": role, "それぞれの役割": "①学ぶ\n②考える\n③話す\n④集う\n⑤支える" });
    let rows: Vec<_> = ["市民", "地域", "福祉協議会", "市"].map(row).into();
    let (_, _, document) = laid(&matrix(&rows));
    let mut items = Vec::new();
    let (document, _) = crate::typeset::join_upright(&document).unwrap();
    document.pages().iter().for_each(|page| runs(&page.frame, &mut items));
    let run = items.iter().find(|t| bare(&t.text) == label);
    let run = run.unwrap_or_else(|| panic!("{:?}", items.iter().map(|t| &t.text).collect::<Vec<_>>()));
    let horizontal = |c: char| run.font.ttf().glyph_index(c).unwrap().0;
    let drawn = |c: char| {
        let at = u16::try_from(run.text.find(c).unwrap()).unwrap();
        run.glyphs.iter().find(|g| g.range.start == at).unwrap()
    };
    for c in "（）ー「」～".chars() {
        assert_ne!(drawn(c).id, horizontal(c), "{c} lies as in a horizontal line");
    }
    assert_eq!(drawn('見').id, horizontal('見'), "kanji have one form");
    let (one, two) = (drawn('1'), run.glyphs.iter().rfind(|g| g.id == horizontal('2')).unwrap());
    assert_eq!(one.y_offset, two.y_offset, "two digits stand side by side");
    assert!(one.x_offset < two.x_offset);
    let second: Vec<_> = run.glyphs.iter().filter(|g| g.x_offset < drawn('コ').x_offset - Em::one()).collect();
    assert!(second.len() > 9, "a second column stands left of the first");
    // the bracket at the head of its column has half an em: its glyph is drawn so much higher
    let lower = second[0].y_offset - drawn('（').y_offset;
    assert!((lower.get().abs() - 0.5).abs() < 0.01, "both begin at one height: {lower:?}");
}

/// Marks that meet in an upright label have half an em, and a word of three characters is turned, as long as it is wide.
#[test]
fn upright_labels_close_up_marks_and_turn_words() {
    let label = "NPOと「学ぶ」、「集う」場";
    let rows: Vec<_> = ["市民", "地域", "福祉協議会", "市"]
        .map(|role| json!({ "基本目標": "1 灯", "施策展開の方向性": label, "区分": role, "それぞれの役割": "①学ぶ\n②考える\n③話す" }))
        .into();
    let (table, _, document) = laid(&matrix(&rows));
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    let of = |text: &str| found.iter().find(|t| t.text == text).unwrap_or_else(|| panic!("no {text}"));
    let below = |a: &str, b: &str| ((of(b).y - of(a).y) / table.size * 100.0).round() / 100.0;
    assert_eq!(below("学", "ぶ"), 1.04);
    assert_eq!(below("ぶ", "」"), 1.04);
    assert_eq!(below("」", "、"), 0.54, "half an em between marks");
    assert_eq!(below("、", "集"), 1.58, "behind 「, which keeps its em");
    let mut turned = Vec::new();
    groups(&document.pages()[0].frame, Point::zero(), &mut turned);
    let word = turned.iter().find(|(text, ..)| text == "NPO").expect("NPO is turned");
    assert!(word.1, "a quarter clockwise");
    let lower = (of("と").y - 0.88 * table.size - word.2) / table.size;
    assert!((lower - 1.54).abs() < 0.01, "と stands below the whole word: {lower}");
    // readers have the parts in their order
    let (document, spoken) = crate::typeset::join_upright(&document).unwrap();
    let mut items = Vec::new();
    document.pages().iter().for_each(|page| runs(&page.frame, &mut items));
    let from = items.iter().position(|t| t.text == "NPO").unwrap();
    assert_eq!(items[from + 1].text, "と「学ぶ」、「集う」場");
    assert!(spoken.iter().any(|upright| upright.text == "と「学ぶ」、「集う」場"));
}

/// The text of each group that is turned a quarter clockwise, and its top.
fn groups(frame: &Frame, at: Point, out: &mut Vec<(String, bool, f64)>) {
    for (offset, item) in frame.items() {
        let FrameItem::Group(group) = item else { continue };
        let here = at + *offset;
        if group.transform.ky.get() > 0.99 {
            let mut items = Vec::new();
            runs(&group.frame, &mut items);
            let text = items.iter().map(|t| t.text.as_str()).collect();
            out.push((text, group.transform.kx.get() < -0.99, (here.y + group.transform.ty).to_pt()));
        } else {
            groups(&group.frame, here, out);
        }
    }
}

/// ・・・ stands an em apart in Typst as it was counted, and brackets that Typst does not know are trimmed at edges.
#[test]
fn typst_sets_marks_apart_as_they_were_counted() {
    let (table, document) = one("その他・・・など\n〝潮〟\n祭り！（春）", false);
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    let all = || found.iter().map(|t| t.text.as_str()).collect::<Vec<_>>();
    let begins = |text: &str| found.iter().find(|t| t.text.starts_with(text)).unwrap_or_else(|| panic!("{:?}", all()));
    let em = |from: &Laid, to: &Laid| (to.x - from.x) / table.size;
    let line = begins("その他").y;
    let other = begins("その他");
    let dots: Vec<f64> = found.iter().filter(|t| t.y == line && t.text == "・").map(|t| em(other, t)).collect();
    assert!(dots.iter().any(|x| (x - 4.0).abs() < 0.01), "the second dot stands at 4 em: {dots:?}");
    let (open, fish) = (begins("〝"), begins("潮"));
    assert!(
        (em(open, fish) - 1.0).abs() < 0.01 && (em(other, open) + 0.5).abs() < 0.01,
        "{} {}",
        em(other, open),
        em(open, fish)
    );
    let (feast, spring) = (begins("祭り"), found.iter().find(|t| t.text == "（").unwrap());
    assert!((em(feast, spring) - 3.0).abs() < 0.01, "the bracket keeps its em");
}

/// Emphasis dots stand over no commas, stops and brackets (JLReq 3.3.9 note).
#[test]
fn dots_stand_over_no_marks() {
    let (_, document) = one("《《海、（港）。》》", false);
    let mut dots = Vec::new();
    shapes(&document.pages()[0].frame, Point::zero(), &mut dots);
    let (_, plain) = one("海、（港）。", false);
    let mut others = Vec::new();
    shapes(&plain.pages()[0].frame, Point::zero(), &mut others);
    assert_eq!(dots.len() - others.len(), 2, "over 海 and 港");
}

/// A column's lines end between phrases where its form says so: groups, who answers, and what has `break`.
#[test]
fn columns_break_as_their_form_says() {
    let set = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(&[row("方向性1", 1, "", "")]);
        plan.rows[0].cells.iter_mut().for_each(|cell| cell.text = "地域見守りケア推進課".into());
        change(&mut plan);
        let (table, ..) = laid(&plan);
        let lines = |c: usize| -> Vec<String> {
            table.rows[0].cells[c].paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.clone())).collect()
        };
        (0..plan.columns.len()).map(|c| (plan.column(c).field.clone(), lines(c))).collect::<Vec<_>>()
    };
    let phrased = |set: &[(String, Vec<String>)], field: &str| {
        let lines = &set.iter().find(|(name, _)| name == field).unwrap().1;
        lines.iter().any(|line| line == "ケア推進課")
    };
    let plain = set(&|_| {});
    for field in ["局区", "課", "取組み", "事業名・取組名"] {
        assert!(phrased(&plain, field), "{plain:?}");
    }
    let off = set(&|plan| plan.form.columns.iter_mut().for_each(|c| c.phrases = false));
    assert!(!phrased(&off, "取組み") && !phrased(&off, "事業名・取組名"), "{off:?}");
}
