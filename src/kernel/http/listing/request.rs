//! What somebody asked of a list: its filters, its order, its page.

use super::{
    AT, FieldError, Filter, FilterValue, List, ListAddress, ListQuery, Operand, SIZE, SIZES, SORT,
    Sort, USUAL_SIZE,
};
use crate::{
    base::page::PageRequest,
    i18n::key,
    kernel::{
        audit::{Event, fields},
        failure::Failure,
        http::Fields,
    },
};

pub struct ListRequest<R: 'static> {
    pub(super) list: &'static List<R>,
    pub(super) parameters: ListQuery,
    /// The filters that are used and could be read.
    pub(super) values: Vec<(&'static Filter, FilterValue)>,
    pub(super) field_errors: Vec<FieldError>,
    pub(super) sort: &'static Sort<R>,
    pub request: PageRequest,
}

impl<R> List<R> {
    /// Reads the URL. What somebody typed wrong is complained about; see [`ListRequest::is_wrong`].
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when it holds something that no page of ours offers.
    pub fn read(&'static self, fields: &Fields) -> Result<ListRequest<R>, Failure> {
        let names: Vec<_> = self.filters.iter().map(|filter| filter.name).collect();
        let parameters = ListQuery::read(fields, &names)?;
        let (values, field_errors) = read_filters(self.filters, &parameters)?;
        let size = parameters.value(SIZE)?.unwrap_or(USUAL_SIZE);
        if !SIZES.contains(&size) {
            return Err(Failure::BadRequest);
        }
        let (sort, descending) = self.sort(parameters.text(SORT))?;
        Ok(ListRequest {
            list: self,
            values,
            field_errors,
            sort,
            request: PageRequest {
                cursor: parameters.value(AT)?,
                size,
                descending,
            },
            parameters,
        })
    }

    fn sort(&'static self, text: Option<&str>) -> Result<(&'static Sort<R>, bool), Failure> {
        let Some(text) = text else {
            let usual = self.sorts.first();
            return Ok((usual.ok_or(Failure::Internal("a list has no order"))?, true));
        };
        let (name, descending) = match text.rsplit_once('_') {
            Some((name, "desc")) => (name, true),
            Some((name, "asc")) => (name, false),
            _ => return Err(Failure::BadRequest),
        };
        let mut sorts = self.sorts.iter();
        let sort = sorts.find(|sort| sort.name == name && sort.words.is_some());
        Ok((sort.ok_or(Failure::BadRequest)?, descending))
    }
}

