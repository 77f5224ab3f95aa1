//! A selection of entries to give away: a header, then an entry a line, each with its proof against one and the same
//! checkpoint, so that a file of any length is written and checked line by line.
//!
//! It proves that each of its entries is in the log. That no matching entry was left out, no proof says: who doubts it asks
//! for the whole stretch of numbers.

use serde::{Deserialize, Serialize};

use crate::{Checkpoint, InclusionProof, NoteError, PathError, VerifierKey};

/// The form of a selection.
pub const SELECTION_FORMAT: &str = "hufu-audit-selection/v1";

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SelectionHeader {
    /// [`SELECTION_FORMAT`].
    pub format: String,
    /// The signed note (C2SP tlog-checkpoint) of the tree that every path leads to.
    pub checkpoint: String,
    /// The key to check it with, as the log itself says. Who checks should have it from elsewhere.
    pub key: String,
    /// What was selected, in words, one phrase a condition; none for the whole log.
    pub filter: Vec<String>,
    /// How many entries follow.
    pub count: i64,
    /// The number of the first.
    pub first: i64,
    /// The number of the last.
    pub last: i64,
    /// What pruning took from the time of the selection.
    pub pruned: PrunedRun,
}

/// Entries in a selection's time whose bodies are gone. Whether they would match, nobody can say any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrunedRun {
    /// How many.
    pub count: i64,
    /// The number of the first; without meaning if there are none.
    pub first: i64,
    /// The number of the last.
    pub last: i64,
}

/// Each line after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SelectionLine {
    /// The entry's number.
    pub sequence: i64,
    /// The stored bytes: the leaf's data of RFC 6962. They are UTF-8.
    pub entry: String,
    /// The audit path.
    pub inclusion: InclusionProof,
}

/// Why a selection proves nothing, from one line on.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// The checkpoint is none, or is not signed by the key.
    #[error("the checkpoint in it cannot be trusted: {0}")]
    Checkpoint(#[from] NoteError),
    /// The path does not hold.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The path is of another entry or another tree.
    #[error("its parts do not belong together")]
    Mismatch,
    /// An entry comes twice, or before one with a smaller number.
    #[error("entry {0} is not in its place: numbers only grow")]
    Order(i64),
    /// Lines were added or cut off.
    #[error("the header speaks of {said} entries, and there are {found}")]
    Count {
        /// What the header says.
        said: i64,
        /// Lines after the header.
        found: i64,
    },
}

/// Checks a selection line by line.
pub struct SelectionCheck {
    checkpoint: Checkpoint,
    said: i64,
    found: i64,
    first: i64,
    newest: i64,
}

/// Entries of a selection that are all in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// How many.
    pub count: i64,
    /// The number of the first; 0 if there is none.
    pub first: i64,
    /// The number of the last.
    pub last: i64,
}

impl Selected {
    /// Whether no entry between the first and the last was left out.
    pub fn is_complete(&self) -> bool {
        self.count > 0 && self.last - self.first + 1 == self.count
    }
}

impl SelectionCheck {
    /// Reads the header; `key` must vouch for its checkpoint.
    ///
    /// # Errors
    /// [`SelectionError`] when it does not.
    pub fn begin(header: &SelectionHeader, key: &VerifierKey) -> Result<Self, SelectionError> {
        let checkpoint: Checkpoint = header.checkpoint.parse()?;
        checkpoint.check(key)?;
        Ok(Self {
            checkpoint,
            said: header.count,
            found: 0,
            first: 0,
            newest: 0,
        })
    }

    /// Whether the next entry is in the log.
    ///
    /// # Errors
    /// [`SelectionError`] says what does not hold.
    pub fn check(&mut self, line: &SelectionLine) -> Result<(), SelectionError> {
        if line.sequence <= self.newest {
            return Err(SelectionError::Order(line.sequence));
        }
        let index =
            u64::try_from(line.sequence.saturating_sub(1)).map_err(|_| SelectionError::Mismatch)?;
        let size = u64::try_from(self.checkpoint.size()).map_err(|_| SelectionError::Mismatch)?;
        if line.inclusion.leaf_index != index || line.inclusion.size != size {
            return Err(SelectionError::Mismatch);
        }
        let root = self.checkpoint.root();
        line.inclusion.check(line.entry.as_bytes(), root)?;
        if self.found == 0 {
            self.first = line.sequence;
        }
        self.newest = line.sequence;
        self.found += 1;
        Ok(())
    }

    /// Whether as many entries were there as the header says; gives which.
    ///
    /// # Errors
    /// [`SelectionError::Count`] when not.
    pub fn finish(self) -> Result<Selected, SelectionError> {
        let (said, found) = (self.said, self.found);
        if said == found {
            Ok(Selected {
                count: found,
                first: self.first,
                last: self.newest,
            })
        } else {
            Err(SelectionError::Count { said, found })
        }
    }
}
