//! The policy: Casbin is the source of truth, enforced once for every role and permission into a table.
//!
//! A direct call to Casbin costs up to 60 µs; the table costs nanoseconds. A test holds that the two agree.

use std::{collections::BTreeSet, collections::HashMap, path::Path};

use casbin::{CoreApi, DefaultModel, Enforcer, MgmtApi, RbacApi, StringAdapter};

use super::{Descriptor, never, scope::Scope};
use crate::kernel::audit::RoleName;

/// The name of a role that people have, as the policy writes it. Made only by [`Policy::staff_role`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRole(String);

impl StaffRole {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Roles that nobody is given: visitors, the command line, jobs, and what all staff have in common.
const NOT_FOR_STAFF: [&str; 4] = ["anonymous", "operator", "staff", "system"];

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
            policy: include_str!("../../../policies/policy.csv").to_owned(),
            never: include_str!("../../../policies/never.csv").to_owned(),
        }
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

/// Why a policy is refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Casbin cannot read it.
    #[error("the policy cannot be read: {0}")]
    Casbin(#[from] casbin::Error),
    /// The never-list cannot be read.
    #[error("never.csv: {0}")]
    Never(String),
    /// A line names a permission that no code knows.
    #[error("policy.csv names {0}, which is no permission")]
    Unknown(String),
    /// A permission that no line gives to anybody: the policy and the code have drifted apart.
    #[error("policy.csv gives {0} to nobody")]
    Unused(&'static str),
    /// A role's name is not made of our letters: entries carry it.
    #[error(
        "policy.csv: the name of a role has lower-case letters, digits and underscores, 40 at most"
    )]
    RoleName,
    /// A line's scope is neither `own` nor `all`.
    #[error("policy.csv: the scope of {0} is neither own nor all")]
    Scope(String),
    /// It allows what must stay impossible.
    #[error("the policy lets {role} have {permission}, which a line of never.csv forbids: {rule}")]
    Forbidden {
        /// The role.
        role: String,
        /// `object:action`.
        permission: &'static str,
        /// The line of the never-list.
        rule: String,
    },
}

/// The compiled policy.
pub struct Policy {
    permissions: Vec<&'static Descriptor>,
    roles: Vec<String>,
    allowed: HashMap<String, HashMap<&'static str, Scope>>,
}

impl Policy {
    /// Reads, checks and compiles a policy for these permissions.
    ///
    /// # Errors
    /// When a text cannot be read, the policy and the permissions name different things, or the never-list is broken.
    pub async fn compile(
        source: &PolicySource,
        permissions: Vec<&'static Descriptor>,
    ) -> Result<Self, PolicyError> {
        let model = DefaultModel::from_str(&source.model).await?;
        let enforcer = Enforcer::new(model, StringAdapter::new(&source.policy)).await?;
        check_names(&enforcer, &permissions)?;
        let roles = roles(&enforcer);
        if !roles.iter().all(|role| RoleName::is_one(role)) {
            return Err(PolicyError::RoleName);
        }
        let mut allowed = HashMap::new();
        for role in &roles {
            let mut row = HashMap::new();
            for permission in &permissions {
                if let Some(scope) = enforce(&enforcer, role, permission)? {
                    row.insert(permission.name, scope);
                }
            }
            allowed.insert(role.clone(), row);
        }
        let policy = Self {
            permissions,
            roles,
            allowed,
        };
        let words = never::Words {
            roles: &policy.roles,
            permissions: &policy.permissions,
        };
        let rules = never::Rule::parse_all(&source.never, &words).map_err(PolicyError::Never)?;
        policy.check_never(&rules, |role| {
            enforcer.get_implicit_roles_for_user(role, None)
        })?;
        Ok(policy)
    }

    /// Whether a role may read the audit log in any way.
    pub fn reads_log(&self, role: &str) -> bool {
        let mut permissions = self.permissions().iter();
        permissions.any(|permission| {
            permission.reads.contains(&"log") && self.scope(role, permission).is_some()
        })
    }

    /// The widest scope in which `role` has `permission`; `None` is a denial.
    pub fn scope(&self, role: &str, permission: &Descriptor) -> Option<Scope> {
        self.allowed.get(role)?.get(permission.name).copied()
    }

    /// Every role, sorted.
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The role of this name, if the policy has one that people can be given.
    pub fn staff_role(&self, name: &str) -> Option<StaffRole> {
        let role = self.roles.iter().find(|role| *role == name)?;
        (!NOT_FOR_STAFF.contains(&role.as_str())).then(|| StaffRole(role.clone()))
    }

    /// The roles that people can be given.
    pub fn staff_roles(&self) -> impl Iterator<Item = &str> {
        let roles = self.roles.iter().map(String::as_str);
        roles.filter(|role| !NOT_FOR_STAFF.contains(role))
    }

    /// Every permission, in the order of the house.
    pub fn permissions(&self) -> &[&'static Descriptor] {
        &self.permissions
    }

    /// A rule for a role binds the roles that inherit from it, by `parents`.
    fn check_never(
        &self,
        rules: &[never::Rule],
        parents: impl Fn(&str) -> Vec<String>,
    ) -> Result<(), PolicyError> {
        for role in &self.roles {
            let parents = parents(role);
            for permission in &self.permissions {
                let Some(scope) = self.scope(role, permission) else {
                    continue;
                };
                let mut rules = rules.iter();
                if let Some(rule) =
                    rules.find(|rule| rule.forbids(role, &parents, permission, scope))
                {
                    return Err(PolicyError::Forbidden {
                        role: role.clone(),
                        permission: permission.name,
                        rule: rule.line().to_owned(),
                    });
                }
            }
        }
        Ok(())
    }
}

/// The widest scope Casbin allows.
fn enforce(
    enforcer: &Enforcer,
    role: &str,
    permission: &Descriptor,
) -> Result<Option<Scope>, casbin::Error> {
    for (scope, word) in Scope::WIDEST_FIRST {
        if enforcer.enforce((role, permission.object, permission.action, word))? {
            return Ok(Some(scope));
        }
    }
    Ok(None)
}

/// Policy and permissions must name the same things, so that neither can be forgotten.
fn check_names(
    enforcer: &Enforcer,
    permissions: &[&'static Descriptor],
) -> Result<(), PolicyError> {
    let mut named = BTreeSet::new();
    for line in enforcer.get_policy() {
        let [_, object, action, scope] = line.as_slice() else {
            return Err(PolicyError::Unknown(line.join(", ")));
        };
        if !Scope::WIDEST_FIRST.iter().any(|(_, word)| word == scope) {
            return Err(PolicyError::Scope(format!("{object}:{action}")));
        }
        named.insert(format!("{object}:{action}"));
    }
    for permission in permissions {
        if !named.remove(permission.name) {
            return Err(PolicyError::Unused(permission.name));
        }
    }
    match named.pop_first() {
        Some(unknown) => Err(PolicyError::Unknown(unknown)),
        None => Ok(()),
    }
}

/// Every role that a policy or a grouping line names.
fn roles(enforcer: &Enforcer) -> Vec<String> {
    let subjects = enforcer
        .get_policy()
        .into_iter()
        .filter_map(|line| line.first().cloned());
    let grouped = enforcer
        .get_grouping_policy()
        .into_iter()
        .flat_map(|line| line.into_iter().take(2));
    subjects
        .chain(grouped)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
