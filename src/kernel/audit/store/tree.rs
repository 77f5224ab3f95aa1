//! The SQL of the stored tree.

use crate::{kernel::db::Statement, statements};

const TILE: Statement = Statement::both(
    "SELECT sequence - 1 AS number, leaf AS hash FROM pruned_leaves \
    WHERE CAST($1 AS BIGINT) = 0 AND sequence > $2 AND sequence <= $3 \
    UNION ALL SELECT sequence - 1, leaf FROM entries WHERE CAST($1 AS BIGINT) = 0 AND sequence > $2 AND sequence <= $3 \
    UNION ALL SELECT position, hash FROM tree_nodes WHERE level = $1 AND position >= $2 AND position < $3 ORDER BY 1",
);

statements! { Audit;
    /// Up to `width` hashes of a level of the tree from number `first` on: leaves on level 0, heads of tiles above.
    pub(in crate::kernel::audit) fn tile(pool, level: u32, first: i64, width: i64) -> Vec<(i64, Vec<u8>)>
        bind [i64::from(level), first, first + width] = TILE;

    /// The same inside a transaction.
    pub(in crate::kernel::audit) fn tile_within(transaction, level: u32, first: i64, width: i64) -> Vec<(i64, Vec<u8>)>
        bind [i64::from(level), first, first + width] = TILE;

    /// The stored head of a tile.
    pub(in crate::kernel::audit) fn node(pool, level: u32, position: u64) -> OptionalValue<Vec<u8>>
        bind [i64::from(level), i64::try_from(position).unwrap_or(i64::MAX)] =
        "SELECT hash FROM tree_nodes WHERE level = $1 AND position = $2";

    /// The last tile of each level whose head is stored.
    pub(in crate::kernel::audit) fn last_nodes(pool) -> Vec<(i64, i64)> =
        "SELECT level, MAX(position) FROM tree_nodes GROUP BY level ORDER BY level";
}
