//! `POST /exports/orders`, `…/travellers`, `…/payments`, `…/entries`: counts what is asked for, keeps it as a deed and sends the code.

use super::settings::ExportSettings;
use super::{
    confirm::new_code,
    events,
    exporting::Exporting,
    form::{Asked, Problems},
    model::{DataSet, Export, State},
    new::allowed,
    page::NewPage,
    store,
};
use crate::{
    base::{ids::ExportId, reason::Reason},
    i18n::key,
    kernel::{
        audit::{Event, facts},
        authz::{Grant, Receipt},
        failure::Failure,
        http::{Answer, FieldErrors, Fields, Form, LocalPath, Shell},
    },
};
use actix_web::http::StatusCode;

pub(super) async fn ask<P: Exporting>(
    grant: Grant<P>,
    form: Form<Fields>,
) -> Result<Answer, Failure> {
    let Form(fields) = form;
    let kernel = grant.kernel();
    let now = kernel.clock().now();
    let newest = P::newest(&grant).await?;
    let asked = match Asked::read(&fields, P::DATA_SET, now, newest) {
        Ok(asked) => asked,
        Err(problems) => return ask_again(grant, &fields, problems).await,
    };
    let (rows, people) = P::count(&grant, &asked.filter).await?;
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
    let owner = grant.staff()?;
    let id = ExportId::generate();
    // The deed names the language, which the page knows; the entry names the deed. So the language comes first.
    let layout = asked.layout(grant.locale()?);
    let mut export = Export {
        id,
        owner,
        data_set: P::DATA_SET,
        format: asked.format,
        filter: asked.filter,
        layout,
        reason: asked.reason.to_string(),
        rows,
        people,
        deed: [0; 32],
        state: State::Asked,
        code: None,
        code_expires_at: None,
        tries: 0,
        rows_done: 0,
        file_bytes: None,
        file_sha256: None,
        passphrase_read: false,
        created_at: now,
        approved_at: None,
        expires_at: None,
        downloaded_at: None,
    };
    export.deed = export.described().digest();
    let receipt = grant.record(event(&export, asked.reason)).await?;
    // Sent under the usual caps: whoever is over them finds a button on the next page.
    let code = new_code(&receipt, &export).await.ok();
    let mut change = receipt.begin().await?;
    store::insert(&mut change, &export, code.as_ref()).await?;
    change.commit().await?;
    Ok(receipt.redirect(&LocalPath::of(format!("/exports/{id}/confirm"))))
}

/// What the entry says was asked for: everything that the deed holds, in words.
fn event(export: &Export, reason: Reason) -> Event {
    use super::model::Clarity;
    let words = |clarity| {
        let columns = export.layout.with(clarity);
        columns.map(|column| column.as_str()).collect::<Vec<_>>()
    };
    let selection = export.filter.entries.as_ref();
    let filters = selection.map(|entries| entries.selection.names());
    let event = match filters.filter(|names| !names.is_empty()) {
        Some(names) => Event::new().fact(facts::FILTERS, names),
        None => Event::new(),
    };
    event
        .called(&events::ASKED)
        .about("export", export.id.uuid())
        .count(export.rows)
        .reason(reason)
        .fact(events::DATA_SET, export.data_set.as_str())
        .fact(events::FORMAT, export.format.as_str())
        .fact(events::COLUMNS, words(None))
        .fact(events::MASKED, words(Some(Clarity::Masked)))
        .fact(events::CLEAR, words(Some(Clarity::Clear)))
        .fact(events::PEOPLE, export.people)
        .fact(events::DEED, export.deed)
}

/// The form again, with what was typed and what is wrong with it.
async fn ask_again<P: Exporting>(
    grant: Grant<P>,
    fields: &Fields,
    problems: Problems,
) -> Result<Answer, Failure> {
    let data_sets: Vec<DataSet> = allowed(&grant);
    let event = Event::new()
        .called(&events::ASKED)
        .fact(events::DATA_SET, P::DATA_SET.as_str());
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
