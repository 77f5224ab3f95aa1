//! Makes a member of staff: a role of the policy, a name and a phone that are sealed, a password that is hashed.

use zeroize::Zeroizing;

use super::{StaffCreate, events, store};
use crate::{
    base::{ids::StaffId, phone::Phone, text},
    kernel::{
        audit::{Event, RoleName, fields},
        authn::{self, PasswordError, Weakness},
        authz::{Grant, StaffRole},
        failure::Failure,
        parts::{Contact, SecretText, StaffPhone},
        vault::VaultError,
    },
};

/// The longest name, in characters.
const NAME_LENGTH: usize = 50;

/// Who is to be made.
pub struct NewStaff {
    /// The role, as the policy names it.
    pub role: String,
    /// The full name, 1 to 50 characters.
    pub name: Zeroizing<String>,
    /// The number to log in with.
    pub phone: Phone,
    /// The password, 12 to 128 characters.
    pub password: Zeroizing<String>,
}

/// Why nobody was made. No variant says the name, the phone or the password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// The policy has no such role, or not one that people can be given.
    #[error("the policy has no such role for staff; it has {0}")]
    Role(String),
    /// There is no name, or it is too long.
    #[error("a name has 1 to {NAME_LENGTH} characters")]
    Name,
    /// Somebody else has this number.
    #[error("this phone number is somebody else's already")]
    PhoneTaken,
    /// The password is too weak (A1).
    #[error(transparent)]
    WeakPassword(#[from] Weakness),
    /// The log, a store or the key service refused.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl CreateError {
    fn cause(&self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::Name => "name",
            Self::PhoneTaken => "phone_taken",
            Self::WeakPassword(_) => "weak_password",
            Self::Failure(_) => "failure",
        }
    }
}

/// Makes somebody and gives their id. A refusal is recorded as failed.
///
/// # Errors
/// [`CreateError`]; then nobody was made.
pub async fn create(grant: Grant<StaffCreate>, new: NewStaff) -> Result<StaffId, CreateError> {
    match prepare(&grant, &new).await {
        Ok(prepared) => store_prepared(grant, new, prepared).await,
        Err(error) => {
            let event = Event::new().field(fields::CAUSE, error.cause());
            grant.fail(event).await?;
            Err(error)
        }
    }
}

/// Records that nobody was made, because what was typed is no phone number.
pub async fn refuse_phone(grant: Grant<StaffCreate>) -> Result<(), Failure> {
    let event = Event::new().field(fields::CAUSE, "phone");
    grant.fail(event).await.map(drop)
}

/// What was checked and made before anything is stored.
struct Prepared {
    id: StaffId,
    role: StaffRole,
    name: SecretText,
    password_hash: String,
}

async fn prepare(grant: &Grant<StaffCreate>, new: &NewStaff) -> Result<Prepared, CreateError> {
    let kernel = grant.kernel();
    let policy = kernel.policy();
    let role = policy.staff_role(&new.role);
    let role = role.ok_or_else(|| {
        let roles: Vec<_> = policy.staff_roles().collect();
        CreateError::Role(roles.join(", "))
    })?;
    let name = text::clean(&new.name, NAME_LENGTH).map_err(|_| CreateError::Name)?;
    if name.is_empty() {
        return Err(CreateError::Name);
    }
    if let Some(weakness) = authn::weakness(&new.password, &new.phone) {
        return Err(weakness.into());
    }
    let found = kernel.vault().find(grant, &StaffPhone(&new.phone)).await;
    let id = match found.map_err(Failure::from)? {
        None => StaffId::generate(),
        Some(subject) => {
            let id = StaffId::from_uuid(subject.uuid());
            let reader = kernel.business().reader();
            if store::exists(reader, id).await.map_err(Failure::from)? {
                return Err(CreateError::PhoneTaken);
            }
            // Sealed and never made: an interrupted creation is finished under the same id.
            id
        }
    };
    let hashed = kernel.passwords().hash(new.password.clone()).await;
    let password_hash = hashed.map_err(|error| match error {
        PasswordError::Length => CreateError::WeakPassword(Weakness::Length),
        PasswordError::Busy => Failure::TooMany.into(),
        PasswordError::Hash => Failure::Internal("a password cannot be hashed").into(),
    })?;
    Ok(Prepared {
        id,
        role,
        name: name.into(),
        password_hash,
    })
}

async fn store_prepared(
    grant: Grant<StaffCreate>,
    new: NewStaff,
    prepared: Prepared,
) -> Result<StaffId, CreateError> {
    let Prepared {
        id,
        role,
        name,
        password_hash,
    } = prepared;
    let event = Event::new()
        .resource("staff", id.uuid())
        .subject(id)
        .field(events::ROLE, RoleName::of(role.as_str()));
    let receipt = grant.record(event).await?;
    let kernel = receipt.kernel().clone();
    let now = kernel.clock().now();
    let contact = Contact {
        name,
        phone: new.phone.expose().to_owned().into(),
        email: SecretText::default(),
    };
    let sealed = async {
        let mut sealing = kernel.vault().sealing(&receipt, &[id.into()]).await?;
        sealing.part(id, id, &contact)?;
        sealing.index(id, &StaffPhone(&new.phone));
        sealing.store(now).await
    };
    sealed.await.map_err(|error| match error {
        VaultError::Taken => CreateError::PhoneTaken,
        other => Failure::from(other).into(),
    })?;
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    store::insert(
        change.transaction(),
        id,
        role.as_str(),
        &password_hash,
        now,
        entry,
    )
    .await
    .map_err(Failure::from)?;
    change.commit().await?;
    Ok(id)
}
