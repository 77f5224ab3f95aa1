//! The demo's staff: one of each role, two in customer service.
//!
//! Owns who they are. Their passwords are made afresh for each demo, and must never be fixed here.

use std::fmt;

use rand::RngExt;
use zeroize::Zeroizing;

use crate::base::phone::{Phone, PhoneError};

/// A member of the demo's staff.
pub struct SyntheticStaff {
    /// The role, as the policy names it.
    pub role: &'static str,
    /// The name.
    pub name: &'static str,
    /// The mobile number to log in with; no traveller has it.
    pub phone: Phone,
    /// The password, for the roles and moments that ask for one.
    pub password: Zeroizing<String>,
}

/// Role and name, in the order of their phone numbers.
const STAFF: [(&str, &str); 5] = [
    ("customer_service", "林晓"),
    ("customer_service", "陈静怡"),
    ("finance", "周敏"),
    ("admin", "王建国"),
    ("auditor", "何清"),
];
/// Letters and digits that cannot be mistaken for each other when read aloud or typed from paper.
const ALPHABET: &[u8; 55] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ2345678";
/// Characters of a password: 20 × log₂ 55 is over 115 bits.
const PASSWORD_LENGTH: usize = 20;

/// The staff, each with a password that `password` gives.
///
/// # Errors
/// If a phone number of the table is none.
pub fn staff(
    mut password: impl FnMut() -> Zeroizing<String>,
) -> Result<Vec<SyntheticStaff>, PhoneError> {
    (1..)
        .zip(STAFF)
        .map(|(number, (role, name))| {
            let phone = Phone::parse(&format!("142{number:08}"))?;
            Ok(SyntheticStaff {
                role,
                name,
                phone,
                password: password(),
            })
        })
        .collect()
}

/// A random password that is strong enough for any policy.
#[must_use]
pub fn generate_password() -> Zeroizing<String> {
    let mut random = rand::rng();
    let mut password = Zeroizing::new(String::with_capacity(PASSWORD_LENGTH));
    for _ in 0..PASSWORD_LENGTH {
        password.push(char::from(ALPHABET[random.random_range(0..ALPHABET.len())]));
    }
    password
}

impl fmt::Debug for SyntheticStaff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SyntheticStaff({}, [sealed])", self.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_someone_for_every_role() {
        let staff = staff(generate_password).unwrap();
        let phones: Vec<_> = staff.iter().map(|person| person.phone.expose()).collect();
        assert_eq!(
            phones,
            [
                "14200000001",
                "14200000002",
                "14200000003",
                "14200000004",
                "14200000005"
            ]
        );
        assert_eq!(
            staff
                .iter()
                .filter(|person| person.role == "customer_service")
                .count(),
            2
        );
        assert_ne!(*staff[0].password, *staff[1].password);
        assert_eq!(staff[0].password.len(), PASSWORD_LENGTH);
    }
}
