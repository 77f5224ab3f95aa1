//! `POST /login/resend`: another code for the login under way, under the same caps; the earlier one is void.

use std::sync::Arc;

use super::{
    LoginStart,
    challenge::{Challenge, Refusal, Stage},
    pace::Pace,
    page::{Complaint, code_again, phone_again},
    sending, store,
};
use crate::kernel::{
    audit::{Event, Fact},
    authn::{self, Code, SendPurpose},
    authz::Grant,
    http::{Answer, Failure, LocalPath, LoginToken},
};

pub(super) async fn resend(grant: Grant<LoginStart>, token: LoginToken) -> Result<Answer, Failure> {
    match Challenge::find(grant.kernel(), &token, Stage::Code).await? {
        Some(challenge) => {
            let pace = Pace::begin();
            let answer = send_again(grant, &challenge).await;
            pace.keep().await;
            answer
        }
        None => {
            let cause = Fact::Word(Refusal::Lost.as_str());
            let event = Event::new().called("login.refused").fact("cause", cause);
            let receipt = grant.deny(event).await?;
            phone_again(&receipt, Complaint::code(Refusal::Lost), "").await
        }
    }
}

async fn send_again(grant: Grant<LoginStart>, challenge: &Challenge) -> Result<Answer, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let person = store::find_person(kernel.business().reader(), challenge.staff_id).await?;
    let staff = challenge.staff_id.filter(|_| person.is_some());
    let event = challenge.name_in(Event::new());
    let digest = &challenge.phone_digest;
    let (receipt, allowed) = sending::enter(grant, digest, staff, event).await?;
    if !allowed {
        return code_again(&receipt, Complaint::too_many()).await;
    }
    let code = Code::generate();
    let code_hash = Code::digest(&kernel, challenge.id.uuid(), code.digits());
    let expires_at = kernel.clock().now() + kernel.settings().code_lifetime;
    let address = receipt.origin().address_text();
    let mut change = receipt.begin(kernel.business()).await?;
    let entry = change.entry();
    authn::count_send(&kernel, &mut change, digest, &address, SendPurpose::Login).await?;
    let transaction = change.transaction();
    if !store::replace_code(transaction, challenge.id, &code_hash, expires_at, entry).await? {
        return Err(Failure::Conflict);
    }
    change.commit().await?;
    sending::deliver(&receipt, staff, code).await?;
    Ok(receipt.redirect(&LocalPath::fixed("/login/code")))
}
