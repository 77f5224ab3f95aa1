//! What is entered about the evidence for the log itself.

use crate::{
    base::clock::Timestamp,
    kernel::audit::{EventKind, FactName, verified},
};

/// Entries under a checkpoint, or in a tree.
pub(super) const SIZE: FactName<i64> = FactName::number(verified::SIZE);
/// Entries under the checkpoint before, in an entry that tells of one.
pub(super) const BEFORE: FactName<i64> = FactName::number(crate::kernel::audit::CHECKPOINT_BEFORE);
/// Entries in the older of two trees.
pub(super) const FROM_SIZE: FactName<i64> = FactName::number("from_size");
/// Entries under the checkpoint that the log was held against.
pub(super) const CHECKPOINT: FactName<i64> = FactName::number(verified::CHECKPOINT);
/// The first entry that does not hold.
pub(super) const BROKEN_AT: FactName<i64> = FactName::number(verified::BROKEN_AT);
/// What is wrong with it.
pub(super) const FAILURE: FactName<&'static str> = FactName::word(verified::FAILURE);
/// Where a checkpoint went: which kind of keeper.
pub(super) const KEEPER: FactName<&'static str> = FactName::word("keeper");
/// The last entry whose body is removed.
pub(super) const THROUGH: FactName<i64> = FactName::number("through");
/// Everything before is removed.
pub(super) const CUTOFF: FactName<Timestamp> = FactName::moment("cutoff");
/// Digest of the file that the removed bodies went to.
pub(super) const ARCHIVE: FactName<[u8; 32]> = FactName::digest("archive");

pub(super) const KEY_MADE: EventKind = EventKind::new("audit.checkpoint_key_made")
    .about(&["checkpoint_key"])
    .subjects();
pub(super) const KEY_LOADED: EventKind = EventKind::new("audit.checkpoint_key_loaded")
    .about(&["checkpoint_key"])
    .subjects();
pub(super) const CHECKPOINT_MADE: EventKind =
    EventKind::new(crate::kernel::audit::CHECKPOINT_MADE).fact(BEFORE);
pub(super) const CHECKPOINT_SENT: EventKind = EventKind::new("audit.checkpoint_sent")
    .fact(SIZE)
    .fact(KEEPER);
pub(super) const CHECKPOINT_REFUSED: EventKind =
    EventKind::new("audit.checkpoint_refused").fact(SIZE);
pub(super) const VERIFIED: EventKind = EventKind::new(verified::VERIFIED)
    .fact(SIZE)
    .fact(CHECKPOINT)
    .fact(BROKEN_AT)
    .fact(FAILURE);
pub(super) const PROVED: EventKind = EventKind::new("audit.proved")
    .about(&["audit"])
    .fact(FROM_SIZE)
    .fact(SIZE);
pub(super) const KEY_SHOWN: EventKind = EventKind::new("audit.key_shown");
pub(super) const PRUNED: EventKind = EventKind::new(crate::kernel::audit::PRUNED)
    .count()
    .fact(THROUGH)
    .fact(CUTOFF)
    .fact(ARCHIVE);
pub(super) const PRUNING_RESUMED: EventKind = EventKind::new("audit.pruning_resumed")
    .fact(THROUGH)
    .fact(ARCHIVE);
