//! A checkpoint: the log's name, how many entries it has, and the head of their tree, signed (C2SP tlog-checkpoint).

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    hash::Hash,
    note::{NoteError, SignedNote, SigningKey, VerifierKey},
};
use crate::base::clock::Timestamp;

/// A head of the tree with who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: i64,
    root: Hash,
    note: SignedNote,
}

impl Checkpoint {
    /// Signs the head of the tree of the first `size` entries, and when.
    ///
    /// # Errors
    /// When the key's name cannot stand in a note.
    pub(in crate::kernel) fn sign(
        key: &SigningKey,
        size: i64,
        root: Hash,
        now: Timestamp,
    ) -> Result<Self, NoteError> {
        let origin = key.verifier()?.name().to_owned();
        let text = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
        let note = key.sign(&text, now)?;
        Ok(Self {
            origin,
            size,
            root,
            note,
        })
    }

    /// What stands in for a stored one that cannot be read: nobody signed it.
    pub(super) fn unsigned(size: i64) -> Self {
        Self {
            origin: String::new(),
            size,
            root: [0; 32],
            note: SignedNote::unsigned(),
        }
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// The head of their tree.
    pub fn root(&self) -> &[u8; 32] {
        &self.root
    }

    /// The note as it is kept and sent.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// Whether this key vouches for it; a log's own key only for the log of its name.
    ///
    /// # Errors
    /// [`NoteError::Signature`] when it does not.
    pub fn check(&self, key: &VerifierKey) -> Result<(), NoteError> {
        if key.is_log() && key.name() != self.origin {
            return Err(NoteError::Signature);
        }
        self.note.check(key)
    }

    /// When this key vouched for it; `None` when it did not, or did not say when.
    pub fn signed_at(&self, key: &VerifierKey) -> Option<Timestamp> {
        let ours = !key.is_log() || key.name() == self.origin;
        ours.then(|| self.note.signed_at(key)).flatten()
    }

    /// Adds the lines of a witness.
    ///
    /// # Errors
    /// [`NoteError::Form`] when they are no signatures.
    pub(in crate::kernel) fn add_signatures(&mut self, lines: &str) -> Result<(), NoteError> {
        self.note.add(lines)
    }
}

impl FromStr for Checkpoint {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let note: SignedNote = text.parse()?;
        let mut lines = note.text().lines();
        let (origin, size, root) = (lines.next(), lines.next(), lines.next());
        let origin = origin.filter(|origin| !origin.is_empty());
        // A canonical number: no sign, no leading zero.
        let size = size.and_then(|text| {
            let size: i64 = text.parse().ok()?;
            (size >= 0 && size.to_string() == text).then_some(size)
        });
        let root = root
            .and_then(|text| STANDARD.decode(text).ok())
            .and_then(|bytes| Hash::try_from(bytes).ok());
        let ((Some(origin), Some(size)), Some(root)) = ((origin, size), root) else {
            return Err(NoteError::Form);
        };
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            note,
        })
    }
}
