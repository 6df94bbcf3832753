//! Standard encryption, of Excel 2007 (MS-OFFCRYPTO 2.3.4.5–2.3.4.9).

use super::hash::{Aes, Hash};
use crate::source::workbook::compound::u32_at;

/// How often the password is hashed.
const SPINS: u32 = 50_000;

/// AES with 128, 192 and 256 bits.
const AES: std::ops::RangeInclusive<u32> = 0x660E..=0x6610;

pub fn decrypt(info: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let header_size = usize::try_from(u32_at(info, 0)?).ok()?;
    let header = info.get(4..)?.get(..header_size)?;
    let verifier = info.get(4..)?.get(header_size..)?;
    if !AES.contains(&u32_at(header, 8)?) {
        return None;
    }
    let key_bytes = usize::try_from(u32_at(header, 16)? / 8).ok()?;
    let salt = verifier.get(4..20)?;
    let aes = Aes::new(&key(salt, key_bytes)?)?;
    let mut input = verifier.get(20..36)?.to_vec();
    let mut hashed = verifier.get(40..72)?.to_vec();
    aes.apart(&mut input);
    aes.apart(&mut hashed);
    if !hashed.starts_with(&Hash::Sha1.of(&input, &[])) {
        return None;
    }
    let mut package = content.to_vec();
    aes.apart(&mut package);
    Some(package)
}

/// The key of a package (MS-OFFCRYPTO 2.3.4.7).
fn key(salt: &[u8], length: usize) -> Option<Vec<u8>> {
    let hash = Hash::Sha1.of(&Hash::Sha1.spun(salt, SPINS), &0_u32.to_le_bytes());
    let half = |pad: u8| {
        let mut padded = [pad; 64];
        padded.iter_mut().zip(&hash).for_each(|(byte, other)| *byte ^= other);
        Hash::Sha1.of(&padded, &[])
    };
    let mut key = half(0x36);
    key.extend(half(0x5C));
    (length <= key.len()).then(|| {
        key.truncate(length);
        key
    })
}
