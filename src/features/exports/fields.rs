//! The fields of the form that asks for an export, one by one.

use std::str::FromStr;

use super::model::{Chosen, Class, Column, ColumnInfo, Disclosure, Period};
use crate::i18n::key;
use crate::{
    base::{clock::Timestamp, day::Day},
    kernel::http::Fields,
};

/// What is wrong: the field, and the key of the message.
pub(super) type Problems = Vec<(&'static str, &'static str)>;

/// The fields that say which rows leave, being read.
pub(super) struct FilterFields<'a> {
    pub fields: &'a Fields,
    pub asked_at: Timestamp,
    /// The newest number of a data set that is numbered.
    pub newest: i64,
    pub problems: &'a mut Problems,
}

impl FilterFields<'_> {
    /// A field: empty is no filter, what does not parse is a mistake and never "everything".
    pub fn choice<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        let text = self.fields.get(name);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.problems.push((name, key::EXPORTS_ERROR_FILTER));
        }
        value
    }

    pub fn period(&mut self) -> Period {
        let (from, to) = (self.choice::<Day>("from"), self.choice::<Day>("to"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.problems.push(("to", key::EXPORTS_ERROR_DAYS));
        }
        Period {
            from,
            to,
            asked_at: self.asked_at,
        }
    }
}

/// The field that chooses a sensitive column.
pub(super) fn clarity_field(column: ColumnInfo) -> String {
    format!("clarity_{}", column.name)
}

/// The chosen columns, in the order of the file. A sensitive one leaves only in a way that it knows.
pub(super) fn columns<C: Column>(fields: &Fields) -> Vec<Chosen<C>> {
    let ticked: Vec<&str> = fields.all("columns").collect();
    let chosen = |column: &C| {
        let info = column.info();
        let disclosure = match info.made.of {
            Class::Plain => {
                ticked.contains(&info.name).then_some(())?;
                None
            }
            Class::Contact | Class::Identity | Class::Itinerary => {
                let disclosure: Disclosure = fields.get(&clarity_field(info)).parse().ok()?;
                info.made.clarities.contains(&disclosure).then_some(())?;
                Some(disclosure)
            }
        };
        Some(Chosen {
            column: *column,
            disclosure,
        })
    };
    C::COLUMNS.iter().filter_map(chosen).collect()
}
