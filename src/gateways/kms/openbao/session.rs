//! The token that every call carries: given, or got for an AppRole and got anew when it has expired.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::{
    Login,
    answers::{Doing, check, parse},
    api::Api,
};
use crate::{gateways::kms::secret_text::SecretText, kernel::vault::KeyServiceError};

const LOGIN: &str = "auth/approle/login";

pub(super) type Token = Arc<Zeroizing<String>>;

pub(super) struct Session {
    way: Way,
}

enum Way {
    Token(Token),
    AppRole {
        role_id: String,
        secret_id: Zeroizing<String>,
        /// The newest token; who holds the lock logs in.
        token: Mutex<Option<Token>>,
    },
}

#[derive(Serialize)]
struct AppRoleLogin<'a> {
    role_id: &'a str,
    secret_id: &'a str,
}

#[derive(Deserialize)]
struct LoggedIn {
    auth: Auth,
}

#[derive(Deserialize)]
struct Auth {
    client_token: SecretText,
}

impl Session {
    pub(super) fn new(login: Login) -> Self {
        let way = match login {
            Login::Token(token) => Way::Token(Arc::new(token)),
            Login::AppRole { role_id, secret_id } => Way::AppRole {
                role_id,
                secret_id,
                token: Mutex::new(None),
            },
        };
        Self { way }
    }

    /// The token to go with, after a login if there is none yet.
    pub(super) async fn token(&self, api: &Api) -> Result<Token, KeyServiceError> {
        match &self.way {
            Way::Token(token) => Ok(Arc::clone(token)),
            Way::AppRole { token, .. } => {
                let mut token = token.lock().await;
                match &*token {
                    Some(token) => Ok(Arc::clone(token)),
                    None => Ok(Arc::clone(token.insert(self.log_in(api).await?))),
                }
            }
        }
    }

    /// Another token than the one that was refused; none where there is no other.
    pub(super) async fn renewed(
        &self,
        api: &Api,
        refused: &Token,
    ) -> Result<Option<Token>, KeyServiceError> {
        let Way::AppRole { token, .. } = &self.way else {
            return Ok(None);
        };
        let mut token = token.lock().await;
        match &*token {
            // Somebody else was first.
            Some(newer) if !Arc::ptr_eq(newer, refused) => Ok(Some(Arc::clone(newer))),
            _ => Ok(Some(Arc::clone(token.insert(self.log_in(api).await?)))),
        }
    }

    async fn log_in(&self, api: &Api) -> Result<Token, KeyServiceError> {
        let (role_id, secret_id) = match &self.way {
            Way::Token(token) => return Ok(Arc::clone(token)),
            Way::AppRole {
                role_id, secret_id, ..
            } => (role_id, secret_id),
        };
        let login = AppRoleLogin { role_id, secret_id };
        let reply = api.post(LOGIN, None, &login).await?;
        let reply = check(reply, Doing::LogIn, api.name(), LOGIN)?;
        let logged_in: LoggedIn = parse(&reply, api.name())?;
        Ok(Arc::new(logged_in.auth.client_token.into_inner()))
    }
}
