//! What the runs of a cell say together: raised figures as characters, corrections in colour, what is not to be seen.

use super::raised::{raised, reads_on_the_line};
use super::{Font, Hue, Look, Raised};

/// A part of a cell's text in one font.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub text: String,
    /// `None` is the font of the cell.
    pub font: Option<Font>,
}

/// A cell's text, with what its fonts say beside it.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// As it is printed.
    pub text: String,
    /// Struck-out texts with the coloured or underlined ones that stand for them. Only the new ones are in the text.
    pub edits: Vec<(String, String)>,
    /// Struck-out texts that nothing stands for; they are in the text.
    pub struck: String,
    /// Raised or lowered texts without such characters, and whether they read the same on the line.
    pub on_the_line: Vec<(String, bool)>,
    /// The colour of all of it.
    pub hue: Option<Hue>,
    /// Coloured texts among others, each colour once.
    pub coloured: Vec<(Hue, String)>,
    /// What nobody sees who looks at the sheet.
    pub unseen: String,
}

/// A run with its font, next to none of the same.
struct Piece {
    text: String,
    font: Font,
    role: Role,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Plain,
    Old,
    New,
}

impl Piece {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

pub fn read(runs: &[Run], look: &Look) -> Read {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in runs.iter().filter(|run| !run.text.is_empty()) {
        let font = run.font.unwrap_or(look.font);
        match pieces.last_mut().filter(|last| last.font == font) {
            Some(last) => last.text.push_str(&run.text),
            None => pieces.push(Piece { text: run.text.clone(), font, role: Role::Plain }),
        }
    }
    let mut out = Read::default();
    find_edits(&mut pieces, look, &mut out.edits);
    let mut hues = pieces.iter().filter(|piece| !piece.is_blank()).map(|piece| piece.font.hue());
    let first = hues.next().flatten();
    let several = !hues.all(|hue| hue == first);
    out.hue = first.filter(|_| !several && out.edits.is_empty());
    // all of a cell raised says no more than none of it
    let mut ways = pieces.iter().filter(|piece| !piece.is_blank()).map(|piece| piece.font.raised);
    let all_raised = ways.next().is_some_and(|first| ways.all(|way| way == first));
    let mut dropped = false;
    for piece in &pieces {
        if piece.role == Role::Old {
            dropped = true;
            continue;
        }
        let Font { struck, raised: how, .. } = piece.font;
        let set = if how == Raised::No || all_raised { None } else { raised(&piece.text, how) };
        if how != Raised::No && set.is_none() && !piece.is_blank() {
            let same = all_raised || how == Raised::Down || reads_on_the_line(&piece.text);
            out.on_the_line.push((piece.text.trim().to_owned(), same));
        }
        let text = set.as_deref().unwrap_or(&piece.text);
        // a line that was struck out is no empty line
        let alone = std::mem::take(&mut dropped) && (out.text.is_empty() || out.text.ends_with('\n'));
        out.text.push_str(if alone { text.strip_prefix('\n').unwrap_or(text) } else { text });
        if piece.is_blank() {
            continue;
        }
        if struck {
            out.struck.push_str(&piece.text);
        }
        if piece.font.is_unseen(look.ground) {
            out.unseen.push_str(&piece.text);
        } else if let Some(hue) = piece.font.hue().filter(|_| several && piece.role == Role::Plain && !struck)
            && !out.coloured.iter().any(|(known, _)| *known == hue)
        {
            out.coloured.push((hue, piece.text.trim().to_owned()));
        }
    }
    out
}

/// Finds struck-out pieces beside one that was typed in their stead: before or behind them, in a colour of its own or
/// underlined (見え消し).
fn find_edits(pieces: &mut [Piece], look: &Look, edits: &mut Vec<(String, String)>) {
    let is_ink = |pieces: &[Piece], n: usize| pieces.get(n).is_some_and(|piece| !piece.is_blank());
    let struck = |pieces: &[Piece], n: usize| pieces.get(n).is_some_and(|piece| piece.font.struck);
    let mut at = 0;
    while let Some(first) = (at..pieces.len()).find(|&n| struck(pieces, n)) {
        at = (first..pieces.len()).find(|&n| !struck(pieces, n)).unwrap_or(pieces.len());
        let behind = (at..pieces.len()).find(|&n| is_ink(pieces, n));
        let before = (0..first).rev().find(|&n| is_ink(pieces, n));
        let Some(new) = [behind, before].into_iter().flatten().find(|&n| is_typed_in(pieces, n, look)) else {
            continue;
        };
        // behind what was struck out it may go on
        let mut end = new.saturating_add(1);
        while new > first && is_typed_in(pieces, end, look) {
            end = end.saturating_add(1);
        }
        let text = |pieces: Option<&[Piece]>| {
            let texts = pieces.into_iter().flatten().map(|p| p.text.as_str());
            texts.collect::<String>().trim().to_owned()
        };
        edits.push((text(pieces.get(first..at)), text(pieces.get(new..end))));
        // the blanks between go with what was struck out
        let old = if new > first { first..new } else { first..at };
        for (range, role) in [(old, Role::Old), (new..end, Role::New)] {
            pieces.get_mut(range).into_iter().flatten().for_each(|piece| piece.role = role);
        }
        at = at.max(end);
    }
}

/// Whether a piece stands out from the others of its cell as a correction does.
fn is_typed_in(pieces: &[Piece], n: usize, look: &Look) -> bool {
    let Some(piece) = pieces.get(n) else { return false };
    if piece.font.struck || piece.is_blank() || piece.role != Role::Plain {
        return false;
    }
    let others = || pieces.iter().filter(|other| !other.is_blank()).map(|other| &other.font).chain([&look.font]);
    let hue = piece.font.hue();
    let coloured = hue.is_some() && others().any(|other| other.hue() != hue);
    let underlined = piece.font.underlined && others().any(|other| !other.underlined);
    coloured || underlined
}

#[cfg(test)]
mod tests {
    use super::super::Rgb;
    use super::*;

