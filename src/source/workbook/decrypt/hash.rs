//! Hashes that a workbook may name, and AES by the length of its key.

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

/// A hash by its name in the file.
#[derive(Clone, Copy)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA384" => Some(Self::Sha384),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The hash of two texts, one behind the other.
    pub fn of(self, first: &[u8], second: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::new().chain_update(first).chain_update(second).finalize().to_vec(),
            Self::Sha256 => Sha256::new().chain_update(first).chain_update(second).finalize().to_vec(),
            Self::Sha384 => Sha384::new().chain_update(first).chain_update(second).finalize().to_vec(),
            Self::Sha512 => Sha512::new().chain_update(first).chain_update(second).finalize().to_vec(),
        }
    }

    /// The password with its salt, hashed again and again (MS-OFFCRYPTO 2.3.6.2, 2.3.4.11).
    pub fn spun(self, salt: &[u8], spins: u32) -> Vec<u8> {
        let mut hash = self.of(salt, &super::password());
        for n in 0..spins {
            hash = self.of(&n.to_le_bytes(), &hash);
        }
        hash
    }
}

/// Bytes of a block of AES.
pub const BLOCK: usize = 16;

/// AES with a key of 128, 192 or 256 bits.
pub enum Aes {
    Bits128(Aes128),
    Bits192(Aes192),
    Bits256(Aes256),
}

impl Aes {
    pub fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Bits128),
            24 => Aes192::new_from_slice(key).ok().map(Self::Bits192),
            32 => Aes256::new_from_slice(key).ok().map(Self::Bits256),
            _ => None,
        }
    }

    fn block(&self, block: &mut [u8; BLOCK]) {
        let block = block.into();
        match self {
            Self::Bits128(aes) => aes.decrypt_block(block),
            Self::Bits192(aes) => aes.decrypt_block(block),
            Self::Bits256(aes) => aes.decrypt_block(block),
        }
    }

    /// Decrypts whole blocks, each by itself (ECB).
    pub fn apart(&self, bytes: &mut [u8]) {
        bytes.as_chunks_mut::<BLOCK>().0.iter_mut().for_each(|block| self.block(block));
    }

    /// Decrypts whole blocks, each with the one before it (CBC).
    pub fn chained(&self, bytes: &mut [u8], first: [u8; BLOCK]) {
        let mut before = first;
        for block in bytes.as_chunks_mut::<BLOCK>().0 {
            let encrypted = *block;
            self.block(block);
            block.iter_mut().zip(before).for_each(|(byte, other)| *byte ^= other);
            before = encrypted;
        }
    }
}
