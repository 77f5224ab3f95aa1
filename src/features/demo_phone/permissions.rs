//! What can be done here.

use super::events;
use crate::permissions;

permissions! {
    /// Read the demonstration's messages.
    DemoPhoneRead = "demo_phone":"read" { events: [events::READ] }
}
