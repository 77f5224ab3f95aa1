//! Keys of logs that sign, which the verifier itself cannot.

use ed25519_dalek::Signer;
use hufu_proof::{Checkpoint, NoteError, SignedNote, VerifierKey, hash::Hash};

/// What the logs of these tests are called.
pub const ORIGIN: &str = "log.example/audit";
/// When they sign, in seconds after 1970.
pub const SIGNED: u64 = 1_795_000_000;

/// A log's key.
pub struct LogKey {
    pub verifier: VerifierKey,
    pair: ed25519_dalek::SigningKey,
}

impl LogKey {
    /// The one of [`ORIGIN`] that this number gives.
    pub fn new(number: u8) -> Self {
        Self::of(ORIGIN, number)
    }

    pub fn of(name: &str, number: u8) -> Self {
        let pair = ed25519_dalek::SigningKey::from_bytes(&[number; 32]);
        let verifier = VerifierKey::of_log(name, pair.verifying_key().as_bytes()).unwrap();
        Self { verifier, pair }
    }

    pub fn bytes(&self, text: &[u8]) -> Vec<u8> {
        self.pair.sign(text).to_bytes().to_vec()
    }

    pub fn note(&self, text: &str) -> Result<SignedNote, NoteError> {
        SignedNote::sign(text, &self.verifier, SIGNED, |bytes| self.bytes(bytes))
    }

    pub fn checkpoint(&self, size: i64, root: Hash) -> Checkpoint {
        let sign = |bytes: &[u8]| self.bytes(bytes);
        Checkpoint::sign(&self.verifier, size, root, SIGNED, sign).unwrap()
    }
}
