//! The answer workbook of slips.

use matome::finding::Level;
use matome::inquiry::{Mark, Use};
use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use matome::{Data, Form, Given};

use super::{back, engine, loud, part, read, stamp, workbook, workbook_after};
use crate::differential::office::Office;

const EVALUATION: &str = include_str!("../../data/town/evaluation.json");

fn form() -> Form {
    engine().form("evaluation").value_or_faults().unwrap()
}

/// Some of the town's projects, each with an id.
fn slips() -> Slips {
    let source = read_bytes(EVALUATION.as_bytes().to_vec(), "town.json", Format::Json).unwrap();
    let data = engine().read(&form(), &[source], &Given::default()).value_or_faults().unwrap();
    let Data::Slips(slips) = data else { panic!() };
    let mut slips = slips.part(0..4);
    for (n, slip) in slips.slips.iter_mut().enumerate() {
        slip.id = Some(format!("hyoka-{n}").as_str().into());
    }
    slips
}

/// The projects with nothing but what the plan says of them.
fn blank(slips: &Slips, uses: &[Use]) -> Slips {
    let mut slips = slips.clone();
    for slip in &mut slips.slips {
        for (answer, used) in slip.answers.iter_mut().zip(uses) {
            if *used == Use::Open {
                *answer = Default::default();
            }
        }
    }
    slips
}

type Said = Vec<(Option<String>, Vec<(String, String)>)>;

fn said(slips: &Slips) -> Said {
    let answers = |slip: &matome::slip::Slip| {
        slip.answers.iter().map(|a| (a.text.clone(), format!("{:?}{}", a.table, a.notes))).collect()
    };
    slips.slips.iter().map(|slip| (slip.id.as_deref().map(str::to_owned), answers(slip))).collect()
}

fn came_back(source: matome::source::Source, name: &str) -> Slips {
    let (data, findings) = back(&form(), source);
    assert_eq!(loud(&findings), loud(&[]), "{name}: {findings:#?}");
    let Data::Slips(slips) = data else { panic!() };
    slips
}

#[test]
fn filled_slips_are_read_back_without_a_word() {
    let slips = slips();
    let data = Data::Slips(slips.clone());
    let uses = data.uses(None, None);
    assert_eq!(uses, form().uses(Some("年度末確認")));
    assert_eq!(uses.iter().filter(|u| **u == Use::Plan).count(), 5);
    let bytes = workbook(&data, &uses, &[]);
    assert_eq!(bytes, workbook(&data, &uses, &[]));
    let source = read(bytes.clone(), "回答.xlsx");
    assert_eq!(source.stamp(), Some(stamp(slips.title())));
    assert_eq!(said(&came_back(source, "xlsx")), said(&slips));
    let Some(office) = Office::at_hand() else { return };
    let file = office.put("slips.xlsx", &bytes);
    for kind in ["ods", "xls"] {
        let name = office.saved_as(&file, kind);
        let source = read(std::fs::read(&name).unwrap(), name.to_str().unwrap());
        assert_eq!(source.stamp(), Some(stamp(slips.title())), "{kind}");
        assert_eq!(said(&came_back(source, kind)), said(&slips), "{kind}");
    }
}

#[test]
fn blank_slips_show_what_was_answered_before() {
    let slips = slips();
    let uses = Data::Slips(slips.clone()).uses(None, None);
    let (blank, last) = (blank(&slips, &uses), Data::Slips(slips.clone()));
    let bytes = workbook_after(&Data::Slips(blank.clone()), &uses, &[], Some(&last));
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<sheetProtection ") && sheet.contains("→ ①"), "a single option is chosen from a list");
    let comments = part(&bytes, "xl/comments1.xml");
    let answered = &slips.slips[0].answers[slips.form.field("実績").unwrap()].text;
    assert!(comments.contains(answered.lines().next().unwrap()), "{comments}");
    let (data, findings) = back(&form(), read(bytes, "回答.xlsx"));
    assert_eq!(loud(&findings), loud(&[]), "{findings:#?}");
    let Data::Slips(again) = data else { panic!() };
    assert_eq!(said(&again), said(&blank));
}

#[test]
fn marks_go_back_with_their_slips() {
    let slips = slips();
    let data = Data::Slips(slips.clone());
    let field = slips.form.field("課題と今後の取り組みの方向性").unwrap();
    let text = "「同上」とあります。この事業の課題を書いてください。".to_owned();
    let marks = [Mark { cell: Some((2, field)), level: Level::Error, text: text.clone() }];
    let bytes = workbook(&data, &data.uses(None, None), &marks);
    assert!(
        part(&bytes, "xl/workbook.xml").find("所見").unwrap()
            < part(&bytes, "xl/workbook.xml").find("記入要領").unwrap()
    );
    assert!(part(&bytes, "xl/comments1.xml").contains(&text));
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("<hyperlink "));
    assert_eq!(said(&came_back(read(bytes, "回答.xlsx"), "marked")), said(&slips));
}
