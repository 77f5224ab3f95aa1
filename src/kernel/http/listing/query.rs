//! The query of a list's URL, read name by name: what nobody knows is an error, never ignored.

use std::str::FromStr;

use super::{AT, ListAddress, SIZE, SORT};
use crate::{
    base::personal::find_personal,
    kernel::{failure::Failure, http::Fields},
};

/// The parameters of a list's URL: each is known and comes once; an empty one counts as absent.
#[derive(Debug)]
pub struct ListQuery(Vec<(&'static str, String)>);

/// What is wrong with what somebody typed into a filter: the field, and the key of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    pub key: &'static str,
}

impl ListQuery {
    /// Reads the query of a list that has these filters beside order, size and cursor.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when a name is unknown or comes twice.
    pub fn read(fields: &Fields, filters: &[&'static str]) -> Result<Self, Failure> {
        let mut read: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in fields.iter() {
            let known = filters
                .iter()
                .chain(&[SORT, SIZE, AT])
                .find(|known| **known == name)
                .ok_or(Failure::BadRequest)?;
            if read.iter().any(|(name, _)| name == known) {
                return Err(Failure::BadRequest);
            }
            read.push((known, value.trim().to_owned()));
        }
        read.retain(|(_, value)| !value.is_empty());
        Ok(Self(read))
    }

    /// What somebody typed, if anything.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(known, value)| (*known == name).then_some(value.as_str()))
    }

    /// What somebody typed, to be shown in its field again; what looks like a person's number is not repeated.
    pub fn shown_again(&self, name: &str) -> String {
        let text = self.text(name).filter(|text| find_personal(text).is_none());
        text.unwrap_or_default().to_owned()
    }

    /// A value that our own pages offer: a word, an id, a cursor.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when it is none of these: no page of ours has such a link.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>, Failure> {
        self.text(name)
            .map(|text| text.parse().map_err(|_| Failure::BadRequest))
            .transpose()
    }

    /// The address of this list at `path`, from its first page.
    pub fn address(&self, path: &'static str) -> ListAddress {
        let kept = self.0.iter().filter(|(name, _)| *name != AT);
        ListAddress::new(path, kept.cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::travel::OrderStatus;

    fn fields(query: &str) -> Fields {
        serde_urlencoded::from_str(query).unwrap()
    }

    #[test]
    fn what_nobody_reads_or_comes_twice_is_refused() {
        for query in ["colour=red", "status=paid&status=paid", "Status=paid"] {
            let read = ListQuery::read(&fields(query), &["status"]);
            assert_eq!(read.unwrap_err(), Failure::BadRequest, "{query}");
        }
    }

    #[test]
    fn an_empty_parameter_is_an_absent_one() {
        let query = ListQuery::read(&fields("status=&from=+&sort="), &["status", "from"]).unwrap();
        assert_eq!(query.value::<OrderStatus>("status"), Ok(None));
        assert_eq!(query.address("/orders").to_string(), "/orders");
    }
}
