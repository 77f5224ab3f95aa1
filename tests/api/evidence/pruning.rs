//! Retention: what is past it goes, what is not cannot, and every proof of what remains holds.

use hufu::{
    base::clock::Clock,
    config::StoreLocation,
    kernel::{
        audit::{Outside, Verification, verify},
        authz::Grant,
        db::{Location, Store, StoreName},
        evidence::{
            CheckpointMake, EvidenceProve, EvidencePrune, make, prove_entry, prunable, prune,
        },
        failure::Failure,
    },
};
use sha2::{Digest, Sha256};

use crate::{
    harness::{Engine, log, office::Office, sql},
    on_each_engine,
};

const OLD: u32 = 300;
const LATER: u32 = 10;

/// A log with entries of twenty and of ten months ago, each of them under a checkpoint of then.
pub(super) async fn aged(engine: Engine) -> Office {
    let now = Clock::system().now();
    let office = Office::open(engine, now.months_before(20), |_| {}).await;
    office.append(OLD).await;
    checkpoint(&office).await;
    office
        .clock
        .advance(now.months_before(10).since(office.clock.now()));
    office.append(LATER).await;
    checkpoint(&office).await;
    office.clock.advance(now.since(office.clock.now()));
    office
}

async fn checkpoint(office: &Office) -> i64 {
    let grant = Grant::<CheckpointMake>::operator(&office.kernel)
        .await
        .expect("a grant");
    make(grant).await.expect("a checkpoint").size()
}

pub(super) async fn verified(office: &Office) -> Verification {
    let location = match &office.config.stores.audit {
        StoreLocation::Sqlite(path) => Location::Sqlite(path.clone()),
        StoreLocation::Postgres { reader, .. } => {
            let url = reader.expose().to_owned();
            Location::Postgres {
                reader: url.clone(),
                writer: url.clone(),
                owner: url,
            }
        }
    };
    let pool = Store::open_read_only(StoreName::Audit, &location)
        .await
        .expect("the store");
    verify(&pool, &Outside::default(), |_, _| ())
        .await
        .expect("reading")
}

async fn what_is_past_its_retention_goes_and_proofs_hold(engine: Engine) {
    let office = aged(engine).await;
    let store = &office.config.stores.audit;
    let due = prunable(&office.kernel)
        .await
        .expect("reading")
        .expect("something is due");
    let old = log::entries_in(store, 0).await;
    let last_old = old.iter().rfind(|entry| entry.at < due.cutoff);
    let last_old = last_old.expect("an old entry");
    assert_eq!(last_old.event, "audit.checkpoint_made");
    assert_eq!((due.first, due.through), (1, last_old.sequence));
    assert!(due.through >= OLD.into());
    let bodies = sql::numbered(
        store,
        "SELECT sequence, body FROM entries ORDER BY sequence",
    )
    .await;

    let archive = office.folder().join("archive");
    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    let removed = prune(&grant, Some(&archive)).await.expect("pruning");
    assert_eq!(removed, due.through);

    // The archive holds the bodies byte for byte, and the log holds the archive's digest.
    let file = archive.join(format!("hufu-audit-1-{}.jsonl", due.through));
    let text = std::fs::read_to_string(&file).expect("the archive");
    let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    assert_eq!(lines.len() as i64, due.through);
    assert!(
        lines
            .iter()
            .zip(&bodies)
            .all(|(line, (_, body))| line == body)
    );
    let leaves = sql::numbered(
        store,
        "SELECT sequence, leaf FROM pruned_leaves ORDER BY sequence",
    )
    .await;
    let leaf = |body: &[u8]| {
        Sha256::new()
            .chain_update([0])
            .chain_update(body)
            .finalize()
            .to_vec()
    };
    assert!(
        leaves
            .iter()
            .map(|(_, kept)| kept.clone())
            .eq(lines.iter().map(|line| leaf(line)))
    );
    let rest = log::entries_in(store, 0).await;
    assert_eq!(
        rest[0].sequence,
        due.through + 1,
        "bodies are gone up to there"
    );
    let told = rest
        .iter()
        .find(|entry| entry.event == "audit.pruned")
        .expect("an entry of it");
    assert_eq!(told.facts["archive"], hex::encode(Sha256::digest(&text)));
    assert_eq!(told.facts["through"], due.through);

    let Verification::Whole(whole) = verified(&office).await else {
        panic!("the log does not hold after pruning");
    };
    assert_eq!(whole.pruned, due.through);
    let subjects = sql::number(store, "SELECT COUNT(*) FROM entry_subjects", &[]).await;
    assert!(
        subjects >= LATER.into() && subjects < OLD.into(),
        "whom they were about is forgotten too"
    );

    let grant = Grant::<EvidenceProve>::operator(&office.kernel)
        .await
        .expect("a grant");
    let (bundle, _) = prove_entry(&grant, due.through + 3)
        .await
        .expect("a proof of what remains");
    bundle
        .check(&bundle.key.parse().expect("a key"))
        .expect("it holds");
    assert_eq!(prove_entry(&grant, 5).await.err(), Some(Failure::NotFound));

    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert_eq!(prune(&grant, None).await, Ok(0), "nothing is due twice");
}

