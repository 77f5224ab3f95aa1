//! `POST /login/resend`: another code for the login under way, under the same caps; the earlier one is void, also where the
//! new one is held back, so that the answer does not tell.

use super::{
    LoginStart,
    challenge::Refusal,
    events,
    fixed_delay::FixedDelay,
    model::{Challenge, Stage},
    page::{FieldError, code_again, phone_again},
    sending, store,
};
use crate::kernel::{
    audit::{Event, fields},
    authn::{self, Allowance, Code, LoginSend},
    authz::Grant,
    failure::Failure,
    http::{Answer, LocalPath, LoginToken},
};

pub(super) async fn resend(grant: Grant<LoginStart>, token: LoginToken) -> Result<Answer, Failure> {
    match Challenge::find(grant.kernel(), &token, Stage::Code).await? {
        Some(challenge) => {
            let pace = FixedDelay::begin();
            let answer = send_again(grant, &challenge).await;
            pace.keep().await;
            answer
        }
        None => {
            let event = Event::new()
                .kind(&events::REFUSED)
                .field(fields::CAUSE, Refusal::Lost.as_str());
            let receipt = grant.deny(event).await?;
            phone_again(&receipt, FieldError::code(Refusal::Lost), "").await
        }
    }
}

async fn send_again(grant: Grant<LoginStart>, challenge: &Challenge) -> Result<Answer, Failure> {
    let kernel = grant.kernel().clone();
    let person = store::find_person(kernel.business().reader(), challenge.staff_id).await?;
    let staff = challenge.staff_id.filter(|_| person.is_some());
    let event = || challenge.name_in(Event::new());
    if challenge.is_fresh(&kernel) {
        let receipt = sending::record(grant, Allowance::Refuse, staff, event()).await?;
        return code_again(&receipt, FieldError::too_many()).await;
    }
    let asked = grant.record_step(event()).await?;
    let address = asked.origin().address_text();
    let send = LoginSend {
        phone_digest: &challenge.phone_digest,
        staff,
        address: &address,
    };
    let mut change = asked.begin().await?;
    let allowance = authn::count_login_send(&kernel, &mut change, &send).await?;
    if allowance == Allowance::Refuse {
        drop(change);
        let receipt = sending::record(grant, allowance, staff, event()).await?;
        return code_again(&receipt, FieldError::too_many()).await;
    }
    let code = Code::generate();
    let code_hash = sending::stored(&kernel, challenge.id.uuid(), &code, allowance);
    let expires_at = kernel.clock().now() + kernel.settings().login.code_lifetime;
    let entry = change.entry();
    let transaction = change.transaction();
    if !store::replace_code(transaction, challenge.id, &code_hash, expires_at, entry).await? {
        return Err(Failure::Conflict);
    }
    change.commit().await?;
    let receipt = sending::record(grant, allowance, staff, event()).await?;
    sending::deliver(&receipt, allowance, staff, code).await?;
    Ok(receipt.redirect(&LocalPath::fixed("/login/code")))
}
