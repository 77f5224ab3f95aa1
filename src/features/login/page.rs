//! The three pages, and how each is shown again with what is wrong.

use actix_web::http::StatusCode;
use askama::Template;
use zeroize::Zeroizing;

use super::challenge::Refusal;
use crate::i18n::key;
use crate::kernel::{
    authz::{Permission, Receipt},
    failure::Failure,
    http::{Answer, FieldErrors, Shell},
};

#[derive(Template)]
#[template(path = "login/phone.html")]
pub(super) struct PhonePage {
    pub shell: Shell,
    pub errors: FieldErrors,
    /// What was typed, if it was wrong.
    pub phone: Zeroizing<String>,
}

#[derive(Template)]
#[template(path = "login/code.html")]
pub(super) struct CodePage {
    pub shell: Shell,
    pub errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "login/password.html")]
pub(super) struct PasswordPage {
    pub shell: Shell,
    pub errors: FieldErrors,
}

/// What is wrong with a form: a field (empty for the whole form), the key of the message and the status.
#[derive(Clone, Copy)]
pub(super) struct FieldError {
    field: &'static str,
    key: &'static str,
    status: StatusCode,
}

impl FieldError {
    pub(super) fn field(field: &'static str, key: &'static str) -> Self {
        Self {
            field,
            key,
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    pub(super) fn form(key: &'static str) -> Self {
        Self::field("", key)
    }

    /// Codes were asked for too often.
    pub(super) fn too_many() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            ..Self::form(key::LOGIN_TOO_MANY)
        }
    }

    /// The same for every number, known or not.
    pub(super) fn code(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Lost => Self::form(key::LOGIN_LOST),
            Refusal::Late => Self::field("code", key::LOGIN_CODE_LATE),
            Refusal::Spent => Self::field("code", key::LOGIN_CODE_SPENT),
            Refusal::Wrong => Self::field("code", key::LOGIN_CODE_WRONG),
        }
    }

    pub(super) fn password(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Lost => Self::form(key::LOGIN_LOST),
            Refusal::Late => Self::form(key::LOGIN_PASSWORD_LATE),
            Refusal::Spent => Self::form(key::LOGIN_PASSWORD_SPENT),
            Refusal::Wrong => Self::field("password", key::LOGIN_PASSWORD_WRONG),
        }
    }

    fn errors(self, shell: &Shell) -> FieldErrors {
        let mut errors = FieldErrors::default();
        errors.add(self.field, shell.t(self.key));
        errors
    }
}

pub(super) async fn phone_again<P: Permission>(
    receipt: &Receipt<P>,
    error_key: FieldError,
    phone: &str,
) -> Result<Answer, Failure> {
    let shell = receipt.shell().await?;
    let errors = error_key.errors(&shell);
    let phone = Zeroizing::new(phone.to_owned());
    let page = PhonePage {
        shell,
        errors,
        phone,
    };
    Ok(receipt.page(&page)?.with_status(error_key.status))
}

pub(super) async fn code_again<P: Permission>(
    receipt: &Receipt<P>,
    error_key: FieldError,
) -> Result<Answer, Failure> {
    let shell = receipt.shell().await?;
    let errors = error_key.errors(&shell);
    let page = CodePage { shell, errors };
    Ok(receipt.page(&page)?.with_status(error_key.status))
}

pub(super) async fn password_again<P: Permission>(
    receipt: &Receipt<P>,
    error_key: FieldError,
) -> Result<Answer, Failure> {
    let shell = receipt.shell().await?;
    let errors = error_key.errors(&shell);
    let page = PasswordPage { shell, errors };
    Ok(receipt.page(&page)?.with_status(error_key.status))
}
