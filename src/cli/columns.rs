//! Text in columns, for what commands print and golden files keep. A Chinese character is two columns wide.

use unicode_width::UnicodeWidthStr;

/// The rows with every column as wide as its widest cell, two blanks between, and none at the ends of lines.
pub(super) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let line: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            vec!["GET".to_owned(), "/".into(), "x".into()],
            vec!["POST".to_owned(), "/orders".into(), String::new()],
        ];
        assert_eq!(aligned(&rows), "GET   /        x\nPOST  /orders\n");
        assert_eq!(aligned(&[]), "");
        let rows = [
            vec!["订单".to_owned(), "x".into()],
            vec!["a".into(), "y".into()],
        ];
        assert_eq!(aligned(&rows), "订单  x\na     y\n");
    }
}
