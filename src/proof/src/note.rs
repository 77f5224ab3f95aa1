//! Signed notes in the form of C2SP signed-note v1: a text, an empty line, and a line a signature. Ed25519 (RFC 8032) alone,
//! by the log itself, or by a witness who adds the time (C2SP tlog-cosignature).

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::VerifierKey;

/// What stands before each signature.
const MARK: &str = "\u{2014} ";

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

/// What a cosignature signs (C2SP tlog-cosignature, version 1).
fn dated_text(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
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
    /// The text with two signatures by `key`: one that any tool for notes checks, and one that says when, `time` seconds after
    /// 1970. A log may sign its own checkpoints by cosignature (C2SP tlog-checkpoint), and a key may sign both ways: what is
    /// signed begins differently. The text must end with a line break. `sign` holds the private half.
    ///
    /// # Errors
    /// [`NoteError::Form`] when it does not.
    pub fn sign(
        text: &str,
        key: &VerifierKey,
        time: u64,
        sign: impl Fn(&[u8]) -> Vec<u8>,
    ) -> Result<Self, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        let dated = dated_text(time, text);
        let line = |key: &VerifierKey, before: &[u8], signed: &str| Signature {
            name: key.name().to_owned(),
            bytes: [&key.id().to_be_bytes(), before, &sign(signed.as_bytes())].concat(),
        };
        let signatures = vec![
            line(key, &[], text),
            line(&key.dated(), &time.to_be_bytes(), &dated),
        ];
        let text = text.to_owned();
        Ok(Self { text, signatures })
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
        let text = self.text.as_bytes();
        let holds = if key.is_log() {
            self.by(key).any(|signature| key.signed(text, signature))
        } else {
            self.signed_at(key).is_some()
        };
        holds.then_some(()).ok_or(NoteError::Signature)
    }

    /// When this key signed it, in seconds after 1970, as its dated signature says; `None` without one that holds.
    pub fn signed_at(&self, key: &VerifierKey) -> Option<u64> {
        let key = key.dated();
        self.by(&key).find_map(|signature| {
            let (time, rest) = signature.split_first_chunk::<8>()?;
            let time = u64::from_be_bytes(*time);
            let text = dated_text(time, &self.text);
            key.signed(text.as_bytes(), rest).then_some(time)
        })
    }

    /// What is said to be signed with this key.
    fn by(&self, key: &VerifierKey) -> impl Iterator<Item = &[u8]> {
        let id = key.id().to_be_bytes();
        let own = self
            .signatures
            .iter()
            .filter(|line| line.name == key.name());
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
