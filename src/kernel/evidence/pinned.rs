//! What was signed of the log, remembered in the business store: a log that was taken away, or put back to an earlier state, is
//! not gone on with.
//!
//! A log is known by its name (C2SP tlog-checkpoint: the origin). One that lost entries for good cannot go on under the name
//! that checkpoints of it elsewhere have, and a new name begins a new log.

use hufu_proof::{Checkpoint, NoteError};

use crate::{
    base::clock::Timestamp,
    kernel::{audit::AuditReader, authz::Receipt, db::Pool, failure::Failure},
    statements,
};

use super::CheckpointMake;

statements! { Business;
    /// What was signed last of a log.
    fn pinned_note(pool, name: &str) -> Option<(i64, String)> =
        "SELECT size, note FROM signed_logs WHERE name = $1";

    /// What was signed of logs of other names.
    fn former_names(pool, name: &str) -> Values<String> =
        "SELECT name FROM signed_logs WHERE name <> $1 ORDER BY name";

    /// What was signed now, unless more was.
    fn insert_signed(change, checkpoint: &Checkpoint, now: Timestamp)
        bind [checkpoint.origin(), checkpoint.size(), checkpoint.note().to_string(), now] =
        "INSERT INTO signed_logs (name, size, note, at, audit_entry) SELECT $1, $2, $3, $4, $5 \
                WHERE NOT EXISTS (SELECT 1 FROM signed_logs WHERE name = $1 AND size >= $2) \
                ON CONFLICT (name) DO UPDATE SET size = excluded.size, note = excluded.note, at = excluded.at, \
                audit_entry = excluded.audit_entry WHERE signed_logs.size < excluded.size";
}

/// Why Hufu does not go on with the log that it finds.
#[derive(Debug, thiserror::Error)]
pub enum RollbackDetected {
    /// Entries are missing: all of them, or the end.
    #[error(
        "the audit store has {entries} entries, and {signed} of the log `{name}` were signed: it is new, or an older copy"
    )]
    Shorter {
        name: String,
        /// How many entries there are.
        entries: i64,
        signed: i64,
    },
    #[error(
        "the first {signed} entries of the audit store are not those that were signed of the log `{name}`"
    )]
    Other { name: String, signed: i64 },
    /// What is remembered is no checkpoint.
    #[error(
        "what the business store remembers of the log `{name}` is no checkpoint ({reason}): somebody changed it"
    )]
    Unreadable {
        name: String,
        /// What is wrong with it.
        reason: NoteError,
    },
    /// A store cannot be read.
    #[error("what was signed of the log cannot be compared with it: {0}")]
    Store(#[from] sqlx::Error),
}

impl RollbackDetected {
    /// What there is to do.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Shorter { .. } | Self::Other { .. } => {
                "Put back the store that belongs here, in place of everything that lies there now: with SQLite the -wal and -shm files \
                 too. If it is lost for good, move away what lies there, give the log a new name in `audit.name` (a demonstration: \
                 --reset), and tell whoever keeps checkpoints of the old one"
            }
            Self::Unreadable { .. } => {
                "Put back the business store. If that is lost, and the log holds against a checkpoint kept elsewhere (`hufu audit verify \
                 --against`), give it a new name in `audit.name`"
            }
            Self::Store(_) => {
                "Find out which of the two stores was changed before anything is put back"
            }
        }
    }
}

/// Whether the log, none where there is no audit store at all, goes on from what was signed of it last. Signatures are not looked
/// at: that needs a key, and loading one is recorded in the log.
///
/// # Errors
/// [`RollbackDetected`] when it does not, or that cannot be told.
pub async fn check_pinned(
    business: &Pool,
    log: Option<&AuditReader>,
    name: &str,
) -> Result<(), RollbackDetected> {
    let name = name.to_owned();
    let known = match pinned(business, &name).await? {
        None => {
            if let Some(log) = log {
                tell_of_gaps(business, log, &name).await?;
            }
            return Ok(());
        }
        Some(Err(reason)) => return Err(RollbackDetected::Unreadable { name, reason }),
        Some(Ok(known)) => known,
    };
    let signed = known.size();
    let entries = match log {
        Some(log) => log.size().await?,
        None => 0,
    };
    match log {
        Some(log) if entries >= signed => match log.root(signed).await? == *known.root() {
            true => Ok(()),
            false => Err(RollbackDetected::Other { name, signed }),
        },
        _ => Err(RollbackDetected::Shorter {
            name,
            entries,
            signed,
        }),
    }
}

/// Tells of what nothing is remembered of: a log that was signed all the same, and one whose new name begins a new log though the
/// store does not hold what was signed under the one before.
async fn tell_of_gaps(business: &Pool, log: &AuditReader, name: &str) -> sqlx::Result<()> {
    // A store that was just made, or comes from before there was a tree, has none of these tables yet.
    let newest = log.newest_checkpoint().await;
    if newest.is_ok_and(|newest| newest.is_some()) {
        tracing::error!(
            alarm = "audit",
            "the business store remembers nothing that was signed of the log: it is from before, or somebody changed it"
        );
    }
    for former in former_names(business, name).await? {
        let Some(Ok(known)) = pinned(business, &former).await? else {
            continue;
        };
        let signed = known.size();
        let root = log.root(signed).await;
        let holds = root.is_ok_and(|root| root == *known.root());
        if !holds {
            tracing::error!(
                alarm = "audit",
                former,
                signed,
                "the log has a new name, and does not hold what was signed under the one before"
            );
        }
    }
    Ok(())
}

/// What was signed last of the log of this name.
pub(super) async fn pinned(
    pool: &Pool,
    name: &str,
) -> sqlx::Result<Option<Result<Checkpoint, NoteError>>> {
    let row = pinned_note(pool, name).await?;
    Ok(row.map(|(size, note)| {
        let known: Checkpoint = note.parse()?;
        // A size that runs ahead of its note would keep every later checkpoint from being remembered.
        let one = known.size() == size && known.origin() == name;
        one.then_some(known).ok_or(NoteError::Form)
    }))
}

/// Remembers a checkpoint that was just made.
pub(super) async fn pin(
    receipt: &Receipt<CheckpointMake>,
    checkpoint: &Checkpoint,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut change = receipt.begin().await?;
    insert_signed(&mut change, checkpoint, now).await?;
    change.commit().await
}
