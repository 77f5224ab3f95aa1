//! `POST /login/code`: the code. A right one opens a session, or asks for the password where what the role can do asks for a
//! second factor (A2), and where so many codes were wrong lately that somebody may be guessing. For an unknown number none is
//! right.

use std::time::Duration;

use super::{
    LoginCode,
    challenge::Refusal,
    enter::{Proved, claim, enter},
    events,
    model::{Challenge, Stage},
    page::{FieldError, code_again, phone_again},
    store,
    tries::{Try, take},
};
use crate::kernel::{
    audit::{Event, fields},
    authn::{Code, Token},
    authz::Grant,
    failure::Failure,
    http::{Answer, Fields, Form, LOGIN, LocalPath, LoginToken, host_cookie},
};

/// So many wrong codes of one phone within [`LATELY`] are no mistypings: whoever guesses a code then needs the password too.
const MANY_WRONG: i64 = 30;
const LATELY: Duration = Duration::from_secs(30 * 86_400);

pub(super) async fn check(
    grant: Grant<LoginCode>,
    token: LoginToken,
    Form(fields): Form<Fields>,
) -> Result<Answer, Failure> {
    let kernel = grant.kernel().clone();
    let Some(challenge) = Challenge::find(&kernel, &token, Stage::Code).await? else {
        let receipt = grant.deny(refused(Event::new(), Refusal::Lost)).await?;
        return phone_again(&receipt, FieldError::code(Refusal::Lost), "").await;
    };
    let code = match Code::parse(fields.get("code")) {
        Ok(code) => code,
        Err(error) => {
            let event = challenge.name_in(Event::new()).kind(&events::CODE_REFUSED);
            let receipt = grant.fail(event.field(fields::CAUSE, "form")).await?;
            return code_again(&receipt, FieldError::field("code", error.key())).await;
        }
    };
    if let Some(refusal) = challenge.closed(kernel.clock().now(), kernel.settings().login.tries) {
        return refuse(grant, &challenge, refusal, challenge.tries).await;
    }
    let reader = kernel.business().reader();
    let person = store::find_person(reader, challenge.staff_id).await?;
    let since = kernel.clock().now() - LATELY;
    let wrong = store::wrong_codes(reader, &challenge.phone_digest, since).await?;
    let Some(taken) = take(&grant, &challenge, Stage::Code, &events::CODE_TRIED).await? else {
        return refuse(grant, &challenge, Refusal::Spent, challenge.tries).await;
    };
    let right = Code::matches(
        &kernel,
        challenge.id.uuid(),
        code.digits(),
        &challenge.code_hash,
    );
    match challenge.staff_id.zip(person) {
        Some((staff, person)) if right => {
            let event = challenge.name_in(Event::new()).kind(&events::CODE_ACCEPTED);
            if kernel.policy().needs_second_factor(&person.role) {
                return ask_for_password(grant, &taken, &challenge, event).await;
            }
            if wrong >= MANY_WRONG {
                let event = event.field(fields::CAUSE, "many_wrong_codes");
                return ask_for_password(grant, &taken, &challenge, event).await;
            }
            if !claim(&taken, &challenge, Stage::Code).await? {
                return refuse(grant, &challenge, Refusal::Spent, challenge.tries).await;
            }
            let proved = Proved {
                challenge: &challenge,
                staff,
                renewed_hash: None,
            };
            enter(grant, proved).await
        }
        _ => refuse(grant, &challenge, taken.wrong(), taken.number).await,
    }
}

fn refused(event: Event, refusal: Refusal) -> Event {
    event
        .kind(&events::CODE_REFUSED)
        .field(fields::CAUSE, refusal.as_str())
}

async fn refuse(
    grant: Grant<LoginCode>,
    challenge: &Challenge,
    refusal: Refusal,
    tries: i64,
) -> Result<Answer, Failure> {
    let event = refused(challenge.name_in(Event::new()), refusal).count(tries);
    let receipt = grant.deny(event).await?;
    code_again(&receipt, FieldError::code(refusal)).await
}

/// The code was right: the login goes on under a new token, so that whoever saw the first one is left behind.
async fn ask_for_password(
    grant: Grant<LoginCode>,
    taken: &Try<LoginCode>,
    challenge: &Challenge,
    event: Event,
) -> Result<Answer, Failure> {
    let kernel = taken.receipt.kernel();
    let token = Token::generate();
    let expires_at = kernel.clock().now() + kernel.settings().login.code_lifetime;
    let mut change = taken.receipt.begin().await?;
    let entry = change.entry();
    let hash = token.hash();
    let went_on =
        store::await_password(change.transaction(), challenge, &hash, expires_at, entry).await?;
    change.commit().await?;
    if !went_on {
        return refuse(grant, challenge, Refusal::Spent, challenge.tries).await;
    }
    let receipt = grant.record(event).await?;
    let cookie = host_cookie(LOGIN, token.cookie_value());
    Ok(receipt
        .redirect(&LocalPath::fixed("/login/password"))
        .with_cookie(&cookie))
}
