//! `hufu routes`: every guarded route, its permission and who passes.

use std::path::Path;

use super::{CommandError, columns::aligned, policy};
use crate::{
    app,
    kernel::{
        authz::{Descriptor, Policy, Scope},
        http::RouteInfo,
    },
};

pub(super) async fn run(config: Option<&Path>) -> Result<(), CommandError> {
    print!(
        "{}",
        table(&app::route_table(), &policy::load(config).await?)
    );
    Ok(())
}

/// One line a route in the order of the paths: method, path, permission, and the roles that pass; `role(own)` reaches only
/// its own rows.
pub fn table(routes: &[RouteInfo], policy: &Policy) -> String {
    let mut sorted: Vec<&RouteInfo> = routes.iter().collect();
    sorted.sort_by_key(|route| (route.path, route.method));
    let mut rows = vec![
        ["method", "path", "permission", "roles"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(sorted.into_iter().map(|route| {
        vec![
            route.method.to_owned(),
            route.path.to_owned(),
            route.permission.name.to_owned(),
            roles(policy, route.permission),
        ]
    }));
    aligned(&rows)
}

fn roles(policy: &Policy, permission: &Descriptor) -> String {
    let passing: Vec<String> = policy
        .roles()
        .iter()
        .filter_map(|role| match policy.scope(role, permission)? {
            Scope::All => Some(role.clone()),
            Scope::Own => Some(format!("{role}(own)")),
        })
        .collect();
    passing.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{policy::tests, *};
    use crate::kernel::authz::Permission;

    #[tokio::test]
    async fn every_route_says_who_passes() {
        let route = |method, path, permission| RouteInfo {
            method,
            path,
            permission,
        };
        let routes = [
            route("POST", "/things", tests::Alter::DESCRIPTOR),
            route("GET", "/things", tests::Look::DESCRIPTOR),
            route("GET", "/", tests::Enter::DESCRIPTOR),
        ];
        assert_eq!(
            table(&routes, &tests::policy().await),
            "\
method  path     permission   roles
GET     /        door:enter   clerk
GET     /things  thing:look   chief clerk(own)
POST    /things  thing:alter  chief
"
        );
    }
}
