//! Names with a fiscal year in them, for another one: 令和8年度当初, Ｒ８年度末, 2026年度.

use regex::{Captures, Regex};
use std::sync::LazyLock;

use crate::words::era::{KNOWN, era_year, years_in};
use crate::words::{full_width, half_width};

static FISCAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(令和|平成|[RHＲＨ])([元0-9０-９]{1,2})(年度)|()([0-9０-９]{4})(年度)").expect("constant pattern")
});

/// A name with its fiscal years so many years later, in the digits that it has.
pub fn moved_name(name: &str, by: i32) -> String {
    let moved = |found: &Captures| {
        let whole = &found[0];
        let of = |a: usize, b: usize| found.get(a).or_else(|| found.get(b)).map_or("", |m| m.as_str());
        let (era, digits, behind) = (of(1, 4), of(2, 5), of(3, 6));
        let year = match era {
            "" => digits.chars().map(half_width).collect::<String>().parse().ok(),
            _ => years_in(&format!("{era}{digits}")).first().copied(),
        };
        let Some(year) = year.and_then(|year: i32| year.checked_add(by)).filter(|y| KNOWN.contains(&i64::from(*y)))
        else {
            return whole.to_owned();
        };
        let named = era_year(year);
        let worded = match era {
            "" => year.to_string(),
            "令和" | "平成" => named,
            // R8 goes on as R9, H31 as R2
            letter => {
                let new = match (letter.chars().any(|c| c.is_ascii()), named.starts_with("令和")) {
                    (true, true) => 'R',
                    (true, false) => 'H',
                    (false, true) => 'Ｒ',
                    (false, false) => 'Ｈ',
                };
                named.chars().skip(2).fold(String::from(new), |out, c| out + &c.to_string())
            }
        };
        let wide = digits.chars().any(|c| ('０'..='９').contains(&c));
        let worded = if wide { worded.chars().map(full_width).collect() } else { worded };
        format!("{worded}{behind}")
    };
    FISCAL.replace_all(name, moved).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_on_as_they_are_written() {
        for (name, wanted) in [
            ("令和8年度当初", "令和9年度当初"),
            ("令和８年度末", "令和９年度末"),
            ("平成30年度", "令和元年度"),
            ("令和元年度末", "令和2年度末"),
            ("R8年度・2026年度", "R9年度・2027年度"),
            ("Ｒ８年度", "Ｒ９年度"),
            ("\"令和9年度当初\"", "\"令和10年度当初\""),
            // no fiscal year
            ("第4期計画（令和8年5月）", "第4期計画（令和8年5月）"),
            ("9999年度", "9999年度"),
        ] {
            assert_eq!(moved_name(name, 1), wanted);
        }
    }
}
