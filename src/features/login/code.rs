//! `POST /login/code`: the code. A right one opens a session, or asks for the password where the role always gives a second
//! factor (A2). For an unknown number none is right.

use std::sync::Arc;

use super::{
    LoginCode,
    challenge::{Challenge, Refusal, Stage},
    enter::{Proved, enter},
    page::{Complaint, code_again, phone_again},
    store,
};
use crate::kernel::{
    audit::{Event, Fact},
    authn::{Code, Token},
    authz::Grant,
    http::{Answer, Failure, Fields, Form, LOGIN, LocalPath, LoginToken, host_cookie},
};

pub(super) async fn check(
    grant: Grant<LoginCode>,
    token: LoginToken,
    Form(fields): Form<Fields>,
) -> Result<Answer, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let Some(challenge) = Challenge::find(&kernel, &token, Stage::Code).await? else {
        let receipt = grant.deny(refused(Event::new(), Refusal::Lost)).await?;
        return phone_again(&receipt, Complaint::code(Refusal::Lost), "").await;
    };
    let code = match Code::parse(fields.get("code")) {
        Ok(code) => code,
        Err(error) => {
            let event = challenge.name_in(Event::new()).called("login.code_refused");
            let receipt = grant.fail(event.fact("cause", Fact::Word("form"))).await?;
            return code_again(&receipt, Complaint::field("code", error.key())).await;
        }
    };
    let (now, tries) = (kernel.clock().now(), kernel.settings().tries);
    let right = Code::matches(
        &kernel,
        challenge.id.uuid(),
        code.digits(),
        &challenge.code_hash,
    );
    let person = store::find_person(kernel.business().reader(), challenge.staff_id).await?;
    if let Some(refusal) = challenge.closed(now, tries) {
        let event = refused(challenge.name_in(Event::new()), refusal);
        let receipt = grant.deny(event).await?;
        return code_again(&receipt, Complaint::code(refusal)).await;
    }
    match challenge.staff_id.zip(person) {
        Some((staff, person)) if right => {
            if kernel.settings().second_factor_roles.contains(&person.role) {
                ask_for_password(grant, &challenge).await
            } else {
                let proved = Proved {
                    challenge: &challenge,
                    stage: Stage::Code,
                    staff,
                    renewed_hash: None,
                };
                enter(grant, proved).await
            }
        }
        _ => refuse(grant, &challenge, challenge.wrong(tries)).await,
    }
}

fn refused(event: Event, refusal: Refusal) -> Event {
    event
        .called("login.code_refused")
        .fact("cause", Fact::Word(refusal.as_str()))
}

async fn refuse(
    grant: Grant<LoginCode>,
    challenge: &Challenge,
    refusal: Refusal,
) -> Result<Answer, Failure> {
    let event = refused(challenge.name_in(Event::new()), refusal).count(challenge.tries + 1);
    let receipt = grant.deny(event).await?;
    let mut change = receipt.begin(receipt.kernel().business()).await?;
    let entry = change.entry();
    store::add_try(change.transaction(), challenge.id, entry).await?;
    change.commit().await?;
    code_again(&receipt, Complaint::code(refusal)).await
}

/// The code was right: the login goes on under a new token, so that whoever saw the first one is left behind.
async fn ask_for_password(
    grant: Grant<LoginCode>,
    challenge: &Challenge,
) -> Result<Answer, Failure> {
    let event = challenge
        .name_in(Event::new())
        .called("login.code_accepted");
    let receipt = grant.record(event).await?;
    let kernel = receipt.kernel();
    let settings = kernel.settings();
    let token = Token::generate();
    let expires_at = kernel.clock().now() + settings.code_lifetime;
    let mut change = receipt.begin(kernel.business()).await?;
    let entry = change.entry();
    let went_on = store::await_password(
        change.transaction(),
        challenge,
        settings.tries,
        &token.hash(),
        expires_at,
        entry,
    )
    .await?;
    if !went_on {
        return Err(Failure::Conflict);
    }
    change.commit().await?;
    let cookie = host_cookie(LOGIN, token.cookie_value());
    Ok(receipt
        .redirect(&LocalPath::fixed("/login/password"))
        .with_cookie(&cookie))
}
