//! What somebody with the database in hand does to entries, and what must be said of it.

use super::kept::Alteration;
use crate::kernel::{audit::VerificationFailure as Failure, db::Statement};

/// Each column of the table, altered as both engines understand it; the sequence itself is among [`ROWS`].
pub(super) const COLUMNS: [Alteration; 21] = [
    (
        &["UPDATE entries SET at = at + 1 WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET event = 'order.listed' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET outcome = 'allowed' WHERE sequence = 10"],
        10,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET actor_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET actor_id = (SELECT actor_id FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET actor_role = 'admin' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET session_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET session_id = (SELECT session_id FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET permission = 'order:list' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_kind = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_kind = 'payment' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_id = 'HF202611220000001' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET request_id = (SELECT request_id FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET address = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET address = '127.0.0.2' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET body = (SELECT body FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Body,
    ),
    (
        &[
            "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Body,
    ),
    (
        &[
            "UPDATE entries SET root = (SELECT root FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Head,
    ),
    (
        &["UPDATE entries SET root = NULL WHERE sequence = 7"],
        7,
        Failure::Head,
    ),
    (
        &["UPDATE entries SET root = leaf WHERE sequence = 8"],
        8,
        Failure::Head,
    ),
];

/// Rows deleted, moved, inserted and exchanged.
pub(super) const ROWS: [Alteration; 12] = [
    (
        &["DELETE FROM entries WHERE sequence = 7"],
        7,
        Failure::Missing,
    ),
    (
        &["DELETE FROM entries WHERE sequence = 1"],
        1,
        Failure::Missing,
    ),
    (
        &["DELETE FROM entries WHERE sequence IN (7, 8, 9)"],
        7,
        Failure::Missing,
    ),
    // The gap closed by moving the rest up.
    (
        &[
            "DELETE FROM entries WHERE sequence = 7",
            "UPDATE entries SET sequence = -sequence WHERE sequence > 7",
            "UPDATE entries SET sequence = -sequence - 1 WHERE sequence < 0",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET sequence = 0 WHERE sequence = 7"],
        0,
        Failure::Inserted,
    ),
    // The newest once more, as if it had happened twice.
    (
        &[
            "INSERT INTO entries SELECT 21, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, body, leaf, root, address FROM entries WHERE sequence = 20",
        ],
        21,
        Failure::Column,
    ),
    // Two exchanged.
    (
        &[
            "UPDATE entries SET sequence = 99 WHERE sequence = 7",
            "UPDATE entries SET sequence = 7 WHERE sequence = 8",
            "UPDATE entries SET sequence = 8 WHERE sequence = 99",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET sequence = 99 WHERE sequence = 7"],
        7,
        Failure::Missing,
    ),
    (
        &[
            "DELETE FROM entry_subjects WHERE sequence = 7 AND subject_id = (SELECT subject_id FROM entry_subjects WHERE sequence = 7 ORDER BY subject_id LIMIT 1)",
        ],
        7,
        Failure::Subjects,
    ),
    // Entry 9 is about nobody.
    (
        &["UPDATE entry_subjects SET sequence = 9 WHERE sequence = 8"],
        8,
        Failure::Subjects,
    ),
    (
        &["INSERT INTO entry_subjects SELECT 9, subject_id FROM entry_subjects WHERE sequence = 8"],
        9,
        Failure::Subjects,
    ),
    (
        &[
            "INSERT INTO entry_subjects SELECT 4711, subject_id FROM entry_subjects WHERE sequence = 8",
        ],
        4711,
        Failure::Subjects,
    ),
];

/// Row 7 exchanged for row 8's, by the engine's own way of replacing.
pub(super) const REPLACED: Statement = Statement {
    sqlite: "INSERT OR REPLACE INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, body, leaf, root, address) SELECT 7, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, body, leaf, root, address FROM entries WHERE sequence = 8",
    postgres: "INSERT INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, body, leaf, root, address) SELECT 7, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, body, leaf, root, address FROM entries WHERE sequence = 8 \
               ON CONFLICT (sequence) DO UPDATE SET body = EXCLUDED.body, leaf = EXCLUDED.leaf, root = EXCLUDED.root",
};

/// One byte of the body.
pub(super) const ONE_BYTE: Statement = Statement {
    sqlite: "UPDATE entries SET body = CAST(substr(body, 1, 30) || '~' || substr(body, 32) AS BLOB) WHERE sequence = 7",
    postgres: "UPDATE entries SET body = set_byte(body, 30, 126) WHERE sequence = 7",
};

/// What a column of SQLite can hold and its type cannot: it must be located, not end in an error.
pub(super) const UNREADABLE: [(&str, Failure); 4] = [
    (
        "UPDATE entries SET actor_id = x'0102030405' WHERE sequence = 7",
        Failure::Column,
    ),
    (
        "UPDATE entries SET event = CAST(x'ff' AS TEXT) WHERE sequence = 7",
        Failure::Column,
    ),
    (
        "UPDATE entries SET leaf = x'00' WHERE sequence = 7",
        Failure::Body,
    ),
    (
        "UPDATE entry_subjects SET subject_id = x'00' WHERE sequence = 7 \
         AND subject_id = (SELECT MIN(subject_id) FROM entry_subjects WHERE sequence = 7)",
        Failure::Column,
    ),
];
