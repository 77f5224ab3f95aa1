//! How the keys are: versions, ages, counts, what is left of a rotation. Numbers and times only.

use super::{KeyServiceState, Purpose, Rotation, Vault, VaultError, store};
use crate::base::clock::Timestamp;

/// One version of a key-encryption key.
#[derive(Clone, Debug)]
pub struct KeyVersion {
    pub purpose: Purpose,
    /// Counting from 1.
    pub version: i64,
    pub created_at: Timestamp,
    /// When it was superseded and nothing was left under it.
    pub retired_at: Option<Timestamp>,
    /// Whether it is the newest of its purpose.
    pub is_newest: bool,
    /// How many data keys it wraps; 0 for the other purposes.
    pub data_keys: i64,
}

/// How far a rotation is.
#[derive(Clone, Debug)]
pub struct RotationStatus {
    pub rotation: Rotation,
    pub started_at: Timestamp,
    /// Keys or subjects there were then.
    pub total: i64,
    pub done: i64,
    /// When nothing was left under the old key.
    pub turned_at: Option<Timestamp>,
    /// When the old key was deleted.
    pub finished_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub struct KeyStatus {
    /// How this process stands with the key service.
    pub condition: KeyServiceState,
    pub since: Timestamp,
    /// When the key service last unwrapped all keys for this process.
    pub checked_at: Timestamp,
    /// Every version that is kept.
    pub versions: Vec<KeyVersion>,
    /// The last rotation of each kind.
    pub rotations: Vec<RotationStatus>,
    pub data_keys: i64,
    /// Data keys that still have to be wrapped by the newest key-encryption key.
    pub left: i64,
    pub erased: i64,
}

impl Vault {
    /// How the keys are, as the store and this process know it. It asks the key service nothing.
    pub async fn status(&self) -> Result<KeyStatus, VaultError> {
        let keys = self.inner.keyring.store.reader();
        let counts = store::count_data_keys(keys).await?;
        let rows = store::wrapping_keys(keys).await?;
        let newest = |purpose: &str| {
            let of = rows.iter().filter(|row| row.purpose == purpose);
            of.map(|row| row.version).max()
        };
        let wrapped_by = |version: i64| {
            let found = counts.iter().find(|(wrapping, _)| *wrapping == version);
            found.map_or(0, |(_, count)| *count)
        };
        let versions: Vec<_> = rows
            .iter()
            .filter_map(|row| {
                let purpose = Purpose::parse(&row.purpose).ok()?;
                Some(KeyVersion {
                    purpose,
                    version: row.version,
                    created_at: row.created_at,
                    retired_at: row.retired_at,
                    is_newest: newest(&row.purpose) == Some(row.version),
                    data_keys: match purpose {
                        Purpose::DataKeys => wrapped_by(row.version),
                        Purpose::BlindIndexes | Purpose::Fingerprints => 0,
                    },
                })
            })
            .collect();
        let rotations = store::rotations(keys).await?;
        let held = self.held();
        let data_keys = counts.iter().map(|(_, count)| count).sum();
        Ok(KeyStatus {
            condition: held.condition,
            since: held.since,
            checked_at: held.checked_at,
            left: data_keys - newest(Purpose::DataKeys.as_str()).map_or(0, wrapped_by),
            data_keys,
            versions,
            rotations: rotations.iter().filter_map(status).collect(),
            erased: store::count_tombstones(keys).await?,
        })
    }
}

fn status(row: &store::RotationRow) -> Option<RotationStatus> {
    Some(RotationStatus {
        rotation: Rotation::ALL
            .into_iter()
            .find(|kind| kind.as_str() == row.kind)?,
        started_at: row.started_at,
        total: row.total,
        // Who came meanwhile is gone through too.
        done: row.done.min(row.total),
        turned_at: row.turned_at,
        finished_at: row.finished_at,
    })
}
