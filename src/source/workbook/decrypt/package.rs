//! The package in an encrypted XLSX or XLSB (MS-OFFCRYPTO 2.3.4).

use super::{agile, standard};
use crate::source::workbook::compound::{Compound, u16_at};

/// Decrypts a package with the default password; `None` when it has another, or is damaged.
pub fn package(compound: &mut Compound) -> Option<Vec<u8>> {
    let info = compound.stream("EncryptionInfo")?;
    let encrypted = compound.stream("EncryptedPackage")?;
    let size = u64::from_le_bytes(*encrypted.first_chunk::<8>()?);
    let content = encrypted.get(8..)?;
    let mut package = match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => agile::decrypt(info.get(8..)?, content),
        (2..=4, 2) => standard::decrypt(info.get(8..)?, content),
        _ => None,
    }?;
    package.truncate(usize::try_from(size).ok()?);
    Some(package)
}
