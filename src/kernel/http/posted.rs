//! What a POST carries: read when it comes from a page of ours, its envelopes opened once the policy let the request in, and
//! looked at for what Hufu never takes.

use actix_web::{dev::ServiceRequest, web::Bytes};

use super::{
    FORM_LIMIT, csrf,
    forms::{AdmittedForm, Fields},
    sealed_fields,
};
use crate::{
    base::personal,
    kernel::{authz::RequestContext, failure::Failure},
};

/// A form that a page of ours sent.
///
/// # Errors
/// [`Failure::TooLarge`] and [`Failure::TooSlow`]; [`Failure::BadRequest`] when it is no form; [`Failure::OldPage`] or
/// [`Failure::NotLoggedIn`] without the page's token.
pub(super) async fn read(
    context: &RequestContext,
    request: &mut ServiceRequest,
) -> Result<Fields, Failure> {
    let settings = &context.kernel.settings;
    // Without an end, whoever opens connections and says nothing takes them all.
    let body = tokio::time::timeout(settings.door.form_patience, request.extract::<Bytes>())
        .await
        .map_err(|_| Failure::TooSlow)?
        .map_err(|_| Failure::TooLarge)?;
    if body.len() > FORM_LIMIT {
        return Err(Failure::TooLarge);
    }
    let fields: Fields = serde_urlencoded::from_bytes(&body).map_err(|_| Failure::BadRequest)?;
    let sent = fields
        .iter()
        .find_map(|(name, value)| (name == "csrf").then_some(value));
    let own = csrf::from_own_page(request.request(), &settings.origins);
    if !own || !csrf::matches(sent, &context.page()?.csrf) {
        return Err(match context.page()?.session {
            Some(_) => Failure::OldPage,
            None => Failure::NotLoggedIn,
        });
    }
    Ok(fields)
}

/// The form as handlers read it. From here on every entry of the request says how its personal fields came.
///
/// # Errors
/// [`Failure::BankCard`]; otherwise when envelopes stand where none can, or a store or the log refuses.
pub(super) async fn open(
    context: &mut RequestContext,
    fields: Fields,
) -> Result<AdmittedForm, Failure> {
    context.transport = sealed_fields::transport(&fields)?;
    let csrf = &context.page()?.csrf;
    let fields = sealed_fields::open(context.kernel.whole(), fields, csrf).await?;
    if fields.as_ref().is_ok_and(holds_bank_card) {
        return Err(Failure::BankCard);
    }
    Ok(AdmittedForm(fields))
}

/// The codes and secrets people type are not looked into.
fn holds_bank_card(fields: &Fields) -> bool {
    fields.iter().any(|(name, value)| {
        !matches!(name, "csrf" | "password") && personal::holds_bank_card(value)
    })
}
