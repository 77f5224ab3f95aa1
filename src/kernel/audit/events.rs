//! Events that belong to no feature: what the guard records for every permission, and what the vault could not open.

use super::{
    catalogue::EventKind,
    entry::Event,
    field::{FieldSpec, FieldValue},
    fields,
};

/// Somebody was refused before their request was looked at.
pub(in crate::kernel) const ACCESS_DENIED: EventKind =
    EventKind::new("access.denied").field(fields::STATUS);

/// A request that was let in came to nothing. What it asked about need not be there.
pub(in crate::kernel) const REQUEST_FAILED: EventKind = EventKind::new("request.failed")
    .resource(&["order", "payment"])
    .field(fields::STATUS)
    .field(fields::CAUSE);

/// Sealed values that did not open.
pub(in crate::kernel) const OPEN_FAILED: EventKind = EventKind::new("vault.open_failed")
    .subjects()
    .count()
    .field(fields::PART)
    .field(fields::WHY);

/// What the guard records for every permission.
pub const GUARD_EVENTS: &[&EventKind] = &[&ACCESS_DENIED, &REQUEST_FAILED, &OPEN_FAILED];

/// Fields that every event may carry: a form that came in is said of each entry of its request (T6).
pub fn every_event() -> impl Iterator<Item = FieldSpec> {
    [fields::TRANSPORT.field].into_iter()
}

impl EventKind {
    /// Whether an entry of this kind may say all this.
    pub(in crate::kernel) fn admits(&self, said: &Event) -> bool {
        let declared = |name: &str, fact: &FieldValue| {
            let mut facts = self.facts().chain(every_event());
            facts.any(|field| field.name == name && field.kind == fact.kind())
        };
        let resource = said.resource.as_ref();
        resource.is_none_or(|resource| self.resources().contains(&resource.kind))
            && (self.has_subjects() || said.subjects.is_empty())
            && (self.has_count() || said.count.is_none())
            && (self.has_reason() || said.reason.is_none())
            && said.facts.iter().all(|(name, fact)| declared(name, fact))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{base::reason::Reason, kernel::audit::FieldName};

    const NARROW: EventKind = EventKind::new("thing.seen");
    const WIDE: EventKind = EventKind::new("thing.shown")
        .resource(&["thing"])
        .subjects()
        .count()
        .reason()
        .field(fields::CAUSE);

    fn id() -> Uuid {
        Uuid::from_u128(7)
    }

    #[test]
    fn an_entry_says_no_more_than_its_kind_declares() {
        let reason = || Reason::parse("客户来电核对").unwrap();
        let said: [fn() -> Event; 4] = [
            || Event::new().resource("thing", id()),
            || Event::new().subject(crate::base::ids::TravellerId::from_uuid(id())),
            || Event::new().count(1),
            || Event::new().field(fields::CAUSE, "form"),
        ];
        for (place, said) in said.into_iter().enumerate() {
            assert!(WIDE.admits(&said()), "{place}");
            assert!(!NARROW.admits(&said()), "{place}");
        }
        assert!(WIDE.admits(&Event::new().reason(reason())));
        assert!(!NARROW.admits(&Event::new().reason(reason())));
        assert!(!WIDE.admits(&Event::new().resource("another", id())));
        assert!(!WIDE.admits(&Event::new().field(fields::STATUS, 404)));
        // The same name with another kind of value is another field.
        assert!(!WIDE.admits(&Event::new().field(FieldName::number("cause"), 1)));
        assert!(NARROW.admits(&Event::new().field(fields::TRANSPORT, "tls")));
    }
}
