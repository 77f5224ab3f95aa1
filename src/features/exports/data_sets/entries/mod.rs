//! Entries of the log with their proofs: evidence for somebody who has neither Hufu nor its store.

mod cells;
mod lines;
mod making;
mod proven;

use serde::{Deserialize, Serialize};

use crate::i18n::key;
use crate::{
    base::{clock::Timestamp, locale::Locale},
    features::exports::{
        exporting::{Counts, Exporting},
        fields::FilterFields,
        model::{Chosen, Column, DataSet, FileFormat, Filter, columns, condition},
        permissions::ExportEntries,
        selected,
        settings::ExportSettings,
    },
    kernel::{audit::Selection, authz::Grant, http::Fields},
};

columns! {
    /// The columns of an entry. All are ids and words of ours.
    EntryColumn {
        Sequence = "sequence", key::EXPORTS_COLUMN_SEQUENCE, PLAIN, Chosen;
        At = "at", key::EXPORTS_COLUMN_AT, PLAIN, Chosen;
        ActorKind = "actor_kind", key::EXPORTS_COLUMN_ACTOR_KIND, PLAIN, Chosen;
        Actor = "actor", key::EXPORTS_COLUMN_ACTOR, PLAIN, Chosen;
        Role = "role", key::EXPORTS_COLUMN_ROLE, PLAIN, Chosen;
        Session = "session", key::EXPORTS_COLUMN_SESSION, PLAIN, Chosen;
        Address = "address", key::EXPORTS_COLUMN_ADDRESS, PLAIN, Chosen;
        Permission = "permission", key::EXPORTS_COLUMN_PERMISSION, PLAIN, Chosen;
        Event = "event", key::EXPORTS_COLUMN_EVENT, PLAIN, Chosen;
        Outcome = "outcome", key::EXPORTS_COLUMN_OUTCOME, PLAIN, Chosen;
        ResourceKind = "resource_kind", key::EXPORTS_COLUMN_RESOURCE_KIND, PLAIN, Chosen;
        Resource = "resource", key::EXPORTS_COLUMN_RESOURCE, PLAIN, Chosen;
        SubjectCount = "subject_count", key::EXPORTS_COLUMN_SUBJECT_COUNT, PLAIN, Chosen;
        Opened = "opened", key::EXPORTS_COLUMN_OPENED, PLAIN, Chosen;
        Count = "count", key::EXPORTS_COLUMN_COUNT, PLAIN, Chosen;
        Reason = "reason", key::EXPORTS_COLUMN_REASON, PLAIN, Chosen;
        Request = "request", key::EXPORTS_COLUMN_REQUEST, PLAIN, Chosen;
        Entry = "entry", key::EXPORTS_COLUMN_ENTRY, PLAIN, Chosen;
        Leaf = "leaf", key::EXPORTS_COLUMN_LEAF, PLAIN, Chosen;
        Path = "path", key::EXPORTS_COLUMN_PATH, PLAIN, Chosen;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntriesFilter {
    pub entries: SelectedEntries,
    /// When they were asked for.
    pub asked_at: Timestamp,
}

/// A selection, and where it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectedEntries {
    /// As it was made on their list.
    pub selection: Selection,
    /// Numbered up to here: the newest when the export was asked for. The log goes on, what was approved does not.
    pub through: i64,
}

impl Filter for EntriesFilter {
    fn conditions(&self, locale: Locale) -> Vec<String> {
        let mut phrases = selected::phrases(locale, &self.entries.selection);
        let through = self.entries.through.to_string();
        phrases.push(condition(locale, key::EXPORTS_FILTER_THROUGH, &through));
        phrases
    }

    fn names(&self) -> Vec<&'static str> {
        self.entries.selection.names()
    }
}

/// What of an entry leaves in a file of this kind. Nobody chooses: evidence has one form.
fn columns_of(format: FileFormat) -> Vec<EntryColumn> {
    match format {
        FileFormat::JsonLines => vec![EntryColumn::Sequence, EntryColumn::Entry, EntryColumn::Path],
        FileFormat::Csv | FileFormat::Xlsx => {
            let columns = EntryColumn::COLUMNS.iter().copied();
            columns
                .filter(|column| *column != EntryColumn::Entry)
                .collect()
        }
    }
}

impl Exporting for ExportEntries {
    const DATA_SET: DataSet = DataSet::Entries;
    type Filter = EntriesFilter;
    type Column = EntryColumn;

    /// The selection that the list of entries handed on: all of it or none, never "everything" for what cannot be read.
    fn read_filter(fields: &mut FilterFields<'_>) -> Option<EntriesFilter> {
        let Ok(selection) = Selection::among(fields.fields.iter()) else {
            fields.problems.push(("", key::EXPORTS_ERROR_FILTER));
            return None;
        };
        Some(EntriesFilter {
            entries: SelectedEntries {
                selection,
                through: fields.newest,
            },
            asked_at: fields.asked_at,
        })
    }

    fn read_columns(_: &Fields, format: Option<FileFormat>) -> Vec<Chosen<EntryColumn>> {
        // Without a format nothing leaves, and that is said already.
        let columns = columns_of(format.unwrap_or(FileFormat::JsonLines));
        let whole = |column| Chosen {
            column,
            disclosure: None,
        };
        columns.into_iter().map(whole).collect()
    }

    async fn newest(grant: &Grant<Self>) -> sqlx::Result<i64> {
        grant.log().size().await
    }

    async fn count(grant: &Grant<Self>, filter: &EntriesFilter) -> sqlx::Result<Counts> {
        let selected = filter.entries.selection.entries();
        let through = filter.entries.through;
        let most = grant
            .kernel()
            .settings()
            .features
            .of::<ExportSettings>()
            .maximum_rows;
        let run = grant.log().run(&selected, through, most + 1).await?;
        if run.count > most {
            // Too many to leave: whom they are about need not be counted.
            return Ok((run.count, 0));
        }
        Ok((run.count, grant.log().people(&selected, through).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_leaves_whole_or_in_columns() {
        let lines = columns_of(FileFormat::JsonLines);
        assert_eq!(
            lines,
            [EntryColumn::Sequence, EntryColumn::Entry, EntryColumn::Path]
        );
        let table = columns_of(FileFormat::Csv);
        assert!(!table.contains(&EntryColumn::Entry) && table.len() == 19);
    }
}
