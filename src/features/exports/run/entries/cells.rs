//! CSV: an entry a row, in our own words as the log has them, with its leaf and the path from there.

use std::io::{self, Write};

use super::Proven;
use crate::{
    features::exports::{
        model::FileFormat,
        run::{archive::Archive, table::Table},
    },
    kernel::audit::StoredEntry,
};
use tokio::sync::mpsc;

pub(super) fn write(
    archive: Archive,
    names: &[&str],
    mut waiting: mpsc::Receiver<Vec<Proven>>,
) -> io::Result<(Archive, i64)> {
    let mut table = Table::start(archive, FileFormat::Csv, names)?;
    let mut rows = 0;
    while let Some(piece) = waiting.blocking_recv() {
        for proven in &piece {
            write_row(&mut table, proven)?;
        }
        rows += piece.len() as i64;
    }
    Ok((table.finish()?, rows))
}

/// The cells in the order of [`entry_columns`](crate::features::exports::model::DataSet::entry_columns).
fn write_row<W: Write>(table: &mut Table<W>, proven: &Proven) -> io::Result<()> {
    let Proven { found, proof } = proven;
    table.number(&found.sequence.to_string())?;
    match &found.entry {
        Some(entry) => write_entry(table, entry)?,
        // Altered beyond reading: its number, leaf and path are all there is to say.
        None => (0..16).try_for_each(|_| table.text(""))?,
    }
    table.text(&found.leaf)?;
    let path: Vec<String> = proof
        .hashes
        .iter()
        .map(|hash| hex::encode(hash.0))
        .collect();
    table.text(&path.join(" "))?;
    table.end_row()
}

fn write_entry<W: Write>(table: &mut Table<W>, entry: &StoredEntry) -> io::Result<()> {
    let id = |id: Option<String>| id.unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let actor = entry.actor.map(|actor| actor.to_string());
    for cell in [
        entry.at.rfc3339(),
        entry.actor_kind.clone(),
        id(actor.or_else(|| entry.operator.clone())),
        entry.role.clone(),
        id(entry.session.map(|session| session.to_string())),
        text(&entry.address),
        entry.permission.clone(),
        entry.event.clone(),
        entry.outcome.as_str().to_owned(),
        text(&entry.resource_kind),
        text(&entry.resource),
    ] {
        table.text(&cell)?;
    }
    table.number(&entry.subject_count.to_string())?;
    table.text(&entry.opened.join(" "))?;
    table.number(&id(entry.count.map(|count| count.to_string())))?;
    table.text(&text(&entry.reason))?;
    table.text(&entry.request.to_string())
}

#[cfg(test)]
mod tests {
    use hufu_proof::{HexHash, InclusionProof};

    use super::*;
    use crate::{features::exports::model::DataSet, kernel::audit::FoundEntry};

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
        let columns = DataSet::entry_columns(FileFormat::Csv);
        let names: Vec<_> = columns.iter().map(|column| column.as_str()).collect();
        let mut table = Table::start(Vec::new(), FileFormat::Csv, &names).unwrap();
        write_row(&mut table, proven).unwrap();
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
        let columns = DataSet::entry_columns(FileFormat::Csv);
        assert_eq!(row.len(), columns.len());
        let cell = |name: &str| {
            let place = columns.iter().position(|column| column.as_str() == name);
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
        assert_eq!(row.len(), DataSet::entry_columns(FileFormat::Csv).len());
        assert_eq!((row[0].as_str(), row[1].as_str()), ("7", ""));
    }
}
