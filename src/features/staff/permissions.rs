//! What can be done here.

use super::events;
use crate::permissions;

permissions! {
    /// Make a member of staff.
    StaffCreate = "staff":"create" {
        events: [events::CREATED],
        seals: [Contact],
        finds: [StaffPhone],
        changes: ["staff"],
    }
}
