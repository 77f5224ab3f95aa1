//! What can be done with the evidence.

use super::events;

crate::permissions! {
    /// Make a key that signs checkpoints.
    CheckpointKeyMake = "checkpoint_key":"make" {
        events: [events::KEY_MADE],
        seals: [CheckpointKey],
        changes: ["evidence"],
    }
    /// Take the private key into memory, to sign.
    CheckpointKeyLoad = "checkpoint_key":"load" { events: [events::KEY_LOADED], reveals: [CheckpointKey] }
    /// Sign the head of the log, and keep and send what was signed.
    CheckpointMake = "evidence":"checkpoint" {
        events: [events::CHECKPOINT_MADE, events::CHECKPOINT_SENT, events::CHECKPOINT_REFUSED],
        changes: ["evidence"],
    }
    /// Check the whole log, and keep what was found.
    EvidenceVerify = "evidence":"verify" { events: [events::VERIFIED], changes: ["evidence"] }
    /// Give out an entry or a stretch of the log with its proof, and the key to check it with.
    EvidenceProve = "evidence":"prove" { events: [events::PROVED, events::KEY_SHOWN], reads: [log] }
    /// Remove the bodies of entries that are past their retention.
    EvidencePrune = "evidence":"prune" {
        events: [events::PRUNED, events::PRUNING_RESUMED],
        changes: ["evidence"],
    }
}
