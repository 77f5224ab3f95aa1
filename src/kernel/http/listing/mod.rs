//! Lists: a URL that is read strictly, rows a page at a time by keyset, chips, orders to choose, links to the pages around.
//!
//! Owns: the parameters `sort`, `size` and `at`, how a [`Filter`] becomes SQL, a field, a chip and a part of an entry, and
//! what `layouts/list.html` shows around the rows. Must not: know a list's rows, nor let a parameter pass that nobody reads.
//!
//! A list is a [`List`] and the cells of its rows:
//!
//! ```text
//! const LIST: List<Refund> = List {
//!     path: "/refunds",
//!     filters: &[
//!         Filter::choice::<RefundStatus>(events::STATUS, key::REFUNDS_STATUS),
//!         Filter::from_day(key::REFUNDS_FROM, "created_at"),
//!         Filter::to_day(key::REFUNDS_TO, "created_at"),
//!     ],
//!     sorts: &[Sort {
//!         name: "created",
//!         column: "created_at",
//!         key: |refund| refund.created_at.micros(),
//!         words: Some((key::REFUNDS_SORT_NEWEST, key::REFUNDS_SORT_OLDEST)),
//!     }],
//!     id: |refund| refund.id.uuid(),
//!     headings: &[Heading::of(key::REFUNDS_ORDER_NO), Heading::of(key::REFUNDS_CREATED).sorted("created")],
//!     …
//! };
//!
//! let query = LIST.read(&fields)?;
//! if query.is_wrong() { … grant.fail(…), then `query.view(&shell)` with 400 … }
//! let total = query.count(reader, "SELECT COUNT(*) FROM refunds").await?;
//! let page = query.page(reader, "SELECT … FROM refunds").await?;
//! let event = query.describe(Event::new()).count(page.count());
//! let receipt = grant.record(event).await?;
//! let list = query.view_of(&shell, &page, shell.count(key::REFUNDS_FOUND, total));
//! ```
//!
//! Its template extends `layouts/list.html` and fills the block `rows`. The first of `sorts` is the usual order, from its
//! largest key. Every `(column, id)` needs an index on both engines: a page must not walk the table.

mod address;
mod filter;
mod list;
mod query;
mod request;
mod rows;
mod view;

pub use address::{Chip, ListAddress};
pub use filter::{Filter, FilterId, FilterValue, Operand};
pub use list::{Heading, List, Sort};
pub use query::{FieldError, ListQuery};
pub use request::ListRequest;
pub use rows::Row;
pub use view::{FieldView, Found, HeadingView, ListView, Options, SizeLink};

/// The parameter that says in which order.
const SORT: &str = "sort";
/// The parameter that says how many rows a page has.
const SIZE: &str = "size";
/// The parameter that says where a page begins.
const AT: &str = "at";
/// How many rows a page has, to choose from.
const SIZES: [usize; 3] = [20, 50, 100];
/// How many when none is chosen.
const USUAL_SIZE: usize = 50;
