//! What Typst keeps in memory.

/// Who owns Typst's caches, which are one for the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cache {
    /// Others in this process may use Typst too: nothing is cleared. The memory of a long book grows with its pages.
    #[default]
    Shared,
    /// The process is ours: what a part of a paper left there is cleared when it was laid out, so that memory does not
    /// grow with the pages.
    Own,
}

impl Cache {
    /// Clears what was not used for `age` rounds, if the caches are ours.
    pub(crate) fn clear(self, age: usize) {
        if self == Self::Own {
            comemo::evict(age);
        }
    }
}
