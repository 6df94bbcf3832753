//! Numbers as papers have them.

/// Digits with commas between thousands, and △ before what is negative: 1546 → 1,546.
pub fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |d| ("△", d));
    let mut out = sign.to_owned();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && digits.len().saturating_sub(i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped("1546"), "1,546");
        assert_eq!(grouped("-12"), "△12");
        assert_eq!(grouped("100"), "100");
        assert_eq!(grouped("1234567"), "1,234,567");
    }
}
