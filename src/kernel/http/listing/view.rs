//! A list as its template shows it: everything around the rows, in words.

use super::{
    Chip, Filter, List, ListAddress, ListRequest, SIZE, SIZES, SORT, USUAL_SIZE, filter::Control,
};
use crate::{
    base::page::Page,
    kernel::http::{FieldErrors, Shell},
};

/// Values and words of a choice.
pub type Options = Vec<(String, String)>;

/// What `layouts/list.html` shows around the rows.
pub struct ListView {
    /// The list without any filter.
    pub path: &'static str,
    /// What is wrong with what was typed.
    pub errors: FieldErrors,
    /// The fields of the filters.
    pub fields: Vec<FieldView>,
    /// What the form keeps though no field asks for it.
    pub kept: Vec<(&'static str, String)>,
    /// The orders to choose from.
    pub sorts: Options,
    pub sort: String,
    /// The filters that are used.
    pub chips: Vec<Chip>,
    /// The heads of the table.
    pub headings: Vec<HeadingView>,
    /// How many rows a page can have.
    pub sizes: Vec<SizeLink>,
    /// What is said, and what is advised, when there is no row.
    pub nothing: (&'static str, &'static str),
    /// Whether filters are used, so that there may be rows without them.
    pub is_narrowed: bool,
    /// Absent when the filters cannot be read.
    pub found: Option<Found>,
}

pub struct Found {
    pub line: String,
    /// Whether it is nothing.
    pub is_empty: bool,
    /// Link to the page before.
    pub previous: Option<String>,
    /// Link to the page after.
    pub next: Option<String>,
}

pub struct FieldView {
    pub name: &'static str,
    pub label: &'static str,
    /// `choice`, `order_number`, or the type of the input.
    pub kind: &'static str,
    pub value: String,
    pub options: Options,
    /// Whether the key for searching goes to it.
    pub is_searched: bool,
}

/// The head of a column.
pub struct HeadingView {
    pub label: &'static str,
    /// Whether it is set to the right.
    pub is_number: bool,
    /// Where it sorts by this column, and whether the list is sorted by it now: `up`, `down` or nothing.
    pub link: Option<(String, &'static str)>,
}

/// A number of rows to choose.
pub struct SizeLink {
    pub size: usize,
    /// The list with that many.
    pub href: String,
    /// Whether it is the one chosen.
    pub current: bool,
}

impl<R> ListRequest<R> {
    /// The list around its rows.
    pub fn view(&self, shell: &Shell) -> ListView {
        let filters = self.list.filters.iter();
        let (visible, hidden): (Vec<&Filter>, Vec<&Filter>) =
            filters.partition(|filter| !matches!(filter.control, Control::Hidden));
        let hidden = hidden.into_iter().filter_map(|filter| {
            let text = self.parameters.text(filter.name)?;
            Some((filter.name, text.to_owned()))
        });
        let size = (self.request.size != USUAL_SIZE).then(|| (SIZE, self.request.size.to_string()));
        let address = self.address();
        let fields = visible.into_iter().map(|filter| self.field(filter, shell));
        let (nothing, advice) = match self.is_narrowed() {
            true => self.list.none_found,
            false => self.list.none_yet,
        };
        let mut view = ListView {
            path: self.list.path,
            errors: shell.field_errors(&self.field_errors),
            fields: fields.collect(),
            kept: hidden.chain(size).collect(),
            sorts: self.list.sort_words(shell),
            sort: sort_value(self.sort.name, self.request.descending),
            chips: Vec::new(),
            headings: self.headings(&address, shell),
            sizes: sizes(&address, self.request.size),
            nothing: (shell.t(nothing), shell.t(advice)),
            is_narrowed: self.is_narrowed(),
            found: None,
        };
        for (filter, value) in &self.values {
            let word = view.word(filter.name).unwrap_or(&value.chip).to_owned();
            let chip = address.chip(filter.name, shell.t(filter.label), word);
            view.chips.push(chip);
        }
        view
    }

