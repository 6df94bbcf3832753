//! Compound files (MS-CFB), the container of XLS and of encrypted workbooks.

/// The first bytes of every compound file.
pub const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sector numbers from here on mark ends and free sectors.
const MAX_SECTOR: u32 = 0xFFFF_FFFA;

/// A compound file in memory.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    mini_sector: usize,
    mini_cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Stream>,
}

struct Stream {
    name: String,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Reads the header and the directory; `None` when they are damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let shift = u16_at(bytes, 30)?;
        let mini_shift = u16_at(bytes, 32)?;
        if !matches!(shift, 9 | 12) || mini_shift != 6 {
            return None;
        }
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            mini_cutoff: u64::from(u32_at(bytes, 56)?),
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        file.fat = file.read_fat()?;
        file.mini_fat = numbers(&file.chain(u32_at(bytes, 60)?)?);
        file.read_directory(u32_at(bytes, 48)?)?;
        Some(file)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// Gives the content of a stream; `None` when there is none or its chain is damaged.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let mut content =
            if entry.size < self.mini_cutoff { self.mini_chain(entry.start)? } else { self.chain(entry.start)? };
        content.truncate(usize::try_from(entry.size).ok()?);
        Some(content)
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = (0..109).filter_map(|n| u32_at(self.bytes, 76 + 4 * n)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut left = self.bytes.len() / self.sector + 1;
        while next < MAX_SECTOR && left > 0 {
            let mut table = numbers(self.sector(next)?);
            next = table.pop()?;
            sectors.append(&mut table);
            left -= 1;
        }
        let mut fat = Vec::new();
        for sector in sectors.into_iter().filter(|&sector| sector < MAX_SECTOR) {
            fat.append(&mut numbers(self.sector(sector)?));
            if fat.len() > self.bytes.len() {
                return None;
            }
        }
        Some(fat)
    }

    fn read_directory(&mut self, start: u32) -> Option<()> {
        let directory = self.chain(start)?;
        for entry in directory.chunks_exact(128) {
            let length = usize::from(u16_at(entry, 64)?).clamp(2, 64);
            let name: Vec<u16> = entry[..length - 2].chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
            let kind = entry[66];
            // Version 3 files may leave rubbish in the upper half of the size.
            let size = u64::from(u32_at(entry, 120)?);
            let stream = Stream { name: String::from_utf16_lossy(&name), start: u32_at(entry, 116)?, size };
            match kind {
                2 => self.entries.push(stream),
                5 => self.mini_stream = self.chain(stream.start)?,
                _ => {}
            }
        }
        Some(())
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be cut short.
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?))
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut next = start;
        let mut left = self.fat.len().max(1);
        while next < MAX_SECTOR {
            // A chain longer than the table runs in a circle.
            left = left.checked_sub(1)?;
            out.extend_from_slice(self.sector(next)?);
            next = *self.fat.get(usize::try_from(next).ok()?)?;
        }
        Some(out)
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut next = start;
        let mut left = self.mini_fat.len();
        while next < MAX_SECTOR {
            left = left.checked_sub(1)?;
            let at = usize::try_from(next).ok()?.checked_mul(self.mini_sector)?;
            out.extend_from_slice(self.mini_stream.get(at..at + self.mini_sector)?);
            next = *self.mini_fat.get(usize::try_from(next).ok()?)?;
        }
        Some(out)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
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
