//! What counts as a send, and for how long.

use std::time::Duration;

use crate::base::ids::StaffId;

/// A code that is asked for at the door.
pub struct LoginSend<'a> {
    /// The digest of the phone.
    pub phone_digest: &'a [u8],
    /// Who has it, if anybody here.
    pub staff: Option<StaffId>,
    pub address: &'a str,
}

pub(super) const HOUR: Duration = Duration::from_secs(3_600);
pub(super) const DAY: Duration = Duration::from_secs(86_400);
/// For so long the address of a login is its owner's.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(30 * 86_400);
