//! Who and from where, as entries carry it: ids, addresses, and two names that people chose, read strictly.

use std::net::IpAddr;

use serde::Serialize;

use crate::base::{
    ids::{RequestId, SessionId, StaffId},
    personal::find_personal,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Staff(StaffId),
    Anonymous,
    /// A person at the command line, by the name of their operating-system account.
    Operator(Account),
    /// Hufu itself: a background job.
    System,
}

impl Actor {
    /// The member of staff, if it is one.
    pub fn staff(&self) -> Option<StaffId> {
        match self {
            Self::Staff(id) => Some(*id),
            _ => None,
        }
    }
}

/// A browser and a system in two words, read from `User-Agent` by a fixed list so that no free text gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    /// For example `Chrome`, or `unknown`.
    pub browser: &'static str,
    /// For example `Windows`, or `unknown`.
    pub system: &'static str,
}

/// Where a request came from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub actor: Actor,
    /// The role under which it was allowed or denied.
    pub role: RoleName,
    /// The session, if there is one.
    pub session: Option<SessionId>,
    /// The client's address, if it came over the network.
    pub address: Option<IpAddr>,
    /// The client's device, if it said.
    pub device: Option<Device>,
    /// The request's id, which the answer and the error page carry too.
    pub request: RequestId,
}

impl Origin {
    /// The client's address as it is stored; empty without one.
    pub fn address_text(&self) -> String {
        self.address
            .map(|address| address.to_string())
            .unwrap_or_default()
    }

    /// At the command line or in a job: no session, no address.
    pub(in crate::kernel) fn without_request(actor: Actor, role: &str) -> Self {
        Self {
            actor,
            role: RoleName::of(role),
            session: None,
            address: None,
            device: None,
            request: RequestId::generate(),
        }
    }
}

/// The name of a role: lower-case letters, digits and underscores, at most 40. Nobody is called so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RoleName(String);

impl RoleName {
    const LONGEST: usize = 40;
    /// What is no role's name stands as this, which no policy can give anything to.
    const NONE: &'static str = "-";

    /// Whether a role may be called this.
    pub fn is_one(text: &str) -> bool {
        let ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().all(ours)
            && find_personal(text).is_none()
    }

    /// The name, or that of no role.
    pub fn of(text: &str) -> Self {
        Self(if Self::is_one(text) { text } else { Self::NONE }.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of an account of the operating system, or its number where the name could be somebody's personal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account(String);

impl Account {
    const LONGEST: usize = 64;

    /// The account of this number, which the system may have a name for.
    pub fn of(number: u32, name: Option<&str>) -> Self {
        Self(match name.filter(|name| Self::is_one(name)) {
            Some(name) => name.to_owned(),
            None => format!("uid {number}"),
        })
    }

    /// Where the system does not say who runs the process.
    pub fn unknown() -> Self {
        Self("unknown".to_owned())
    }

    fn is_one(text: &str) -> bool {
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"._-$\\".contains(&byte);
        (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().all(usual)
            && find_personal(text).is_none()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_roles_name_is_no_role() {
        assert_eq!(
            RoleName::of("customer_service").as_str(),
            "customer_service"
        );
        for text in ["", "张三", "Admin", "a b", "14200001234", &"a".repeat(41)] {
            assert_eq!(RoleName::of(text).as_str(), "-", "{text}");
        }
        assert!(!RoleName::is_one("-"));
    }

    #[test]
    fn an_account_that_is_a_personal_value_is_known_by_its_number() {
        for name in ["root", "lin.xiao", "HOUSE\\lin", "_apt", "svc$"] {
            assert_eq!(Account::of(1000, Some(name)).as_str(), name);
        }
        for name in ["", "14200001234", "lin@example.com", "林晓", "a b"] {
            assert_eq!(Account::of(1000, Some(name)).as_str(), "uid 1000", "{name}");
        }
        assert_eq!(Account::of(7, None).as_str(), "uid 7");
    }
}
