//! How far a deflated stream goes, without keeping what it says.

use flate2::{Decompress, FlushDecompress, Status};

/// What there is of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// It ends as it should, after so many bytes.
    Whole(usize),
    /// It breaks off, after so many bytes.
    Cut(usize),
    /// It goes on beyond the limit.
    Over,
}

/// No stream unpacks to more times its bytes (RFC 1951: 258 bytes in two bits).
pub(crate) const DENSEST: usize = 1032;

/// The extent of zlib data that may unpack to `most` bytes. Its checksum is not looked at: readers do not either.
pub(crate) fn extent(packed: &[u8], most: usize) -> Extent {
    // two bytes of header
    let Some(mut rest) = packed.get(2..) else { return Extent::Cut(0) };
    let mut state = Decompress::new(false);
    let mut room = vec![0; 1 << 16];
    loop {
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let status = state.decompress(rest, &mut room, FlushDecompress::None);
        let since = |now: u64, before: u64| usize::try_from(now.saturating_sub(before)).unwrap_or(usize::MAX);
        let (read, got) = (since(state.total_in(), before_in), since(state.total_out(), before_out));
        let all = usize::try_from(state.total_out()).unwrap_or(usize::MAX);
        if all > most {
            return Extent::Over;
        }
        rest = rest.get(read..).unwrap_or(&[]);
        match status {
            Ok(Status::StreamEnd) => return Extent::Whole(all),
            Ok(_) if read > 0 || got > 0 => {}
            _ => return Extent::Cut(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::deflate;

    #[test]
    fn a_stream_is_whole_cut_or_too_long() {
        let packed = deflate(&[b' '; 100_000]).unwrap();
        assert_eq!(extent(&packed, 100_000), Extent::Whole(100_000));
        assert_eq!(extent(&packed, 99_999), Extent::Over);
        let plain: Vec<u8> = (0..50_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = deflate(&plain).unwrap();
        let Extent::Cut(got) = extent(&packed[..packed.len() / 2], usize::MAX) else { panic!("half a stream") };
        assert!(got > 0 && got < plain.len());
        // without its checksum nothing is lost
        assert_eq!(extent(&packed[..packed.len() - 4], usize::MAX), Extent::Whole(plain.len()));
        assert_eq!(extent(b"", 9), Extent::Cut(0));
    }
}
