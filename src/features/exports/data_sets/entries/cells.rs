//! CSV: an entry a row, in our own words as the log has them, with its leaf and the path from there.

use std::io::{self, Write};

use tokio::sync::mpsc;

use super::{EntryColumn, proven::Proven};
use crate::{
    features::exports::{
        model::{FileFormat, Layout},
        run::{archive::Archive, table::Table},
    },
    kernel::audit::StoredEntry,
};

pub(super) fn write(
    archive: Archive,
    layout: &Layout<EntryColumn>,
    mut waiting: mpsc::Receiver<Vec<Proven>>,
) -> io::Result<(Archive, i64)> {
    let mut table = Table::start(archive, FileFormat::Csv, &layout.header())?;
    let mut rows = 0;
    while let Some(piece) = waiting.blocking_recv() {
        for proven in &piece {
            write_row(&mut table, layout, proven)?;
        }
        rows += piece.len() as i64;
    }
    Ok((table.finish()?, rows))
}

/// Of an entry that was altered beyond reading, its number, leaf and path are all there is to say.
fn write_row<W: Write>(
    table: &mut Table<W>,
    layout: &Layout<EntryColumn>,
    proven: &Proven,
) -> io::Result<()> {
    let Proven { found, proof } = proven;
    let said = |fact: fn(&StoredEntry) -> String| {
        let entry = found.entry.as_ref();
        entry.map(fact).unwrap_or_default()
    };
    for chosen in &layout.columns {
        match chosen.column {
            EntryColumn::Sequence => table.number(&found.sequence.to_string()),
            EntryColumn::At => table.text(&said(|entry| entry.at.rfc3339())),
            EntryColumn::ActorKind => table.text(&said(|entry| entry.actor_kind.clone())),
            EntryColumn::Actor => table.text(&said(|entry| match entry.actor {
                Some(staff) => staff.to_string(),
                None => text(&entry.operator),
            })),
            EntryColumn::Role => table.text(&said(|entry| entry.role.clone())),
            EntryColumn::Session => table.text(&said(|entry| text(&entry.session))),
            EntryColumn::Address => table.text(&said(|entry| text(&entry.address))),
            EntryColumn::Permission => table.text(&said(|entry| entry.permission.clone())),
            EntryColumn::Event => table.text(&said(|entry| entry.event.clone())),
            EntryColumn::Outcome => table.text(&said(|entry| entry.outcome.as_str().to_owned())),
            EntryColumn::ResourceKind => table.text(&said(|entry| text(&entry.resource_kind))),
            EntryColumn::Resource => table.text(&said(|entry| text(&entry.resource))),
            EntryColumn::SubjectCount => {
                table.number(&said(|entry| entry.subject_count.to_string()))
            }
            EntryColumn::Opened => table.text(&said(|entry| entry.opened.join(" "))),
            EntryColumn::Count => table.number(&said(|entry| text(&entry.count))),
            EntryColumn::Reason => table.text(&said(|entry| text(&entry.reason))),
            EntryColumn::Request => table.text(&said(|entry| entry.request.to_string())),
            EntryColumn::Entry => table.text(&String::from_utf8_lossy(&found.body)),
            EntryColumn::Leaf => table.text(&found.leaf),
            EntryColumn::Path => {
                let hashes = proof.hashes.iter();
                let hashes: Vec<String> = hashes.map(|hash| hex::encode(hash.0)).collect();
                table.text(&hashes.join(" "))
            }
        }?;
    }
    table.end_row()
}

fn text(value: &Option<impl ToString>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hufu_proof::{HexHash, InclusionProof};

    use super::super::columns_of;
    use super::*;
    use crate::{
        base::locale::Locale,
        features::exports::model::{Chosen, Column},
        kernel::audit::FoundEntry,
    };

    fn found(entry: Option<StoredEntry>) -> Proven {
        Proven {
            found: FoundEntry {
                sequence: 7,
                body: Vec::new(),
                leaf: "ab".repeat(32),
                root: None,
                holds: true,
                entry,
            },
            proof: InclusionProof {
                leaf_index: 6,
                size: 9,
                hashes: vec![HexHash([1; 32]), HexHash([2; 32])],
            },
        }
    }

    fn cells(proven: &Proven) -> Vec<String> {
        let columns = columns_of(FileFormat::Csv).into_iter();
        let layout = Layout {
            language: Locale::En,
            columns: columns
                .map(|column| Chosen {
                    column,
                    disclosure: None,
                })
                .collect(),
        };
        let mut table = Table::start(Vec::new(), FileFormat::Csv, &layout.header()).unwrap();
        write_row(&mut table, &layout, proven).unwrap();
        let bytes = table.finish().unwrap();
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(&bytes[..]);
        let row = rows.records().next().unwrap().unwrap();
        row.iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_row_has_every_column_and_no_formula() {
        let entry = serde_json::from_value(serde_json::json!({
            "sequence": 7, "at": "2026-11-22T10:05:00Z", "actor_kind": "staff",
            "actor": "019aae1e-0000-7000-8000-0000a1b2c3d4", "operator": null, "role": "admin", "session": null,
            "address": "127.0.0.1", "device": null, "permission": "order:reveal_contact", "event": "order.contact_revealed",
            "outcome": "allowed", "resource_kind": "order", "resource": "HF202611220000017", "subject_count": 1,
            "subject_digest": null, "opened": ["contact:revealed"], "count": null, "facts": {},
            "reason": "=HYPERLINK(\"//evil\")", "request": "019aae1e-0000-7000-8000-000000000001",
        }));
        let row = cells(&found(Some(entry.unwrap())));
        let columns = columns_of(FileFormat::Csv);
        assert_eq!(row.len(), columns.len());
        let cell = |name: &str| {
            let place = columns.iter().position(|column| column.info().name == name);
            row[place.unwrap()].as_str()
        };
        assert_eq!((cell("sequence"), cell("subject_count")), ("7", "1"));
        assert_eq!(cell("at"), "2026-11-22T10:05:00Z");
        assert_eq!(cell("resource"), "HF202611220000017");
        assert_eq!(cell("opened"), "contact:revealed");
        assert_eq!(cell("reason"), "'=HYPERLINK(\"//evil\")");
        assert_eq!(cell("leaf"), "ab".repeat(32));
        assert_eq!(
            cell("path"),
            format!("{} {}", "01".repeat(32), "02".repeat(32))
        );
    }

    #[test]
    fn an_entry_that_cannot_be_read_keeps_its_place() {
        let row = cells(&found(None));
        assert_eq!(row.len(), columns_of(FileFormat::Csv).len());
        assert_eq!((row[0].as_str(), row[1].as_str()), ("7", ""));
    }
}
