//! The SQL of a list, written once for both engines: its filters, the page from a row on, and no more than a page.

use sqlx::{FromRow, QueryBuilder, postgres::PgRow, sqlite::SqliteRow};

use super::{Filter, ListRequest, Operand};
use crate::{
    base::{ids::StaffId, page::Page},
    kernel::db::Pool,
    with_pool,
};

/// What both engines read a row into.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A query of the rows that the filters leave.
macro_rules! narrowed {
    ($select:expr, $values:expr) => {{
        let mut query = QueryBuilder::new($select);
        query.push(" WHERE 1 = 1");
        for (filter, value) in $values {
            query
                .push(" AND ")
                .push(filter.column)
                .push(Filter::comparison(&value.operand));
            match &value.operand {
                Operand::Code(word) => query.push_bind(*word),
                Operand::Id(id) => query.push_bind(*id),
                Operand::Order(number) => query.push_bind(number.as_str()),
                Operand::Start(at) | Operand::End(at) => query.push_bind(*at),
                Operand::Text(text) => query.push_bind(text.as_str()),
            };
        }
        query
    }};
}

impl<R: Row> ListRequest<R> {
    /// The page of rows that match; `select` ends in the table.
    pub async fn page(&self, pool: &Pool, select: &'static str) -> sqlx::Result<Page<R>> {
        self.page_of(pool, select, None).await
    }

    /// The same of one owner's rows alone, named by this column; of all rows without an owner.
    pub async fn page_of(
        &self,
        pool: &Pool,
        select: &'static str,
        owner: Option<(&'static str, StaffId)>,
    ) -> sqlx::Result<Page<R>> {
        let (key, scan) = (self.sort.column, self.request.scan());
        let rows = with_pool!(pool, |db| {
            let mut query = narrowed!(select, &self.values);
            if let Some((column, owner)) = owner {
                query
                    .push(" AND ")
                    .push(column)
                    .push(" = ")
                    .push_bind(owner);
            }
            if let Some(cursor) = self.request.cursor {
                query.push(" AND (").push(key).push(", id)");
                query.push(scan.comparison).push("(").push_bind(cursor.key);
                query.push(", ").push_bind(cursor.id).push(")");
            }
            query.push(" ORDER BY ").push(key).push(scan.direction);
            query.push(", id").push(scan.direction);
            query.push(" LIMIT ").push_bind(self.request.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        Ok(self.request.cut(rows, |row| self.key(row)))
    }
}

impl<R> ListRequest<R> {
    /// What all rows that match come to; `select` ends in the table, `group` is what follows the filters.
    pub async fn totals<T: Row>(
        &self,
        pool: &Pool,
        select: &'static str,
        group: &'static str,
    ) -> sqlx::Result<Vec<T>> {
        with_pool!(pool, |db| {
            let mut query = narrowed!(select, &self.values);
            query.push(group);
            query.build_query_as().fetch_all(db).await
        })
    }

    /// How many rows match; `select` counts them and ends in the table.
    pub async fn count(&self, pool: &Pool, select: &'static str) -> sqlx::Result<i64> {
        with_pool!(pool, |db| {
            let mut query = narrowed!(select, &self.values);
            query.build_query_scalar().fetch_one(db).await
        })
    }
}
