//! A whole log made anew by somebody who computes every hash: the store alone cannot show it, what is kept elsewhere does.

use hufu_proof::{Checkpoint, Frontier, PublishedLeaves, hash};

use super::{
    append_at_once,
    keys::{ORIGIN, checkpoint, keep, keep_key, signing_key},
    publishing::publish,
    stores::{TestStore, fresh_like, stores},
    whole,
};
use crate::{
    base::ids::{RequestId, SubjectId},
    kernel::audit::{
        AuditReader, AuditWriter, Outside, SigningKey, StoredEntry, Verification,
        VerificationFailure as Failure, check_schema_guards,
        store::{self, NewRow},
        verify,
    },
};

const SIZE: i64 = 300;

/// What the thief makes of the entries.
#[derive(Clone, Copy, Debug)]
enum Forgery {
    /// Another request in this entry.
    Altered(i64),
    /// As if it had never been.
    Removed(i64),
    /// The one before it once more.
    Inserted(i64),
    /// It and the next in the other order.
    Exchanged(i64),
    Cut(i64),
}

/// An entry with its subjects.
type Told = (StoredEntry, Vec<SubjectId>);

impl Forgery {
    fn of(self, mut told: Vec<Told>) -> Vec<Told> {
        let index = |sequence: i64| usize::try_from(sequence - 1).unwrap();
        match self {
            Self::Altered(entry) => told[index(entry)].0.request = RequestId::generate(),
            Self::Removed(entry) => drop(told.remove(index(entry))),
            Self::Inserted(entry) => told.insert(index(entry), told[index(entry - 1)].clone()),
            Self::Exchanged(entry) => told.swap(index(entry), index(entry + 1)),
            Self::Cut(last) => told.truncate(index(last + 1)),
        }
        told
    }
}

async fn read(store: &TestStore) -> Vec<Told> {
    let pool = store.store.reader();
    let mut told = Vec::new();
    for row in store::scan(pool, 0, SIZE).await.unwrap() {
        let subjects = store::subjects(pool, row.sequence, row.sequence, i64::MAX);
        let subjects = subjects.await.unwrap().into_iter().map(|(_, id)| id);
        let entry = serde_json::from_slice(&row.body).unwrap();
        told.push((entry, subjects.collect()));
    }
    told
}

/// Makes the log anew in an empty store with all its schema guards, by the same functions that write it.
async fn make_anew(like: &TestStore, told: Vec<Told>) -> TestStore {
    let made = fresh_like(like).await;
    let (mut frontier, mut nodes) = (Frontier::empty(), Vec::new());
    let (mut rows, mut named) = (Vec::new(), Vec::new());
    for (sequence, (mut entry, subjects)) in (1..).zip(told) {
        entry.sequence = sequence;
        let body = serde_json::to_vec(&entry).unwrap();
        let leaf = hash::leaf(&body);
        frontier.push(leaf, |node| nodes.push(node));
        named.extend(subjects.into_iter().map(|subject| (sequence, subject)));
        rows.push(NewRow {
            sequence,
            at: entry.at,
            event: "order.viewed",
            outcome: entry.outcome.as_str(),
            actor: entry.actor.map(|id| id.uuid()),
            role: entry.role,
            session: entry.session.map(|id| id.uuid()),
            permission: "order:read",
            resource_kind: entry.resource_kind.map(|_| "order"),
            resource: entry.resource,
            request: entry.request.uuid(),
            address: entry.address,
            body,
            leaf,
            root: frontier.root(),
        });
    }
    let mut transaction = made.store.begin().await.unwrap();
    store::insert_entries(&mut transaction, &rows)
        .await
        .unwrap();
    store::insert_subjects(&mut transaction, &named)
        .await
        .unwrap();
    store::insert_nodes(&mut transaction, &nodes).await.unwrap();
    transaction.commit().await.unwrap();
    made
}

