//! Values with what was noticed on the way to them.

use std::fmt;
use std::ops::Deref;

use crate::finding::{Finding, Level};

/// A value with the findings of making it. Making goes on after a fault, so that there may be a value although there
/// are errors; where there is none, the findings say why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the findings have to be told"]
pub struct Told<T> {
    value: Option<T>,
    findings: Vec<Finding>,
}

impl<T> Told<T> {
    /// A value and what was noticed.
    pub fn new(value: T, findings: Vec<Finding>) -> Self {
        Self { value: Some(value), findings }
    }

    /// No value, and why.
    pub fn nothing(findings: impl Into<Faults>) -> Self {
        Self { value: None, findings: findings.into().0 }
    }

    /// Makes a value by steps of which some may fail; the list takes what they notice.
    pub(crate) fn noticing(make: impl FnOnce(&mut Vec<Finding>) -> Result<T, Faults>) -> Self {
        let mut findings = Vec::new();
        match make(&mut findings) {
            Ok(value) => Self::new(value, findings),
            Err(faults) => {
                findings.extend(faults);
                Self::nothing(findings)
            }
        }
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// What was noticed, in the order of the input.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether a finding of level error is among them: what depends on it must not be published.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.level == Level::Error)
    }

    /// Value and findings.
    pub fn into_parts(self) -> (Option<T>, Vec<Finding>) {
        (self.value, self.findings)
    }

    /// The value, whatever was noticed.
    ///
    /// # Errors
    /// The findings, where there is no value.
    pub fn value_or_faults(self) -> Result<T, Faults> {
        self.value.ok_or(Faults(self.findings))
    }

    /// The value and its warnings and remarks.
    ///
    /// # Errors
    /// The findings, where one of them is an error.
    pub fn sound(self) -> Result<(T, Vec<Finding>), Faults> {
        match self.value {
            Some(value) if self.findings.iter().all(|f| f.level != Level::Error) => Ok((value, self.findings)),
            _ => Err(Faults(self.findings)),
        }
    }

    /// Another value made of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Told<U> {
        Told { value: self.value.map(make), findings: self.findings }
    }

    /// Another value made of this one, with what is noticed then.
    pub fn and_then<U>(self, make: impl FnOnce(T) -> Told<U>) -> Told<U> {
        let Self { value, mut findings } = self;
        let Some(value) = value else { return Told { value: None, findings } };
        let Told { value, findings: more } = make(value);
        findings.extend(more);
        Told { value, findings }
    }

    /// As [`tell`](Self::tell).
    ///
    /// # Errors
    /// The findings, where there is no value.
    pub(crate) fn tell_or_faults(self, all: &mut Vec<Finding>) -> Result<T, Faults> {
        let Self { value, findings } = self;
        let Some(value) = value else { return Err(Faults(findings)) };
        all.extend(findings);
        Ok(value)
    }

    /// Puts the findings to others and gives the value.
    pub(crate) fn tell(self, all: &mut Vec<Finding>) -> Option<T> {
        all.extend(self.findings);
        self.value
    }
}

impl<T> From<Result<T, Faults>> for Told<T> {
    fn from(result: Result<T, Faults>) -> Self {
        match result {
            Ok(value) => Self::new(value, Vec::new()),
            Err(faults) => Self::nothing(faults),
        }
    }
}

impl<T> From<Result<T, Finding>> for Told<T> {
    fn from(result: Result<T, Finding>) -> Self {
        result.map_err(Faults::from).into()
    }
}

/// Why there is no value: one finding or more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Finding>);

impl Faults {
    /// All of them, in order.
    pub fn into_findings(self) -> Vec<Finding> {
        self.0
    }
}

impl From<Finding> for Faults {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl From<Vec<Finding>> for Faults {
    fn from(findings: Vec<Finding>) -> Self {
        Self(findings)
    }
}

impl Deref for Faults {
    type Target = [Finding];

    fn deref(&self) -> &[Finding] {
        &self.0
    }
}

impl FromIterator<Finding> for Faults {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}

impl IntoIterator for Faults {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A line for each, in Japanese.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, finding) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
