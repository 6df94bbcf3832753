//! What a definition says of the next fiscal year: who answers, which years go on, what stays.

use std::ops::Range;

use toml::Spanned;

use super::BASE_YEAR;
use super::definition::Definition;
use crate::finding::{Finding, quote};
use crate::msg;

/// What becomes of a field's text in the next fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Carry {
    /// What is of the plan stays, what was answered for the year goes.
    #[default]
    Usual,
    /// It stays.
    Keep,
    /// It goes.
    Empty,
    /// It goes to another field: last year's result beside this year's answer.
    To(String),
}

impl Definition {
    /// `M076`: what becomes of a field.
    pub fn check_carry(
        &self,
        carry: Option<&str>,
        next: Option<&str>,
        span: Range<usize>,
        faults: &mut Vec<Finding>,
    ) -> Carry {
        match (carry, next) {
            (None, None) => Carry::Usual,
            (Some("keep"), None) => Carry::Keep,
            (Some("empty"), None) => Carry::Empty,
            (None, Some(next)) => Carry::To(next.to_owned()),
            (Some(_), Some(_)) => {
                let message = msg!("carry と next は一緒に書けません", "carry and next do not go together");
                faults.push(self.fault("M076", span, message));
                Carry::Usual
            }
            (Some(other), None) => {
                let other = quote(other);
                let message = msg!(
                    "carry は keep（次の年度に残す）か empty（空にする）です: 「{other}」",
                    "carry is keep or empty: \"{other}\""
                );
                faults.push(self.fault("M076", span, message));
                Carry::Usual
            }
        }
    }

    /// `M076`: a field that is to become one that there is not.
    pub fn check_next(
        &self,
        next: Option<&str>,
        span: Range<usize>,
        is_field: impl Fn(&str) -> bool,
        faults: &mut Vec<Finding>,
    ) {
        if let Some(next) = next.filter(|next| !is_field(next)) {
            let next = quote(next);
            let message = msg!("next の「{next}」という項目はありません", "no field \"{next}\" for next");
            faults.push(self.fault("M076", span, message));
        }
    }

    /// `M075`: the fields that name who answers.
    pub fn check_section(
        &self,
        section: Option<Spanned<Vec<String>>>,
        is_field: impl Fn(&str) -> bool,
        faults: &mut Vec<Finding>,
    ) -> Vec<String> {
        let Some(section) = section else { return Vec::new() };
        let (span, section) = (section.span(), section.into_inner());
        if !(1..=2).contains(&section.len()) {
            let message = msg!(
                "section には、局区と課の項目を一つか二つ書きます（例: [\"局区\", \"課\"]）",
                "section has one or two fields, of bureau and section"
            );
            faults.push(self.fault("M075", span.clone(), message));
        }
        for name in section.iter().filter(|name| !is_field(name)) {
            let name = quote(name);
            let message = msg!("section の「{name}」という項目はありません", "no field \"{name}\" for section");
            faults.push(self.fault("M075", span.clone(), message));
        }
        section
    }

    /// `M075`: the years that go on by one; the base year, where nothing is said.
    pub fn check_rolling(
        &self,
        rolling: Option<Spanned<Vec<String>>>,
        is_year: impl Fn(&str) -> bool,
        faults: &mut Vec<Finding>,
    ) -> Vec<String> {
        let Some(rolling) = rolling else { return vec![BASE_YEAR.to_owned()] };
        let span = rolling.span();
        for name in rolling.get_ref().iter().filter(|name| !is_year(name)) {
            let name = quote(name);
            let message = msg!("rolling の「{name}」は [years] にありません", "[years] has no \"{name}\" for rolling");
            faults.push(self.fault("M075", span.clone(), message));
        }
        rolling.into_inner()
    }
}
