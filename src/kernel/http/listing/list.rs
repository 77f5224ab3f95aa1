//! A list, declared: its address, what narrows it, what it is sorted by, and its columns.

use uuid::Uuid;

use super::Filter;

/// A list of rows `R`.
pub struct List<R: 'static> {
    pub path: &'static str,
    /// What narrows it, in the order of the form.
    pub filters: &'static [Filter],
    /// What it can be sorted by; the first, from its largest key, when nothing is chosen.
    pub sorts: &'static [Sort<R>],
    /// The id that settles the order of equal keys.
    pub id: fn(&R) -> Uuid,
    /// The columns of the table.
    pub headings: &'static [Heading],
    /// Keys of what is said, and of what is advised, when there is no row at all.
    pub none_yet: (&'static str, &'static str),
    /// The same when no row is left by the filters.
    pub none_found: (&'static str, &'static str),
}

/// Something that a list can be sorted by.
pub struct Sort<R: 'static> {
    /// What the parameter's values begin with: `created` of `created_desc` and `created_asc`.
    pub name: &'static str,
    /// The column, indexed together with the id.
    pub column: &'static str,
    /// The column's value in a row, as the cursor keeps it.
    pub key: fn(&R) -> i64,
    /// Keys of the words for "from the largest" and "from the smallest"; none where nobody chooses.
    pub words: Option<(&'static str, &'static str)>,
}

/// The head of a column.
#[derive(Clone, Copy)]
pub struct Heading {
    pub(super) label: &'static str,
    pub(super) is_number: bool,
    pub(super) sort: Option<&'static str>,
}

impl Heading {
    /// A column with this label.
    pub const fn of(label: &'static str) -> Self {
        Self {
            label,
            is_number: false,
            sort: None,
        }
    }

    /// The same, of numbers: set to the right.
    pub const fn number(self) -> Self {
        Self {
            is_number: true,
            ..self
        }
    }

    /// The same, which sorts the list by the [`Sort`] of this name.
    pub const fn sorted(self, sort: &'static str) -> Self {
        Self {
            sort: Some(sort),
            ..self
        }
    }
}
