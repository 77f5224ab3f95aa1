//! SQL texts as constants, registered so that a test can prepare every one of them on both migrated engines.

use std::borrow::Cow;

use super::{StoreName, Transaction};

/// One SQL text for each engine; usually the same, with `$1` parameters, which both understand.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Statement {
    /// One text that both engines understand.
    pub const fn both(text: &'static str) -> Self {
        Self {
            sqlite: text,
            postgres: text,
        }
    }
}

/// A statement with the store it runs on, for the contract test that prepares them all.
#[derive(Clone, Copy, Debug)]
pub struct RegisteredStatement {
    pub name: &'static str,
    /// The store it is for.
    pub store: StoreName,
    pub statement: Statement,
}

/// Says in the process log which statement failed: the error that goes up knows the store's words and not ours.
pub fn name_failed(statement: &'static str, error: &sqlx::Error) {
    let (kind, code) = error_kind(error);
    tracing::warn!(statement, kind, %code, "a statement failed");
}

/// Kind and code of a store's error, for the process log: its message may quote a value, these cannot.
pub fn error_kind(error: &sqlx::Error) -> (&'static str, Cow<'_, str>) {
    let kind = match error {
        sqlx::Error::Database(_) => "database",
        sqlx::Error::Io(_) => "connection",
        sqlx::Error::PoolTimedOut => "no free connection",
        sqlx::Error::PoolClosed => "closed",
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "decoding",
        _ => "other",
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    (kind, code.unwrap_or_default())
}

/// What a change is made in: an open transaction, and the number of the audit entry that stands for the change.
pub trait RecordedChange {
    fn transaction(&mut self) -> &mut Transaction;

    /// The number of the entry, to be written on every changed row.
    fn entry(&self) -> i64;
}

/// Declares the statements of a `store.rs` file, each as an async function, and `STATEMENTS`, the list of them all.
///
/// ```text
/// statements! { Business;
///     /// The role of somebody who is not frozen.
///     pub(super) fn role_of(pool, staff: StaffId) -> OptionalValue<String> =
///         "SELECT role FROM staff WHERE id = $1 AND state = 'active'";
/// }
/// ```
///
/// The first parameter says what the statement runs on:
///
/// | first | the function takes | |
/// |---|---|---|
/// | `pool` | `&Pool` | for reading |
/// | `transaction` | `&mut Transaction` | |
/// | `change` | `&mut impl RecordedChange` | the entry's number is bound after all others, as the last `$n` |
/// | `text` | nothing | gives the [`Statement`], for what is run in another way |
///
/// The others are bound as `$1`, `$2`, … in their order; where they are not values, `bind [expression, …]` before the `=` says what
/// is bound. What comes back, in a `sqlx::Result`:
///
/// | `->` | |
/// |---|---|
/// | nothing | nothing |
/// | `Changed` | whether exactly one row was changed |
/// | `Affected` | how many rows were changed |
/// | `Exists` | whether there is a row |
/// | `One<Row>`, `Option<Row>`, `Vec<Row>` | one row, one if there is one, all of them, each [`sqlx::FromRow`] |
/// | `Value<T>`, `OptionalValue<T>`, `Values<T>` | the same of the only column |
///
/// `= "text"` serves both engines; `= { sqlite: "…", postgres: "…" }` is for the few places where the dialects differ;
/// `= NAME` takes a [`Statement`] that two functions share.
#[macro_export]
macro_rules! statements {
    ($store:ident; $(
        $(#[$meta:meta])*
        $vis:vis fn $name:ident($on:ident $(, $parameter:ident: $type:ty)* $(,)?) $(-> $shape:ident $(<$row:ty>)?)?
        $(bind [$($bound:expr),* $(,)?])? = $text:tt;
    )+) => {
        $($crate::statements! { @on $on
            { $(#[$meta])* $vis } $name ($($parameter: $type),*) { $($shape $(<$row>)?)? } [$([$($bound),*])? [$($parameter),*]]
            { $crate::statements!(@text $text) }
        })+

        /// Every statement of this file, for the contract test that prepares them.
        pub(crate) const STATEMENTS: &[$crate::kernel::db::RegisteredStatement] = &[
            $($crate::kernel::db::RegisteredStatement {
                name: concat!(module_path!(), "::", stringify!($name)),
                store: $crate::kernel::db::StoreName::$store,
                statement: $crate::statements!(@text $text),
            },)+
        ];
    };

    (@text { sqlite: $sqlite:literal, postgres: $postgres:literal $(,)? }) => {
        $crate::kernel::db::Statement { sqlite: $sqlite, postgres: $postgres }
    };
    (@text $text:literal) => {
        $crate::kernel::db::Statement { sqlite: $text, postgres: $text }
    };

    (@text $text:ident) => { $text };

    (@on text { $($head:tt)* } $name:ident () {} [[]] $statement:block) => {
        $($head)* const fn $name() -> $crate::kernel::db::Statement $statement
    };
    (@on pool { $($head:tt)* } $name:ident ($($parameter:tt)*) $shape:tt [[$($bound:expr),*] $($rest:tt)*] $statement:block) => {
        $($head)* async fn $name(pool: &$crate::kernel::db::Pool, $($parameter)*) -> $crate::statements!(@gives $shape) {
            $crate::with_pool!(pool, $statement, |sql, db| $crate::statements!(@run $shape sql db [$($bound),*]))
                .inspect_err(|error| $crate::kernel::db::name_failed(concat!(module_path!(), "::", stringify!($name)), error))
        }
    };
    (@on transaction { $($head:tt)* } $name:ident ($($parameter:tt)*) $shape:tt [[$($bound:expr),*] $($rest:tt)*] $statement:block) => {
        $($head)* async fn $name(
            transaction: &mut $crate::kernel::db::Transaction,
            $($parameter)*
        ) -> $crate::statements!(@gives $shape) {
            $crate::with_transaction!(transaction, $statement, |sql, db| $crate::statements!(@run $shape sql db [$($bound),*]))
                .inspect_err(|error| $crate::kernel::db::name_failed(concat!(module_path!(), "::", stringify!($name)), error))
        }
    };
    (@on change { $($head:tt)* } $name:ident ($($parameter:tt)*) $shape:tt [[$($bound:expr),*] $($rest:tt)*] $statement:block) => {
        $($head)* async fn $name(
            change: &mut impl $crate::kernel::db::RecordedChange,
            $($parameter)*
        ) -> $crate::statements!(@gives $shape) {
            let entry = change.entry();
            $crate::with_transaction!(
                change.transaction(),
                $statement,
                |sql, db| $crate::statements!(@run $shape sql db [$($bound,)* entry])
            )
            .inspect_err(|error| $crate::kernel::db::name_failed(concat!(module_path!(), "::", stringify!($name)), error))
        }
    };

    (@gives {}) => { sqlx::Result<()> };
    (@gives { Changed }) => { sqlx::Result<bool> };
    (@gives { Affected }) => { sqlx::Result<u64> };
    (@gives { Exists }) => { sqlx::Result<bool> };
    (@gives { One<$row:ty> }) => { sqlx::Result<$row> };
    (@gives { Option<$row:ty> }) => { sqlx::Result<Option<$row>> };
    (@gives { Vec<$row:ty> }) => { sqlx::Result<Vec<$row>> };
    (@gives { Value<$value:ty> }) => { sqlx::Result<$value> };
    (@gives { OptionalValue<$value:ty> }) => { sqlx::Result<Option<$value>> };
    (@gives { Values<$value:ty> }) => { sqlx::Result<Vec<$value>> };

    (@run {} $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query($sql)$(.bind($bound))*.execute($db).await.map(drop)
    };
    (@run { Changed } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query($sql)$(.bind($bound))*.execute($db).await.map(|done| done.rows_affected() == 1)
    };
    (@run { Affected } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query($sql)$(.bind($bound))*.execute($db).await.map(|done| done.rows_affected())
    };
    (@run { Exists } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query($sql)$(.bind($bound))*.fetch_optional($db).await.map(|row| row.is_some())
    };
    (@run { One<$row:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_as($sql)$(.bind($bound))*.fetch_one($db).await
    };
    (@run { Option<$row:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_as($sql)$(.bind($bound))*.fetch_optional($db).await
    };
    (@run { Vec<$row:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_as($sql)$(.bind($bound))*.fetch_all($db).await
    };
    (@run { Value<$value:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_scalar($sql)$(.bind($bound))*.fetch_one($db).await
    };
    (@run { OptionalValue<$value:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_scalar($sql)$(.bind($bound))*.fetch_optional($db).await
    };
    (@run { Values<$value:ty> } $sql:ident $db:ident [$($bound:expr),*]) => {
        sqlx::query_scalar($sql)$(.bind($bound))*.fetch_all($db).await
    };
}
