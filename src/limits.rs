//! Limits of what is read, each with its name and its default. A file that is beyond one is a finding, never a crash.

/// How much a run takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a file of answers. Default: 512 MB.
    pub file_bytes: u64,
    /// Bytes of one part of a workbook, unpacked. Default: 256 MB.
    pub part_bytes: u64,
    /// Bytes of all parts of a workbook, or of all files of a zip archive of answers, unpacked. Default: 1 GB.
    pub unpacked_bytes: u64,
    /// Texts that a file holds; the largest sheet known to us has 12,000. Default: 2,000,000.
    pub texts: usize,
    /// Bytes of these texts together; the largest sheet known to us has 2 MB. Default: 128 MB.
    pub text_bytes: usize,
    /// Findings of one code in one file; the rest is counted. Default: 200.
    pub findings: usize,
    /// Bytes of all files that an archive takes in; they are in memory while it is written. Default: 512 MB.
    pub attached_bytes: usize,
    /// Bytes of an archive that is opened. Default: 1 GB.
    pub archive_bytes: usize,
    /// Bytes of all files in an archive that is opened, unpacked. Default: 1 GB.
    pub archive_unpacked_bytes: usize,
    /// Files in an archive that is opened, or in a zip archive of answers. Default: 10,000.
    pub archive_files: usize,
    /// Files in a project's `templates/`. Default: 2,000.
    pub template_files: usize,
    /// Bytes of all of them. Default: 64 MB.
    pub template_bytes: u64,
    /// Bytes of a font that a project adds. Default: 128 MB.
    pub font_bytes: u64,
    /// Bytes of `matome.toml` or `packet.toml`. Default: 4 MB.
    pub settings_bytes: u64,
    /// Bytes of another section's PDF. Default: 500 MB.
    pub guest_bytes: usize,
    /// Seconds that a layout which is not the program's own may take for one part of a paper. Default: 60.
    pub layout_seconds: u64,
    /// Bytes of memory that it may take. Default: 2 GB.
    pub layout_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            part_bytes: 256 << 20,
            unpacked_bytes: 1 << 30,
            texts: 2_000_000,
            text_bytes: 128 << 20,
            findings: 200,
            attached_bytes: 512 << 20,
            archive_bytes: 1 << 30,
            archive_unpacked_bytes: 1 << 30,
            archive_files: 10_000,
            template_files: 2_000,
            template_bytes: 64 << 20,
            font_bytes: 128 << 20,
            settings_bytes: 4 << 20,
            guest_bytes: 500 << 20,
            layout_seconds: 60,
            layout_bytes: 2 << 30,
        }
    }
}
