//! Numbers as the text that Excel shows (表示形式), in the Japanese locale.
//!
//! Not a crate: ssfmt 0.1 shows 1.005 with `0.00` as 1.00 (Excel rounds the 15 decimal digits it
//! stores, giving 1.01), and knows neither 和暦 nor 曜日.

use crate::source::shown::date_text;
use crate::source::shown::format_code::{Condition, FormatCode, Part, Section, Test};
use crate::source::shown::numerals::Numerals;

/// Gives the text that Excel shows for a number in a wide cell.
///
/// `None` when Excel shows `####` (a negative date, an infinite number). The text is trimmed:
/// the space that a format leaves at an edge is layout.
pub fn number_text(value: f64, code: &FormatCode, date_1904: bool) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let (section, signed) = choose(value, &code.sections)?;
    let text = if section.parts.is_empty() && code.sections.len() > 1 && !std::ptr::eq(section, &PLAIN) {
        // `0;;` hides what is negative or zero.
        String::new()
    } else if section.is_date() {
        date_text::date_text(value, section, date_1904)?
    } else if section.parts.contains(&Part::Text) {
        // `@"様"` is for texts
        without_digits(value, &PLAIN)
    } else {
        plain(if signed { value } else { value.abs() }, section)
    };
    Some(text.trim_matches(' ').to_owned())
}

/// Gives the text of a number in the format 標準 (General): at most 11 characters without sign.
pub fn general(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let magnitude = size.log10().floor();
    if (-4.0..=10.0).contains(&magnitude) {
        // 9 decimals below 1, 10 significant digits above, no fraction from 10 digits on.
        let decimals = (9.0 - magnitude.max(0.0)).max(0.0) as usize;
        let text = trim_zeros(&format!("{value:.decimals$}"));
        if text.trim_start_matches('-').len() <= 11 {
            return text;
        }
    } else if size < 1.0 {
        let text = trim_zeros(&format!("{value:.12}"));
        if text.trim_start_matches('-').len() <= 11 && text.contains(|c| matches!(c, '1'..='9')) {
            return text;
        }
    }
    let text = format!("{value:.5e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{}E{exponent:+03}", trim_zeros(mantissa))
}

/// All figures of a number that 標準 shortens (1.23457E+12) though Excel keeps them: 15.
pub fn long(value: f64) -> Option<String> {
    let size = value.abs();
    let decimals = if size < 1e12 {
        3
    } else if size < 1e13 {
        2
    } else {
        usize::from(size < 1e14)
    };
    (1e11..1e15).contains(&size).then(|| trim_zeros(&format!("{value:.decimals$}")))
}

