//! The print order (印刷指示書) of a packet.

use super::assemble::{Purpose, plan};
use super::{Made, PacketBook, pressed_made};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::press::{self, Binding, Collated, PrintOrder, Sides};
use crate::told::Faults;
use crate::typeset::Pdf;

impl PacketBook {
    /// Counts the sheets of the meeting copy. `M350` where the number of copies is not given.
    pub(super) fn print_order(
        &self,
        engine: &Engine,
        options: &Pdf,
        findings: &mut Vec<Finding>,
    ) -> Result<Made, Faults> {
        let meeting = self.meeting(engine, Purpose::Meeting, options, findings)?;
        let sizes = press::page_sizes(&meeting.bytes)?;
        let print = &self.packet.print;
        let rows = print.due.iter().map(|due| ("納期".to_owned(), due.clone()));
        if print.copies.is_none() {
            findings.push(
                Finding::warning(
                    "M350",
                    msg!(
                        "部数が書かれていないので、1 部の印刷指示書です",
                        "no number of copies is given: the order is for one"
                    ),
                )
                .at(self.packet.place.clone())
                .hint(msg!("[print] に \"部数\" = 30 のように書いてください", "write \"部数\" = 30 under [print]")),
            );
        }
        let laid = self.copy(engine, Purpose::Meeting, &mut Vec::new())?;
        let counts: Vec<usize> = laid.iter().map(|l| l.pages.len()).collect();
        let stands = plan(&self.packet, &counts, Purpose::Meeting).stands;
        let papers = self.rows_of(&stands).zip(&stands).map(|(row, stand)| Collated {
            pages: if row.pages > 1 {
                format!("{}～{}", row.from, row.from.saturating_add(row.pages).saturating_sub(1))
            } else {
                row.from.to_string()
            },
            number: row.number,
            title: row.title,
            sizes: sizes.iter().skip(stand.first).take(stand.pages).copied().collect(),
            note: String::new(),
        });
        let order = PrintOrder {
            meeting: [self.packet.meeting.title(), self.packet.meeting.when().unwrap_or_default()]
                .join("　")
                .trim()
                .to_owned(),
            copies: print.copies.unwrap_or(1),
            sides: match (print.binding, self.packet.duplex) {
                (Binding::Saddle, _) => Sides::TwoShort,
                (_, true) => Sides::Two,
                (_, false) => Sides::One,
            },
            binding: print.binding,
            right_bound: print.right_bound,
            collate: print.collate,
            rows: rows.collect(),
            papers: papers.collect(),
            remarks: print.notes.clone().unwrap_or_default(),
        };
        pressed_made(press::print_order(&order, &sizes, "BIZ UDGothic", &engine.fonts), findings)
    }
}
