//! What charts and SmartArt say: their titles and texts.

use quick_xml::events::Event;

use super::drawing::push_own_text;
use crate::source::workbook::xml;

/// What a chart says: its title, or the names of its series when it has none; then what was typed at its points. Of the
/// old kind or of the new one (`cx:`).
pub fn says(text: &str) -> String {
    const INSIDE: [&str; 7] = ["tx", "title", "plotArea", "ser", "series", "dLbls", "fld"];
    let mut reader = xml::reader(text);
    // how many elements of each name are open
    let mut open = [0_usize; INSIDE.len()];
    let (mut title, mut names, mut typed) = (String::new(), Vec::new(), String::new());
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.local_name();
                for (_, open) in INSIDE.iter().zip(&mut open).filter(|(known, _)| **known == name.as_ref()) {
                    *open = open.saturating_add(1);
                }
                let [tx, in_title, plot, old_series, new_series, labels, field] = open.map(|n| n > 0);
                let spoken = tx && matches!(name.as_ref(), "t" | "v");
                if spoken && in_title && !plot {
                    push_own_text(&mut reader, &mut title);
                } else if spoken && labels {
                    // what a field shows stands in cells
                    let mut own = String::new();
                    push_own_text(&mut reader, &mut own);
                    typed.push_str(if field { "" } else { &own });
                } else if spoken && (old_series || new_series) {
                    let mut series = String::new();
                    push_own_text(&mut reader, &mut series);
                    names.push(series);
                }
            }
            Event::End(tag) => {
                let name = tag.local_name();
                for (_, open) in INSIDE.iter().zip(&mut open).filter(|(known, _)| **known == name.as_ref()) {
                    *open = open.saturating_sub(1);
                }
                if name.as_ref() == "p" {
                    for text in [&mut title, &mut typed].into_iter().filter(|text| !text.is_empty()) {
                        text.push('\n');
                    }
                }
            }
            _ => {}
        }
    }
    let title = title.trim();
    let title = if title.is_empty() { names.join("、") } else { title.to_owned() };
    let typed = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    [title.as_str()].into_iter().filter(|title| !title.is_empty()).chain(typed).collect::<Vec<_>>().join("／")
}

/// The texts of a SmartArt's points, in order.
pub fn diagram(text: &str) -> String {
    let mut reader = xml::reader(text);
    let mut out = Vec::new();
    let mut current = String::new();
    // the point's own `dgm:t` holds paragraphs with runs `a:t`
    let mut in_text = false;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => in_text = tag.local_name().as_ref() == "t",
            Event::End(tag) => {
                in_text = false;
                if matches!(tag.local_name().as_ref(), "p" | "pt") && !current.trim().is_empty() {
                    out.push(std::mem::take(&mut current).trim().to_owned());
                }
            }
            event if in_text => xml::push_text(event, &mut current),
            _ => {}
        }
    }
    out.join("／")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_its_own_title_or_that_of_its_series() {
        let axis = "<c:plotArea><c:catAx><c:title><c:tx><a:p><a:t>年度</a:t></a:p></c:tx></c:title></c:catAx>\
                    <c:ser><c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:pt><c:v>件数</c:v></c:pt></c:strCache>\
                    </c:strRef></c:tx><c:cat><c:v>R5</c:v></c:cat></c:ser></c:plotArea>";
        let own = "<c:title><c:tx><a:p><a:t>相談の</a:t><a:t>推移</a:t></a:p></c:tx></c:title>";
        assert_eq!(says(&format!("<c:chart>{own}{axis}</c:chart>")), "相談の推移");
        assert_eq!(says(&format!("<c:chart>{axis}</c:chart>")), "件数");
        let new = "<cx:chart><cx:title><cx:tx><cx:txData><cx:v>内訳</cx:v></cx:txData></cx:tx></cx:title></cx:chart>";
        assert_eq!(says(new), "内訳");
        assert_eq!(says("<c:chart/>"), "");
    }

    #[test]
    fn labels_that_were_typed_are_said_and_those_of_cells_are_not() {
        let label = |run: &str| format!("<c:dLbl><c:tx><c:rich><a:p>{run}</a:p></c:rich></c:tx></c:dLbl>");
        let field = label("<a:fld type=\"CELLRANGE\"><a:t>[CELLRANGE]</a:t></a:fld>");
        let typed = label("<a:r><a:t>休館の</a:t></a:r><a:r><a:t>ため減</a:t></a:r>");
        let chart =
            format!("<c:title><c:tx><a:t>推移</a:t></c:tx></c:title><c:ser><c:dLbls>{field}{typed}</c:dLbls></c:ser>");
        assert_eq!(says(&chart), "推移／休館のため減");
    }

    #[test]
    fn a_diagram_says_its_points() {
        let xml = "<dgm:pt><dgm:t> <a:p><a:r><a:t>受ける</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt/>\
                   <dgm:pt><dgm:t><a:p><a:r><a:t>つな</a:t></a:r><a:r><a:t>ぐ</a:t></a:r></a:p></dgm:t></dgm:pt>";
        assert_eq!(diagram(xml), "受ける／つなぐ");
    }
}
