//! What an export gives once is asked for again: one is led back to it and told why there is nothing (B4).

use crate::{
    day::Office,
    exporting::fetch,
    harness::{TestApp, log},
    on_each_engine,
};

async fn a_second_download_passphrase_or_withdrawal_leads_back_and_is_entered_as_failed(
    app: &TestApp,
) {
    let visitor = || app.visitor();
    let office = Office {
        visitor: &visitor,
        outbox: &app.config.sms.outbox,
        description: &app.description,
        values: &[],
    };
    let mut admin = office.log_in("admin").await;
    let export = office.export(&mut admin, "orders", "csv").await;
    fetch(&mut admin, &export).await;
    let before = log::head(app).await;
    for (action, words) in [
        ("download", "没有可下载的文件"),
        ("passphrase", "解压口令已显示过一次"),
        ("cancel", "没有可撤回的内容"),
    ] {
        let again = admin.post(&format!("{}/{action}", export.path), &[]).await;
        let place = format!("{}?notice={action}", export.path);
        assert_eq!(
            (again.status.as_u16(), again.location()),
            (303, place.as_str())
        );
        let page = admin.get(&place).await;
        assert!(page.text.contains(words), "{action}");
        assert!(
            page.text.contains("文件已下载"),
            "{action}: and how things stand"
        );
    }
    let odd = admin
        .get(&format!("{}?notice=14200001234", export.path))
        .await;
    assert!(odd.status.is_success() && !odd.text.contains("14200001234"));
    let entries = log::entries_after(app, before).await;
    let failed = entries
        .iter()
        .filter(|entry| entry.outcome.as_str() == "failed");
    let failed: Vec<_> = failed.map(|entry| entry.event.as_str()).collect();
    assert_eq!(
        failed,
        [
            "export.downloaded",
            "export.passphrase_shown",
            "export.cancelled"
        ]
    );
    assert!(
        entries.iter().all(|entry| entry.opened.is_empty()),
        "nothing was opened"
    );
}

on_each_engine! {
    with_app:
    a_second_download_passphrase_or_withdrawal_leads_back_and_is_entered_as_failed
}
