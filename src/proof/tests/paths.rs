//! Proofs between trees in memory: made as RFC 6962 defines them, and checked by an implementation that shares no code with ours.

use std::ops::Range;

use hufu_proof::{
    ConsistencyProof, HexHash, InclusionProof, OutOfRange, PathError,
    hash::{self, Hash},
};
use tlog_tiles::{check_record, check_tree};

use crate::opinions::{
    REFERENCE_GROWTH, REFERENCE_LEAVES, REFERENCE_PATHS, path, proof, tree_head,
};

fn bodies(size: u64) -> Vec<[u8; 8]> {
    (0..size).map(u64::to_be_bytes).collect()
}

fn leaves(bodies: &[impl AsRef<[u8]>]) -> Vec<Hash> {
    bodies
        .iter()
        .map(|body| hash::leaf(body.as_ref()))
        .collect()
}

fn heads(subtrees: Vec<Range<u64>>, leaves: &[Hash]) -> Vec<HexHash> {
    let heads = subtrees.into_iter().map(|Range { start, end }| {
        let [start, end] = [start, end].map(|leaf| usize::try_from(leaf).unwrap());
        HexHash(tree_head(&leaves[start..end]))
    });
    heads.collect()
}

fn inclusion(leaf_index: u64, size: u64, leaves: &[Hash]) -> InclusionProof {
    let subtrees = InclusionProof::subtrees(leaf_index, size).unwrap();
    InclusionProof {
        leaf_index,
        size,
        hashes: heads(subtrees, leaves),
    }
}

fn consistency(first: u64, second: u64, leaves: &[Hash]) -> ConsistencyProof {
    let subtrees = ConsistencyProof::subtrees(first, second).unwrap();
    ConsistencyProof {
        first,
        second,
        hashes: heads(subtrees, leaves),
    }
}

fn plain(hashes: &[HexHash]) -> Vec<Hash> {
    hashes.iter().map(|hash| hash.0).collect()
}

fn their(hashes: &[HexHash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect()
}

/// Every leaf and every older tree, of every size up to seventy and of those around full tiles.
#[test]
fn every_proof_is_the_defined_one_and_convinces_others() {
    let bodies = bodies(600);
    let leaves = leaves(&bodies);
    for size in (1..=70_u64).chain([255, 256, 257, 511, 512, 513, 600]) {
        let tree = &leaves[..usize::try_from(size).unwrap()];
        let root = tree_head(tree);
        let step = if size > 70 { 7 } else { 1 };
        for index in (0..size).step_by(step) {
            let at = usize::try_from(index).unwrap();
            let proved = inclusion(index, size, tree);
            assert_eq!(plain(&proved.hashes), path(at, tree), "{index} in {size}");
            proved.check(&bodies[at], &root).unwrap();
            let leaf = tlog_tiles::Hash(leaves[at]);
            let theirs = their(&proved.hashes);
            check_record(&theirs, size, tlog_tiles::Hash(root), index, leaf).unwrap();

            let (first, older) = (index + 1, tree_head(&tree[..=at]));
            let grown = consistency(first, size, tree);
            assert_eq!(
                plain(&grown.hashes),
                proof(at + 1, tree),
                "{first} to {size}"
            );
            grown.check(&older, &root).unwrap();
            let (theirs, older) = (their(&grown.hashes), tlog_tiles::Hash(older));
            check_tree(&theirs, size, tlog_tiles::Hash(root), first, older).unwrap();
        }
    }
}

#[test]
fn the_reference_proofs_are_ours() {
    let bodies = REFERENCE_LEAVES.map(|data| hex::decode(data).unwrap());
    let leaves = leaves(&bodies);
    let text = |hashes: &[HexHash]| -> Vec<String> {
        hashes.iter().map(|hash| hex::encode(hash.0)).collect()
    };
    for (index, size, expected) in REFERENCE_PATHS {
        let proved = inclusion(index, size, &leaves);
        assert_eq!(text(&proved.hashes), expected, "{index} in {size}");
    }
    for (first, second, expected) in REFERENCE_GROWTH {
        let proved = consistency(first, second, &leaves);
        assert_eq!(text(&proved.hashes), expected, "{first} to {second}");
    }
}

#[test]
fn an_altered_path_convinces_nobody() {
    let bodies = bodies(300);
    let leaves = leaves(&bodies);
    let (older, root) = (tree_head(&leaves[..123]), tree_head(&leaves));

    let proof = inclusion(76, 300, &leaves);
    let body = bodies[76];
    proof.check(&body, &root).unwrap();
    assert_eq!(proof.check(&body[1..], &root), Err(PathError::Inclusion));
    assert!(proof.check(&body, &older).is_err());
    for hashes in alterations(&proof.hashes) {
        let altered = InclusionProof {
            hashes,
            ..proof.clone()
        };
        assert!(altered.check(&body, &root).is_err(), "{altered:?}");
    }
    let largest = (u64::MAX - 1, u64::MAX);
    for (leaf_index, size) in [(75, 300), (77, 300), (76, 301), (76, 76), (76, 0), largest] {
        let moved = InclusionProof {
            leaf_index,
            size,
            ..proof.clone()
        };
        // A path says where it leads, not how large the tree is, as long as it has as many steps.
        let same = size == 301;
        let holds = moved.check(&body, &root).is_ok();
        assert_eq!(holds, same, "{leaf_index} in {size}");
    }

    let consistency = consistency(123, 300, &leaves);
    consistency.check(&older, &root).unwrap();
    assert_eq!(
        consistency.check(&root, &older),
        Err(PathError::Consistency)
    );
    for hashes in alterations(&consistency.hashes) {
        let altered = ConsistencyProof {
            hashes,
            ..consistency.clone()
        };
        assert!(altered.check(&older, &root).is_err(), "{altered:?}");
    }
    for (first, second) in [(122, 300), (0, 300), (300, 123), (123, 0), largest] {
        let moved = ConsistencyProof {
            first,
            second,
            ..consistency.clone()
        };
        assert!(moved.check(&older, &root).is_err(), "{first} to {second}");
    }
}

#[test]
fn nothing_is_proved_of_what_is_not_there() {
    let out = |asked, size| Err(OutOfRange { asked, size });
    assert_eq!(InclusionProof::subtrees(300, 300), out(301, 300));
    assert_eq!(InclusionProof::subtrees(u64::MAX, 3), out(u64::MAX, 3));
    assert_eq!(ConsistencyProof::subtrees(0, 300), out(0, 300));
    assert_eq!(ConsistencyProof::subtrees(301, 300), out(301, 300));
}

/// Each hash altered, each left out, one more, and two exchanged.
fn alterations(hashes: &[HexHash]) -> Vec<Vec<HexHash>> {
    let mut altered = Vec::new();
    for number in 0..hashes.len() {
        let mut one = hashes.to_vec();
        one[number].0[31] ^= 1;
        altered.push(one);
        let mut fewer = hashes.to_vec();
        fewer.remove(number);
        altered.push(fewer);
    }
    altered.push([hashes, &hashes[..1]].concat());
    let mut exchanged = hashes.to_vec();
    exchanged.swap(0, 1);
    altered.push(exchanged);
    altered
}
