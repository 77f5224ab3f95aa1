//! A choice of columns, and how each leaves.

use serde::{Deserialize, Serialize};

use super::{Class, Column, ColumnInfo, Disclosure};
use crate::{
    base::locale::Locale,
    i18n,
    kernel::parts::{Contact, Identity, Itinerary, Part},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen<C> {
    pub column: C,
    /// How a sensitive one leaves. Stored rows and their digests have it as `clarity`.
    #[serde(rename = "clarity", skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<Disclosure>,
}

/// The columns of a file, in order, and the language of its header and words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout<C> {
    pub language: Locale,
    pub columns: Vec<Chosen<C>>,
}

impl<C: Column> Layout<C> {
    /// The columns that leave in this way.
    pub fn with(&self, disclosure: Option<Disclosure>) -> impl Iterator<Item = ColumnInfo> {
        let chosen = self.columns.iter();
        chosen
            .filter(move |chosen| chosen.disclosure == disclosure)
            .map(|chosen| chosen.column.info())
    }

    /// Whether a column of this class leaves in this way.
    pub fn has(&self, class: Class, disclosure: Disclosure) -> bool {
        self.with(Some(disclosure))
            .any(|column| column.made.of == class)
    }

    /// Whether any column of this class leaves.
    pub fn needs(&self, class: Class) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|chosen| chosen.column.info().made.of == class)
    }

    /// The parts that making the file opens, as audit entries write them; empty if nobody's data is opened.
    pub fn opens(&self) -> Vec<&'static str> {
        [
            (Class::Contact, Disclosure::Masked, Contact::MASKED),
            (Class::Contact, Disclosure::Clear, Contact::REVEALED),
            (Class::Identity, Disclosure::Masked, Identity::MASKED),
            (Class::Identity, Disclosure::Clear, Identity::REVEALED),
            (Class::Itinerary, Disclosure::Clear, Itinerary::REVEALED),
        ]
        .into_iter()
        .filter(|(class, disclosure, _)| self.has(*class, *disclosure))
        .map(|(_, _, word)| word)
        .collect()
    }

    /// The names of the columns, in the file's language.
    pub fn header(&self) -> Vec<&'static str> {
        let columns = self.columns.iter();
        columns
            .map(|chosen| i18n::text(self.language, chosen.column.info().key))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::exports::data_sets::OrderColumn;

    #[test]
    fn a_layout_opens_only_what_its_columns_need() {
        let chosen = |column, disclosure| Chosen { column, disclosure };
        let mut layout = Layout {
            language: Locale::Zh,
            columns: vec![chosen(OrderColumn::OrderNo, None)],
        };
        assert!(layout.opens().is_empty());
        layout.columns.extend([
            chosen(OrderColumn::Name, Some(Disclosure::Masked)),
            chosen(OrderColumn::Hotel, Some(Disclosure::Clear)),
        ]);
        assert_eq!(layout.opens(), ["contact:masked", "itinerary:revealed"]);
        assert!(layout.needs(Class::Contact) && !layout.needs(Class::Identity));
    }
}
