//! The kernel, as whoever answers requests holds it.

use std::{ops::Deref, sync::Arc};

use crate::kernel::Kernel;

/// What a grant and a receipt give of the kernel: everything but grants of other permissions or in other names. Those are made
/// from an `Arc<Kernel>`, which only the command line and jobs are handed, so that a handler has what its route asked for and
/// no more:
///
/// ```compile_fail,E0308
/// use hufu::kernel::{authz::Grant, failure::Failure};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn handler(grant: Grant<ThingRead>) -> Result<Grant<ThingEnd>, Failure> {
///     Grant::<ThingEnd>::operator(grant.kernel()).await
/// }
/// ```
///
/// Nor one of the system's, or of somebody else's:
///
/// ```compile_fail,E0308
/// use hufu::kernel::{authz::Grant, failure::Failure};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn handler(grant: Grant<ThingRead>) -> Result<Grant<ThingEnd>, Failure> {
///     Grant::<ThingEnd>::system(grant.kernel()).await
/// }
/// ```
///
/// ```compile_fail,E0308
/// use hufu::{base::ids::StaffId, kernel::{authz::Grant, failure::Failure}};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn handler(grant: Grant<ThingRead>, other: StaffId) -> Result<Grant<ThingEnd>, Failure> {
///     Grant::<ThingEnd>::on_behalf_of(grant.kernel(), other).await
/// }
/// ```
///
/// Who was handed the kernel itself makes them:
///
/// ```
/// use std::sync::Arc;
/// use hufu::{base::ids::StaffId, kernel::{Kernel, authz::Grant, failure::Failure}};
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingEnd = "thing":"end" { events: [SEEN], changes: ["thing"] }
/// # }
/// async fn job(kernel: &Arc<Kernel>, other: StaffId) -> Result<Grant<ThingEnd>, Failure> {
///     Grant::<ThingEnd>::operator(kernel).await?;
///     Grant::<ThingEnd>::system(kernel).await?;
///     Grant::<ThingEnd>::on_behalf_of(kernel, other).await
/// }
/// ```
#[derive(Clone)]
pub struct KernelHandle(Arc<Kernel>);

impl KernelHandle {
    pub fn new(kernel: Arc<Kernel>) -> Self {
        Self(kernel)
    }

    /// The kernel itself, which grants are made from.
    pub(in crate::kernel) fn whole(&self) -> &Arc<Kernel> {
        &self.0
    }
}

impl Deref for KernelHandle {
    type Target = Kernel;

    fn deref(&self) -> &Kernel {
        &self.0
    }
}
