//! Payments: nothing in them is personal, so nothing is sealed and the entries name nobody.

use super::{
    claims::{Claim, Claims},
    events,
    item::{Problem, Refusal, Source},
    model::NewPayment,
    permissions::ImportPayments,
    pipeline::{Kind, Line, Sorted},
    rows::PaymentRow,
    store,
};
use crate::{
    base::ids::{OrderId, PaymentId, SubjectId},
    kernel::{
        Kernel,
        audit::EventKind,
        authz::{Change, Grant},
        failure::Failure,
        vault::{Sealing, VaultError},
    },
};

/// Payments, from `payments.csv`.
pub struct Payments;

/// Whether payment `number` of a source is there: payments come last, so all before it are too.
pub async fn is_payment_there(
    kernel: &Kernel,
    source: Source,
    number: u64,
) -> Result<bool, Failure> {
    let id = PaymentId::imported(source.as_str(), number);
    let there = store::payments_there(kernel.business().reader(), &[id]).await?;
    Ok(there.contains(&id))
}

impl Kind for Payments {
    type Cells = PaymentRow;
    type Row = PaymentRow;
    type New = NewPayment;
    type Stored = NewPayment;
    type Permission = ImportPayments;
    const STORED: &'static EventKind = &events::PAYMENTS_STORED;

    async fn sort(
        grant: &Grant<ImportPayments>,
        source: Source,
        rows: Vec<Line<PaymentRow>>,
        claims: &mut Claims,
    ) -> Result<Sorted<NewPayment>, Failure> {
        let mut sorted = Sorted::with_capacity(rows.len());
        let source = source.as_str();
        let ids: Vec<_> = rows
            .iter()
            .map(|line| PaymentId::imported(source, line.row.number))
            .collect();
        let orders: Vec<_> = rows
            .iter()
            .map(|line| OrderId::imported(source, line.row.order_number))
            .collect();
        let reader = grant.kernel().business().reader();
        let (there, known) = tokio::try_join!(
            store::payments_there(reader, &ids),
            store::orders_of_payments(reader, &orders)
        )?;
        for ((Line { line, row }, id), order) in rows.into_iter().zip(ids).zip(orders) {
            if there.contains(&id) || claims.has(id.uuid()) {
                sorted.there += 1;
                continue;
            }
            let Some(order) = known.get(&order).cloned() else {
                sorted.refused.push(Refusal {
                    line,
                    column: "order_id",
                    problem: Problem::UnknownOrder,
                });
                continue;
            };
            claims.add(Claim::Record(id.uuid()), id.uuid());
            sorted.new.push(NewPayment { id, order, row });
        }
        sorted.new.sort_unstable_by_key(|new| new.order.id);
        Ok(sorted)
    }

    fn subject(_: &NewPayment) -> Option<SubjectId> {
        None
    }

    fn seal(new: NewPayment, _: &mut Sealing<ImportPayments>) -> Result<NewPayment, VaultError> {
        Ok(new)
    }

    async fn insert(change: &mut Change, rows: &[NewPayment]) -> sqlx::Result<()> {
        store::insert_payments(change, rows).await
    }
}
