//! A folder of published hashes.

use std::{fs, path::Path};

use hufu_proof::{Checkpoint, TILE_WIDTH, hash::Hash, tile_path};

/// Writes the leaves under the checkpoint and the checkpoint itself.
pub(super) fn publish(folder: &Path, leaves: &[Hash], checkpoint: &Checkpoint) {
    let size = usize::try_from(checkpoint.size()).unwrap();
    for (position, tile) in (0..).zip(leaves[..size].chunks(TILE_WIDTH as usize)) {
        let path = folder.join(tile_path(0, position, tile.len() as u64));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, tile.as_flattened()).unwrap();
    }
    fs::write(folder.join("checkpoint"), checkpoint.note().to_string()).unwrap();
}
