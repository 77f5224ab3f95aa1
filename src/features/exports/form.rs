//! Reads the form that asks for an export.

use super::{
    exporting::{Exporting, ExtractOf},
    fields::{FilterFields, Problems},
    model::{FileFormat, Layout},
};
use crate::i18n::key;
use crate::{
    base::{clock::Timestamp, locale::Locale, reason::Reason},
    kernel::http::Fields,
};

/// What is asked for, and nothing counted yet.
pub(super) struct Asked<P: Exporting> {
    pub extract: ExtractOf<P>,
    pub format: FileFormat,
    pub reason: Reason,
}

impl<P: Exporting> Asked<P> {
    /// Reads the form. The file will be in the language of whoever asks.
    pub(super) fn read(
        fields: &Fields,
        now: Timestamp,
        newest: i64,
        language: Locale,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let filter = P::read_filter(&mut FilterFields {
            fields,
            asked_at: now,
            newest,
            problems: &mut problems,
        });
        let format: Option<FileFormat> = fields.get("format").parse().ok();
        let format = format.filter(|format| P::DATA_SET.formats().contains(format));
        let columns = P::read_columns(fields, format);
        if columns.is_empty() {
            problems.push(("columns", key::EXPORTS_ERROR_NO_COLUMN));
        }
        if format.is_none() {
            problems.push(("format", key::EXPORTS_ERROR_FORMAT));
        }
        let reason = Reason::parse(fields.get("reason"));
        if let Err(error) = reason {
            problems.push(("reason", error.key()));
        }
        match (filter, format, reason) {
            (Some(filter), Some(format), Ok(reason)) if problems.is_empty() => Ok(Self {
                extract: ExtractOf {
                    filter,
                    layout: Layout { language, columns },
                },
                format,
                reason,
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::exports::{
        data_sets::{OrderColumn, PaymentColumn},
        model::Disclosure,
        permissions::{ExportOrders, ExportPayments},
    };

    fn read<P: Exporting>(form: &str) -> Result<Asked<P>, Problems> {
        let fields: Fields = serde_urlencoded::from_str(form).expect("a form");
        Asked::read(&fields, Timestamp::from_micros(0), 41, Locale::Zh)
    }

    #[test]
    fn what_is_asked_for_is_what_leaves() {
        let asked = read::<ExportOrders>(
            "status=paid&from=2026-11-01&to=&columns=order_no&columns=amount&clarity_name=masked&clarity_phone=clear\
             &clarity_email=&format=csv&reason=reconcile+november",
        );
        let extract = asked
            .unwrap_or_else(|problems| panic!("{problems:?}"))
            .extract;
        let columns: Vec<_> = extract
            .layout
            .columns
            .iter()
            .map(|chosen| (chosen.column, chosen.disclosure))
            .collect();
        assert_eq!(
            columns,
            [
                (OrderColumn::OrderNo, None),
                (OrderColumn::Amount, None),
                (OrderColumn::Name, Some(Disclosure::Masked)),
                (OrderColumn::Phone, Some(Disclosure::Clear)),
            ]
        );
        assert_eq!(extract.filter.made.from, "2026-11-01".parse().ok());
    }

    #[test]
    fn mistakes_are_never_read_as_everything() {
        let problems = read::<ExportOrders>(
            "status=paied&from=2026-11-09&to=2026-11-01&format=pdf&reason=why",
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
        let payments =
            read::<ExportPayments>(form).unwrap_or_else(|problems| panic!("{problems:?}"));
        let columns = payments.extract.layout.columns.into_iter();
        let columns: Vec<_> = columns.map(|chosen| chosen.column).collect();
        assert_eq!(columns, [PaymentColumn::OrderNo]);
        let orders = read::<ExportOrders>(form).unwrap_or_else(|problems| panic!("{problems:?}"));
        let columns = orders.extract.layout.columns.into_iter();
        let columns: Vec<_> = columns.map(|chosen| chosen.column).collect();
        assert_eq!(columns, [OrderColumn::OrderNo, OrderColumn::Phone]);
    }
}
