//! `hufu audit events`: every kind of event that the log may hold, what it means, and what its entries may say.

use crate::{
    app,
    base::locale::Locale,
    cli::columns::aligned,
    features::audit_trail::{FieldRow, common_fields, event_rows},
};

/// The catalogue as a table: name, meaning, fields.
pub(super) fn table(locale: Locale) -> String {
    let mut rows = vec![["event", "meaning", "fields"].map(str::to_owned).to_vec()];
    rows.push(vec![
        "*".to_owned(),
        String::new(),
        codes(&common_fields(locale)),
    ]);
    rows.extend(
        event_rows(locale, &app::permissions())
            .into_iter()
            .map(|row| {
                let meaning = format!("{}: {}", row.word, row.meaning);
                vec![row.name.to_owned(), meaning, codes(&row.fields)]
            }),
    );
    aligned(&rows)
}

fn codes(fields: &[FieldRow]) -> String {
    let codes: Vec<_> = fields.iter().map(|field| field.code.as_str()).collect();
    codes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_a_line_with_what_it_may_say() {
        let text = table(Locale::En);
        let line = |name: &str| {
            let mut lines = text.lines();
            lines
                .find(|line| line.split("  ").next() == Some(name))
                .unwrap()
        };
        assert!(line("*").ends_with("facts.transport:word"));
        assert!(line("order.contact_revealed").ends_with("resource:order subjects reason"));
        let downloaded = "resource:export count facts.file_sha256:digest facts.why:word";
        assert!(line("export.downloaded").ends_with(downloaded));
        assert!(line("order.viewed").contains("Order viewed: An order was opened"));
    }

    #[test]
    fn chinese_stands_in_columns_too() {
        use unicode_width::UnicodeWidthStr;
        let text = table(Locale::Zh);
        let places: std::collections::BTreeSet<_> = text
            .lines()
            .filter_map(|line| line.split_once("resource:"))
            .map(|(before, _)| before.width())
            .collect();
        assert_eq!(places.len(), 1, "{text}");
    }
}
