//! What can be done here.

use crate::permissions;

permissions! {
    /// Read the demonstration's messages.
    DemoPhoneRead = "demo_phone":"read" { events: ["demo_phone.read"] }
}