/// The log as it was, and what was sent elsewhere from it: checkpoints, and at last the hashes of the first 290 leaves.
struct Victim {
    store: TestStore,
    told: Vec<Told>,
    key: SigningKey,
    checkpoints: Vec<Checkpoint>,
    folder: tempfile::TempDir,
}

impl Victim {
    async fn of(store: TestStore) -> Self {
        append_at_once(&AuditWriter::start(store.store.clone()), 1..=SIZE).await;
        let (key, mut checkpoints) = (signing_key(ORIGIN), Vec::new());
        for size in [100, 200, 290] {
            checkpoints.push(checkpoint(&store.store, &key, size).await);
        }
        let rows = store::scan(store.store.reader(), 0, SIZE).await.unwrap();
        let leaves: Vec<_> = rows.iter().map(|row| hash::leaf(&row.body)).collect();
        let folder = tempfile::tempdir().unwrap();
        publish(folder.path(), &leaves, &checkpoints[2]);
        let told = read(&store).await;
        Self {
            store,
            told,
            key,
            checkpoints,
            folder,
        }
    }

    async fn rewritten(&self, forgery: Forgery) -> TestStore {
        make_anew(&self.store, forgery.of(self.told.clone())).await
    }

    /// The checkpoints and who may have signed them.
    fn checkpoints(&self) -> Outside {
        Outside {
            keys: Some(vec![self.key.verifier().clone()]),
            checkpoints: self.checkpoints.clone(),
            found: Vec::new(),
            leaves: Vec::new(),
        }
    }

    /// The folder of published hashes too.
    fn published(&self) -> Outside {
        Outside {
            leaves: vec![PublishedLeaves::open(self.folder.path()).unwrap()],
            ..self.checkpoints()
        }
    }
}

async fn against(store: &TestStore, outside: &Outside) -> Verification {
    let pool = store.store.reader();
    verify(pool, outside, |_, _| ()).await.unwrap()
}

fn broken(sequence: i64, failure: Failure) -> Verification {
    Verification::OpenFailures { sequence, failure }
}

const SECOND: Failure = Failure::Checkpoint { after: 100 };

/// What was done; what checkpoints say of it, and what published hashes say.
const REWRITTEN: [(Forgery, i64, Failure, i64, Failure); 6] = [
    (
        Forgery::Altered(7),
        100,
        Failure::Checkpoint { after: 0 },
        7,
        Failure::Published,
    ),
    (Forgery::Altered(150), 200, SECOND, 150, Failure::Published),
    (Forgery::Removed(150), 200, SECOND, 150, Failure::Published),
    (Forgery::Inserted(150), 200, SECOND, 150, Failure::Published),
    (
        Forgery::Exchanged(150),
        200,
        SECOND,
        150,
        Failure::Published,
    ),
    (
        Forgery::Cut(285),
        286,
        Failure::Missing,
        286,
        Failure::Missing,
    ),
];

#[tokio::test]
async fn a_log_made_anew_shows_only_against_what_is_kept_elsewhere() {
    for store in stores().await {
        let victim = Victim::of(store).await;
        for (forgery, at, failure, exactly, published) in REWRITTEN {
            let rewritten = victim.rewritten(forgery).await;
            whole(rewritten.store.reader()).await;
            check_schema_guards(rewritten.store.reader()).await.unwrap();
            let found = against(&rewritten, &victim.checkpoints()).await;
            assert_eq!(found, broken(at, failure), "{forgery:?}");
            let found = against(&rewritten, &victim.published()).await;
            assert_eq!(found, broken(exactly, published), "{forgery:?}");
        }
    }
}

