//! A log from before there was a tree: its rows stay as they are, and the tree grows over them.

use hufu_proof::hash::{self, Hash};
use sqlx::{
    Connection, PgConnection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions,
};

use super::{
    append_at_once, entry,
    stores::{self, TestStore, run},
    tree_head, verified, whole,
};
use crate::{
    kernel::{
        audit::{AuditReader, AuditWriter, Verification, VerificationFailure as Failure, store},
        db::{Engine, Location, Pool, StoreName, migrations},
    },
    with_pool,
};

const OLD: i64 = 600;

async fn migrate_as_then(location: &Location) {
    let then = |engine| {
        let migrations = migrations::of(engine, StoreName::Audit).iter();
        Migrator::with_migrations(migrations.take(2).cloned().collect())
    };
    match location {
        Location::Sqlite(path) => {
            let options = SqliteConnectOptions::new();
            let options = options.filename(path).create_if_missing(true);
            let mut file = SqliteConnection::connect_with(&options).await.unwrap();
            then(Engine::Sqlite).run(&mut file).await.unwrap();
        }
        Location::Postgres { owner, .. } => {
            let mut database = PgConnection::connect(owner).await.unwrap();
            then(Engine::Postgres).run(&mut database).await.unwrap();
        }
    }
}

/// Appends as the old writer did: each link over the one before it and the leaf.
async fn append_as_then(pool: &Pool) -> Vec<Hash> {
    let (mut chain, mut leaves) = (vec![0; 32], Vec::new());
    run(pool, "BEGIN").await.unwrap();
    for number in 1..=OLD {
        let entry = entry(number);
        let mut subjects = entry.details.subjects.clone();
        subjects.sort_unstable();
        let stored = entry.stored(number, &subjects);
        let body = serde_json::to_vec(&stored).unwrap();
        let leaf = hash::leaf(&body);
        chain = hash::node(&chain.try_into().unwrap(), &leaf).to_vec();
        leaves.push(leaf);
        with_pool!(pool, |db| {
            let insert = sqlx::query(
                "INSERT INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, \
                 resource_kind, resource_id, request_id, body, leaf, chain) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            );
            let insert = insert.bind(number).bind(stored.at).bind(&stored.event);
            let insert = insert.bind(stored.outcome.as_str()).bind(stored.actor);
            let insert = insert.bind(&stored.role).bind(stored.session);
            let insert = insert.bind(&stored.permission).bind(&stored.resource_kind);
            let insert = insert.bind(&stored.resource).bind(stored.request);
            let insert = insert.bind(&body).bind(leaf.as_slice()).bind(&chain);
            insert.execute(db).await.map(drop).unwrap();
            for subject in subjects {
                sqlx::query("INSERT INTO entry_subjects VALUES ($1, $2)")
                    .bind(number)
                    .bind(subject)
                    .execute(db)
                    .await
                    .map(drop)
                    .unwrap();
            }
        });
    }
    run(pool, "COMMIT").await.unwrap();
    leaves
}

/// Stores that were written then and are opened now, with the leaves of their entries.
async fn upgraded() -> Vec<(TestStore, Vec<Hash>)> {
    let mut upgraded = Vec::new();
    for (location, folder) in stores::locations().await {
        migrate_as_then(&location).await;
        let pool = stores::plain(&location).await;
        let leaves = append_as_then(&pool).await;
        upgraded.push((stores::open(location, folder).await, leaves));
    }
    upgraded
}

#[tokio::test]
async fn the_tree_grows_over_a_log_from_before_it() {
    for (store, mut leaves) in upgraded().await {
        let pool = store.store.reader();
        let before = whole(pool).await;
        assert_eq!(before.entries, OLD);
        assert_eq!(before.root, hex::encode(tree_head(&leaves)));
        assert!(store::last_nodes(pool).await.unwrap().is_empty());

        append_at_once(&AuditWriter::start(store.store.clone()), OLD + 1..=OLD + 1).await;
        assert_eq!(store::last_nodes(pool).await.unwrap(), [(1, 1)]);
        // A writer that starts now finds the tiles, and does not read the leaves again.
        append_at_once(&AuditWriter::start(store.store.clone()), OLD + 2..=800).await;
        assert_eq!(store::last_nodes(pool).await.unwrap(), [(1, 2)]);
        let rows = store::scan(pool, 0, 800).await.unwrap();
        for row in &rows {
            assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
            assert_eq!(row.root.is_some(), row.sequence > OLD, "{}", row.sequence);
        }
        let new = rows.iter().skip(leaves.len());
        leaves.extend(new.map(|row| hash::leaf(&row.body)));
        let after = whole(pool).await;
        assert_eq!(after.entries, 800);
        assert_eq!(after.root, hex::encode(tree_head(&leaves)));

        let reader = AuditReader::new(&store.store);
        let body = reader.find(7).await.unwrap().unwrap().body;
        let proof = reader.prove_entry(7, 800).await.unwrap();
        proof.check(&body, &tree_head(&leaves)).unwrap();
    }
}

#[tokio::test]
async fn an_altered_entry_from_before_the_tree_is_found() {
    for (store, _) in upgraded().await {
        let pool = store.store.reader();
        append_at_once(&AuditWriter::start(store.store.clone()), OLD + 1..=OLD + 10).await;
        let attacker = store.unprotected().await;
        for (text, sequence, failure) in [
            (
                "UPDATE entries SET root = NULL WHERE sequence = 605",
                605,
                Failure::Head,
            ),
            (
                "UPDATE entries SET address = NULL WHERE sequence = 8",
                8,
                Failure::Column,
            ),
            (
                "UPDATE entries SET body = (SELECT body FROM entries WHERE sequence = 8) WHERE sequence = 7",
                7,
                Failure::Body,
            ),
            (
                "DELETE FROM entries WHERE sequence = 5",
                5,
                Failure::Missing,
            ),
        ] {
            run(&attacker, text).await.unwrap();
            let found = verified(pool).await;
            assert_eq!(
                found,
                Verification::OpenFailures { sequence, failure },
                "{text}"
            );
        }
    }
}

/// Who forges an entry with its leaf before anything was written to the tree is found by the first head after it.
#[tokio::test]
async fn a_forged_entry_from_before_the_tree_does_not_lead_to_its_head() {
    for (store, _) in upgraded().await {
        append_at_once(&AuditWriter::start(store.store.clone()), OLD + 1..=OLD + 1).await;
        let attacker = store.unprotected().await;
        let rows = store::scan(&attacker, 598, 1).await.unwrap();
        let forged = crate::base::ids::RequestId::generate();
        let text = String::from_utf8(rows[0].body.clone()).unwrap();
        let body = text.replace(&rows[0].request_id.to_string(), &forged.uuid().to_string());
        let leaf = hash::leaf(body.as_bytes());
        with_pool!(&attacker, |db| sqlx::query(
            "UPDATE entries SET request_id = $1, body = $2, leaf = $3 WHERE sequence = 599"
        )
        .bind(forged)
        .bind(body.as_bytes())
        .bind(leaf.as_slice())
        .execute(db)
        .await
        .map(drop))
        .unwrap();
        let (sequence, failure) = (OLD + 1, Failure::Head);
        let found = verified(store.store.reader()).await;
        assert_eq!(found, Verification::OpenFailures { sequence, failure });
    }
}
