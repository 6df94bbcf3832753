//! Character classes of JLReq Appendix A, as far as horizontal lines need them.

/// cl-01: opening brackets. A line never ends with one (JLReq 3.1.8).
pub fn is_opening(c: char) -> bool {
    "‘“（〔［｛〈《「『【｟〘〖«〝([{｢".contains(c)
}

/// Characters that never begin a line (JLReq 3.1.7), strict set.
pub fn is_no_start(c: char) -> bool {
    is_closing(c)
        || "‐〜゠–～".contains(c) // cl-03 hyphens; U+FF5E is what Windows types for U+301C
        || "！？‼⁇⁈⁉!?".contains(c) // cl-04
        || "・：；･:;".contains(c) // cl-05
        || "。．｡.、，､,".contains(c) // cl-06, cl-07
        || "ヽヾゝゞ々〻".contains(c) // cl-09
        || "゛゜ﾞﾟ".contains(c)
}

/// cl-02: closing brackets.
pub fn is_closing(c: char) -> bool {
    "’”）〕］｝〉》」』】｠〙〗»〟)]}｣".contains(c)
}

/// cl-10 and cl-11: prolonged sound mark and small kana. Strict kinsoku forbids them at a line start,
/// loose kinsoku lets them stand there (JLReq 3.1.7 note).
pub fn is_small_kana(c: char) -> bool {
    "ーｰぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮ".contains(c)
}

/// cl-08: pairs that are not cut (JLReq 3.1.10).
pub fn is_inseparable(a: char, b: char) -> bool {
    (a == b && "…‥—―─〳〴".contains(a)) || ("〳〴".contains(a) && b == '〵')
}

/// cl-12: marks that stand before a number.
pub fn is_prefix(c: char) -> bool {
    "¥￥$＄£￡#＃€№".contains(c)
}

/// cl-13: marks that stand after a number.
pub fn is_postfix(c: char) -> bool {
    "°′″℃¢￠%％‰㏋ℓ㌃㌶㍍㌔㌘㍑㎡㎥㎞㎏㎝㎜㌫㏄㎎".contains(c)
}

pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Symbols that Unicode line breaking never parts (class AL), so that a run of them leaves its cell.
pub fn is_symbol_run(c: char) -> bool {
    ('①'..='⑳').contains(&c)
        || ('㉑'..='㉟').contains(&c)
        || ('❶'..='❿').contains(&c)
        || ('Ⅰ'..='ⅻ').contains(&c)
        || "○●◎□■◇◆△▲▽▼☆★→←↑↓⇒※♪".contains(c)
}

/// Characters that join the one before: variation selectors, combining sound marks, joiners.
pub fn is_attached(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200D}' | '\u{20DD}'..='\u{20E0}')
        || matches!(c, '\u{0300}'..='\u{036F}')
}

/// Typst's classes for consecutive punctuation: closing marks that lose their right half.
pub fn is_left_aligned(c: char) -> bool {
    "，。．、：；》）』」】〗〕〉］｝".contains(c)
}

/// Typst's classes for consecutive punctuation: opening marks that lose their left half.
pub fn is_right_aligned(c: char) -> bool {
    "《（『「【〖〔〈［｛".contains(c)
}
