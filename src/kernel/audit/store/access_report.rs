//! The SQL of who saw whom.

use sqlx::QueryBuilder;

use super::StoredRow;
use crate::{
    base::ids::SubjectId,
    kernel::{
        audit::access::{AccessedSubject, Accessor, Window},
        db::Pool,
    },
    with_pool,
};

/// The entries that opened something. SQLite would take the index on outcomes, which selects nearly all (`+`). Bodies are compact
/// JSON with fixed fields, and a quote within a text is escaped, so these bytes are in a body exactly when it opened nothing;
/// asking a JSON function would fail on an altered body.
fn opened(pool: &Pool) -> &'static str {
    match pool {
        Pool::Sqlite(_) => {
            " AND +e.outcome = 'allowed' AND instr(e.body, CAST('\"opened\":[]' AS BLOB)) = 0"
        }
        Pool::Postgres(_) => {
            " AND e.outcome = 'allowed' AND position(convert_to('\"opened\":[]', 'UTF8') IN e.body) = 0"
        }
    }
}

/// Adds the bounds of time. The index on time is left alone (`+`): the other conditions select less.
macro_rules! within {
    ($query:ident, $window:expr) => {
        if let Some(from) = $window.from {
            $query.push(" AND +e.at >= ").push_bind(from);
        }
        if let Some(until) = $window.until {
            $query.push(" AND +e.at < ").push_bind(until);
        }
    };
}

macro_rules! access_report {
    ($query:ident, $opened:expr, $subject:expr, $window:expr, $before:expr, $limit:expr) => {
        $query
            .push(
                "SELECT e.sequence, e.body, e.leaf, e.root FROM entry_subjects s \
                 JOIN entries e ON e.sequence = s.sequence WHERE s.subject_id = ",
            )
            .push_bind($subject)
            .push($opened);
        within!($query, $window);
        if let Some(before) = $before {
            $query.push(" AND s.sequence < ").push_bind(before);
        }
        $query
            .push(" ORDER BY s.sequence DESC LIMIT ")
            .push_bind($limit);
    };
}

macro_rules! seen {
    ($query:ident, $opened:expr, $viewer:expr, $window:expr, $after:expr, $limit:expr) => {
        $query.push(
            "SELECT s.subject_id, COUNT(*) AS entries, MIN(s.sequence) AS first, MAX(s.sequence) AS last \
             FROM entries e JOIN entry_subjects s ON s.sequence = e.sequence WHERE ",
        );
        match $viewer {
            Accessor::Staff(id) => $query.push("e.actor_id = ").push_bind(id),
            Accessor::Session(id) => $query.push("e.session_id = ").push_bind(id),
            Accessor::Address(address) => $query.push("e.address = ").push_bind(address.to_string()),
            Accessor::Export(id) => $query
                .push("e.resource_kind = 'export' AND e.resource_id = ")
                .push_bind(id.to_string()),
        };
        $query.push($opened);
        within!($query, $window);
        if let Some(after) = $after {
            $query.push(" AND s.subject_id > ").push_bind(after);
        }
        $query
            .push(" GROUP BY s.subject_id ORDER BY s.subject_id LIMIT ")
            .push_bind($limit);
    };
}

/// The newest `limit` entries below `before` that opened parts of `subject`.
pub(in crate::kernel::audit) async fn accesses_of(
    pool: &Pool,
    subject: SubjectId,
    window: Window,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<StoredRow>> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new("");
        access_report!(query, opened(pool), subject, window, before, limit);
        query.build_query_as().fetch_all(db).await
    })
}

/// The first `limit` people after `after` whom `viewer` saw.
pub(in crate::kernel::audit) async fn accessed_by(
    pool: &Pool,
    viewer: Accessor,
    window: Window,
    after: Option<SubjectId>,
    limit: i64,
) -> sqlx::Result<Vec<AccessedSubject>> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new("");
        seen!(query, opened(pool), viewer, window, after, limit);
        query.build_query_as().fetch_all(db).await
    })
}

#[cfg(test)]
mod tests {
    use sqlx::Sqlite;

    use super::*;
    use crate::{
        base::{
            clock::Timestamp,
            ids::{SessionId, StaffId},
        },
        kernel::audit::tests::sqlite,
    };

    async fn plan(pool: &Pool, mut query: QueryBuilder<Sqlite>) -> String {
        let Pool::Sqlite(pool) = pool else {
            unreachable!("a store of SQLite")
        };
        let rows: Vec<(i64, i64, i64, String)> =
            query.build_query_as().fetch_all(pool).await.unwrap();
        rows.into_iter()
            .map(|row| row.3)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[tokio::test]
    async fn every_question_is_answered_by_index() {
        let store = sqlite().await;
        let pool = store.store.reader();
        let window = Window {
            from: Some(Timestamp::from_micros(1)),
            until: Some(Timestamp::from_micros(2)),
        };
        let subject = SubjectId::generate();
        let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN ");
        access_report!(query, opened(pool), subject, window, Some(7_i64), 10_i64);
        let text = plan(pool, query).await;
        assert!(text.contains("entry_subjects_by_subject"), "{text}");
        assert!(
            !text.contains("SCAN") && !text.contains("TEMP B-TREE"),
            "{text}"
        );

        let viewers = [
            (Accessor::Staff(StaffId::generate()), "entries_by_actor"),
            (
                Accessor::Session(SessionId::generate()),
                "entries_by_session",
            ),
            (
                Accessor::Address([127, 0, 0, 1].into()),
                "entries_by_address",
            ),
            (Accessor::Export(subject.uuid()), "entries_by_resource"),
        ];
        for (viewer, index) in viewers {
            let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN ");
            seen!(query, opened(pool), viewer, window, Some(subject), 10_i64);
            let text = plan(pool, query).await;
            assert!(text.contains(index) && !text.contains("SCAN"), "{text}");
        }
    }
}
