//! Customer service's work: find an order, read it masked, reveal whom to call for a reason (A5, B1, B2, F2-F6).

use hufu::kernel::audit::Outcome;

use crate::{
    harness::{Client, Page, TestApp, log},
    on_both_engines,
};

/// The order numbers on a page, in its order.
fn numbers(page: &Page) -> Vec<String> {
    page.text
        .split("href=\"/orders/HF")
        .skip(1)
        .map(|rest| format!("HF{}", &rest[..15]))
        .collect()
}

/// Where a page's link of this relation leads.
fn link(page: &Page, relation: &str) -> Option<String> {
    let (_, rest) = page
        .text
        .split_once(&format!("rel=\"{relation}\" href=\""))?;
    let (href, _) = rest.split_once('"')?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

fn revealed(page: &Page) -> Vec<&str> {
    page.text
        .split("data-revealed-value>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect()
}

async fn first_number(client: &mut Client) -> String {
    let list = client.get("/orders").await;
    numbers(&list).first().expect("an order").clone()
}

on_both_engines! {
    async fn every_order_is_listed_once_whatever_the_order(app: &TestApp) {
        let mut client = app.login("customer_service").await;
        for sort in ["created_desc", "created_asc", "amount_desc", "amount_asc"] {
            let mut seen = Vec::new();
            let mut path = format!("/orders?sort={sort}&size=20");
            let last = loop {
                let page = client.get(&path).await;
                assert_eq!(page.status.as_u16(), 200, "{path}");
                seen.extend(numbers(&page));
                match link(&page, "next") {
                    Some(next) => path = next,
                    None => break page,
                }
            };
            assert_eq!(seen.len(), 60, "{sort}");
            let back = client.get(&link(&last, "prev").expect("a page before")).await;
            assert_eq!(numbers(&back), seen[20..40], "{sort}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 60, "{sort}");
        }
    }
}

on_both_engines! {
    async fn a_list_says_what_it_was_narrowed_to_and_enters_whom_it_shows(app: &TestApp) {
        let mut client = app.login("customer_service").await;
        let before = log::head(app).await;
        let page = client.get("/orders?status=confirmed&channel=app&from=2020-01-01&to=2030-12-31").await;
        assert_eq!(page.status.as_u16(), 200);
        assert_eq!(page.text.matches("class=\"chip\"").count(), 4);
        let entries = log::entries_after(app, before).await;
        let entry = entries.last().expect("an entry");
        assert_eq!((entry.event.as_str(), entry.outcome), ("order.listed", Outcome::Allowed));
        assert_eq!(entry.facts["status"], "confirmed");
        assert_eq!(entry.count, i64::try_from(numbers(&page).len()).ok());
    }
}

on_both_engines! {
    async fn what_no_page_offers_is_refused_and_what_was_mistyped_is_explained(app: &TestApp) {
        let mut client = app.login("customer_service").await;
        for query in ["q=1", "status=lost", "status=paid&status=paid", "size=51", "at=x", "traveller=1", "sort=best"] {
            assert_eq!(client.get(&format!("/orders?{query}")).await.status.as_u16(), 400, "{query}");
        }
        for (query, words) in [
            ("from=yesterday", "日期格式"),
            ("from=2026-02-01&to=2026-01-01", "结束日期早于开始日期"),
        ] {
            let page = client.get(&format!("/orders?{query}")).await;
            assert_eq!(page.status.as_u16(), 400, "{query}");
            assert!(page.text.contains(words), "{query}");
        }
        assert_eq!(client.get("/orders/HF209901010000001").await.status.as_u16(), 404);
        assert_eq!(client.get("/orders/1").await.status.as_u16(), 404);
    }
}

on_both_engines! {
    async fn a_phone_is_revealed_for_a_reason_and_found_again(app: &TestApp) {
        let mut client = app.login("customer_service").await;
        let number = first_number(&mut client).await;
        let detail = client.get(&format!("/orders/{number}")).await;
        assert!(detail.text.contains("****") && !detail.text.contains("reveal-identity"));

        let before = log::head(app).await;
        let path = format!("/orders/{number}/reveal-contact");
        let refused = client.post(&path, &[("reason", "短")]).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(refused.text.contains("事由至少 5 个字") && revealed(&refused).is_empty());
        let page = client.post(&path, &[("reason", "旅客来电核对集合时间")]).await;
        assert_eq!(page.status.as_u16(), 200);
        let phone = (*revealed(&page).first().expect("a phone")).to_owned();
        assert_eq!(phone.len(), 11);
        assert!(!detail.text.contains(&phone));

        let copied = client.post(&format!("/orders/{number}/contact-copied"), &[]).await;
        assert_eq!(copied.status.as_u16(), 200);
        let found = client.post("/orders/search", &[("search", &phone)]).await;
        assert_eq!(found.status.as_u16(), 303);
        assert!(!found.location().contains(&phone));
        let narrowed = client.get(found.location()).await;
        assert!(numbers(&narrowed).contains(&number) && !narrowed.text.contains(&phone));

        let entries = log::entries_after(app, before).await;
        let told: Vec<_> = entries.iter().map(|entry| (entry.event.as_str(), entry.outcome)).collect();
        assert_eq!(told, [
            ("order.contact_revealed", Outcome::Failed),
            ("order.contact_revealed", Outcome::Allowed),
            ("order.contact_copied", Outcome::Allowed),
            ("order.searched", Outcome::Allowed),
            ("order.listed", Outcome::Allowed),
        ]);
        assert_eq!(entries[1].opened, ["contact:revealed"]);
        assert_eq!(entries[1].reason.as_deref(), Some("旅客来电核对集合时间"));
        assert!(entries[0].opened.is_empty());
    }
}

on_both_engines! {
    async fn the_search_box_leads_to_the_order_or_says_what_can_be_searched(app: &TestApp) {
        let mut client = app.login("customer_service").await;
        let number = first_number(&mut client).await;
        let found = client.post("/orders/search", &[("search", &number.to_lowercase())]).await;
        assert_eq!(found.location(), format!("/orders/{number}"));
        for (typed, status, words) in [
            ("HF209901010000001", 200, "没有订单 HF209901010000001"),
            ("14299999999", 200, "没有旅客登记过这个手机号"),
            ("张三", 422, "不能按姓名或部分号码查找"),
        ] {
            let page = client.post("/orders/search", &[("search", typed)]).await;
            assert_eq!(page.status.as_u16(), status, "{typed}");
            assert!(page.text.contains(words), "{typed}");
        }
        let page = client.post("/orders/search", &[("search", "14299999999")]).await;
        assert!(!page.text.contains("14299999999"), "a phone is not repeated");
    }
}

on_both_engines! {
    async fn only_the_administrator_reveals_an_identity(app: &TestApp) {
        let mut clerk = app.login("customer_service").await;
        let number = first_number(&mut clerk).await;
        let path = format!("/orders/{number}/reveal-identity");
        let reason = [("reason", "办理入境签证核对证件")];
        assert_eq!(clerk.post(&path, &reason).await.status.as_u16(), 403);

        let mut administrator = app.login("admin").await;
        administrator.get(&format!("/orders/{number}")).await;
        let page = administrator.post(&path, &reason).await;
        assert_eq!(page.status.as_u16(), 200);
        assert_eq!(revealed(&page)[0].len(), 18);
    }
}
