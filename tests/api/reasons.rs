//! A reason that holds a number of a person is refused wherever one is asked for, in the reader's language, and is not kept
//! (A7). What commands say is in `commands.rs`.

use crate::{
    harness::{Client, TestApp, log},
    on_each_engine,
    reading::words,
    seeded::Seeded,
};

/// A whole bank card number is refused in every form, before a reason is read.
const CARD: &str = "6217000000000000012";

/// What somebody might type, and what they are told.
const REFUSED: [(&str, &str, &str); 5] = [
    (
        "142 0000 4321",
        "请您不要填写手机号",
        "leave the phone number out",
    ),
    (
        "119999199001010020",
        "请您不要填写身份证号",
        "leave the identity card number out",
    ),
    (
        "护照 E12345678",
        "请您不要填写证件号",
        "leave the document number out",
    ),
    (CARD, "含有完整的银行卡号", "a whole bank card number"),
    (
        "wang@example.com",
        "请您不要填写邮箱",
        "leave the e-mail address out",
    ),
];

/// Posts a form with each of them, in both languages.
async fn each_is_refused(
    app: &TestApp,
    client: &mut Client,
    path: &str,
    fields: &[(&str, &str)],
    event: &str,
) {
    for (number, zh, en) in REFUSED {
        let reason = format!("客户来电核对 {number}");
        for (language, message) in [("zh-CN", zh), ("en", en)] {
            client.post("/preferences", &[("locale", language)]).await;
            let before = log::head(app).await;
            let form = [fields, &[("reason", reason.as_str())]].concat();
            let page = client.post(path, &form).await;
            let place = format!("{path}: {number} in {language}");
            assert_eq!(page.status.as_u16(), 422, "{place}");
            assert!(words(&page).contains(message), "{place}");
            let entries = log::of_people(app, before).await;
            let told: Vec<_> = entries
                .iter()
                .map(|entry| (entry.event.as_str(), entry.outcome.as_str()))
                .collect();
            let expected = if number == CARD {
                ("access.denied", "denied")
            } else {
                (event, "failed")
            };
            assert_eq!(told, [expected], "{place}");
            assert!(
                !serde_json::to_string(&entries)
                    .expect("JSON")
                    .contains(number),
                "{place}"
            );
        }
    }
}

async fn a_number_of_a_person_is_no_reason(app: &TestApp) {
    let order = Seeded::of(app).orders[3].order.order_no.to_string();
    let mut admin = app.login("admin").await;
    let reveal = |part| format!("/orders/{order}/reveal-{part}");
    each_is_refused(
        app,
        &mut admin,
        &reveal("contact"),
        &[],
        "order.reveal_refused",
    )
    .await;
    each_is_refused(
        app,
        &mut admin,
        &reveal("identity"),
        &[],
        "order.reveal_refused",
    )
    .await;
    let columns = [("columns", "order_no"), ("format", "csv")];
    for data_set in ["orders", "payments"] {
        let path = format!("/exports/{data_set}");
        each_is_refused(app, &mut admin, &path, &columns, "export.asked").await;
    }
}

on_each_engine! {
    with_app:
    a_number_of_a_person_is_no_reason
}
