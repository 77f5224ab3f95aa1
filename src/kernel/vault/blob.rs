//! The sealed form: `format, algorithm, key version, nonce, ciphertext‖tag`, bound to its place.
//!
//! The associated data holds the header and the place (subject, record, part), so that a blob moved elsewhere, or given
//! another header, does not open.

use zeroize::Zeroizing;

use super::cipher::{Cipher, NONCE, TAG};
use crate::{
    base::ids::{RecordId, SubjectId},
    kernel::parts::BlobError,
};

/// The only format so far.
const FORMAT: u8 = 1;
/// AES-256-GCM. Every blob names its algorithm, so that another (SM4-GCM) can be added beside it.
const AES_256_GCM: u8 = 1;
const HEADER: usize = 1 + 1 + 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartRef<'a> {
    pub subject: SubjectId,
    pub record: RecordId,
    pub part: &'a str,
}

/// Seals `plaintext` for its place.
pub(super) fn seal(
    cipher: &Cipher,
    key_version: u32,
    part_ref: &PartRef<'_>,
    plaintext: &[u8],
) -> Result<Vec<u8>, BlobError> {
    let body = HEADER + NONCE;
    let mut blob = Vec::with_capacity(body + plaintext.len() + TAG);
    blob.extend_from_slice(&[FORMAT, AES_256_GCM]);
    blob.extend_from_slice(&key_version.to_be_bytes());
    let associated = associated_data(&blob, part_ref);
    blob.resize(body, 0);
    blob.extend_from_slice(plaintext);
    let nonce = cipher
        .seal(&associated, &mut blob, body)
        .map_err(|_| BlobError::Refused)?;
    blob.get_mut(HEADER..body)
        .ok_or(BlobError::Short)?
        .copy_from_slice(&nonce);
    Ok(blob)
}

/// Which version of its subject's key a blob says it was sealed under. It only chooses the key: the header is bound, so that
/// a blob that lies does not open.
pub(super) fn version(blob: &[u8]) -> Result<u32, BlobError> {
    let (header, _) = blob.split_first_chunk::<HEADER>().ok_or(BlobError::Short)?;
    match header {
        [FORMAT, AES_256_GCM, version @ ..] => Ok(u32::from_be_bytes(*version)),
        _ => Err(BlobError::Unknown),
    }
}

/// Opens a blob found at its place.
pub(super) fn open(
    cipher: &Cipher,
    key_version: u32,
    part_ref: &PartRef<'_>,
    blob: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BlobError> {
    let (header, rest) = blob.split_at_checked(HEADER).ok_or(BlobError::Short)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(BlobError::Short)?;
    let [FORMAT, AES_256_GCM, version @ ..] = header else {
        return Err(BlobError::Unknown);
    };
    if *version != key_version.to_be_bytes() {
        return Err(BlobError::Version);
    }
    if sealed.len() < TAG {
        return Err(BlobError::Short);
    }
    cipher
        .open(*nonce, &associated_data(header, part_ref), sealed)
        .map_err(|_| BlobError::Refused)
}

/// Header and place; every field but the last has a fixed length, so no two places give the same bytes.
fn associated_data(header: &[u8], part_ref: &PartRef<'_>) -> Vec<u8> {
    let mut data = Vec::with_capacity(HEADER + 16 + 16 + part_ref.part.len());
    data.extend_from_slice(header);
    data.extend_from_slice(part_ref.subject.uuid().as_bytes());
    data.extend_from_slice(part_ref.record.uuid().as_bytes());
    data.extend_from_slice(part_ref.part.as_bytes());
    data
}

#[cfg(test)]
mod tests;
