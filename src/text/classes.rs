//! Character classes of JLReq Appendix A, as far as horizontal lines need them.

use std::sync::LazyLock;

use crate::finding::Message;
use crate::msg;

/// How strictly line starts are kept free of small kana (JLReq 3.1.7 note).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Kinsoku {
    /// Small kana and ー do not begin lines.
    #[default]
    Strict,
    /// They may.
    Loose,
}

impl Kinsoku {
    /// Reads `strict` or `loose`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(name: &str) -> Result<Self, Message> {
        match name {
            "strict" => Ok(Self::Strict),
            "loose" => Ok(Self::Loose),
            other => {
                Err(msg!("kinsoku は strict か loose です: 「{other}」", "kinsoku is strict or loose: \"{other}\""))
            }
        }
    }
}

/// cl-01: opening brackets. A line never ends with one (JLReq 3.1.8).
const OPENING: &str = "‘“（〔［｛〈《「『【｟〘〖«〝([{｢";
/// cl-02: closing brackets.
const CLOSING: &str = "’”）〕］｝〉》」』】｠〙〗»〟)]}｣";
/// cl-03 to cl-07 and cl-09: what never begins a line (JLReq 3.1.7) besides closing brackets. U+FF5E is what
/// Windows types for U+301C.
const NO_START: &str = "‐〜゠–～！？‼⁇⁈⁉!?・：；･:;。．｡.、，､,ヽヾゝゞ々〻゛゜ﾞﾟ";
/// cl-10 and cl-11: prolonged sound mark and small kana.
const SMALL_KANA: &str = "ーｰぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮ";
/// cl-12: marks before a number.
pub const PREFIX: &str = "¥￥$＄£￡#＃€№";
/// cl-13: marks behind a number.
pub const POSTFIX: &str = "°′″℃¢￠%％‰㏋ℓ㌃㌶㍍㌔㌘㍑㍗㌍㌦㌣㌧㌢㌻㍉㍊㎡㎥㎞㎏㎝㎜㌫㏄㎎℉";
/// Symbols that Unicode line breaking never parts (class AL).
const SYMBOLS: &str =
    "○●◎□■◇◆△▲▽▼☆★→←↑↓⇒※♪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟❶❷❸❹❺❻❼❽❾❿ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ";
/// Typst's closing marks that lose their right half before another mark.
const LEFT_ALIGNED: &str = "，。．、：；》）』」】〗〕〉］｝";
/// Typst's opening marks that lose their left half behind another mark.
const RIGHT_ALIGNED: &str = "《（『「【〖〔〈［｛";

const LISTS: [&str; 9] =
    [OPENING, CLOSING, NO_START, SMALL_KANA, PREFIX, POSTFIX, SYMBOLS, LEFT_ALIGNED, RIGHT_ALIGNED];

/// One bit a list for every character of the basic plane.
static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; 0x10000];
    for (bit, list) in LISTS.iter().enumerate() {
        for c in list.chars() {
            table[c as usize] |= 1 << bit;
        }
    }
    table
});

fn is(c: char, bits: u16) -> bool {
    TABLE.get(c as usize).is_some_and(|have| have & bits != 0)
}

pub fn is_opening(c: char) -> bool {
    is(c, 1)
}

pub fn is_closing(c: char) -> bool {
    is(c, 1 << 1)
}

/// Never begins a line, strict or loose.
pub fn is_no_start(c: char) -> bool {
    is(c, 1 << 1 | 1 << 2)
}

/// Strict kinsoku forbids these at a line start, loose kinsoku lets them stand there (JLReq 3.1.7 note).
pub fn is_small_kana(c: char) -> bool {
    is(c, 1 << 3)
}

pub fn is_prefix(c: char) -> bool {
    is(c, 1 << 4)
}

pub fn is_postfix(c: char) -> bool {
    is(c, 1 << 5)
}

pub fn is_symbol_run(c: char) -> bool {
    is(c, 1 << 6)
}

pub fn is_left_aligned(c: char) -> bool {
    is(c, 1 << 7)
}

pub fn is_right_aligned(c: char) -> bool {
    is(c, 1 << 8)
}

/// Brackets that are half as wide at the start of a line, and that Typst does not know (JLReq 3.1.5).
pub fn opens_edge(c: char) -> bool {
    matches!(c, '｟' | '〘' | '〝')
}

/// The same at the end of a line (JLReq 3.1.9).
pub fn closes_edge(c: char) -> bool {
    matches!(c, '｠' | '〙' | '〟')
}

/// Whether a line or a column may end between two characters (JLReq 3.1.7, 3.1.8).
pub fn may_part(a: char, b: char) -> bool {
    !is_opening(a) && !is_no_start(b) && !is_small_kana(b) && !is_inseparable(a, b)
}

/// Whether emphasis dots are set over it: not over marks and blanks (JLReq 3.3.9 note).
pub fn takes_dot(c: char) -> bool {
    !is_opening(c) && !is_closing(c) && !is_blank(c) && !",.､｡，．、。;:･；：・".contains(c)
}

/// cl-08: pairs that are not cut (JLReq 3.1.10).
pub fn is_inseparable(a: char, b: char) -> bool {
    (a == b && matches!(a, '…' | '‥' | '—' | '―' | '─')) || (matches!(a, '〳' | '〴') && b == '〵')
}

pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Raised and lowered figures, which belong to what stands before them (JLReq cl-21): ², ⁾, ₂.
pub fn is_script(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{208E}' | 'ₓ')
}

/// Characters that join the one before: variation selectors, combining marks, joiners.
pub fn is_attached(c: char) -> bool {
    // nearly every character
    if c < '\u{300}' || matches!(c, 'ぁ'..='\u{3098}' | '\u{309B}'..='\u{FDFF}') {
        return false;
    }
    c == '\u{200D}' || is_selector(c) || is_mark(c)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{3099}' | '\u{309A}' | '\u{FE20}'..='\u{FE2F}')
}

/// Variation selectors, of standardised variations and of ideographs (IVS).
pub fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Blanks, at a line's end without width.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{A0}')
}
