//! Proofs out of the stored tree, checked by an implementation that shares no code with ours.

use tlog_tiles::{check_record, check_tree};

use super::{
    append_at_once, opinions,
    opinions::{REFERENCE_GROWTH, REFERENCE_LEAVES, REFERENCE_PATHS, TheirTree, leaf_hash, path},
    stores::{TestStore, sqlite, stores},
};
use crate::{
    kernel::{
        audit::{
            AuditReader, AuditWriter, ConsistencyProof, InclusionProof, ProofError,
            hash::Hash,
            store,
            tree::{Frontier, HexHash, TileReader, TreeSource, consistency, inclusion},
        },
        db::pieces,
    },
    with_pool,
};

/// Up to here the RFC's own definition is asked too, which computes every hash each time.
const BY_DEFINITION: u64 = 70;

/// A stored tree with the leaves that it was made of.
struct Tree {
    store: TestStore,
    leaves: Vec<Hash>,
    theirs: TheirTree,
}

impl Tree {
    /// As the writer makes it.
    async fn written(store: TestStore, size: i64) -> Self {
        append_at_once(&AuditWriter::start(store.store.clone()), 1..=size).await;
        let rows = store::scan(store.store.reader(), 0, size).await.unwrap();
        let leaves = rows.iter().map(|row| leaf_hash(&row.body)).collect();
        Self::of(store, leaves)
    }

    /// Leaves without bodies, as if all had been pruned: a large tree in little time.
    async fn of_leaves(store: TestStore, leaves: Vec<Hash>) -> Self {
        let owner = store.unprotected().await;
        let (mut edge, mut nodes) = (Frontier::empty(), Vec::new());
        for leaf in &leaves {
            edge.push(*leaf, |node| nodes.push(node));
        }
        let numbered: Vec<(i64, Hash)> = (1..).zip(leaves.iter().copied()).collect();
        let mut transaction = store.store.begin().await.unwrap();
        store::insert_nodes(&mut transaction, &nodes).await.unwrap();
        transaction.commit().await.unwrap();
        with_pool!(&owner, |db| {
            sqlx::query("BEGIN").execute(db).await.unwrap();
            for piece in pieces(&numbered) {
                let mut insert =
                    sqlx::QueryBuilder::new("INSERT INTO pruned_leaves (sequence, leaf) ");
                insert.push_values(piece, |mut values, (sequence, leaf)| {
                    values.push_bind(*sequence).push_bind(leaf.as_slice());
                });
                insert.build().execute(db).await.unwrap();
            }
            sqlx::query("COMMIT").execute(db).await.unwrap();
        });
        Self::of(store, leaves)
    }

    fn of(store: TestStore, leaves: Vec<Hash>) -> Self {
        let mut theirs = TheirTree::default();
        for leaf in &leaves {
            theirs.push(*leaf);
        }
        Self {
            store,
            leaves,
            theirs,
        }
    }

    fn tiles(&self) -> TileReader<'_> {
        TileReader::new(TreeSource::Reader(self.store.store.reader()))
    }

    /// Holds the proof of one leaf in the tree of the first `size` leaves.
    async fn hold_leaf(&self, tiles: &mut TileReader<'_>, index: u64, size: u64) {
        let proof = inclusion(tiles, index, size).await.unwrap();
        let root = self.theirs.root_of(size);
        let leaf = self.leaves[usize::try_from(index).unwrap()];
        let theirs = their(&hashes(&proof.hashes));
        if size <= BY_DEFINITION {
            let leaves = &self.leaves[..usize::try_from(size).unwrap()];
            assert_eq!(
                hashes(&proof.hashes),
                path(usize::try_from(index).unwrap(), leaves)
            );
        }
        check_record(
            &theirs,
            size,
            tlog_tiles::Hash(root),
            index,
            tlog_tiles::Hash(leaf),
        )
        .unwrap_or_else(|error| panic!("{index} in {size}: {error:?}"));
    }

    /// Holds the proof that the tree of `second` leaves begins with that of `first`.
    async fn hold_growth(&self, tiles: &mut TileReader<'_>, first: u64, second: u64) {
        let proof = consistency(tiles, first, second).await.unwrap();
        let (older, younger) = (self.theirs.root_of(first), self.theirs.root_of(second));
        proof.check(&older, &younger).unwrap();
        let theirs = their(&hashes(&proof.hashes));
        if second <= BY_DEFINITION {
            let leaves = &self.leaves[..usize::try_from(second).unwrap()];
            let m = usize::try_from(first).unwrap();
            assert_eq!(hashes(&proof.hashes), opinions::proof(m, leaves));
        }
        check_tree(
            &theirs,
            second,
            tlog_tiles::Hash(younger),
            first,
            tlog_tiles::Hash(older),
        )
        .unwrap_or_else(|error| panic!("{first} to {second}: {error:?}"));
    }
}

