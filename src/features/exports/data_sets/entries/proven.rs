//! What waits between the reading thread and the writing one.

use hufu_proof::InclusionProof;

use crate::kernel::audit::FoundEntry;

/// An entry and that it is in the log.
pub(super) struct Proven {
    pub found: FoundEntry,
    pub proof: InclusionProof,
}
