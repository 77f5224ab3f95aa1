//! Who stands before us, and what is recorded in their name.

use std::sync::{Arc, OnceLock};

use super::{Descriptor, KernelHandle, OpenFailures};
use crate::kernel::{
    Kernel,
    audit::{
        self, Entry, EntryNumber, Event, EventKind, Origin, Outcome, Resource, ResourceId,
        Transport, fields,
    },
    authz::PageContext,
    failure::Failure,
};

/// Who stands before us and from where, established once for each request, command or job.
pub struct RequestContext {
    pub(in crate::kernel) kernel: KernelHandle,
    pub(in crate::kernel) origin: Origin,
    /// Absent at the command line and in jobs, which answer nobody.
    pub(in crate::kernel) page: Option<PageContext>,
    /// How the form's personal fields came, if it had any: every entry of the request says so (T6).
    pub(in crate::kernel) transport: Option<Transport>,
    /// Sealed values that did not open and are not recorded yet.
    pub(in crate::kernel) open_failures: OpenFailures,
    /// What the request asks about, where its handler said so.
    asked: OnceLock<Resource>,
}

impl RequestContext {
    pub(in crate::kernel) fn new(
        kernel: Arc<Kernel>,
        origin: Origin,
        page: Option<PageContext>,
    ) -> Self {
        Self {
            kernel: KernelHandle::new(kernel),
            origin,
            page,
            transport: None,
            open_failures: OpenFailures::default(),
            asked: OnceLock::new(),
        }
    }

    /// The first that is said counts.
    pub(super) fn concerns(&self, kind: &'static str, id: ResourceId) {
        let _ = self.asked.set(Resource { kind, id });
    }

    /// Writes an entry and returns its number when it is durable. What did not open before it is recorded first.
    pub(in crate::kernel) async fn append(
        &self,
        permission: &'static Descriptor,
        event: &'static EventKind,
        outcome: Outcome,
        mut details: Event,
    ) -> Result<EntryNumber, Failure> {
        if let Some(transport) = self.transport {
            details = details.field(fields::TRANSPORT, transport.as_str());
        }
        self.record_open_failures(permission).await?;
        self.append_entry(permission, event, outcome, details).await
    }

    /// Records that it came to nothing, and gives what to tell: the log's own failure, if even that cannot be written.
    pub(in crate::kernel) async fn record_failed(
        &self,
        permission: &'static Descriptor,
        failure: Failure,
    ) -> Failure {
        if failure.is_log_away() {
            return failure;
        }
        let mut details = Event::new().field(fields::STATUS, failure.status().as_u16().into());
        details.resource = self.asked.get().cloned();
        if let Failure::Envelope(refusal) = failure {
            details = details.field(fields::CAUSE, refusal.as_str());
        }
        let recorded = self
            .append(permission, &audit::REQUEST_FAILED, Outcome::Failed, details)
            .await;
        recorded.err().unwrap_or(failure)
    }

    /// Records what did not open since the last time: one entry for each part and reason.
    ///
    /// # Errors
    /// When the log is away; then nobody may be answered.
    pub(in crate::kernel) async fn record_open_failures(
        &self,
        permission: &'static Descriptor,
    ) -> Result<(), Failure> {
        for ((part, why), subjects) in self.open_failures.take() {
            let count = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
            let details = Event::new()
                .subjects(subjects)
                .count(count)
                .field(fields::PART, part)
                .field(fields::WHY, why);
            self.append_entry(permission, &audit::OPEN_FAILED, Outcome::Failed, details)
                .await?;
        }
        Ok(())
    }

    async fn append_entry(
        &self,
        permission: &'static Descriptor,
        event: &'static EventKind,
        outcome: Outcome,
        details: Event,
    ) -> Result<EntryNumber, Failure> {
        if !event.admits(&details) {
            tracing::error!(
                event = event.name(),
                "an entry would say what the catalogue does not declare"
            );
            return Err(Failure::Internal(
                "an entry would say what the catalogue does not declare",
            ));
        }
        let opened = opened(permission, outcome, &details);
        let entry = Entry {
            at: self.kernel.clock.now(),
            origin: self.origin.clone(),
            permission: permission.name,
            event: event.name(),
            outcome,
            opened,
            details,
        };
        Ok(self.kernel.audit.append(entry).await?)
    }

    pub(in crate::kernel) fn page(&self) -> Result<&PageContext, Failure> {
        self.page
            .as_ref()
            .ok_or(Failure::Internal("an answer was made outside a request"))
    }
}

/// What an entry with these details opens: nothing without a subject or without success.
pub(super) fn opened(
    permission: &'static Descriptor,
    outcome: Outcome,
    details: &Event,
) -> Vec<&'static str> {
    if outcome != Outcome::Allowed || details.subjects.is_empty() {
        return Vec::new();
    }
    let narrowed = details.opening.as_deref();
    let opens = permission.opens.iter().copied();
    opens
        .filter(|word| narrowed.is_none_or(|words| words.contains(word)))
        .collect()
}
