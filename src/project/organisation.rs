//! What `matome.toml` says of who answers and for which year: 組織, 回答, 年度.

use toml::{Spanned, Value};

use crate::finding::Finding;
use crate::form::{BASE_YEAR, TomlFile};
use crate::limits::Limits;
use crate::meta::{Given, Years};
use crate::msg;
use crate::place::{Place, SourceFile};
use crate::register::{Asked, Register};
use crate::told::Told;
use crate::words::era::{KNOWN, years_in};

/// Reads the table that 組織 names; what is wrong with the file as a whole is told where it is named.
pub fn read_register(file: &SourceFile, named: Place) -> Told<Register> {
    let (register, mut findings) = Register::read(file, &Limits::default()).into_parts();
    for finding in findings.iter_mut().filter(|f| f.code.0 == "M400") {
        finding.related.push(named.clone());
    }
    match register {
        Some(register) => Told::new(register, findings),
        None => Told::nothing(findings),
    }
}

/// `"令和6年度"`, `"R6"`, `2024`.
///
/// # Errors
/// `M081` what is no year.
pub fn read_fiscal_year(year: &Spanned<Value>, file: &TomlFile) -> Result<i32, Finding> {
    let found = match year.get_ref() {
        Value::Integer(year) => i32::try_from(*year).ok(),
        Value::String(text) => match years_in(text).as_slice() {
            [year] => Some(*year),
            _ => text.trim().trim_end_matches("年度").parse().ok(),
        },
        _ => None,
    };
    found.filter(|year| KNOWN.contains(&i64::from(*year))).ok_or_else(|| {
        file.fault(
            "M081",
            year.span().start,
            msg!(
                "年度は \"令和6年度\" か、西暦の数 2024 で書いてください",
                "the fiscal year is \"令和6年度\", or a number such as 2024"
            ),
        )
    })
}

/// `"全課"`, `"なし"`, or a list of sections.
///
/// # Errors
/// `M081` anything else.
pub fn read_asked(asked: Spanned<Value>, file: &TomlFile) -> Result<Asked, Finding> {
    let at = asked.span().start;
    let place = file.place(at);
    let fault = || {
        let message = msg!(
            "「回答」は \"全課\" か \"なし\" か、課の名の並び [\"福祉部 地域福祉課\", …] で書いてください",
            "回答 is \"全課\" (all), \"なし\" (nobody), or a list of sections"
        );
        file.fault("M081", at, message)
    };
    match asked.into_inner() {
        Value::String(text) if text.trim() == "全課" => Ok(Asked::All),
        Value::String(text) if text.trim() == "なし" => Ok(Asked::Nobody),
        Value::Array(list) => {
            let names = list.into_iter().map(|name| match name {
                Value::String(name) => Ok((name, place.clone())),
                _ => Err(fault()),
            });
            names.collect::<Result<Vec<_>, _>>().map(Asked::These)
        }
        _ => Err(fault()),
    }
}

/// What is known of a paper for a fiscal year, if one is given: it is the base year of its form.
pub fn for_fiscal_year(mut given: Given, year: Option<i32>) -> Given {
    if let Some(year) = year {
        given.years.insert(BASE_YEAR.to_owned(), year);
        given.fiscal_year = Some(year);
    }
    given
}

/// The year of 年度, which `[years]` must not contradict.
///
/// # Errors
/// `M081`
pub fn agreeing(year: Option<i32>, years: &Years, at: usize, file: &TomlFile) -> Result<Option<i32>, Finding> {
    match (year, years.get(BASE_YEAR)) {
        (Some(year), Some(base)) if year != *base => {
            let message = msg!(
                "年度（{year}）と、[years] の「{BASE_YEAR}」（{base}）が違います。どちらかを消してください",
                "年度 is {year}, but {BASE_YEAR} of [years] is {base}: drop one of them"
            );
            Err(file.fault("M081", at, message))
        }
        _ => Ok(year),
    }
}
