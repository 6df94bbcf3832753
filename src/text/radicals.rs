//! Radicals (U+2E80–U+2FDF): they look like kanji and are other characters, that no search finds and few fonts have. They
//! come from PDF files and from character palettes.

use unicode_normalization::UnicodeNormalization;

/// The kanji that is meant by a radical.
pub fn kanji_of(c: char) -> Option<char> {
    // Equivalent_Unified_Ideograph (UAX 44) of the supplement, which has no compatibility mappings, and where the
    // mapping of a Kangxi radical leads to another form than the one in use in Japan
    const PAIRS: &str = "⺁厂⺄乙⺈刀⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺖心⺜日⺝月⺟母⺠民⺧牛⺩王⺬示⺶羊⺷羊⺼肉⺽臼⻁虎⻄西⻅見⻆角⻉貝⻊足⻋車⻑長⻓長⻔門⻕阜⻗雨⻘青⻙韋⻚頁⻛風⻜飛⻝食⻟食⻢馬⻣骨⻤鬼⻥魚⻦鳥⻧鹵⻨麦⻩黄⻫斉⻬斉⻭歯⻮歯⻯竜⻰竜⻱亀⻲亀⻳亀⼾戸⾭青⿈黄⿊黒⿆麦⿒歯⿑斉⿔亀";
    if !('\u{2E80}'..='\u{2FDF}').contains(&c) {
        return None;
    }
    let mut chars = PAIRS.chars();
    while let (Some(radical), Some(kanji)) = (chars.next(), chars.next()) {
        if radical == c {
            return Some(kanji);
        }
    }
    std::iter::once(c).nfkc().next().filter(|kanji| *kanji != c)
}

#[cfg(test)]
mod tests {
    use super::kanji_of;

    #[test]
    fn radicals_name_their_kanji() {
        for (radical, kanji) in [('⼀', '一'), ('⾼', '高'), ('⿊', '黒'), ('⻑', '長'), ('⼾', '戸'), ('⻯', '竜')]
        {
            assert_eq!(kanji_of(radical), Some(kanji), "{radical}");
        }
        assert!(kanji_of('一').is_none() && kanji_of('⺀').is_none());
        // every Kangxi radical stands for a kanji
        assert!(('\u{2F00}'..='\u{2FD5}').all(|c| kanji_of(c).is_some_and(|k| k > '\u{3400}')));
    }
}
