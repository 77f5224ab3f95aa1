//! Whether what was removed was removed by a pruning that the log itself tells of.

use crate::kernel::{
    audit::{PRUNED, entry::StoredEntry, store},
    db::Pool,
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

fn tells_of(entry: &StoredEntry, through: i64) -> bool {
    entry.event == PRUNED
        && entry.outcome == crate::kernel::audit::Outcome::Allowed
        && entry
            .facts
            .get("through")
            .and_then(serde_json::Value::as_i64)
            == Some(through)
}
