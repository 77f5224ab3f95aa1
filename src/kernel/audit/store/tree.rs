//! The SQL of the stored tree.

use crate::{
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Audit;
    /// Hashes of one level of the tree, numbered from 0: leaves, those of pruned entries too, or heads of tiles.
    TILE = "SELECT sequence - 1 AS number, leaf AS hash FROM pruned_leaves \
            WHERE CAST($1 AS BIGINT) = 0 AND sequence > $2 AND sequence <= $3 \
            UNION ALL SELECT sequence - 1, leaf FROM entries WHERE CAST($1 AS BIGINT) = 0 AND sequence > $2 AND sequence <= $3 \
            UNION ALL SELECT position, hash FROM tree_nodes WHERE level = $1 AND position >= $2 AND position < $3 ORDER BY 1";
    /// One head of a tile.
    NODE = "SELECT hash FROM tree_nodes WHERE level = $1 AND position = $2";
    /// The last tile of each level.
    LAST_NODES = "SELECT level, MAX(position) FROM tree_nodes GROUP BY level ORDER BY level";
}

/// The stored head of a tile.
pub(in crate::kernel::audit) async fn node(
    pool: &Pool,
    level: u32,
    position: u64,
) -> sqlx::Result<Option<Vec<u8>>> {
    with_pool!(pool, NODE, |sql, db| sqlx::query_scalar(sql)
        .bind(i64::from(level))
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .fetch_optional(db)
        .await)
}

/// The last tile of each level whose head is stored.
pub(in crate::kernel::audit) async fn last_nodes(pool: &Pool) -> sqlx::Result<Vec<(i64, i64)>> {
    with_pool!(pool, LAST_NODES, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Up to `width` hashes of a level of the tree from number `first` on: leaves on level 0, heads of tiles above.
pub(in crate::kernel::audit) async fn tile(
    pool: &Pool,
    level: u32,
    first: i64,
    width: i64,
) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    with_pool!(pool, TILE, |sql, db| sqlx::query_as(sql)
        .bind(i64::from(level))
        .bind(first)
        .bind(first + width)
        .fetch_all(db)
        .await)
}

/// The same inside a transaction.
pub(in crate::kernel::audit) async fn tile_within(
    transaction: &mut Transaction,
    level: u32,
    first: i64,
    width: i64,
) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    with_transaction!(transaction, TILE, |sql, db| sqlx::query_as(sql)
        .bind(i64::from(level))
        .bind(first)
        .bind(first + width)
        .fetch_all(db)
        .await)
}
