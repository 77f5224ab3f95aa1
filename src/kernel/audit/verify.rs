//! Offline verification of the whole log.

use super::{
    entry::StoredEntry,
    hash::{self, Hash},
    store::{self, ScannedRow},
};
use crate::{base::ids::SubjectId, kernel::db::Pool};

/// What verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Every entry holds.
    Whole {
        /// How many entries were read.
        entries: i64,
        /// The newest entry's link, hexadecimal: keep it elsewhere, and a later cut or rewrite shows.
        head: String,
    },
    /// The log does not hold from here on.
    Broken {
        /// The first sequence that does not hold.
        sequence: i64,
        /// What is wrong with it.
        failure: Failure,
    },
}

/// Why an entry does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The number before it is followed by a later one.
    #[error("the entry is missing")]
    Missing,
    /// A number before 1, which the log never gives.
    #[error("the entry was inserted")]
    Inserted,
    /// Its body does not give its leaf hash.
    #[error("the body was altered")]
    Body,
    /// Its link does not follow from the one before.
    #[error("the link to the entry before does not hold")]
    Link,
    /// A searchable column says something else than the body.
    #[error("a column differs from the body")]
    Column,
    /// The subjects do not give the digest in the body.
    #[error("the subjects differ from their digest")]
    Subjects,
}

const ROWS: i64 = 2_000;
const SUBJECT_ROWS: i64 = 50_000;

/// Reads the whole log in order and stops at the first entry that does not hold. `progress` is called with the number of
/// entries read so far and the newest one's number when reading began.
///
/// # Errors
/// When the store cannot be read.
pub async fn verify(pool: &Pool, mut progress: impl FnMut(i64, i64)) -> sqlx::Result<Verification> {
    let broken = |sequence, failure| Ok(Verification::Broken { sequence, failure });
    if let Some(sequence) = store::first_before(pool, 1).await? {
        return broken(sequence, Failure::Inserted);
    }
    let newest = store::newest(pool).await?;
    let (mut last, mut link, mut rows) = (0_i64, hash::GENESIS, ROWS);
    loop {
        match verify_rows(pool, &mut last, &mut link, rows).await {
            Ok(Step::On) => progress(last, newest),
            Ok(Step::End) => break,
            Ok(Step::Broken(failure)) => return broken(last + 1, failure),
            // A column holds what its type cannot be: the rows are read again one by one to find which.
            Err(sqlx::Error::ColumnDecode { .. }) if rows > 1 => rows = 1,
            Err(sqlx::Error::ColumnDecode { .. }) => return broken(last + 1, Failure::Column),
            Err(error) => return Err(error),
        }
    }
    match store::first_orphan(pool).await? {
        Some(sequence) => broken(sequence, Failure::Subjects),
        None => Ok(Verification::Whole {
            entries: last,
            head: hex::encode(link),
        }),
    }
}

enum Step {
    On,
    End,
    Broken(Failure),
}

/// Checks the next rows after `last` and moves `last` and `link` behind those that hold.
async fn verify_rows(
    pool: &Pool,
    last: &mut i64,
    link: &mut Hash,
    limit: i64,
) -> sqlx::Result<Step> {
    let rows = store::scan(pool, *last, limit).await?;
    let Some(end) = rows.last().map(|row| row.sequence) else {
        return Ok(Step::End);
    };
    let mut subjects = Subjects::new(pool, *last + 1, end);
    for row in rows {
        let expected = *last + 1;
        if row.sequence != expected {
            return Ok(Step::Broken(Failure::Missing));
        }
        match check(&row, link, &subjects.take(expected).await?) {
            Ok(next) => (*last, *link) = (expected, next),
            Err(failure) => return Ok(Step::Broken(failure)),
        }
    }
    Ok(Step::On)
}

/// Checks one row against the link before it and gives its own link.
fn check(row: &ScannedRow, previous: &Hash, subjects: &[SubjectId]) -> Result<Hash, Failure> {
    let leaf = hash::leaf(&row.body);
    if row.leaf != leaf {
        return Err(Failure::Body);
    }
    let link = hash::chain(previous, &leaf);
    if row.chain != link {
        return Err(Failure::Link);
    }
    let body: StoredEntry = serde_json::from_slice(&row.body).map_err(|_| Failure::Body)?;
    if !columns_match(row, &body) {
        return Err(Failure::Column);
    }
    if body.subject_digest != hash::subjects(subjects).map(hex::encode) {
        return Err(Failure::Subjects);
    }
    Ok(link)
}

fn columns_match(row: &ScannedRow, body: &StoredEntry) -> bool {
    row.sequence == body.sequence
        && row.at == body.at.micros()
        && row.event == body.event
        && row.outcome == body.outcome.as_str()
        && row.actor_id == body.actor.map(|id| id.uuid())
        && row.actor_role == body.role
        && row.session_id == body.session.map(|id| id.uuid())
        && row.permission == body.permission
        && row.resource_kind == body.resource_kind
        && row.resource_id == body.resource
        && row.request_id == body.request.uuid()
}

/// The subjects of a run of entries, read in pieces and handed out entry by entry.
struct Subjects<'a> {
    pool: &'a Pool,
    next: i64,
    last: i64,
    buffer: std::collections::VecDeque<(i64, SubjectId)>,
}

impl<'a> Subjects<'a> {
    fn new(pool: &'a Pool, first: i64, last: i64) -> Self {
        Self {
            pool,
            next: first,
            last,
            buffer: std::collections::VecDeque::new(),
        }
    }

    /// All subjects of `sequence`, sorted.
    async fn take(&mut self, sequence: i64) -> sqlx::Result<Vec<SubjectId>> {
        if self.next <= sequence {
            self.fill(sequence).await?;
        }
        let mut taken = Vec::new();
        while let Some((_, subject)) = self.buffer.pop_front_if(|(owner, _)| *owner == sequence) {
            taken.push(subject);
        }
        Ok(taken)
    }

    /// Reads on until every subject of `sequence` is in the buffer.
    async fn fill(&mut self, sequence: i64) -> sqlx::Result<()> {
        let read = store::subjects(self.pool, sequence, self.last, SUBJECT_ROWS).await?;
        let complete = (read.len() as i64) < SUBJECT_ROWS;
        self.next = match read.last() {
            // The last entry of a full piece may go on: it is read again, alone and whole.
            Some((cut, _)) if !complete => *cut,
            _ => self.last + 1,
        };
        let next = self.next;
        self.buffer
            .extend(read.into_iter().filter(|(owner, _)| *owner < next));
        if next == sequence {
            self.buffer
                .extend(store::subjects(self.pool, sequence, sequence, i64::MAX).await?);
            self.next = sequence + 1;
        }
        Ok(())
    }
}
