//! AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, behind the few calls the vault needs.

use std::ops::Deref;

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{AeadInOut, Nonce, Tag, inout::InOutBuf},
};
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub(super) const NONCE: usize = 12;
pub(super) const TAG: usize = 16;

/// 32 bytes of key material, wiped on drop. It cannot be copied:
///
/// ```compile_fail
/// use hufu::kernel::vault::KeyBytes;
/// fn copy(key: &KeyBytes) -> KeyBytes {
///     key.clone()
/// }
/// ```
///
/// nor printed:
///
/// ```compile_fail
/// use hufu::kernel::vault::KeyBytes;
/// fn print(key: &KeyBytes) -> String {
///     format!("{key:?}")
/// }
/// ```
///
/// but used:
///
/// ```
/// use hufu::kernel::vault::KeyBytes;
/// fn first(key: &KeyBytes) -> u8 {
///     key[0]
/// }
/// ```
pub struct KeyBytes(Zeroizing<[u8; 32]>);

impl KeyBytes {
    /// Takes the bytes over; where they were, they are still.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes of a buffer, if they are as many as a key has.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    /// New key material from the operating system's generator.
    #[must_use]
    pub fn random() -> Self {
        Self::new(rand::random())
    }
}

impl Deref for KeyBytes {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A key ready for use; the schedule is wiped on drop.
pub(super) struct Cipher(Aes256Gcm);

/// The ciphertext was altered, or key or associated data are not the ones it was sealed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl Cipher {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Encrypts `buffer[from..]` in place and appends the tag; gives the nonce.
    ///
    /// A data key seals far fewer than the 2³² messages SP 800-38D section 8.3 allows under random nonces.
    pub(super) fn seal(
        &self,
        associated: &[u8],
        buffer: &mut Vec<u8>,
        from: usize,
    ) -> Result<[u8; NONCE], Refused> {
        let nonce: [u8; NONCE] = rand::random();
        let plaintext = buffer.get_mut(from..).ok_or(Refused)?;
        let tag = self
            .0
            .encrypt_inout_detached(
                &Nonce::<Aes256Gcm>::from(nonce),
                associated,
                InOutBuf::from(plaintext),
            )
            .map_err(|_| Refused)?;
        buffer.extend_from_slice(&tag);
        Ok(nonce)
    }

    /// Decrypts `ciphertext‖tag`.
    pub(super) fn open(
        &self,
        nonce: [u8; NONCE],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let (ciphertext, tag) = sealed
            .split_at_checked(sealed.len().wrapping_sub(TAG))
            .ok_or(Refused)?;
        let tag = Tag::<Aes256Gcm>::try_from(tag).map_err(|_| Refused)?;
        let mut plaintext = Zeroizing::new(ciphertext.to_vec());
        self.0
            .decrypt_inout_detached(
                &Nonce::<Aes256Gcm>::from(nonce),
                associated,
                InOutBuf::from(plaintext.as_mut_slice()),
                &tag,
            )
            .map_err(|_| Refused)?;
        Ok(plaintext)
    }
}
