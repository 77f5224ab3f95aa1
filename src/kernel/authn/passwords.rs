//! Passwords: argon2id (RFC 9106) with a salt each, on blocking threads behind a semaphore (S1).
//!
//! Inline, one hash stalls every page for as long as it takes; without the semaphore a burst of logins takes every core.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// OWASP's floor for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How long a login waits for its permit.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
/// A password's length in characters (NIST SP 800-63B-4: at least 8 beside another factor; allow 64 and more).
pub const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;

/// Why a password could not be hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short or too long.
    #[error("a password has 12 to 128 characters")]
    Length,
    /// Too many at once.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash cannot be read, or hashing failed.
    #[error("the password hash cannot be made or read")]
    Hash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Another password.
    Wrong,
    Right,
    /// The right one, stored under older parameters: this hash should replace it.
    Renewed(String),
}

/// Hashes and checks passwords, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of a password nobody has: unknown people take as long as known ones.
    decoy: Arc<str>,
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl Passwords {
    pub(in crate::kernel) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody: [u8; 32] = rand::random();
        let decoy = hash(&nobody).unwrap_or_default();
        Self {
            permits: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            decoy: decoy.into(),
        }
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// When it is too short or too long, or too many are being hashed.
    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, PasswordError> {
        if !LENGTH.contains(&password.chars().count()) {
            return Err(PasswordError::Length);
        }
        self.in_turn(move || hash(password.as_bytes())).await
    }

    /// Checks a password against a stored hash; without one, against a decoy, which takes as long.
    ///
    /// # Errors
    /// When too many are being checked or the stored hash cannot be read.
    pub async fn check(
        &self,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<Checked, PasswordError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let checked = self
            .in_turn(move || check(password.as_bytes(), &stored))
            .await?;
        Ok(if known { checked } else { Checked::Wrong })
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit =
            tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            // The permit ends with the work, not with a client that went away.
            drop(permit);
            result
        })
        .await
        .map_err(|_| PasswordError::Hash)?
    }
}

fn hash(password: &[u8]) -> Result<String, PasswordError> {
    hasher()
        .hash_password(password)
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Hash)
}

fn check(password: &[u8], stored: &str) -> Result<Checked, PasswordError> {
    let parsed = PasswordHash::new(stored).map_err(|_| PasswordError::Hash)?;
    if hasher().verify_password(password, &parsed).is_err() {
        return Ok(Checked::Wrong);
    }
    let current = Params::try_from(&parsed).is_ok_and(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
    });
    if current {
        Ok(Checked::Right)
    } else {
        Ok(Checked::Renewed(hash(password)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_is_checked_and_an_old_hash_renewed() {
        let passwords = Passwords::new();
        let stored = passwords
            .hash(password("correct horse battery"))
            .await
            .expect("hashing");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let right = passwords
            .check(password("correct horse battery"), Some(stored.clone()))
            .await;
        assert_eq!(right, Ok(Checked::Right));
        assert_eq!(
            passwords
                .check(password("correct horse"), Some(stored))
                .await,
            Ok(Checked::Wrong)
        );

        let older = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, None).expect("params"),
        );
        let older = older
            .hash_password(b"correct horse battery")
            .expect("hashing")
            .to_string();
        let renewed = passwords
            .check(password("correct horse battery"), Some(older))
            .await
            .expect("checking");
        let Checked::Renewed(renewed) = renewed else {
            panic!("an older hash is renewed")
        };
        assert_eq!(
            passwords
                .check(password("correct horse battery"), Some(renewed))
                .await,
            Ok(Checked::Right)
        );
    }

    #[tokio::test]
    async fn nobody_has_the_decoy() {
        let passwords = Passwords::new();
        assert_eq!(
            passwords
                .check(password("correct horse battery"), None)
                .await,
            Ok(Checked::Wrong)
        );
        assert_eq!(
            passwords.hash(password("short")).await,
            Err(PasswordError::Length)
        );
    }
}
