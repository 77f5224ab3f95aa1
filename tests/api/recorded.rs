//! From login to logout with an export in between: each step is an entry, step-up and digests included (A7, A6).

use sha2::{Digest, Sha256};

use crate::{
    day::Office,
    harness::{TestApp, log},
    on_each_engine,
};

async fn each_step_from_login_to_logout_is_entered(app: &TestApp) {
    let before = log::head(app).await;
    let visitor = || app.visitor();
    let office = Office {
        visitor: &visitor,
        outbox: &app.config.sms.outbox,
        description: &app.description,
        values: &[],
    };
    let mut admin = app.login("admin").await;
    let export = office.export(&mut admin, "orders", "csv").await;
    let (status, archive) = admin
        .post_for_bytes(&format!("{}/download", export.path))
        .await;
    assert_eq!(status.as_u16(), 200);
    assert_eq!(admin.post("/logout", &[]).await.status.as_u16(), 303);

    let entries = log::entries_after(app, before).await;
    let mut place = 0;
    for event in [
        "login.code_asked",
        "login.code_sent",
        "login.code_tried",
        "login.code_accepted",
        "login.password_tried",
        "login.succeeded",
        "export.asked",
        "export.approval_tried",
        "export.approved",
        "export.started",
        "export.batch_read",
        "export.finished",
        "export.passphrase_shown",
        "export.downloaded",
        "session.ended",
    ] {
        let found = entries[place..]
            .iter()
            .position(|entry| entry.event == event && entry.outcome.as_str() == "allowed");
        place += found.unwrap_or_else(|| panic!("{event} is not recorded, or too early")) + 1;
    }
    let entry = |event: &str| {
        entries
            .iter()
            .find(|entry| entry.event == event)
            .expect("an entry")
    };
    let session = entry("session.ended")
        .session
        .expect("a session")
        .to_string();
    assert_eq!(
        entry("session.ended").resource.as_deref(),
        Some(session.as_str())
    );
    assert_eq!(entry("login.succeeded").facts["session"], session.as_str());
    let digest = hex::encode(Sha256::digest(&archive));
    for event in ["export.finished", "export.downloaded"] {
        assert_eq!(
            entry(event).facts["file_sha256"],
            digest.as_str(),
            "{event}"
        );
    }
    let deed = &entry("export.asked").facts["deed"];
    for event in ["export.approved", "export.started", "export.finished"] {
        assert_eq!(entry(event).facts["deed"], *deed, "{event}");
    }
    assert!(entry("export.asked").reason.is_some());
}

on_each_engine! {
    with_app:
    each_step_from_login_to_logout_is_entered
}
