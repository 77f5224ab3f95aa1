//! `GET /exports/new`: the form, for one of the data sets that the policy lets this person export.

use super::{
    events,
    model::DataSet,
    page::NewPage,
    permissions::{ExportAsk, ExportEntries, ExportOrders, ExportPayments, ExportTravellers},
};
use crate::kernel::{
    audit::{Event, Selection},
    authz::{Grant, Permission},
    failure::Failure,
    http::{Answer, FieldErrors, Fields, QueryValue},
};

pub(super) async fn new(
    grant: Grant<ExportAsk>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    let data_sets = allowed(&grant);
    let chosen = match fields.get("data_set") {
        "" => *data_sets.first().ok_or(Failure::NotFound)?,
        word => word.parse().map_err(|_| Failure::NotFound)?,
    };
    if !data_sets.contains(&chosen) {
        return Err(Failure::NotFound);
    }
    // The list of entries hands a selection on; the other forms begin empty.
    let fields = match chosen {
        DataSet::Entries => {
            Selection::among(fields.iter()).map_err(|_| Failure::BadRequest)?;
            fields
        }
        DataSet::Orders | DataSet::Travellers | DataSet::Payments => Fields::default(),
    };
    let event = Event::new().field(events::DATA_SET, chosen.as_str());
    let receipt = grant.record(event).await?;
    let shell = receipt.shell().await?.without_watermark();
    let errors = FieldErrors::default();
    receipt.page(&NewPage::new(shell, chosen, &data_sets, &fields, errors))
}

/// The data sets that this actor may export.
pub(super) fn allowed<P: Permission>(grant: &Grant<P>) -> Vec<DataSet> {
    [
        (DataSet::Orders, grant.may::<ExportOrders>()),
        (DataSet::Travellers, grant.may::<ExportTravellers>()),
        (DataSet::Payments, grant.may::<ExportPayments>()),
        (DataSet::Entries, grant.may::<ExportEntries>()),
    ]
    .into_iter()
    .filter_map(|(data_set, may)| may.then_some(data_set))
    .collect()
}
