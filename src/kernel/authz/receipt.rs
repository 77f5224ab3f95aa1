//! The second half of the tally: the log holds, durably, that it is being done.

use std::{marker::PhantomData, sync::Arc};

use super::{Changes, KernelHandle, Permission, RequestContext};
use crate::{
    base::ids::{StaffId, SubjectId},
    kernel::{
        audit::{EntryNumber, Origin},
        db::{RecordedChange, Store, Transaction},
        failure::Failure,
        parts::BlobError,
    },
};

/// A durable entry for `P`. Only [`Grant::record`](super::Grant::record) and its siblings make one, and only with one can
/// a sealed value be opened, a row be changed or an answer be made.
///
/// A permission that changes nothing gives no transaction:
///
/// ```compile_fail
/// use hufu::kernel::{authz::Receipt, failure::Failure};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// # }
/// async fn change(receipt: &Receipt<ThingRead>) -> Result<(), Failure> {
///     let change = receipt.begin().await?;
///     change.commit().await
/// }
/// ```
///
/// One that does, gives one, and on the business store only:
///
/// ```
/// use hufu::kernel::{authz::Receipt, failure::Failure};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn change(receipt: &Receipt<ThingEnd>) -> Result<(), Failure> {
///     let change = receipt.begin().await?;
///     change.commit().await
/// }
/// ```
///
/// ```compile_fail,E0061
/// use hufu::kernel::{authz::Receipt, db::Store, failure::Failure};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn change(receipt: &Receipt<ThingEnd>, other: &Store) -> Result<(), Failure> {
///     let change = receipt.begin(other).await?;
///     change.commit().await
/// }
/// ```
pub struct Receipt<P> {
    context: Arc<RequestContext>,
    number: EntryNumber,
    covered: Vec<SubjectId>,
    opened: Vec<&'static str>,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Receipt<P> {
    pub(super) fn new(
        context: Arc<RequestContext>,
        number: EntryNumber,
        covered: Vec<SubjectId>,
        opened: Vec<&'static str>,
    ) -> Self {
        Self {
            context,
            number,
            covered,
            opened,
            permission: PhantomData,
        }
    }

    pub(in crate::kernel) fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The number of the entry.
    pub fn number(&self) -> EntryNumber {
        self.number
    }

    /// The kernel, as handlers hold it.
    pub fn kernel(&self) -> &KernelHandle {
        &self.context.kernel
    }

    pub fn origin(&self) -> &Origin {
        &self.context.origin
    }

    /// The member of staff.
    ///
    /// # Errors
    /// When the actor is not one.
    pub fn staff(&self) -> Result<StaffId, Failure> {
        self.context.origin.actor.staff().ok_or(Failure::Forbidden)
    }

    /// Whether the entry allows opening this subject's parts.
    pub fn covers(&self, subject: SubjectId) -> bool {
        self.covered.binary_search(&subject).is_ok()
    }

    /// Each `part:masked` and `part:revealed` that the entry says is opened.
    pub fn opened(&self) -> &[&'static str] {
        &self.opened
    }

    /// Notes that a sealed value did not open: it is recorded before the answer leaves, or with the next entry.
    pub(in crate::kernel) fn note_undecryptable(
        &self,
        subject: SubjectId,
        part: &'static str,
        why: BlobError,
    ) {
        self.kernel().metrics.keys.not_opened.inc();
        self.context.open_failures.note(subject, part, why);
    }

    /// Records what did not open in a job or a command, where no answer leaves by which it would be.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn record_open_failures(&self) -> Result<(), Failure> {
        self.context.record_open_failures(P::DESCRIPTOR).await
    }
}

impl<P: Changes> Receipt<P> {
    /// Opens a transaction on the business store: the only one whose rows features change.
    pub async fn begin(&self) -> Result<Change, Failure> {
        self.begin_on(&self.context.kernel.business).await
    }

    /// The same on a store of the kernel's own.
    pub(in crate::kernel) async fn begin_on(&self, store: &Store) -> Result<Change, Failure> {
        const {
            assert!(
                !P::DESCRIPTOR.changes.is_empty(),
                "declared to change nothing"
            );
        }
        Ok(Change {
            transaction: store.begin().await?,
            entry: self.number,
        })
    }
}

/// A transaction under a receipt; dropping it rolls back.
pub struct Change {
    transaction: Transaction,
    entry: EntryNumber,
}

impl RecordedChange for Change {
    fn transaction(&mut self) -> &mut Transaction {
        &mut self.transaction
    }

    fn entry(&self) -> i64 {
        self.entry
    }
}

impl Change {
    /// The number of the entry, to be written on the changed rows.
    pub fn entry(&self) -> EntryNumber {
        self.entry
    }

    /// The transaction, for [`with_transaction!`](crate::with_transaction).
    pub fn transaction(&mut self) -> &mut Transaction {
        &mut self.transaction
    }

    /// Makes the change durable.
    ///
    /// # Errors
    /// When the store refuses; then nothing was changed.
    pub async fn commit(self) -> Result<(), Failure> {
        Ok(self.transaction.commit().await?)
    }
}
