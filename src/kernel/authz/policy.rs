//! The policy: Casbin is the source of truth, enforced once for every role and permission into a table.
//!
//! A direct call to Casbin costs up to 60 µs; the table costs nanoseconds. A test holds that the two agree.

use std::collections::{BTreeSet, HashMap};

use casbin::{CoreApi, DefaultModel, Enforcer, MgmtApi, RbacApi, StringAdapter};

use super::{Descriptor, PolicySource, never, scope::Scope};
use crate::{base::suggestion::closest, kernel::audit::RoleName};

/// The name of a role that people have, as the policy writes it. Made only by [`Policy::staff_role`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRole(String);

impl StaffRole {
    pub fn as_str(&self) -> &str {
        &self.0
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
    /// `login.second_factor_roles` names a role that the policy has not.
    #[error("login.second_factor_roles: the policy has no role {role}{}", .meant.as_ref().map(|meant| format!("; did you mean {meant}?")).unwrap_or_default())]
    SecondFactor { role: String, meant: Option<String> },
    /// A line's scope is neither `own` nor `all`.
    #[error("policy.csv: the scope of {0} is neither own nor all")]
    Scope(String),
    /// It allows what must stay impossible.
    #[error("the policy lets {role} have {permission}, which a line of never.csv forbids: {rule}")]
    Forbidden {
        role: String,
        /// `object:action`.
        permission: &'static str,
        /// The line of the never-list.
        rule: String,
    },
}

pub struct Policy {
    permissions: Vec<&'static Descriptor>,
    roles: Vec<String>,
    allowed: HashMap<String, HashMap<&'static str, (&'static Descriptor, Scope)>>,
    /// Roles that the configuration adds to those whose permissions ask for a second factor.
    second_factor: Vec<String>,
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
            for permission in permissions.iter().copied() {
                if let Some(scope) = enforce(&enforcer, role, permission)? {
                    row.insert(permission.name, (permission, scope));
                }
            }
            allowed.insert(role.clone(), row);
        }
        let policy = Self {
            permissions,
            roles,
            allowed,
            second_factor: Vec::new(),
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

    /// Asks these roles for a second factor too. What a role can do asks for one whatever is named here.
    ///
    /// # Errors
    /// When there is no such role.
    pub fn with_second_factor(mut self, roles: &[String]) -> Result<Self, PolicyError> {
        if let Some(role) = roles.iter().find(|role| !self.roles.contains(role)) {
            let meant = closest(role, self.roles.iter().map(String::as_str));
            return Err(PolicyError::SecondFactor {
                role: role.clone(),
                meant: meant.map(str::to_owned),
            });
        }
        self.second_factor = roles.to_vec();
        Ok(self)
    }

    /// The roles that the configuration adds: for a policy that comes in the place of this one.
    pub fn second_factor_added(&self) -> &[String] {
        &self.second_factor
    }

    /// Whether people of a role give a second factor at every login (A2): because of a permission that it has, inherited or
    /// not, or because the configuration says so. A role that the policy has not does, too.
    pub fn needs_second_factor(&self, role: &str) -> bool {
        !self.allowed.contains_key(role)
            || self.second_factor.iter().any(|added| added == role)
            || self.may_any(role, |permission| permission.second_factor)
    }

    /// Whether a role may read the audit log in any way.
    pub fn reads_log(&self, role: &str) -> bool {
        self.may_any(role, |permission| permission.reads.contains(&"log"))
    }

    /// Whether a role has a permission of this kind, in whatever scope.
    fn may_any(&self, role: &str, kind: impl Fn(&Descriptor) -> bool) -> bool {
        let mut permissions = self.permissions.iter();
        permissions.any(|permission| kind(permission) && self.scope(role, permission).is_some())
    }

    /// The widest scope in which `role` has `permission`; `None` is a denial. One that borrows another's name and says something
    /// else of itself is nobody's.
    pub fn scope(&self, role: &str, permission: &Descriptor) -> Option<Scope> {
        let (known, scope) = self.allowed.get(role)?.get(permission.name)?;
        (std::ptr::eq(*known, permission) || *known == permission).then_some(*scope)
    }

    /// Every role, sorted.
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The role of this name, if the policy has one that people can be given.
    pub fn staff_role(&self, name: &str) -> Option<StaffRole> {
        let mut roles = self.staff_roles();
        roles
            .find(|role| *role == name)
            .map(|role| StaffRole(role.to_owned()))
    }

    /// The roles that people can be given: those that have a session to end, and more than every one of them has. Visitors, the
    /// command line and jobs have no session; what all staff have in common leads nowhere.
    pub fn staff_roles(&self) -> impl Iterator<Item = &str> {
        let roles = self.roles.iter().map(String::as_str);
        let with_session: Vec<&str> = roles
            .filter(|role| self.may_any(role, |permission| permission.changes.contains(&"session")))
            .collect();
        let all = with_session.clone();
        with_session
            .into_iter()
            .filter(move |role| all.len() == 1 || all.iter().any(|other| self.exceeds(role, other)))
    }

    /// Whether a role has a permission that another has not.
    fn exceeds(&self, role: &str, other: &str) -> bool {
        self.may_any(role, |permission| self.scope(other, permission).is_none())
    }

    /// Every permission, in the order of the features.
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
