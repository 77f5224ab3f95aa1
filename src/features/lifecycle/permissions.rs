//! What Hufu may do about itself.

use super::events;

crate::permissions! {
    /// Record a start or another policy, and what changed since the one before.
    SystemStart = "system":"start" {
        events: [
            events::STARTED, events::CONFIGURATION_LOADED, events::CONFIGURATION_CHANGED, events::POLICY_LOADED,
            events::POLICY_CHANGED,
        ],
        changes: ["settings"],
    }
    /// Record that it stops.
    SystemStop = "system":"stop" { events: [events::STOPPED] }
}
