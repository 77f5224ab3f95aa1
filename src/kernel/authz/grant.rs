//! The first half of the tally: the policy lets this person do this thing.

use std::{marker::PhantomData, sync::Arc};

use super::{KernelHandle, Permission, ReadsLog, Receipt, RequestContext, Scope, context::opened};
use crate::{
    base::{ids::StaffId, locale::Locale},
    kernel::{
        Kernel,
        audit::{self, Actor, AuditReader, Event, Origin, Outcome, ResourceId},
        failure::Failure,
    },
};

/// The policy lets this actor do `P`, in this scope. Made only by the guard and by
/// [`operator`](Grant::operator), [`system`](Grant::system) and [`on_behalf_of`](Grant::on_behalf_of), which all ask the
/// policy first.
///
/// A grant of one permission is no grant of another:
///
/// ```compile_fail
/// use hufu::kernel::{audit::Event, authz::{Grant, Receipt}};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingList = "thing":"list" { events: [SEEN] }
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// # }
/// async fn swap(grant: Grant<ThingList>) -> Result<Receipt<ThingRead>, hufu::kernel::failure::Failure> {
///     grant.record(Event::new()).await
/// }
/// ```
///
/// The same with one permission compiles:
///
/// ```
/// use hufu::kernel::{audit::Event, authz::{Grant, Receipt}};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// # }
/// async fn keep(grant: Grant<ThingRead>) -> Result<Receipt<ThingRead>, hufu::kernel::failure::Failure> {
///     grant.record(Event::new()).await
/// }
/// ```
pub struct Grant<P> {
    context: Arc<RequestContext>,
    scope: Scope,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Grant<P> {
    /// Only the kernel, after it asked the policy.
    pub(in crate::kernel) fn new(context: Arc<RequestContext>, scope: Scope) -> Self {
        Self {
            context,
            scope,
            permission: PhantomData,
        }
    }

    /// A grant for a person at the command line, under the role `operator`.
    ///
    /// # Errors
    /// When the policy does not allow it (the denial is recorded) or the log is away.
    pub async fn operator(kernel: &Arc<Kernel>) -> Result<Self, Failure> {
        let actor = Actor::Operator(super::operator::account());
        Self::admit(kernel, Origin::without_request(actor, "operator")).await
    }

    /// One action of a person at the command line. What it fails is recorded as failed, as the guard does for requests.
    ///
    /// # Errors
    /// As [`operator`](Self::operator), and what the action fails with.
    pub async fn operate<T>(
        kernel: &Arc<Kernel>,
        action: impl AsyncFnOnce(Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let grant = Self::operator(kernel).await?;
        let context = Arc::clone(&grant.context);
        match action(grant).await {
            Ok(done) => Ok(done),
            Err(failure) => Err(context.record_failed(P::DESCRIPTOR, failure).await),
        }
    }

    /// A grant for a background job of Hufu's own, under the role `system`.
    ///
    /// # Errors
    /// When the policy does not allow it (the denial is recorded) or the log is away.
    pub async fn system(kernel: &Arc<Kernel>) -> Result<Self, Failure> {
        Self::admit(kernel, Origin::without_request(Actor::System, "system")).await
    }

    /// A grant for an actor who makes no request, if the policy gives one to their role.
    pub(in crate::kernel) async fn admit(
        kernel: &Arc<Kernel>,
        origin: Origin,
    ) -> Result<Self, Failure> {
        let scope = kernel.policy().scope(origin.role.as_str(), P::DESCRIPTOR);
        let context = Arc::new(RequestContext::new(Arc::clone(kernel), origin, None));
        match scope {
            Some(scope) => Ok(Self::new(context, scope)),
            None => {
                context
                    .append(
                        P::DESCRIPTOR,
                        &audit::ACCESS_DENIED,
                        Outcome::Denied,
                        Event::new(),
                    )
                    .await?;
                Err(Failure::Forbidden)
            }
        }
    }

    pub(in crate::kernel) fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The kernel, as handlers hold it.
    pub fn kernel(&self) -> &KernelHandle {
        &self.context.kernel
    }

    /// The member of staff.
    ///
    /// # Errors
    /// When the actor is not one.
    pub fn staff(&self) -> Result<StaffId, Failure> {
        self.context.origin.actor.staff().ok_or(Failure::Forbidden)
    }

    pub fn origin(&self) -> &Origin {
        &self.context.origin
    }

    /// The language of whoever asks.
    ///
    /// # Errors
    /// Outside a request.
    pub fn locale(&self) -> Result<Locale, Failure> {
        Ok(self.context.page()?.locale)
    }

    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The only owner whose rows it reaches; `None` for all.
    pub fn owner(&self) -> Option<StaffId> {
        match self.scope {
            Scope::All => None,
            // A scope of its own without a person reaches nothing: the id of nobody.
            Scope::Own => Some(
                self.context
                    .origin
                    .actor
                    .staff()
                    .unwrap_or(StaffId::from_uuid(uuid::Uuid::nil())),
            ),
        }
    }

    /// For rows that no member of staff made: a scope of own reaches none of them.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when the scope is own.
    pub fn require_all_scope(&self) -> Result<(), Failure> {
        match self.scope {
            Scope::All => Ok(()),
            Scope::Own => Err(Failure::NotFound),
        }
    }

    /// Whether the same actor may also do `Q`: to show or hide a way to it. It gives nothing.
    pub fn may<Q: Permission>(&self) -> bool {
        self.context
            .kernel
            .policy()
            .scope(self.context.origin.role.as_str(), Q::DESCRIPTOR)
            .is_some()
    }

    /// Says what the request asks about before anybody knows whether that is there: the entry of a failure names it.
    pub fn concerns(&self, kind: &'static str, id: impl Into<ResourceId>) {
        self.context.concerns(kind, id.into());
    }

    /// Records that it is being done and returns when the entry is durable: the second half of the tally.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn record(self, event: Event) -> Result<Receipt<P>, Failure> {
        self.record_as(event, Outcome::Allowed).await
    }

    /// Records that it was refused: a wrong code, a wrong password. The receipt opens nothing.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn deny(self, event: Event) -> Result<Receipt<P>, Failure> {
        self.record_as(event, Outcome::Denied).await
    }

