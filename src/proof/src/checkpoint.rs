//! A checkpoint: the log's name, how many entries it has, and the head of their tree, signed (C2SP tlog-checkpoint).

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{NoteError, SignedNote, VerifierKey, hash::Hash};

/// A head of the tree with who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: i64,
    root: Hash,
    note: SignedNote,
}

impl Checkpoint {
    /// Signs the head of the tree of the first `size` entries with the log's key, as [`SignedNote::sign`] does.
    ///
    /// # Errors
    /// When the key's name cannot stand in a note.
    pub fn sign(
        key: &VerifierKey,
        size: i64,
        root: Hash,
        time: u64,
        sign: impl Fn(&[u8]) -> Vec<u8>,
    ) -> Result<Self, NoteError> {
        let origin = key.name().to_owned();
        let text = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
        let note = SignedNote::sign(&text, key, time, sign)?;
        Ok(Self {
            origin,
            size,
            root,
            note,
        })
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
    pub fn root(&self) -> &Hash {
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

    /// When this key vouched for it, in seconds after 1970; `None` when it did not, or did not say when.
    pub fn signed_at(&self, key: &VerifierKey) -> Option<u64> {
        let ours = !key.is_log() || key.name() == self.origin;
        ours.then(|| self.note.signed_at(key)).flatten()
    }

    /// Adds the lines of a witness.
    ///
    /// # Errors
    /// [`NoteError::Form`] when they are no signatures.
    pub fn add_signatures(&mut self, lines: &str) -> Result<(), NoteError> {
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
