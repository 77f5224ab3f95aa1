//! The life of key pairs: made, loaded by every instance, replaced when old, destroyed a day after that.
//!
//! Each step can be repeated, so that a crash in between only means that it is done again.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    EnvelopeKeyLoad, EnvelopeKeyRotate, LiveKey, events,
    keys::{KeyError, KeyPair},
    store::{self, KeyRow},
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{EnvelopeKeyId, RecordId, SubjectId},
    },
    kernel::{
        Kernel,
        audit::Event,
        authz::Grant,
        failure::Failure,
        jobs::JobOutcome,
        parts::{EnvelopeKey, SecretText},
        vault::Opened,
    },
};

/// How long a key pair is accepted after another replaced it: pages that were open, clients that keep a key for a day.
const ACCEPTED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes the first key pair and loads those there are: to be done before anything is answered.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn prepare(kernel: &Arc<Kernel>) -> Result<(), Failure> {
    while maintain(kernel).await? == JobOutcome::Worked {}
    Ok(())
}

/// Does what is due: destroys one key pair that is not accepted any more, or makes one in place of an old one, or loads what
/// another instance made.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn maintain(kernel: &Arc<Kernel>) -> Result<JobOutcome, Failure> {
    let (rows, now) = (
        store::live_keys(kernel.business.reader()).await?,
        kernel.clock.now(),
    );
    let replaced = rows.windows(2).find_map(|pair| match pair {
        [newer, older] if now.since(newer.created_at) >= ACCEPTED_AFTER => Some(older),
        _ => None,
    });
    if let Some(key) = replaced {
        retire(kernel, key.id, now).await?;
        return Ok(JobOutcome::Worked);
    }
    let age = kernel.settings.envelope.key_age;
    if rows
        .first()
        .is_none_or(|newest| now.since(newest.created_at) >= age)
    {
        make(kernel, now).await?;
        return Ok(JobOutcome::Worked);
    }
    load(kernel, rows).await?;
    Ok(JobOutcome::Idle)
}

/// A key pair that this instance does not have; loaded if another instance made it.
pub(super) async fn fetch(
    kernel: &Arc<Kernel>,
    key_id: &str,
) -> Result<Option<Arc<LiveKey>>, Failure> {
    // Anybody can send any key id, so nothing is loaded for one that never was.
    let pool = kernel.business.reader();
    if !store::is_live(pool, key_id).await? {
        return Ok(None);
    }
    load(kernel, store::live_keys(pool).await?).await?;
    Ok(kernel.envelopes.find(key_id))
}

/// Makes a key pair. Its private key is sealed before anybody can know the public one; a crash in between leaves a sealed
/// key that nothing was ever encrypted for.
async fn make(kernel: &Arc<Kernel>, now: Timestamp) -> Result<(), Failure> {
    let (pkcs8, key_id) = on_a_blocking_thread(|| {
        let pkcs8 = KeyPair::generate()?;
        let key_id = KeyPair::read(&pkcs8)?.id().to_owned();
        Ok((Zeroizing::new(STANDARD.encode(&*pkcs8)), key_id))
    })
    .await?;
    let row = KeyRow {
        id: EnvelopeKeyId::generate(),
        key_id,
        created_at: now,
    };
    let grant = Grant::<EnvelopeKeyRotate>::system(kernel).await?;
    let event = Event::new()
        .kind(&events::KEY_MADE)
        .resource("envelope_key", row.id.uuid())
        .subject(row.id);
    let receipt = grant.record(event).await?;
    let mut sealing = kernel.vault.sealing(&receipt, &[row.id.into()]).await?;
    let part = EnvelopeKey {
        pkcs8: SecretText::new(pkcs8.to_string()),
    };
    sealing.part(row.id, row.id, &part)?;
    sealing.store(now).await?;
    let since = now - kernel.settings.envelope.key_age;
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    let first = store::insert_key(change.transaction(), &row, since, entry).await?;
    change.commit().await?;
    if !first {
        // Another instance was first, and its key pair counts.
        kernel.vault.discard_envelope_key(&receipt, row.id).await?;
    }
    Ok(())
}

/// Destroys a key pair: the private key first, so that a crash in between leaves no key that nobody retires.
async fn retire(kernel: &Arc<Kernel>, id: EnvelopeKeyId, now: Timestamp) -> Result<(), Failure> {
    let grant = Grant::<EnvelopeKeyRotate>::system(kernel).await?;
    let event = Event::new()
        .kind(&events::KEY_RETIRED)
        .resource("envelope_key", id.uuid());
    let receipt = grant.record(event).await?;
    kernel.vault.discard_envelope_key(&receipt, id).await?;
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    store::retire_key(change.transaction(), id, now, entry).await?;
    change.commit().await
}

/// Takes exactly these key pairs into memory; those that are there already stay.
async fn load(kernel: &Arc<Kernel>, rows: Vec<KeyRow>) -> Result<(), Failure> {
    let known = kernel.envelopes.all();
    if known
        .iter()
        .map(|key| key.id)
        .eq(rows.iter().map(|row| row.id))
    {
        return Ok(());
    }
    let find = |id| known.iter().find(|key| key.id == id).cloned();
    let new: Vec<_> = rows
        .iter()
        .map(|row| row.id)
        .filter(|id| find(*id).is_none())
        .collect();
    let mut opened = if new.is_empty() {
        Vec::new()
    } else {
        open(kernel, &new).await?
    };
    let mut keys = Vec::with_capacity(rows.len());
    for row in &rows {
        let place = opened.iter().position(|key: &LiveKey| key.id == row.id);
        match (find(row.id), place) {
            (Some(key), _) => keys.push(key),
            (None, Some(place)) => keys.push(Arc::new(opened.swap_remove(place))),
            // Its private key is destroyed, and its row is about to say so.
            (None, None) => {}
        }
    }
    kernel.envelopes.publish(keys);
    Ok(())
}

/// Opens private keys, which is an entry like any other opening.
async fn open(kernel: &Arc<Kernel>, ids: &[EnvelopeKeyId]) -> Result<Vec<LiveKey>, Failure> {
    let grant = Grant::<EnvelopeKeyLoad>::system(kernel).await?;
    let event = Event::new()
        .subjects(ids.iter().copied())
        .count(i64::try_from(ids.len()).unwrap_or(i64::MAX));
    let receipt = grant.record(event).await?;
    let refs: Vec<_> = ids
        .iter()
        .map(|id| (SubjectId::from(*id), RecordId::from(*id)))
        .collect();
    let sealed = kernel.vault.fetch(&receipt, &refs).await?;
    let mut keys = Vec::with_capacity(ids.len());
    for id in ids.iter().copied() {
        let part = match sealed.reveal::<EnvelopeKey, _>(&receipt, id, id)? {
            Opened::Open(part) => part,
            Opened::KeysUnavailable => return Err(Failure::Unavailable("the key service")),
            // Retired, or broken, which the receipt records: envelopes under it are refused, and pages get another.
            Opened::Absent | Opened::Erased | Opened::Undecryptable => continue,
        };
        let pkcs8 = Zeroizing::new(
            STANDARD
                .decode(part.show(|key| &key.pkcs8).as_str())
                .map_err(|_| unusable())?,
        );
        let pair = on_a_blocking_thread(move || KeyPair::read(&pkcs8)).await?;
        keys.push(LiveKey { id, pair });
    }
    Ok(keys)
}

async fn on_a_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyError> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| unusable())?
        .map_err(|_| unusable())
}

fn unusable() -> Failure {
    Failure::Internal("an envelope key cannot be made or read")
}
