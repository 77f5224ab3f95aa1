//! JSON Lines: a header, then an entry a line with its stored bytes as they are. `hufu audit check` reads it.

use std::io::{self, BufWriter, Write};

use hufu_proof::{SelectionHeader, SelectionLine};
use tokio::sync::mpsc;

use super::proven::Proven;
use crate::features::exports::run::archive::Archive;

pub(super) fn write(
    archive: Archive,
    header: &SelectionHeader,
    mut waiting: mpsc::Receiver<Vec<Proven>>,
) -> io::Result<(Archive, i64)> {
    let mut file = BufWriter::with_capacity(1 << 16, archive);
    serde_json::to_writer(&mut file, header)?;
    file.write_all(b"\n")?;
    let mut rows = 0;
    while let Some(piece) = waiting.blocking_recv() {
        rows += piece.len() as i64;
        for Proven { found, proof } in piece {
            // Bytes that are no text any more are no entry: what stands in their place does not hold, and neither do they.
            let entry = String::from_utf8(found.body)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            let line = SelectionLine {
                sequence: found.sequence,
                entry,
                inclusion: proof,
            };
            serde_json::to_writer(&mut file, &line)?;
            file.write_all(b"\n")?;
        }
    }
    let archive = file.into_inner().map_err(|error| error.into_error())?;
    Ok((archive, rows))
}
