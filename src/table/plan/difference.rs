//! Shows where two texts differ, so that a clerk finds it: …福祉局【健康】部…, with names for what cannot be seen.

use unicode_normalization::UnicodeNormalization;

use crate::finding::{Message, quote};
use crate::msg;
use crate::text::{is_attached, is_unprinted};

/// Characters of a text that are shown whole, and those shown round the difference in a longer one.
const WHOLE: usize = 40;
const AROUND: usize = 10;
/// The longest difference that is shown whole.
const LONGEST: usize = 24;
/// So many equal characters end a difference, where there are several.
const EQUAL_AGAIN: usize = 4;

/// Two texts that are not the same, each with what differs in 【】, and whether they differ in other places too.
pub fn differing(a: &str, b: &str) -> (Message, Message, bool) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut from = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    // what hangs on a character is shown with it
    let attached = |text: &[char], at: usize| text.get(at).is_some_and(|c| is_attached(*c));
    while let Some(before) = from.checked_sub(1).filter(|_| attached(&a, from) || attached(&b, from)) {
        from = before;
    }
    let ((before, a), (_, b)) = (parted(&a, from), parted(&b, from));
    let mut behind = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let end = |text: &[char], behind: usize| text.len().saturating_sub(behind);
    let hangs = |behind: usize| attached(a, end(a, behind)) || attached(b, end(b, behind));
    while let Some(fewer) = behind.checked_sub(1).filter(|_| hangs(behind)) {
        behind = fewer;
    }
    let (mut one, mut two) = (parted(a, end(a, behind)), parted(b, end(b, behind)));
    let mut several = false;
    if one.0.len().max(two.0.len()) > LONGEST
        && let Some((i, j)) = equal_again(a, b)
    {
        (one, two, several) = (parted(a, i), parted(b, j), true);
    }
    let named = alike(one.0, two.0);
    (marked(before, one, named), marked(before, two, named), several)
}

/// A text before and from a place in it.
fn parted(text: &[char], at: usize) -> (&[char], &[char]) {
    text.split_at_checked(at).unwrap_or((text, &[]))
}

/// Where two texts that begin with a difference are the same again.
fn equal_again(a: &[char], b: &[char]) -> Option<(usize, usize)> {
    let again = |text: &[char], at: usize| text.get(at..).and_then(|rest| rest.first_chunk::<EQUAL_AGAIN>().copied());
    let same = |i: usize, j: usize| {
        let (x, y) = (again(a, i), again(b, j));
        x.is_some() && x == y
    };
    (1..=2 * LONGEST).find_map(|sum| {
        let first = sum.saturating_sub(LONGEST);
        (first..=sum.min(LONGEST)).map(|i| (i, sum.saturating_sub(i))).find(|&(i, j)| same(i, j))
    })
}

/// Whether two stretches may look the same in print, so that their code points are told.
fn alike(a: &[char], b: &[char]) -> bool {
    let odd = |c: &char| {
        matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
            || is_attached(*c)
            || "-‐‑‒–—―−－ーｰ一─━~〜～○◯〇·・･".contains(*c)
    };
    let short = |text: &[char]| (1..=3).contains(&text.len());
    let composed = |text: &[char]| text.iter().copied().nfkc().collect::<String>();
    short(a) && short(b) && (a.iter().chain(b).any(odd) || composed(a) == composed(b))
}

/// What differs between what stands before and behind it.
fn marked(before: &[char], (own, behind): (&[char], &[char]), named: bool) -> Message {
    let whole = [before, own, behind].into_iter().flatten().count() <= WHOLE;
    let piece = |chars: &[char]| quote(&chars.iter().collect::<String>());
    let near_before = if whole { before } else { before.rchunks(AROUND).next().unwrap_or_default() };
    let near_behind = if whole { behind } else { behind.chunks(AROUND).next().unwrap_or_default() };
    let cut = |near: &[char], all: &[char]| if near.len() < all.len() { "…" } else { "" };
    let (head, tail) = (cut(near_before, before), cut(near_behind, behind));
    let (before, behind) = (piece(near_before), piece(near_behind));
    let Message { ja, en } = difference(own, named);
    msg!("{head}{before}【{ja}】{behind}{tail}", "{head}{before}[{en}]{behind}{tail}")
}

