//! Where the pages of a worksheet end that is too high for one: between rows, and through no text.

/// Rows before which pages begin. `ends` are the ends of rows from the top in px, `texts` the heights between which
/// texts stand.
pub fn breaks(ends: &[i64], texts: &[(i64, i64)], page: i64) -> Vec<u32> {
    let mut out = Vec::new();
    let (mut from, last) = (0, ends.last().copied().unwrap_or(0));
    while last - from > page {
        let here = |e: &&i64| **e > from && **e <= from + page;
        let free = |e: &&i64| !texts.iter().any(|(top, end)| top < *e && *e < end);
        let lower = |e: &&i64| **e > from + page / 2;
        let best = ends.iter().filter(here).filter(free).rfind(lower).or_else(|| ends.iter().rfind(here));
        let Some(end) = best else { break };
        out.push(ends.iter().position(|e| e == end).unwrap_or(0) as u32);
        from = *end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::breaks;

    #[test]
    fn a_page_ends_before_a_text_that_it_would_cut() {
        let ends: Vec<i64> = (0..=10).map(|n| n * 10).collect();
        assert_eq!(breaks(&ends, &[], 40), [4, 8]);
        assert_eq!(breaks(&ends, &[(35, 55)], 40), [3, 7]);
        assert_eq!(breaks(&ends, &[(0, 100)], 40), [4, 8], "a text through the whole page");
        assert_eq!(breaks(&ends, &[], 100), [] as [u32; 0]);
    }
}
