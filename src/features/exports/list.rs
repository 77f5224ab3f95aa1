//! `GET /exports`: one's own exports, newest first.

use serde::Deserialize;

use super::{
    page::{ListPage, ListRow},
    permissions::{ExportAsk, ExportList},
    store::{self, Summary},
};
use crate::{
    base::{
        cursor::{Cursor, Direction},
        number::grouped,
    },
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, QueryValue},
    },
};

/// Which page of the list.
#[derive(Deserialize)]
pub(super) struct ListQuery {
    cursor: Option<String>,
}

const SIZE: usize = 25;

pub(super) async fn list(
    grant: Grant<ExportList>,
    query: QueryValue<ListQuery>,
) -> Result<Answer, Failure> {
    let cursor: Option<Cursor> = match query.0.cursor.as_deref() {
        Some(text) => Some(text.parse().map_err(|_| Failure::BadRequest)?),
        None => None,
    };
    let reader = grant.kernel().business().reader();
    let mut rows = store::list(reader, grant.owner(), cursor, SIZE as i64 + 1).await?;
    let more = rows.len() > SIZE;
    rows.truncate(SIZE);
    let back = cursor.is_some_and(|cursor| cursor.direction == Direction::Previous);
    if back {
        rows.reverse();
    }
    let (newer, older) = if back {
        (more, true)
    } else {
        (cursor.is_some(), more)
    };
    let previous = rows.first().filter(|_| newer);
    let next = rows.last().filter(|_| older);
    let (previous, next) = (
        previous.map(|row| place(row, Direction::Previous)),
        next.map(|row| place(row, Direction::Next)),
    );
    let can_ask = grant.may::<ExportAsk>();
    let receipt = grant.record(Event::new().count(rows.len() as i64)).await?;
    let shell = receipt.shell().await?;
    let rows = rows
        .into_iter()
        .map(|row| ListRow {
            href: format!("/exports/{}", row.id),
            created: row.created_at.local(),
            created_iso: row.created_at.rfc3339(),
            data_set: shell.t(row.data_set.key()),
            format: shell.t(row.format.key()),
            rows: grouped(row.row_count),
            reason: row.reason,
            tone: row.state.tone(),
            state: shell.t(row.state.key()),
        })
        .collect();
    receipt.page(&ListPage {
        shell: shell.without_watermark(),
        rows,
        previous,
        next,
        can_ask,
    })
}

fn place(row: &Summary, direction: Direction) -> String {
    let cursor = Cursor {
        key: row.created_at.micros(),
        id: row.id.uuid(),
        direction,
    };
    format!("/exports?cursor={cursor}")
}
