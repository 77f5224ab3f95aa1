//! Tiles (C2SP tlog-tiles): 256 hashes side by side, of leaves on level 0, of full tiles of the level below above it.

use std::path::PathBuf;

/// Bits of a tile: 256 hashes side by side.
pub const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// Where a tile lies under the folder: `width` hashes of it, 256 when it is full.
pub fn tile_path(level: u32, position: u64, width: u64) -> PathBuf {
    let digits = format!("{:03}", position % 1000);
    let mut pieces = vec![digits];
    let mut rest = position / 1000;
    while rest > 0 {
        pieces.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    let mut path = PathBuf::from("tile");
    path.push(level.to_string());
    path.extend(pieces.iter().rev());
    if width < TILE_WIDTH {
        path.as_mut_os_string().push(".p");
        path.push(width.to_string());
    }
    path
}
