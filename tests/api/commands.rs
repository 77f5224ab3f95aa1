//! What is done at the command line is recorded like everything else, with the account that did it, and so is what fails (A7).

use std::{
    path::Path,
    process::{Command, Stdio},
};

use hufu::{config::StoreLocation, kernel::audit::StoredEntry};

use crate::{
    harness::{TestApp, log},
    on_each_engine,
};

/// Writes where the stores of a test on PostgreSQL are into the file that commands read.
fn point_at_stores(app: &TestApp) {
    let stores = &app.config.stores;
    let mut sections = String::new();
    for (name, location) in [
        ("business", &stores.business),
        ("vault", &stores.vault),
        ("keys", &stores.keys),
        ("audit", &stores.audit),
    ] {
        if let StoreLocation::Postgres { reader, writer, .. } = location {
            let (reader, writer) = (reader.expose(), writer.expose());
            sections.push_str(&format!(
                "[stores.{name}]\nreader = \"{reader}\"\nwriter = \"{writer}\"\nowner = \"{writer}\"\n"
            ));
        }
    }
    if !sections.is_empty() {
        rewrite(
            &app.config.file,
            "engine = \"sqlite\"",
            "engine = \"postgres\"",
        );
        rewrite(
            &app.config.file,
            "\n[keys]\n",
            &format!("\n{sections}[keys]\n"),
        );
    }
}

fn rewrite(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("the file");
    assert!(text.contains(from), "{from}");
    std::fs::write(file, text.replacen(from, to, 1)).expect("writing");
}

/// What a command said, whether it was done, and what it recorded.
async fn run(app: &TestApp, arguments: &[&str]) -> (bool, String, Vec<StoredEntry>) {
    let before = log::head(app).await;
    let file = app.config.file.clone();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hufu"));
    command
        .args(arguments)
        .arg("--config")
        .arg(file)
        .stdin(Stdio::null());
    let done = tokio::task::spawn_blocking(move || command.output().expect("the program"));
    let done = done.await.expect("its end");
    let said = String::from_utf8([done.stdout, done.stderr].concat()).expect("text");
    let entries = log::entries_after(app, before).await;
    let own = entries
        .into_iter()
        .filter(|entry| entry.actor_kind == "operator");
    (done.status.success(), said, own.collect())
}

/// Event, outcome and cause of each entry; all are of the account that runs this test.
fn told(entries: &[StoredEntry]) -> Vec<(&str, &str, Option<&str>)> {
    entries
        .iter()
        .map(|entry| {
            assert_eq!(entry.role, "operator");
            assert!(entry.operator.is_some() && entry.actor.is_none() && entry.session.is_none());
            let cause = entry.facts.get("cause").and_then(|cause| cause.as_str());
            (entry.event.as_str(), entry.outcome.as_str(), cause)
        })
        .collect()
}

async fn what_a_command_reads_or_refuses_is_entered(app: &TestApp) {
    point_at_stores(app);
    let (done, said, entries) = run(app, &["keys", "status"]).await;
    assert!(done, "{said}");
    assert_eq!(told(&entries), [("keys.viewed", "allowed", None)]);

    let add = ["staff", "add", "--name", "林晓", "--role"];
    let (done, said, entries) = run(
        app,
        &[&add[..], &["finance", "--phone", "1420000"]].concat(),
    )
    .await;
    assert!(!done, "{said}");
    assert_eq!(told(&entries), [("staff.created", "failed", Some("phone"))]);
    let (done, said, entries) = run(
        app,
        &[&add[..], &["chef", "--phone", "14299990001"]].concat(),
    )
    .await;
    assert!(!done, "{said}");
    assert_eq!(told(&entries), [("staff.created", "failed", Some("role"))]);
    let (done, said, entries) = run(
        app,
        &[&add[..], &["finance", "--phone", "14299990001"]].concat(),
    )
    .await;
    assert!(done, "{said}");
    assert_eq!(told(&entries), [("staff.created", "allowed", None)]);
    assert_eq!(entries[0].facts["role"], "finance");

    let (done, said, entries) = run(app, &["import", "--orders", "/nowhere/orders.csv"]).await;
    assert!(!done, "{said}");
    assert_eq!(told(&entries), [("import.started", "failed", None)]);
    assert!(
        !serde_json::to_string(&entries)
            .expect("JSON")
            .contains("nowhere")
    );

    let (done, said, entries) = run(app, &["audit", "prove", "99999999"]).await;
    assert!(!done, "{said}");
    assert_eq!(told(&entries), [("request.failed", "failed", None)]);
    assert_eq!(
        (entries[0].permission.as_str(), &entries[0].facts["status"]),
        ("evidence:prove", &serde_json::json!(404))
    );
}

async fn a_reason_with_a_number_of_a_person_is_refused_and_not_kept(app: &TestApp) {
    point_at_stores(app);
    let nobody = "00000000-0000-7000-8000-000000000000";
    let shred = ["keys", "shred", "--traveller", nobody, "--reason"];
    for (number, zh, en) in [
        ("14200001234", "手机号", "phone number"),
        ("6217000000000000012", "银行卡号", "bank card number"),
    ] {
        let reason = format!("旅客来电要求删除 {number}");
        let (done, said, entries) = run(app, &[&shred[..], &[&reason]].concat()).await;
        assert!(!done && said.contains(zh) && said.contains(en), "{said}");
        assert!(!said.contains(number), "{said}");
        assert_eq!(
            told(&entries),
            [("traveller.shredded", "failed", Some("reason"))]
        );
        assert!(
            !serde_json::to_string(&entries)
                .expect("JSON")
                .contains(number)
        );
    }
    let (done, said, entries) = run(app, &[&shred[..], &["旅客本人书面申请"]].concat()).await;
    assert!(!done && said.contains("nothing was done"), "{said}");
    assert_eq!(
        told(&entries),
        [("traveller.shredded", "failed", Some("unconfirmed"))]
    );
}

async fn a_rotation_is_entered_step_by_step(app: &TestApp) {
    point_at_stores(app);
    let (done, said, entries) = run(app, &["keys", "rotate"]).await;
    assert!(done, "{said}");
    let told = told(&entries);
    assert_eq!(told[0], ("keys.rotated", "allowed", None));
    assert!(told.contains(&("keys.turned", "allowed", None)), "{told:?}");
}

async fn a_keyring_is_sealed_under_an_entry(app: &TestApp) {
    point_at_stores(app);
    let directory = tempfile::tempdir().expect("a directory");
    let key_file = directory.path().join("keyring.key");
    let line = format!(
        "\nkey_file = {:?}\n# passphrase = ",
        key_file.display().to_string()
    );
    rewrite(&app.config.file, "\n# passphrase = ", &line);
    let (done, said, entries) = run(app, &["keyring", "seal"]).await;
    assert!(done, "{said}");
    assert_eq!(told(&entries), [("keyring.sealed", "allowed", None)]);
    assert_eq!(entries[0].facts["sealed_under"], "key_file");
    let (done, said, entries) = run(app, &["keys", "status"]).await;
    assert!(done, "it opens: {said}");
    assert_eq!(told(&entries), [("keys.viewed", "allowed", None)]);
}

on_each_engine! {
    with_app:
    what_a_command_reads_or_refuses_is_entered
    a_reason_with_a_number_of_a_person_is_refused_and_not_kept
    a_rotation_is_entered_step_by_step
    a_keyring_is_sealed_under_an_entry
}
