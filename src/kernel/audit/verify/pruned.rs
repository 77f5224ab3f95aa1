//! Whether what was removed was removed by a pruning that the log itself tells of.

use serde_json::Value;

use crate::{
    base::clock::Timestamp,
    kernel::{
        audit::{Outcome, PRUNED, entry::StoredEntry, store},
        db::Pool,
    },
};

/// The first of the entries up to `pruned`, of which only leaf hashes are left, that no pruning in the log covers.
pub(super) async fn first_unknown(pool: &Pool, pruned: i64) -> sqlx::Result<Option<i64>> {
    if pruned == 0 {
        return Ok(None);
    }
    let Some((through, entry)) = store::newest_pruning(pool).await? else {
        return Ok(Some(1));
    };
    // Each pruning names everything before it too, so the newest is enough; its own entry is never among what it removes.
    let told = store::find(pool, entry).await?.is_some_and(|row| {
        serde_json::from_slice(&row.body).is_ok_and(|entry: StoredEntry| tells_of(&entry, through))
    });
    let covered = if told { through } else { 0 };
    Ok((covered < pruned).then_some(covered + 1))
}

/// The law's six months, whatever the configuration says.
const LEAST_MONTHS: u32 = 6;

fn tells_of(entry: &StoredEntry, through: i64) -> bool {
    let number = entry.facts.get("through").and_then(Value::as_i64);
    let cutoff = entry.facts.get("cutoff").and_then(Value::as_str);
    let cutoff = cutoff.and_then(|text| text.parse::<Timestamp>().ok());
    entry.event == PRUNED
        && entry.outcome == Outcome::Allowed
        && number == Some(through)
        && cutoff.is_some_and(|cutoff| cutoff <= entry.at.months_before(LEAST_MONTHS))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pruning_that_left_less_than_six_months_is_none() {
        let told = |cutoff: &str| {
            let entry = json!({
                "sequence": 9, "at": "2026-11-25T10:00:00Z", "actor_kind": "system", "actor": null, "operator": null,
                "role": "system", "session": null, "address": null, "device": null, "permission": "evidence:prune",
                "event": PRUNED, "outcome": "allowed", "resource_kind": null, "resource": null, "subject_count": 0,
                "subject_digest": null, "opened": [], "count": 4, "facts": {"through": 4, "cutoff": cutoff}, "reason": null,
                "request": "019aae1e-0000-7000-8000-0000a1b2c3d4",
            });
            tells_of(&serde_json::from_value(entry).unwrap(), 4)
        };
        assert!(told("2026-05-25T10:00:00Z") && told("2025-10-25T10:00:00Z"));
        assert!(!told("2026-05-25T10:00:01Z") && !told("never"));
    }
}
