//! The stream of an encrypted XLS (MS-XLS 2.2.10, MS-OFFCRYPTO 2.3.5–2.3.7).

use md5::{Digest, Md5};

use super::hash::Hash;
use super::{PASSWORD, password};
use crate::source::workbook::compound::{u16_at, u32_at};

const FILEPASS: u16 = 0x002F;
const BOUNDSHEET: u16 = 0x0085;
const EOF: u16 = 0x000A;

/// Records that are never encrypted (MS-XLS 2.2.10): BOF, FILEPASS and what programs share a workbook with.
const PLAIN: [u16; 7] = [0x0809, FILEPASS, 0x00E1, 0x0138, 0x0194, 0x0195, 0x0196];

/// Bytes that are encrypted with one key.
const BLOCK: usize = 1024;

/// Gives the stream, decrypted with the default password if it is encrypted; `None` when it has another.
pub fn stream(mut stream: Vec<u8>) -> Option<Vec<u8>> {
    let Some((pass, start)) = file_pass(&stream) else {
        return Some(stream);
    };
    let keys = Keys::new(pass)?;
    let mut at = start;
    let mut block = usize::MAX;
    let mut key_stream = [0; BLOCK];
    while let (Some(kind), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at.saturating_add(2))) {
        let length = usize::from(length);
        let next = at.saturating_add(4).saturating_add(length);
        let plain = match kind {
            _ if PLAIN.contains(&kind) => next,
            // where the sheet begins stays readable
            BOUNDSHEET => next.min(at.saturating_add(8)),
            _ => at.saturating_add(4),
        };
        for (n, byte) in stream.iter_mut().enumerate().take(next).skip(plain) {
            if let Keys::Xor(array) = &keys {
                // the whole record counts, also what stays readable of it; rotated first, unlike MS-OFFCRYPTO 2.3.7.3
                let turned = n.saturating_add(length) % 16;
                *byte = byte.rotate_left(3) ^ array.get(turned)?;
                continue;
            }
            if n / BLOCK != block {
                block = n / BLOCK;
                key_stream = [0; BLOCK];
                Rc4::new(&keys.of(u32::try_from(block).ok()?)).apply(&mut key_stream);
            }
            *byte ^= key_stream.get(n % BLOCK)?;
        }
        at = next;
    }
    Some(stream)
}

/// What FILEPASS says, and where the records behind it begin; `None` in a workbook that is not encrypted.
fn file_pass(stream: &[u8]) -> Option<(&[u8], usize)> {
    let mut at = 0_usize;
    loop {
        let begin = at.saturating_add(4);
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at.saturating_add(2))?);
        let end = begin.saturating_add(usize::from(length));
        match kind {
            FILEPASS => return Some((stream.get(begin..end)?, end)),
            EOF => return None,
            _ => at = end,
        }
    }
}

/// From what the key of each block is made.
enum Keys {
    Xor([u8; 16]),
    Rc4([u8; 5]),
    CryptoApi { hash: Vec<u8>, length: usize },
}

impl Keys {
    /// `None` when the default password does not open the workbook, or it is encrypted in another way.
    fn new(pass: &[u8]) -> Option<Self> {
        // the obfuscation of Excel 95, which later ones write too
        if u16_at(pass, 0)? == 0 {
            return xor_array(u16_at(pass, 2)?, u16_at(pass, 4)?).map(Self::Xor);
        }
        if u16_at(pass, 0)? != 1 {
            return None;
        }
        match (u16_at(pass, 2)?, u16_at(pass, 4)?) {
            (1, 1) => {
                let salt = pass.get(6..22)?;
                let hash = Md5::digest(password());
                let many = [hash.get(..5)?, salt].concat().repeat(16);
                let keys = Self::Rc4(*Md5::digest(many).first_chunk()?);
                let mut verifier = pass.get(22..54)?.to_vec();
                Rc4::new(&keys.of(0)).apply(&mut verifier);
                let (input, hashed) = verifier.split_at_checked(16)?;
                (Md5::digest(input).as_slice() == hashed).then_some(keys)
            }
            (2..=4, 2) => {
                let header_size = usize::try_from(u32_at(pass, 10)?).ok()?;
                let header = pass.get(14..)?.get(..header_size)?;
                let verifier = pass.get(14..)?.get(header_size..)?;
                let bits = Some(u32_at(header, 16)?).filter(|&bits| bits > 0).unwrap_or(40);
                let length = usize::try_from(bits / 8).ok().filter(|length| (5..=16).contains(length))?;
                let salt = verifier.get(4..20)?;
                let keys = Self::CryptoApi { hash: Hash::Sha1.of(salt, &password()), length };
                let mut verified = [verifier.get(20..36)?, verifier.get(40..60)?].concat();
                Rc4::new(&keys.of(0)).apply(&mut verified);
                let (input, hashed) = verified.split_at_checked(16)?;
                (Hash::Sha1.of(input, &[]) == hashed).then_some(keys)
            }
            _ => None,
        }
    }

    fn of(&self, block: u32) -> Vec<u8> {
        match self {
            Self::Xor(array) => array.to_vec(),
            Self::Rc4(start) => Md5::new().chain_update(start).chain_update(block.to_le_bytes()).finalize().to_vec(),
            Self::CryptoApi { hash, length } => {
                let mut key = Hash::Sha1.of(hash, &block.to_le_bytes());
                key.truncate(*length);
                // 40 bits are filled up with noughts (MS-OFFCRYPTO 2.3.5.2)
                if *length == 5 {
                    key.resize(16, 0);
                }
                key
            }
        }
    }
}

/// What is laid over the bytes of records (MS-OFFCRYPTO 2.3.7.2); `None` when the verifier is of another password.
fn xor_array(key: u16, verifier: u16) -> Option<[u8; 16]> {
    const FILL: u8 = 0xBB;
    let password = PASSWORD.as_bytes();
    let turned = |hash: u16| ((hash >> 14) & 1) | ((hash << 1) & 0x7FFF);
    let hash = password.iter().rev().fold(0, |hash, byte| turned(hash) ^ u16::from(*byte));
    let hash = turned(hash) ^ u16::try_from(password.len()).ok()? ^ 0xCE4B;
    let mut bytes = password.iter().copied().chain([FILL]);
    let mut key = key.to_le_bytes().into_iter().cycle();
    let array = std::array::from_fn(|_| (bytes.next().unwrap_or(0) ^ key.next().unwrap_or(0)).rotate_left(2));
    (hash == verifier).then_some(array)
}

/// RC4. Own code: the rc4 crate takes the length of a key as a type, which is known only here.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "a byte is always a place in 256"))]
impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|n| n as u8);
        let mut j = 0_u8;
        for (n, byte) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[n]).wrapping_add(*byte);
            state.swap(n, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.i = self.i.wrapping_add(1);
            self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
            self.state.swap(usize::from(self.i), usize::from(self.j));
            let sum = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
            *byte ^= self.state[usize::from(sum)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6229, a key of 40 bits.
    #[test]
    fn rc4_as_published() {
        let mut bytes = [0; 8];
        Rc4::new(&[1, 2, 3, 4, 5]).apply(&mut bytes);
        assert_eq!(bytes, [0xB2, 0x39, 0x63, 0x05, 0xF0, 0x3D, 0xC0, 0x27]);
    }
}
