//! The board on a terminal, and its totals in words.

use super::board::{Board, BoardLine, State};
use super::deadline::Deadline;
use crate::finding::Message;
use crate::msg;
use crate::words::{cut_to, display_width, era, in_columns, visible};

/// A name is not cut to less than so many columns.
const SHORTEST: usize = 8;
/// Columns with figures: they end together.
const FIGURES: std::ops::RangeInclusive<usize> = 3..=5;

impl Board {
    /// The board in columns, sections by bureau, with the deadline above and the totals below. `width`: of the terminal, in
    /// half-width characters; names are cut where the lines would be longer.
    pub fn text(&self, width: usize) -> Message {
        let (inquiry, form) = (visible(&self.inquiry), visible(&self.form));
        let heading = msg!("{inquiry}（{form}）", "{inquiry} ({form})");
        let (deadline, totals) = (self.deadline(), self.totals());
        let table = |ja: bool| in_columns(&self.rows(width, ja), |column| FIGURES.contains(&column));
        Message {
            ja: format!("{}\n{}\n\n{}\n{}\n", heading.ja, deadline.ja, table(true), totals.ja),
            en: format!("{}\n{}\n\n{}\n{}\n", heading.en, deadline.en, table(false), totals.en),
        }
    }

    fn rows(&self, width: usize, ja: bool) -> Vec<Vec<String>> {
        let head = if ja {
            ["局区", "課", "状態", "回答", "エラー", "注意", "受領"]
        } else {
            ["bureau", "section", "state", "answered", "errors", "warnings", "received"]
        };
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        let mut bureau = None;
        for line in &self.lines {
            let again = bureau.replace(line.bureau.as_str()) == Some(line.bureau.as_str());
            let came = |count: usize| if line.received.is_some() { count.to_string() } else { String::new() };
            rows.push(vec![
                if again { String::new() } else { visible(&line.bureau).into_owned() },
                visible(&line.section).into_owned(),
                if ja { line.state.ja() } else { line.state.en() }.to_owned(),
                format!("{}/{}", line.answered, line.asked),
                came(line.errors),
                came(line.warnings),
                line.received.map(|day| day.to_string()).unwrap_or_default(),
            ]);
        }
        shorten(&mut rows, width);
        rows
    }

    /// 「期限 令和8年5月15日（金）　期限まであと 5 日」
    pub(super) fn deadline(&self) -> Message {
        let today = era::date(self.today);
        let Some(due) = self.due else {
            let today_en = self.today;
            return msg!("期限なし（{today} 現在）", "no deadline (as of {today_en})");
        };
        let Message { ja, en } = Deadline::of(due, self.today).words();
        let (date, due, as_of) = (era::date(due), due, self.today);
        msg!("期限 {date}　{ja}（{today} 現在）", "due {due}, {en} (as of {as_of})")
    }

    /// Sections in a state.
    pub(super) fn in_state(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// 「12 課: 未提出 3、提出済 9。回答 30／45」
    pub fn totals(&self) -> Message {
        let sections = self.lines.len();
        let counts = State::ALL.map(|state| (state, self.in_state(state)));
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let ja: Vec<String> = counts.clone().map(|(state, count)| format!("{} {count}", state.ja())).collect();
        let en: Vec<String> = counts.map(|(state, count)| format!("{count} {}", state.en())).collect();
        let (ja, en) = (ja.join("、"), en.join(", "));
        let (answered, asked) = (self.sum(|line| line.answered), self.sum(|line| line.asked));
        if sections == 0 {
            return msg!("照会先がありません", "no section was asked");
        }
        msg!(
            "{sections} 課: {ja}。回答 {answered}/{asked}",
            "{sections} sections: {en}; {answered} of {asked} answered"
        )
    }

    pub(super) fn sum(&self, of: impl Fn(&BoardLine) -> usize) -> usize {
        self.lines.iter().map(of).fold(0, usize::saturating_add)
    }
}

/// Cuts the names of sections, then of bureaus, so that lines are no wider than the terminal.
fn shorten(rows: &mut [Vec<String>], width: usize) {
    for column in [1, 0] {
        let widest = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| display_width(cell)).max();
        let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(|i| widest(i).unwrap_or(0)).collect();
        let between = widths.len().saturating_sub(1).saturating_mul(2);
        let whole = widths.iter().sum::<usize>().saturating_add(between);
        let own = widths.get(column).copied().unwrap_or(0);
        let room = own.saturating_sub(whole.saturating_sub(width)).max(SHORTEST);
        for cell in rows.iter_mut().filter_map(|row| row.get_mut(column)) {
            *cell = cut_to(cell, room).into_owned();
        }
    }
}