type Read = (Vec<(&'static Filter, FilterValue)>, Vec<FieldError>);

/// Reads the value of each filter that is used.
fn read_filters(filters: &'static [Filter], parameters: &ListQuery) -> Result<Read, Failure> {
    let (mut values, mut field_errors) = (Vec::new(), Vec::new());
    for filter in filters {
        let Some(text) = parameters.text(filter.name) else {
            continue;
        };
        match ((filter.read)(text), filter.error_key) {
            (Some(value), _) => values.push((filter, value)),
            (None, Some(key)) => field_errors.push(FieldError {
                field: filter.name,
                key,
            }),
            (None, None) => return Err(Failure::BadRequest),
        }
    }
    if ends_before_start(&values) {
        field_errors.push(FieldError {
            field: Filter::TO,
            key: key::FILTER_ENDS_BEFORE_START,
        });
    }
    Ok((values, field_errors))
}

fn ends_before_start(values: &[(&'static Filter, FilterValue)]) -> bool {
    let start = values.iter().find_map(|(_, value)| match value.operand {
        Operand::Start(at) => Some(at),
        _ => None,
    });
    let end = values.iter().find_map(|(_, value)| match value.operand {
        Operand::End(at) => Some(at),
        _ => None,
    });
    start.zip(end).is_some_and(|(start, end)| end <= start)
}

impl<R> ListRequest<R> {
    /// Whether somebody typed what cannot be read. Then nothing is looked for; the page says what is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.field_errors.is_empty()
    }

    /// Whether a filter is used.
    pub fn is_narrowed(&self) -> bool {
        !self.values.is_empty()
    }

    /// The operand of a filter that is used.
    pub fn operand(&self, name: &str) -> Option<&Operand> {
        let mut values = self.values.iter();
        values.find_map(|(filter, value)| (filter.name == name).then_some(&value.operand))
    }

    /// Says in an entry what was looked for: words and ids of ours, orders, times; of
    /// another value only that it was.
    pub fn describe(&self, event: Event) -> Event {
        let mut others = Vec::new();
        let event = self.values.iter().fold(event, |event, (filter, value)| {
            filter.record(event, &value.operand, &mut others)
        });
        match others.is_empty() {
            true => event,
            false => event.field(fields::FILTERS, others),
        }
    }

    /// The text of a parameter that is used.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.parameters.text(name)
    }

    /// The address of the list with these filters, this order and size, from the first page.
    pub fn address(&self) -> ListAddress {
        self.parameters.address(self.list.path)
    }

    /// Where a page begins in this order: the key and the id of a row.
    pub(super) fn key(&self, row: &R) -> (i64, uuid::Uuid) {
        ((self.sort.key)(row), (self.list.id)(row))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        base::{ids::TravellerId, order_no::OrderNo, travel::OrderStatus},
        kernel::{audit::FieldName, http::listing::Heading},
    };

    const STATUS: FieldName<&'static str> = FieldName::code("status");
    const TRAVELLER: FieldName<Uuid> = FieldName::id("traveller");

    const LIST: List<i64> = List {
        path: "/things",
        filters: &[
            Filter::choice::<OrderStatus>(STATUS, "orders.status"),
            Filter::id::<TravellerId>(TRAVELLER, "orders.traveller"),
            Filter::text::<OrderNo>("word", "orders.order_no", "order_no.malformed"),
            Filter::from_day("orders.from", "created_at"),
            Filter::to_day("orders.to", "created_at"),
        ],
        sorts: &[
            Sort {
                name: "created",
                column: "created_at",
                key: |row| *row,
                words: Some(("orders.sort_newest", "orders.sort_oldest")),
            },
            Sort {
                name: "secret",
                column: "secret",
                key: |row| *row,
                words: None,
            },
        ],
        id: |_| Uuid::nil(),
        headings: &[Heading::of("orders.created").sorted("created")],
        none_yet: ("orders.none_yet", "orders.none_yet_advice"),
        none_found: ("orders.empty", "orders.empty_advice"),
    };

    fn read(query: &str) -> Result<ListRequest<i64>, Failure> {
        LIST.read(&serde_urlencoded::from_str(query).unwrap())
    }

    fn field_errors(query: &str) -> Vec<(&'static str, &'static str)> {
        let field_errors = read(query).unwrap().field_errors;
        field_errors
            .iter()
            .map(|one| (one.field, one.key))
            .collect()
    }

    #[test]
    fn only_what_pages_offer_is_read() {
        let usual = read("").unwrap();
        assert_eq!((usual.request.size, usual.request.descending), (50, true));
        let chosen = read("size=100&sort=created_asc").unwrap();
        assert_eq!(
            (chosen.request.size, chosen.request.descending),
            (100, false)
        );
        for query in [
            "size=0",
            "size=51",
            "size=-1",
            "sort=best",
            "sort=created",
            "sort=created_up",
            "sort=secret_desc",
            "at=here",
            "colour=red",
            "status=lost",
            "status=paid&status=paid",
            "traveller=14200001234",
        ] {
            assert_eq!(read(query).err(), Some(Failure::BadRequest), "{query}");
        }
    }

    #[test]
    fn the_last_day_is_included() {
        let query = read("from=2026-11-22&to=2026-11-22").unwrap();
        let at = |text: &str| text.parse().unwrap();
        let start = Operand::Start(at("2026-11-21T16:00:00Z"));
        let end = Operand::End(at("2026-11-22T16:00:00Z"));
        assert_eq!(query.operand("from"), Some(&start));
        assert_eq!(query.operand("to"), Some(&end));
    }

    #[test]
    fn what_is_typed_wrong_is_complained_about_and_narrows_nothing() {
        assert_eq!(
            field_errors("from=yesterday"),
            [("from", "filter.not_a_day")]
        );
        assert_eq!(
            field_errors("from=2026-11-22&to=2026-11-21"),
            [("to", "filter.ends_before_start")]
        );
        assert_eq!(
            field_errors("word=14200001234"),
            [("word", "order_no.malformed")]
        );
        assert!(!read("word=14200001234").unwrap().is_narrowed());
    }

    #[test]
    fn an_entry_says_words_and_times_and_of_a_text_only_that_it_was_looked_for() {
        let query = read("status=paid&word=HF202611220000017&to=2026-11-22").unwrap();
        let said = format!("{:?}", query.describe(Event::new()));
        assert!(said.contains("paid") && said.contains("\"word\""), "{said}");
        assert!(said.contains("until") && !said.contains("HF2026"), "{said}");
    }
}
