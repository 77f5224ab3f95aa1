//! Leaf hashes kept outside the store, in the folders and files of C2SP tlog-tiles: `checkpoint`, `tile/0/000`,
//! `tile/0/000.p/17`, `tile/0/x001/234`. They hold hashes and nothing else, and any tool for such logs can read them.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use crate::{Checkpoint, TILE_HEIGHT, TILE_WIDTH, hash::Hash, tile_path};

/// The name of the newest checkpoint's file.
const CHECKPOINT_FILE: &str = "checkpoint";
/// The name of the folder of every checkpoint.
const HISTORY: &str = "checkpoints";

/// What was published, read tile by tile.
#[derive(Debug)]
pub struct PublishedLeaves {
    folder: PathBuf,
    checkpoint: Checkpoint,
    tile: Mutex<Option<(u64, Vec<u8>)>>,
}

impl PublishedLeaves {
    /// Opens a folder by its newest checkpoint.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(folder.join(CHECKPOINT_FILE))?;
        let checkpoint = text
            .parse()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(Self {
            folder: folder.to_owned(),
            checkpoint,
            tile: Mutex::new(None),
        })
    }

    /// Every checkpoint in the folder but the newest, as far as they can be read: whatever else lies there is passed over.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn older_checkpoints(&self) -> io::Result<Vec<Checkpoint>> {
        let older = match fs::read_dir(self.folder.join(HISTORY)) {
            Ok(older) => older,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut checkpoints = Vec::new();
        for file in older {
            let text = fs::read_to_string(file?.path());
            checkpoints.extend(text.ok().and_then(|text| text.parse().ok()));
        }
        Ok(checkpoints)
    }

    /// The newest checkpoint that was published.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The hash of leaf `index`, counting from 0; `None` for one that the newest checkpoint does not hold.
    ///
    /// # Errors
    /// When its tile cannot be read.
    pub fn leaf(&self, index: u64) -> io::Result<Option<Hash>> {
        let size = u64::try_from(self.checkpoint.size()).unwrap_or(0);
        if index >= size {
            return Ok(None);
        }
        let position = index / TILE_WIDTH;
        let mut tile = self
            .tile
            .lock()
            .map_err(|_| io::Error::other("a tile's reader ended early"))?;
        if tile.as_ref().is_none_or(|(read, _)| *read != position) {
            *tile = Some((position, self.tile(0, position, size)?));
        }
        let bytes = tile.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        hash_in(bytes, index).map(Some)
    }

    /// The hash of full tile `index` of the level below, for a level above that of the leaves.
    ///
    /// # Errors
    /// When its tile cannot be read.
    pub fn node(&self, level: u32, index: u64) -> io::Result<Hash> {
        let size = u64::try_from(self.checkpoint.size()).unwrap_or(0);
        let hashes = size.checked_shr(level * TILE_HEIGHT).unwrap_or(0);
        let position = index / TILE_WIDTH;
        if index >= hashes {
            return Err(too_short());
        }
        hash_in(&self.tile(level, position, hashes)?, index)
    }

    /// A tile of a level that has so many hashes.
    fn tile(&self, level: u32, position: u64, hashes: u64) -> io::Result<Vec<u8>> {
        let width = TILE_WIDTH.min(hashes - position * TILE_WIDTH);
        fs::read(self.folder.join(tile_path(level, position, width)))
    }
}

/// The hash of this number among those of its level, in the tile that holds it.
fn hash_in(tile: &[u8], index: u64) -> io::Result<Hash> {
    let begin = usize::try_from(index % TILE_WIDTH).unwrap_or(0) * size_of::<Hash>();
    let hash = tile.get(begin..begin + size_of::<Hash>());
    hash.and_then(|hash| Hash::try_from(hash).ok())
        .ok_or_else(too_short)
}

fn too_short() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a published tile is too short")
}
