//! Agile encryption, of Excel 2010 and later (MS-OFFCRYPTO 2.3.4.10–2.3.4.15).

use quick_xml::events::{BytesStart, Event};

use super::hash::{Aes, BLOCK, Hash};
use crate::source::workbook::xml;

/// Excel hashes a password 100,000 times; a file that asks for much more is to keep us busy.
const MOST_SPINS: u32 = 1_000_000;

/// Bytes that are encrypted together.
const SEGMENT: usize = 4096;

const VERIFIER_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const VERIFIER_VALUE: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const KEY_VALUE: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// What `keyData` and `encryptedKey` both say.
struct Settings {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: Hash,
}

pub fn decrypt(info: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(info).ok()?;
    let (mut data, mut key) = (None, None);
    let mut reader = xml::reader(text);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "keyData" => data = Some(settings(&tag)?),
                "encryptedKey" if key.is_none() => key = Some(secret_key(&tag)?),
                _ => {}
            },
            _ => {}
        }
    }
    let data = data?;
    let aes = Aes::new(&key?)?;
    let mut package = content.to_vec();
    for (n, segment) in (0_u32..).zip(package.chunks_mut(SEGMENT)) {
        aes.chained(segment, first_block(&data.hash.of(&data.salt, &n.to_le_bytes())));
    }
    Some(package)
}

fn settings(tag: &BytesStart<'_>) -> Option<Settings> {
    let is = |name: &str, value: &str| xml::attr(tag, name).is_some_and(|found| found == value);
    if !is("cipherAlgorithm", "AES") || !is("cipherChaining", "ChainingModeCBC") || !is("blockSize", "16") {
        return None;
    }
    Some(Settings {
        salt: base64(&xml::attr(tag, "saltValue")?)?,
        key_bytes: xml::attr(tag, "keyBits")?.parse::<usize>().ok()? / 8,
        hash: Hash::named(&xml::attr(tag, "hashAlgorithm")?)?,
    })
}

/// The key of the package, if the default password opens it.
fn secret_key(tag: &BytesStart<'_>) -> Option<Vec<u8>> {
    let Settings { salt, key_bytes, hash } = settings(tag)?;
    let spins = xml::attr(tag, "spinCount")?.parse().ok().filter(|&spins| spins <= MOST_SPINS)?;
    let spun = hash.spun(&salt, spins);
    let opened = |name: &str, purpose: [u8; 8]| {
        let mut key = hash.of(&spun, &purpose);
        key.resize(key_bytes, 0x36);
        let mut bytes = base64(&xml::attr(tag, name)?)?;
        Aes::new(&key)?.chained(&mut bytes, first_block(&salt));
        Some(bytes)
    };
    let input = opened("encryptedVerifierHashInput", VERIFIER_INPUT)?;
    let value = opened("encryptedVerifierHashValue", VERIFIER_VALUE)?;
    let expected = hash.of(input.get(..salt.len())?, &[]);
    if !value.starts_with(&expected) {
        return None;
    }
    let mut key = opened("encryptedKeyValue", KEY_VALUE)?;
    key.truncate(key_bytes);
    Some(key)
}

/// What stands in front of the first block, cut or filled up to the length of one.
fn first_block(bytes: &[u8]) -> [u8; BLOCK] {
    let mut block = [0x36; BLOCK];
    block.iter_mut().zip(bytes).for_each(|(byte, other)| *byte = *other);
    block
}

/// A few bytes in base64 (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| *byte != b'=' && !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte.saturating_sub(b'A'),
            b'a'..=b'z' => byte.saturating_sub(b'a').saturating_add(26),
            b'0'..=b'9' => byte.saturating_sub(b'0').saturating_add(52),
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count = count.saturating_add(6);
        if let Some(rest) = count.checked_sub(8) {
            count = rest;
            out.push((bits.unbounded_shr(count) & 0xFF) as u8);
        }
    }
    Some(out)
}
