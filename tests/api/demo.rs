//! A demonstration that is started again is as it was.

use hufu::cli::demo;

use crate::harness::{Engine, TestApp, sql};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_has_as_many_orders_as_before_unless_somebody_asks_for_more() {
    let app = TestApp::spawn_with(Engine::Sqlite, 7, |_| {}).await;
    let mut arguments = demo::DemoArguments {
        data: app.data(),
        listen: "localhost:8443".to_owned(),
        orders: None,
        reset: false,
    };
    let store = &app.config.stores.business;
    for (asked, there) in [(None, 7), (Some(9), 9), (None, 9)] {
        arguments.orders = asked;
        let seeded = demo::seed(app.kernel(), &app.config, &arguments).await;
        assert_eq!(i64::from(seeded.expect("seeding").orders), there);
        let orders = sql::number(store, "SELECT COUNT(*) FROM orders", &[]).await;
        assert_eq!(orders, there, "asked for {asked:?}");
    }
    app.stop().await;
}