fn trim_zeros(text: &str) -> String {
    if !text.contains('.') {
        return text.to_owned();
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 標準, for numbers that the only section of a code does not take.
static PLAIN: Section = Section {
    condition: None,
    parts: Vec::new(),
    japanese: false,
    gannen: false,
    numerals: None,
    foreign: false,
    calendar: false,
    system: None,
};

/// Chooses the section for a value, and says whether its minus sign is still to be shown.
fn choose(value: f64, sections: &[Section]) -> Option<(&Section, bool)> {
    // The last section is for texts when it is the fourth or holds only `@`.
    let text_only = |section: &Section| section.parts.iter().any(|part| matches!(part, Part::Text));
    let numeric = match sections {
        [rest @ .., last] if !rest.is_empty() && (sections.len() == 4 || text_only(last)) => rest,
        all => all,
    };
    if numeric.iter().any(|section| section.condition.is_some()) {
        return conditional(value, numeric);
    }
    match numeric {
        [only] => Some((only, true)),
        [_, negative, ..] if value < 0.0 => Some((negative, false)),
        [_, _, zero] if value == 0.0 => Some((zero, false)),
        [positive, ..] => Some((positive, false)),
        [] => None,
    }
}

/// Chooses among sections with conditions. One that has none stands for positive numbers in front, for negative ones
/// between two others, else for the rest; one that can only be for negative numbers says so in its own words.
///
/// What Excel shows: snoopyjc/ssf `tests/ssf78.tsv`, SheetJS/ssf issues 57, 70, 78; POI's FormatConditionTests.xlsx for
/// a section alone, which keeps the minus.
fn conditional(value: f64, sections: &[Section]) -> Option<(&Section, bool)> {
    let zero = |test| Some(Condition { test, limit: 0.0 });
    let last = sections.len().checked_sub(1)?;
    let condition = |n: usize| match sections.get(n).and_then(|section| section.condition) {
        None if n == 0 => zero(Test::Greater),
        None if n < last => zero(Test::Less),
        condition => condition,
    };
    let chosen = (0..sections.len()).find(|&n| condition(n).is_none_or(|condition| condition.holds(value)));
    let Some(n) = chosen else { return (last == 0).then_some((&PLAIN, true)) };
    let below = |condition: Condition| condition.limit <= 0.0 && condition.test.is_upper();
    let above = |condition: Condition| condition.limit <= 0.0 && condition.test.is_lower();
    let negative_only = match condition(n) {
        Some(condition) => below(condition),
        None => (0..n).filter_map(condition).any(above),
    };
    Some((sections.get(n)?, last == 0 || !negative_only))
}

impl Test {
    /// It bounds numbers from above.
    fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    /// It bounds numbers from below.
    fn is_lower(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }
}

impl Condition {
    fn holds(self, value: f64) -> bool {
        match self.test {
            Test::Less => value < self.limit,
            Test::LessOrEqual => value <= self.limit,
            Test::Greater => value > self.limit,
            Test::GreaterOrEqual => value >= self.limit,
            Test::Equal => value == self.limit,
            Test::NotEqual => value != self.limit,
        }
    }
}

/// A decimal number as Excel sees it: at most 15 significant digits.
struct Decimal {
    digits: Vec<u8>,
    /// How many of the digits stand before the point; may be negative or beyond the digits.
    point: i32,
}

impl Decimal {
    fn new(value: f64) -> Self {
        let text = format!("{:.14e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte.saturating_sub(b'0')).collect();
        Self { digits, point: exponent.parse::<i32>().unwrap_or(0).saturating_add(1) }
    }

    fn is_zero(&self) -> bool {
        self.digits.iter().all(|&digit| digit == 0)
    }

    /// Rounds half up to `decimals` places and gives the digits before and after the point;
    /// the first has no leading zeros.
    fn rounded(&self, decimals: usize) -> (Vec<u8>, Vec<u8>) {
        let decimals = i32::try_from(decimals).unwrap_or(i32::MAX);
        let kept = self.point.saturating_add(decimals);
        let mut digits = self.digits.clone();
        let mut point = self.point;
        if let Ok(kept) = usize::try_from(kept) {
            if let Some(&next) = digits.get(kept) {
                digits.truncate(kept);
                if next >= 5 && carry(&mut digits) {
                    digits.insert(0, 1);
                    point = point.saturating_add(1);
                }
            }
        } else {
            digits.clear();
        }
        let digit = |place: i32| usize::try_from(place).ok().and_then(|place| digits.get(place)).copied().unwrap_or(0);
        let before: Vec<u8> = (0..point).map(digit).skip_while(|&digit| digit == 0).collect();
        let after = (point..point.saturating_add(decimals)).map(digit).collect();
        (before, after)
    }
}

/// Adds one to the last digit; true when the carry runs out at the front.
fn carry(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit = digit.saturating_add(1);
            return false;
        }
        *digit = 0;
    }
    true
}

/// What a section does to a number, found before any digit is placed.
#[derive(Default, Clone, Copy)]
struct Layout {
    before: usize,
    after: usize,
    exponent: usize,
    grouped: bool,
    /// Powers of ten: +2 for each `%`, -3 for each comma behind the last digit.
    shift: i32,
}

impl Layout {
    fn new(parts: &[Part]) -> Self {
        let mut layout = Self::default();
        let last = |wanted: fn(&Part) -> bool| parts.iter().rposition(wanted);
        let last_digit = last(|part| matches!(part, Part::Digit(_) | Part::Point));
        let whole = parts.iter().position(|part| matches!(part, Part::Point | Part::Exponent { .. }));
        let last_whole =
            parts.iter().take(whole.unwrap_or(parts.len())).rposition(|part| matches!(part, Part::Digit(_)));
        let (mut point, mut exponent) = (false, false);
        for (n, part) in parts.iter().enumerate() {
            match part {
                Part::Digit(_) if exponent => layout.exponent = layout.exponent.saturating_add(1),
                Part::Digit(_) if point => layout.after = layout.after.saturating_add(1),
                Part::Digit(_) => layout.before = layout.before.saturating_add(1),
                Part::Point => point = true,
                Part::Exponent { .. } => exponent = true,
                Part::Percent => layout.shift = layout.shift.saturating_add(2),
                // behind the last figure, or the last before the point
                Part::Comma
                    if last_digit.is_some_and(|last| n > last)
                        || (!point && !exponent && last_whole.is_some_and(|last| n > last)) =>
                {
                    layout.shift = layout.shift.saturating_sub(3);
                }
                Part::Comma => layout.grouped |= layout.before > 0,
                _ => {}
            }
        }
        layout
    }
}

fn plain(value: f64, section: &Section) -> String {
    let parts = &section.parts;
    let is = |wanted: fn(&Part) -> bool| parts.iter().any(wanted);
    if !is(|part| matches!(part, Part::Digit(_) | Part::Fraction(_))) {
        return without_digits(value, section);
    }
    let layout = Layout::new(parts);
    if let Some(shown) = fraction(value, section, &layout) {
        return shown;
    }
    let mut number = Decimal::new(value);
    number.point = number.point.saturating_add(layout.shift);
    let mut power = 0_i32;
    if is(|part| matches!(part, Part::Exponent { .. })) && !number.is_zero() {
        let step = i32::try_from(layout.before.max(1)).unwrap_or(1);
        power = number.point.saturating_sub(1).div_euclid(step).saturating_mul(step);
        number.point = number.point.saturating_sub(power);
        // 9.99 rounds to 10.0: one step more.
        if number.rounded(layout.after).0.len() > layout.before.max(1) {
            power = power.saturating_add(step);
            number.point = number.point.saturating_sub(step);
        }
    }
    let (before, after) = number.rounded(layout.after);
    // what rounds to nothing has no minus
    let nothing = before.iter().chain(&after).all(|digit| *digit == 0);
    let mut out = Placed { before, after, power, ..Placed::new(section, layout) };
    if value < 0.0 && !nothing {
        out.out.push('-');
    }
    out.place(parts);
    out.out
}

/// Shows a number as a whole one and a fraction, if the section has one.
fn fraction(value: f64, section: &Section, layout: &Layout) -> Option<String> {
    let fraction = section.parts.iter().find_map(|part| match part {
        Part::Fraction(fraction) => Some(fraction),
        _ => None,
    })?;
    let has_whole = layout.before > 0;
    let size = value.abs() * 10_f64.powi(layout.shift);
    let Some((whole, above, below)) = fraction.split(size, has_whole) else { return Some(general(value)) };
    let before = match whole {
        0 if above > 0 || !has_whole => Vec::new(),
        whole => whole.to_string().bytes().map(|byte| byte.saturating_sub(b'0')).collect(),
    };
    let shown = fraction.shown(above, below, has_whole);
    let bare = has_whole && shown.is_none();
    let fraction = shown.unwrap_or_else(|| fraction.blank());
    let mut out = Placed { before, fraction, bare, ..Placed::new(section, *layout) };
    if value < 0.0 && (whole > 0 || above > 0) {
        out.out.push('-');
    }
    out.place(&section.parts);
    Some(out.out)
}

/// Shows a section that has no digit places: 標準, `@`, or words only.
fn without_digits(value: f64, section: &Section) -> String {
    let mut out = String::new();
    let mut value = value;
    let parts = &section.parts;
    let general = |value: f64| {
        let text = long(value).unwrap_or_else(|| general(value));
        match section.numerals {
            Some(numerals) => numerals.number(&text),
            None => text,
        }
    };
    if parts.is_empty() {
        return general(value);
    }
    for part in parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::General => {
                // A minus stands before everything else.
                if value < 0.0 {
                    out.insert(0, '-');
                    value = -value;
                }
                out.push_str(&general(value));
            }
            Part::Percent => out.push('%'),
            Part::Point => out.push('.'),
            Part::Comma => out.push(','),
            _ => {}
        }
    }
    // words alone
    if value < 0.0 && !out.is_empty() {
        out.insert(0, '-');
    }
    out
}

