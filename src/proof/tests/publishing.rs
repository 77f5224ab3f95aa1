//! A folder of published hashes, as any tool for C2SP tlog-tiles writes it.

use std::{fs, path::Path};

use hufu_proof::{Checkpoint, PublishedLeaves, hash::Hash, tile_path};
use proptest::prelude::*;

use crate::{keys::LogKey, opinions::leaf_hash};

/// Writes the leaves under the checkpoint and the checkpoint itself; paths by `tlog_tiles`, not by us.
fn publish(folder: &Path, leaves: &[Hash], checkpoint: &Checkpoint) {
    let size = usize::try_from(checkpoint.size()).unwrap();
    for (position, tile) in (0..).zip(leaves[..size].chunks(256)) {
        let width = u32::try_from(tile.len()).unwrap();
        let path = folder.join(their_path(0, position, width));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, tile.concat()).unwrap();
    }
    fs::write(folder.join("checkpoint"), checkpoint.note().to_string()).unwrap();
}

/// They name the height of a tile too, which C2SP fixed at 8 and leaves out.
fn their_path(level: u8, position: u64, width: u32) -> String {
    let path = tlog_tiles::Tile::new(8, level, position, width, false).path();
    path.replacen("tile/8/", "tile/", 1)
}

#[test]
fn tiles_lie_where_others_look_for_them() {
    let path = |level, position, width| tile_path(level, position, width).display().to_string();
    // The examples of C2SP tlog-tiles.
    assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(0, 1_234_067, 8), "tile/0/x001/x234/067.p/8");
    assert_eq!(path(0, 0, 256), "tile/0/000");
    assert_eq!(path(1, 999, 1), "tile/1/999.p/1");
    assert_eq!(path(2, 1_000, 255), "tile/2/x001/000.p/255");
}

proptest! {
    #[test]
    fn any_tile_lies_where_others_look_for_it(level in 0_u8..8, position in 0_u64..1 << 40, width in 1_u32..=256) {
        let ours = tile_path(u32::from(level), position, u64::from(width));
        prop_assert_eq!(ours.display().to_string(), their_path(level, position, width));
    }
}

#[test]
fn published_hashes_are_read_one_by_one() {
    let leaves: Vec<Hash> = (0..600_u64)
        .map(|number| leaf_hash(&number.to_be_bytes()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = LogKey::new(1).checkpoint(520, [0; 32]);
    publish(folder.path(), &leaves, &checkpoint);
    assert!(folder.path().join("tile/0/002.p/8").is_file());
    let published = PublishedLeaves::open(folder.path()).unwrap();
    assert_eq!(published.checkpoint(), &checkpoint);
    for index in [0, 519, 255, 256, 511, 512, 1] {
        let leaf = leaves[usize::try_from(index).unwrap()];
        assert_eq!(published.leaf(index).unwrap(), Some(leaf));
    }
    assert_eq!(published.leaf(520).unwrap(), None);
}

/// Whatever else somebody laid into the folder of older checkpoints.
#[test]
fn what_is_no_checkpoint_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = LogKey::new(1).checkpoint(3, [0; 32]);
    publish(folder.path(), &[[1; 32]; 3], &checkpoint);
    let published = PublishedLeaves::open(folder.path()).unwrap();
    assert_eq!(published.older_checkpoints().unwrap(), []);
    let history = folder.path().join("checkpoints");
    fs::create_dir_all(history.join("a-folder")).unwrap();
    fs::write(history.join(".DS_Store"), [0xff, 0xfe]).unwrap();
    fs::write(history.join("1"), "nothing").unwrap();
    fs::write(history.join("2"), checkpoint.note().to_string()).unwrap();
    assert_eq!(published.older_checkpoints().unwrap(), [checkpoint]);
}

#[test]
fn a_folder_that_lost_something_is_an_error_and_no_evidence() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        PublishedLeaves::open(folder.path()).is_err(),
        "no checkpoint"
    );
    fs::write(folder.path().join("checkpoint"), "nothing").unwrap();
    assert!(PublishedLeaves::open(folder.path()).is_err(), "no note");
    let checkpoint = LogKey::new(1).checkpoint(300, [0; 32]);
    publish(folder.path(), &[[1; 32]; 300], &checkpoint);
    let published = PublishedLeaves::open(folder.path()).unwrap();
    let tile = folder.path().join("tile/0/000");
    fs::write(&tile, [1; 100]).unwrap();
    assert_eq!(published.leaf(2).unwrap(), Some([1; 32]));
    assert!(published.leaf(3).is_err(), "cut off");
    fs::remove_file(&tile).unwrap();
    assert!(published.leaf(299).unwrap().is_some());
    assert!(published.leaf(0).is_err(), "gone");
}
