//! `POST /exports/orders`, `…/travellers`, `…/payments`, `…/entries`: counts what is asked for, keeps it as a deed and sends the
//! code.

use super::settings::ExportSettings;
use super::{
    code::new_code,
    events,
    export::Export,
    extract::Extracting,
    fields::Problems,
    form::Asked,
    model::{DataSet, Disclosure},
    new::allowed,
    page::NewPage,
    store,
};
use crate::i18n::key;
use crate::{
    base::reason::Reason,
    kernel::{
        audit::{Event, fields},
        authz::{Grant, Receipt},
        failure::Failure,
        http::{Answer, FieldErrors, Fields, Form, LocalPath, Shell},
    },
};
use actix_web::http::StatusCode;

pub(super) async fn ask<P: Extracting>(
    grant: Grant<P>,
    form: Form<Fields>,
) -> Result<Answer, Failure> {
    let Form(fields) = form;
    let kernel = grant.kernel();
    let now = kernel.clock().now();
    let newest = P::newest(&grant).await?;
    let asked = match Asked::<P>::read(&fields, now, newest, grant.locale()?) {
        Ok(asked) => asked,
        Err(problems) => return ask_again(grant, &fields, problems).await,
    };
    let counts = P::count(&grant, &asked.extract.filter).await?;
    let (rows, _) = counts;
    if rows == 0 {
        return ask_again(grant, &fields, vec![("", key::EXPORTS_ERROR_NOTHING)]).await;
    }
    if rows
        > kernel
            .settings()
            .features
            .of::<ExportSettings>()
            .maximum_rows
    {
        return ask_again(grant, &fields, vec![("", key::EXPORTS_ERROR_TOO_LARGE)]).await;
    }
    let what = (P::wrap(asked.extract), asked.format);
    let export = Export::asked(grant.staff()?, what, &asked.reason, counts, now);
    let export = export.map_err(|_| Failure::Internal("a deed cannot be written"))?;
    let receipt = grant.record(event(&export, asked.reason)).await?;
    // Sent under the usual caps: whoever is over them finds a button on the next page.
    let code = new_code(&receipt, &export).await.ok();
    let mut change = receipt.begin().await?;
    store::insert(&mut change, &export, code.as_ref()).await?;
    change.commit().await?;
    let next = format!("/exports/{}/confirm", export.id);
    Ok(receipt.redirect(&LocalPath::of(next)))
}

/// What the entry says was asked for: everything that the deed holds, in words.
fn event(export: &Export, reason: Reason) -> Event {
    let words = |disclosure| {
        let columns = export.extract.with(disclosure).into_iter();
        columns.map(|column| column.name).collect::<Vec<_>>()
    };
    let mut event = Event::new();
    let filters = export.extract.filter_names();
    if !filters.is_empty() {
        event = event.field(fields::FILTERS, filters);
    }
    event
        .kind(&events::ASKED)
        .resource("export", export.id.uuid())
        .count(export.rows)
        .reason(reason)
        .field(events::DATA_SET, export.data_set().as_str())
        .field(events::FORMAT, export.format.as_str())
        .field(events::COLUMNS, words(None))
        .field(events::MASKED, words(Some(Disclosure::Masked)))
        .field(events::CLEAR, words(Some(Disclosure::Clear)))
        .field(events::PEOPLE, export.people)
        .field(events::DEED, export.deed)
}

/// The form again, with what was typed and what is wrong with it.
async fn ask_again<P: Extracting>(
    grant: Grant<P>,
    fields: &Fields,
    problems: Problems,
) -> Result<Answer, Failure> {
    let data_sets: Vec<DataSet> = allowed(&grant);
    let event = Event::new()
        .kind(&events::ASKED)
        .field(events::DATA_SET, P::DATA_SET.as_str());
    let receipt: Receipt<P> = grant.fail(event).await?;
    let shell = receipt.shell().await?.without_watermark();
    let most = receipt
        .kernel()
        .settings()
        .features
        .of::<ExportSettings>()
        .maximum_rows;
    let errors = translate(&shell, problems, most);
    let page = NewPage::new(shell, P::DATA_SET, &data_sets, fields, errors);
    Ok(receipt
        .page(&page)?
        .with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

fn translate(shell: &Shell, problems: Problems, most: i64) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, key) in problems {
        let text = shell
            .t(key)
            .replace("{most}", &crate::base::number::grouped(most))
            .replace("{min}", &Reason::MIN.to_string())
            .replace("{max}", &Reason::MAX.to_string());
        errors.add(field, text);
    }
    errors
}
