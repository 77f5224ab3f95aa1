//! Checkpoints outside: a folder that other tools can read, an address that is away at first, a witness that wants to see that
//! the log goes on.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hufu::{
    base::clock::Clock,
    config::Secret,
    kernel::{
        authz::Grant,
        evidence::{CheckpointMake, EvidenceProve, deliver, make, prove_entry, verification_keys},
    },
};
use hufu_proof::{Checkpoint, PublishedLeaves};
use sha2::{Digest, Sha256};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::tlog;

use crate::{
    harness::{Engine, office::Office, sql},
    on_each_engine,
    stand_in::{Answer, StandIn},
};

const WITNESS: &str = "witness.example";

/// A witness by the letter of C2SP tlog-witness, with the proofs checked by a library that is not ours.
struct TestWitness {
    pair: Ed25519KeyPair,
    seen: Mutex<Option<(u64, tlog::Hash)>>,
    asked: Mutex<Vec<String>>,
}

impl TestWitness {
    fn new() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key");
        Self {
            pair,
            seen: Mutex::new(None),
            asked: Mutex::new(Vec::new()),
        }
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(WITNESS)
            .chain_update([b'\n', 4])
            .chain_update(self.pair.public_key().as_ref())
            .finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn key(&self) -> String {
        let mut key = vec![4];
        key.extend(self.pair.public_key().as_ref());
        format!(
            "{WITNESS}+{}+{}",
            hex::encode(self.id()),
            STANDARD.encode(key)
        )
    }

    fn answer(&self, body: &str) -> Answer {
        self.asked.lock().expect("a lock").push(body.to_owned());
        let (head, note) = body.split_once("\n\n").expect("a checkpoint");
        let mut lines = head.lines();
        let old: u64 = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .expect("a size")
            .parse()
            .expect("a size");
        let proof: tlog::TreeProof = lines
            .map(|line| {
                tlog::Hash(
                    STANDARD
                        .decode(line)
                        .expect("base64")
                        .try_into()
                        .expect("32 bytes"),
                )
            })
            .collect();
        let text = note.split_once("\n\n").expect("signatures").0;
        let mut lines = text.lines().skip(1);
        let size: u64 = lines.next().expect("a size").parse().expect("a size");
        let root = tlog::Hash(
            STANDARD
                .decode(lines.next().expect("a root"))
                .expect("base64")
                .try_into()
                .expect("32 bytes"),
        );
        let mut seen = self.seen.lock().expect("a lock");
        let known = seen.as_ref().map_or(0, |(size, _)| *size);
        if old != known {
            return Answer::With(409, format!("{known}\n"));
        }
        if let Some((before, then)) = seen.as_ref()
            && tlog::check_tree(&proof, size, root, *before, *then).is_err()
        {
            return Answer::With(422, String::new());
        }
        *seen = Some((size, root));
        let time = 1_800_000_000_u64;
        let signed = self
            .pair
            .sign(format!("cosignature/v1\ntime {time}\n{text}\n").as_bytes());
        let mut signature = self.id().to_vec();
        signature.extend(time.to_be_bytes());
        signature.extend(signed.as_ref());
        Answer::With(
            200,
            format!("\u{2014} {WITNESS} {}\n", STANDARD.encode(signature)),
        )
    }
}

async fn checkpoint(office: &Office) -> Checkpoint {
    let grant = Grant::<CheckpointMake>::operator(&office.kernel)
        .await
        .expect("a grant");
    make(grant).await.expect("a checkpoint")
}

