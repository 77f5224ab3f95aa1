//! What leaves, in words.

use crate::i18n::key;
use crate::{
    base::number::grouped,
    features::exports::{
        export::Export,
        model::{DataSet, Disclosure},
        words,
    },
    kernel::http::Shell,
};

/// A deed in words, the same on every page and in the SMS.
pub(in crate::features::exports) struct DeedView {
    pub href: String,
    pub data_set: &'static str,
    /// What a row of it is called.
    pub rows_word: &'static str,
    pub rows: String,
    /// What those are called whom it is about.
    pub people_word: &'static str,
    /// None for a data set about nobody.
    pub people: Option<String>,
    pub clear: Vec<&'static str>,
    pub masked: Vec<&'static str>,
    pub plain_word: &'static str,
    pub plain: String,
    pub conditions: Vec<String>,
    pub format: &'static str,
    pub reason: String,
    pub asked: String,
    pub asked_iso: String,
    pub by: String,
    pub until: String,
    pub until_iso: String,
}

impl DeedView {
    pub(in crate::features::exports) fn new(shell: &Shell, export: &Export) -> Self {
        let names = |disclosure| words::names(shell.locale, &export.extract.with(disclosure));
        let data_set = export.data_set();
        let entries = data_set == DataSet::Entries;
        let until = export.approvable_until();
        let by = shell
            .viewer
            .as_ref()
            .map(|viewer| format!("{} · {}", viewer.name, viewer.role));
        Self {
            href: format!("/exports/{}", export.id),
            data_set: shell.t(data_set.key()),
            rows_word: shell.t(if entries {
                key::EXPORTS_ENTRIES
            } else {
                key::EXPORTS_ROWS
            }),
            people_word: shell.t(if entries {
                key::EXPORTS_PEOPLE_NAMED
            } else {
                key::EXPORTS_PEOPLE
            }),
            rows: grouped(export.rows),
            people: (data_set != DataSet::Payments).then(|| grouped(export.people)),
            clear: names(Some(Disclosure::Clear)),
            masked: names(Some(Disclosure::Masked)),
            plain_word: shell.t(if entries {
                key::EXPORTS_COLUMNS
            } else {
                key::EXPORTS_BUSINESS_COLUMNS
            }),
            plain: names(None).join(shell.t(key::EXPORTS_AND)),
            conditions: export.extract.conditions(shell.locale),
            format: shell.t(export.format.key()),
            reason: export.reason.clone(),
            asked: export.created_at.local(),
            asked_iso: export.created_at.rfc3339(),
            by: by.unwrap_or_default(),
            until: until.local(),
            until_iso: until.rfc3339(),
        }
    }
}
