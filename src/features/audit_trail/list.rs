//! The list of entries, newest first.

use actix_web::http::StatusCode;

use super::{
    AuditList, PATH, filter,
    page::{Found, ListPage, Query},
    store,
};
use crate::{
    base::cursor::{Cursor, Direction},
    features::exports::api::{ENTRIES_FORM, ExportEntries},
    kernel::{
        audit::{EntryFilter, EntryPage, Turn},
        authz::Grant,
        failure::Failure,
        http::{
            Answer, Fields, QueryValue,
            listing::{ListAddress, Paging, Sorting},
        },
    },
};

/// The one order of the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewestFirst;

impl std::str::FromStr for NewestFirst {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        (text == "newest").then_some(Self).ok_or(())
    }
}

impl Sorting for NewestFirst {
    const USUAL: Self = Self;

    fn descending(self) -> bool {
        true
    }
}

/// Entries are counted up to here; beyond it a page says "more than".
pub(super) const COUNTED: i64 = 10_000;

/// `GET /audit`
pub(super) async fn list(
    grant: Grant<AuditList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    let asked = filter::query(&fields)?;
    let paging = Paging::<NewestFirst>::read(&asked)?;
    let (filter, complaints) = filter::selection(&asked)?;
    let staff = store::staff(grant.kernel().business().reader()).await?;
    let described = filter.describe();
    let query = Query {
        export: grant
            .may::<ExportEntries>()
            .then(|| filter.at(ENTRIES_FORM)),
        address: asked.address(PATH),
        asked,
        filter,
        paging,
        staff,
    };
    if !complaints.is_empty() {
        let receipt = grant.fail(described).await?;
        let shell = receipt.shell().await?;
        let errors = shell.complaints(&complaints);
        let page = ListPage::new(shell, &receipt.kernel().policy(), query, errors, None);
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }

    let entries = EntryFilter {
        owner: grant.owner(),
        ..query.filter.entries()
    };
    let size = i64::try_from(query.paging.size).unwrap_or(i64::MAX - 1);
    let found = grant
        .log()
        .list(&entries, turn(query.paging.place), size)
        .await?;
    let total = grant.log().count(&entries, COUNTED + 1).await?;
    let shown = i64::try_from(found.entries.len()).unwrap_or(i64::MAX);
    let receipt = grant.record(described.count(shown)).await?;

    let found = neighbours(found, &query.address, total);
    let shell = receipt.shell().await?;
    let errors = shell.complaints(&[]);
    receipt.page(&ListPage::new(
        shell,
        &receipt.kernel().policy(),
        query,
        errors,
        Some(found),
    ))
}

fn turn(place: Option<Cursor>) -> Turn {
    match place {
        None => Turn::Start,
        Some(place) if place.direction == Direction::Next => Turn::Older(place.key),
        Some(place) => Turn::Newer(place.key),
    }
}

/// The entries with the links to the pages around them.
fn neighbours(found: EntryPage, address: &ListAddress, total: i64) -> Found {
    let place = |sequence: Option<i64>, direction| {
        let id = uuid::Uuid::nil();
        sequence.map(|key| address.at(Cursor { key, id, direction }))
    };
    let first = found.entries.first().map(|entry| entry.sequence);
    let last = found.entries.last().map(|entry| entry.sequence);
    Found {
        previous: place(first.filter(|_| found.newer), Direction::Previous),
        next: place(last.filter(|_| found.older), Direction::Next),
        entries: found.entries,
        total,
    }
}
