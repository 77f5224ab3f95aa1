//! A workbook (ISO/IEC 29500, SpreadsheetML) written forward only, row by row.
//!
//! Written here because the libraries cannot: in its mode of constant memory `rust_xlsxwriter` keeps each sheet in a plain
//! temporary file until the end, and a plain file is what an export must never leave on a disk. Text stands in the cells
//! themselves (inline strings) instead of in a shared table that would grow with the data. Cells hold at most 32,767
//! characters in Excel; no value of ours comes near.

use std::io::{self, Write};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// Rows of a sheet at most, the header among them (Excel's specification and limits).
const SHEET_ROWS: u32 = 1_048_576;
/// Bytes of markup gathered before they are compressed.
const GATHERED: usize = 1 << 16;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

pub(in crate::features::exports) struct Workbook<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    header: Vec<String>,
    markup: String,
    sheets: u32,
    rows: u32,
    sheet_rows: u32,
    in_row: bool,
}

impl<W: Write> Workbook<W> {
    /// Starts a workbook whose sheets begin with these names.
    pub(super) fn start(file: W, names: &[&str]) -> io::Result<Self> {
        Self::with_sheets_of(file, names, SHEET_ROWS)
    }

    fn with_sheets_of(file: W, names: &[&str], sheet_rows: u32) -> io::Result<Self> {
        let mut workbook = Self {
            zip: ZipWriter::new_stream(file),
            header: names.iter().map(|name| (*name).to_owned()).collect(),
            markup: String::with_capacity(GATHERED + 4_096),
            sheets: 0,
            rows: 0,
            sheet_rows,
            in_row: false,
        };
        workbook.start_sheet()?;
        Ok(workbook)
    }

    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.open_row()?;
        push_text(&mut self.markup, text);
        Ok(())
    }

    /// A cell with a number.
    pub(super) fn number(&mut self, number: &str) -> io::Result<()> {
        self.open_row()?;
        if number.is_empty() {
            self.markup.push_str("<c/>");
        } else {
            self.markup.push_str("<c><v>");
            self.markup.push_str(number);
            self.markup.push_str("</v></c>");
        }
        Ok(())
    }

    /// The end of a row.
    pub(super) fn end_row(&mut self) -> io::Result<()> {
        self.open_row()?;
        self.markup.push_str("</row>");
        self.in_row = false;
        if self.markup.len() >= GATHERED {
            self.pass_on()?;
        }
        Ok(())
    }

    /// The end of the workbook.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_sheet()?;
        let sheets = 1..=self.sheets;
        let list: String = sheets
            .clone()
            .map(|n| format!("<sheet name=\"{n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
            .collect();
        let links: String = sheets
            .clone()
            .map(|n| {
                format!(
                    "<Relationship Id=\"rId{n}\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
                )
            })
            .collect();
        let types: String = sheets
            .map(|n| {
                format!(
                    "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"
                )
            })
            .collect();
        let rels = "application/vnd.openxmlformats-package.relationships+xml";
        let parts = [
            (
                "xl/workbook.xml",
                format!(
                    "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><sheets>{list}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                     Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"{rels}\"/>\
                     <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>{types}</Types>"
                ),
            ),
        ];
        for (name, content) in parts {
            self.zip.start_file(name, options())?;
            self.zip.write_all(content.as_bytes())?;
        }
        Ok(self.zip.finish()?.into_inner())
    }

    fn start_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        let name = format!("xl/worksheets/sheet{}.xml", self.sheets);
        self.zip.start_file(name, options())?;
        self.markup.push_str(XML);
        self.markup.push_str("<worksheet xmlns=\"");
        self.markup.push_str(MAIN);
        // The header stays in sight.
        self.markup.push_str(
            "\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
             state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"",
        );
        // One width for all, of times and order numbers: what a column holds is not known before it is written.
        self.markup.push_str(&self.header.len().max(1).to_string());
        self.markup
            .push_str("\" width=\"22\" customWidth=\"1\"/></cols><sheetData>");
        self.markup.push_str("<row>");
        for name in &self.header {
            push_text(&mut self.markup, name);
        }
        self.markup.push_str("</row>");
        self.rows = 1;
        Ok(())
    }

    /// Starts a row where none is open, on a new sheet if this one is full.
    fn open_row(&mut self) -> io::Result<()> {
        if self.in_row {
            return Ok(());
        }
        if self.rows == self.sheet_rows {
            self.end_sheet()?;
            self.start_sheet()?;
        }
        self.markup.push_str("<row>");
        self.in_row = true;
        self.rows += 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.markup.push_str("</sheetData></worksheet>");
        self.pass_on()
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.zip.write_all(self.markup.as_bytes())?;
        self.markup.clear();
        Ok(())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
}

fn push_text(markup: &mut String, text: &str) {
    if text.is_empty() {
        markup.push_str("<c/>");
        return;
    }
    markup.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    escape(text, markup);
    markup.push_str("</t></is></c>");
}

/// Text as XML 1.0 character data; characters that XML cannot hold are left out.
fn escape(text: &str, markup: &mut String) {
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            // A bare carriage return would be read back as a line feed (XML 1.0 section 2.11).
            '\r' => markup.push_str("&#13;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                markup.push(character);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn another_reader_finds_every_cell_on_every_sheet() {
        let mut workbook =
            Workbook::with_sheets_of(Vec::new(), &["姓名", "金额"], 3).expect("a workbook");
        let names = ["张三", "<b>&\"李\"", " 空 格 ", "", "a\nb\u{1}"];
        for (at, name) in names.iter().enumerate() {
            workbook.text(name).expect("text");
            workbook.number(&format!("{at}.50")).expect("a number");
            workbook.end_row().expect("a row");
        }
        let bytes = workbook.finish().expect("a file");
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert_eq!(read.sheet_names(), ["1", "2", "3"]);
        let mut cells = Vec::new();
        for sheet in ["1", "2", "3"] {
            let range = read.worksheet_range(sheet).expect("a sheet");
            let mut rows = range.rows();
            let header = rows.next().expect("a header");
            assert_eq!(header, [Data::from("姓名"), Data::from("金额")]);
            cells.extend(rows.map(<[Data]>::to_vec));
        }
        let expected = ["张三", "<b>&\"李\"", " 空 格 ", "", "a\nb"];
        assert_eq!(cells.len(), expected.len());
        for (at, (row, name)) in cells.iter().zip(expected).enumerate() {
            let text = match name {
                "" => Data::Empty,
                name => Data::from(name),
            };
            assert_eq!(row[0], text);
            assert_eq!(row[1], Data::Float(at as f64 + 0.5));
        }
    }
}
