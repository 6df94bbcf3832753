//! `[limits]`: what a project takes in, where it is not the usual.

use std::collections::BTreeMap;

use toml::{Spanned, Value};

use crate::finding::{Finding, Message};
use crate::form::TomlFile;
use crate::limits::{LIMITS, Limit, Limits, Unit};
use crate::msg;
use crate::words::{half_width, nearest};

/// The values by name.
pub type RawLimits = BTreeMap<Spanned<String>, Spanned<Value>>;

/// The usual limits with those that a file sets.
///
/// # Errors
/// `M081` a name that there is not, a value that is no number or out of range.
pub fn limits(raw: RawLimits, file: &TomlFile) -> Result<Limits, Finding> {
    let mut limits = Limits::default();
    let mut set: BTreeMap<&str, String> = BTreeMap::new();
    for (key, value) in raw {
        let (at, key) = (key.span().start, key.into_inner());
        let Some(limit) = LIMITS.iter().find(|limit| limit.name == key || limit.ja == key) else {
            return Err(unknown(&key, at, file));
        };
        if let Some(before) = set.insert(limit.name, key.clone()) {
            let message = msg!(
                "[limits] の「{before}」と「{key}」は同じ上限です。どちらかを消してください",
                "\"{before}\" and \"{key}\" of [limits] are one limit; delete one of them"
            );
            return Err(file.fault("M081", at, message));
        }
        let at = value.span().start;
        let value = value.into_inner();
        let Some(number) = number(&value, limit.unit) else { return Err(no_number(limit, &key, at, file)) };
        if !(1..=limit.most()).contains(&number) {
            let Message { ja: most, en: most_en } = limit.say(limit.most());
            let least = limit.say(1);
            let (least, least_en) = (least.ja, least.en);
            let message = msg!(
                "[limits] の「{key}」は {least}から {most}までです",
                "\"{key}\" of [limits] is from {least_en} to {most_en}"
            );
            return Err(file.fault("M081", at, message));
        }
        limit.set(&mut limits, number);
    }
    Ok(limits)
}

fn unknown(key: &str, at: usize, file: &TomlFile) -> Finding {
    let message = msg!("[limits] に「{key}」という上限はありません", "[limits] has no \"{key}\"");
    let finding = file.fault("M081", at, message);
    let names = LIMITS.iter().flat_map(|limit| [limit.name, limit.ja]);
    let names: Vec<&str> = names.collect();
    match nearest(key, names.iter().copied(), 0.4, str::to_lowercase) {
        Some(near) => finding
            .hint(msg!("「{near}」のことなら、そのとおりに書いてください", "if it means \"{near}\", write it so")),
        None => {
            let names = LIMITS.iter().map(|limit| limit.name).collect::<Vec<_>>();
            let (ja, en) = (names.join("、"), names.join(", "));
            finding.hint(msg!("使える項目: {ja}", "known: {en}"))
        }
    }
}

fn no_number(limit: &Limit, key: &str, at: usize, file: &TomlFile) -> Finding {
    let message = match limit.unit {
        Unit::Bytes => msg!(
            "[limits] の「{key}」は、\"512MB\" のように数と単位（KB、MB、GB）で書いてください",
            "\"{key}\" of [limits] is a number with a unit (KB, MB, GB), such as \"512MB\""
        ),
        Unit::Count => msg!(
            "[limits] の「{key}」は、20000 のように整数で書いてください",
            "\"{key}\" of [limits] is a whole number, such as 20000"
        ),
    };
    file.fault("M081", at, message)
}

/// `512MB`, `1 GB`, `20,000`, full-width or not; a whole number of bytes or things.
fn number(value: &Value, unit: Unit) -> Option<u64> {
    let text = match value {
        // one below zero is out of range, not of another kind
        Value::Integer(number) => return Some(u64::try_from(*number).unwrap_or(0)),
        Value::String(text) => text,
        _ => return None,
    };
    let text: String = text.chars().map(half_width).filter(|c| !matches!(c, ' ' | ',' | '_')).collect();
    let text = text.to_ascii_uppercase();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit_of) = text.split_at(digits);
    // too many figures are out of range
    let number = if number.is_empty() { return None } else { number.parse::<u64>().unwrap_or(u64::MAX) };
    let times = match (unit, unit_of) {
        (_, "") | (Unit::Bytes, "B") => 1,
        (Unit::Bytes, "KB" | "K") => 1 << 10,
        (Unit::Bytes, "MB" | "M") => 1 << 20,
        (Unit::Bytes, "GB" | "G") => 1 << 30,
        _ => return None,
    };
    Some(number.saturating_mul(times))
}
