//! One entry with its proof, as a file that anyone can check with `hufu audit check` or a tool of their own (A7).

use crate::kernel::{
    authz::Grant,
    evidence::{EvidenceProve, prove_entry},
    failure::Failure,
    http::{Answer, PathValue},
};

/// `GET /audit/{sequence}/proof`
pub(super) async fn download(
    grant: Grant<EvidenceProve>,
    PathValue(sequence): PathValue<i64>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let (bundle, receipt) = prove_entry(&grant, sequence).await?;
    receipt.json_file(&format!("hufu-entry-{sequence}.json"), &bundle)
}
