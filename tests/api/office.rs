//! Hufu records its starts and stops, and what changed of its configuration and policy, by name and without a value (A7).

use std::path::Path;

use hufu::{
    app::reload_policy,
    config::Config,
    kernel::{audit::StoredEntry, authz::PolicySource},
};

use crate::{
    harness::{Client, Engine, Stopped, TestApp, log},
    on_each_engine,
};

/// What the system recorded about itself after `sequence`, the start and the stop and what lies between.
async fn own_entries(app: &TestApp, sequence: i64) -> Vec<StoredEntry> {
    let entries = log::entries_after(app, sequence).await;
    let own = |entry: &StoredEntry| entry.permission.starts_with("system:");
    entries.into_iter().filter(own).collect()
}

fn events(entries: &[StoredEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.event.as_str()).collect()
}

/// Stops it, and gives the number of the entry about the stop.
async fn stop(app: TestApp) -> (Stopped, i64) {
    let before = log::head(&app).await;
    let stopped = app.stop_for_restart().await;
    let entries = log::entries_in(&stopped.config.stores.audit, before).await;
    let entry = entries.iter().find(|entry| entry.event == "system.stopped");
    (stopped, entry.expect("the stop is recorded").sequence)
}

/// The file as the configuration of the next start says it, with one text in place of another.
fn rewrite(stopped: &mut Stopped, from: &str, to: &str) {
    let file = stopped.config.file.clone();
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains(from), "{from}");
    std::fs::write(&file, text.replacen(from, to, 1)).expect("writing");
    stopped.config.written = Config::load(&file).expect("a configuration").written;
}

async fn a_start_and_a_stop_are_entered_and_what_did_not_change_is_not(engine: Engine) {
    let app = TestApp::spawn_with(engine, 0, |_| {}).await;
    let first = own_entries(&app, 0).await;
    assert_eq!(
        events(&first)[..2],
        ["system.started", "configuration.loaded"]
    );
    assert!(
        events(&first)[2..]
            .iter()
            .all(|event| *event == "policy.loaded")
    );
    let started = &first[0];
    assert_eq!(
        (started.actor_kind.as_str(), started.role.as_str()),
        ("system", "system")
    );
    assert_eq!(started.facts["version"], env!("CARGO_PKG_VERSION"));
    let engine = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    assert_eq!(started.facts["engine"], engine);
    let digest = hex::encode(app.config.written.public());
    assert_eq!(started.facts["configuration"], digest.as_str());
    let settings = first[1].facts["added"].as_array().expect("settings");
    assert!(
        settings
            .iter()
            .any(|setting| setting == "listen.public_name")
    );
    let roles: Vec<_> = first[2..]
        .iter()
        .map(|entry| entry.facts["role"].clone())
        .collect();
    let policy = app.kernel().policy().roles().to_vec();
    assert_eq!(roles, policy);
    let auditor = &first[2 + roles
        .iter()
        .position(|role| role == "auditor")
        .expect("an auditor")];
    let granted = auditor.facts["granted_all"]
        .as_array()
        .expect("permissions");
    assert!(granted.iter().any(|permission| permission == "audit:list"));

    let (stopped, after) = stop(app).await;
    let app = stopped.start().await;
    assert_eq!(events(&own_entries(&app, after).await), ["system.started"]);
    app.stop().await;
}

async fn what_changed_is_named_and_no_value_is_kept(engine: Engine) {
    let app = TestApp::spawn_with(engine, 0, |_| {}).await;
    let (mut stopped, after) = stop(app).await;
    rewrite(&mut stopped, "resend_seconds = 60\n", "");
    rewrite(&mut stopped, "code_tries = 5", "code_tries = 4");
    let app = stopped.start().await;
    let entries = own_entries(&app, after).await;
    assert_eq!(
        events(&entries),
        ["system.started", "configuration.changed"]
    );
    assert_eq!(
        serde_json::to_value(&entries[1].facts).expect("JSON"),
        serde_json::json!({ "changed": ["login.code_tries"], "removed": ["login.resend_seconds"] })
    );

    let (mut stopped, after) = stop(app).await;
    rewrite(
        &mut stopped,
        "code_tries = 4\n",
        "code_tries = 4\nresend_seconds = 60\n",
    );
    let app = stopped.start().await;
    let entries = own_entries(&app, after).await;
    assert_eq!(
        events(&entries),
        ["system.started", "configuration.changed"]
    );
    assert_eq!(
        serde_json::to_value(&entries[1].facts).expect("JSON"),
        serde_json::json!({ "added": ["login.resend_seconds"] })
    );
    app.stop().await;
}

