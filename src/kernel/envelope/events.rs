//! What is recorded about the envelope's key pairs.

use crate::kernel::audit::EventKind;

pub(super) const KEYS_LOADED: EventKind = EventKind::new("envelope.keys_loaded").subjects().count();
pub(super) const KEY_MADE: EventKind = EventKind::new("envelope.key_made")
    .resource(&["envelope_key"])
    .subjects();
pub(super) const KEY_RETIRED: EventKind =
    EventKind::new("envelope.key_retired").resource(&["envelope_key"]);
