//! Proofs out of the stored tree, as the writer stored it and as it is when every body was pruned.

use hufu_proof::{
    Frontier, OutOfRange,
    hash::{self, Hash},
};

use super::{
    append_at_once,
    stores::{TestStore, sqlite, stores},
};
use crate::{
    kernel::{
        audit::{
            AuditReader, AuditWriter, ProofError, store,
            tree::{TileReader, TreeSource},
        },
        db::pieces,
    },
    with_pool,
};

/// A stored tree with the bodies that it was made of, and its heads at every size.
struct Tree {
    store: TestStore,
    bodies: Vec<Vec<u8>>,
    roots: Vec<Hash>,
}

impl Tree {
    /// As the writer makes it.
    async fn written(store: TestStore, size: i64) -> Self {
        append_at_once(&AuditWriter::start(store.store.clone()), 1..=size).await;
        let rows = store::scan(store.store.reader(), 0, size).await.unwrap();
        let bodies = rows.into_iter().map(|row| row.body).collect();
        Self::of(store, bodies)
    }

    /// Leaves without bodies, as if all had been pruned: a large tree in little time.
    async fn of_leaves(store: TestStore, bodies: Vec<Vec<u8>>) -> Self {
        let owner = store.unprotected().await;
        let (mut frontier, mut nodes) = (Frontier::empty(), Vec::new());
        let mut numbered: Vec<(i64, Hash)> = Vec::new();
        for (number, body) in (1..).zip(&bodies) {
            numbered.push((number, hash::leaf(body)));
            frontier.push(hash::leaf(body), |node| nodes.push(node));
        }
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
        Self::of(store, bodies)
    }

    fn of(store: TestStore, bodies: Vec<Vec<u8>>) -> Self {
        let mut frontier = Frontier::empty();
        let mut roots = vec![frontier.root()];
        for body in &bodies {
            frontier.push(hash::leaf(body), |_| ());
            roots.push(frontier.root());
        }
        Self {
            store,
            bodies,
            roots,
        }
    }

    fn tiles(&self) -> TileReader<'_> {
        TileReader::new(TreeSource::Reader(self.store.store.reader()))
    }

    fn root_of(&self, size: u64) -> &Hash {
        &self.roots[usize::try_from(size).unwrap()]
    }

    /// Holds the proof of one leaf in the tree of the first `size` leaves.
    async fn hold_leaf(&self, tiles: &mut TileReader<'_>, index: u64, size: u64) {
        let proof = tiles.inclusion(index, size).await.unwrap();
        let body = &self.bodies[usize::try_from(index).unwrap()];
        proof
            .check(body, self.root_of(size))
            .unwrap_or_else(|error| panic!("{index} in {size}: {error}"));
    }

    /// Holds the proof that the tree of `second` leaves begins with that of `first`.
    async fn hold_consistency(&self, tiles: &mut TileReader<'_>, first: u64, second: u64) {
        let proof = tiles.consistency(first, second).await.unwrap();
        proof
            .check(self.root_of(first), self.root_of(second))
            .unwrap_or_else(|error| panic!("{first} to {second}: {error}"));
    }
}

/// Every leaf and every older tree, of every size up to a hundred and of those around full tiles.
#[tokio::test]
async fn every_proof_of_small_trees_holds() {
    for store in stores().await {
        let tree = Tree::written(store, 600).await;
        let mut tiles = tree.tiles();
        for size in (1..=100).chain([255, 256, 257, 511, 512, 513, 600]) {
            for index in 0..size {
                tree.hold_leaf(&mut tiles, index, size).await;
                tree.hold_consistency(&mut tiles, index + 1, size).await;
            }
        }
    }
}

/// Sizes around the first full tile of the second level.
#[tokio::test]
async fn proofs_of_large_trees_hold() {
    let bodies = (0..66_000_u64).map(|number| number.to_be_bytes().to_vec());
    let tree = Tree::of_leaves(sqlite().await, bodies.collect()).await;
    let mut tiles = tree.tiles();
    for size in [
        65_279, 65_280, 65_535, 65_536, 65_537, 65_792, 65_999, 66_000,
    ] {
        let edges = [0, 1, 255, 256, 32_767, 32_768, 65_277, size - 2, size - 1];
        let spread = (0..size).step_by(4_093);
        for index in edges.into_iter().chain(spread) {
            tree.hold_leaf(&mut tiles, index, size).await;
            tree.hold_consistency(&mut tiles, index + 1, size).await;
        }
    }
}

#[tokio::test]
async fn the_reader_proves_what_is_there_and_nothing_else() {
    for store in stores().await {
        let tree = Tree::written(store, 300).await;
        let reader = AuditReader::new(&tree.store.store);
        let body = reader.find(77).await.unwrap().unwrap().body;
        let (older, root) = (tree.root_of(123), tree.root_of(300));
        assert_eq!(reader.root(300).await.unwrap(), *root);
        let proof = reader.prove_entry(77, 300).await.unwrap();
        proof.check(&body, root).unwrap();
        assert!(proof.check(&body, older).is_err());
        let consistency = reader.prove_consistency(123, 300).await.unwrap();
        consistency.check(older, root).unwrap();
        for (refused, asked) in [
            (reader.prove_entry(301, 300).await.err(), 301),
            (reader.prove_entry(0, 300).await.err(), 0),
            (reader.prove_consistency(0, 300).await.err(), 0),
            (reader.prove_consistency(301, 300).await.err(), 301),
        ] {
            let size = 300;
            let Some(ProofError::OutOfRange(out)) = refused else {
                panic!("{asked}: {refused:?}")
            };
            assert_eq!(out, OutOfRange { asked, size });
        }
    }
}
