//! `POST /login`: a phone number, and a code for it. The answer is the same, at the same time, for unknown numbers and for
//! people who are frozen; for them nothing is delivered, and no code will be right.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    LoginStart,
    pace::Pace,
    page::{Complaint, phone_again},
    sending,
    store::{self, NewLogin},
};
use crate::{
    base::{
        ids::{LoginId, StaffId},
        phone::Phone,
    },
    kernel::{
        audit::{Event, Fact},
        authn::{self, Code, SendPurpose, Token},
        authz::Grant,
        http::{Answer, Failure, Form, LOGIN, LocalPath, OpenedFields, host_cookie},
        vault::StaffPhone,
    },
};

pub(super) async fn start(
    grant: Grant<LoginStart>,
    Form(fields): Form<OpenedFields>,
) -> Result<Answer, Failure> {
    let fields = match fields {
        Ok(fields) => fields,
        Err(refusal) => {
            let event = Event::new().called("login.refused");
            let receipt = grant.refuse_envelope(refusal, event).await?;
            return phone_again(&receipt, Complaint::field("phone", refusal.key()), "").await;
        }
    };
    let typed = fields.to_repeat("phone");
    match Phone::parse(fields.get("phone")) {
        Ok(phone) => {
            let pace = Pace::begin();
            let answer = send_code(grant, &phone, typed).await;
            pace.keep().await;
            answer
        }
        Err(error) => {
            let event = Event::new()
                .called("login.refused")
                .fact("cause", Fact::Word("form"));
            let receipt = grant.fail(event).await?;
            phone_again(&receipt, Complaint::field("phone", error.key()), typed).await
        }
    }
}

async fn send_code(
    grant: Grant<LoginStart>,
    phone: &Phone,
    typed: &str,
) -> Result<Answer, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let staff = find_staff(&grant, phone).await?;
    let digest = authn::phone_digest(&kernel, phone);
    let id = LoginId::generate();
    let mut event = Event::new().fact("login", Fact::Id(id.uuid()));
    if let Some(staff) = staff {
        event = event.about("staff", staff.uuid());
    }
    let (receipt, allowed) = sending::enter(grant, &digest, staff, event).await?;
    if !allowed {
        return phone_again(&receipt, Complaint::too_many(), typed).await;
    }
    let (code, token, now) = (Code::generate(), Token::generate(), kernel.clock().now());
    let login = NewLogin {
        id,
        token_hash: token.hash(),
        phone_digest: &digest,
        staff,
        code_hash: Code::digest(&kernel, id.uuid(), code.digits()),
        now,
        expires_at: now + kernel.settings().code_lifetime,
    };
    let address = receipt.origin().address_text();
    let mut change = receipt.begin(kernel.business()).await?;
    let entry = change.entry();
    authn::count_send(&kernel, &mut change, &digest, &address, SendPurpose::Login).await?;
    store::void(change.transaction(), &digest, entry).await?;
    store::insert(change.transaction(), &login, entry).await?;
    change.commit().await?;
    sending::deliver(&receipt, staff, code).await?;
    let cookie = host_cookie(LOGIN, token.cookie_value());
    Ok(receipt
        .redirect(&LocalPath::fixed("/login/code"))
        .with_cookie(&cookie))
}

/// Who has this number and may log in. An unknown number is looked up twice like a known one.
async fn find_staff(grant: &Grant<LoginStart>, phone: &Phone) -> Result<Option<StaffId>, Failure> {
    let kernel = grant.kernel();
    let subject = kernel.vault().find(grant, &StaffPhone(phone)).await?;
    let staff = StaffId::from_uuid(subject.map_or(Uuid::nil(), |subject| subject.uuid()));
    let role = authn::role_of(kernel, staff).await?;
    Ok(role.map(|_| staff))
}
