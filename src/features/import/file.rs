//! The rows of a CSV file, one after another: UTF-8, a header row, commas, double quotes (RFC 4180).

use std::{
    fs::File,
    io::{self, Read, Seek},
    marker::PhantomData,
    path::Path,
};

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord, Terminator};

use super::{
    item::{ImportError, Item, Problem, Refusal},
    rows::ImportRow,
};

/// Bytes read from the file at once.
const BUFFER: usize = 256 * 1024;

/// An open file whose header is right; iterating parses it row by row.
pub struct FileRows<R> {
    reader: Reader<File>,
    record: StringRecord,
    row: PhantomData<fn() -> R>,
}

impl<R: ImportRow> FileRows<R> {
    /// Opens a file and checks its header.
    ///
    /// # Errors
    /// When it cannot be read or is another file.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let mut file = File::open(path).map_err(ImportError::File)?;
        check_encoding(&mut file)?;
        file.rewind().map_err(ImportError::File)?;
        // With the default terminator a line's number is one too small after CRLF: the LF counts for the next row. Cells
        // are trimmed, so a CR at the end does no harm.
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(BUFFER)
            .from_reader(file);
        match reader.headers() {
            Ok(header) => R::check_header(header)?,
            Err(error) => return Err(ImportError::File(error.into())),
        }
        Ok(Self {
            reader,
            record: StringRecord::new(),
            row: PhantomData,
        })
    }

    fn next_row(&mut self) -> csv::Result<Option<Item<R>>> {
        loop {
            let line = self.reader.position().line();
            let row = match self.reader.read_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) if is_blank(&self.record) => continue,
                Ok(true) => R::parse(&self.record).map_err(|error| Refusal::of_row(line, error)),
                Err(error) if matches!(error.kind(), ErrorKind::Utf8 { .. }) => Err(Refusal {
                    line,
                    column: "",
                    problem: Problem::Encoding,
                }),
                Err(error) => return Err(error),
            };
            let read = self.reader.position().byte();
            return Ok(Some(Item { line, read, row }));
        }
    }
}

impl<R: ImportRow> Iterator for FileRows<R> {
    type Item = io::Result<Item<R>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().map_err(io::Error::from).transpose()
    }
}

/// Reads the file once to its end: one that is not UTF-8 throughout is refused as a whole, with one message, because what
/// spreadsheets on Chinese systems write is GBK in every row.
fn check_encoding(file: &mut File) -> Result<(), ImportError> {
    let mut buffer = vec![0; BUFFER];
    // Bytes at the start of the buffer: a character that the last read cut in two.
    let mut kept = 0;
    let mut line = 1_u64;
    loop {
        let free = buffer.get_mut(kept..).unwrap_or_default();
        let read = file.read(free).map_err(ImportError::File)?;
        let filled = buffer.get(..kept + read).unwrap_or_default();
        let valid = match str::from_utf8(filled) {
            Ok(_) => filled.len(),
            // Incomplete, and more may follow.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(error) => {
                let before = filled.get(..error.valid_up_to()).unwrap_or_default();
                return Err(ImportError::Encoding {
                    line: line + newlines(before),
                });
            }
        };
        if read == 0 {
            return Ok(());
        }
        let end = filled.len();
        line += newlines(filled.get(..valid).unwrap_or_default());
        buffer.copy_within(valid..end, 0);
        kept = end - valid;
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// A line with nothing on it but blanks.
fn is_blank(record: &StringRecord) -> bool {
    record.len() == 1 && record.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::import::rows::{PaymentRow, RowProblem};

    const HEADER: &[u8] = b"id,order_id,method,status,amount_cents,trade_no,paid_at";

    fn read(bytes: &[u8]) -> Result<Vec<Item<PaymentRow>>, ImportError> {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("payments.csv");
        std::fs::write(&path, bytes).expect("a file");
        FileRows::open(&path)?
            .collect::<io::Result<_>>()
            .map_err(ImportError::File)
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        for end in ["\n", "\r\n"] {
            let mut text = b"\xef\xbb\xbf".to_vec();
            for line in [
                HEADER,
                b"1,1,cash,success,100,T1,2026-01-01T00:00:00Z",
                b"2,1,cash,success,\"1\n00\",T1,",
                b"4,1,cash",
                b"5,1,cash,success,100,T5,",
                b"",
            ] {
                text.extend_from_slice(line);
                text.extend_from_slice(end.as_bytes());
            }
            let items = read(&text).expect("a readable file");
            let seen: Vec<_> = items
                .iter()
                .map(|item| {
                    let problem = item.row.as_ref().err().map(|refusal| refusal.problem);
                    (item.line, problem)
                })
                .collect();
            assert_eq!(
                seen,
                [
                    (2, None),
                    (3, Some(Problem::Row(RowProblem::Number))),
                    (5, Some(Problem::Row(RowProblem::CellCount))),
                    (6, None),
                ]
            );
            assert!(items.windows(2).all(|pair| pair[0].read < pair[1].read));
        }
    }

    #[test]
    fn a_file_in_gbk_is_refused_as_a_whole_and_the_message_says_so() {
        let mut text = HEADER.to_vec();
        text.extend_from_slice(
            b"\n1,1,cash,success,100,T1,\n2,1,\xcf\xd6\xbd\xf0,success,100,T2,\n",
        );
        let error = read(&text).err().expect("a refusal");
        assert!(matches!(error, ImportError::Encoding { line: 3 }));
        assert!(error.to_string().contains("GBK"));
        assert!(matches!(
            read(b"\xff\n"),
            Err(ImportError::Encoding { line: 1 })
        ));
    }

    #[test]
    fn a_character_that_two_reads_share_is_whole() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("long.csv");
        for shift in 0..4 {
            let mut text = "a".repeat(BUFFER - shift);
            text.push_str(&"金\n".repeat(BUFFER / 2));
            std::fs::write(&path, &text).expect("a file");
            check_encoding(&mut File::open(&path).expect("the file")).expect("UTF-8");
            let cut = text.len() - 2;
            std::fs::write(&path, &text.as_bytes()[..cut]).expect("a file");
            let error = check_encoding(&mut File::open(&path).expect("the file"));
            let last = BUFFER as u64 / 2;
            assert!(matches!(error, Err(ImportError::Encoding { line }) if line == last));
        }
    }

    #[test]
    fn another_file_is_refused_at_its_header() {
        assert!(matches!(read(b"id,name\n1,x"), Err(ImportError::Header(_))));
        assert!(matches!(read(b""), Err(ImportError::Header(_))));
    }
}
