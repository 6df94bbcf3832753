//! Fractions: `# ?/?`, `0/10`.

/// The places of a fraction in a format code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: String,
    denominator: Denominator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Denominator {
    /// Any that fits so many places.
    Places(String),
    Fixed(u32),
}

/// More places than a double can tell apart.
const MOST_PLACES: usize = 5;

/// From here on a double holds no fraction that could be shown.
const LARGEST: f64 = 1e15;

impl Fraction {
    /// Reads a fraction at the beginning of a code, with its length.
    pub fn parse(rest: &[char]) -> Option<(Self, usize)> {
        let run = |from: usize, wanted: fn(&char) -> bool| rest[from..].iter().take_while(|c| wanted(c)).count();
        let places = |c: &char| matches!(c, '0' | '#' | '?');
        let numerator = run(0, places);
        let mut at = numerator + run(numerator, |c| *c == ' ');
        if numerator == 0 || rest.get(at) != Some(&'/') {
            return None;
        }
        at += 1;
        at += run(at, |c| *c == ' ');
        let length = run(at, |c| c.is_ascii_digit() || matches!(c, '#' | '?'));
        let text: String = rest[at..at + length].iter().collect();
        let denominator = match text.parse::<u32>() {
            Ok(fixed) if fixed > 0 => Denominator::Fixed(fixed),
            _ if (1..=MOST_PLACES).contains(&length) && text.chars().all(|c| places(&c)) => Denominator::Places(text),
            _ => return None,
        };
        Some((Self { numerator: rest[..numerator].iter().collect(), denominator }, at + length))
    }

    /// Takes a size apart into a whole number, which stays 0 unless it has places, and the nearest fraction that fits:
    /// numerator and denominator. `None` for sizes that have no fraction.
    pub fn split(&self, size: f64, has_whole: bool) -> Option<(u64, u64, u64)> {
        if size >= LARGEST {
            return None;
        }
        let whole = if has_whole { size.floor() } else { 0.0 };
        let rest = size - whole;
        let (numerator, denominator) = match &self.denominator {
            Denominator::Fixed(fixed) => ((rest * f64::from(*fixed)).round() as u64, u64::from(*fixed)),
            Denominator::Places(places) => nearest(rest, 10_u64.pow(places.len() as u32) - 1),
        };
        let whole = whole as u64;
        Some(if has_whole && numerator == denominator { (whole + 1, 0, 1) } else { (whole, numerator, denominator) })
    }

    /// A fraction in its places; blanks where there is none.
    pub fn shown(&self, numerator: u64, denominator: u64, has_whole: bool) -> String {
        let width = match &self.denominator {
            Denominator::Fixed(fixed) => fixed.to_string().len(),
            Denominator::Places(places) => places.len(),
        };
        if has_whole && numerator == 0 {
            return " ".repeat(self.numerator.len() + 1 + width);
        }
        let above = padded(numerator, &self.numerator);
        let below = match &self.denominator {
            Denominator::Places(places) if places.starts_with('0') => padded(denominator, places),
            _ => format!("{denominator:<width$}"),
        };
        format!("{above}/{below}")
    }
}

/// A number in its places: `?` leaves a blank, `0` a nought, `#` nothing.
fn padded(number: u64, places: &str) -> String {
    let figures = number.to_string();
    let free = places.len().saturating_sub(figures.len());
    let fill = |mark: char| match mark {
        '0' => Some('0'),
        '?' => Some(' '),
        _ => None,
    };
    places.chars().take(free).filter_map(fill).chain(figures.chars()).collect()
}

/// The fraction nearest to a number with a denominator of at most `most`: the last convergent of its continued fraction
/// that fits, or what lies between the last two.
fn nearest(number: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0_u64, 1_u64), (1_u64, 0_u64));
    let mut rest = number;
    loop {
        let step = rest.floor();
        let next = (before.0 + step as u64 * last.0, before.1 + step as u64 * last.1);
        if next.1 > most {
            break;
        }
        (before, last) = (last, next);
        let left = rest - step;
        // what a double cannot tell from nothing
        if left < 1e-9 {
            return last;
        }
        rest = 1.0 / left;
    }
    let more = (most - before.1) / last.1.max(1);
    let between = (before.0 + more * last.0, before.1 + more * last.1);
    let off = |(above, below): (u64, u64)| (number - above as f64 / below as f64).abs();
    if off(between) < off(last) { between } else { last }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_fraction_is_that_of_every_denominator() {
        for n in 0..1000_u32 {
            let number = f64::from(n) * 0.003_1;
            for most in [9_u64, 99, 999] {
                let (above, below) = nearest(number, most);
                let off = (number - above as f64 / below as f64).abs();
                let best = (1..=most).map(|d| (number - (number * d as f64).round() / d as f64).abs());
                assert!(below <= most && off <= best.fold(f64::MAX, f64::min) + 1e-9, "{number} {above}/{below}");
            }
        }
        assert_eq!(nearest(0.0, 9), (0, 1));
        assert_eq!(nearest(std::f64::consts::PI, 9), (22, 7));
        assert_eq!(nearest(std::f64::consts::PI, 99), (311, 99));
    }
}
