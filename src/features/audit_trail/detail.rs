//! One entry: every field in words, whose data it is about, and the evidence as it is stored.

use super::{
    AuditRead,
    page::{DetailPage, Evidence},
    proof_state::ProofState,
    pruned,
};
use crate::kernel::{
    audit::Event,
    authz::Grant,
    evidence::EvidenceProve,
    failure::Failure,
    http::{Answer, PathValue},
};

/// Subjects a page shows; an export can have millions.
const SUBJECTS: i64 = 100;

/// `GET /audit/{sequence}`
pub(super) async fn detail(
    grant: Grant<AuditRead>,
    PathValue(sequence): PathValue<i64>,
) -> Result<Answer, Failure> {
    let log = grant.log();
    let Some(found) = log.find(sequence).await? else {
        return pruned::show(grant, sequence).await;
    };
    if let Some(owner) = grant.owner()
        && found.entry.as_ref().and_then(|entry| entry.actor) != Some(owner)
    {
        return Err(Failure::NotFound);
    }
    let subjects = log.subjects(sequence, SUBJECTS).await?;
    let newer = match sequence.checked_add(1) {
        Some(next) => log.find(next).await?.map(|entry| entry.sequence),
        None => None,
    };
    let proof = ProofState::of(log, &found).await?;
    let can_prove = grant.may::<EvidenceProve>();
    let receipt = grant.record(Event::new().about("audit", sequence)).await?;
    let shell = receipt.shell().await?;
    receipt.page(&DetailPage {
        shell,
        sequence,
        subjects,
        newer,
        older: (sequence > 1).then(|| sequence - 1),
        evidence: Evidence::of(&found),
        entry: found.entry,
        can_prove,
        proof,
    })
}
