//! The texts that a policy is made from: those that ship with Hufu, and a folder's.

use std::path::Path;

const SHIPPED_POLICY: &str = include_str!("../../../policies/policy.csv");

/// The texts a policy is made from.
pub struct PolicySource {
    /// `model.conf`.
    pub model: String,
    /// `policy.csv`.
    pub policy: String,
    /// `never.csv`.
    pub never: String,
}

impl PolicySource {
    /// The files that ship with Hufu.
    pub fn embedded() -> Self {
        Self {
            model: include_str!("../../../policies/model.conf").to_owned(),
            policy: SHIPPED_POLICY.to_owned(),
            never: include_str!("../../../policies/never.csv").to_owned(),
        }
    }

    /// The roles of the policy that ships with Hufu.
    pub(super) fn shipped_roles<'a>() -> impl Iterator<Item = &'a str> {
        SHIPPED_POLICY.lines().flat_map(|line| {
            let mut fields = line.split(',').map(str::trim);
            let roles = match fields.next() {
                Some("p") => 1,
                Some("g") => 2,
                _ => 0,
            };
            fields.take(roles)
        })
    }

    /// The three files in `directory`. Its never-list adds to the one that ships with Hufu, and takes nothing away from it.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn read(directory: &Path) -> std::io::Result<Self> {
        let file = |name: &str| std::fs::read_to_string(directory.join(name));
        Ok(Self {
            model: file("model.conf")?,
            policy: file("policy.csv")?,
            never: format!("{}\n{}", Self::embedded().never, file("never.csv")?),
        })
    }
}
