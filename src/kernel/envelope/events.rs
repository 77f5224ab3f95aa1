//! What is entered about the envelope's key pairs.

use crate::kernel::audit::EventKind;

pub(super) const KEYS_LOADED: EventKind = EventKind::new("envelope.keys_loaded").subjects().count();
pub(super) const KEY_MADE: EventKind = EventKind::new("envelope.key_made")
    .about(&["envelope_key"])
    .subjects();
pub(super) const KEY_RETIRED: EventKind =
    EventKind::new("envelope.key_retired").about(&["envelope_key"]);
