//! Compound files (MS-CFB), the container of XLS and of encrypted workbooks, and the numbers of binary workbooks.

use std::io::{Cursor, Read};

/// The first bytes of every compound file.
pub const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The unit in which every sector is measured, bytes.
const SECTOR: usize = 512;

/// A compound file in memory.
pub struct Compound(cfb::CompoundFile<Cursor<Vec<u8>>>);

impl Compound {
    /// Reads the header and the directory; `None` when they are damaged.
    pub fn open(bytes: &[u8]) -> Option<Self> {
        // some programs cut the last sector short, and Excel reads on
        let mut whole = bytes.to_vec();
        whole.resize(bytes.len().next_multiple_of(SECTOR), 0);
        cfb::CompoundFile::open(Cursor::new(whole)).ok().map(Self)
    }

    /// Whether there is a stream of the name at the top, in capitals or not (MS-CFB 2.6.1).
    pub fn has(&self, name: &str) -> bool {
        self.0.is_stream(name)
    }

    /// Gives the content of a stream at the top; `None` when there is none or its chain is damaged.
    pub fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        self.0.open_stream(name).ok()?.read_to_end(&mut content).ok()?;
        Some(content)
    }
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*bytes))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*bytes))
}

pub fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let bytes = bytes.get(at..)?.first_chunk::<8>()?;
    Some(f64::from_le_bytes(*bytes))
}
