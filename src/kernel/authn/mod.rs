//! Who somebody is: sessions, SMS codes, passwords.
//!
//! Owns: the living sessions, how codes and passwords are made and checked, the caps on sending.
//! Must not: decide what somebody may do (`authz`), or show a page (`features/login`).

mod codes;
mod own_password;
mod passwords;
mod sessions;
mod store;

pub use codes::{Code, SendPurpose, may_send, send_code, send_own_code};
pub use own_password::check_own_password;
pub use passwords::{Checked, PasswordError, Passwords};
pub use sessions::{CurrentSession, NewSession, end_session, find_session, open_session, role_of};
pub(crate) use store::STATEMENTS;
