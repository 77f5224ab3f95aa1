//! `POST /login`: a phone number, and a code for it. The answer is the same, at the same time, for unknown numbers, for
//! people who are frozen and where too many codes were sent; then nothing is delivered, and no code will be right.

use uuid::Uuid;

use super::{
    LoginStart,
    challenge::LIFETIME,
    events,
    fixed_delay::FixedDelay,
    page::{FieldError, phone_again},
    sending,
    store::{self, NewLogin},
};
use crate::{
    base::{
        ids::{LoginId, StaffId},
        phone::Phone,
    },
    kernel::{
        audit::{Event, fields},
        authn::{self, Allowance, Code, LoginSend, Token},
        authz::Grant,
        failure::Failure,
        http::{Answer, Form, LOGIN, LocalPath, OpenedFields, host_cookie},
        parts::StaffPhone,
    },
};

pub(super) async fn start(
    grant: Grant<LoginStart>,
    Form(fields): Form<OpenedFields>,
) -> Result<Answer, Failure> {
    let fields = match fields {
        Ok(fields) => fields,
        Err(refusal) => {
            let event = Event::new().kind(&events::REFUSED);
            let receipt = grant.refuse_envelope(refusal, event).await?;
            return phone_again(&receipt, FieldError::field("phone", refusal.key()), "").await;
        }
    };
    let typed = fields.to_repeat("phone");
    match Phone::parse(fields.get("phone")) {
        Ok(phone) => {
            let pace = FixedDelay::begin();
            let answer = send_code(grant, &phone, typed).await;
            pace.keep().await;
            answer
        }
        Err(error) => {
            let event = Event::new()
                .kind(&events::REFUSED)
                .field(fields::CAUSE, "form");
            let receipt = grant.fail(event).await?;
            phone_again(&receipt, FieldError::field("phone", error.key()), typed).await
        }
    }
}

async fn send_code(
    grant: Grant<LoginStart>,
    phone: &Phone,
    typed: &str,
) -> Result<Answer, Failure> {
    let kernel = grant.kernel().clone();
    let staff = find_staff(&grant, phone).await?;
    let digest = authn::phone_digest(&kernel, phone);
    let id = LoginId::generate();
    let asked = grant.record_step(event(id, staff)).await?;
    let address = asked.origin().address_text();
    let send = LoginSend {
        phone_digest: &digest,
        staff,
        address: &address,
    };
    let mut change = asked.begin().await?;
    let allowance = authn::count_login_send(&kernel, &mut change, &send).await?;
    if allowance == Allowance::Refuse {
        drop(change);
        let receipt = sending::record(grant, allowance, staff, event(id, staff)).await?;
        return phone_again(&receipt, FieldError::too_many(), typed).await;
    }
    let (code, token, now) = (Code::generate(), Token::generate(), kernel.clock().now());
    let login = NewLogin {
        id,
        token_hash: token.hash(),
        phone_digest: &digest,
        staff,
        code_hash: sending::stored(&kernel, id.uuid(), &code, allowance),
        address: &address,
        now,
        expires_at: now + kernel.settings().login.code_lifetime,
    };
    let entry = change.entry();
    store::make_room(change.transaction(), &login, now - LIFETIME, entry).await?;
    store::insert(change.transaction(), &login, entry).await?;
    change.commit().await?;
    let receipt = sending::record(grant, allowance, staff, event(id, staff)).await?;
    sending::deliver(&receipt, allowance, staff, code).await?;
    let cookie = host_cookie(LOGIN, token.cookie_value());
    Ok(receipt
        .redirect(&LocalPath::fixed("/login/code"))
        .with_cookie(&cookie))
}

/// Names the login, and whose it is if it is anybody's.
fn event(id: LoginId, staff: Option<StaffId>) -> Event {
    let event = Event::new().field(events::LOGIN, id.uuid());
    match staff {
        Some(staff) => event.resource("staff", staff.uuid()),
        None => event,
    }
}

/// Who has this number and may log in. An unknown number is looked up twice like a known one.
async fn find_staff(grant: &Grant<LoginStart>, phone: &Phone) -> Result<Option<StaffId>, Failure> {
    let kernel = grant.kernel();
    let subject = kernel.vault().find(grant, &StaffPhone(phone)).await?;
    let staff = StaffId::from_uuid(subject.map_or(Uuid::nil(), |subject| subject.uuid()));
    let role = authn::role_of(kernel, staff).await?;
    Ok(role.map(|_| staff))
}
