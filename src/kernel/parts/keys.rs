//! Private keys of Hufu's own: each sealed under a data key of its own like a person's part, so that it is wrapped, rewrapped
//! and destroyed as theirs are.

use serde::{Deserialize, Serialize};

use super::{Part, SecretText};

/// The private key of a transport envelope, kept until no envelope under it is accepted any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct EnvelopeKey {
    /// PKCS #8 (RFC 5208) in base64.
    pub pkcs8: SecretText,
}

impl super::sealed::Sealed for EnvelopeKey {}
impl Part for EnvelopeKey {
    part_names!("envelope_key", second_factor: true);
    type Masked = ();

    fn mask(&self) {}
}

/// The key that signs checkpoints of the log. It is kept for ever: who destroyed it could deny what it signed.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckpointKey {
    /// PKCS #8 (RFC 5208) in base64.
    pub pkcs8: SecretText,
}

impl super::sealed::Sealed for CheckpointKey {}
impl Part for CheckpointKey {
    part_names!("checkpoint_key", second_factor: true);
    type Masked = ();

    fn mask(&self) {}
}
