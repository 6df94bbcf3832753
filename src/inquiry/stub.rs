#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use { Plan, Last, Open }
impl crate::paper::Data {
    pub fn uses(&self, _: Option<&str>, _: Option<i32>) -> Vec<Use> { vec![Use::Open; self.fields().len()] }
}
impl crate::source::Source { pub fn stamp(&self) -> Option<super::Stamp> { None } }
