//! Every route × every role × anonymous: what is allowed is what the policy says, what is denied is 403, and each leaves
//! an entry.

use hufu::{app::route_table, cli::demo::description::Person, kernel::http::RouteInfo};

use crate::{
    harness::{Client, Engine, TestApp, log},
    on_each_engine,
};

/// A path with its variable part filled by something that is not there.
fn sample(path: &str) -> String {
    let unknown = "00000000-0000-7000-8000-000000000000";
    path.replace("{order_no}", "HF202601010000001")
        .replace("{sequence}", "999999999")
        .replace("{address}", "192.0.2.1")
        .replace("{id}", unknown)
}

async fn call(client: &mut Client, route: &RouteInfo) -> u16 {
    let path = sample(route.path);
    assert!(!path.contains('{'), "no sample for {path}");
    let page = if route.method == "GET" {
        client.get(&path).await
    } else {
        client.post(&path, &[]).await
    };
    page.status.as_u16()
}

/// A session of this person's, or none for a visitor.
async fn enter(app: &TestApp, person: Option<&Person>) -> Client {
    let Some(person) = person else {
        let mut visitor = app.visitor();
        visitor.get("/login").await;
        return visitor;
    };
    // Codes may be sent once a minute and ten times a day to a phone.
    app.clock.advance(std::time::Duration::from_secs(3 * 3_600));
    app.login_as(person).await
}

async fn check_role(app: &TestApp, role: &str, person: Option<&Person>) {
    let policy = app.kernel().policy();
    let mut client = enter(app, person).await;
    for route in route_table() {
        let before = log::head(app).await;
        let status = call(&mut client, &route).await;
        let entries = log::of_people(app, before).await;
        let allowed = policy.scope(role, route.permission).is_some();
        let place = format!(
            "{role} on {:?}: {} {} gave {status}",
            app.engine, route.method, route.path
        );
        assert_eq!(status != 403, allowed, "{place}");
        if allowed && route.permission.quiet {
            assert!(entries.is_empty(), "{place}: a quiet page left an entry");
        } else {
            let entry = entries
                .iter()
                .find(|entry| entry.permission == route.permission.name);
            let entry = entry.unwrap_or_else(|| panic!("{place}: no entry"));
            assert_eq!(entry.role, role, "{place}");
            let outcome = entry.outcome.as_str();
            assert_eq!(
                outcome == "denied" && entry.event == "access.denied",
                !allowed,
                "{place}: {outcome}"
            );
        }
        // What ends a session leaves none for the next route.
        if allowed && !route.permission.changes.is_empty() {
            client = enter(app, person).await;
        }
    }
}

/// Every role that somebody can have, from the policy: one that nobody thought of here is tried too.
async fn every_role_reaches_what_the_policy_says(engine: Engine) {
    let app = TestApp::spawn(engine).await;
    let policy = app.kernel().policy();
    check_role(&app, "anonymous", None).await;
    for role in policy.staff_roles() {
        let hired = match app.description.person(role) {
            Some(_) => None,
            None => Some(app.hire(role).await),
        };
        let person = hired.as_ref().or(app.description.person(role));
        check_role(&app, role, person).await;
    }
    app.stop().await;
}

on_each_engine! {
    every_role_reaches_what_the_policy_says
}
