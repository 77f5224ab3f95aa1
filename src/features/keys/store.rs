//! The SQL of this room: whether a traveller is one.

use crate::{base::ids::TravellerId, kernel::db::Pool, statements, with_pool};

statements! { Business;
    /// Whether there is a traveller of this id.
    COUNT_TRAVELLER = "SELECT COUNT(*) FROM travellers WHERE id = $1";
}

/// Whether there is a traveller of this id, erased or not.
pub(super) async fn is_traveller(pool: &Pool, traveller: TravellerId) -> sqlx::Result<bool> {
    let found: i64 = with_pool!(pool, COUNT_TRAVELLER, |sql, db| {
        sqlx::query_scalar(sql).bind(traveller).fetch_one(db).await
    })?;
    Ok(found > 0)
}
