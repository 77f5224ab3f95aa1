//! Keyset pages: how many rows, in which order, from which row on.

use std::str::FromStr;

use uuid::Uuid;

use super::{AT, ListAddress, ListQuery, SIZE, SORT};
use crate::{
    base::cursor::{Cursor, Direction},
    kernel::failure::Failure,
};

/// The orders a list offers; the wire form is the value of `sort`.
pub trait Sorting: FromStr + Copy {
    /// The order when none is chosen.
    const USUAL: Self;

    /// Whether the largest key comes first.
    fn descending(self) -> bool;
}

/// Which page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Paging<S> {
    /// The order.
    pub sort: S,
    /// Rows a page.
    pub size: usize,
    /// The row it begins at; `None` for the first page.
    pub place: Option<Cursor>,
}

/// How SQL walks to a page: which rows lie beyond the place, and in which order they are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk {
    /// ` < ` or ` > `, between the row and the place.
    pub comparison: &'static str,
    /// ` DESC` or ` ASC`, of the key and of the id alike.
    pub direction: &'static str,
}

/// One page of rows, with the places of its neighbours.
#[derive(Debug, PartialEq, Eq)]
pub struct ListPage<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Where the page before begins, if there is one.
    pub previous: Option<Cursor>,
    /// Where the page after begins, if there is one.
    pub next: Option<Cursor>,
}

impl<S> Paging<S> {
    /// The sizes to choose from.
    pub const SIZES: [usize; 3] = [20, 50, 100];
    /// The size when none is chosen.
    pub const USUAL_SIZE: usize = 50;
}

impl<S: Sorting> Paging<S> {
    /// Reads `sort`, `size` and `at`.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when one of them is nothing that our pages offer.
    pub fn read(query: &ListQuery) -> Result<Self, Failure> {
        let size = query.value(SIZE)?.unwrap_or(Self::USUAL_SIZE);
        if !Self::SIZES.contains(&size) {
            return Err(Failure::BadRequest);
        }
        Ok(Self {
            sort: query.value(SORT)?.unwrap_or(S::USUAL),
            size,
            place: query.value(AT)?,
        })
    }

    /// How many rows to fetch: one more than are shown, to know whether others follow.
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX - 1) + 1
    }

    /// How SQL walks to this page.
    pub fn walk(&self) -> Walk {
        if self.sort.descending() == self.backwards() {
            Walk {
                comparison: " > ",
                direction: " ASC",
            }
        } else {
            Walk {
                comparison: " < ",
                direction: " DESC",
            }
        }
    }

    /// Cuts the page out of what was [fetched](Self::fetch) on this [walk](Self::walk); `key` is what the rows are
    /// sorted by, with their id.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> (i64, Uuid)) -> ListPage<T> {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        if self.backwards() {
            rows.reverse();
        }
        let (before, after) = match self.place.map(|place| place.direction) {
            None => (false, more),
            Some(Direction::Next) => (true, more),
            Some(Direction::Previous) => (more, true),
        };
        let place = |row: Option<&T>, direction| {
            row.map(&key).map(|(key, id)| Cursor { key, id, direction })
        };
        ListPage {
            previous: place(rows.first().filter(|_| before), Direction::Previous),
            next: place(rows.last().filter(|_| after), Direction::Next),
            rows,
        }
    }

    fn backwards(&self) -> bool {
        self.place
            .is_some_and(|place| place.direction == Direction::Previous)
    }
}

/// A number of rows to choose.
#[derive(Debug, PartialEq, Eq)]
pub struct SizeLink {
    /// Rows a page.
    pub size: usize,
    /// The list with that many.
    pub href: String,
    /// Whether it is the one chosen.
    pub current: bool,
}

impl ListAddress {
    /// The links that choose how many rows a page has.
    pub fn sizes<S>(&self, paging: &Paging<S>) -> Vec<SizeLink> {
        Paging::<S>::SIZES
            .into_iter()
            .map(|size| SizeLink {
                size,
                href: self.with(SIZE, size).to_string(),
                current: size == paging.size,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    struct Newest(bool);

    impl FromStr for Newest {
        type Err = ();

        fn from_str(text: &str) -> Result<Self, ()> {
            match text {
                "newest" => Ok(Self(true)),
                "oldest" => Ok(Self(false)),
                _ => Err(()),
            }
        }
    }

    impl Sorting for Newest {
        const USUAL: Self = Self(true);

        fn descending(self) -> bool {
            self.0
        }
    }

    type Row = (i64, Uuid);

    /// What a store would answer.
    fn fetch(all: &[Row], paging: &Paging<Newest>) -> Vec<Row> {
        let walk = paging.walk();
        let mut rows: Vec<Row> = all
            .iter()
            .copied()
            .filter(|row| {
                paging.place.is_none_or(|place| {
                    let place = (place.key, place.id);
                    if walk.comparison == " < " {
                        *row < place
                    } else {
                        *row > place
                    }
                })
            })
            .collect();
        rows.sort_unstable();
        if walk.direction == " DESC" {
            rows.reverse();
        }
        rows.truncate(usize::try_from(paging.fetch()).unwrap());
        rows
    }

    proptest! {
        #[test]
        fn walking_on_and_back_shows_every_row_once(
            keys in prop::collection::vec(0_i64..9, 0..60), newest: bool, size in 1_usize..9,
        ) {
            let all: Vec<Row> = (0_u128..).zip(&keys).map(|(id, key)| (*key, Uuid::from_u128(id))).collect();
            let mut sorted = all.clone();
            sorted.sort_unstable();
            if newest { sorted.reverse(); }

            let mut paging = Paging { sort: Newest(newest), size, place: None };
            let (mut on, mut back) = (Vec::new(), Vec::new());
            let last = loop {
                let page = paging.cut(fetch(&all, &paging), |row| *row);
                on.extend(page.rows.iter().copied());
                match page.next { Some(next) => paging.place = Some(next), None => break page }
            };
            prop_assert_eq!(&on, &sorted);

            let mut page = last;
            loop {
                back.splice(0..0, page.rows.iter().copied());
                let Some(previous) = page.previous else { break };
                paging.place = Some(previous);
                page = paging.cut(fetch(&all, &paging), |row| *row);
            }
            prop_assert_eq!(back, sorted);
        }
    }

    #[test]
    fn only_what_pages_offer_is_read() {
        let read = |query: &str| {
            let fields = serde_urlencoded::from_str(query).unwrap();
            Paging::<Newest>::read(&ListQuery::read(&fields, &[]).unwrap())
        };
        assert_eq!(read("").unwrap().size, 50);
        assert_eq!(read("size=100&sort=oldest").unwrap().size, 100);
        for query in ["size=0", "size=51", "size=-1", "sort=best", "at=here"] {
            assert_eq!(read(query).unwrap_err(), Failure::BadRequest, "{query}");
        }
    }
}
