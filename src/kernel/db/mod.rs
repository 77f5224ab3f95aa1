//! The four stores and how they are spoken to.
//!
//! Owns: the two engines, their connections, transactions, migrations and the registry of SQL texts.
//! Must not: know what any table means, or build SQL text at run time (`AssertSqlSafe` is banned).
//!
//! One body of code serves both engines. A statement is a function declared with [`statements!`](crate::statements);
//! [`with_pool!`](crate::with_pool) and [`with_transaction!`](crate::with_transaction) stamp the call that uses it once
//! for each native driver, so it is type-checked against both.

mod bulk;
mod engine;
pub(in crate::kernel) mod migrations;
mod opened_file;
mod read_only;
mod read_pool;
mod statement;
mod store;
mod store_name;

pub use bulk::{padded, pieces};
pub use engine::{Engine, Pool, Transaction};
pub use read_pool::ReadPool;
pub use statement::{RecordedChange, RegisteredStatement, Statement, error_kind, name_failed};
pub use store::{Location, OpenError, Store};
pub use store_name::StoreName;
