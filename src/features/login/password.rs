//! `POST /login/password`: the second factor after a right code. A wrong password counts like a wrong code.

use zeroize::Zeroizing;

use super::{
    LoginPassword,
    challenge::Refusal,
    enter::{Proved, RenewedHash, claim, enter},
    events,
    model::{Challenge, Stage},
    page::{FieldError, password_again, phone_again},
    store::{self, Person},
    tries::take,
};
use crate::i18n::key;
use crate::kernel::{
    Kernel,
    audit::{Event, fields},
    authn::{Checked, PasswordError},
    authz::Grant,
    failure::Failure,
    http::{Answer, Form, LoginToken, OpenedFields},
};

pub(super) async fn check(
    grant: Grant<LoginPassword>,
    token: LoginToken,
    Form(fields): Form<OpenedFields>,
) -> Result<Answer, Failure> {
    let kernel = grant.kernel().clone();
    let Some(challenge) = Challenge::find(&kernel, &token, Stage::Password).await? else {
        let receipt = grant.deny(refused(Event::new(), Refusal::Lost)).await?;
        return phone_again(&receipt, FieldError::password(Refusal::Lost), "").await;
    };
    let fields = match fields {
        Ok(fields) => fields,
        Err(refusal) => {
            let event = challenge.name_in(Event::new());
            let event = event.kind(&events::PASSWORD_REFUSED);
            let receipt = grant.refuse_envelope(refusal, event).await?;
            let error_key = FieldError::field("password", refusal.key());
            return password_again(&receipt, error_key).await;
        }
    };
    // As typed: blanks at the ends belong to a password.
    let typed = fields.all("password").next().unwrap_or_default();
    if typed.is_empty() {
        let event = challenge
            .name_in(Event::new())
            .kind(&events::PASSWORD_REFUSED);
        let receipt = grant.fail(event.field(fields::CAUSE, "form")).await?;
        let error_key = FieldError::field("password", key::LOGIN_PASSWORD_MISSING);
        return password_again(&receipt, error_key).await;
    }
    if let Some(refusal) = challenge.closed(kernel.clock().now(), kernel.settings().login.tries) {
        return refuse(grant, &challenge, refusal, challenge.tries).await;
    }
    let Some(taken) = take(&grant, &challenge, Stage::Password, &events::PASSWORD_TRIED).await?
    else {
        return refuse(grant, &challenge, Refusal::Spent, challenge.tries).await;
    };
    // Somebody frozen since the code has no password any more.
    let person = store::find_person(kernel.business().reader(), challenge.staff_id).await?;
    let stored = person.and_then(|Person { password_hash, .. }| password_hash);
    let checked = check_password(&kernel, typed, stored.clone()).await?;
    let renewed_hash = match checked {
        Checked::Wrong => return refuse(grant, &challenge, taken.wrong(), taken.number).await,
        Checked::Right => None,
        Checked::Renewed(newer) => stored.map(|older| RenewedHash { older, newer }),
    };
    let staff = challenge
        .staff_id
        .ok_or(Failure::Internal("nobody's password was right"))?;
    if !claim(&taken, &challenge, Stage::Password).await? {
        return refuse(grant, &challenge, Refusal::Spent, challenge.tries).await;
    }
    let proved = Proved {
        challenge: &challenge,
        staff,
        renewed_hash,
    };
    enter(grant, proved).await
}

async fn check_password(
    kernel: &Kernel,
    typed: &str,
    stored: Option<String>,
) -> Result<Checked, Failure> {
    let typed = Zeroizing::new(typed.to_owned());
    let checked = kernel.passwords().check(typed, stored).await;
    checked.map_err(|error| match error {
        PasswordError::Busy => Failure::TooMany,
        PasswordError::Length | PasswordError::Hash => {
            Failure::Internal("a password cannot be checked")
        }
    })
}

fn refused(event: Event, refusal: Refusal) -> Event {
    event
        .kind(&events::PASSWORD_REFUSED)
        .field(fields::CAUSE, refusal.as_str())
}

async fn refuse(
    grant: Grant<LoginPassword>,
    challenge: &Challenge,
    refusal: Refusal,
    tries: i64,
) -> Result<Answer, Failure> {
    let event = refused(challenge.name_in(Event::new()), refusal).count(tries);
    let receipt = grant.deny(event).await?;
    password_again(&receipt, FieldError::password(refusal)).await
}