/// The head of the published leaves, by another's arithmetic.
fn published_root(folder: &Path, size: u64) -> tlog::Hash {
    let mut hashes: Vec<tlog::Hash> = Vec::new();
    let mut leaves = Vec::new();
    for tile in 0..size.div_ceil(256) {
        let width = (size - tile * 256).min(256);
        let name = if width == 256 {
            format!("tile/0/{tile:03}")
        } else {
            format!("tile/0/{tile:03}.p/{width}")
        };
        leaves.extend(std::fs::read(folder.join(name)).expect("a tile"));
    }
    for (number, leaf) in leaves.chunks(32).enumerate() {
        let leaf = tlog::Hash(leaf.try_into().expect("32 bytes"));
        let stored = tlog::stored_hashes_for_record_hash(number as u64, leaf, &Known(&hashes))
            .expect("hashes");
        hashes.extend(stored);
    }
    tlog::tree_hash(size, &Known(&hashes)).expect("a root")
}

struct Known<'a>(&'a [tlog::Hash]);

impl tlog::HashReader for Known<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog_tiles::Error> {
        Ok(indexes
            .iter()
            .map(|index| self.0[*index as usize])
            .collect())
    }
}

async fn checkpoints_reach_everybody(engine: Engine) {
    let witness = Arc::new(TestWitness::new());
    let hooked = Arc::new(Mutex::new(Vec::<String>::new()));
    let (witnessing, hooking) = (Arc::clone(&witness), Arc::clone(&hooked));
    // One server for both: it has one certificate.
    let outside = StandIn::start(move |call, asked| match asked.path.as_str() {
        "/witness/add-checkpoint" => witnessing.answer(&asked.body),
        // Away for the three tries of the first delivery.
        _ if call <= 3 => Answer::With(503, String::new()),
        _ => {
            assert_eq!(asked.header("authorization"), "Bearer a-token");
            hooking.lock().expect("a lock").push(asked.body.clone());
            Answer::With(204, String::new())
        }
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let published = folder.path().join("published");
    let office = Office::open(engine, Clock::system().now(), |config| {
        config.publishing.checkpoint_directory = Some(published.clone());
        let token = Secret::new("a-token".to_owned());
        config.publishing.checkpoint_hook = Some(format!("{}hook", outside.url()));
        config.publishing.checkpoint_hook_token = Some(token);
        config.publishing.witness = Some(format!("{}witness", outside.url()));
        config.publishing.witness_key = Some(witness.key());
        config.publishing.ca_certificate = outside.authority();
    })
    .await;
    let store = &office.config.stores.audit;
    let deliveries =
        async || sql::number(store, "SELECT COUNT(*) FROM checkpoint_deliveries", &[]).await;
    let grant = Grant::<EvidenceProve>::operator(&office.kernel)
        .await
        .expect("a grant");
    let keys = verification_keys(&grant).await.expect("keys");
    let key = keys[0].to_string();

    office.append(20).await;
    let first = checkpoint(&office).await;
    deliver(&office.kernel).await.expect("delivering");
    assert_eq!(
        deliveries().await,
        2,
        "folder and witness; the hook is away, which keeps nothing from the others"
    );
    deliver(&office.kernel).await.expect("delivering");
    assert_eq!(deliveries().await, 3);
    assert_eq!(*hooked.lock().expect("a lock"), [first.note().to_string()]);

    office.append(600).await;
    let second = checkpoint(&office).await;
    deliver(&office.kernel).await.expect("delivering");
    assert_eq!(deliveries().await, 6);
    // The witness lost what it saw: it says so, and is asked again from there.
    *witness.seen.lock().expect("a lock") = None;
    office.append(5).await;
    let second = (second.size(), checkpoint(&office).await);
    deliver(&office.kernel).await.expect("delivering");
    assert_eq!(deliveries().await, 9);
    let asked = witness.asked.lock().expect("a lock").clone();
    let old: Vec<_> = asked
        .iter()
        .filter_map(|body| body.lines().next())
        .map(str::to_owned)
        .collect();
    assert_eq!(
        old,
        [
            "old 0".to_owned(),
            format!("old {}", first.size()),
            format!("old {}", second.0),
            "old 0".to_owned()
        ]
    );
    let second = second.1;

    // What stands in the folder is a log of its own: other tools verify note, tiles and head.
    let size = second.size() as u64;
    let note = std::fs::read(published.join("checkpoint")).expect("a checkpoint");
    let verifier = StandardVerifier::new(&key).expect("a key");
    let verifiers = VerifierList::new(vec![Box::new(verifier)]);
    let (signed, _) = Note::from_bytes(&note)
        .expect("a note")
        .verify(&verifiers)
        .expect("signed");
    assert_eq!(signed.len(), 1);
    assert_eq!(published_root(&published, size).0, *second.root());
    let read: Checkpoint = String::from_utf8(note)
        .expect("text")
        .parse()
        .expect("a checkpoint");
    assert_eq!(
        read,
        *PublishedLeaves::open(&published)
            .expect("a folder")
            .checkpoint()
    );
    assert!(
        published
            .join("checkpoints")
            .join(first.size().to_string())
            .exists(),
        "the older one stays"
    );

    // A proof carries the witness's word.
    let (bundle, _) = prove_entry(&grant, 5).await.expect("a proof");
    bundle
        .check(&key.parse().expect("a key"))
        .expect("by the log");
    bundle
        .check(&witness.key().parse().expect("a key"))
        .expect("by the witness");
    outside.stop().await;
}

/// Whoever rewrites the log gets no signature under it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewritten_log_is_not_signed() {
    let office = Office::open(Engine::Sqlite, Clock::system().now(), |_| {}).await;
    office.append(10).await;
    checkpoint(&office).await;
    let store = &office.config.stores.audit;
    for text in [
        "DROP TRIGGER entries_no_update",
        "UPDATE entries SET leaf = x'0000000000000000000000000000000000000000000000000000000000000000' WHERE sequence = 3",
    ] {
        sql::execute(store, text, &[]).await.expect("a thief");
    }
    let grant = Grant::<CheckpointMake>::operator(&office.kernel)
        .await
        .expect("a grant");
    assert!(make(grant).await.is_err());
    let refused = "SELECT COUNT(*) FROM entries WHERE event = 'audit.checkpoint_refused'";
    assert_eq!(sql::number(store, refused, &[]).await, 1);
    assert_eq!(
        sql::number(store, "SELECT COUNT(*) FROM checkpoints", &[]).await,
        1
    );
}

/// What was published is never contradicted, whoever asks Hufu to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_keeps_its_checkpoint_from_a_log_that_does_not_go_on_from_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let published = folder.path().join("published");
    let mut notes = Vec::new();
    for entries in [10, 40] {
        let office = Office::open(Engine::Sqlite, Clock::system().now(), |config| {
            config.publishing.checkpoint_directory = Some(published.clone());
        })
        .await;
        office.append(entries).await;
        checkpoint(&office).await;
        deliver(&office.kernel).await.expect("delivering");
        notes.push(std::fs::read_to_string(published.join("checkpoint")).expect("a checkpoint"));
        let delivered = "SELECT COUNT(*) FROM checkpoint_deliveries";
        let count = sql::number(&office.config.stores.audit, delivered, &[]).await;
        assert_eq!(count, i64::from(entries == 10), "the second log is another");
    }
    assert_eq!(notes[0], notes[1]);
}

/// Hashes that were lost with their folder are written again, from the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_was_lost_is_written_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let published = folder.path().join("published");
    let office = Office::open(Engine::Sqlite, Clock::system().now(), |config| {
        config.publishing.checkpoint_directory = Some(published.clone());
    })
    .await;
    office.append(300).await;
    checkpoint(&office).await;
    deliver(&office.kernel).await.expect("delivering");
    std::fs::remove_dir_all(&published).expect("a loss");
    office.append(10).await;
    let newest = checkpoint(&office).await;
    deliver(&office.kernel).await.expect("delivering");
    let root = published_root(&published, newest.size() as u64);
    assert_eq!(root.0, *newest.root());
}

on_each_engine! {
    checkpoints_reach_everybody
}
