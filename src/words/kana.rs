//! The order of 五十音.

use icu_collator::options::{AlternateHandling, CollatorOptions, MaxVariable};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

/// The order of kana (JIS X 4061): first as if all were plain and large hiragana, ー as the vowel before it; then by
/// voicing marks; then ー and small kana before large. Blanks and ・ do not count. Kanji stand behind kana, as in JIS X
/// 0208.
#[cfg_attr(not(test), expect(clippy::expect_used, reason = "the data of `ja` is in the program"))]
pub fn kana_order() -> CollatorBorrowed<'static> {
    let mut options = CollatorOptions::default();
    options.alternate_handling = Some(AlternateHandling::Shifted);
    options.max_variable = Some(MaxVariable::Punctuation);
    Collator::try_new(locale!("ja").into(), options).expect("the order of ja")
}

#[cfg(test)]
mod tests {
    use super::kana_order;

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
        let kana = kana_order();
        sorted.sort_by(|a, b| kana.compare(a, b));
        assert_eq!(sorted, order);
    }
}
