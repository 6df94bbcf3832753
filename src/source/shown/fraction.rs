//! Fractions: `# ?/?`, `0/10`.

/// The places of a fraction in a format code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: String,
    /// Between the places: a stroke, with blanks or without.
    stroke: String,
    denominator: Denominator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Denominator {
    /// Any that fits so many places.
    Places(String),
    Fixed(u32),
}

/// Excel looks no further, however many places there are.
const MOST_PLACES: usize = 7;

/// From here on a double holds no fraction that could be shown.
const LARGEST: f64 = 1e15;

impl Fraction {
    /// Reads a fraction at the beginning of a code, with its length; the inner `None` where there is none, `None` where
    /// its denominator means nothing.
    pub fn parse(rest: &[char]) -> Option<Option<(Self, usize)>> {
        let run = |from: usize, wanted: fn(&char) -> bool| rest.iter().skip(from).take_while(|c| wanted(c)).count();
        let places = |c: &char| matches!(c, '0' | '#' | '?');
        let numerator = run(0, places);
        let mut at = numerator.saturating_add(run(numerator, |c| *c == ' '));
        if numerator == 0 || rest.get(at) != Some(&'/') {
            return Some(None);
        }
        at = at.saturating_add(1);
        at = at.saturating_add(run(at, |c| *c == ' '));
        let length = run(at, |c| c.is_ascii_digit() || matches!(c, '#' | '?'));
        let end = at.saturating_add(length);
        let text: String = rest.get(at..end)?.iter().collect();
        let denominator = match text.parse::<u32>() {
            _ if length == 0 => return Some(None),
            Ok(fixed) if fixed > 0 => Denominator::Fixed(fixed),
            _ if text.chars().all(|c| places(&c)) => Denominator::Places(text),
            _ => return None,
        };
        let [numerator, stroke] = [rest.get(..numerator)?, rest.get(numerator..at)?].map(|part| part.iter().collect());
        Some(Some((Self { numerator, stroke, denominator }, end)))
    }

    /// Takes a size apart into a whole number, which stays 0 unless it has places, and a fraction that fits: numerator
    /// and denominator. `None` for sizes that have no fraction.
    pub fn split(&self, size: f64, has_whole: bool) -> Option<(u64, u128, u64)> {
        if size >= LARGEST {
            return None;
        }
        let whole = size.floor();
        let rest = size - whole;
        let (above, below) = match &self.denominator {
            Denominator::Fixed(fixed) => ((rest * f64::from(*fixed)).round() as u64, u64::from(*fixed)),
            Denominator::Places(places) => {
                let most = 10_u64.saturating_pow(places.len().min(MOST_PLACES) as u32).saturating_sub(1);
                nearest(rest, most)
            }
        };
        let whole = whole as u64;
        Some(if !has_whole {
            (0, u128::from(whole).saturating_mul(below.into()).saturating_add(above.into()), below)
        } else if above == below {
            (whole.saturating_add(1), 0, below)
        } else {
            (whole, above.into(), below)
        })
    }

    /// A fraction in its places; `None` where a whole number stands alone.
    pub fn shown(&self, numerator: u128, denominator: u64, has_whole: bool) -> Option<String> {
        if has_whole && numerator == 0 && !self.numerator.contains('0') {
            return None;
        }
        let above = padded(numerator, &self.numerator);
        let width = self.width();
        let below = match &self.denominator {
            Denominator::Places(places) if places.starts_with('0') => padded(denominator.into(), places),
            _ => format!("{denominator:<width$}"),
        };
        Some(format!("{above}{}{below}", self.stroke))
    }

    /// The blanks that stand for a fraction beside a whole number.
    pub fn blank(&self) -> String {
        " ".repeat(self.numerator.len().saturating_add(self.stroke.len()).saturating_add(self.width()))
    }

    fn width(&self) -> usize {
        match &self.denominator {
            Denominator::Fixed(fixed) => fixed.to_string().len(),
            Denominator::Places(places) => places.len(),
        }
    }
}

/// A number in its places: `?` leaves a blank, `0` a nought, `#` nothing.
fn padded(number: u128, places: &str) -> String {
    let figures = number.to_string();
    let free = places.len().saturating_sub(figures.len());
    let fill = |mark: char| match mark {
        '0' => Some('0'),
        '?' => Some(' '),
        _ => None,
    };
    places.chars().take(free).filter_map(fill).chain(figures.chars()).collect()
}

/// The fraction that Excel shows for a number below 1 with a denominator of at most `most`: the last convergent of its
/// continued fraction (in doubles) that fits. A nearer one that lies between two convergents is not taken: 0.7 is 2/3, not 5/7.
fn nearest(number: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0_u64, 1_u64), (1_u64, 0_u64));
    let mut rest = number;
    loop {
        let step = rest.floor();
        // at most 2e7 times 1e7
        let next = |before: u64, last: u64| (step as u64).saturating_mul(last).saturating_add(before);
        let next = (next(before.0, last.0), next(before.1, last.1));
        if next.1 > most {
            return last;
        }
        (before, last) = (last, next);
        let left = rest - step;
        // what a double cannot tell from nothing
        if left < 5e-8 || last.1 == most {
            return last;
        }
        rest = 1.0 / left;
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    /// What Excel shows for these: SheetJS's fraction.json and implied.json, Apache POI's 54686_fraction_formats.
    #[test]
    fn a_fraction_is_the_last_convergent_that_fits() {
        for (number, most, shown) in [
            (0.3, 9, (2, 7)),
            (12.3 % 1.0, 9, (1, 3)),
            (0.7, 9, (2, 3)),
            (0.94, 9, (1, 1)),
            (0.1, 9, (0, 1)),
            (0.1, 99, (1, 10)),
            (0.456, 9, (1, 2)),
            (0.456, 99, (26, 57)),
            (1234.567 % 1.0, 999, (55, 97)),
            (0.141_592_653_589_793, 99, (1, 7)),
            (0.123_251_512_342_345, 9_999_999, (480_894, 3_901_729)),
            (0.0, 9, (0, 1)),
            (0.5, 9, (1, 2)),
        ] {
            assert_eq!(nearest(number, most), shown, "{number} of {most}");
        }
    }

    #[test]
    fn a_fraction_never_has_more_places_than_it_may() {
        for n in 0..1000_u32 {
            let number = f64::from(n) * 0.000_999_7;
            for most in [9_u64, 99, 999, 9_999_999] {
                let (above, below) = nearest(number, most);
                assert!((1..=most).contains(&below), "{number} {above}/{below}");
                // convergents: nearer than 1 by the square of their denominator
                let off = (number - above as f64 / below as f64).abs();
                assert!(off <= 1.0 / (below as f64).powi(2) + 1e-12, "{number} {above}/{below}");
            }
        }
    }
}
