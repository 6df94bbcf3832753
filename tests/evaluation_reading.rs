//! 自己評価シート: slips from every kind of input, however offices fill them in.

use crate::common::kit::Kit;
use crate::common::slips::{answer, codes, form, read, read_json};
use matome::finding::{Finding, Level};
use matome::meta::Given;
use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use serde_json::json;

#[test]
fn a_table_with_a_project_a_row() {
    let csv = "重点施策,事業番号,事業名,事業の対象者,令和6年度決算額,連携できた相手,⑤相談機関名,備考\n\
               担い手づくり,1,見守り訪問,□高齢者■障害者,\"１，５４６\",①、⑤・⑧,しおみ相談室,至急\n\
               担い手づくり,2,声かけ,\"高齢者、その他\",2千円,なし,,\n";
    let (book, findings) = read(csv.as_bytes().to_vec(), "表.csv", Format::Csv);
    let book = book.unwrap();
    assert_eq!(answer(&book, 0, "事業の対象者"), "障害者");
    assert_eq!(answer(&book, 1, "事業の対象者"), "高齢者、その他");
    assert_eq!(answer(&book, 0, "決算額"), "1546");
    assert_eq!(answer(&book, 1, "決算額"), "2");
    assert_eq!(answer(&book, 0, "連携できた相手"), "①⑤⑧");
    assert_eq!(answer(&book, 1, "連携できた相手"), "なし");
    // the unknown column is named, with its content
    assert!(findings.iter().any(|f| f.code.0 == "M051" && f.message.ja.contains("備考")), "{findings:#?}");
    assert!(findings.iter().any(|f| f.code.0 == "M061" && f.message.ja.contains("至急")), "{findings:#?}");
}

#[test]
fn several_files_make_one_book_in_order() {
    let file = |rows: &str, name: &str| {
        read_bytes(format!("重点施策,施策の方向,事業番号,事業名\n{rows}").into_bytes(), name, Format::Csv).unwrap()
    };
    let sources = [file("灯,２－１,10,う\n灯,２－１,2,い\n", "a.csv"), file("灯,１－２,1,あ\n", "b.csv")];
    let book = Kit::new().read_slips(&form(), &sources, &Given::default(), &mut Vec::new()).unwrap();
    assert_eq!([0, 1, 2].map(|s| answer(&book, s, "事業名")), ["あ", "い", "う"]);
}

#[test]
fn amounts_and_options_that_cannot_be_are_errors_with_their_place() {
    let csv = "事業名,重点施策,決算額,担い手との連携,連携できた相手\n見守り,灯,約120万,①②,⑬\n";
    let (_, findings) = read(csv.as_bytes().to_vec(), "表.csv", Format::Csv);
    let place = |code: &str| {
        let finding = findings.iter().find(|f| f.code.0 == code && f.level == Level::Error).unwrap();
        finding.place.as_ref().unwrap().to_string()
    };
    assert_eq!(place("M121"), "表.csv:2:7");
    assert_eq!(place("M125"), "表.csv:2:13");
    assert_eq!(place("M122"), "表.csv:2:16");
}

#[test]
fn fill_ins_go_with_what_is_chosen() {
    let (_, findings) = read_json(json!([
        { "事業名": "見守り", "重点施策": "灯", "連携できた相手": ["⑤"], "⑫各課公所名": "市民課", "事業の対象者": ["その他"] }
    ]));
    assert_eq!(codes(&findings), ["M123", "M123", "M123"], "{findings:#?}");
}

#[test]
fn two_sheets_of_one_project_are_noticed() {
    let one = json!({ "事業名": "見守り", "重点施策": "灯", "事業番号": "1" });
    let (_, findings) = read_json(json!([one, one]));
    assert_eq!(codes(&findings), ["M127"]);
}

