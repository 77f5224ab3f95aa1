//! The deed: what exactly leaves, in one digest that the approval, the SMS code and the file are bound to (A6).

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    extract::{Extract, of_each},
    model::{DataSet, FileFormat},
};
use crate::base::ids::{ExportId, StaffId};

pub(super) struct Deed<'a> {
    pub export: ExportId,
    pub owner: StaffId,
    pub format: FileFormat,
    pub extract: &'a Extract,
    pub rows: i64,
    pub people: i64,
}

/// It as JSON: fixed fields in a fixed order, so the same deed always gives the same digest.
#[derive(Serialize)]
struct Written<'a, Filter, Layout> {
    export: ExportId,
    owner: StaffId,
    data_set: DataSet,
    format: FileFormat,
    filter: &'a Filter,
    layout: &'a Layout,
    rows: i64,
    people: i64,
}

/// Keeps this digest apart from every other SHA-256 in Hufu.
const DOMAIN: &[u8] = b"hufu/export-deed/v1\n";

impl Deed<'_> {
    /// SHA-256 over the domain and the JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON: then there is no deed, and never the digest of half of one.
    pub(super) fn digest(&self) -> serde_json::Result<[u8; 32]> {
        let json = of_each!(self.extract, one => serde_json::to_vec(&Written {
            export: self.export,
            owner: self.owner,
            data_set: self.extract.data_set(),
            format: self.format,
            filter: &one.filter,
            layout: &one.layout,
            rows: self.rows,
            people: self.people,
        }))?;
        let hash = Sha256::new_with_prefix(DOMAIN).chain_update(json);
        Ok(hash.finalize().into())
    }

    /// What the SMS code is bound to: a code for another deed does not fit.
    pub(super) fn binding(digest: &[u8; 32]) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Uuid::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests;
