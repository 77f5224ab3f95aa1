//! `GET /login`, `GET /login/code`, `GET /login/password`: the forms, empty. Whoever has no login under way starts with
//! the phone; whoever is logged in goes to the start page.

use zeroize::Zeroizing;

use super::{
    LoginView,
    model::{Challenge, Stage},
    page::{CodePage, PasswordPage, PhonePage},
};
use crate::kernel::{
    authz::Grant,
    failure::Failure,
    http::{Answer, FieldErrors, LocalPath, LoginToken},
};

pub(super) async fn phone(grant: Grant<LoginView>) -> Result<Answer, Failure> {
    if let Some(home) = home(&grant) {
        return Ok(home);
    }
    let page = PhonePage {
        shell: grant.quiet_shell()?,
        errors: FieldErrors::default(),
        phone: Zeroizing::default(),
    };
    grant.quiet_page(&page)
}

pub(super) async fn code(grant: Grant<LoginView>, token: LoginToken) -> Result<Answer, Failure> {
    if let Some(home) = home(&grant) {
        return Ok(home);
    }
    if Challenge::find(grant.kernel(), &token, Stage::Code)
        .await?
        .is_none()
    {
        return Ok(grant.quiet_redirect(&LocalPath::fixed("/login")));
    }
    let page = CodePage {
        shell: grant.quiet_shell()?,
        errors: FieldErrors::default(),
    };
    grant.quiet_page(&page)
}

pub(super) async fn password(
    grant: Grant<LoginView>,
    token: LoginToken,
) -> Result<Answer, Failure> {
    if let Some(home) = home(&grant) {
        return Ok(home);
    }
    if Challenge::find(grant.kernel(), &token, Stage::Password)
        .await?
        .is_none()
    {
        return Ok(grant.quiet_redirect(&LocalPath::fixed("/login")));
    }
    let page = PasswordPage {
        shell: grant.quiet_shell()?,
        errors: FieldErrors::default(),
    };
    grant.quiet_page(&page)
}

fn home(grant: &Grant<LoginView>) -> Option<Answer> {
    let logged_in = grant.origin().actor.staff().is_some();
    logged_in.then(|| grant.quiet_redirect(&LocalPath::fixed("/")))
}