/// A worksheet as offices make it: begun further down, nothing merged, labels with blanks and full-width digits,
/// other marks, a note beside the form.
fn by_hand() -> Vec<(u32, u16, String)> {
    let rows: [&[(u16, &str)]; 22] = [
        &[(2, "くらしの灯をつなぐ計画")],
        &[(2, "令和７年度における自己評価シート及び計画期５年間における自己評価シート")],
        &[(3, "重 点 施 策（施策の方向 ２－１）"), (4, "身近な場所で受けとめる")],
        &[(2, "１"), (3, "事　業　名"), (4, "３"), (5, "まちの縁側づくり")],
        &[(2, "2"), (3, "概要"), (4, "居場所を開く。")],
        &[(4, "（二行目）担い手も育てる。")],
        &[(1, "至急確認"), (2, "3"), (3, "担当課名"), (4, "地域づくり課")],
        &[
            (2, "4"),
            (3, "事業の\n対象者"),
            (4, "☑高齢者　☐障害者　✓ 子育て世帯　□地域活動者・支援者　■その他（ 学生 ）"),
        ],
        &[(2, "5"), (3, "令和7年度 実施状況"), (4, "3か所を開いた。")],
        &[(4, "施策の方向に対して 貢献できたこと")],
        &[(4, "教えあう会が始まった。")],
        &[(2, "6"), (3, "事業費"), (4, "令和7年度決算額"), (5, "２，３１６千円")],
        &[(4, "令和8年度予算額"), (5, "未定")],
        &[(2, "7"), (3, "第4期計画期間における事業実績"), (4, "縁側の数")],
        &[(5, "令和6年度"), (6, "令和7年度")],
        &[(4, "か所"), (5, "14"), (6, "17")],
        &[
            (2, "8"),
            (3, "第4期計画期間における重点施策「身近な場所で受けとめる」に対して"),
            (4, "課題と今後の取組みの方向性"),
        ],
        &[(4, "続けやすい形を認める。")],
        &[
            (2, "9"),
            (3, "第4期計画期間における庁内または他の組織との連携状況"),
            (4, "■地域保健福祉活動の担い手との連携 → ①"),
        ],
        &[(4, "■連携できた相手"), (8, "②，⑤・⑫")],
        &[(
            4,
            "①ＮＰＯ　②ボランティア団体　③福祉サービス事業者　④学校　⑤相談機関（相談機関名：しおみ（本館））⑥企業　⑦民生委員児童委員　⑧町内会　⑨地区社会福祉協議会　⑩コミュニティソーシャルワーカー（ＣＳＷ）　⑪社会福祉協議会及びその支部事務所（ＣＳＷを除く）　⑫市の関係部局（各課公所名：都市計画課、市民課）",
        )],
        &[(4, "（３）上記の理由、具体的な連携の状況（うまくいった点、工夫した点など）")],
    ];
    let cells = (5..).zip(rows).flat_map(|(r, cells)| cells.iter().map(move |(c, text)| (r, *c, (*text).to_owned())));
    cells.chain([(27, 4, "町内会長が同席した。".to_owned())]).collect()
}

