//! `kill -9` of a writer under load, at random moments: no acknowledged entry is lost, and the tree verifies each time.

use std::{collections::HashMap, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

use super::{
    process::{Process, Said, Task},
    stores, whole,
};
use crate::{
    kernel::db::{Location, Store, StoreName},
    with_pool,
};

/// Logs on SQLite, and how often the writer of each is killed: a hundred times altogether.
const LOGS: usize = 4;
const ROUNDS: usize = 25;
const POSTGRES_ROUNDS: usize = 20;
/// Answers before a kill at most.
const ANSWERS: usize = 400;
/// The kill comes within this time of the last of them: several commits long.
const MOMENT: Duration = Duration::from_millis(5);

/// The requests of the entries after `last`.
async fn requests(store: &Store, last: i64) -> HashMap<i64, Uuid> {
    let rows: Vec<(i64, Uuid)> = with_pool!(store.reader(), |db| sqlx::query_as(
        "SELECT sequence, request_id FROM entries WHERE sequence > $1"
    )
    .bind(last)
    .fetch_all(db)
    .await)
    .unwrap();
    rows.into_iter().collect()
}

/// Kills the writer again and again, each time on what the last one left.
async fn kill_again_and_again(location: &Location, rounds: usize, random: &mut StdRng) {
    let mut last = 0;
    for round in 0..rounds {
        let mut process = Process::start(location, Task::Load);
        let enough = random.random_range(1..=ANSWERS);
        let mut said: Vec<Said> = (0..enough).map_while(|_| process.next()).collect();
        assert_eq!(said.len(), enough, "round {round}: it ended by itself");
        std::thread::sleep(random.random_range(Duration::ZERO..MOMENT));
        said.extend(process.kill());

        // Nobody has the store open now: it is opened as after a crash.
        let store = Store::open(StoreName::Audit, location).await.unwrap();
        let entries = whole(store.reader()).await.entries;
        let kept = requests(&store, last).await;
        for said in said {
            let Said::Acknowledged(number, request) = said else {
                panic!("round {round}: an entry was refused");
            };
            assert_eq!(kept.get(&number), Some(&request), "round {round}: {number}");
        }
        last = entries;
        store.close().await;
    }
}

fn seeded() -> StdRng {
    let seed = std::env::var("HUFU_TEST_SEED").ok();
    let seed = seed.map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("again with HUFU_TEST_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_lose_no_acknowledged_entry() {
    let mut random = seeded();
    for _ in 0..LOGS {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("audit.sqlite"));
        kill_again_and_again(&location, ROUNDS, &mut random).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_beside_a_server_lose_no_acknowledged_entry() {
    let mut random = seeded();
    for (location, _folder) in stores::locations().await {
        if matches!(location, Location::Postgres { .. }) {
            kill_again_and_again(&location, POSTGRES_ROUNDS, &mut random).await;
        }
    }
}
