//! With the log unwritable every guarded route answers 503 without personal data, and recovers when it is writable again.

use hufu::{app::route_table, config::StoreLocation};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{harness::TestApp, on_each_engine};

/// A lock on the audit store that keeps every other writer out while it lives.
enum Lock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Lock {
    async fn take(app: &TestApp) -> Self {
        match &app.config.stores.audit {
            StoreLocation::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                let mut connection = SqliteConnection::connect_with(&options)
                    .await
                    .expect("the log");
                connection
                    .execute("BEGIN IMMEDIATE")
                    .await
                    .expect("the lock");
                Self::Sqlite(connection)
            }
            StoreLocation::Postgres { writer, .. } => {
                let mut connection = PgConnection::connect(writer.expose())
                    .await
                    .expect("the log");
                connection.execute("BEGIN").await.expect("a transaction");
                connection
                    .execute("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
                    .await
                    .expect("the lock");
                Self::Postgres(connection)
            }
        }
    }

    async fn release(self) {
        match self {
            Self::Sqlite(mut connection) => {
                connection.execute("ROLLBACK").await.expect("the end");
            }
            Self::Postgres(mut connection) => {
                connection.execute("ROLLBACK").await.expect("the end");
            }
        }
    }
}

async fn nothing_is_answered_without_an_entry(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    let list = clerk.get("/orders").await;
    let order = list
        .text
        .split("href=\"/orders/")
        .filter_map(|rest| rest.split_once('"'))
        .map(|(no, _)| no)
        .find(|no| no.starts_with("HF"))
        .expect("an order")
        .to_owned();
    let detail = clerk.get(&format!("/orders/{order}")).await;
    assert!(detail.text.contains("****"), "a masked phone");

    let lock = Lock::take(app).await;
    for route in route_table()
        .iter()
        .filter(|route| route.method == "GET" && !route.permission.quiet)
    {
        let path = route.path.replace("{order_no}", &order);
        let page = clerk.get(&path).await;
        assert_eq!(page.status.as_u16(), 503, "{path}");
        assert!(!page.text.contains("****"), "{path} holds a masked value");
    }
    let reveal = clerk
        .post(
            &format!("/orders/{order}/reveal-contact"),
            &[("reason", "客户来电确认行程")],
        )
        .await;
    assert_eq!(reveal.status.as_u16(), 503);
    lock.release().await;

    assert_eq!(
        clerk.get(&format!("/orders/{order}")).await.status.as_u16(),
        200,
        "it recovers by itself"
    );
}

on_each_engine! {
    with_app:
    nothing_is_answered_without_an_entry
}
