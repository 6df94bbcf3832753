//! The order of 五十音.

use unicode_normalization::UnicodeNormalization;

/// A key by which kana sort as in JIS X 4061: first as if all were plain and large hiragana, ー as the vowel before
/// it; then by voicing marks; then ー and small kana before large. What is no kana sorts by its code behind them.
pub fn kana_key(text: &str) -> (Vec<char>, Vec<u8>, Vec<u8>) {
    let (mut plain, mut voiced, mut small) = (Vec::new(), Vec::new(), Vec::new());
    for c in text.nfkc().flat_map(|c| std::iter::once(c).nfd()) {
        match c {
            '\u{3099}' => voiced.last_mut().map_or((), |v| *v = 1),
            '\u{309A}' => voiced.last_mut().map_or((), |v| *v = 2),
            c if c.is_whitespace() || matches!(c, '・' | '･') => {}
            'ー' => {
                if let Some(vowel) = plain.last().copied().and_then(vowel) {
                    plain.push(vowel);
                    voiced.push(0);
                    small.push(0);
                }
            }
            c => {
                let c = hiragana(c);
                let large = large(c);
                plain.push(large);
                voiced.push(0);
                small.push(u8::from(large == c));
            }
        }
    }
    (plain, voiced, small)
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        c => c,
    }
}

fn large(c: char) -> char {
    const PAIRS: &str = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";
    let mut pairs = PAIRS.chars();
    while let (Some(small), Some(large)) = (pairs.next(), pairs.next()) {
        if small == c {
            return large;
        }
    }
    c
}

/// The vowel of a kana, for ー.
fn vowel(c: char) -> Option<char> {
    const ROWS: [(char, &str); 5] = [
        ('あ', "あかさたなはまやらわ"),
        ('い', "いきしちにひみりゐ"),
        ('う', "うくすつぬふむゆる"),
        ('え', "えけせてねへめれゑ"),
        ('お', "おこそとのほもよろを"),
    ];
    ROWS.iter().find(|(_, row)| row.contains(c)).map(|(vowel, _)| *vowel)
}

#[cfg(test)]
mod tests {
    use super::kana_key;

    #[test]
    fn names_stand_in_the_order_of_kana() {
        let order = [
            "アイダ",
            "あおき　はな",
            "イトウ",
            "いとう　じろう",
            "かとう",
            "がとう",
            "ｶﾞﾄｳ ﾀﾛｳ",
            "さっか",
            "さつか",
            "スーキ",
            "スウキ",
            "はっとり",
            "バットリ",
        ];
        let mut sorted = order;
        sorted.reverse();
        sorted.sort_by_cached_key(|name| kana_key(name));
        assert_eq!(sorted, order);
    }
}
