//! What other rooms may know of the log's list: a selection of entries, as the address of the list has it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    PATH,
    conditions::conditions,
    events,
    filter::{self, NAMES, TrailFilter},
};
use crate::{
    base::locale::Locale,
    kernel::{
        audit::{EntryFilter, Event, EventKind},
        http::{Fields, listing::ListQuery},
    },
};

/// Entries that were selected on the list, to be taken somewhere else. It is stored as text and read again by the same rules,
/// so it holds ids and words of ours and no personal number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selection {
    values: Vec<(&'static str, String)>,
    filter: TrailFilter,
}

/// Text that the list would not take for filters.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a selection of entries")]
pub struct NotASelection;

impl Selection {
    /// The selection among other fields of a form or an address.
    ///
    /// # Errors
    /// [`NotASelection`] when one of its values is not what the list takes.
    pub fn read(fields: &Fields) -> Result<Self, NotASelection> {
        let own = fields.iter().filter(|(name, _)| NAMES.contains(name));
        let own: Vec<_> = own.collect();
        let text = serde_urlencoded::to_string(own).map_err(|_| NotASelection)?;
        text.parse()
    }

    /// Which entries they are.
    pub fn entries(&self) -> EntryFilter {
        self.filter.entries(None)
    }

    /// The names of the filters that are used.
    pub fn names(&self) -> Vec<&'static str> {
        self.values.iter().map(|(name, _)| *name).collect()
    }

    /// The filters with their values, for a form that carries them on.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        self.values.clone()
    }

    /// The list of exactly these entries.
    pub fn list(&self) -> String {
        match self.values.is_empty() {
            true => PATH.to_owned(),
            false => format!("{PATH}?{self}"),
        }
    }

    /// The filters in words, one phrase a filter, with whole ids; none for the whole log.
    pub fn phrases(&self, locale: Locale) -> Vec<String> {
        conditions(locale, &self.filter)
    }

    /// What is entered about reading them: which filters, and the ids and times in them. For an event that is
    /// [declared](selecting) to say so.
    pub fn describe(&self) -> Event {
        match query(&self.to_string()) {
            Ok(query) => self.filter.describe(&query),
            // It was read from this very text.
            Err(NotASelection) => Event::new(),
        }
    }
}

/// An event whose entries may say what was selected.
pub const fn selecting(kind: EventKind) -> EventKind {
    events::selecting(kind)
}

fn query(text: &str) -> Result<ListQuery, NotASelection> {
    let fields: Fields = serde_urlencoded::from_str(text).map_err(|_| NotASelection)?;
    filter::query(&fields).map_err(|_| NotASelection)
}

impl FromStr for Selection {
    type Err = NotASelection;

    fn from_str(text: &str) -> Result<Self, NotASelection> {
        let query = query(text)?;
        let mut complaints = Vec::new();
        let filter = TrailFilter::read(&query, &mut complaints).map_err(|_| NotASelection)?;
        if !complaints.is_empty() {
            return Err(NotASelection);
        }
        let values = NAMES
            .into_iter()
            .filter_map(|name| Some((name, query.text(name)?.to_owned())));
        Ok(Self {
            values: values.collect(),
            filter,
        })
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
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Selection, NotASelection> {
        Selection::read(&serde_urlencoded::from_str(text).unwrap())
    }

    #[test]
    fn a_selection_is_read_out_of_a_form_and_stored_as_text() {
        let form =
            "csrf=x&format=csv&event=order.viewed&subject=&to=2026-11-22T18:05&outcome=denied";
        let selection = read(form).unwrap();
        let text = "event=order.viewed&outcome=denied&to=2026-11-22T18%3A05";
        assert_eq!(selection.to_string(), text);
        assert_eq!(selection.names(), ["event", "outcome", "to"]);
        assert_eq!(selection.list(), format!("/audit?{text}"));
        let stored = serde_json::to_string(&selection).unwrap();
        assert_eq!(
            serde_json::from_str::<Selection>(&stored).unwrap(),
            selection
        );
        assert_eq!(selection.phrases(Locale::En).len(), 3);
        let everything = read("format=csv").unwrap();
        assert_eq!(everything.list(), "/audit");
        assert!(everything.phrases(Locale::En).is_empty());
    }

    #[test]
    fn what_the_list_would_not_take_is_none() {
        for text in [
            "resource=14212345678",
            "subject=me",
            "outcome=maybe",
            "event=a&event=b",
            "from=2026-11-23&to=2026-11-22",
        ] {
            assert_eq!(read(text), Err(NotASelection), "{text}");
        }
        assert!(serde_json::from_str::<Selection>("\"colour=red\"").is_err());
    }
}
