//! What can be done with keys. Nobody here opens a part to look at it: what rotation opens is sealed again at once.

crate::permissions! {
    /// See how the keys are.
    KeysRead = "keys":"read" { events: ["keys.viewed"] }
    /// Begin to exchange keys.
    KeysRotate = "keys":"rotate" { events: ["keys.rotated"], turns: [keys] }
    /// Go on exchanging them.
    KeysTurn = "keys":"turn" {
        events: ["keys.rewrapped", "keys.resealed", "keys.reindexed", "keys.turned", "keys.dropped", "keys.finished"],
        turns: [keys],
    }
    /// Note that the key service turned away, or came back.
    KeysCheck = "keys":"check" { events: ["keys.closed", "keys.opened"] }
    /// Erase a traveller, for a reason, irreversibly.
    TravellerShred = "traveller":"shred" { events: ["traveller.shredded"], shreds: [traveller] }
    /// Finish an erasure that was cut off.
    TravellerSweep = "traveller":"sweep" { events: ["traveller.swept"], shreds: [traveller] }
}
