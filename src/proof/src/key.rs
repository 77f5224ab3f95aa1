//! Verification keys: written `name+key id+base64`, as the C2SP tools read them.

use std::{fmt, fs, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{NoteError, ed25519};

const KEY_LENGTH: usize = 32;

/// What a key signs: the text alone, or the text at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// C2SP signed-note, type 1.
    Plain = 1,
    /// C2SP tlog-cosignature, type 4.
    Cosignature = 4,
}

/// The public half of a signing key with its name: a log's own, or a witness's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: Kind,
    public: [u8; KEY_LENGTH],
}

impl VerifierKey {
    /// The key of a log. The name must be one that a signature line can hold.
    ///
    /// # Errors
    /// [`NoteError::Key`] for another length, or a name that is empty or holds a space or a plus.
    pub fn of_log(name: &str, public: &[u8]) -> Result<Self, NoteError> {
        let public = public.try_into().map_err(|_| NoteError::Key)?;
        let kind = Kind::Plain;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
            return Err(NoteError::Key);
        }
        let name = name.to_owned();
        Ok(Self { name, kind, public })
    }

    /// The same key as it signs with the time, under an id of its own.
    pub(crate) fn dated(&self) -> Self {
        Self {
            kind: Kind::Cosignature,
            ..self.clone()
        }
    }

    /// Whether it is a log's own key, and not a witness's.
    pub fn is_log(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whose key it is: the log's name, or the witness's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the key.
    pub fn public(&self) -> &[u8; KEY_LENGTH] {
        &self.public
    }

    /// The first four bytes of `SHA-256(name ‖ 0x0A ‖ kind ‖ key)`.
    pub(crate) fn id(&self) -> u32 {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind as u8])
            .chain_update(self.public)
            .finalize();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// Whether the key made this signature of these bytes.
    pub(crate) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        ed25519::holds(&self.public, bytes, signature)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.kind as u8];
        key.extend(self.public);
        let key = STANDARD.encode(key);
        write!(formatter, "{}+{:08x}+{key}", self.name, self.id())
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut pieces = text.trim().splitn(3, '+');
        let (name, id, key) = (pieces.next(), pieces.next(), pieces.next());
        let key = STANDARD
            .decode(key.ok_or(NoteError::Key)?)
            .map_err(|_| NoteError::Key)?;
        let (kind, public) = key.split_first().ok_or(NoteError::Key)?;
        let mut read = Self::of_log(name.unwrap_or_default(), public)?;
        read.kind = match kind {
            1 => Kind::Plain,
            4 => Kind::Cosignature,
            _ => return Err(NoteError::Key),
        };
        let id = id.filter(|id| id.len() == 8).ok_or(NoteError::Key)?;
        let id = u32::from_str_radix(id, 16).map_err(|_| NoteError::Key)?;
        (read.id() == id).then_some(read).ok_or(NoteError::Key)
    }
}

/// Keys as they are written, one a line, or the file that holds them.
///
/// # Errors
/// In words, when it is neither.
pub fn read_keys(text: &str) -> Result<Vec<VerifierKey>, String> {
    if let Ok(keys) = parse_keys(text) {
        return Ok(keys);
    }
    let file = fs::read_to_string(text)
        .map_err(|error| format!("{text} is neither a verification key nor a file: {error}"))?;
    parse_keys(&file).map_err(|error| format!("{text}: {error}"))
}

fn parse_keys(text: &str) -> Result<Vec<VerifierKey>, NoteError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Vec<VerifierKey> = lines.map(str::parse).collect::<Result<_, _>>()?;
    (!keys.is_empty()).then_some(keys).ok_or(NoteError::Key)
}
