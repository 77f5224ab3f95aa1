//! What can be done here.

use crate::permissions;

permissions! {
    /// Make a member of staff.
    StaffCreate = "staff":"create" {
        events: ["staff.created"],
        seals: [Contact],
        finds: [StaffPhone],
        changes: ["staff"],
    }
}
