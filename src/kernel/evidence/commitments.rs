//! What was signed before binds what is signed next.

use std::sync::Arc;

use hufu_proof::{Checkpoint, VerifierKey};

use super::{pinned::pinned, published::published};
use crate::kernel::{Kernel, failure::Failure};

/// The store's newest checkpoint.
pub(super) enum Newest {
    None,
    /// One by a key of ours.
    Ours(Checkpoint),
    /// Something that Hufu did not put there.
    Strange,
}

/// The store's newest checkpoint, and whether it is ours.
pub(super) async fn newest(kernel: &Kernel, trusted: &[VerifierKey]) -> Result<Newest, Failure> {
    match kernel.audit_reader.newest_checkpoint().await {
        Ok(None) => Ok(Newest::None),
        Ok(Some(newest)) if is_ours(&newest, trusted) => Ok(Newest::Ours(newest)),
        Ok(Some(_)) | Err(sqlx::Error::Decode(_)) => Ok(Newest::Strange),
        Err(error) => Err(error.into()),
    }
}

/// The head of a tree that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Commitments {
    pub size: i64,
    pub root: [u8; 32],
}

/// Every head that the log must go on from: the store's newest, what this process signed last, what is remembered beside the log,
/// and of what was published in folders the newest and whatever is beyond the store's. A folder may hold anything: what we did
/// not sign binds us to nothing.
pub(super) async fn commitments(
    kernel: &Arc<Kernel>,
    trusted: &[VerifierKey],
    newest: &Newest,
) -> Result<Vec<Commitments>, Failure> {
    let mut commitments = Vec::new();
    let mut stored = 0;
    if let Newest::Ours(checkpoint) = newest {
        stored = checkpoint.size();
        commitments.push(head(checkpoint));
    }
    if let Some((size, root)) = *kernel.evidence.signed.lock().await {
        commitments.push(Commitments { size, root });
    }
    let business = kernel.business.reader();
    if let Some(known) = pinned(business, &kernel.settings.log_name).await? {
        let known = known
            .map_err(|_| Failure::Internal("what is remembered of the log is no checkpoint"))?;
        commitments.extend(is_ours(&known, trusted).then(|| head(&known)));
    }
    for published in published(kernel) {
        let beyond = published.older_checkpoints().map_err(sqlx::Error::from)?;
        let beyond = beyond.iter().filter(|known| known.size() > stored);
        let known = std::iter::once(published.checkpoint()).chain(beyond);
        commitments.extend(known.filter(|known| is_ours(known, trusted)).map(head));
    }
    Ok(commitments)
}

fn head(checkpoint: &Checkpoint) -> Commitments {
    Commitments {
        size: checkpoint.size(),
        root: *checkpoint.root(),
    }
}

fn is_ours(checkpoint: &Checkpoint, trusted: &[VerifierKey]) -> bool {
    trusted.iter().any(|key| checkpoint.check(key).is_ok())
}
