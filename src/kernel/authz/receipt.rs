//! The second half of the tally: the log holds, durably, that it is being done.

use std::{marker::PhantomData, sync::Arc};

use super::{Changes, Permission, Standing};
use crate::{
    base::ids::{StaffId, SubjectId},
    kernel::{
        Kernel,
        audit::{EntryNumber, Origin},
        db::{Store, Transaction},
        failure::Failure,
        http::{Answer, Download, LocalPath, Shell},
        vault::{BlobError, Condition},
    },
};

/// A durable entry for `P`. Only [`Grant::record`](super::Grant::record) and its siblings make one, and only with one can
/// a sealed value be opened, a row be changed or an answer be made.
///
/// A permission that changes nothing gives no transaction:
///
/// ```compile_fail
/// use hufu::kernel::{authz::Receipt, failure::Failure};
/// use hufu::features::orders::OrderRead;
/// async fn change(receipt: &Receipt<OrderRead>) -> Result<(), Failure> {
///     let change = receipt.begin(receipt.kernel().business()).await?;
///     change.commit().await
/// }
/// ```
///
/// One that does, gives one:
///
/// ```
/// use hufu::kernel::{authz::Receipt, failure::Failure};
/// use hufu::features::login::SessionEnd;
/// async fn change(receipt: &Receipt<SessionEnd>) -> Result<(), Failure> {
///     let change = receipt.begin(receipt.kernel().business()).await?;
///     change.commit().await
/// }
/// ```
pub struct Receipt<P> {
    standing: Arc<Standing>,
    number: EntryNumber,
    covered: Vec<SubjectId>,
    opened: Vec<&'static str>,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Receipt<P> {
    pub(super) fn new(
        standing: Arc<Standing>,
        number: EntryNumber,
        covered: Vec<SubjectId>,
        opened: Vec<&'static str>,
    ) -> Self {
        Self {
            standing,
            number,
            covered,
            opened,
            permission: PhantomData,
        }
    }

    pub(super) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The number of the entry.
    pub fn number(&self) -> EntryNumber {
        self.number
    }

    /// The kernel.
    pub fn kernel(&self) -> &Arc<Kernel> {
        &self.standing.kernel
    }

    /// Who and from where.
    pub fn origin(&self) -> &Origin {
        &self.standing.origin
    }

    /// The member of staff.
    ///
    /// # Errors
    /// When the actor is not one.
    pub fn staff(&self) -> Result<StaffId, Failure> {
        self.standing.origin.actor.staff().ok_or(Failure::Forbidden)
    }

    /// Whether the entry allows opening this subject's parts.
    pub fn covers(&self, subject: SubjectId) -> bool {
        self.covered.binary_search(&subject).is_ok()
    }

    /// Each `part:masked` and `part:revealed` that the entry says is opened.
    pub fn opened(&self) -> &[&'static str] {
        &self.opened
    }

    /// Notes that a sealed value did not open: it is entered before the answer leaves, or with the next entry.
    pub(in crate::kernel) fn note_broken(
        &self,
        subject: SubjectId,
        part: &'static str,
        why: BlobError,
    ) {
        self.kernel().metrics.keys.not_opened.inc();
        self.standing.broken.note(subject, part, why);
    }

    /// Enters what did not open in a job or a command, where no answer leaves by which it would be.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn enter_broken(&self) -> Result<(), Failure> {
        self.standing.enter_broken(P::DESCRIPTOR).await
    }

    /// The shell of a page, with the viewer's own name; without it, when it cannot be opened now.
    ///
    /// # Errors
    /// When a store refuses.
    pub async fn shell(&self) -> Result<Shell, Failure> {
        let page = self.standing.page()?;
        let Some(staff) = self.standing.origin.actor.staff() else {
            return Ok(Shell::new(&self.standing, None, page));
        };
        let kernel = self.kernel();
        let label = match kernel.labels.get(&staff) {
            Some(label) => label,
            None => match kernel.vault.own_label(self).await?.map(Arc::new) {
                Some(label) => {
                    kernel.labels.insert(staff, Arc::clone(&label));
                    label
                }
                None => Arc::default(),
            },
        };
        let shell = Shell::new(&self.standing, Some(&label), page);
        if !kernel
            .policy()
            .reads_log(self.standing.origin.role.as_str())
        {
            return Ok(shell);
        }
        let verified = match kernel.verified.get(&()) {
            Some(verified) => verified,
            None => {
                let verified = kernel.audit_reader.newest_verification().await?;
                kernel.verified.insert((), verified);
                verified
            }
        };
        Ok(shell.with_log(verified))
    }

    /// An answer with a page.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn page(&self, page: &impl askama::Template) -> Result<Answer, Failure> {
        let kernel = self.kernel();
        if kernel.vault.condition() != Condition::Open {
            kernel.metrics.answers.masked_only.inc();
        }
        Answer::page(page)
    }

    /// An answer that sends the browser elsewhere in Hufu.
    pub fn redirect(&self, to: &LocalPath) -> Answer {
        Answer::redirect(to)
    }

    /// An answer with a file.
    pub fn download(&self, file: Download) -> Answer {
        Answer::download(file)
    }

    /// An answer with a small JSON file, without personal data. Its name is ours, ASCII.
    ///
    /// # Errors
    /// When it cannot be put into JSON.
    pub fn json_file(&self, name: &str, value: &impl serde::Serialize) -> Result<Answer, Failure> {
        Answer::json_file(name, value)
    }

    /// An answer for a script of ours: a small JSON value without personal data.
    ///
    /// # Errors
    /// When it cannot be put into JSON.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<Answer, Failure> {
        Answer::json(value)
    }
}

impl<P: Changes> Receipt<P> {
    /// Opens a transaction on a store.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn begin(&self, store: &Store) -> Result<Change, Failure> {
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
