//! Offline verification of the whole log: every hash is computed again from the stored bytes, and nothing stored is believed.
//!
//! What the store says of itself (columns, heads, tiles, its own checkpoints) finds alterations by somebody who did not
//! recompute everything. What is kept elsewhere ([`Outside`]: checkpoints, and the leaf hashes published beside them) finds
//! the rest: a rewrite from some entry on, or a cut tail.

mod entry;
mod held;
mod outside;
mod pruned;
mod reading;
mod subjects;

use super::store;
use crate::kernel::db::Pool;
pub use outside::Outside;
use reading::{Reading, Step};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    Whole(Whole),
    /// The log does not hold from here on.
    OpenFailures {
        /// The first sequence that does not hold.
        sequence: i64,
        /// What is wrong with it.
        failure: Failure,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How many entries it has, those included whose bodies were pruned.
    pub entries: i64,
    /// How many of them are only a leaf hash any more.
    pub pruned: i64,
    /// The tree's head, hexadecimal.
    pub root: String,
    /// Entries under the largest checkpoint that it was held against.
    pub checkpoint: Option<i64>,
    /// The same for those from elsewhere alone.
    pub outside: Option<i64>,
}

/// Why an entry does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The number before it is followed by a later one, or by none where a checkpoint has it.
    #[error("the entry is missing")]
    Missing,
    /// A number before 1, which the log never gives, or one whose body was pruned.
    #[error("the entry was inserted")]
    Inserted,
    /// Its body does not give its leaf hash.
    #[error("the body was altered")]
    Body,
    /// The tree's head stored with it does not follow from the entries.
    #[error("the tree's head after it does not follow from the entries up to it")]
    Head,
    /// A stored hash of the tree that ends with it does not follow from the entries.
    #[error("a stored hash of the tree does not follow from the entries up to it")]
    Tile,
    /// A searchable column says something else than the body.
    #[error("a column differs from the body")]
    Column,
    /// The subjects do not give the digest in the body.
    #[error("the subjects differ from their digest")]
    Subjects,
    /// Its body is gone, and no entry under a checkpoint says that it was pruned; or nothing signed says that it was old enough
    /// to be.
    #[error(
        "its body was removed, and not by a pruning that a checkpoint holds, of entries that one signed before its cutoff holds"
    )]
    Pruned,
    /// Its leaf hash is another than the one that was published.
    #[error(
        "it is not the entry whose hash was published elsewhere: the log was rewritten from here on"
    )]
    Published,
    /// The tree of so many entries is another than the checkpoint's: some entry after the last checkpoint that holds was altered
    /// by somebody who computed all hashes anew.
    #[error(
        "the log up to it is not the one of the checkpoint: an entry after entry {after}, up to which a checkpoint holds, was rewritten"
    )]
    Checkpoint {
        /// Entries under the last checkpoint that holds; 0 without one.
        after: i64,
    },
    /// A checkpoint of so many entries is signed by nobody who may.
    #[error("the checkpoint after it is not signed by the log's key")]
    Signature,
    /// A later entry tells of a checkpoint of so many entries, and the store has it no more.
    #[error("the checkpoint after it, which the log tells of, is gone")]
    Gone,
}

impl Failure {
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Body => "body",
            Self::Head => "head",
            Self::Tile => "tile",
            Self::Column => "column",
            Self::Subjects => "subjects",
            Self::Pruned => "pruned",
            Self::Published => "published",
            Self::Checkpoint { .. } => "checkpoint",
            Self::Signature => "signature",
            Self::Gone => "gone",
        }
    }
}

/// Rows in one look at the store.
const ROWS: i64 = 2_000;

/// Reads the whole log in order and stops at the first entry that does not hold. `progress` is called with the number of
/// entries read so far and the newest one's number when reading began.
///
/// # Errors
/// When the store, or a file of what was published, cannot be read.
pub async fn verify(
    pool: &Pool,
    outside: &Outside,
    mut progress: impl FnMut(i64, i64),
) -> sqlx::Result<Verification> {
    if let Some(sequence) = store::first_before(pool, 1).await? {
        let failure = Failure::Inserted;
        return Ok(Verification::OpenFailures { sequence, failure });
    }
    let newest = store::newest(pool).await?;
    let mut reading = Reading::begin(pool, outside).await?;
    let mut rows = ROWS;
    loop {
        match reading.go_on(rows).await {
            Ok(Step::On) => progress(reading.last(), newest),
            Ok(Step::End) => break,
            Ok(Step::OpenFailures(..)) if reading.was_overtaken().await? => {
                reading = Reading::begin(pool, outside).await?;
            }
            Ok(Step::OpenFailures(sequence, failure)) => {
                return Ok(Verification::OpenFailures { sequence, failure });
            }
            // A column holds what its type cannot be: the rows are read again one by one to find which.
            Err(sqlx::Error::ColumnDecode { .. }) if rows > 1 => rows = 1,
            Err(sqlx::Error::ColumnDecode { .. }) => {
                let (sequence, failure) = (reading.last() + 1, Failure::Column);
                return Ok(Verification::OpenFailures { sequence, failure });
            }
            Err(error) => return Err(error),
        }
    }
    reading.end().await
}
