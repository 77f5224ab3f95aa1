//! A folder of published hashes: the heads of all its checkpoints are computed from its leaves.

use std::path::Path;

use super::{CheckError, Verdict, log, signer};
use crate::{Checkpoint, Frontier, PublishedLeaves, VerifierKey};

pub(super) fn check(
    path: &Path,
    keys: &[VerifierKey],
    kept: &[Checkpoint],
) -> Result<Verdict, CheckError> {
    let published = PublishedLeaves::open(path)?;
    let newest = published.checkpoint();
    let key = match signer(keys, newest) {
        Ok(key) => key,
        Err(error) => return Ok(fails(format!("the newest checkpoint: {error}"))),
    };
    // What nobody signed says nothing of the log.
    let mut older = published.older_checkpoints()?;
    older.retain(|checkpoint| signer(keys, checkpoint).is_ok());
    let mut ahead: Vec<&Checkpoint> = older.iter().chain(kept).chain([newest]).collect();
    ahead.sort_by_key(|checkpoint| checkpoint.size());
    let checked = ahead.len();
    let mut frontier = Frontier::empty();
    let mut nodes = Vec::new();
    for checkpoint in ahead {
        let size = checkpoint.size();
        if checkpoint.origin() != newest.origin() {
            let origin = checkpoint.origin();
            return Ok(fails(format!("one of the checkpoints is of {origin}")));
        }
        while frontier.size() < u64::try_from(size).unwrap_or(0) {
            let Some(leaf) = published.leaf(frontier.size())? else {
                let newest = newest.size();
                return Ok(fails(format!(
                    "it ends with entry {newest}, and a checkpoint is of {size} entries"
                )));
            };
            frontier.push(leaf, |node| nodes.push(node));
        }
        if frontier.root() != *checkpoint.root() {
            return Ok(fails(format!(
                "the hashes up to entry {size} do not give the head of its checkpoint"
            )));
        }
    }
    for node in nodes {
        if published.node(node.level, node.position)? != node.hash {
            let (level, position) = (node.level, node.position);
            return Ok(fails(format!(
                "hash {position} on level {level} does not follow from the leaves"
            )));
        }
    }
    let (size, log) = (newest.size(), log(newest, key));
    Ok(Verdict::Holds(format!(
        "the folder holds: its hashes are those of {size} entries of {log}, and give the heads of {checked} checkpoints"
    )))
}

fn fails(problem: String) -> Verdict {
    Verdict::Fails(format!("the folder does not hold: {problem}"))
}
