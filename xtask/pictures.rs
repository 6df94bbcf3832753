//! Makes the PDFs of the pictures in `docs/typesetting.md`: one text in a narrow cell, set in four ways.
//! `docs/images/make.sh` turns them into PNG files.

use matome::Engine;
use matome::document::{Block, Document, Look, Para, Rich, Table, document_pdf};
use matome::form::PaperFormat;
use matome::text::Rules;
use matome::typeset::Pdf;
use matome::units::MM;

use super::Result;

const TEXT: &str = "令和7年度は、10地区で「灯のつどい」を24回開き、延べ1,546人が集まった。ＮＰＯ法人と協力し、\
                    見守りのLINEグループを3地区で始めた。9月～12月に手引き500部を配り、相談は前年の1.4倍に増えた。";
/// Size of the text, pt, and width of its lines, em: a cell of 28 mm.
const SIZE: f64 = 7.0;
const EMS: f64 = 10.0;

pub fn run(folder: &str) -> Result<()> {
    for (name, cell, latin_gap) in
        [("ragged", true, false), ("justified", false, false), ("gap-off", true, false), ("gap-on", true, true)]
    {
        let text = Rich::plain(TEXT, None);
        // cells are ragged, running text is stretched
        let block = if cell {
            Block::Table(Table { rows: vec![vec![text]], ..Table::default() })
        } else {
            Block::Para(Para { text, ..Para::default() })
        };
        // table text is set in 0.9 of the size, with 1.2 mm to its rules
        let size = if cell { SIZE / 0.9 } else { SIZE };
        let width = (EMS + 0.1) * SIZE / MM + if cell { 2.4 } else { 0.0 };
        let margin = 2.0;
        let sheet = PaperFormat { width: width + 2.0 * margin, height: 44.0, ..PaperFormat::a4(margin) };
        let look = Look {
            paper: sheet,
            font: "BIZ UDGothic".to_owned(),
            size,
            line_gap: 0.35,
            rules: Rules { latin_gap, ..Rules::default() },
        };
        let mut document = Document::default();
        document.blocks.push(block);
        let pdf = document_pdf(&Engine::new(), &document, "見本", &look, &Pdf::default()).value_or_faults()?;
        std::fs::write(format!("{folder}/{name}.pdf"), pdf)?;
    }
    Ok(())
}