    /// The same with a page of what was found, and how much that is.
    pub fn view_of(&self, shell: &Shell, page: &Page<R>, line: String) -> ListView {
        let address = self.address();
        ListView {
            found: Some(Found {
                line,
                is_empty: page.rows.is_empty(),
                previous: page.previous.map(|cursor| address.at(cursor)),
                next: page.next.map(|cursor| address.at(cursor)),
            }),
            ..self.view(shell)
        }
    }

    fn field(&self, filter: &Filter, shell: &Shell) -> FieldView {
        let mut values = self.values.iter();
        let read = values.find(|(used, _)| used.name == filter.name);
        FieldView {
            name: filter.name,
            label: shell.t(filter.label),
            kind: match filter.control {
                Control::Hidden => "hidden",
                Control::Choice(_) => "choice",
                Control::OrderNumber => "order_number",
                Control::Day => "date",
                Control::Moment => "datetime-local",
                Control::Text => "text",
            },
            value: match read {
                Some((_, value)) => value.input.clone(),
                None => self.parameters.shown_again(filter.name),
            },
            options: match filter.control {
                Control::Choice(options) => options()
                    .into_iter()
                    .map(|(value, key)| (value.to_owned(), shell.t(key).to_owned()))
                    .collect(),
                _ => Options::new(),
            },
            is_searched: filter.is_searched,
        }
    }

    fn headings(&self, address: &ListAddress, shell: &Shell) -> Vec<HeadingView> {
        let link = |name: &'static str| {
            let (direction, other) = match (self.sort.name == name, self.request.descending) {
                (true, true) => ("down", false),
                (true, false) => ("up", true),
                (false, _) => ("", true),
            };
            let href = address.with(SORT, sort_value(name, other)).to_string();
            (href, direction)
        };
        let headings = self.list.headings.iter();
        headings
            .map(|heading| HeadingView {
                label: shell.t(heading.label),
                is_number: heading.is_number,
                link: heading.sort.map(link),
            })
            .collect()
    }
}

impl<R> List<R> {
    fn sort_words(&self, shell: &Shell) -> Options {
        let mut options = Options::new();
        for sort in self.sorts {
            if let Some((descending, ascending)) = sort.words {
                for (key, is_descending) in [(descending, true), (ascending, false)] {
                    options.push((
                        sort_value(sort.name, is_descending),
                        shell.t(key).to_owned(),
                    ));
                }
            }
        }
        options
    }
}

fn sort_value(name: &str, descending: bool) -> String {
    let direction = if descending { "desc" } else { "asc" };
    format!("{name}_{direction}")
}

fn sizes(address: &ListAddress, chosen: usize) -> Vec<SizeLink> {
    SIZES
        .into_iter()
        .map(|size| SizeLink {
            size,
            href: address.with(SIZE, size).to_string(),
            current: size == chosen,
        })
        .collect()
}

impl ListView {
    /// The same with these choices in a field, instead of the filter's own.
    pub fn offering(mut self, name: &str, options: Options) -> Self {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.options = options;
        }
        match self.word(name).map(ToOwned::to_owned) {
            Some(word) => self.showing(name, word),
            None => self,
        }
    }

    /// The same with this on the chip of a filter.
    pub fn showing(mut self, name: &str, value: String) -> Self {
        if let Some(chip) = self.chips.iter_mut().find(|chip| chip.name == name) {
            chip.value = value;
        }
        self
    }

    /// Whether the form is so long that a narrow screen folds it away.
    pub fn is_long(&self) -> bool {
        self.fields.len() > 8
    }

    /// Whether it stands open nevertheless.
    pub fn is_open(&self) -> bool {
        self.is_narrowed || !self.errors.is_empty()
    }

    /// The word of what is chosen in a field.
    fn word(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        let mut options = field.options.iter();
        let (_, word) = options.find(|(value, _)| *value == field.value)?;
        Some(word)
    }
}
