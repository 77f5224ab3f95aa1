//! Signed notes in the form of C2SP signed-note v1: a text, an empty line, and a line a signature. Ed25519 (RFC 8032) alone,
//! by the log itself, or by a witness who adds the time (C2SP tlog-cosignature).

use std::{fmt, str::FromStr};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::base::clock::Timestamp;

/// What stands before each signature.
const MARK: &str = "\u{2014} ";
const KEY_LENGTH: usize = 32;

/// A text that is no note, or no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It does not have the form of a signed note.
    #[error("it is not a signed note: a text, an empty line, and lines that begin with a dash")]
    Form,
    /// It does not have the form of a verification key.
    #[error("it is not a verification key: name+key id+base64")]
    Key,
    /// No signature by this key is on it, or it does not hold.
    #[error("it is not signed by this key")]
    Signature,
}

/// What a key signs: the text alone, or the text at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// C2SP signed-note, type 1.
    Plain = 1,
    /// C2SP tlog-cosignature, type 4.
    Cosignature = 4,
}

/// The public half of a signing key with its name, written `name+key id+base64` as the C2SP tools read it.
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
    fn dated(&self) -> Self {
        Self {
            kind: Kind::Cosignature,
            ..self.clone()
        }
    }

    /// Whether it is a log's own key, and not a witness's.
    pub(super) fn is_log(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whose key it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key itself.
    pub(in crate::kernel) fn public(&self) -> &[u8; KEY_LENGTH] {
        &self.public
    }

    /// The first four bytes of `SHA-256(name ‖ 0x0A ‖ kind ‖ key)`.
    fn id(&self) -> u32 {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind as u8])
            .chain_update(self.public)
            .finalize();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
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

/// The private half, which only signs.
pub struct SigningKey {
    name: String,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// Reads a private key (PKCS #8) of the log with this name.
    ///
    /// # Errors
    /// [`NoteError::Key`] when it is none, or the name cannot stand in a note.
    pub fn read(name: &str, pkcs8: &[u8]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| NoteError::Key)?;
        VerifierKey::of_log(name, pair.public_key().as_ref())?;
        let name = name.to_owned();
        Ok(Self { name, pair })
    }

    /// The public half.
    ///
    /// # Errors
    /// Never after [`read`](Self::read); the key's length is checked again.
    pub fn verifier(&self) -> Result<VerifierKey, NoteError> {
        VerifierKey::of_log(&self.name, self.pair.public_key().as_ref())
    }

    /// The text with two signatures by this key: one that any tool for notes checks, and one that says when, to the second. A
    /// log may sign its own checkpoints by cosignature (C2SP tlog-checkpoint), and a key may sign both ways: what is signed
    /// begins differently. The text must end with a line break.
    ///
    /// # Errors
    /// [`NoteError::Form`] when it does not.
    pub fn sign(&self, text: &str, now: Timestamp) -> Result<SignedNote, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        let (plain, time) = (self.verifier()?, unix_time(now));
        let dated = dated_text(time, text);
        let signatures = [
            self.line(&plain, &[], text),
            self.line(&plain.dated(), &time.to_be_bytes(), &dated),
        ];
        Ok(SignedNote {
            text: text.to_owned(),
            signatures: signatures.into(),
        })
    }

    fn line(&self, key: &VerifierKey, before: &[u8], signed: &str) -> Signature {
        let mut bytes = key.id().to_be_bytes().to_vec();
        bytes.extend(before);
        bytes.extend(self.pair.sign(signed.as_bytes()).as_ref());
        Signature {
            name: self.name.clone(),
            bytes,
        }
    }
}

/// What a cosignature signs (C2SP tlog-cosignature, version 1).
fn dated_text(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// Seconds since the epoch; none before it.
fn unix_time(moment: Timestamp) -> u64 {
    u64::try_from(moment.seconds()).unwrap_or(0)
}

/// A text with signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<Signature>,
}

/// One line: whose, and key id and signature in one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    bytes: Vec<u8>,
}

impl SignedNote {
    /// Nothing, signed by nobody.
    pub(super) fn unsigned() -> Self {
        Self {
            text: String::new(),
            signatures: Vec::new(),
        }
    }

    /// What is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the lines of other signatures, as a witness answers them.
    ///
    /// # Errors
    /// [`NoteError::Form`] when they are none.
    pub fn add(&mut self, lines: &str) -> Result<(), NoteError> {
        for line in lines.lines() {
            let signature = line.parse()?;
            if !self.signatures.contains(&signature) {
                self.signatures.push(signature);
            }
        }
        Ok(())
    }

    /// Whether this key signed it.
    ///
    /// # Errors
    /// [`NoteError::Signature`] when it did not, or its signature does not hold.
    pub fn check(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let holds = match key.kind {
            Kind::Plain => self.by(key).any(|signature| {
                let public = UnparsedPublicKey::new(&ED25519, &key.public);
                public.verify(self.text.as_bytes(), signature).is_ok()
            }),
            Kind::Cosignature => self.signed_at(key).is_some(),
        };
        holds.then_some(()).ok_or(NoteError::Signature)
    }

    /// When this key signed it, as its dated signature says; `None` without one that holds.
    pub fn signed_at(&self, key: &VerifierKey) -> Option<Timestamp> {
        let key = key.dated();
        let public = UnparsedPublicKey::new(&ED25519, &key.public);
        self.by(&key).find_map(|signature| {
            let (time, rest) = signature.split_first_chunk::<8>()?;
            let time = u64::from_be_bytes(*time);
            let text = dated_text(time, &self.text);
            public.verify(text.as_bytes(), rest).ok()?;
            let micros = i64::try_from(time).ok()?.checked_mul(1_000_000)?;
            Some(Timestamp::from_micros(micros))
        })
    }

    /// What is said to be signed with this key.
    fn by(&self, key: &VerifierKey) -> impl Iterator<Item = &[u8]> {
        let id = key.id().to_be_bytes();
        let own = self.signatures.iter().filter(|line| line.name == key.name);
        own.filter_map(move |line| line.bytes.strip_prefix(&id))
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        for Signature { name, bytes } in &self.signatures {
            writeln!(formatter, "{MARK}{name} {}", STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for SignedNote {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        if text.contains(|c: char| c < ' ' && c != '\n') {
            return Err(NoteError::Form);
        }
        // The text may hold empty lines; the last one parts it from the signatures.
        let (body, lines) = text.rsplit_once("\n\n").ok_or(NoteError::Form)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let mut note = Self {
            text: format!("{body}\n"),
            signatures: Vec::new(),
        };
        note.add(lines)?;
        if note.signatures.is_empty() {
            return Err(NoteError::Form);
        }
        Ok(note)
    }
}

impl FromStr for Signature {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let line = line.strip_prefix(MARK).ok_or(NoteError::Form)?;
        let (name, bytes) = line.split_once(' ').ok_or(NoteError::Form)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| NoteError::Form)?;
        if name.is_empty() || bytes.len() < 5 {
            return Err(NoteError::Form);
        }
        let name = name.to_owned();
        Ok(Self { name, bytes })
    }
}