/// Whoever has the database cannot use the way that pruning takes for what is not past the law's six months.
async fn what_is_younger_cannot_go(engine: Engine) {
    let office = aged(engine).await;
    office.append(1).await;
    let store = &office.config.stores.audit;
    for text in [
        "DELETE FROM entries",
        "DELETE FROM entries WHERE sequence = 1",
        "DELETE FROM entry_subjects",
        "INSERT INTO pruned_leaves (sequence, leaf) SELECT sequence, leaf FROM entries WHERE sequence = 1",
        "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (1000, 9000000000000000, 1, 1)",
    ] {
        assert!(refused(store, text).await, "{text}");
    }
    // A pruning that says it is of old entries opens the way to old entries alone.
    assert!(!refused(store, "INSERT INTO prunings (through, cutoff, at, audit_entry) SELECT MAX(sequence), 1, 1, 1 FROM entries").await);
    for text in [
        "DELETE FROM entry_subjects WHERE sequence = (SELECT MAX(sequence) FROM entry_subjects)",
        "DELETE FROM entries WHERE sequence = (SELECT MAX(sequence) FROM entries)",
        "DELETE FROM entries WHERE sequence = 1",
    ] {
        assert!(refused(store, text).await, "{text}");
    }
}

async fn refused(store: &StoreLocation, text: &'static str) -> bool {
    sql::execute(store, text, &[]).await.is_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_goes_while_the_archive_cannot_be_written() {
    let office = aged(Engine::Sqlite).await;
    let store = &office.config.stores.audit;
    let before = log::entries_in(store, 0).await.len();
    let in_the_way = office.folder().join("a-file");
    std::fs::write(&in_the_way, "").expect("a file");
    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert!(prune(&grant, Some(&in_the_way)).await.is_err());
    assert_eq!(
        log::entries_in(store, 0).await.len(),
        before,
        "and nothing says that it went"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pruning_that_was_cut_off_is_completed() {
    let office = aged(Engine::Sqlite).await;
    let store = &office.config.stores.audit;
    // As after a crash between the note that it begins and its end.
    let stop =
        "CREATE TRIGGER stop BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'no power'); END";
    assert!(!refused(store, stop).await);
    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert!(prune(&grant, None).await.is_err());
    assert!(!refused(store, "DROP TRIGGER stop").await);
    assert!(matches!(verified(&office).await, Verification::Whole(whole) if whole.pruned == 0));
    let removed = prune(&grant, None).await.expect("pruning");
    assert!(removed >= OLD.into());
    let rest = log::entries_in(store, 0).await;
    assert_eq!(rest[0].sequence, removed + 1);
    assert!(
        rest.iter()
            .any(|entry| entry.event == "audit.pruning_resumed")
    );
    assert!(
        matches!(verified(&office).await, Verification::Whole(whole) if whole.pruned == removed)
    );
}

/// Whoever may write rows and not entries makes nothing go by a row alone.
async fn a_pruning_that_the_log_does_not_tell_of_is_not_completed(engine: Engine) {
    let office = aged(engine).await;
    let store = &office.config.stores.audit;
    let before = log::entries_in(store, 0).await.len();
    let forged = "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (200, 1, 1, 1)";
    assert!(!refused(store, forged).await);
    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert!(prune(&grant, None).await.is_err());
    assert_eq!(log::entries_in(store, 0).await.len(), before);
}

/// The least that configuration takes: the database counts six months too, by its own clock.
async fn the_least_retention_is_pruned_to(engine: Engine) {
    let now = Clock::system().now();
    let office = Office::open(engine, now.months_before(20), |config| {
        config.evidence.retention_months = 6;
    })
    .await;
    office.append(10).await;
    let old = checkpoint(&office).await;
    office
        .clock
        .advance(now.months_before(5).since(office.clock.now()));
    office.append(10).await;
    checkpoint(&office).await;
    office.clock.advance(now.since(office.clock.now()));
    let grant = Grant::<EvidencePrune>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert_eq!(prune(&grant, None).await, Ok(old));
    assert!(matches!(verified(&office).await, Verification::Whole(whole) if whole.pruned == old));
}

on_each_engine! {
    what_is_past_its_retention_goes_and_proofs_hold
    what_is_younger_cannot_go
    a_pruning_that_the_log_does_not_tell_of_is_not_completed
    the_least_retention_is_pruned_to
}
