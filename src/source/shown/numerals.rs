//! Japanese numerals, as formats with `[DBNum1]` to `[DBNum3]` show numbers in Japanese Excel; `[DBNum4]` shows figures.

/// How figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numerals {
    /// 一二三, 千二百三十四
    Kanji,
    /// 壱弐参, 壱阡弐百参拾四 (大字)
    Formal,
    /// １２３, 千２百３十４
    Wide,
}

impl Numerals {
    /// `dbnum1` to `dbnum4`; the inner `None` for plain figures.
    pub fn parse(bracket: &str) -> Option<Option<Self>> {
        Some(match bracket {
            "dbnum1" => Some(Self::Kanji),
            "dbnum2" => Some(Self::Formal),
            "dbnum3" => Some(Self::Wide),
            "dbnum4" => None,
            _ => return None,
        })
    }

    /// One figure, 0 to 9.
    fn digit(self, digit: u8) -> char {
        let all = match self {
            Self::Kanji => "〇一二三四五六七八九",
            Self::Formal => "〇壱弐参四伍六七八九",
            Self::Wide => "０１２３４５６７８９",
        };
        all.chars().nth(digit.into()).unwrap_or('〓')
    }

    /// Each figure of a text by itself: 2024 is 二〇二四.
    pub fn figures(self, text: &str) -> String {
        text.chars().map(|c| c.to_digit(10).map_or(c, |digit| self.digit(digit as u8))).collect()
    }

    /// Whole figures with 十, 百, 千 and 万 between: 1234 is 千二百三十四.
    pub fn whole(self, figures: &str) -> String {
        let digits = figures.bytes().filter(u8::is_ascii_digit).map(|byte| byte.saturating_sub(b'0'));
        let digits: Vec<u8> = digits.skip_while(|digit| *digit == 0).collect();
        let (ranks, groups) = match self {
            Self::Formal => (["", "拾", "百", "阡"], ["", "萬", "億", "兆", "京"]),
            _ => (["", "十", "百", "千"], ["", "万", "億", "兆", "京"]),
        };
        if digits.is_empty() {
            return self.digit(0).to_string();
        }
        if digits.len().div_ceil(4) > groups.len() {
            return self.figures(figures);
        }
        let mut out = String::new();
        let mut in_group = false;
        for (place, digit) in (0..digits.len()).rev().zip(&digits) {
            let (rank, group) = (place % 4, place / 4);
            if *digit > 0 {
                in_group = true;
                // 十, 百 and 千 stand without 一, but for 一千万
                let bare = *digit == 1 && rank > 0 && self != Self::Formal && !(rank == 3 && group > 0);
                if !bare {
                    out.push(self.digit(*digit));
                }
                out.push_str(ranks.get(rank).copied().unwrap_or_default());
            }
            if rank == 0 && in_group {
                out.push_str(groups.get(group).copied().unwrap_or_default());
                in_group = false;
            }
        }
        out
    }

    /// A field of a date: 30 is 三十, 2021 and 05 go figure by figure, and so do wide figures.
    pub fn of_a_day(self, field: &str) -> String {
        let short = field.len() <= 2 && !field.starts_with('0') && field.bytes().all(|b| b.is_ascii_digit());
        if field == "0" || (short && self != Self::Wide) { self.whole(field) } else { self.figures(field) }
    }

    /// A number as text (`-12.5`): its whole part with 十, 百, 千 and 万, its decimals figure by figure.
    pub fn number(self, text: &str) -> String {
        let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
        let (whole, decimals) = size.split_once('.').map_or((size, None), |(whole, rest)| (whole, Some(rest)));
        if !whole.bytes().all(|b| b.is_ascii_digit()) {
            return self.figures(text);
        }
        let decimals = decimals.map_or_else(String::new, |rest| format!(".{}", self.figures(rest)));
        format!("{sign}{}{decimals}", self.whole(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::Numerals::{Formal, Kanji, Wide};

    #[test]
    fn numbers_have_their_ranks() {
        for (number, kanji, formal, wide) in [
            ("0", "〇", "〇", "０"),
            ("7", "七", "七", "７"),
            ("10", "十", "壱拾", "十"),
            ("101", "百一", "壱百壱", "百１"),
            ("1234", "千二百三十四", "壱阡弐百参拾四", "千２百３十４"),
            ("10000", "一万", "壱萬", "１万"),
            ("12345", "一万二千三百四十五", "壱萬弐阡参百四拾伍", "１万２千３百４十５"),
            ("10001000", "一千万千", "壱阡萬壱阡", "１千万千"),
            ("120030004000", "一千二百億三千万四千", "壱阡弐百億参阡萬四阡", "１千２百億３千万４千"),
            ("-12.5", "-十二.五", "-壱拾弐.伍", "-十２.５"),
        ] {
            assert_eq!([Kanji, Formal, Wide].map(|n| n.number(number)), [kanji, formal, wide], "{number}");
        }
        assert_eq!(Kanji.number("1.2E+30"), "一.二E+三〇");
        assert_eq!(Wide.figures("2024"), "２０２４");
    }
}
