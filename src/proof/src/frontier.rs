//! The frontier of the tree: the heads of its full subtrees, largest first. It is all that appending needs.

use std::ops::Range;

use crate::{
    TILE_HEIGHT,
    hash::{self, Hash},
};

/// The frontier of a tree of `size` leaves: one head for each bit of `size`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// The head of a full tile, to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// 1 for 256 leaves, 2 for 65,536, …
    pub level: u32,
    /// Which of its level, counting from 0.
    pub position: u64,
    /// Its head.
    pub hash: Hash,
}

impl Frontier {
    /// Of a tree without leaves.
    pub fn empty() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// Which leaves the full subtrees of a tree of `size` leaves hold, largest first.
    pub fn subtrees(size: u64) -> impl Iterator<Item = Range<u64>> {
        let mut begin = 0;
        let heights = (0..u64::BITS).rev();
        heights
            .filter(move |height| size & (1 << height) != 0)
            .map(move |height| {
                let end = begin + (1 << height);
                std::mem::replace(&mut begin, end)..end
            })
    }

    /// Of the first `size` leaves, from the heads of their [`subtrees`](Self::subtrees); `None` when they are not as many.
    pub fn of(size: u64, heads: Vec<Hash>) -> Option<Self> {
        let complete = u32::try_from(heads.len()) == Ok(size.count_ones());
        let peaks = heads;
        complete.then_some(Self { size, peaks })
    }

    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; `complete` takes the head of each tile that it fills.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Node)) {
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
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return hash::empty();
        };
        peaks.fold(*last, |right, left| hash::node(left, &right))
    }
}
