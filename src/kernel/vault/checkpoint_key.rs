//! The private key that signs checkpoints of the log: sealed under a data key of its own like a person's part.

use serde::{Deserialize, Serialize};

use super::{Part, SecretText};

/// A signing key. It is kept for ever: who destroyed it could deny what it signed.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckpointKey {
    /// PKCS #8 (RFC 5208) in base64.
    pub pkcs8: SecretText,
}

impl Part for CheckpointKey {
    const NAME: &'static str = "checkpoint_key";
    const MASKED: &'static str = "checkpoint_key:masked";
    const REVEALED: &'static str = "checkpoint_key:revealed";
    type Masked = ();

    fn mask(&self) {}
}
