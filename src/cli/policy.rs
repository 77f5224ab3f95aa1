//! `hufu policy`: who may do what, and what each permission can reach.

use std::path::Path;

use super::{CommandError, columns::aligned};
use crate::{
    app,
    config::Config,
    kernel::authz::{Descriptor, Policy, PolicySource},
};

/// Columns after the roles: what the types of a permission let it do.
const CAPABILITIES: [&str; 10] = [
    "masks", "reveals", "finds", "seals", "changes", "reads", "shreds", "rotates", "login", "entry",
];
const NOTHING: &str = "-";

pub(super) async fn run(config: Option<&Path>) -> Result<(), CommandError> {
    print!("{}", matrix(&load(config).await?));
    Ok(())
}

/// The policy that a configuration names, or the one that ships with Hufu.
pub(super) async fn load(config: Option<&Path>) -> Result<Policy, CommandError> {
    Ok(match config {
        Some(file) => app::configured_policy(&Config::load(file)?).await?,
        None => Policy::compile(&PolicySource::embedded(), app::permissions()).await?,
    })
}

/// One line a permission: `all`, `own` or `-` for each role, then what it may open masked, open in clear, search by, seal,
/// change, read, erase and exchange, what whoever has it gives at the login, and whether using it is recorded in the log. The last
/// line says what each role gives at the login.
pub fn matrix(policy: &Policy) -> String {
    let mut header = vec!["permission".to_owned()];
    header.extend(policy.roles().iter().cloned());
    header.extend(CAPABILITIES.map(str::to_owned));
    let mut rows = vec![header];
    rows.extend(
        policy
            .permissions()
            .iter()
            .map(|permission| row(policy, permission)),
    );
    let mut login = vec!["login".to_owned()];
    login.extend(policy.roles().iter().map(|role| {
        let given = policy.staff_role(role).is_some();
        let factors = if given {
            factors(policy.needs_second_factor(role))
        } else {
            NOTHING
        };
        factors.to_owned()
    }));
    rows.push(login);
    aligned(&rows)
}

/// What somebody gives at the login.
fn factors(second: bool) -> &'static str {
    if second { "code+password" } else { "code" }
}

fn row(policy: &Policy, permission: &Descriptor) -> Vec<String> {
    let mut cells = vec![permission.name.to_owned()];
    cells.extend(policy.roles().iter().map(|role| {
        let scope = policy.scope(role, permission);
        scope.map_or(NOTHING, |scope| scope.as_str()).to_owned()
    }));
    let capabilities = [
        permission.masks,
        permission.reveals,
        permission.finds,
        permission.seals,
        permission.changes,
        permission.reads,
        permission.shreds,
        permission.rotates,
    ];
    cells.extend(capabilities.map(list));
    cells.push(factors(permission.second_factor).to_owned());
    cells.push(if permission.quiet { "quiet" } else { "durable" }.to_owned());
    cells
}

fn list(names: &[&str]) -> String {
    if names.is_empty() {
        NOTHING.to_owned()
    } else {
        names.join(",")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kernel::audit::EventKind;

    const LOOKED: EventKind = EventKind::new("thing.looked");
    const ALTERED: EventKind = EventKind::new("thing.altered");
    const INSPECTED: EventKind = EventKind::new("log.inspected");
    const LEFT: EventKind = EventKind::new("door.left");

    crate::permissions! {
        /// Look.
        Look = "thing":"look" { events: [LOOKED], masks: [Contact], reveals: [Itinerary] }
        /// Change.
        Alter = "thing":"alter" { events: [ALTERED], changes: ["thing", "part"] }
        /// Read the log.
        Inspect = "log":"inspect" { events: [INSPECTED], reads: [log] }
        /// Leave.
        Leave = "door":"leave" { events: [LEFT], changes: ["session"] }
        /// See the door.
        Enter = "door":"enter" { quiet }
    }

    /// A policy of two roles over five permissions.
    pub async fn policy() -> Policy {
        let source = PolicySource {
            model: PolicySource::embedded().model,
            policy: "p, clerk, thing, look, own\np, chief, thing, look, all\np, chief, thing, alter, all\n\
                     p, chief, log, inspect, all\np, clerk, door, enter, all\np, clerk, door, leave, own\n\
                     p, chief, door, leave, own\n"
                .into(),
            never: "clerk, read, log".into(),
        };
        Policy::compile(&source, PERMISSIONS.to_vec())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn every_permission_is_a_line_and_every_role_a_column() {
        assert_eq!(
            matrix(&policy().await),
            "\
permission   chief          clerk  masks    reveals    finds  seals  changes     reads  shreds  rotates  login          entry
thing:look   all            own    contact  itinerary  -      -      -           -      -       -        code           durable
thing:alter  all            -      -        -          -      -      thing,part  -      -       -        code+password  durable
log:inspect  all            -      -        -          -      -      -           log    -       -        code+password  durable
door:leave   own            own    -        -          -      -      session     -      -       -        code           durable
door:enter   -              all    -        -          -      -      -           -      -       -        code           quiet
login        code+password  code
"
        );
    }
}
