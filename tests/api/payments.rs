//! Finance's work: reconcile payments without meeting a person (A5, B1, F5).

use crate::{
    harness::{TestApp, log},
    on_both_engines,
};

on_both_engines! {
    async fn payments_add_up_and_lead_to_nobody(app: &TestApp) {
        let mut finance = app.login("finance").await;
        let list = finance.get("/payments").await;
        assert_eq!(list.status.as_u16(), 200);
        assert!(list.text.contains("共 60 笔支付"));
        assert!(!list.text.contains("/orders/HF"), "finance has no way to an order");
        let by_amount = finance.get("/payments?sort=amount_asc&size=20").await;
        assert!(by_amount.text.contains("rel=\"next\""));

        let (_, rest) = list.text.split_once("href=\"/payments/").expect("a payment");
        let detail = finance.get(&format!("/payments/{}", &rest[..36])).await;
        assert_eq!(detail.status.as_u16(), 200);
        let (_, rest) = list.text.split_once("HF2").expect("an order number");
        let number = format!("HF2{}", &rest[..14]);
        let one = finance.get(&format!("/payments?order_no={number}&from=2020-01-01&to=2030-12-31")).await;
        assert!(one.text.contains("共 1 笔支付"));

        for path in [format!("/orders/{number}"), "/orders".to_owned()] {
            assert_eq!(finance.get(&path).await.status.as_u16(), 403, "{path}");
        }
        assert_eq!(finance.get("/payments/00000000-0000-0000-0000-000000000000").await.status.as_u16(), 404);
    }
}

on_both_engines! {
    async fn no_entry_of_finance_names_a_subject(app: &TestApp) {
        let before = log::head(app).await;
        let mut finance = app.login("finance").await;
        finance.get("/payments?status=success&method=wechat").await;
        let entries = log::entries_after(app, before).await;
        let entry = entries.last().expect("an entry");
        assert_eq!((entry.event.as_str(), entry.subject_count), ("payment.listed", 0));
        assert!(entry.opened.is_empty());
    }
}

on_both_engines! {
    async fn a_phone_in_the_filter_is_refused_and_not_repeated_in_the_field(app: &TestApp) {
        let mut finance = app.login("finance").await;
        let page = finance.get("/payments?order_no=14200000001").await;
        assert_eq!(page.status.as_u16(), 400);
        assert!(page.text.contains("订单号应为 HF 加 15 位数字"));
        assert!(!page.text.contains("value=\"14200000001\""));
        for query in ["traveller=1", "status=paid", "sort=name"] {
            assert_eq!(finance.get(&format!("/payments?{query}")).await.status.as_u16(), 400, "{query}");
        }
    }
}
