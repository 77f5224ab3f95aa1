//! What can be done with keys. Nobody here opens a part to look at it: what rotation opens is sealed again at once.

use super::events;

crate::permissions! {
    /// See how the keys are.
    KeysRead = "keys":"read" { events: [events::VIEWED] }
    /// Begin to exchange keys.
    KeysRotate = "keys":"rotate" { events: [events::ROTATED], rotates: [keys] }
    /// Go on exchanging them.
    KeysTurn = "keys":"turn" {
        events: [events::REWRAPPED, events::RESEALED, events::REINDEXED, events::TURNED, events::DROPPED, events::FINISHED],
        rotates: [keys],
    }
    /// Record that the key service is away or denies, or came back.
    KeysCheck = "keys":"check" { events: [events::CLOSED, events::OPENED] }
    /// Make the keyring of the local key service, or seal it under something else.
    KeyringChange = "keyring":"change" { events: [events::KEYRING_SEALED, events::KEYRING_MADE] }
    /// Erase a traveller, for a reason, irreversibly.
    TravellerShred = "traveller":"shred" { events: [events::SHREDDED], shreds: [traveller] }
    /// Finish an erasure that was cut off.
    TravellerSweep = "traveller":"sweep" { events: [events::SWEPT], shreds: [traveller] }
}
