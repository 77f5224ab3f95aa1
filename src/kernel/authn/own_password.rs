//! The password half of a step-up: somebody who is logged in proves once more that it is them.

use zeroize::Zeroizing;

use super::{Checked, PasswordError, store};
use crate::{
    base::ids::StaffId,
    kernel::{Kernel, failure::Failure},
};

/// Whether this is the person's own password. Somebody without one takes as long, and is refused.
///
/// # Errors
/// [`Failure::TooMany`] when too many passwords are being checked; otherwise when the store refuses.
pub async fn check_own_password(
    kernel: &Kernel,
    staff: StaffId,
    password: Zeroizing<String>,
) -> Result<bool, Failure> {
    let stored = store::password_of(kernel.business.reader(), staff).await?;
    match kernel.passwords.check(password, stored.flatten()).await {
        Ok(checked) => Ok(checked != Checked::Wrong),
        Err(PasswordError::Busy) => Err(Failure::TooMany),
        Err(_) => Err(Failure::Internal("a password cannot be checked")),
    }
}
