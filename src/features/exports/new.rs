//! `GET /exports/new`: the form, for one of the data sets that the policy lets this person export.

use serde::Deserialize;

use super::{
    events,
    model::DataSet,
    page::NewPage,
    permissions::{ExportAsk, ExportOrders, ExportPayments, ExportTravellers},
};
use crate::kernel::{
    audit::Event,
    authz::{Grant, Permission},
    http::{Answer, Failure, FieldErrors, Fields, QueryValue},
};

/// Which data set.
#[derive(Deserialize)]
pub(super) struct NewQuery {
    data_set: Option<String>,
}

pub(super) async fn new(
    grant: Grant<ExportAsk>,
    query: QueryValue<NewQuery>,
) -> Result<Answer, Failure> {
    let data_sets = allowed(&grant);
    let chosen = match query.0.data_set.as_deref() {
        Some(word) => word.parse().map_err(|_| Failure::NotFound)?,
        None => *data_sets.first().ok_or(Failure::NotFound)?,
    };
    if !data_sets.contains(&chosen) {
        return Err(Failure::NotFound);
    }
    let event = Event::new().fact(events::DATA_SET, chosen.as_str());
    let receipt = grant.record(event).await?;
    let shell = receipt.shell().await?.without_watermark();
    let (fields, errors) = (Fields::default(), FieldErrors::default());
    receipt.page(&NewPage::new(shell, chosen, &data_sets, &fields, errors))
}

/// The data sets that this actor may export.
pub(super) fn allowed<P: Permission>(grant: &Grant<P>) -> Vec<DataSet> {
    [
        (DataSet::Orders, grant.may::<ExportOrders>()),
        (DataSet::Travellers, grant.may::<ExportTravellers>()),
        (DataSet::Payments, grant.may::<ExportPayments>()),
    ]
    .into_iter()
    .filter_map(|(data_set, may)| may.then_some(data_set))
    .collect()
}
