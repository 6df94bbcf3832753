//! The seal of an archive: the second string of the trailer's `ID` is the SHA-256 of the file in which it is zeros.
//!
//! It tells that a file is as it was written, whatever changed it by accident. It is no signature: who changes a file
//! on purpose can seal it again, which only making the paper again finds out.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::typeset::Packed;

/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// The value of `ID` before the file is sealed.
pub fn open(first: &[u8]) -> String {
    format!("[<{}><{}>]", hex(first), "0".repeat(DIGITS))
}

/// Seals a file that was written with [`open()`]. `None` for any other.
pub fn close(file: &mut [u8]) -> Option<()> {
    let slot = slot(file)?;
    let seal = digest(file, &slot);
    let zeros = file.get_mut(slot).filter(|zeros| zeros.iter().all(|b| *b == b'0'))?;
    zeros.iter_mut().zip(seal.bytes()).for_each(|(zero, digit)| *zero = digit);
    Some(())
}

/// Whether a file is as it was when it was sealed. `None` for one without a seal.
pub fn holds(file: &[u8]) -> Option<bool> {
    let slot = slot(file)?;
    Some(digest(file, &slot).as_bytes() == file.get(slot)?)
}

fn digest(file: &[u8], slot: &Range<usize>) -> String {
    let mut hash = Sha256::new();
    hash.update(file.get(..slot.start).unwrap_or_default());
    hash.update([b'0'; DIGITS]);
    hash.update(file.get(slot.end..).unwrap_or_default());
    hex(&hash.finalize())
}

/// Where the seal stands: in the dictionary of the cross-reference stream, which ends the file.
fn slot(file: &[u8]) -> Option<Range<usize>> {
    let id = Packed::read(file)?.trailer_span("ID")?;
    let end = id.end.checked_sub(2)?;
    let start = end.checked_sub(DIGITS)?;
    let digits = file.get(id.start..id.end)?.strip_suffix(b">]")?.get(start.checked_sub(id.start)?..)?;
    let fits = start > id.start && file.get(start.checked_sub(1)?) == Some(&b'<');
    (fits && digits.iter().all(u8::is_ascii_hexdigit)).then_some(start..end)
}
