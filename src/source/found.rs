//! What a file turns out to be: a source, or an archive of them.

use std::path::Path;
use std::sync::Arc;

use super::detect::Content;
use super::{Source, detect, read_within, zipped};
use crate::finding::Finding;
use crate::limits::Limits;
use crate::place::SourceFile;

/// What a file turns out to be.
#[derive(Clone)]
pub enum Found {
    Source(Arc<Source>),
    Archive(Arc<Unpacked>),
}

pub fn read_or_archive(path: &Path, file: &SourceFile, limits: &Limits) -> Result<Found, Finding> {
    let bytes = detect::load(path, file, limits)?;
    match detect::content(&bytes, file)? {
        Content::Format(format) => {
            read_within(bytes, file, format, limits).map(|source| Found::Source(Arc::new(source)))
        }
        Content::Archive => Ok(Found::Archive(Arc::new(unpack(&bytes, file, limits)))),
    }
}

fn unpack(bytes: &[u8], file: &SourceFile, limits: &Limits) -> Unpacked {
    let mut out = Unpacked::default();
    let mut taken = Vec::new();
    let mut damaged = Vec::new();
    let mut file_of = |bytes: Vec<u8>, file: SourceFile| match detect::content(&bytes, &file) {
        Ok(Content::Archive) => Some(bytes),
        Ok(Content::Format(format)) => {
            match read_within(bytes, &file, format, limits) {
                Ok(source) => taken.push(Arc::new(source)),
                Err(fault) => damaged.push(fault),
            }
            None
        }
        Err(fault) => {
            damaged.push(fault);
            None
        }
    };
    let (findings, faults) = (&mut out.findings, &mut out.faults);
    zipped::Taking { limits, file: &mut file_of, findings, faults, left: limits.unpacked_bytes }.archive(bytes, file);
    out.faults.append(&mut damaged);
    Unpacked { sources: taken, ..out }
}

/// What a zip archive holds, and what was noticed in it.
#[derive(Default)]
pub struct Unpacked {
    pub sources: Vec<Arc<Source>>,
    pub findings: Vec<Finding>,
    pub faults: Vec<Finding>,
}
