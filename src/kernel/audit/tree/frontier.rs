//! The growing edge of the tree: the heads of its full subtrees, largest first. It is all that appending needs.

use super::{TILE_HEIGHT, TileReader};
use crate::kernel::audit::hash::{self, Hash};

/// The edge of a tree of `size` leaves: one head for each bit of `size`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kernel::audit) struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// The head of a full tile, to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kernel::audit) struct Node {
    /// 1 for 256 leaves, 2 for 65,536, …
    pub level: u32,
    /// Which of its level, counting from 0.
    pub position: u64,
    /// Its head.
    pub hash: Hash,
}

impl Frontier {
    /// Of a tree without leaves.
    pub(in crate::kernel::audit) fn empty() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// Of the first `size` leaves that are stored.
    ///
    /// # Errors
    /// When the store cannot be read or leaves are missing.
    pub(in crate::kernel::audit) async fn load(
        tiles: &mut TileReader<'_>,
        size: u64,
    ) -> sqlx::Result<Self> {
        let mut peaks = Vec::new();
        let mut begin = 0;
        for height in (0..u64::BITS).rev() {
            if size & (1 << height) != 0 {
                peaks.push(tiles.full_subtree(height, begin >> height).await?);
                begin += 1 << height;
            }
        }
        Ok(Self { size, peaks })
    }

    /// How many leaves.
    pub(in crate::kernel::audit) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; `complete` takes the head of each tile that it fills.
    pub(in crate::kernel::audit) fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Node)) {
        let mut head = leaf;
        let (mut height, mut before) = (0, self.size);
        // Two full subtrees of one height are one of the next: as carrying in binary addition.
        while before & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            head = hash::node(&left, &head);
            height += 1;
            before >>= 1;
            if height % TILE_HEIGHT == 0 {
                complete(Node {
                    level: height / TILE_HEIGHT,
                    position: before,
                    hash: head,
                });
            }
        }
        self.peaks.push(head);
        self.size += 1;
    }

    /// The head of the tree.
    pub(in crate::kernel::audit) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return hash::empty();
        };
        peaks.fold(*last, |right, left| hash::node(left, &right))
    }
}