/// A workbook with a cover sheet and a sheet with these cells.
fn workbook(cells: &[(u32, u16, String)]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("表紙").unwrap().write(0, 0, "送付状").unwrap();
    let sheet = workbook.add_worksheet();
    for (row, col, text) in cells {
        sheet.write(*row, *col, text.as_str()).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn nothing_that_is_typed_anywhere_on_a_sheet_is_lost() {
    let typed = "ここに書いた";
    let mut cells = by_hand();
    let mut lost = Vec::new();
    for row in 4..30 {
        for col in 1..10 {
            let old = cells.iter().position(|(r, c, _)| (*r, *c) == (row, col));
            let own = old.map(|at| std::mem::replace(&mut cells[at], (row, col, String::new())).2);
            let front = format!("{typed}\n{}", own.as_deref().unwrap_or(""));
            let behind = own.as_ref().map(|own| format!("{own}{typed}"));
            for text in [Some(front), behind].into_iter().flatten() {
                let mut cells = cells.clone();
                cells.push((row, col, text));
                let (book, findings) = read(workbook(&cells), "手作り.xlsx", Format::Xlsx);
                // a finding quotes the beginning of a long text only
                let at = |f: &Finding| f.place.as_ref().and_then(|p| p.cell).map(|c| (c.row, c.col));
                let here = Some((row, u32::from(col)));
                let told = findings
                    .iter()
                    .any(|f| f.message.ja.contains(typed) || (at(f) == here && f.message.ja.contains('…')));
                if !told && !book.is_some_and(|b| b.json().contains(typed)) {
                    lost.push((row, col, cells.pop()));
                }
            }
            if let (Some(at), Some(own)) = (old, own) {
                cells[at].2 = own;
            }
        }
    }
    assert_eq!(lost, []);
}

#[test]
fn a_sheet_made_by_hand_is_understood() {
    let (book, findings) = read(workbook(&by_hand()), "手作り.xlsx", Format::Xlsx);
    let book = book.unwrap();
    assert_eq!(book.slips.len(), 1);
    assert_eq!(book.years["基準年度"], 2025);
    assert_eq!(book.meta.plan.as_deref(), Some("くらしの灯をつなぐ計画"));
    let expected = [
        ("重点施策", "身近な場所で受けとめる"),
        ("施策の方向", "２－１"),
        ("事業番号", "３"),
        ("事業名", "まちの縁側づくり"),
        ("概要", "居場所を開く。\n（二行目）担い手も育てる。"),
        ("担当課名", "地域づくり課"),
        ("事業の対象者", "高齢者、子育て世帯、その他"),
        ("その他の内容", "学生"),
        ("実績", "3か所を開いた。"),
        ("施策の方向に対して貢献できたこと", "教えあう会が始まった。"),
        ("決算額", "2316"),
        ("予算額", "未定"),
        ("事業実績", "縁側の数"),
        ("課題と今後の取り組みの方向性", "続けやすい形を認める。"),
        ("担い手との連携", "①"),
        ("連携できた相手", "②⑤⑫"),
        ("⑤相談機関名", "しおみ（本館）"),
        ("⑫各課公所名", "都市計画課、市民課"),
        ("上記の理由、具体的な連携の状況", "町内会長が同席した。"),
    ];
    for (field, text) in expected {
        assert_eq!(answer(&book, 0, field), text, "{field}");
    }
    let table = book.slips[0].answers[book.form.field("事業実績").unwrap()].table.clone().unwrap();
    assert_eq!(table.columns, ["", "令和6年度", "令和7年度"]);
    assert_eq!(table.rows, [["か所", "14", "17"]]);
    let told: Vec<String> = findings.iter().map(|f| format!("{} {}", f.code, f.place.as_ref().unwrap())).collect();
    assert_eq!(
        told,
        ["M058 手作り.xlsx!表紙!A1", "M061 手作り.xlsx!Sheet2!B12", "M121 手作り.xlsx!Sheet2!F18"],
        "{findings:#?}"
    );
}

/// The sheet made by hand with some cells changed; an empty text takes a cell away.
fn changed(changes: &[(u32, u16, &str)]) -> (Slips, Vec<Finding>) {
    let mut cells = by_hand();
    cells.retain(|(r, c, _)| !changes.iter().any(|(row, col, _)| (r, c) == (row, col)));
    cells.extend(changes.iter().filter(|c| !c.2.is_empty()).map(|(r, c, text)| (*r, *c, (*text).to_owned())));
    let (book, findings) = read(workbook(&cells), "手作り.xlsx", Format::Xlsx);
    (book.unwrap(), findings)
}

#[test]
fn a_label_may_be_split_over_cells() {
    let (whole, _) = changed(&[]);
    // 9 連携状況 over three rows; the label of the focus over two columns
    let down = [(23, 3, "第4期計画期間における"), (24, 3, "庁内または他の組織との"), (25, 3, "連携状況")];
    let right = [(7, 2, "重点施策"), (7, 3, "（施策の方向２－１）")];
    for changes in [&down[..], &right[..], &[(7, 2, "重点施策（施策の方向：２－１）"), (7, 3, "")][..]] {
        let (book, findings) = changed(changes);
        assert_eq!(book.json(), whole.json(), "{changes:?} {findings:#?}");
    }
    let (book, findings) = changed(&[(7, 3, "重点施策")]);
    assert_eq!((answer(&book, 0, "重点施策"), answer(&book, 0, "施策の方向")), ("身近な場所で受けとめる", ""));
    assert!(!codes(&findings).contains(&"M063"), "{findings:#?}");
}

#[test]
fn labels_typed_wrongly_or_twice_are_told_and_mix_no_answers() {
    let (book, findings) = changed(&[(9, 3, "事業概要")]);
    assert_eq!((answer(&book, 0, "事業名"), answer(&book, 0, "概要")), ("まちの縁側づくり", ""));
    let told = findings.iter().find(|f| f.message.ja.contains("事業概要")).unwrap();
    assert!(told.hints[0].ja.contains("「概要」"), "{told:?}");
    assert!(findings.iter().any(|f| f.code.0 == "M061" && f.message.ja.contains("居場所を開く。")), "{findings:#?}");
    // the second line of an answer, with a label and another answer beside it
    let (book, findings) = changed(&[(10, 3, "概要"), (10, 4, "別の概要")]);
    assert_eq!(answer(&book, 0, "概要"), "居場所を開く。");
    assert!(findings.iter().any(|f| f.code.0 == "M062" && f.message.ja.contains("別の概要")), "{findings:#?}");
}

#[test]
fn hidden_sheets_and_examples_are_no_answers() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for name in ["回答", "記入例", "控え"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(name == "控え");
        for (row, col, text) in by_hand() {
            sheet.write(row, col, if text == "まちの縁側づくり" { name } else { text.as_str() }).unwrap();
        }
    }
    let (book, findings) = read(workbook.save_to_buffer().unwrap(), "回答.xlsx", Format::Xlsx);
    let book = book.unwrap();
    assert_eq!((book.slips.len(), answer(&book, 0, "事業名")), (1, "回答"));
    let told: Vec<String> = findings.iter().filter(|f| f.code.0 == "M058").map(|f| f.message.ja.clone()).collect();
    assert!(told.len() == 2 && told[0].contains("記入例") && told[1].contains("控え"), "{told:?}");
}

#[test]
fn yen_and_words_in_answers_are_understood_or_explained() {
    let csv = "事業名,重点施策,決算額,連携できた相手,連携したかったができなかった相手,事業の対象者\n\
               見守り,灯,\"1,546,000円\",①ＮＰＯ、⑤（しおみ相談室）,特になし。,○高齢者　○障害者\n";
    let (book, findings) = read(csv.as_bytes().to_vec(), "表.csv", Format::Csv);
    let book = book.unwrap();
    let amount = findings.iter().find(|f| f.code.0 == "M121").unwrap();
    assert!(amount.hints[0].ja.contains("例: 1546"), "{amount:?}");
    assert_eq!(answer(&book, 0, "連携できた相手"), "①⑤");
    assert_eq!(answer(&book, 0, "⑤相談機関名"), "しおみ相談室");
    assert_eq!(answer(&book, 0, "連携したかったができなかった相手"), "なし");
    assert_eq!(answer(&book, 0, "事業の対象者"), "高齢者、障害者");
}

#[test]
fn nothing_in_a_data_file_is_lost() {
    let typed = "ここに書いた";
    let shapes = [
        json!(typed),
        json!([typed]),
        json!([[typed, "2"], ["3"]]),
        json!([{ "名": typed }, "続き"]),
        json!({ "ほか": typed }),
        json!({ "ほか": [typed] }),
        json!({ "ほか": { "中": [{ "奥": typed }] } }),
        json!({ "text": [typed], "table": null }),
        json!({ "text": { "中": typed } }),
        json!({ "table": typed }),
        json!({ "table": [[typed]] }),
        json!({ "table": { "columns": typed, "rows": "1" } }),
        json!({ "table": { "columns": ["a"], "rows": [[{ "値": typed }], typed, { "値": [typed] }] } }),
        json!({ "notes": [[typed]] }),
        json!({ "高齢者": typed }),
        json!({ "高齢者": [typed] }),
        json!({ "その他": typed }),
        json!({ "その他": true, "その他の内容": [typed] }),
    ];
    let mut lost = Vec::new();
    for name in form().fields.iter().map(|f| f.name.as_str()).chain(["未知の項目", "決算額_千円"]) {
        for shape in &shapes {
            for sheets in [json!([{ name: shape }]), json!([{ "重点施策": "灯", "まとめ": { name: shape } }])] {
                let (book, findings) = read_json(sheets.clone());
                let count = shape.to_string().matches(typed).count();
                let told: usize = findings.iter().map(|f| f.message.ja.matches(typed).count()).sum();
                // an error about lists where a text should be names the place, not the texts
                if findings.iter().all(|f| f.code.0 != "M057") && told + book.json().matches(typed).count() < count {
                    lost.push(sheets.to_string());
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn a_cell_merged_over_rows_answers_for_each_of_them() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["重点施策", "事業番号", "事業名"]).unwrap();
    sheet.merge_range(1, 0, 2, 0, "担い手づくり", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write_row(1, 1, ["1", "見守り"]).unwrap();
    sheet.write_row(2, 1, ["2", "声かけ"]).unwrap();
    let (book, findings) = read(workbook.save_to_buffer().unwrap(), "表.xlsx", Format::Xlsx);
    let book = book.unwrap();
    assert_eq!(codes(&findings), ["M133"], "a list does not tell the plan's period");
    assert_eq!([0, 1].map(|s| answer(&book, s, "重点施策")), ["担い手づくり"; 2]);
}
