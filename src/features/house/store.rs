//! What the last start saw.

use std::collections::BTreeMap;

use crate::{
    kernel::{authz::Change, db::Pool},
    statements, with_pool, with_transaction,
};

statements! { Business;
    /// Every setting that was written.
    SETTINGS = "SELECT name, digest FROM settings_seen";
    /// Every permission that a role had.
    POLICY = "SELECT role, permission, scope FROM policy_seen";
    /// A setting, as it is now.
    REMEMBER_SETTING = "INSERT INTO settings_seen (name, digest, audit_entry) VALUES ($1, $2, $3) \
                        ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, audit_entry = excluded.audit_entry";
    /// A setting that is not written any more.
    FORGET_SETTING = "DELETE FROM settings_seen WHERE name = $1";
    /// A permission of a role, as it is now.
    REMEMBER_PERMISSION = "INSERT INTO policy_seen (role, permission, scope, audit_entry) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (role, permission) DO UPDATE SET scope = excluded.scope, \
                           audit_entry = excluded.audit_entry";
    /// What a role had.
    FORGET_ROLE = "DELETE FROM policy_seen WHERE role = $1";
}

/// The settings that the last start saw, with the keyed digests of their values.
pub(super) async fn settings(pool: &Pool) -> sqlx::Result<BTreeMap<String, Vec<u8>>> {
    let rows: Vec<(String, Vec<u8>)> = with_pool!(pool, SETTINGS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)?;
    Ok(rows.into_iter().collect())
}

/// The scopes that the last start saw, by role and permission.
pub(super) async fn policy(
    pool: &Pool,
) -> sqlx::Result<BTreeMap<String, BTreeMap<String, String>>> {
    let rows: Vec<(String, String, String)> =
        with_pool!(pool, POLICY, |sql, db| sqlx::query_as(sql)
            .fetch_all(db)
            .await)?;
    let mut roles: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (role, permission, scope) in rows {
        roles.entry(role).or_default().insert(permission, scope);
    }
    Ok(roles)
}

pub(super) async fn remember_setting(
    change: &mut Change,
    name: &str,
    digest: &[u8; 32],
) -> sqlx::Result<()> {
    let entry = change.entry();
    with_transaction!(change.transaction(), REMEMBER_SETTING, |sql, db| {
        sqlx::query(sql)
            .bind(name)
            .bind(digest.as_slice())
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn forget_setting(change: &mut Change, name: &str) -> sqlx::Result<()> {
    with_transaction!(change.transaction(), FORGET_SETTING, |sql, db| {
        sqlx::query(sql).bind(name).execute(db).await.map(drop)
    })
}

pub(super) async fn remember_permission(
    change: &mut Change,
    role: &str,
    permission: &str,
    scope: &str,
) -> sqlx::Result<()> {
    let entry = change.entry();
    with_transaction!(change.transaction(), REMEMBER_PERMISSION, |sql, db| {
        sqlx::query(sql)
            .bind(role)
            .bind(permission)
            .bind(scope)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn forget_role(change: &mut Change, role: &str) -> sqlx::Result<()> {
    with_transaction!(change.transaction(), FORGET_ROLE, |sql, db| {
        sqlx::query(sql).bind(role).execute(db).await.map(drop)
    })
}
