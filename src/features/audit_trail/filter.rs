//! The filters of the log: how they are read from the URL, what they select, and what is entered about a search.

use std::net::IpAddr;

use super::entry_id::{Person, ResourceText, Word};
use super::events;
use super::moment::Moment;
use crate::{
    base::{
        ids::{RequestId, SessionId, StaffId, SubjectId},
        order_no::OrderNo,
    },
    kernel::{
        audit::{EntryFilter, Event, Outcome, facts},
        failure::Failure,
        http::{
            Fields,
            listing::{Complaint, ListQuery},
        },
    },
};

/// The parameters, in the order of the page.
pub(super) const NAMES: [&str; 11] = [
    "person", "event", "outcome", "kind", "resource", "subject", "session", "request", "address",
    "from", "to",
];

/// What the auditor looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TrailFilter {
    pub person: Option<Person>,
    pub event: Option<Word>,
    pub outcome: Option<Outcome>,
    pub kind: Option<Word>,
    pub resource: Option<ResourceText>,
    pub subject: Option<SubjectId>,
    pub session: Option<SessionId>,
    pub request: Option<RequestId>,
    pub address: Option<IpAddr>,
    pub from: Option<Moment>,
    pub to: Option<Moment>,
}

impl TrailFilter {
    /// Reads the filters; what somebody typed wrong is complained about.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when a value is nothing that our pages offer.
    pub fn read(query: &ListQuery, complaints: &mut Vec<Complaint>) -> Result<Self, Failure> {
        const NOT_AN_ID: &str = "audit.not_an_id";
        let filter = Self {
            person: query.value("person")?,
            event: query.value("event")?,
            outcome: query.text("outcome").map(outcome).transpose()?,
            kind: query.value("kind")?,
            resource: query.typed("resource", NOT_AN_ID, complaints),
            subject: query.typed("subject", NOT_AN_ID, complaints),
            session: query.typed("session", NOT_AN_ID, complaints),
            request: query.typed("request", NOT_AN_ID, complaints),
            address: query.typed("address", "audit.not_an_address", complaints),
            from: query.typed("from", "audit.not_a_moment", complaints),
            to: query.typed("to", "audit.not_a_moment", complaints),
        };
        let ends_first = |(from, to): (Moment, Moment)| to.end() <= from.start();
        if filter.from.zip(filter.to).is_some_and(ends_first) {
            complaints.push(Complaint {
                field: "to",
                key: "filter.ends_before_start",
            });
        }
        Ok(filter)
    }

    /// What it selects, within a grant's own rows when it has an owner.
    pub fn entries(&self, owner: Option<StaffId>) -> EntryFilter {
        let (person, role) = match &self.person {
            Some(Person::Staff(id)) => (Some(*id), None),
            Some(Person::Role(role)) => (None, Some(role.clone())),
            None => (None, None),
        };
        EntryFilter {
            owner,
            person,
            role,
            session: self.session,
            request: self.request,
            address: self.address,
            event: self.event.as_ref().map(|event| event.as_str().to_owned()),
            outcome: self.outcome,
            resource_kind: self.kind.as_ref().map(|kind| kind.as_str().to_owned()),
            resource: self
                .resource
                .as_ref()
                .map(|resource| resource.as_str().to_owned()),
            subject: self.subject,
            from: self.from.map(Moment::start),
            until: self.to.map(Moment::end),
        }
    }

    /// What is entered about the search: which filters, and the ids and times in them.
    pub fn describe(&self, query: &ListQuery) -> Event {
        let used = NAMES.into_iter().filter(|name| query.text(name).is_some());
        let mut event = Event::new();
        let used: Vec<&'static str> = used.collect();
        if !used.is_empty() {
            event = event.fact(facts::FILTERS, used);
        }
        if let Some(Person::Staff(id)) = self.person {
            event = event.fact(events::PERSON, id.uuid());
        }
        if let Some(outcome) = self.outcome {
            event = event.fact(events::OUTCOME, outcome.as_str());
        }
        let ids = [
            (events::SUBJECT, self.subject.map(SubjectId::uuid)),
            (events::SESSION, self.session.map(SessionId::uuid)),
            (events::REQUEST, self.request.map(RequestId::uuid)),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                event = event.fact(name, id);
            }
        }
        if let Some(from) = self.from {
            event = event.fact(facts::FROM, from.start());
        }
        if let Some(to) = self.to {
            event = event.fact(facts::UNTIL, to.end());
        }
        let order = self
            .resource
            .as_ref()
            .map(|text| text.as_str().parse::<OrderNo>());
        match order {
            Some(Ok(number)) => event.about("order", &number),
            _ => event,
        }
    }
}

/// Reads the query of the list.
///
/// # Errors
/// [`Failure::BadRequest`] when a name is unknown or comes twice.
pub(super) fn query(fields: &Fields) -> Result<ListQuery, Failure> {
    ListQuery::read(fields, &NAMES)
}

fn outcome(text: &str) -> Result<Outcome, Failure> {
    Outcome::ALL
        .into_iter()
        .find(|outcome| outcome.as_str() == text)
        .ok_or(Failure::BadRequest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(TrailFilter, Vec<Complaint>), Failure> {
        let fields: Fields = serde_urlencoded::from_str(text).unwrap();
        let mut complaints = Vec::new();
        let filter = TrailFilter::read(&query(&fields)?, &mut complaints)?;
        Ok((filter, complaints))
    }

    #[test]
    fn every_filter_narrows() {
        let id = "019aae1e-0000-7000-8000-0000a1b2c3d4";
        let (filter, complaints) = read(&format!(
            "person={id}&event=order.viewed&outcome=denied&kind=order&resource=HF202611220000017&subject={id}&session={id}\
             &request={id}&address=127.0.0.1&from=2026-11-22&to=2026-11-22T18:05"
        ))
        .unwrap();
        assert!(complaints.is_empty());
        let entries = filter.entries(None);
        assert_eq!(entries.person.unwrap().to_string(), id);
        assert_eq!(entries.event.as_deref(), Some("order.viewed"));
        assert_eq!(entries.outcome, Some(Outcome::Denied));
        assert_eq!(entries.resource.as_deref(), Some("HF202611220000017"));
        assert_eq!(entries.address, Some([127, 0, 0, 1].into()));
        assert_eq!(entries.until.unwrap().rfc3339(), "2026-11-22T10:06:00Z");
        assert!(
            entries.session.is_some() && entries.request.is_some() && entries.subject.is_some()
        );
    }

    #[test]
    fn what_is_typed_wrong_is_complained_about_and_what_is_made_up_refused() {
        let (_, complaints) =
            read("resource=14212345678&subject=me&session=1&address=10.0.0&from=x&to=").unwrap();
        let fields: Vec<_> = complaints.iter().map(|complaint| complaint.field).collect();
        assert_eq!(
            fields,
            ["resource", "subject", "session", "address", "from"]
        );
        let (_, complaints) = read("from=2026-11-22T18:05&to=2026-11-22T18:04").unwrap();
        assert_eq!(complaints[0].field, "to");
        assert!(
            read("from=2026-11-22T18:05&to=2026-11-22T18:05")
                .unwrap()
                .1
                .is_empty()
        );
        for text in ["outcome=maybe", "person=Lin%20Xiao", "colour=red"] {
            assert_eq!(read(text).unwrap_err(), Failure::BadRequest, "{text}");
        }
    }
}
