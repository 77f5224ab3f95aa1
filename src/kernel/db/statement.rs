//! SQL texts as constants, registered so that a test can prepare every one of them on both migrated engines.

use super::StoreName;

/// One SQL text for each engine; usually the same, with `$1` parameters, which both understand.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL.
    pub postgres: &'static str,
}

/// A statement with the store it runs on, for the contract test that prepares them all.
#[derive(Clone, Copy, Debug)]
pub struct RegisteredStatement {
    /// The constant's name.
    pub name: &'static str,
    /// The store it is for.
    pub store: StoreName,
    /// Its texts.
    pub statement: Statement,
}

/// Declares the statements of a `store.rs` file and `STATEMENTS`, the list of them.
///
/// `NAME = "text";` serves both engines; `NAME = { sqlite: "…", postgres: "…" };` is for the few places where the
/// dialects differ.
#[macro_export]
macro_rules! statements {
    ($store:ident; $($(#[$meta:meta])* $name:ident = $text:tt;)+) => {
        $($(#[$meta])* pub(crate) const $name: $crate::kernel::db::Statement = $crate::statements!(@text $text);)+

        /// Every statement of this file, for the contract test that prepares them.
        pub(crate) const STATEMENTS: &[$crate::kernel::db::RegisteredStatement] = &[
            $($crate::kernel::db::RegisteredStatement {
                name: concat!(module_path!(), "::", stringify!($name)),
                store: $crate::kernel::db::StoreName::$store,
                statement: $name,
            },)+
        ];
    };
    (@text { sqlite: $sqlite:literal, postgres: $postgres:literal $(,)? }) => {
        $crate::kernel::db::Statement { sqlite: $sqlite, postgres: $postgres }
    };
    (@text $text:literal) => {
        $crate::kernel::db::Statement { sqlite: $text, postgres: $text }
    };
}
