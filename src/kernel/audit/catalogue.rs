//! The catalogue: every kind of event, declared once, with everything that its entries may carry.
//!
//! Owns: [`EventKind`], what an event is and may say.
//! Features declare their kinds beside their permissions; no entry is written that says more than its kind declares.
//! Must not: know any feature.

use super::field::{FieldName, FieldSpec};

/// Fields of one kind of event at most.
const MOST_FIELDS: usize = 8;

#[derive(Debug, PartialEq, Eq)]
pub struct EventKind {
    name: &'static str,
    resources: &'static [&'static str],
    subjects: bool,
    count: bool,
    reason: bool,
    facts: [Option<FieldSpec>; MOST_FIELDS],
}

impl EventKind {
    /// An event that says nothing but that it happened. The name is in the past tense: `order.viewed`.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            resources: &[],
            subjects: false,
            count: false,
            reason: false,
            facts: [None; MOST_FIELDS],
        }
    }

    /// It may be about a resource of one of these kinds.
    pub const fn resource(mut self, resources: &'static [&'static str]) -> Self {
        self.resources = resources;
        self
    }

    /// It may name people whose data it is about.
    pub const fn subjects(mut self) -> Self {
        self.subjects = true;
        self
    }

    /// It may carry a count.
    pub const fn count(mut self) -> Self {
        self.count = true;
        self
    }

    /// It may carry a reason in somebody's own words, which hold no personal number.
    pub const fn reason(mut self) -> Self {
        self.reason = true;
        self
    }

    /// It may carry this field. More than eight do not compile.
    pub const fn field<V>(mut self, fact: FieldName<V>) -> Self {
        let mut free = 0;
        while self.facts[free].is_some() {
            free += 1;
        }
        self.facts[free] = Some(fact.field);
        self
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Kinds of resources that it may be about.
    pub fn resources(&self) -> &'static [&'static str] {
        self.resources
    }

    /// Whether it may name people.
    pub fn has_subjects(&self) -> bool {
        self.subjects
    }

    /// Whether it may carry a count.
    pub fn has_count(&self) -> bool {
        self.count
    }

    /// Whether it may carry a reason.
    pub fn has_reason(&self) -> bool {
        self.reason
    }

    /// Fields that it may carry, besides those of [`every_event`](super::every_event).
    pub fn facts(&self) -> impl Iterator<Item = FieldSpec> {
        self.facts.iter().copied().flatten()
    }
}
