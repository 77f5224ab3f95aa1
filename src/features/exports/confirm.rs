//! The step-up (A6): the page that says what will leave, the code that names it, and the approval of exactly that.

use actix_web::http::StatusCode;
use zeroize::Zeroizing;

use super::{
    code::new_code,
    deed::Deed,
    events,
    export::Export,
    model::State,
    own::find_own,
    page::{ChangedPage, ConfirmPage, DeedView},
    permissions::{ExportConfirm, ExportRead},
    store,
};
use crate::{
    base::ids::ExportId,
    i18n::key,
    kernel::{
        audit::{Event, fields},
        authn::{self, Code},
        authz::{Grant, Permission, Receipt},
        failure::Failure,
        http::{Answer, FieldErrors, Form, LocalPath, OpenedFields, PathValue},
    },
};

/// `GET /exports/{id}/confirm`: shows, and does nothing.
pub(super) async fn show(
    grant: Grant<ExportRead>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let export = find_own(&grant, id.0).await?;
    let receipt = grant.record(about(&export)).await?;
    if export.state != State::Asked || is_late(&receipt, &export) {
        return Ok(receipt.redirect(&LocalPath::of(format!("/exports/{}", export.id))));
    }
    show_again(&receipt, &export, &[]).await
}

/// `POST /exports/{id}/code`: another code.
pub(super) async fn send_code(
    grant: Grant<ExportConfirm>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let export = find_asked(&grant, id.0).await?;
    let receipt = grant
        .record(about(&export).kind(&events::CODE_SENT))
        .await?;
    let code = match new_code(&receipt, &export).await {
        Ok(code) => code,
        Err(Failure::TooMany) => {
            let answer =
                show_again(&receipt, &export, &[("code", key::EXPORTS_ERROR_TOO_MANY)]).await?;
            return Ok(answer.with_status(StatusCode::TOO_MANY_REQUESTS));
        }
        Err(failure) => return Err(failure),
    };
    let mut change = receipt.begin().await?;
    let sent = store::set_code(&mut change, export.id, &code).await?;
    change.commit().await?;
    if !sent {
        return Err(Failure::Conflict);
    }
    Ok(receipt.redirect(&LocalPath::of(format!("/exports/{}/confirm", export.id))))
}

