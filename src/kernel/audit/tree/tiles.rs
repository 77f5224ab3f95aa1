//! Reads heads of subtrees out of stored leaves and tiles.

use std::collections::HashMap;

use super::{TILE_HEIGHT, TILE_WIDTH};
use crate::kernel::{
    audit::{
        hash::{self, Hash},
        store,
    },
    db::{Pool, Transaction},
};

/// Where leaves and tiles are read: the reader's connections, or the writer's own open transaction.
pub(in crate::kernel::audit) enum TreeSource<'a> {
    /// The reader's, which may be a replica.
    Reader(&'a Pool),
    /// The writer's, which sees what nobody else can change now.
    Writer(&'a mut Transaction),
}

/// Reads each tile at most once.
pub(in crate::kernel::audit) struct TileReader<'a> {
    source: TreeSource<'a>,
    tiles: HashMap<(u32, u64), Vec<Hash>>,
}

impl<'a> TileReader<'a> {
    pub(in crate::kernel::audit) fn new(source: TreeSource<'a>) -> Self {
        Self {
            source,
            tiles: HashMap::new(),
        }
    }

    /// The head of leaves `begin..end`, where `begin` is a multiple of the smallest power of two that holds them.
    pub(super) async fn subtree(&mut self, begin: u64, end: u64) -> sqlx::Result<Hash> {
        let mut heads = Vec::new();
        let mut at = begin;
        while at < end {
            let height = (end - at).ilog2();
            heads.push(self.full_subtree(height, at >> height).await?);
            at += 1 << height;
        }
        let mut heads = heads.into_iter().rev();
        let last = heads.next().unwrap_or_else(hash::empty);
        Ok(heads.fold(last, |right, left| hash::node(&left, &right)))
    }

    /// The head of the full subtree of `2^height` leaves at `position`.
    pub(super) async fn full_subtree(&mut self, height: u32, position: u64) -> sqlx::Result<Hash> {
        let (level, above) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let first = position << above;
        let count = 1_usize << above;
        let tile = self.tile(level, first / TILE_WIDTH).await?;
        let offset = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        let hashes = tile
            .get(offset..offset.saturating_add(count))
            // Removed under our hands, or a replica that has not caught up.
            .ok_or(sqlx::Error::RowNotFound)?;
        let mut row = hashes.to_vec();
        while row.len() > 1 {
            row = row
                .chunks(2)
                .map(|pair| hash::node(&pair[0], &pair[1]))
                .collect();
        }
        row.first().copied().ok_or(sqlx::Error::RowNotFound)
    }

    /// The leaves of the tile that begins with leaf `first`; at least one.
    pub(in crate::kernel::audit) async fn leaves(&mut self, first: u64) -> sqlx::Result<Vec<Hash>> {
        let leaves = self.tile(0, first / TILE_WIDTH).await?.to_vec();
        self.tiles.clear();
        if leaves.is_empty() || !first.is_multiple_of(TILE_WIDTH) {
            return Err(sqlx::Error::RowNotFound);
        }
        Ok(leaves)
    }

    /// What is stored of a tile, from its first hash on.
    async fn tile(&mut self, level: u32, position: u64) -> sqlx::Result<&[Hash]> {
        if !self.tiles.contains_key(&(level, position)) {
            let (first, width) = (position as i64 * TILE_WIDTH as i64, TILE_WIDTH as i64);
            let rows = match &mut self.source {
                TreeSource::Reader(pool) => store::tile(pool, level, first, width).await?,
                TreeSource::Writer(transaction) => {
                    store::tile_within(transaction, level, first, width).await?
                }
            };
            self.tiles.insert((level, position), unbroken(rows, first)?);
        }
        Ok(self
            .tiles
            .get(&(level, position))
            .map_or(&[], Vec::as_slice))
    }
}

/// The hashes up to the first that is missing.
fn unbroken(rows: Vec<(i64, Vec<u8>)>, first: i64) -> sqlx::Result<Vec<Hash>> {
    let numbered = (first..).zip(rows);
    numbered
        .take_while(|(expected, (number, _))| expected == number)
        .map(|(_, (_, hash))| {
            Hash::try_from(hash).map_err(|hash| {
                sqlx::Error::Decode(format!("a hash of {} bytes", hash.len()).into())
            })
        })
        .collect()
}
