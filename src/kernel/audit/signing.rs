//! The private half of the log's key, which only signs. What is signed, and whether a signature holds, is for `hufu_proof` to say.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use hufu_proof::{Checkpoint, NoteError, VerifierKey, hash::Hash};

use crate::base::clock::Timestamp;

/// A key that signs heads of the tree.
pub(in crate::kernel) struct SigningKey {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// Reads a private key (PKCS #8) of the log with this name.
    ///
    /// # Errors
    /// [`NoteError::Key`] when it is none, or the name cannot stand in a note.
    pub(in crate::kernel) fn read(name: &str, pkcs8: &[u8]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| NoteError::Key)?;
        let verifier = VerifierKey::of_log(name, pair.public_key().as_ref())?;
        Ok(Self { verifier, pair })
    }

    pub(in crate::kernel) fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs the head of the tree of the first `size` entries, and when, to the second.
    ///
    /// # Errors
    /// When the key's name cannot stand in a checkpoint.
    pub(in crate::kernel) fn sign(
        &self,
        size: i64,
        root: Hash,
        now: Timestamp,
    ) -> Result<Checkpoint, NoteError> {
        let time = u64::try_from(now.seconds()).unwrap_or(0);
        let sign = |bytes: &[u8]| self.pair.sign(bytes).as_ref().to_vec();
        Checkpoint::sign(&self.verifier, size, root, time, sign)
    }
}

/// When this key vouched for a checkpoint; `None` when it did not, or did not say when.
pub(in crate::kernel) fn signed_at(
    checkpoint: &Checkpoint,
    key: &VerifierKey,
) -> Option<Timestamp> {
    let seconds = i64::try_from(checkpoint.signed_at(key)?).ok()?;
    seconds.checked_mul(1_000_000).map(Timestamp::from_micros)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};

    use super::*;

    #[test]
    fn a_log_says_when_it_signed_to_the_second() {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let key = SigningKey::read("log.example/audit", document.as_ref()).unwrap();
        let now = Timestamp::from_micros(1_795_000_000_999_999);
        let checkpoint = key.sign(8, [3; 32], now).unwrap();
        checkpoint.check(key.verifier()).unwrap();
        let signed = Timestamp::from_micros(1_795_000_000_000_000);
        assert_eq!(signed_at(&checkpoint, key.verifier()), Some(signed));
        assert!(SigningKey::read("two words", document.as_ref()).is_err());
        assert!(SigningKey::read("log.example/audit", b"nothing").is_err());
    }
}
