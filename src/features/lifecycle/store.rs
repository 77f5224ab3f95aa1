//! What the last start saw.

use std::collections::BTreeMap;

use crate::{kernel::db::Pool, statements};

statements! { Business;
    /// Every setting that was written.
    fn seen_settings(pool) -> Vec<(String, Vec<u8>)> =
        "SELECT name, digest FROM settings_seen";

    /// Every permission that a role had.
    fn seen_policy(pool) -> Vec<(String, String, String)> =
        "SELECT role, permission, scope FROM policy_seen";

    /// A setting, as it is now.
    pub(super) fn remember_setting(change, name: &str, digest: &[u8]) =
        "INSERT INTO settings_seen (name, digest, audit_entry) VALUES ($1, $2, $3) \
                        ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, audit_entry = excluded.audit_entry";

    /// A setting that is not written any more.
    pub(super) fn forget_setting(transaction, name: &str) =
        "DELETE FROM settings_seen WHERE name = $1";

    /// A permission of a role, as it is now.
    pub(super) fn remember_permission(change, role: &str, permission: &str, scope: &str) =
        "INSERT INTO policy_seen (role, permission, scope, audit_entry) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (role, permission) DO UPDATE SET scope = excluded.scope, \
                           audit_entry = excluded.audit_entry";

    pub(super) fn forget_role(transaction, role: &str) =
        "DELETE FROM policy_seen WHERE role = $1";
}

/// The settings that the last start saw, with the keyed digests of their values.
pub(super) async fn settings(pool: &Pool) -> sqlx::Result<BTreeMap<String, Vec<u8>>> {
    Ok(seen_settings(pool).await?.into_iter().collect())
}

/// The scopes that the last start saw, by role and permission.
pub(super) async fn policy(
    pool: &Pool,
) -> sqlx::Result<BTreeMap<String, BTreeMap<String, String>>> {
    let mut roles: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (role, permission, scope) in seen_policy(pool).await? {
        roles.entry(role).or_default().insert(permission, scope);
    }
    Ok(roles)
}
