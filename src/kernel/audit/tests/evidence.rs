//! Verification of what is large and of what must not be touched.

use super::{append_all, stores::sqlite, whole};
use crate::{
    base::ids::SubjectId,
    kernel::{
        audit::AuditWriter,
        db::{Location, Store, StoreName},
    },
    with_pool,
};

#[tokio::test]
async fn many_subjects_are_read_in_pieces() {
    let store = sqlite().await;
    let writer = AuditWriter::start(store.store.clone());
    for count in [60_000, 0, 3, 50_000] {
        let mut entry = super::entry(3);
        entry.details = entry
            .details
            .subjects((0..count).map(|_| SubjectId::generate()));
        writer.append(entry).await.unwrap();
    }
    assert_eq!(whole(store.store.reader()).await.entries, 4);
}

#[tokio::test]
async fn a_copy_is_verified_without_touching_it() {
    let store = sqlite().await;
    append_all(&AuditWriter::start(store.store.clone()), 5).await;
    let Location::Sqlite(path) = &store.location else {
        unreachable!()
    };
    // While the log is being written to.
    let live = Store::open_read_only(StoreName::Audit, &store.location)
        .await
        .unwrap();
    let before_closing = whole(&live).await;
    assert_eq!(before_closing.entries, 5);
    with_pool!(&live, |db| db.close().await);

    store.store.close().await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("evidence.sqlite");
    std::fs::copy(path, &copy).unwrap();
    let before = std::fs::read(&copy).unwrap();
    let location = Location::Sqlite(copy.clone());
    let pool = Store::open_read_only(StoreName::Audit, &location)
        .await
        .unwrap();
    assert_eq!(whole(&pool).await, before_closing);
    with_pool!(&pool, |db| db.close().await);
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let absent = Location::Sqlite(folder.path().join("absent.sqlite"));
    assert!(
        Store::open_read_only(StoreName::Audit, &absent)
            .await
            .is_err()
    );
}
