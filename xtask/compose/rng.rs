//! 乱数。種が同じなら、どの機械でも同じ列になる。

/// SplitMix64（Steele, Lea, Flood 2014）。種は文字列の FNV-1a。
pub struct Rng(u64);

impl Rng {
    pub fn seeded(text: &str) -> Self {
        Rng(text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `low` 以上 `high` 以下。`high` が `low` より小さければ `low`。
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high.max(low) - low + 1) as u64) as usize
    }

    pub fn percent(&mut self, p: usize) -> bool {
        self.between(0, 99) < p
    }

    /// 小さい数ほど出やすい（人数や件数の散らばりに合わせる）。
    pub fn skewed(&mut self, low: usize, high: usize) -> usize {
        let tries = [self.between(low, high), self.between(low, high), self.between(low, high)];
        tries.into_iter().min().unwrap_or(low)
    }

    pub fn pick<'t, T: ?Sized>(&mut self, items: &[&'t T]) -> &'t T {
        items[self.between(0, items.len() - 1)]
    }
}