/// What stands in the brackets: the characters, with names for those that leave no trace.
fn difference(text: &[char], named: bool) -> Message {
    let (mut ja, mut en) = (String::new(), String::new());
    let mut push = |part_ja: &str, part_en: &str| {
        ja.push_str(part_ja);
        en.push_str(part_en);
    };
    let only_unseen = text.iter().all(|c| unseen(*c).is_some());
    for (n, &c) in text.iter().enumerate() {
        if n == LONGEST {
            push("…", "…");
            break;
        }
        match unseen(c) {
            Some(Message { ja, en }) if only_unseen => {
                let between = if n > 0 { "・" } else { "" };
                push(&format!("{between}{ja}"), &format!("{between}{en}"));
            }
            Some(Message { ja, en }) => push(&format!("〈{ja}〉"), &format!("<{en}>")),
            None => push(&c.to_string(), &c.to_string()),
        }
    }
    if named && !only_unseen {
        let codes: Vec<String> = text.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
        push(&format!(" {}", codes.join(" ")), &format!(" {}", codes.join(" ")));
    }
    Message { ja, en }
}

/// The name of a character that cannot be seen.
fn unseen(c: char) -> Option<Message> {
    let code = c as u32;
    Some(match c {
        '\n' => msg!("改行", "line break"),
        ' ' => msg!("半角の空白", "blank"),
        '\u{3000}' => msg!("全角の空白", "full-width blank"),
        '\t' => msg!("タブ", "tab"),
        c if c.is_whitespace() => msg!("空白 U+{code:04X}", "blank U+{code:04X}"),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            msg!("異体字の指定 U+{code:04X}", "variation selector U+{code:04X}")
        }
        c if c.is_control() || is_unprinted(c) => {
            msg!("見えない文字 U+{code:04X}", "invisible character U+{code:04X}")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::differing;

    fn shown(a: &str, b: &str) -> [String; 2] {
        let (a, b, _) = differing(a, b);
        [a.ja, b.ja]
    }

    #[test]
    fn only_what_differs_is_marked() {
        assert_eq!(shown("福祉局健康部と区", "福祉局部と区"), ["福祉局【健康】部と区", "福祉局【】部と区"]);
        assert_eq!(shown("港", "丘"), ["【港】", "【丘】"]);
        let long = "磯の縁側を毎週ひらき、".repeat(20);
        let [a, b] = shown(&format!("{long}茶を出す。{long}"), &format!("{long}湯を出す。{long}"));
        assert_eq!(a, "…の縁側を毎週ひらき、【茶】を出す。磯の縁側を毎…");
        assert_eq!(b, "…の縁側を毎週ひらき、【湯】を出す。磯の縁側を毎…");
    }

    #[test]
    fn of_several_differences_the_first_is_shown() {
        let middle = "その間の文は同じで長い。".repeat(4);
        let (a, b, several) = differing(&format!("甲の{middle}乙"), &format!("丙の{middle}丁"));
        assert!(several);
        assert_eq!((a.ja.as_str(), b.ja.as_str()), ("【甲】のその間の文は同じで…", "【丙】のその間の文は同じで…"));
        assert!(!differing("甲", "乙").2);
    }

    #[test]
    fn what_cannot_be_seen_has_a_name() {
        assert_eq!(shown("窓口", "窓 口"), ["窓【】口", "窓【半角の空白】口"]);
        assert_eq!(shown("窓口", "窓　\n口"), ["窓【】口", "窓【全角の空白・改行】口"]);
        assert_eq!(shown("窓口", "窓\u{200B}口"), ["窓【】口", "窓【見えない文字 U+200B】口"]);
        assert_eq!(shown("市民", "市⺠"), ["市【民 U+6C11】", "市【⺠ U+2EA0】"]);
        assert_eq!(shown("葛", "葛\u{E0100}"), ["【葛 U+845B】", "【葛〈異体字の指定 U+E0100〉 U+845B U+E0100】"]);
        assert_eq!(shown("A－1", "A−1"), ["A【－ U+FF0D】1", "A【− U+2212】1"]);
    }
}
