//! Grants for jobs that a member of staff asked for.

use std::sync::Arc;

use super::role_of;
use crate::{
    base::ids::StaffId,
    kernel::{
        Kernel,
        audit::{Actor, Origin},
        authz::{Grant, Permission},
        failure::Failure,
    },
};

impl<P: Permission> Grant<P> {
    /// A grant for a job that a member of staff asked for, under the role they have now.
    ///
    /// # Errors
    /// When they are frozen or their role does not allow it any more (the denial is recorded), or the log is away.
    pub async fn on_behalf_of(kernel: &Arc<Kernel>, staff: StaffId) -> Result<Self, Failure> {
        let role = role_of(kernel, staff).await?.unwrap_or_default();
        Self::admit(kernel, Origin::without_request(Actor::Staff(staff), &role)).await
    }
}