fn hashes(hashes: &[HexHash]) -> Vec<Hash> {
    hashes.iter().map(|hash| hash.0).collect()
}

fn their(hashes: &[Hash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().map(|hash| tlog_tiles::Hash(*hash)).collect()
}

/// Every leaf and every older tree, of every size up to a hundred and of those around full tiles.
#[tokio::test]
async fn every_proof_of_small_trees_convinces_others() {
    for store in stores().await {
        let tree = Tree::written(store, 600).await;
        let mut tiles = tree.tiles();
        for size in (1..=100).chain([255, 256, 257, 511, 512, 513, 600]) {
            for index in 0..size {
                tree.hold_leaf(&mut tiles, index, size).await;
                tree.hold_growth(&mut tiles, index + 1, size).await;
            }
        }
    }
}

/// Sizes around the first full tile of the second level.
#[tokio::test]
async fn proofs_of_large_trees_convince_others() {
    let leaves = (0..66_000_u64).map(|number| leaf_hash(&number.to_be_bytes()));
    let tree = Tree::of_leaves(sqlite().await, leaves.collect()).await;
    let mut tiles = tree.tiles();
    for size in [
        65_279, 65_280, 65_535, 65_536, 65_537, 65_792, 65_999, 66_000,
    ] {
        let edges = [0, 1, 255, 256, 32_767, 32_768, 65_277, size - 2, size - 1];
        let spread = (0..size).step_by(4_093);
        for index in edges.into_iter().chain(spread) {
            tree.hold_leaf(&mut tiles, index, size).await;
            tree.hold_growth(&mut tiles, index + 1, size).await;
        }
    }
}

#[tokio::test]
async fn the_reference_proofs_are_ours() {
    let leaves = REFERENCE_LEAVES.map(|data| leaf_hash(&hex::decode(data).unwrap()));
    let tree = Tree::of_leaves(sqlite().await, leaves.to_vec()).await;
    let mut tiles = tree.tiles();
    for (index, size, expected) in REFERENCE_PATHS {
        let proof = inclusion(&mut tiles, index, size).await.unwrap();
        let proved: Vec<String> = hashes(&proof.hashes).iter().map(hex::encode).collect();
        assert_eq!(proved, expected, "{index} in {size}");
    }
    for (first, second, expected) in REFERENCE_GROWTH {
        let proof = consistency(&mut tiles, first, second).await.unwrap();
        let proved: Vec<String> = hashes(&proof.hashes).iter().map(hex::encode).collect();
        assert_eq!(proved, expected, "{first} to {second}");
    }
}

/// The bundle's own check, on entries as they are stored, refuses whatever was altered.
#[tokio::test]
async fn an_altered_proof_convinces_nobody() {
    for store in stores().await {
        let tree = Tree::written(store, 300).await;
        let reader = AuditReader::new(&tree.store.store);
        let body = reader.find(77).await.unwrap().unwrap().body;
        let (older, root) = (tree.theirs.root_of(123), tree.theirs.root());
        assert_eq!(reader.root(300).await.unwrap(), root);

        let proof = reader.prove_entry(77, 300).await.unwrap();
        proof.check(&body, &root).unwrap();
        assert!(proof.check(&body[1..], &root).is_err());
        assert!(proof.check(&body, &older).is_err());
        for altered in alterations(&proof.hashes) {
            let altered = InclusionProof {
                hashes: altered,
                ..proof.clone()
            };
            assert!(altered.check(&body, &root).is_err(), "{altered:?}");
        }
        for (leaf_index, size) in [(75, 300), (77, 300), (76, 301), (76, 76), (76, 0)] {
            let moved = InclusionProof {
                leaf_index,
                size,
                ..proof.clone()
            };
            // A path says where it leads, not how large the tree is, as long as it has as many steps.
            let same = size == 301;
            assert_eq!(
                moved.check(&body, &root).is_ok(),
                same,
                "{leaf_index} in {size}"
            );
        }

        let growth = reader.prove_growth(123, 300).await.unwrap();
        growth.check(&older, &root).unwrap();
        assert!(growth.check(&root, &older).is_err());
        for altered in alterations(&growth.hashes) {
            let altered = ConsistencyProof {
                hashes: altered,
                ..growth.clone()
            };
            assert!(altered.check(&older, &root).is_err(), "{altered:?}");
        }
        for (first, second) in [(122, 300), (0, 300), (300, 123), (123, 0)] {
            let moved = ConsistencyProof {
                first,
                second,
                ..growth.clone()
            };
            assert!(moved.check(&older, &root).is_err(), "{first} to {second}");
        }

        for asked in [
            reader.prove_entry(301, 300).await.err(),
            reader.prove_growth(0, 300).await.err(),
            reader.prove_growth(301, 300).await.err(),
        ] {
            assert!(
                matches!(asked, Some(ProofError::OutOfRange { .. })),
                "{asked:?}"
            );
        }
    }
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
