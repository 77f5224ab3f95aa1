//! The subjects of a run of entries, read in pieces and handed out entry by entry.

use std::collections::VecDeque;

use crate::{
    base::ids::SubjectId,
    kernel::{audit::store, db::Pool},
};

/// Rows in one look at the store.
const SUBJECT_ROWS: i64 = 50_000;

/// Subjects, in the order of entries.
pub(super) struct Subjects<'a> {
    pool: &'a Pool,
    next: i64,
    last: i64,
    buffer: VecDeque<(i64, SubjectId)>,
}

impl<'a> Subjects<'a> {
    pub(super) fn new(pool: &'a Pool, first: i64, last: i64) -> Self {
        Self {
            pool,
            next: first,
            last,
            buffer: VecDeque::new(),
        }
    }

    /// All subjects of `sequence`, sorted.
    pub(super) async fn take(&mut self, sequence: i64) -> sqlx::Result<Vec<SubjectId>> {
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