async fn each_role_whose_permissions_changed_is_told(engine: Engine) {
    let app = TestApp::spawn_with(engine, 0, |_| {}).await;
    let (mut stopped, after) = stop(app).await;
    let directory = tempfile::tempdir().expect("a directory");
    write_policy(directory.path(), |policy| {
        let policy = policy
            .replace("p, admin, payment, read, all\n", "")
            .replace(
                "p, finance, payment, list, all\n",
                "p, finance, payment, list, own\n",
            );
        policy + "p, quality, order, list, all\n"
    });
    stopped.config.policy.directory = Some(directory.path().to_owned());
    let app = stopped.start().await;
    let entries = own_entries(&app, after).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.event.as_str(),
                serde_json::to_value(&entry.facts).expect("JSON"),
            )
        })
        .skip(1)
        .collect();
    assert_eq!(
        told,
        [
            (
                "policy.changed",
                serde_json::json!({ "role": "admin", "revoked_all": ["payment:read"] })
            ),
            (
                "policy.changed",
                serde_json::json!({ "role": "finance", "narrowed": ["payment:list"] })
            ),
            (
                "policy.changed",
                serde_json::json!({ "role": "quality", "granted_all": ["order:list"] })
            ),
        ]
    );
    // In words on the auditor's page.
    let mut auditor = app.login("auditor").await;
    let page = auditor
        .get(&format!("/audit/{}", entries[1].sequence))
        .await;
    assert!(
        page.text.contains("查看支付"),
        "the permission is named in words"
    );
    app.stop().await;
}

/// A folder with the policy that is built in, its rules changed.
fn write_policy(directory: &Path, change: impl FnOnce(&str) -> String) {
    let source = PolicySource::embedded();
    for (name, text) in [
        ("model.conf", &source.model),
        ("policy.csv", &change(&source.policy)),
        ("never.csv", &source.never),
    ] {
        std::fs::write(directory.join(name), text).expect("writing");
    }
}

/// What SIGHUP does: requests after it stand under the new policy, and what cannot be used changes nothing.
async fn a_policy_is_read_again_without_a_stop(engine: Engine) {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = directory.path();
    write_policy(folder, str::to_owned);
    let app = TestApp::spawn_with(engine, 1, |config| {
        config.policy.directory = Some(folder.to_owned());
    })
    .await;
    let mut finance = app.login("finance").await;
    let status = async |finance: &mut Client| finance.get("/payments").await.status.as_u16();
    assert_eq!(status(&mut finance).await, 200);
    let before = log::head(&app).await;

    const LIST: &str = "p, finance, payment, list, all\n";
    write_policy(folder, |policy| policy.replace(LIST, ""));
    reload_policy(app.kernel(), folder).await.expect("reading");
    assert_eq!(status(&mut finance).await, 403);
    let entries = own_entries(&app, before).await;
    assert_eq!(events(&entries), ["policy.changed"]);
    assert_eq!(
        serde_json::to_value(&entries[0].facts).expect("JSON"),
        serde_json::json!({ "role": "finance", "revoked_all": ["payment:list"] })
    );

    // What the never-list forbids, what nobody can read, and what the log cannot take.
    for broken in ["p, finance, order, reveal_identity, all\n", "p, finance\n"] {
        write_policy(folder, |policy| format!("{policy}{broken}"));
        assert!(reload_policy(app.kernel(), folder).await.is_err());
        assert_eq!(status(&mut finance).await, 403, "{broken}");
    }
    write_policy(folder, str::to_owned);
    reload_policy(app.kernel(), folder).await.expect("reading");
    assert_eq!(status(&mut finance).await, 200);
    let entries = own_entries(&app, before).await;
    assert_eq!(events(&entries), ["policy.changed", "policy.changed"]);
    app.stop().await;
}

on_each_engine! {
    a_start_and_a_stop_are_entered_and_what_did_not_change_is_not
    what_changed_is_named_and_no_value_is_kept
    each_role_whose_permissions_changed_is_told
    a_policy_is_read_again_without_a_stop
}