    const RED: Font = font(false, false, Some(Rgb(255, 0, 0)));
    const PLAIN: Font = font(false, false, None);
    const STRUCK: Font = font(true, false, None);

    const fn font(struck: bool, underlined: bool, color: Option<Rgb>) -> Font {
        Font { struck, underlined, raised: Raised::No, hidden: false, color }
    }

    fn up() -> Font {
        Font { raised: Raised::Up, ..PLAIN }
    }

    fn of(parts: &[(&str, Font)]) -> Read {
        let runs: Vec<Run> =
            parts.iter().map(|(text, font)| Run { text: (*text).to_owned(), font: Some(*font) }).collect();
        read(&runs, &Look::default())
    }

    fn edit(read: &Read) -> Vec<(&str, &str)> {
        read.edits.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect()
    }

    #[test]
    fn a_struck_text_and_what_stands_for_it_are_one_edit() {
        let told = of(&[("年", PLAIN), ("3回", STRUCK), ("5回", RED), ("開催", PLAIN)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("年5回開催", vec![("3回", "5回")]));
        assert!(told.struck.is_empty() && told.coloured.is_empty());
        // both in red, the new one in front, underlined instead of coloured
        let told = of(&[("年", PLAIN), ("3回", font(true, false, RED.color)), ("5回", RED)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("年5回", vec![("3回", "5回")]));
        let told = of(&[("5回", RED), ("3回", STRUCK), ("実施", PLAIN)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("5回実施", vec![("3回", "5回")]));
        let told = of(&[("年", PLAIN), ("3", STRUCK), ("5", font(false, true, None)), ("回", PLAIN)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("年5回", vec![("3", "5")]));
        // a line for a line
        let told = of(&[("旧の行", STRUCK), ("\n", PLAIN), ("新の行", RED)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("新の行", vec![("旧の行", "新の行")]));
        let told = of(&[("残る\n", PLAIN), ("旧", STRUCK), ("\n新", RED)]);
        assert_eq!(told.text, "残る\n新");
        // two of them
        let told = of(&[("a", STRUCK), ("b", RED), ("と", PLAIN), ("c", STRUCK), ("d", RED)]);
        assert_eq!((told.text.as_str(), edit(&told)), ("bとd", vec![("a", "b"), ("c", "d")]));
    }

    #[test]
    fn a_struck_text_that_nothing_stands_for_stays() {
        let told = of(&[("年3回", PLAIN), ("年2回", STRUCK), ("実施", PLAIN)]);
        assert_eq!((told.text.as_str(), told.struck.as_str(), told.edits.len()), ("年3回年2回実施", "年2回", 0));
        // all of the cell in one colour: nothing says which is new
        let look = Look { font: RED, ..Look::default() };
        let runs = [("旧", Some(font(true, false, RED.color))), ("文", None)]
            .map(|(text, font)| Run { text: text.to_owned(), font });
        let told = read(&runs, &look);
        assert_eq!((told.text.as_str(), told.struck.as_str()), ("旧文", "旧"));
    }

    #[test]
    fn raised_figures_are_characters_and_the_rest_is_told() {
        let told = of(&[("約10", PLAIN), ("3", up()), ("t、", PLAIN), ("注", up()), ("と", PLAIN), ("a", up())]);
        assert_eq!(told.text, "約10³t、注とa");
        assert_eq!(told.on_the_line, [("注".to_owned(), true), ("a".to_owned(), false)]);
        let down = Font { raised: Raised::Down, ..PLAIN };
        assert_eq!(of(&[("CO", PLAIN), ("2", down)]).text, "CO₂");
        assert_eq!(of(&[("PM", PLAIN), ("2.5", down)]).on_the_line, [("2.5".to_owned(), true)]);
        assert_eq!(of(&[("12", up())]).text, "12");
    }

    #[test]
    fn colours_among_others_and_unseen_texts_are_noted() {
        let told = of(&[("確認中の", PLAIN), ("件数", RED), ("は", PLAIN), ("別", RED)]);
        assert_eq!(told.coloured, [(Hue::Red, "件数".to_owned())]);
        let told = of(&[("すべて", RED), ("³", Font { raised: Raised::Up, ..RED })]);
        assert_eq!((told.hue, told.coloured.len()), (Some(Hue::Red), 0));
        let white = font(false, false, Some(Rgb::WHITE));
        assert_eq!(of(&[("見える", PLAIN), ("見えない", white)]).unseen, "見えない");
        assert_eq!(of(&[("リンク", font(false, true, Some(Rgb(5, 99, 193)))), ("と", PLAIN)]).coloured, []);
    }
}
