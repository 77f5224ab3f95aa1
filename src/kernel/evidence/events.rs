//! What is recorded about the evidence for the log itself.

use crate::{
    base::clock::Timestamp,
    kernel::audit::{EventKind, FieldName, verified},
};

/// Entries under a checkpoint, or in a tree.
pub(super) const SIZE: FieldName<i64> = FieldName::number(verified::SIZE);
/// Entries under the checkpoint before, in an entry that tells of one.
pub(super) const BEFORE: FieldName<i64> =
    FieldName::number(crate::kernel::audit::CHECKPOINT_BEFORE);
/// Entries in the older of two trees.
pub(super) const FROM_SIZE: FieldName<i64> = FieldName::number("from_size");
/// Entries under the checkpoint that the log was held against.
pub(super) const CHECKPOINT: FieldName<i64> = FieldName::number(verified::CHECKPOINT);
/// The first entry that does not hold.
pub(super) const BROKEN_AT: FieldName<i64> = FieldName::number(verified::BROKEN_AT);
/// What is wrong with it.
pub(super) const FAILURE: FieldName<&'static str> = FieldName::code(verified::FAILURE);
/// Where a checkpoint went: which kind of publisher.
pub(super) const KEEPER: FieldName<&'static str> = FieldName::code("keeper");
/// The last entry whose body is removed.
pub(super) const THROUGH: FieldName<i64> = FieldName::number("through");
pub(super) const CUTOFF: FieldName<Timestamp> = FieldName::moment("cutoff");
/// Digest of the file that the removed bodies went to.
pub(super) const ARCHIVE: FieldName<[u8; 32]> = FieldName::digest("archive");

pub(super) const KEY_MADE: EventKind = EventKind::new("audit.checkpoint_key_made")
    .resource(&["checkpoint_key"])
    .subjects();
pub(super) const KEY_LOADED: EventKind = EventKind::new("audit.checkpoint_key_loaded")
    .resource(&["checkpoint_key"])
    .subjects();
pub(super) const CHECKPOINT_MADE: EventKind =
    EventKind::new(crate::kernel::audit::CHECKPOINT_MADE).field(BEFORE);
pub(super) const CHECKPOINT_SENT: EventKind = EventKind::new("audit.checkpoint_sent")
    .field(SIZE)
    .field(KEEPER);
pub(super) const CHECKPOINT_REFUSED: EventKind =
    EventKind::new("audit.checkpoint_refused").field(SIZE);
pub(super) const VERIFIED: EventKind = EventKind::new(verified::VERIFIED)
    .field(SIZE)
    .field(CHECKPOINT)
    .field(BROKEN_AT)
    .field(FAILURE);
pub(super) const PROVED: EventKind = EventKind::new("audit.proved")
    .resource(&["audit"])
    .field(FROM_SIZE)
    .field(SIZE);
pub(super) const KEY_SHOWN: EventKind = EventKind::new("audit.key_shown");
pub(super) const PRUNED: EventKind = EventKind::new(crate::kernel::audit::PRUNED)
    .count()
    .field(THROUGH)
    .field(CUTOFF)
    .field(ARCHIVE);
pub(super) const PRUNING_RESUMED: EventKind = EventKind::new("audit.pruning_resumed")
    .field(THROUGH)
    .field(ARCHIVE);
