//! Reads the form that asks for an export.

use super::model::{Chosen, Clarity, Class, DataSet, FileFormat, Filter, Layout, SelectedEntries};
use crate::{
    base::{clock::Timestamp, day::Day, locale::Locale, reason::Reason},
    i18n::key,
    kernel::{audit::Selection, http::Fields},
};

/// What is asked for, and nothing counted yet.
pub(super) struct Asked {
    pub filter: Filter,
    pub columns: Vec<Chosen>,
    pub format: FileFormat,
    pub reason: Reason,
}

/// What is wrong: the field, and the key of the message.
pub(super) type Problems = Vec<(&'static str, &'static str)>;

impl Asked {
    /// Reads the form for one data set.
    pub(super) fn read(
        fields: &Fields,
        data_set: DataSet,
        now: Timestamp,
        newest: i64,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let filter = match data_set {
            DataSet::Entries => read_selection(fields, now, newest, &mut problems),
            _ => read_filter(fields, data_set, now, &mut problems),
        };
        let format = fields.get("format").parse().ok();
        let format = format.filter(|format| data_set.formats().contains(format));
        let columns = read_columns(fields, data_set, format);
        // An entry's columns follow from the format.
        if columns.is_empty() && data_set != DataSet::Entries {
            problems.push(("columns", key::EXPORTS_ERROR_NO_COLUMN));
        }
        if format.is_none() {
            problems.push(("format", key::EXPORTS_ERROR_FORMAT));
        }
        let reason = Reason::parse(fields.get("reason"));
        if let Err(error) = reason {
            problems.push(("reason", error.key()));
        }
        match (format, reason) {
            (Some(format), Ok(reason)) if problems.is_empty() => Ok(Self {
                filter,
                columns,
                format,
                reason,
            }),
            _ => Err(problems),
        }
    }

    /// The columns with the language of whoever asks.
    pub(super) fn layout(&self, language: Locale) -> Layout {
        Layout {
            language,
            columns: self.columns.clone(),
        }
    }
}

/// The selection that the list of entries handed on: all of it or none, never "everything" for what cannot be read.
fn read_selection(fields: &Fields, now: Timestamp, newest: i64, problems: &mut Problems) -> Filter {
    let mut filter = Filter::everything(now);
    match Selection::among(fields.iter()) {
        Ok(selection) => {
            filter.entries = Some(SelectedEntries {
                selection,
                through: newest,
            });
        }
        Err(_) => problems.push(("", key::EXPORTS_ERROR_FILTER)),
    }
    filter
}

fn read_filter(
    fields: &Fields,
    data_set: DataSet,
    now: Timestamp,
    problems: &mut Problems,
) -> Filter {
    let mut filter = Filter::everything(now);
    match data_set {
        DataSet::Orders => {
            filter.order_status = choice(fields, "status", problems);
            filter.channel = choice(fields, "channel", problems);
        }
        DataSet::Payments => {
            filter.payment_status = choice(fields, "status", problems);
            filter.method = choice(fields, "method", problems);
        }
        DataSet::Travellers | DataSet::Entries => {}
    }
    filter.from = choice::<Day>(fields, "from", problems);
    filter.to = choice::<Day>(fields, "to", problems);
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && to < from
    {
        problems.push(("to", key::EXPORTS_ERROR_DAYS));
    }
    filter
}

/// A filter field: empty is no filter, what does not parse is a mistake and never "everything".
fn choice<T: std::str::FromStr>(
    fields: &Fields,
    name: &'static str,
    problems: &mut Problems,
) -> Option<T> {
    let text = fields.get(name);
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok();
    if value.is_none() {
        problems.push((name, key::EXPORTS_ERROR_FILTER));
    }
    value
}

/// The field that chooses a sensitive column.
pub(super) fn clarity_field(column: super::model::Column) -> String {
    format!("clarity_{column}")
}

/// The chosen columns, in the order of the file. A sensitive one leaves only in a way that it knows.
fn read_columns(fields: &Fields, data_set: DataSet, format: Option<FileFormat>) -> Vec<Chosen> {
    if data_set == DataSet::Entries {
        let columns = format.map(DataSet::entry_columns).unwrap_or_default();
        let plain = |column| Chosen {
            column,
            clarity: None,
        };
        return columns.into_iter().map(plain).collect();
    }
    let plain: Vec<&str> = fields.all("columns").collect();
    let columns = data_set.columns().iter().copied();
    columns
        .filter_map(|column| {
            if column.class() == Class::Plain {
                return plain.contains(&column.as_str()).then_some(Chosen {
                    column,
                    clarity: None,
                });
            }
            let clarity: Clarity = fields.get(&clarity_field(column)).parse().ok()?;
            column.clarities().contains(&clarity).then_some(Chosen {
                column,
                clarity: Some(clarity),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::exports::model::Column;

    fn read(form: &str, data_set: DataSet) -> Result<Asked, Problems> {
        let fields: Fields = serde_urlencoded::from_str(form).expect("a form");
        Asked::read(&fields, data_set, Timestamp::from_micros(0), 41)
    }

    #[test]
    fn what_is_asked_for_is_what_leaves() {
        let asked = read(
            "status=paid&from=2026-11-01&to=&columns=order_no&columns=amount&clarity_name=masked&clarity_phone=clear\
             &clarity_email=&format=csv&reason=reconcile+november",
            DataSet::Orders,
        );
        let asked = asked.unwrap_or_else(|problems| panic!("{problems:?}"));
        let columns: Vec<_> = asked
            .columns
            .iter()
            .map(|chosen| (chosen.column, chosen.clarity))
            .collect();
        assert_eq!(
            columns,
            [
                (Column::OrderNo, None),
                (Column::Amount, None),
                (Column::Name, Some(Clarity::Masked)),
                (Column::Phone, Some(Clarity::Clear)),
            ]
        );
        assert_eq!(asked.filter.from, "2026-11-01".parse().ok());
    }

    #[test]
    fn mistakes_are_never_read_as_everything() {
        let problems = read(
            "status=paied&from=2026-11-09&to=2026-11-01&format=pdf&reason=why",
            DataSet::Orders,
        );
        let fields: Vec<_> = problems
            .err()
            .expect("problems")
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["status", "to", "columns", "format", "reason"]);
    }

    #[test]
    fn payments_take_no_column_of_anybody_and_itineraries_have_no_mask() {
        let form = "columns=order_no&clarity_phone=clear&clarity_hotel=masked&format=csv&reason=reconcile+november";
        for data_set in [DataSet::Payments, DataSet::Orders] {
            let asked = read(form, data_set).unwrap_or_else(|problems| panic!("{problems:?}"));
            let sensitive = asked
                .columns
                .iter()
                .filter(|chosen| chosen.column != Column::OrderNo);
            let expected = usize::from(data_set == DataSet::Orders);
            assert_eq!(sensitive.count(), expected, "{data_set}");
        }
    }
}
