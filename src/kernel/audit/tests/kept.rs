//! A store that goes back to what it was, however it is altered.

use sqlx::QueryBuilder;

use super::{
    stores::{TestStore, run},
    verified, whole,
};
use crate::{
    kernel::{
        audit::{Verification, VerificationFailure as Failure, Whole},
        db::Pool,
    },
    with_pool,
};

/// What is done, the entry that must be named, and what must be said of it.
pub(super) type Alteration = (&'static [&'static str], i64, Failure);

/// In an order in which rows may be inserted.
const TABLES: [&str; 7] = [
    "entries",
    "entry_subjects",
    "tree_nodes",
    "checkpoint_keys",
    "checkpoints",
    "prunings",
    "pruned_leaves",
];

/// A log with a copy of each of its tables, and somebody who has the database in hand.
pub(super) struct KeptLog {
    pub store: TestStore,
    pub attacker: Pool,
    whole: Whole,
}

impl KeptLog {
    pub async fn of(store: TestStore) -> Self {
        let attacker = store.unprotected().await;
        for table in TABLES {
            rewrite(
                &attacker,
                &["CREATE TABLE kept_", table, " AS SELECT * FROM ", table],
            )
            .await;
        }
        let whole = whole(store.store.reader()).await;
        Self {
            store,
            attacker,
            whole,
        }
    }

    async fn restore(&self) {
        for table in TABLES.iter().rev() {
            rewrite(&self.attacker, &["DELETE FROM ", table]).await;
        }
        for table in TABLES {
            rewrite(
                &self.attacker,
                &["INSERT INTO ", table, " SELECT * FROM kept_", table],
            )
            .await;
        }
        assert_eq!(whole(self.store.store.reader()).await, self.whole);
    }

    /// Alters the store, holds what verification says of it, and puts everything back.
    pub async fn alter(&self, (texts, sequence, failure): Alteration) {
        for text in texts {
            run(&self.attacker, text).await.unwrap();
        }
        self.assert_broken(sequence, failure, texts[0]).await;
    }

    pub async fn assert_broken(&self, sequence: i64, failure: Failure, what: &str) {
        let expected = Verification::OpenFailures { sequence, failure };
        let found = verified(self.store.store.reader()).await;
        assert_eq!(found, expected, "{what}");
        self.restore().await;
    }
}

/// Runs a statement out of pieces: table names cannot be bound.
async fn rewrite(pool: &Pool, pieces: &[&str]) {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new("");
        for piece in pieces {
            query.push(piece);
        }
        query.build().execute(db).await.map(drop)
    })
    .unwrap();
}
