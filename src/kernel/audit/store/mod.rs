//! The SQL of the log, by what it serves.

mod access_report;
mod append;
mod checkpoints;
mod entries;
mod prunings;
mod tree;

use crate::kernel::db::RegisteredStatement;
pub(super) use access_report::*;
pub(super) use append::*;
pub(in crate::kernel) use checkpoints::*;
pub(super) use entries::*;
pub(in crate::kernel) use prunings::*;
pub(super) use tree::*;

/// Every statement on entries, tree and evidence.
pub(super) const ALL: [&[RegisteredStatement]; 5] = [
    append::STATEMENTS,
    checkpoints::STATEMENTS,
    entries::STATEMENTS,
    prunings::STATEMENTS,
    tree::STATEMENTS,
];
