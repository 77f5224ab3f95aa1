//! The life of the key that signs: made once for the log's name, sealed in the vault, loaded by each process that signs.

use std::sync::Arc;

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use base64::{Engine, engine::general_purpose::STANDARD};
use hufu_proof::VerifierKey;
use zeroize::Zeroizing;

use super::{CheckpointKeyLoad, CheckpointKeyMake, events, store};
use crate::{
    base::ids::{CheckpointKeyId, RecordId, SubjectId},
    kernel::{
        Kernel,
        audit::{Event, SigningKey},
        authz::Grant,
        failure::Failure,
        parts::{CheckpointKey, SecretText},
        vault::Opened,
    },
};

/// The key for the log's name; made if there is none.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub(super) async fn signing_key(kernel: &Arc<Kernel>) -> Result<Arc<SigningKey>, Failure> {
    let key = kernel.evidence.key.get_or_try_init(async || {
        let origin = &kernel.settings.log_name;
        let found = store::key_of(kernel.audit_store.reader(), origin).await?;
        let id = match found {
            Some(id) => id,
            None => make(kernel, origin).await?,
        };
        let key = load(kernel, origin, id).await?.ok_or_else(unusable)?;
        Ok(Arc::new(key))
    });
    key.await.map(Arc::clone)
}

/// The keys that this log's checkpoints may be signed with: its own, and those of names that it had before. The store's word is
/// not enough: each is one whose private half opens in the vault.
///
/// # Errors
/// When a store, the vault or the log refuses, or the key service is away: then nobody knows.
pub(super) async fn trusted_keys(kernel: &Arc<Kernel>) -> Result<Vec<VerifierKey>, Failure> {
    let mut trusted = vec![verifier(kernel).await?];
    let mut known = kernel.evidence.former.lock().await;
    let origin = &kernel.settings.log_name;
    for (id, name) in store::former_keys(kernel.audit_store.reader(), origin).await? {
        // One that came since belongs to a process under another name.
        let key = match known.get(&id) {
            Some(key) => key.clone(),
            None => {
                let key = former(kernel, &name, id).await?;
                known.insert(id, key.clone());
                key
            }
        };
        trusted.extend(key);
    }
    Ok(trusted)
}

/// A key of a name that the log had before; none for one that the vault does not know.
async fn former(
    kernel: &Arc<Kernel>,
    name: &str,
    id: CheckpointKeyId,
) -> Result<Option<VerifierKey>, Failure> {
    let Some(key) = load(kernel, name, id).await? else {
        tracing::error!(
            alarm = "audit",
            %id,
            "a key in the audit store is none of ours: what it signed counts for nothing"
        );
        return Ok(None);
    };
    Ok(Some(key.verifier().clone()))
}

/// The public half of the key for the log's name.
///
/// # Errors
/// As [`signing_key`].
pub(super) async fn verifier(kernel: &Arc<Kernel>) -> Result<VerifierKey, Failure> {
    let key = signing_key(kernel).await?;
    Ok(key.verifier().clone())
}

/// Makes a key. Its private half is sealed before anybody can know the public one. Where another instance was first, its key
/// counts, and the one made here signs nothing.
async fn make(kernel: &Arc<Kernel>, origin: &str) -> Result<CheckpointKeyId, Failure> {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| unusable())?;
    let key = SigningKey::read(origin, document.as_ref()).map_err(|_| unusable())?;
    let id = CheckpointKeyId::generate();
    let grant = Grant::<CheckpointKeyMake>::system(kernel).await?;
    let event = Event::new()
        .kind(&events::KEY_MADE)
        .resource("checkpoint_key", id.uuid())
        .subject(id);
    let receipt = grant.record(event).await?;
    let mut sealing = kernel.vault.sealing(&receipt, &[id.into()]).await?;
    let pkcs8 = SecretText::new(STANDARD.encode(document.as_ref()));
    sealing.part(id, id, &CheckpointKey { pkcs8 })?;
    let now = kernel.clock.now();
    sealing.store(now).await?;
    let mut change = receipt.begin_on(&kernel.audit_store).await?;
    let entry = change.entry();
    let first = store::insert_key(change.transaction(), id, key.verifier(), now, entry).await?;
    change.commit().await?;
    Ok(first)
}

/// The key, if its private half opens in the vault.
async fn load(
    kernel: &Arc<Kernel>,
    origin: &str,
    id: CheckpointKeyId,
) -> Result<Option<SigningKey>, Failure> {
    let grant = Grant::<CheckpointKeyLoad>::system(kernel).await?;
    let event = Event::new()
        .resource("checkpoint_key", id.uuid())
        .subject(id);
    let receipt = grant.record(event).await?;
    let part_ref = (SubjectId::from(id), RecordId::from(id));
    let sealed = kernel.vault.fetch(&receipt, &[part_ref]).await?;
    let part = match sealed.reveal::<CheckpointKey, _>(&receipt, id, id)? {
        Opened::Open(part) => part,
        Opened::KeysUnavailable => return Err(Failure::Unavailable("the key service")),
        Opened::Absent | Opened::Erased | Opened::Undecryptable => return Ok(None),
    };
    let pkcs8 = STANDARD.decode(part.show(|key| &key.pkcs8).as_str());
    let pkcs8 = Zeroizing::new(pkcs8.map_err(|_| unusable())?);
    SigningKey::read(origin, &pkcs8)
        .map(Some)
        .map_err(|_| unusable())
}

fn unusable() -> Failure {
    Failure::Internal("the key that signs checkpoints cannot be made or read")
}
