//! The envelope on the wire: JWE compact serialization (RFC 7516 section 7.1), read strictly. Nothing is negotiated: one pair
//! of algorithms, no compression, no header but ours.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::kernel::failure::EnvelopeRefusal;

/// The key encryption of RFC 7518 section 4.3.
pub(super) const ALGORITHM: &str = "RSA-OAEP-256";
/// The content encryption of RFC 7518 section 5.3.
const CONTENT_ENCRYPTION: &str = "A256GCM";
/// Bytes of a nonce.
pub(super) const NONCE: usize = 12;
const TAG: usize = 16;
/// Bytes of the number used once.
const ONCE: usize = 16;
/// What is sealed is filled up with zero bytes to a multiple of this, at least one: a ciphertext is as long as its plaintext,
/// and whoever reads inside TLS would know how long each password is. Whole blocks of the cipher, also because AWS-LC leaves
/// the plaintext of a last, partial one on its stack.
pub(super) const PADDED: usize = 64;
/// Characters an envelope may have: a password of two hundred characters fits twice.
const LONGEST: usize = 4_096;

/// How far an envelope's time may lie from ours, either way.
pub(super) const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The protected header. Sent in clear, and bound by the tag.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    alg: String,
    enc: String,
    pub kid: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// A number used once: 16 random bytes in base64url.
    pub jti: String,
    /// The name of the field that it stands for.
    pub field: String,
    /// What it was made in: a page's CSRF token.
    pub context: String,
}

/// An envelope, taken apart and still closed.
pub(super) struct Envelope {
    pub header: Header,
    /// The header as it was sent: the associated data.
    pub protected: Vec<u8>,
    /// The content key under the public key.
    pub wrapped: Vec<u8>,
    pub nonce: [u8; NONCE],
    pub sealed: Vec<u8>,
}

impl Envelope {
    pub(super) fn parse(text: &str) -> Result<Self, EnvelopeRefusal> {
        Self::read(text).ok_or(EnvelopeRefusal::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut pieces = text.split('.');
        let protected = pieces.next()?;
        let mut decoded = || URL_SAFE_NO_PAD.decode(pieces.next()?).ok();
        let (wrapped, nonce, mut sealed, tag) = (decoded()?, decoded()?, decoded()?, decoded()?);
        if pieces.next().is_some() || tag.len() != TAG {
            return None;
        }
        if sealed.is_empty() || !sealed.len().is_multiple_of(PADDED) {
            return None;
        }
        sealed.extend_from_slice(&tag);
        let header = URL_SAFE_NO_PAD.decode(protected).ok()?;
        let header: Header = serde_json::from_slice(&header).ok()?;
        let once = URL_SAFE_NO_PAD.decode(&header.jti).ok()?;
        let known = header.alg == ALGORITHM && header.enc == CONTENT_ENCRYPTION;
        (known && once.len() == ONCE).then_some(Self {
            header,
            protected: protected.as_bytes().to_vec(),
            wrapped,
            nonce: nonce.try_into().ok()?,
            sealed,
        })
    }
}
