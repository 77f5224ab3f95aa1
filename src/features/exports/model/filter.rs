//! Which rows leave: what the filters of all data sets share.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::i18n::key;
use crate::{
    base::{clock::Timestamp, day::Day, locale::Locale},
    i18n,
};

/// The filter of one data set.
pub trait Filter: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// It in words, one phrase a condition; none if every row leaves.
    fn conditions(&self, locale: Locale) -> Vec<String>;

    /// Its names, where the entry about the export says them.
    fn names(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// When a row was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// On this day in China or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// On this day in China or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Before the export was asked for, so that what comes in later does not change what was approved.
    pub asked_at: Timestamp,
}

impl Period {
    /// Appends its conditions, at least one. `time` is how the time of making is written.
    pub(in crate::features::exports) fn push<DB>(
        &self,
        query: &mut QueryBuilder<DB>,
        time: &'static str,
    ) where
        DB: Database,
        for<'q> Timestamp: Encode<'q, DB> + Type<DB>,
    {
        let end = self
            .to
            .map_or(self.asked_at, |day| day.end().min(self.asked_at));
        query.push(time).push(" < ").push_bind(end);
        if let Some(from) = self.from {
            query
                .push(" AND ")
                .push(time)
                .push(" >= ")
                .push_bind(from.start());
        }
    }

    pub(in crate::features::exports) fn conditions(&self, locale: Locale) -> Vec<String> {
        let days = [
            (key::EXPORTS_FILTER_FROM, self.from),
            (key::EXPORTS_FILTER_TO, self.to),
        ];
        days.into_iter()
            .filter_map(|(key, day)| Some(condition(locale, key, &day?.to_string())))
            .collect()
    }
}

pub(in crate::features::exports) fn condition(locale: Locale, key: &str, value: &str) -> String {
    format!("{} {value}", i18n::text(locale, key))
}
