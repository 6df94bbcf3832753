//! The records of XLSB parts and the texts in them (MS-XLSB: Record, RichStr, XLWideString).

use super::biff::{RichText, utf16};
use super::compound::{u16_at, u32_at};

/// Walks the records of a part as (type, data); ends where a record is cut short.
pub struct Records<'a> {
    pub rest: &'a [u8],
}

impl Records<'_> {
    /// A number in groups of seven bits, lowest first.
    fn number(&mut self, longest: usize) -> Option<u32> {
        let (mut number, mut shift) = (0, 0);
        for _ in 0..longest {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F).checked_shl(shift)?;
            shift = shift.saturating_add(7);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&low, rest) = self.rest.split_first()?;
        self.rest = rest;
        let mut kind = u16::from(low);
        if low & 0x80 != 0 {
            let (&high, rest) = self.rest.split_first()?;
            self.rest = rest;
            kind = (kind & 0x7F) | (u16::from(high & 0x7F) << 7);
        }
        let length = usize::try_from(self.number(4)?).ok()?;
        let (data, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((kind, data))
    }
}

/// Reads an XLWideString; gives it with what follows.
pub fn wide_string(data: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(u32_at(data, 0)?).ok()?.checked_mul(2)?;
    let (text, rest) = data.get(4..)?.split_at_checked(length)?;
    Some((utf16(text), rest))
}

/// Reads a RichStr: flags, text, runs; furigana behind them is left out.
pub fn rich_text(data: &[u8]) -> Option<RichText> {
    let (&flags, rest) = data.split_first()?;
    let (text, rest) = wide_string(rest)?;
    let mut runs = Vec::new();
    if flags & 1 != 0 {
        let count = usize::try_from(u32_at(rest, 0)?).ok()?;
        let all = rest.get(4..)?.chunks_exact(4).take(count);
        runs.extend(all.filter_map(|run| Some((u16_at(run, 0)?, u16_at(run, 2)?))));
    }
    Some(RichText { text, runs })
}
