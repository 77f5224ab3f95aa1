//! The log as evidence: its tree signed, sent outside, verified, proved to others, and kept for as long as it must be.
//!
//! Owns: the key that signs, checkpoints, who publishes them ([`CheckpointPublisher`]), verification by Hufu itself, proofs
//! to give away, retention. Each action has a permission and an entry of its own.
//! Must not: append to the log but through a grant, or know a publisher: those are in `gateways/checkpoints`.

mod archive;
mod bundle;
mod checkpoint;
mod commitments;
mod delivery;
mod events;
mod key;
mod permissions;
mod pinned;
mod pruning;
mod published;
mod publisher;
mod selection;
mod settings;
mod store;
mod verification;

pub use bundle::{prove_consistency, prove_entry, verification_keys};
pub use checkpoint::{make, make_due};
pub use delivery::deliver;
pub use permissions::{
    CheckpointKeyLoad, CheckpointKeyMake, CheckpointMake, EvidenceProve, EvidencePrune,
    EvidenceVerify, PERMISSIONS,
};
pub use pinned::{RollbackDetected, check_pinned};
pub use pruning::{Prunable, prunable, prune, unfinished};
pub use publisher::{CheckpointPublisher, Publication, PublisherError, Publishing};
pub use selection::{Vouched, prove_selection};
pub use settings::EvidenceSettings;
pub use verification::{verify, verify_due};

use std::{collections::BTreeMap, sync::Arc};

use hufu_proof::VerifierKey;
use tokio::sync::{Mutex, OnceCell};

use super::{audit::SigningKey, db::RegisteredStatement};
use crate::base::{clock::Timestamp, ids::CheckpointKeyId};

/// Every statement of the evidence.
pub(crate) fn statements() -> impl Iterator<Item = &'static RegisteredStatement> {
    store::STATEMENTS.iter().chain(pinned::STATEMENTS)
}

/// What a process remembers of it.
#[derive(Default)]
pub struct Evidence {
    /// The key, once it was needed.
    key: OnceCell<Arc<SigningKey>>,
    /// The public halves of those for names that the log had before; none for a key that the vault does not know.
    former: Mutex<BTreeMap<CheckpointKeyId, Option<VerifierKey>>>,
    /// What was signed last: entries, and the head of their tree.
    signed: Mutex<Option<(i64, [u8; 32])>>,
    /// When this process verified the log last.
    verified: Mutex<Option<Timestamp>>,
    /// Held while a checkpoint is made.
    making: Mutex<()>,
    /// Held while entries are pruned.
    pruning: Mutex<()>,
}
