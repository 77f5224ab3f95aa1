//! Hostile URLs and forms: a clear 400 and an entry, never a value in the log, and SQL is only text (F5, F6).

use hufu::app::route_table;

use crate::{
    harness::{Client, TestApp, log},
    on_each_engine,
    reading::words,
};

const ORDER: &str = "HF202601010000001";
const PHONE: &str = "14200001234";

/// Queries of the list of orders that no page of ours makes.
const ORDERS: &[&str] = &[
    "status=PAID",
    "status=paid%27--",
    "status=paid&status=paid",
    "status=%00",
    "channel=fax",
    "colour=red",
    "q=14200001234",
    "traveller=14200001234",
    "traveller=1",
    "from=yesterday",
    "from=2026-02-30",
    "from=2026-11-22&to=2026-11-21",
    "sort=price",
    "sort=created_at;DROP%20TABLE%20orders",
    "size=0",
    "size=51",
    "size=1000000",
    "size=-1",
    "at=AAAA",
    "at=%27%20OR%201=1",
    "%FF=1",
    "=",
];

/// Queries of the list of payments that no page of ours makes.
const PAYMENTS: &[&str] = &[
    "status=paid",
    "method=cheque",
    "method=cash&method=cash",
    "order_no=14200001234",
    "order_no=HF1%27%20OR%20%271%27=%271",
    "from=1%27",
    "to=2026-13-01",
    "sort=created_at",
    "size=10",
    "at=%00",
    "traveller=019aae1e-0000-7000-8000-0000a1b2c3d4",
    "order.traveller_id=1",
    "q=x",
];

/// Paths that lead nowhere.
const NOWHERE: &[&str] = &[
    "/orders/HF1",
    "/orders/14200001234",
    "/orders/%27",
    "/orders/HF202601010000009",
    "/orders/..%2f..%2fetc",
    "/payments/1",
    "/payments/%27",
    "/payments/019aae1e-0000-7000-8000-0000a1b2c3d4",
];

/// What SQL would trip over, were it built from text.
const METACHARACTERS: &[&str] = &[
    "'",
    "\"",
    "\\",
    "' OR '1'='1",
    "1' UNION SELECT 1--",
    "\"; DROP TABLE orders;--",
    "$1",
    "?1",
    "%",
    "_",
    "\u{0}",
    "\u{fffd}",
    "9223372036854775808",
    "-1",
    "1e309",
    "NaN",
    "null",
    "2026-11-22'",
    "HF202601010000001'",
    "\r\nSet-Cookie: x=1",
];

/// Asks for a path and expects this status, one entry of a failure and no value in it.
async fn fails(app: &TestApp, client: &mut Client, path: &str, status: u16) {
    let before = log::head(app).await;
    let page = client.get(path).await;
    assert_eq!(page.status.as_u16(), status, "{path}");
    assert!(page.text.contains("<h1"), "{path}: a page that explains");
    assert!(
        !page.text.contains(PHONE),
        "{path}: what looks like a phone is not repeated"
    );
    let entries = log::of_people(app, before).await;
    let outcomes: Vec<_> = entries.iter().map(|entry| entry.outcome.as_str()).collect();
    assert_eq!(outcomes, ["failed"], "{path}");
    let text = serde_json::to_string(&entries).expect("JSON");
    assert!(!text.contains(PHONE) && !text.contains("DROP"), "{path}");
}

async fn a_hostile_url_gets_a_clear_answer_and_an_entry(app: &TestApp) {
    let mut admin = app.login("admin").await;
    for query in ORDERS {
        fails(app, &mut admin, &format!("/orders?{query}"), 400).await;
    }
    for query in PAYMENTS {
        fails(app, &mut admin, &format!("/payments?{query}"), 400).await;
    }
    for path in NOWHERE {
        fails(app, &mut admin, path, 404).await;
    }
}

/// The parameters that the lists read.
const PARAMETERS: &[(&str, &[&str])] = &[
    (
        "/orders",
        &[
            "status",
            "channel",
            "from",
            "to",
            "traveller",
            "sort",
            "size",
            "at",
        ],
    ),
    (
        "/payments",
        &[
            "status", "method", "from", "to", "order_no", "sort", "size", "at",
        ],
    ),
    (
        "/audit",
        &[
            "person", "event", "outcome", "kind", "resource", "subject", "session", "request",
            "from", "to", "sort", "size", "at",
        ],
    ),
];

/// The fields of the forms.
const FIELDS: &[&str] = &[
    "phone", "code", "password", "search", "reason", "locale", "theme", "return", "columns",
    "format", "filter", "csrf",
];

async fn sql_in_parameters_paths_and_fields_is_only_text(app: &TestApp) {
    let (mut admin, mut auditor) = (app.login("admin").await, app.login("auditor").await);
    let encode = |text: &str| {
        url::form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    for (path, names) in PARAMETERS {
        let client = if *path == "/audit" {
            &mut auditor
        } else {
            &mut admin
        };
        for name in *names {
            for text in METACHARACTERS {
                let page = client.get(&format!("{path}?{name}={}", encode(text))).await;
                assert!(
                    [200, 400].contains(&page.status.as_u16()),
                    "{path}?{name}={text:?}: {}",
                    page.status
                );
                assert!(
                    page.headers
                        .get("set-cookie")
                        .is_none_or(|cookie| !cookie.to_str().expect("text").contains("x=1"))
                );
            }
        }
    }
    for route in route_table() {
        let client = if route.path.starts_with("/audit") {
            &mut auditor
        } else {
            &mut admin
        };
        for text in METACHARACTERS {
            let path = route
                .path
                .replace("{order_no}", &encode(text))
                .replace("{id}", &encode(text))
                .replace("{sequence}", &encode(text));
            if route.method == "GET" && path != route.path {
                let status = client.get(&path).await.status.as_u16();
                assert!([400, 404].contains(&status), "{path}: {status}");
            }
        }
        // Leaving would end the session that the other forms need.
        if route.method != "POST" || route.path == "/logout" {
            continue;
        }
        let path = route
            .path
            .replace("{order_no}", ORDER)
            .replace("{id}", "019aae1e-0000-7000-8000-0000a1b2c3d4");
        for text in METACHARACTERS {
            let csrf = admin.csrf().to_owned();
            let fields: Vec<_> = FIELDS
                .iter()
                .map(|name| (*name, if *name == "csrf" { csrf.as_str() } else { text }))
                .collect();
            let status = admin.post_bare(&path, &fields).await.status.as_u16();
            assert!(status < 500, "{path} with {text:?}: {status}");
        }
    }
    // A visitor's forms, without a session.
    for text in METACHARACTERS {
        for (page, path) in [
            ("/login", "/login"),
            ("/login", "/login/code"),
            ("/login", "/login/password"),
        ] {
            let mut visitor = app.visitor();
            visitor.get(page).await;
            let status = visitor
                .post(path, &[("phone", text), ("code", text), ("password", text)])
                .await
                .status
                .as_u16();
            assert!(status < 500, "{path} with {text:?}: {status}");
        }
    }
    let orders = admin.get("/orders").await;
    assert!(
        words(&orders).contains("共 60 条订单"),
        "nothing was dropped"
    );
    let entries = log::entries_after(app, 0).await;
    assert!(
        !serde_json::to_string(&entries)
            .expect("JSON")
            .contains("DROP TABLE")
    );
}

on_each_engine! {
    with_app:
    a_hostile_url_gets_a_clear_answer_and_an_entry
    sql_in_parameters_paths_and_fields_is_only_text
}
