//! The catalogue: every kind of event, declared once, with everything that its entries may carry.
//!
//! Owns: [`EventKind`], what an event is and may say; [`FactName`], what a fact is called and which kind of value it has.
//! Rooms declare their kinds beside their permissions; no entry is written that says more than its kind declares.
//! Must not: know any room, or have a kind of value that somebody could type.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{
    entry::{Event, Fact},
    events,
    origin::RoleName,
};
use crate::base::clock::Timestamp;

/// Facts of one kind of event at most.
const MOST_FACTS: usize = 8;

/// One kind of event.
#[derive(Debug, PartialEq, Eq)]
pub struct EventKind {
    name: &'static str,
    resources: &'static [&'static str],
    subjects: bool,
    count: bool,
    reason: bool,
    facts: [Option<FactField>; MOST_FACTS],
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
            facts: [None; MOST_FACTS],
        }
    }

    /// It may be about a resource of one of these kinds.
    pub const fn about(mut self, resources: &'static [&'static str]) -> Self {
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

    /// It may carry this fact. More than eight do not compile.
    pub const fn fact<V>(mut self, fact: FactName<V>) -> Self {
        let mut free = 0;
        while self.facts[free].is_some() {
            free += 1;
        }
        self.facts[free] = Some(fact.field);
        self
    }

    /// Its name.
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

    /// Facts that it may carry, besides those of [`every_event`](events::every_event).
    pub fn facts(&self) -> impl Iterator<Item = FactField> {
        self.facts.iter().copied().flatten()
    }

    /// Whether an entry of this kind may say all this.
    pub(in crate::kernel) fn admits(&self, said: &Event) -> bool {
        let declared = |name: &str, fact: &Fact| {
            let mut facts = self.facts().chain(events::every_event());
            facts.any(|field| field.name == name && field.kind == fact.kind())
        };
        let resource = said.resource.as_ref();
        resource.is_none_or(|resource| self.resources.contains(&resource.kind))
            && (self.subjects || said.subjects.is_empty())
            && (self.count || said.count.is_none())
            && (self.reason || said.reason.is_none())
            && said.facts.iter().all(|(name, fact)| declared(name, fact))
    }
}

/// What a fact is called and which kind of value it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactField {
    /// Its name, as entries carry it.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: FactKind,
}

/// The kinds of values that facts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A count, a status code.
    Number,
    /// One of our own words.
    Word,
    /// Several of our own words.
    Words,
    /// A digest.
    Digest,
    /// An id.
    Id,
    /// A moment.
    Moment,
    /// A role.
    Role,
}

impl FactKind {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Word => "word",
            Self::Words => "words",
            Self::Digest => "digest",
            Self::Id => "id",
            Self::Moment => "moment",
            Self::Role => "role",
        }
    }
}

/// The name of a fact whose value is a `V`: the compiler refuses another.
///
/// ```compile_fail
/// use hufu::kernel::audit::{Event, facts};
/// let name = String::from("张三");
/// Event::new().fact(facts::CAUSE, name.as_str());
/// ```
///
/// A word of ours is one:
///
/// ```
/// use hufu::kernel::audit::{Event, facts};
/// Event::new().fact(facts::CAUSE, "form");
/// ```
#[derive(Debug)]
pub struct FactName<V> {
    pub(super) field: FactField,
    value: PhantomData<fn(V)>,
}

impl<V> FactName<V> {
    /// The name, as entries carry it.
    pub fn name(&self) -> &'static str {
        self.field.name
    }
}

impl<V> Clone for FactName<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for FactName<V> {}

macro_rules! fact_names {
    ($($(#[$meta:meta])* $new:ident $kind:ident $variant:ident($value:ty);)+) => {$(
        impl FactName<$value> {
            $(#[$meta])*
            pub const fn $new(name: &'static str) -> Self {
                Self { field: FactField { name, kind: FactKind::$kind }, value: PhantomData }
            }
        }

        impl From<$value> for Fact {
            fn from(value: $value) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}

fact_names! {
    /// A fact that is a number.
    number Number Number(i64);
    /// A fact that is one of our own words.
    word Word Word(&'static str);
    /// A fact that is several of our own words.
    words Words Words(Vec<&'static str>);
    /// A fact that is a digest.
    digest Digest Digest([u8; 32]);
    /// A fact that is an id.
    id Id Id(Uuid);
    /// A fact that is a moment.
    moment Moment At(Timestamp);
    /// A fact that is a role.
    role Role Role(RoleName);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::reason::Reason, kernel::audit::facts};

    const NARROW: EventKind = EventKind::new("thing.seen");
    const WIDE: EventKind = EventKind::new("thing.shown")
        .about(&["thing"])
        .subjects()
        .count()
        .reason()
        .fact(facts::CAUSE);

    fn id() -> Uuid {
        Uuid::from_u128(7)
    }

    #[test]
    fn an_entry_says_no_more_than_its_kind_declares() {
        let reason = || Reason::parse("客户来电核对").unwrap();
        let said: [fn() -> Event; 4] = [
            || Event::new().about("thing", id()),
            || Event::new().subject(crate::base::ids::TravellerId::from_uuid(id())),
            || Event::new().count(1),
            || Event::new().fact(facts::CAUSE, "form"),
        ];
        for (place, said) in said.into_iter().enumerate() {
            assert!(WIDE.admits(&said()), "{place}");
            assert!(!NARROW.admits(&said()), "{place}");
        }
        assert!(WIDE.admits(&Event::new().reason(reason())));
        assert!(!NARROW.admits(&Event::new().reason(reason())));
        assert!(!WIDE.admits(&Event::new().about("another", id())));
        assert!(!WIDE.admits(&Event::new().fact(facts::STATUS, 404)));
        // The same name with another kind of value is another fact.
        assert!(!WIDE.admits(&Event::new().fact(FactName::number("cause"), 1)));
        assert!(NARROW.admits(&Event::new().fact(facts::TRANSPORT, "tls")));
    }
}
