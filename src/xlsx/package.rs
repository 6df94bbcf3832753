//! The bytes of a workbook.

use rust_xlsxwriter::{Workbook, XlsxError};

/// End of central directory record: 22 bytes without a comment (ZIP APPNOTE 4.3.16).
const END: usize = 22;
/// "version made by" is the host's: 3 for UNIX (ZIP APPNOTE 4.4.2).
const UNIX: u8 = 3;

/// Saves a workbook with the same bytes on every system: the zip library writes into each entry on which it ran.
pub fn saved(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut bytes = workbook.save_to_buffer()?;
    name_one_host(&mut bytes);
    Ok(bytes)
}

fn name_one_host(bytes: &mut [u8]) {
    let Some(end) = bytes.len().checked_sub(END).filter(|&end| bytes[end..].starts_with(b"PK\x05\x06")) else { return };
    let number = |bytes: &[u8], at: usize, size: usize| {
        (0..size).rev().try_fold(0, |sum, i| Some(sum << 8 | usize::from(*bytes.get(at + i)?)))
    };
    let (Some(count), Some(mut at)) = (number(bytes, end + 10, 2), number(bytes, end + 16, 4)) else { return };
    for _ in 0..count {
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02")) {
            return;
        }
        let lengths = [28, 30, 32].map(|field| number(bytes, at + field, 2));
        let [Some(name), Some(extra), Some(comment)] = lengths else { return };
        bytes[at + 5] = UNIX;
        at += 46 + name + extra + comment;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_the_same_host() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet();
        let bytes = saved(&mut workbook).unwrap();
        let mut elsewhere = bytes.clone();
        let entries: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
        assert!(entries.len() > 5);
        // as Windows writes it
        entries.iter().for_each(|&at| elsewhere[at + 5] = 0);
        assert!(elsewhere != bytes);
        name_one_host(&mut elsewhere);
        assert!(elsewhere == bytes);
    }
}
