//! What charts and SmartArt say: their titles and texts.

use quick_xml::events::Event;

use super::drawing::push_own_text;
use crate::source::workbook::xml;

/// The title of a chart, of the old kind or of the new one (`cx:`); the names of its series when it has none.
pub fn title(text: &str) -> String {
    const INSIDE: [&str; 6] = ["tx", "title", "plotArea", "ser", "series", "dLbls"];
    let mut reader = xml::reader(text);
    // how many elements of each name are open
    let mut open = [0_usize; INSIDE.len()];
    let (mut title, mut names) = (String::new(), Vec::new());
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.local_name();
                if let Some(n) = INSIDE.iter().position(|known| *known == name.as_ref()) {
                    open[n] += 1;
                }
                let [tx, in_title, plot, old_series, new_series, labels] = open.map(|n| n > 0);
                let spoken = tx && matches!(name.as_ref(), "t" | "v");
                if spoken && in_title && !plot {
                    push_own_text(&mut reader, &mut title);
                } else if spoken && (old_series || new_series) && !labels {
                    let mut series = String::new();
                    push_own_text(&mut reader, &mut series);
                    names.push(series);
                }
            }
            Event::End(tag) => {
                let name = tag.local_name();
                if let Some(n) = INSIDE.iter().position(|known| *known == name.as_ref()) {
                    open[n] = open[n].saturating_sub(1);
                }
                if name.as_ref() == "p" && !title.is_empty() {
                    title.push('\n');
                }
            }
            _ => {}
        }
    }
    let title = title.trim();
    if title.is_empty() { names.join("、") } else { title.to_owned() }
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
        assert_eq!(title(&format!("<c:chart>{own}{axis}</c:chart>")), "相談の推移");
        assert_eq!(title(&format!("<c:chart>{axis}</c:chart>")), "件数");
        let new = "<cx:chart><cx:title><cx:tx><cx:txData><cx:v>内訳</cx:v></cx:txData></cx:tx></cx:title></cx:chart>";
        assert_eq!(title(new), "内訳");
        assert_eq!(title("<c:chart/>"), "");
    }

    #[test]
    fn a_diagram_says_its_points() {
        let xml = "<dgm:pt><dgm:t> <a:p><a:r><a:t>受ける</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt/>\
                   <dgm:pt><dgm:t><a:p><a:r><a:t>つな</a:t></a:r><a:r><a:t>ぐ</a:t></a:r></a:p></dgm:t></dgm:pt>";
        assert_eq!(diagram(xml), "受ける／つなぐ");
    }
}
