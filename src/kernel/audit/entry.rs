//! What an entry says, in types that have no place for a personal value.

use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    catalogue::EventKind,
    field::{FieldName, FieldValue},
    origin::{Actor, Origin},
};
use crate::base::{
    clock::Timestamp,
    ids::{RequestId, SessionId, StaffId, SubjectId},
    order_no::OrderNo,
    reason::Reason,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Permitted, and recorded before it happened.
    Allowed,
    /// Refused by policy or by a failed proof (a wrong code, a wrong password).
    Denied,
    /// Permitted, but it came to nothing: not found, conflict, an error.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Allowed, Self::Denied, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let named = |outcome: &Self| outcome.as_str() == text;
        Self::ALL.into_iter().find(named).ok_or(())
    }
}

/// The id of a resource: an id of ours or an order number, nothing a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceId(String);

impl From<Uuid> for ResourceId {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

/// An address that somebody came from.
impl From<IpAddr> for ResourceId {
    fn from(address: IpAddr) -> Self {
        Self(address.to_string())
    }
}

impl From<i64> for ResourceId {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl From<&OrderNo> for ResourceId {
    fn from(number: &OrderNo) -> Self {
        Self(number.to_string())
    }
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// For example `order`.
    pub kind: &'static str,
    pub id: ResourceId,
}

impl ResourceId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a handler says happened; the guard adds who and from where.
#[derive(Debug, Default)]
pub struct Event {
    pub(in crate::kernel) kind: Option<&'static EventKind>,
    pub(in crate::kernel) resource: Option<Resource>,
    pub(in crate::kernel) subjects: Vec<SubjectId>,
    pub(in crate::kernel) opening: Option<Vec<&'static str>>,
    pub(in crate::kernel) count: Option<i64>,
    pub(in crate::kernel) facts: BTreeMap<&'static str, FieldValue>,
    pub(in crate::kernel) reason: Option<Reason>,
}

impl Event {
    /// The permission's own event about nothing in particular.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names another of the permission's events than its first.
    pub fn kind(mut self, kind: &'static EventKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// What it was done to.
    pub fn resource(mut self, kind: &'static str, id: impl Into<ResourceId>) -> Self {
        self.resource = Some(Resource {
            kind,
            id: id.into(),
        });
        self
    }

    /// Whose data it is about. Only these subjects' parts can be opened with the receipt.
    pub fn subject(mut self, subject: impl Into<SubjectId>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// Like [`subject`](Self::subject), for many.
    pub fn subjects<S: Into<SubjectId>>(mut self, subjects: impl IntoIterator<Item = S>) -> Self {
        self.subjects.extend(subjects.into_iter().map(Into::into));
        self
    }

    /// Opens less than the permission may: only these of its `part:masked` and `part:revealed`, so that the entry says
    /// what was really opened. The receipt opens no other.
    pub fn opens(mut self, parts: impl IntoIterator<Item = &'static str>) -> Self {
        self.opening = Some(parts.into_iter().collect());
        self
    }

    /// How many rows, sends or the like.
    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }

    pub fn field<V: Into<FieldValue>>(mut self, name: FieldName<V>, value: V) -> Self {
        self.facts.insert(name.field.name, value.into());
        self
    }

    /// Why, in the person's own words.
    pub fn reason(mut self, reason: Reason) -> Self {
        self.reason = Some(reason);
        self
    }
}

/// A complete entry, waiting for its number.
pub struct Entry {
    pub(in crate::kernel) at: Timestamp,
    pub(in crate::kernel) origin: Origin,
    pub(in crate::kernel) permission: &'static str,
    pub(in crate::kernel) event: &'static str,
    pub(in crate::kernel) outcome: Outcome,
    pub(in crate::kernel) opened: Vec<&'static str>,
    pub(in crate::kernel) details: Event,
}

/// The stored form of an entry: JSON with fixed fields in a fixed order, read by people and by other tools.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredEntry {
    /// Its number, counting from 1 without gaps.
    pub sequence: i64,
    /// When, RFC 3339 in UTC.
    pub at: Timestamp,
    /// `staff`, `anonymous`, `operator` or `system`.
    pub actor_kind: String,
    pub actor: Option<StaffId>,
    /// The operating-system account of an operator.
    pub operator: Option<String>,
    pub role: String,
    pub session: Option<SessionId>,
    pub address: Option<String>,
    pub device: Option<String>,
    /// `object:action`.
    pub permission: String,
    /// Past tense, for example `order.viewed`.
    pub event: String,
    pub outcome: Outcome,
    pub resource_kind: Option<String>,
    pub resource: Option<String>,
    pub subject_count: i64,
    /// Digest of the subjects, hexadecimal.
    pub subject_digest: Option<String>,
    /// Parts opened, for example `contact:masked`.
    pub opened: Vec<String>,
    pub count: Option<i64>,
    pub facts: BTreeMap<String, serde_json::Value>,
    pub reason: Option<String>,
    pub request: RequestId,
}

impl Entry {
    /// The stored form under `sequence`. `subjects` are sorted and without repeats.
    pub(super) fn stored(&self, sequence: i64, subjects: &[SubjectId]) -> StoredEntry {
        let (actor_kind, actor, operator) = match &self.origin.actor {
            Actor::Staff(id) => ("staff", Some(*id), None),
            Actor::Anonymous => ("anonymous", None, None),
            Actor::Operator(account) => ("operator", None, Some(account.as_str().to_owned())),
            Actor::System => ("system", None, None),
        };
        let details = &self.details;
        StoredEntry {
            sequence,
            at: self.at,
            actor_kind: actor_kind.to_owned(),
            actor,
            operator,
            role: self.origin.role.as_str().to_owned(),
            session: self.origin.session,
            address: self.origin.address.map(|address| address.to_string()),
            device: self
                .origin
                .device
                .map(|device| format!("{} / {}", device.browser, device.system)),
            permission: self.permission.to_owned(),
            event: self.event.to_owned(),
            outcome: self.outcome,
            resource_kind: details
                .resource
                .as_ref()
                .map(|resource| resource.kind.to_owned()),
            resource: details
                .resource
                .as_ref()
                .map(|resource| resource.id.0.clone()),
            subject_count: i64::try_from(subjects.len()).unwrap_or(i64::MAX),
            subject_digest: super::subject_digest::subjects(subjects).map(hex::encode),
            opened: self.opened.iter().map(|part| (*part).to_owned()).collect(),
            count: details.count,
            facts: details
                .facts
                .iter()
                .filter_map(|(name, fact)| {
                    Some(((*name).to_owned(), serde_json::to_value(fact).ok()?))
                })
                .collect(),
            reason: details
                .reason
                .as_ref()
                .map(|reason| reason.as_str().to_owned()),
            request: self.origin.request,
        }
    }
}