    /// Records that it came to nothing: a form that cannot be accepted. The receipt opens nothing.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn fail(self, event: Event) -> Result<Receipt<P>, Failure> {
        self.record_as(event, Outcome::Failed).await
    }

    /// Records one of several steps of the same job: each batch has a receipt of its own.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn record_step(&self, event: Event) -> Result<Receipt<P>, Failure> {
        Self::new(Arc::clone(&self.context), self.scope)
            .record(event)
            .await
    }

    async fn record_as(self, mut event: Event, outcome: Outcome) -> Result<Receipt<P>, Failure> {
        let kind = event.kind.or_else(|| P::DESCRIPTOR.events.first().copied());
        let kind = kind.filter(|kind| P::DESCRIPTOR.events.contains(kind));
        let kind = kind.ok_or(Failure::Internal(
            "the permission does not declare this event",
        ))?;
        event.subjects.sort_unstable();
        event.subjects.dedup();
        let covered = if outcome == Outcome::Allowed {
            event.subjects.clone()
        } else {
            Vec::new()
        };
        let opened = opened(P::DESCRIPTOR, outcome, &event);
        let number = self
            .context
            .append(P::DESCRIPTOR, kind, outcome, event)
            .await?;
        Ok(Receipt::new(self.context, number, covered, opened))
    }
}

impl<P: ReadsLog> Grant<P> {
    /// The log, for reading. What is read reaches nobody before this reading is recorded itself: an answer needs a receipt.
    ///
    /// A permission that is not declared to read the log gives none:
    ///
    /// ```compile_fail
    /// use hufu::kernel::authz::Grant;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     ThingRead = "thing":"read" { events: [SEEN] }
    /// # }
    /// fn peek(grant: &Grant<ThingRead>) { grant.log(); }
    /// ```
    ///
    /// One that is, gives it:
    ///
    /// ```
    /// use hufu::kernel::authz::Grant;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     LogRead = "thing":"read" { events: [SEEN], reads: [log] }
    /// # }
    /// fn read(grant: &Grant<LogRead>) { grant.log(); }
    /// ```
    pub fn log(&self) -> &AuditReader {
        const {
            assert!(!P::DESCRIPTOR.reads.is_empty(), "declared to read nothing");
        }
        &self.context.kernel.audit_reader
    }
}
