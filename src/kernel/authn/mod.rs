//! Who somebody is: sessions, SMS codes, passwords.
//!
//! Owns: the living sessions, how codes and passwords are made and checked, the caps on sending.
//! Must not: decide what somebody may do (`authz`), or show a page (`features/login`).

mod codes;
mod model;
mod on_behalf;
mod own_password;
mod passwords;
mod sending;
mod sessions;
mod settings;
mod store;
mod strength;
mod tokens;

pub use codes::{Code, CodeMalformed};
pub use model::LoginSend;
pub use own_password::check_own_password;
pub use passwords::{Checked, PasswordError, Passwords};
pub use sending::{
    Allowance, count_login_send, deliver_in_background, phone_digest, send_own_code,
};
pub use sessions::{NewSession, end_session, find_session, open_session, role_of};
pub use settings::{LoginSettings, SessionSettings};
pub(crate) use store::STATEMENTS;
pub use strength::{Weakness, weakness};
pub use tokens::Token;
