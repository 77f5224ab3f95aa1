//! `GET /exports`: one's own exports, newest first.

use askama::Template;

use super::{
    permissions::{ExportAsk, ExportList},
    store::{self, Summary},
};
use crate::{
    base::number::grouped,
    i18n::key,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{
            Answer, Fields, QueryValue, Shell,
            listing::{Heading, List, ListView, Sort},
        },
    },
};

const LIST: List<Summary> = List {
    path: "/exports",
    filters: &[],
    sorts: &[Sort {
        name: "created",
        column: "created_at",
        key: |export| export.created_at.micros(),
        words: None,
    }],
    id: |export| export.id.uuid(),
    headings: &[
        Heading::of(key::EXPORTS_ASKED),
        Heading::of(key::EXPORTS_DATA_SET),
        Heading::of(key::EXPORTS_ROWS).number(),
        Heading::of(key::EXPORTS_FORMAT),
        Heading::of(key::EXPORTS_REASON),
        Heading::of(key::EXPORTS_STATE),
    ],
    none_yet: (key::EXPORTS_EMPTY, key::EXPORTS_EMPTY_ADVICE),
    none_found: (key::EXPORTS_EMPTY, key::EXPORTS_EMPTY_ADVICE),
};

pub(super) async fn list(
    grant: Grant<ExportList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    let query = LIST.read(&fields)?;
    let owner = grant.owner().map(|owner| ("owner_id", owner));
    let reader = grant.kernel().business().reader();
    let page = query.page_of(reader, store::LIST, owner).await?;
    let can_ask = grant.may::<ExportAsk>();
    let receipt = grant.record(Event::new().count(page.count())).await?;
    let shell = receipt.shell().await?.without_watermark();
    let own_only = shell.t(key::EXPORTS_OWN_ONLY).to_owned();
    receipt.page(&ListPage {
        list: query.view_of(&shell, &page, own_only),
        shell,
        rows: page.rows,
        can_ask,
    })
}

/// `exports/list.html`
#[derive(Template)]
#[template(path = "exports/list.html")]
struct ListPage {
    shell: Shell,
    list: ListView,
    rows: Vec<Summary>,
    can_ask: bool,
}

impl Summary {
    fn rows(&self) -> String {
        grouped(self.row_count)
    }
}
