//! The store goes away and comes back: what cannot be written fails, and nothing needs a restart.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use super::{
    append_all, entry,
    process::{Process, Said, Task},
    stores::{self, TestStore, run, sqlite, stores},
    whole,
};
use crate::kernel::{
    audit::{AuditUnavailable, AuditWriter, store::lock_head},
    db::{Location, Pool, Store, StoreName},
};

fn path(store: &TestStore) -> PathBuf {
    match &store.location {
        Location::Sqlite(path) => path.clone(),
        Location::Postgres { .. } => unreachable!("an SQLite store"),
    }
}

/// One more entry must fail, and the writer must say so.
async fn assert_away(writer: &AuditWriter, number: i64) {
    let before = writer.health().not_written();
    assert_eq!(writer.append(entry(number)).await, Err(AuditUnavailable));
    assert!(!writer.health().is_available());
    assert_eq!(writer.health().not_written(), before + 1);
}

/// The next entry must be written, without a gap.
async fn assert_back(store: &TestStore, writer: &AuditWriter, number: i64) {
    assert_eq!(writer.append(entry(number)).await, Ok(number));
    assert!(writer.health().is_available());
    assert_eq!(whole(store.store.reader()).await.entries, number);
}

#[tokio::test]
async fn a_file_that_was_moved_away_takes_nothing_until_it_is_back() {
    let store = sqlite().await;
    let writer = AuditWriter::start(store.store.clone());
    append_all(&writer, 3).await;
    let (file, away) = (path(&store), path(&store).with_extension("away"));
    fs::rename(&file, &away).unwrap();
    assert_away(&writer, 4).await;
    // Another file in its place is not the log either.
    fs::copy(&away, &file).unwrap();
    assert_away(&writer, 4).await;
    fs::rename(&away, &file).unwrap();
    assert_back(&store, &writer, 4).await;
}

/// A file system of four megabytes, gone when dropped; `None` where this process may not mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "hufu-test"])
            .arg(folder.path())
            .output();
        let mounted = mount.is_ok_and(|mount| mount.status.success());
        mounted.then(|| Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_takes_nothing_until_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!(
            "SKIPPED: no file system can be mounted here; the limit on a file's size stands in for a full disk"
        );
        return;
    };
    let location = Location::Sqlite(disk.0.path().join("audit.sqlite"));
    let store = stores::open(location, tempfile::tempdir().unwrap()).await;
    let writer = AuditWriter::start(store.store.clone());
    let mut written = 0;
    while writer.append(entry(written + 1)).await == Ok(written + 1) {
        written += 1;
        if written == 20 {
            let rest = fs::write(disk.0.path().join("filler"), vec![0; 4 << 20]);
            assert!(rest.is_err(), "the disk is full");
        }
        assert!(written < 1_000, "the disk was not full");
    }
    assert!(written >= 20);
    assert_away(&writer, written + 1).await;
    assert_eq!(whole(store.store.reader()).await.entries, written);
    fs::remove_file(disk.0.path().join("filler")).unwrap();
    assert_back(&store, &writer, written + 1).await;
    store.store.close().await;
}

/// In a process of its own, since a limit holds for all of one.
#[tokio::test]
async fn a_file_that_may_not_grow_is_an_outage() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("audit.sqlite"));
    let mut process = Process::start(&location, Task::Fill);
    let said: Vec<Said> = std::iter::from_fn(|| process.next()).collect();
    let refused = said.iter().position(|said| *said == Said::Refused);
    let refused = refused.expect("the file came to its limit");
    assert_eq!(
        said.len(),
        refused + 2,
        "one more after the limit was lifted"
    );
    let acknowledged = said.iter().filter_map(|said| match said {
        Said::Acknowledged(number, _) => Some(*number),
        Said::Refused => None,
    });
    let count = i64::try_from(said.len() - 1).unwrap();
    assert!(acknowledged.eq(1..=count), "{said:?}");
    let store = stores::open(location, folder).await;
    assert_eq!(whole(store.store.reader()).await.entries, count);
}

/// How many wait for a lock in this database.
const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// When nobody waits any longer; a busy machine does not reach it.
const DEADLINE: Duration = Duration::from_secs(180);

async fn waits_for_a_lock(admin: &sqlx::PgPool) {
    while sqlx::query_scalar::<_, i64>(WAITING)
        .fetch_one(admin)
        .await
        .unwrap()
        == 0
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_backend_fails_who_waits_and_nobody_after() {
    for store in stores().await {
        let plain = store.plain().await;
        let Pool::Postgres(admin) = &plain else {
            continue;
        };
        let writer = AuditWriter::start(store.store.clone());
        append_all(&writer, 3).await;
        let other = Store::open(StoreName::Audit, &store.location)
            .await
            .unwrap();
        let mut lock = other.begin().await.unwrap();
        lock_head(&mut lock).await.unwrap();
        let waits = tokio::spawn({
            let writer = writer.clone();
            async move { writer.append(entry(4)).await }
        });
        tokio::time::timeout(DEADLINE, waits_for_a_lock(admin))
            .await
            .expect("the writer waits for the lock");
        run(
            &plain,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .await
        .unwrap();
        assert_eq!(waits.await.unwrap(), Err(AuditUnavailable));
        assert!(!writer.health().is_available());
        assert_eq!(writer.health().not_written(), 1);
        drop(lock);
        assert_back(&store, &writer, 4).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_connections_is_an_outage() {
    let Ok(server) = std::env::var("HUFU_TEST_POSTGRES") else {
        return;
    };
    for store in stores().await {
        let Location::Postgres { owner, .. } = &store.location else {
            continue;
        };
        let name = owner.rsplit('/').next().unwrap();
        let writer = AuditWriter::start(store.store.clone());
        append_all(&writer, 3).await;
        let admin = sqlx::PgPool::connect(&server).await.unwrap();
        let allow = async |allowed: &str| {
            let mut alter = sqlx::QueryBuilder::new("ALTER DATABASE ");
            alter.push(name).push(" ALLOW_CONNECTIONS ").push(allowed);
            alter.build().execute(&admin).await.unwrap();
        };
        allow("false").await;
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
            .bind(name)
            .execute(&admin)
            .await
            .unwrap();
        assert_away(&writer, 4).await;
        allow("true").await;
        assert_back(&store, &writer, 4).await;
    }
}
