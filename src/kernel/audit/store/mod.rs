//! The SQL of the log, by what it serves.

mod append;
mod checkpoints;
mod entries;
mod prunings;
mod sightings;
mod tree;

use crate::kernel::db::RegisteredStatement;
pub(super) use append::*;
pub(in crate::kernel) use checkpoints::*;
pub(super) use entries::*;
pub(in crate::kernel) use prunings::*;
pub(super) use sightings::*;
pub(super) use tree::*;

/// Every statement on entries, tree and evidence.
pub(super) const ALL: [&[RegisteredStatement]; 5] = [
    append::STATEMENTS,
    checkpoints::STATEMENTS,
    entries::STATEMENTS,
    prunings::STATEMENTS,
    tree::STATEMENTS,
];