/// A folder that ends early takes nothing from one that goes on.
#[tokio::test]
async fn every_folder_counts() {
    for store in stores().await {
        let victim = Victim::of(store).await;
        let early = tempfile::tempdir().unwrap();
        let rows = store::scan(victim.store.store.reader(), 0, 100)
            .await
            .unwrap();
        let leaves: Vec<_> = rows.iter().map(|row| hash::leaf(&row.body)).collect();
        publish(early.path(), &leaves, &victim.checkpoints[0]);
        let rewritten = victim.rewritten(Forgery::Altered(150)).await;
        for folders in [
            [early.path(), victim.folder.path()],
            [victim.folder.path(), early.path()],
        ] {
            let mut outside = victim.checkpoints();
            outside.checkpoints.clear();
            for folder in folders {
                outside.add(PublishedLeaves::open(folder).unwrap()).unwrap();
            }
            let found = against(&rewritten, &outside).await;
            assert_eq!(found, broken(150, Failure::Published));
        }
    }
}

#[tokio::test]
async fn the_log_itself_holds_against_everything() {
    for store in stores().await {
        let victim = Victim::of(store).await;
        let Verification::Whole(held) = against(&victim.store, &victim.published()).await else {
            panic!("it holds");
        };
        assert_eq!((held.entries, held.checkpoint), (SIZE, Some(290)));
        // An honest copy is the same log.
        let copy = make_anew(&victim.store, victim.told.clone()).await;
        assert_eq!(
            against(&copy, &victim.published()).await,
            Verification::Whole(held)
        );
        // What came after the newest that was sent, nobody elsewhere knows of yet.
        let late = victim.rewritten(Forgery::Altered(295)).await;
        let found = against(&late, &victim.published()).await;
        assert!(matches!(found, Verification::Whole(whole) if whole.checkpoint == Some(290)));
        let late = victim.rewritten(Forgery::Cut(290)).await;
        let found = against(&late, &victim.published()).await;
        assert!(matches!(found, Verification::Whole(whole) if whole.entries == 290));
    }
}

/// The thief signs too, and names the own key in the store: the store alone believes it.
#[tokio::test]
async fn a_checkpoint_by_another_key_counts_for_nothing() {
    for store in stores().await {
        let victim = Victim::of(store).await;
        let rewritten = victim.rewritten(Forgery::Altered(150)).await;
        let thief = signing_key(ORIGIN);
        let pool = rewritten.unprotected().await;
        keep_key(&pool, &thief).await;
        keep(&pool, &checkpoint(&rewritten.store, &thief, 120).await).await;
        assert_eq!(whole(rewritten.store.reader()).await.checkpoint, Some(120));
        let found = against(&rewritten, &victim.checkpoints()).await;
        assert_eq!(found, broken(120, Failure::Signature));

        let forged = Outside {
            checkpoints: vec![checkpoint(&rewritten.store, &thief, SIZE).await],
            ..victim.checkpoints()
        };
        let found = against(&victim.store, &forged).await;
        assert_eq!(found, broken(SIZE, Failure::Signature));
        // What was only found beside others is no evidence without a signature of ours.
        let laid = Outside {
            checkpoints: victim.checkpoints.clone(),
            found: forged.checkpoints.clone(),
            ..victim.checkpoints()
        };
        let found = against(&victim.store, &laid).await;
        assert!(matches!(found, Verification::Whole(_)));
    }
}

/// Of pruned entries only the leaf is left: which one was exchanged, only what was published can tell.
#[tokio::test]
async fn an_altered_leaf_of_a_pruned_entry_is_named_by_what_was_published() {
    for store in stores().await {
        let victim = Victim::of(store).await;
        let owner = victim.store.unprotected().await;
        for text in [
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7",
            "UPDATE pruned_leaves SET leaf = (SELECT leaf FROM entries WHERE sequence = 9) WHERE sequence = 3",
        ] {
            super::stores::run(&owner, text).await.unwrap();
        }
        let found = against(&victim.store, &victim.published()).await;
        assert_eq!(found, broken(3, Failure::Published));
        let reader = AuditReader::new(&victim.store.store);
        let proof = reader.prove_entry(3, SIZE).await;
        assert!(proof.is_err(), "two leaves under one number");
    }
}
