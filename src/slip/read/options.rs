//! Understands which options of a legend an answer gives the numbers of.

use super::super::words::{Phrase, Slots, normalise};
use crate::words::half_width;

/// What may stand between numbers, beside blanks.
const BETWEEN: &str = "、,・･./;，．｡。()番'と";

/// The number, from 0, that a character is by itself.
fn number(c: char) -> Option<usize> {
    let from = match c {
        '①'..='⑳' => '①',
        '⑴'..='⒇' => '⑴',
        '⒈'..='⒛' => '⒈',
        '❶'..='❿' => '❶',
        _ => return None,
    };
    (c as usize).checked_sub(from as usize)
}

/// Options by their numbers from 0: `①⑧⑫`, `①、⑧・⑫`, `1,8,12`, `①～③`. `None` for anything else.
pub fn options(text: &str) -> Option<Vec<usize>> {
    let text = text.replace("及び", "、").replace("および", "、");
    let mut out: Vec<usize> = Vec::new();
    let mut digits = String::new();
    let mut range = None;
    for c in text.chars().map(half_width).chain(['、']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let own = number(c);
        let before = if digits.is_empty() {
            None
        } else {
            Some(std::mem::take(&mut digits).parse::<usize>().ok()?.checked_sub(1)?)
        };
        for n in before.into_iter().chain(own) {
            let from = range.take().map_or(n, |first: usize| first.saturating_add(1));
            if from > n || n >= 20 {
                return None;
            }
            out.extend(from..=n);
        }
        match c {
            '～' | '〜' | '~' if range.is_none() && !out.is_empty() => range = out.last().copied(),
            c if own.is_some() || BETWEEN.contains(c) || c.is_whitespace() => {}
            _ => return None,
        }
    }
    range.is_none().then_some(out)
}

/// As [`options`], for an answer that says the options' words too (`①ＮＰＯ、⑤（相談室）`), and what it fills
/// into their slots.
pub fn worded_options(text: &str, legend: &[Phrase]) -> Option<(Vec<usize>, Slots)> {
    let mut pieces: Vec<(usize, String)> = Vec::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match (c, number(c)) {
            ('(' | '（', _) => depth = depth.saturating_add(1),
            (')' | '）', _) => depth = depth.saturating_sub(1),
            (_, Some(n)) if depth == 0 => {
                pieces.push((n, String::new()));
                continue;
            }
            _ => {}
        }
        match pieces.last_mut() {
            Some((_, words)) => words.push(c),
            None if c.is_whitespace() => {}
            None => return None,
        }
    }
    let mut slots = Vec::new();
    for (n, words) in &pieces {
        let phrase = legend.get(*n)?;
        let words = words.trim_matches(|c: char| c.is_whitespace() || "、,・，。".contains(c));
        if words.is_empty() {
            continue;
        }
        let whole = format!("{}{words}", super::super::circled(*n));
        if let Some(read) = phrase.read(&whole) {
            slots.extend(read);
            continue;
        }
        let short = |t: &str| normalise(t).split('(').next().unwrap_or("").to_owned();
        let inside = words.split_once(['（', '(']).and_then(|(_, rest)| rest.strip_suffix(['）', ')']));
        match (phrase.slots(), inside) {
            ([slot], Some(inside)) if words.starts_with(['（', '(']) || short(&whole) == short(&phrase.plain()) => {
                slots.push((*slot, inside.trim().to_owned()));
            }
            (_, None) if short(&whole) == short(&phrase.plain()) && !words.contains(['（', '(']) => {}
            _ => return None,
        }
    }
    (!pieces.is_empty()).then(|| (pieces.into_iter().map(|(n, _)| n).collect(), slots))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::meta::Meta;
    use crate::slip::Worded;

    #[test]
    fn numbers_in_any_punctuation() {
        for text in ["①⑧⑫", "①、⑧・⑫", "1,8,12", "１　８　１２", "①\n⑧\n⑫", "⑴⑻⑿", "１番と８番、12番", "①及び⑧、⑫"]
        {
            assert_eq!(options(text), Some(vec![0, 7, 11]), "{text}");
        }
        assert_eq!(options("①～③、⑧"), Some(vec![0, 1, 2, 7]));
        assert_eq!(options("１〜３"), Some(vec![0, 1, 2]));
        for text in ["ＮＰＯ", "0", "③～①", "～③", "①～", "21", "①－③"] {
            assert_eq!(options(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_with_the_words_of_their_options() {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let words = Worded::new(&form, &form.years, &Meta::default()).unwrap();
        let read = |text| {
            let (numbers, slots) = worded_options(text, &words.legends[1])?;
            let slots = slots.into_iter().map(|(f, t)| format!("{}={t}", form.fields[f].name)).collect::<Vec<_>>();
            Some((numbers, slots.join(" ")))
        };
        assert_eq!(read("①NPO、⑧町内会"), Some((vec![0, 7], String::new())));
        assert_eq!(read("①　⑤（第2相談室）　⑧"), Some((vec![0, 4, 7], "⑤相談機関名=第2相談室".to_owned())));
        assert_eq!(read("⑤相談機関（しおみ）、⑫"), Some((vec![4, 11], "⑤相談機関名=しおみ".to_owned())));
        assert_eq!(read("⑫市の関係部局（各課公所名：市民課）"), Some((vec![11], "⑫各課公所名=市民課".to_owned())));
        assert_eq!(read("⑤相談機関"), Some((vec![4], String::new())));
        for text in ["①学校", "①（少し）", "⑤相談機関（しおみ）、企業", "ＮＰＯ①", "⑬その他", "連携した"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
