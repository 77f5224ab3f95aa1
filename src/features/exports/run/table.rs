//! One table, two kinds of file. Text is neutralised here, so that no data set can forget it.

use std::io::{self, Write};

use super::{archive::Archive, cell::neutral, xlsx::Workbook};
use crate::features::exports::model::FileFormat;

/// A table being written into its archive.
pub(in crate::features::exports) enum Table<W: Write> {
    /// RFC 4180 with CRLF, UTF-8 with a byte order mark: without it, Excel reads Chinese text in the system's code page.
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Workbook<W>>),
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl<W: Write> Table<W> {
    /// Starts a table with these column names.
    pub(in crate::features::exports) fn start(
        mut file: W,
        format: FileFormat,
        names: &[&str],
    ) -> io::Result<Self> {
        match format {
            FileFormat::Csv => {
                file.write_all(BYTE_ORDER_MARK)?;
                let mut csv = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .buffer_capacity(1 << 16)
                    .from_writer(file);
                csv.write_record(names)?;
                Ok(Self::Csv(Box::new(csv)))
            }
            FileFormat::Xlsx => Ok(Self::Xlsx(Box::new(Workbook::start(file, names)?))),
            // Lines are no table.
            FileFormat::JsonLines => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(in crate::features::exports) fn text(&mut self, text: &str) -> io::Result<()> {
        let text = neutral(text);
        match self {
            Self::Csv(csv) => Ok(csv.write_field(text.as_bytes())?),
            Self::Xlsx(workbook) => workbook.text(&text),
        }
    }

    /// A cell with a number: digits, a sign, a point, made by us.
    pub(in crate::features::exports) fn number(&mut self, number: &str) -> io::Result<()> {
        match self {
            Self::Csv(csv) => Ok(csv.write_field(number)?),
            Self::Xlsx(workbook) => workbook.number(number),
        }
    }

    /// The end of a row.
    pub(in crate::features::exports) fn end_row(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(csv) => Ok(csv.write_record(None::<&[u8]>)?),
            Self::Xlsx(workbook) => workbook.end_row(),
        }
    }

    /// The end of the table; gives back what it was written into.
    pub(in crate::features::exports) fn finish(self) -> io::Result<W> {
        match self {
            Self::Csv(csv) => csv.into_inner().map_err(|error| error.into_error()),
            Self::Xlsx(workbook) => workbook.finish(),
        }
    }
}

/// A table in an archive.
pub(in crate::features::exports) type ArchivedTable = Table<Archive>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_marked_quoted_and_neutral() {
        let mut table =
            Table::start(Vec::new(), FileFormat::Csv, &["姓名", "金额"]).expect("a table");
        for (name, amount) in [
            ("张\"三\"", "-12.50"),
            ("=cmd|'/c calc'!A0", "3"),
            ("a,b\r\n", ""),
        ] {
            table.text(name).expect("text");
            table.number(amount).expect("a number");
            table.end_row().expect("a row");
        }
        let bytes = table.finish().expect("a file");
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "\u{feff}姓名,金额\r\n\"张\"\"三\"\"\",-12.50\r\n'=cmd|'/c calc'!A0,3\r\n\"a,b\r\n\",\r\n"
        );
    }
}