/// The digits of a number on their way into the places of a section.
struct Placed {
    out: String,
    before: Vec<u8>,
    after: Vec<u8>,
    /// The fraction, in its places.
    fraction: String,
    /// There is none: blanks stand for what leads to it.
    bare: bool,
    numerals: Option<Numerals>,
    layout: Layout,
    power: i32,
}

impl Placed {
    fn new(section: &Section, layout: Layout) -> Self {
        let numerals = section.numerals;
        Self {
            out: String::new(),
            before: Vec::new(),
            after: Vec::new(),
            fraction: String::new(),
            bare: false,
            numerals,
            layout,
            power: 0,
        }
    }

    fn figure(&mut self, digit: u8) {
        let figure = char::from(b'0'.saturating_add(digit));
        match self.numerals {
            Some(numerals) => self.out.push_str(&numerals.figures(figure.encode_utf8(&mut [0; 4]))),
            None => self.out.push(figure),
        }
    }

    fn place(&mut self, parts: &[Part]) {
        let (mut point, mut exponent) = (false, false);
        let (mut whole, mut fraction) = (0_usize, 0_usize);
        for part in parts {
            match part {
                Part::Digit(_) if exponent => {}
                Part::Digit(mark) if point => {
                    self.fraction_digit(*mark, fraction);
                    fraction = fraction.saturating_add(1);
                }
                Part::Digit(mark) => {
                    self.whole_digit(*mark, whole);
                    whole = whole.saturating_add(1);
                }
                Part::Point => {
                    // A format such as `.00` has no place before the point: nothing is lost.
                    if whole == 0 {
                        self.digits(self.before.len(), 1);
                    }
                    point = true;
                    self.out.push('.');
                }
                Part::Exponent { plus } => {
                    exponent = true;
                    let sign = if self.power < 0 {
                        "-"
                    } else if *plus {
                        "+"
                    } else {
                        ""
                    };
                    let width = self.layout.exponent.min(3);
                    self.out.push_str(&format!("E{sign}{:0width$}", self.power.unsigned_abs()));
                }
                Part::Percent => self.out.push('%'),
                Part::Fraction(_) => {
                    self.bare = false;
                    self.out.push_str(&self.fraction);
                }
                Part::Literal(text) if self.bare && whole == self.layout.before => {
                    self.out.extend(text.chars().map(|_| ' '));
                }
                Part::Literal(text) => self.out.push_str(text),
                _ => {}
            }
        }
    }

