//! A selection of entries, as an address or a form has it: read strictly, carried on as text, said in the log.
//!
//! It holds ids and words of ours and no personal number, so that it may be stored, shown and recorded itself.

mod asked;
mod moment;

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use asked::{NotInEntries, Person, ResourceText, Word};
pub use moment::{Moment, NotAMoment};

use super::{EntryFilter, Event, EventKind, FieldName, Outcome, fields};
use crate::base::{
    ids::{RequestId, SessionId, SubjectId},
    order_no::OrderNo,
};

/// Whose doing was looked for.
const PERSON: FieldName<Uuid> = FieldName::id("person");
/// The outcome that was looked for.
const OUTCOME: FieldName<&'static str> = FieldName::code("outcome");
/// Whose data was looked for.
const SUBJECT: FieldName<Uuid> = FieldName::id("subject");
/// The session that was looked for.
const SESSION: FieldName<Uuid> = FieldName::id("session");
/// The request that was looked for.
const REQUEST: FieldName<Uuid> = FieldName::id("request");

impl EventKind {
    /// Its entries may say which filters a [`Selection`] has, and the ids and times in them.
    pub const fn selection(self) -> Self {
        self.field(fields::FILTERS)
            .field(PERSON)
            .field(OUTCOME)
            .field(SUBJECT)
            .field(SESSION)
            .field(REQUEST)
            .field(fields::FROM)
            .field(fields::UNTIL)
    }
}

/// Which entries somebody looks for. Stored as text, and read again by the same rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selection {
    /// What was written, by the names of [`Selection::NAMES`] and in their order: other text for the same would be another
    /// selection to whoever approved this one.
    values: Vec<(&'static str, String)>,
    pub person: Option<Person>,
    pub event: Option<Word>,
    pub outcome: Option<Outcome>,
    pub kind: Option<Word>,
    /// The resource's id as entries write it.
    pub resource: Option<ResourceText>,
    pub subject: Option<SubjectId>,
    pub session: Option<SessionId>,
    pub request: Option<RequestId>,
    pub address: Option<IpAddr>,
    pub from: Option<Moment>,
    /// Inclusive: the whole day or the whole minute.
    pub to: Option<Moment>,
}

/// What is wrong with one value of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A word that no page of ours offers.
    NotOffered,
    /// Not the id of anything.
    NotAnId,
    NotAnAddress,
    /// Neither a day nor a minute.
    NotAMoment,
    /// The time ends before it begins.
    EndsBeforeStart,
}

/// Text that is no selection.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a selection of entries")]
pub struct NotASelection;

impl Selection {
    /// The parameters, in the order of the list's form.
    pub const NAMES: [&'static str; 11] = [
        "person", "event", "outcome", "kind", "resource", "subject", "session", "request",
        "address", "from", "to",
    ];

    /// Reads it from the text of each parameter, none where it is absent. A value with a mistake selects nothing.
    pub fn read<'a>(
        text: impl Fn(&'static str) -> Option<&'a str>,
    ) -> (Self, Vec<(&'static str, Mistake)>) {
        let mut read = Reader {
            text,
            mistakes: Vec::new(),
        };
        let values = Self::NAMES
            .into_iter()
            .filter_map(|name| Some((name, (read.text)(name)?.to_owned())))
            .collect();
        let selection = Self {
            values,
            person: read.value("person", Mistake::NotOffered),
            event: read.value("event", Mistake::NotOffered),
            outcome: read.value("outcome", Mistake::NotOffered),
            kind: read.value("kind", Mistake::NotOffered),
            resource: read.value("resource", Mistake::NotAnId),
            subject: read.value("subject", Mistake::NotAnId),
            session: read.value("session", Mistake::NotAnId),
            request: read.value("request", Mistake::NotAnId),
            address: read.value("address", Mistake::NotAnAddress),
            from: read.value("from", Mistake::NotAMoment),
            to: read.value("to", Mistake::NotAMoment),
        };
        let ends_first = |(from, to): (Moment, Moment)| to.end() <= from.start();
        if selection.from.zip(selection.to).is_some_and(ends_first) {
            read.mistakes.push(("to", Mistake::EndsBeforeStart));
        }
        (selection, read.mistakes)
    }

    /// The selection among other fields of a form or an address.
    ///
    /// # Errors
    /// [`NotASelection`] when a parameter comes twice or one of the values is wrong: never "everything" for what cannot be
    /// read.
    pub fn among<'a>(
        fields: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, NotASelection> {
        let mut own: Vec<(&str, &str)> = Vec::new();
        for (name, value) in fields.filter(|(name, _)| Self::NAMES.contains(name)) {
            if own.iter().any(|(known, _)| *known == name) {
                return Err(NotASelection);
            }
            own.push((name, value.trim()));
        }
        let text = |name| {
            let field = own.iter().find(|(known, _)| *known == name);
            field
                .map(|(_, value)| *value)
                .filter(|value| !value.is_empty())
        };
        let (selection, mistakes) = Self::read(text);
        match mistakes.is_empty() {
            true => Ok(selection),
            false => Err(NotASelection),
        }
    }

    /// Which entries they are, whoever's.
    pub fn entries(&self) -> EntryFilter {
        let (person, role) = match &self.person {
            Some(Person::Staff(id)) => (Some(*id), None),
            Some(Person::Role(role)) => (None, Some(role.clone())),
            None => (None, None),
        };
        let word = |word: &Word| word.as_str().to_owned();
        EntryFilter {
            owner: None,
            person,
            role,
            session: self.session,
            request: self.request,
            address: self.address,
            event: self.event.as_ref().map(word),
            outcome: self.outcome,
            resource_kind: self.kind.as_ref().map(word),
            resource: self
                .resource
                .as_ref()
                .map(|resource| resource.as_str().to_owned()),
            subject: self.subject,
            from: self.from.map(Moment::start),
            until: self.to.map(Moment::end),
        }
    }

    /// The names of the filters that are used.
    pub fn names(&self) -> Vec<&'static str> {
        self.values.iter().map(|(name, _)| *name).collect()
    }

