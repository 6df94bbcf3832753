//! Workbooks that are encrypted with the password that Excel uses when nobody gave one (MS-OFFCRYPTO).
//!
//! Excel encrypts a workbook whose structure is protected, and opens it again without asking. With any other password
//! a workbook stays closed. Not through office-crypto: 0.4 reads no XLS and brings a second cfb, quick-xml and digest.

mod agile;
mod hash;
mod package;
mod standard;
mod stream;

use package::package;
pub use stream::stream;

use super::compound::Compound;
use crate::finding::Finding;
use crate::place::SourceFile;
use crate::source::faults;

/// MS-XLS 2.2.10.
const PASSWORD: &str = "VelvetSweatshop";

/// The package in an encrypted workbook.
///
/// # Errors
/// M004 when it has another password, M005 when the file is damaged.
pub fn package_of(bytes: &[u8], file: &SourceFile) -> Result<Vec<u8>, Finding> {
    let mut compound = Compound::open(bytes).ok_or_else(|| faults::broken(file, None))?;
    package(&mut compound).ok_or_else(|| faults::password(file))
}

/// The password as it is hashed.
fn password() -> Vec<u8> {
    PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