    /// Fills one place before the point; the first place takes all digits that are left over.
    fn whole_digit(&mut self, mark: char, index: usize) {
        let place = self.layout.before.saturating_sub(index);
        if self.before.len() >= place {
            let from = if index == 0 { self.before.len() } else { place };
            self.digits(from, place);
        } else if mark == '0' {
            self.figure(0);
            self.separate(place);
        } else if mark == '?' {
            self.out.push(' ');
        }
    }

    /// Writes the digits before the point from place `from` down to `to`; the ones are place 1.
    fn digits(&mut self, from: usize, to: usize) {
        for place in (to..=from).rev() {
            let digit = self.before.len().checked_sub(place).and_then(|at| self.before.get(at));
            self.figure(digit.copied().unwrap_or(0));
            self.separate(place);
        }
    }

    fn separate(&mut self, place: usize) {
        if self.layout.grouped && place > 1 && place % 3 == 1 {
            self.out.push(',');
        }
    }

    fn fraction_digit(&mut self, mark: char, index: usize) {
        let rest_is_zero = self.after.iter().skip(index).all(|&digit| digit == 0);
        match mark {
            '#' if rest_is_zero => {}
            '?' if rest_is_zero => self.out.push(' '),
            _ => self.figure(self.after.get(index).copied().unwrap_or(0)),
        }
    }
}

#[cfg(test)]
mod tests;
