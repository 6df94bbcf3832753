//! Heights of the rows of a panel: no less than needed, the rest by weight, so that an empty answer gives its room to a
//! long one.

use super::SetBlock;

/// Heights in whole lines of `pitch` pt: the lines of all panels stand on one grid.
pub fn share(needs: &[Vec<f64>], panel: &[SetBlock], height: f64, pitch: f64) -> Vec<Vec<f64>> {
    let weights: Vec<Vec<f64>> = needs
        .iter()
        .zip(panel)
        .map(|(n, b)| (0..n.len()).map(|i| b.block.rows.get(i).map_or(0.0, |r| r.weight)).collect())
        .collect();
    on_grid(&shared(needs, &weights, height), &weights, height, pitch)
}

/// As [`share`], for plain weights, and not in whole lines.
pub fn shared(needs: &[Vec<f64>], weights: &[Vec<f64>], height: f64) -> Vec<Vec<f64>> {
    let at = |lambda: f64| -> Vec<Vec<f64>> {
        needs.iter().zip(weights).map(|(n, w)| n.iter().zip(w).map(|(n, w)| n.max(lambda * w)).collect()).collect()
    };
    let total = |rows: &[Vec<f64>]| rows.iter().flatten().sum::<f64>();
    if weights.iter().flatten().all(|w| *w <= 0.0) || total(&at(0.0)) >= height {
        return at(0.0);
    }
    let (mut low, mut high) = (0.0, height);
    while total(&at(high)) < height && high < height * 1e4 {
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if total(&at(middle)) <= height { low = middle } else { high = middle }
    }
    at(low)
}

/// Rounds heights down to whole lines and gives what that leaves to the rows that lost most of a line.
fn on_grid(heights: &[Vec<f64>], weights: &[Vec<f64>], height: f64, pitch: f64) -> Vec<Vec<f64>> {
    let lines = |height: f64| (height / pitch + 1e-6).floor();
    let mut out: Vec<Vec<f64>> = heights.iter().map(|rows| rows.iter().map(|h| lines(*h)).collect()).collect();
    let used: f64 = out.iter().flatten().sum();
    let mut losers: Vec<(f64, usize, usize)> = Vec::new();
    for (b, rows) in heights.iter().enumerate() {
        for (r, h) in rows.iter().enumerate().filter(|(r, _)| weights[b][*r] > 0.0) {
            losers.push((h / pitch - lines(*h), b, r));
        }
    }
    losers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let spare = (lines(height) - used).max(0.0) as usize;
    for (_, b, r) in losers.into_iter().take(spare) {
        out[b][r] += 1.0;
    }
    out.into_iter().map(|rows| rows.into_iter().map(|n| n * pitch).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{on_grid, shared};

    #[test]
    fn an_empty_row_gives_its_room_to_a_long_one() {
        let heights = shared(&[vec![10.0, 10.0], vec![70.0]], &[vec![0.0, 1.0], vec![1.0]], 100.0);
        assert_eq!(heights[0][0], 10.0, "a row without weight stays as it is");
        assert!((heights[0][1] - 20.0).abs() < 1e-6 && (heights[1][0] - 70.0).abs() < 1e-6, "{heights:?}");
        let even = shared(&[vec![10.0], vec![20.0]], &[vec![1.0], vec![1.0]], 100.0);
        assert!((even[0][0] - 50.0).abs() < 1e-6 && (even[1][0] - 50.0).abs() < 1e-6, "{even:?}");
        let full = shared(&[vec![80.0], vec![40.0]], &[vec![1.0], vec![1.0]], 100.0);
        assert_eq!(full, [[80.0], [40.0]], "what is needed is never cut");
    }

    #[test]
    fn rows_are_whole_lines_and_fill_the_panel() {
        let (needs, weights) = ([vec![10.0, 10.0], vec![20.0, 10.0]], [vec![0.0, 1.0], vec![3.0, 1.0]]);
        let rows = on_grid(&shared(&needs, &weights, 127.0), &weights, 127.0, 10.0);
        assert_eq!(rows.iter().flatten().sum::<f64>(), 120.0);
        assert_eq!(rows[0][0], 10.0, "a row without weight stays as it is");
        assert!(rows.iter().flatten().all(|h| h % 10.0 == 0.0), "{rows:?}");
        let full = on_grid(&[vec![80.0], vec![40.0]], &[vec![1.0], vec![1.0]], 100.0, 10.0);
        assert_eq!(full, [[80.0], [40.0]], "what is needed is never cut");
    }
}
