//! Every route × every role × anonymous: what is allowed is what the policy says, what is denied is 403, and each leaves
//! an entry.

use hufu::{app::route_table, kernel::http::RouteInfo};

use crate::{
    harness::{Client, TestApp, log},
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

async fn check_role(app: &TestApp, role: &str) {
    let policy = app.kernel().policy();
    for route in route_table() {
        // A session of its own for each: some of them end it.
        let mut client = if role == "anonymous" {
            let mut visitor = app.visitor();
            visitor.get("/login").await;
            visitor
        } else {
            // Codes may be sent once a minute and ten times a day to a phone.
            app.clock.advance(std::time::Duration::from_secs(3 * 3_600));
            app.login(role).await
        };
        let before = log::head(app).await;
        let status = call(&mut client, &route).await;
        let entries = log::of_people(app, before).await;
        let allowed = policy.scope(role, route.permission).is_some();
        let place = format!("{role}: {} {} gave {status}", route.method, route.path);
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
    }
}

async fn anonymous_reaches_what_the_policy_says(app: &TestApp) {
    check_role(app, "anonymous").await;
}
async fn customer_service_reaches_what_the_policy_says(app: &TestApp) {
    check_role(app, "customer_service").await;
}
async fn finance_reaches_what_the_policy_says(app: &TestApp) {
    check_role(app, "finance").await;
}
async fn admin_reaches_what_the_policy_says(app: &TestApp) {
    check_role(app, "admin").await;
}
async fn the_auditor_reaches_what_the_policy_says(app: &TestApp) {
    check_role(app, "auditor").await;
}

on_each_engine! {
    with_app:
    anonymous_reaches_what_the_policy_says
    customer_service_reaches_what_the_policy_says
    finance_reaches_what_the_policy_says
    admin_reaches_what_the_policy_says
    the_auditor_reaches_what_the_policy_says
}
