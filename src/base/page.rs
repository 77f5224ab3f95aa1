//! Pages of an ordered list by keyset: which rows a page holds, and where its neighbours begin.
//!
//! Owns the arithmetic of going on and back from a row. Must not know any SQL, column or address.

use uuid::Uuid;

use super::cursor::{Cursor, Direction};

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The row it begins at; `None` for the first page.
    pub cursor: Option<Cursor>,
    /// Rows a page, at least one.
    pub size: usize,
    /// Whether the list begins with the largest key.
    pub descending: bool,
}

/// How a store goes to a page: which rows lie beyond the cursor, and in which order they are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan {
    /// ` < ` or ` > `, between a row and the cursor.
    pub comparison: &'static str,
    /// ` DESC` or ` ASC`, of the key and of the id alike.
    pub direction: &'static str,
}

/// One page of rows, with the cursors of its neighbours.
#[derive(Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Where the page before begins, if there is one.
    pub previous: Option<Cursor>,
    /// Where the page after begins, if there is one.
    pub next: Option<Cursor>,
}

impl PageRequest {
    /// The first page, from the largest key.
    #[must_use]
    pub const fn newest(size: usize) -> Self {
        Self {
            cursor: None,
            size,
            descending: true,
        }
    }

    /// How many rows to fetch: one more than are shown, to know whether others follow.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size).map_or(i64::MAX, |size| size.saturating_add(1))
    }

    /// How a store goes to this page.
    #[must_use]
    pub fn scan(&self) -> Scan {
        if self.descending == self.is_backwards() {
            Scan {
                comparison: " > ",
                direction: " ASC",
            }
        } else {
            Scan {
                comparison: " < ",
                direction: " DESC",
            }
        }
    }

    /// Cuts the page out of the rows that the [scan](Self::scan) gave, up to the [limit](Self::limit); `key` is what they
    /// are sorted by, with their id.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> (i64, Uuid)) -> Page<T> {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        if self.is_backwards() {
            rows.reverse();
        }
        let (before, after) = match self.cursor.map(|cursor| cursor.direction) {
            None => (false, more),
            Some(Direction::Next) => (true, more),
            Some(Direction::Previous) => (more, true),
        };
        let cursor = |row: Option<&T>, direction| {
            row.map(&key).map(|(key, id)| Cursor { key, id, direction })
        };
        Page {
            previous: cursor(rows.first().filter(|_| before), Direction::Previous),
            next: cursor(rows.last().filter(|_| after), Direction::Next),
            rows,
        }
    }

    fn is_backwards(&self) -> bool {
        self.cursor
            .is_some_and(|cursor| cursor.direction == Direction::Previous)
    }
}

impl<T> Page<T> {
    /// The page with other rows, one for each.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(change).collect(),
            previous: self.previous,
            next: self.next,
        }
    }

    /// How many rows it has.
    pub fn count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Row = (i64, Uuid);

    /// What a store would answer.
    fn fetch(all: &[Row], request: &PageRequest) -> Vec<Row> {
        let scan = request.scan();
        let mut rows: Vec<Row> = all
            .iter()
            .copied()
            .filter(|row| {
                request.cursor.is_none_or(|cursor| {
                    let cursor = (cursor.key, cursor.id);
                    if scan.comparison == " < " {
                        *row < cursor
                    } else {
                        *row > cursor
                    }
                })
            })
            .collect();
        rows.sort_unstable();
        if scan.direction == " DESC" {
            rows.reverse();
        }
        rows.truncate(usize::try_from(request.limit()).unwrap());
        rows
    }

    proptest! {
        #[test]
        fn walking_on_and_back_shows_every_row_once(
            keys in prop::collection::vec(0_i64..9, 0..60), descending: bool, size in 1_usize..9,
        ) {
            let all: Vec<Row> = (0_u128..).zip(&keys).map(|(id, key)| (*key, Uuid::from_u128(id))).collect();
            let mut sorted = all.clone();
            sorted.sort_unstable();
            if descending { sorted.reverse(); }

            let mut request = PageRequest { cursor: None, size, descending };
            let (mut on, mut back) = (Vec::new(), Vec::new());
            let last = loop {
                let page = request.cut(fetch(&all, &request), |row| *row);
                on.extend(page.rows.iter().copied());
                match page.next { Some(next) => request.cursor = Some(next), None => break page }
            };
            prop_assert_eq!(&on, &sorted);

            let mut page = last;
            loop {
                back.splice(0..0, page.rows.iter().copied());
                let Some(previous) = page.previous else { break };
                request.cursor = Some(previous);
                page = request.cut(fetch(&all, &request), |row| *row);
            }
            prop_assert_eq!(back, sorted);
        }
    }
}