    /// The filters with their values, for a form that carries them on.
    pub fn values(&self) -> &[(&'static str, String)] {
        &self.values
    }

    /// The address of a page about exactly these entries; `page` may have parameters of its own.
    pub fn at(&self, page: &str) -> String {
        match (self.values.is_empty(), page.contains('?')) {
            (true, _) => page.to_owned(),
            (false, true) => format!("{page}&{self}"),
            (false, false) => format!("{page}?{self}"),
        }
    }

    /// What is recorded about reading them: which filters, and the ids and times in them. For an event that is
    /// [declared](EventKind::selection) to say so.
    pub fn describe(&self) -> Event {
        let mut event = Event::new();
        if !self.values.is_empty() {
            event = event.field(fields::FILTERS, self.names());
        }
        if let Some(Person::Staff(id)) = self.person {
            event = event.field(PERSON, id.uuid());
        }
        if let Some(outcome) = self.outcome {
            event = event.field(OUTCOME, outcome.as_str());
        }
        let ids = [
            (SUBJECT, self.subject.map(SubjectId::uuid)),
            (SESSION, self.session.map(SessionId::uuid)),
            (REQUEST, self.request.map(RequestId::uuid)),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                event = event.field(name, id);
            }
        }
        if let Some(from) = self.from {
            event = event.field(fields::FROM, from.start());
        }
        if let Some(to) = self.to {
            event = event.field(fields::UNTIL, to.end());
        }
        let order = self.resource.as_ref();
        match order.map(|text| text.as_str().parse::<OrderNo>()) {
            Some(Ok(number)) => event.resource("order", &number),
            Some(Err(_)) | None => event,
        }
    }
}

struct Reader<F> {
    text: F,
    mistakes: Vec<(&'static str, Mistake)>,
}

impl<'a, F: Fn(&'static str) -> Option<&'a str>> Reader<F> {
    fn value<T: FromStr>(&mut self, name: &'static str, mistake: Mistake) -> Option<T> {
        let value = (self.text)(name)?.parse().ok();
        if value.is_none() {
            self.mistakes.push((name, mistake));
        }
        value
    }
}

impl FromStr for Selection {
    type Err = NotASelection;

    fn from_str(text: &str) -> Result<Self, NotASelection> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(text).map_err(|_| NotASelection)?;
        let fields = || {
            pairs
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
        };
        match fields().all(|(name, _)| Self::NAMES.contains(&name)) {
            true => Self::among(fields()),
            false => Err(NotASelection),
        }
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_urlencoded::to_string(&self.values).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl TryFrom<String> for Selection {
    type Error = NotASelection;

    fn try_from(text: String) -> Result<Self, NotASelection> {
        text.parse()
    }
}

impl From<Selection> for String {
    fn from(selection: Selection) -> Self {
        selection.to_string()
    }
}

#[cfg(test)]
mod tests;
