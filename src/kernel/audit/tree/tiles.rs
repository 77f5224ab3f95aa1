//! Reads heads of subtrees out of stored leaves and tiles.

use std::{collections::HashMap, ops::Range};

use hufu_proof::{
    Frontier, HexHash, TILE_HEIGHT, TILE_WIDTH,
    hash::{self, Hash},
};

use crate::kernel::{
    audit::store,
    db::{Pool, Transaction},
};

/// Where leaves and tiles are read: the reader's connections, or the writer's own open transaction.
pub(in crate::kernel::audit) enum TreeSource<'a> {
    /// The reader's, which may be a replica.
    Reader(&'a Pool),
    /// The writer's, which sees what nobody else can change now.
    Writer(&'a mut Transaction),
}

/// Tiles remembered at once. A path touches one of each level, and a log has few levels; whoever walks over the leaves needs
/// each tile for a while and then never again.
const MOST_TILES: usize = 64;
/// Heads remembered at once of subtrees that the end of a tree cuts off: a tree has one for each bit of its size.
const MOST_EDGES: usize = 128;

/// Reads a tile once, as long as it is remembered. What it remembers does not grow with what is read.
pub(in crate::kernel::audit) struct TileReader<'a> {
    source: TreeSource<'a>,
    tiles: HashMap<(u32, u64), Tile>,
    edges: HashMap<(u64, u64), Hash>,
}

/// A tile with the heads within it, each computed once: row 0 as stored, a row above it half as long.
struct Tile {
    rows: Vec<Vec<Hash>>,
}

impl Tile {
    /// The head of the `number`th full subtree of `2^height` stored hashes, if they are all there.
    fn head(&mut self, height: u32, number: u64) -> Option<Hash> {
        let height = usize::try_from(height).ok()?;
        while self.rows.len() <= height {
            let below = self.rows.last()?;
            let pairs = below.chunks_exact(2);
            let above = pairs.map(|pair| hash::node(&pair[0], &pair[1])).collect();
            self.rows.push(above);
        }
        let row = self.rows.get(height)?;
        row.get(usize::try_from(number).ok()?).copied()
    }
}

impl<'a> TileReader<'a> {
    pub(in crate::kernel::audit) fn new(source: TreeSource<'a>) -> Self {
        Self {
            source,
            tiles: HashMap::new(),
            edges: HashMap::new(),
        }
    }

    /// The frontier of the tree of the first `size` leaves.
    ///
    /// # Errors
    /// When the store cannot be read or leaves are missing.
    pub(in crate::kernel::audit) async fn frontier(&mut self, size: u64) -> sqlx::Result<Frontier> {
        let mut heads = Vec::new();
        for Range { start, end } in Frontier::subtrees(size) {
            heads.push(self.subtree(start, end).await?);
        }
        Frontier::of(size, heads).ok_or(sqlx::Error::RowNotFound)
    }

    /// The heads of subtrees, as a proof lists them.
    pub(super) async fn path(&mut self, subtrees: Vec<Range<u64>>) -> sqlx::Result<Vec<HexHash>> {
        let mut hashes = Vec::with_capacity(subtrees.len());
        for Range { start, end } in subtrees {
            hashes.push(HexHash(self.subtree(start, end).await?));
        }
        Ok(hashes)
    }

    /// The head of leaves `begin..end`, where `begin` is a multiple of the smallest power of two that holds them.
    async fn subtree(&mut self, begin: u64, end: u64) -> sqlx::Result<Hash> {
        let width = end - begin;
        if width.is_power_of_two() {
            let height = width.ilog2();
            return self.full_subtree(height, begin >> height).await;
        }
        if let Some(head) = self.edges.get(&(begin, end)) {
            return Ok(*head);
        }
        let mut heads = Vec::new();
        let mut at = begin;
        while at < end {
            let height = (end - at).ilog2();
            heads.push(self.full_subtree(height, at >> height).await?);
            at += 1 << height;
        }
        let mut heads = heads.into_iter().rev();
        let last = heads.next().unwrap_or_else(hash::empty);
        let head = heads.fold(last, |right, left| hash::node(&left, &right));
        if self.edges.len() >= MOST_EDGES {
            self.edges.clear();
        }
        self.edges.insert((begin, end), head);
        Ok(head)
    }

    /// The head of the full subtree of `2^height` leaves at `position`.
    async fn full_subtree(&mut self, height: u32, position: u64) -> sqlx::Result<Hash> {
        let (level, above) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let heads = TILE_WIDTH >> above;
        let tile = self.tile(level, position / heads).await?;
        tile.head(above, position % heads)
            // Removed under our hands, or a replica that has not caught up.
            .ok_or(sqlx::Error::RowNotFound)
    }

    /// The leaves of the tile that begins with leaf `first`; at least one.
    pub(in crate::kernel::audit) async fn leaves(&mut self, first: u64) -> sqlx::Result<Vec<Hash>> {
        let tile = self.tile(0, first / TILE_WIDTH).await?;
        let leaves = tile.rows.first().cloned().unwrap_or_default();
        self.tiles.clear();
        if leaves.is_empty() || !first.is_multiple_of(TILE_WIDTH) {
            return Err(sqlx::Error::RowNotFound);
        }
        Ok(leaves)
    }

    /// What is stored of a tile, from its first hash on.
    async fn tile(&mut self, level: u32, position: u64) -> sqlx::Result<&mut Tile> {
        let key = (level, position);
        if !self.tiles.contains_key(&key) {
            let (first, width) = (position as i64 * TILE_WIDTH as i64, TILE_WIDTH as i64);
            let rows = match &mut self.source {
                TreeSource::Reader(pool) => store::tile(pool, level, first, width).await?,
                TreeSource::Writer(transaction) => {
                    store::tile_within(transaction, level, first, width).await?
                }
            };
            let stored = unbroken(rows, first)?;
            if self.tiles.len() >= MOST_TILES {
                self.tiles.clear();
            }
            self.tiles.insert(key, Tile { rows: vec![stored] });
        }
        self.tiles.get_mut(&key).ok_or(sqlx::Error::RowNotFound)
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