/// `POST /exports/{id}/confirm`: code and password, both at once, so that an answer never says which was wrong.
pub(super) async fn confirm(
    grant: Grant<ExportConfirm>,
    id: PathValue<ExportId>,
    Form(fields): Form<OpenedFields>,
) -> Result<Answer, Failure> {
    let mut export = find_asked(&grant, id.0).await?;
    let fields = match fields {
        Ok(fields) => fields,
        Err(refusal) => {
            let event = about(&export).kind(&events::REFUSED);
            let receipt = grant.refuse_envelope(refusal, event).await?;
            let problem = ("password", refusal.key());
            return Ok(show_again(&receipt, &export, &[problem])
                .await?
                .with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let kernel = grant.kernel().clone();
    let now = kernel.clock().now();
    if export.code_expires_at.is_none_or(|until| until <= now) {
        let receipt = grant.fail(refused(&export, "code_expired")).await?;
        return try_again(&receipt, &export, key::EXPORTS_ERROR_CODE_EXPIRED).await;
    }
    let tried = take_try(&grant, &mut export).await?;
    let password = fields.all("password").next().unwrap_or_default();
    let password = Zeroizing::new(password.to_owned());
    let known = authn::check_own_password(&kernel, grant.staff()?, password).await?;
    let stored = export.code.as_deref().unwrap_or_default();
    let meant = Code::matches(
        &kernel,
        Deed::binding(&export.deed),
        fields.get("code"),
        stored,
    );
    if !(known & meant) {
        return refuse(grant, export).await;
    }
    let counted = export
        .extract
        .count_again(kernel.business().reader())
        .await?;
    let as_counted = counted.is_none_or(|counted| counted == (export.rows, export.people));
    if !as_counted || !export.is_whole() {
        return void(grant, &export).await;
    }
    take_code(&tried, &export).await?;
    let event = about(&export)
        .kind(&events::APPROVED)
        .count(export.rows)
        .field(events::DEED, export.deed);
    let receipt = grant.record(event).await?;
    let mut change = receipt.begin().await?;
    let approved = store::approve(&mut change, &export, now).await?;
    change.commit().await?;
    if !approved {
        return Err(Failure::Conflict);
    }
    receipt.kernel().jobs().notify();
    Ok(receipt.redirect(&LocalPath::of(format!("/exports/{}", export.id))))
}

/// Records a try and takes it before anything is looked at: of many proofs at once one is, and the others are a conflict,
/// right or wrong, as after the last try. So guessing in parallel gains nothing, and no password is hashed in vain.
async fn take_try(
    grant: &Grant<ExportConfirm>,
    export: &mut Export,
) -> Result<Receipt<ExportConfirm>, Failure> {
    let event = about(export).kind(&events::APPROVAL_TRIED);
    let receipt = grant.record_step(event).await?;
    let most = receipt.kernel().settings().login.tries;
    let mut change = receipt.begin().await?;
    let taken = store::take_try(&mut change, export, most).await?;
    change.commit().await?;
    if !taken {
        return Err(Failure::Conflict);
    }
    export.tries += 1;
    Ok(receipt)
}

/// Uses up the code of a right proof, which only one can: so an approval is recorded once, by the one that won. After that
/// entry only a withdrawal in the same moment, or a failing store, can still keep the export from being approved.
async fn take_code(tried: &Receipt<ExportConfirm>, export: &Export) -> Result<(), Failure> {
    let mut change = tried.begin().await?;
    let taken = store::take_code(&mut change, export).await?;
    change.commit().await?;
    if taken {
        Ok(())
    } else {
        Err(Failure::Conflict)
    }
}

/// A wrong proof; the last one voids the export.
async fn refuse(grant: Grant<ExportConfirm>, export: Export) -> Result<Answer, Failure> {
    let receipt = grant.deny(refused(&export, "wrong_proof")).await?;
    if export.tries >= receipt.kernel().settings().login.tries {
        let mut change = receipt.begin().await?;
        store::end(&mut change, export.id, State::Asked, State::Cancelled).await?;
        change.commit().await?;
        return Ok(receipt.redirect(&LocalPath::of(format!("/exports/{}", export.id))));
    }
    try_again(&receipt, &export, key::EXPORTS_ERROR_WRONG_PROOF).await
}

/// The data changed since it was counted: what was asked for is void.
async fn void(grant: Grant<ExportConfirm>, export: &Export) -> Result<Answer, Failure> {
    let receipt = grant.fail(refused(export, "data_changed")).await?;
    let mut change = receipt.begin().await?;
    store::end(&mut change, export.id, State::Asked, State::Cancelled).await?;
    change.commit().await?;
    let shell = receipt.shell().await?.without_watermark();
    let page = ChangedPage {
        shell,
        data_set: export.data_set().as_str(),
    };
    Ok(receipt.page(&page)?.with_status(StatusCode::CONFLICT))
}

async fn try_again<P: Permission>(
    receipt: &Receipt<P>,
    export: &Export,
    key: &'static str,
) -> Result<Answer, Failure> {
    let answer = show_again(receipt, export, &[("code", key)]).await?;
    Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

async fn show_again<P: Permission>(
    receipt: &Receipt<P>,
    export: &Export,
    problems: &[(&str, &str)],
) -> Result<Answer, Failure> {
    let shell = receipt.shell().await?.without_watermark();
    let left = receipt.kernel().settings().login.tries - export.tries;
    let mut errors = FieldErrors::default();
    for (field, key) in problems {
        errors.add(field, shell.fill(key, "left", left));
    }
    let now = receipt.kernel().clock().now();
    let code_until = export.code_expires_at.filter(|until| *until > now);
    receipt.page(&ConfirmPage {
        deed: DeedView::new(&shell, export),
        code_until: code_until.map(|until| until.local()),
        pause: receipt.kernel().settings().login.resend.as_secs(),
        shell,
        errors,
    })
}

fn about(export: &Export) -> Event {
    Event::new().resource("export", export.id.uuid())
}

fn refused(export: &Export, why: &'static str) -> Event {
    about(export).kind(&events::REFUSED).field(fields::WHY, why)
}

fn is_late<P: Permission>(receipt: &Receipt<P>, export: &Export) -> bool {
    export.approvable_until() <= receipt.kernel().clock().now()
}

async fn find_asked(grant: &Grant<ExportConfirm>, id: ExportId) -> Result<Export, Failure> {
    let export = find_own(grant, id).await?;
    let late = export.approvable_until() <= grant.kernel().clock().now();
    if export.state != State::Asked || late {
        return Err(Failure::Conflict);
    }
    Ok(export)
}
