//! The SQL of the `vault` and `keys` stores.

mod data_keys;
mod parts;
mod rotations;
mod tombstones;
mod wrapping_keys;

pub(super) use data_keys::*;
pub(super) use parts::*;
pub(super) use rotations::*;
pub(super) use tombstones::*;
pub(super) use wrapping_keys::*;

use crate::kernel::db::RegisteredStatement;

/// Every statement on the two stores.
pub(crate) const ALL_STATEMENTS: [&[RegisteredStatement]; 5] = [
    data_keys::STATEMENTS,
    parts::STATEMENTS,
    rotations::STATEMENTS,
    tombstones::STATEMENTS,
    wrapping_keys::STATEMENTS,
];
