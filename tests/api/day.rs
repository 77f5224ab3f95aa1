//! A day in the office, as every role lives it: each personal value is searched for, seen, revealed, mistyped into the wrong
//! field. What it leaves behind is for the leak test to look through.

use std::path::Path;

use hufu::cli::demo::description::Description;

use crate::{
    harness::Client,
    reading::{row_ids, rows, walk},
    search::Value,
};

const REASON: &str = "客户来电核对出行信息";

/// An office that is open: how one gets in, and whose values it holds.
pub struct Office<'a> {
    pub visitor: &'a (dyn Fn() -> Client + Sync),
    pub outbox: &'a Path,
    pub description: &'a Description,
    /// Names, phones, documents and addresses of travellers.
    pub values: &'a [Value],
}

impl Office<'_> {
    pub async fn log_in(&self, role: &str) -> Client {
        let person = self.description.person(role).expect("a person");
        let mut client = (self.visitor)();
        client
            .log_in_by(self.outbox, &person.phone, &person.password)
            .await;
        client
    }

    fn texts(&self, kind: &str) -> Vec<&str> {
        let values = self.values.iter().filter(|value| value.kind == kind);
        values.map(|value| value.text.as_str()).collect()
    }

    /// Everybody works; gives the admin, still logged in.
    pub async fn live_a_day(&self) -> Client {
        self.knock().await;
        self.serve_customers().await;
        self.keep_books().await;
        let admin = self.administrate().await;
        self.audit().await;
        admin
    }

    /// Somebody tries travellers' phones at the door.
    async fn knock(&self) {
        for phone in self.texts("phone").iter().take(3) {
            let mut stranger = (self.visitor)();
            stranger.get("/login").await;
            stranger.post("/login", &[("phone", phone)]).await;
            stranger.get("/login/code").await;
            stranger
                .post("/login/code", &[("code", "000000"), ("phone", phone)])
                .await;
            stranger.get(&format!("/login?phone={phone}")).await;
        }
    }

    async fn serve_customers(&self) {
        let mut clerk = self.log_in("customer_service").await;
        let pages = walk(&mut clerk, "/orders?size=20", "next").await;
        let numbers: Vec<_> = pages.iter().flat_map(|(_, page)| row_ids(page)).collect();
        for number in numbers.iter().take(30) {
            assert_eq!(
                clerk
                    .get(&format!("/orders/{number}"))
                    .await
                    .status
                    .as_u16(),
                200
            );
        }
        let mut seen = 0;
        for number in numbers.iter().take(5) {
            let path = format!("/orders/{number}/reveal-contact");
            let (phone, name) = (self.texts("phone")[0], self.texts("name")[0]);
            for reason in [phone, name, &format!("{name} {phone} 来电核对")] {
                assert_eq!(
                    clerk
                        .post(&path, &[("reason", reason)])
                        .await
                        .status
                        .as_u16(),
                    422
                );
            }
            let page = clerk.post(&path, &[("reason", REASON)]).await;
            seen += usize::from(
                self.texts("phone")
                    .iter()
                    .any(|phone| page.text.contains(phone)),
            );
            clerk
                .post(&format!("/orders/{number}/contact-copied"), &[])
                .await;
            let identity = clerk
                .post(
                    &format!("/orders/{number}/reveal-identity"),
                    &[("reason", REASON)],
                )
                .await;
            assert_eq!(identity.status.as_u16(), 403);
        }
        assert_eq!(
            seen, 5,
            "the values that are searched for are the values that are there"
        );
        for phone in self.texts("phone") {
            let found = clerk.post("/orders/search", &[("search", phone)]).await;
            clerk.get(found.location()).await;
        }
        for value in self.values.iter().take(40) {
            clerk
                .post("/orders/search", &[("search", &value.text)])
                .await;
            let typed: String =
                url::form_urlencoded::byte_serialize(value.text.as_bytes()).collect();
            for path in [
                format!("/orders?q={typed}"),
                format!("/orders?from={typed}"),
                format!("/orders/{typed}"),
                format!("/{typed}"),
            ] {
                assert!(clerk.get(&path).await.status.is_client_error(), "{path}");
            }
        }
        clerk.post("/logout", &[]).await;
    }

    async fn keep_books(&self) {
        let mut finance = self.log_in("finance").await;
        let pages = walk(&mut finance, "/payments?size=100", "next").await;
        for path in pages.iter().flat_map(|(_, page)| rows(page)).take(20) {
            finance.get(&path).await;
        }
        for phone in self.texts("phone").iter().take(5) {
            finance.get(&format!("/payments?order_no={phone}")).await;
        }
        finance.post("/logout", &[]).await;
    }

    async fn administrate(&self) -> Client {
        let mut admin = self.log_in("admin").await;
        let numbers = row_ids(&admin.get("/orders?size=20").await);
        admin.get(&format!("/orders/{}", numbers[0])).await;
        for number in &numbers {
            let page = admin
                .post(
                    &format!("/orders/{number}/reveal-identity"),
                    &[("reason", REASON)],
                )
                .await;
            assert!(
                self.texts("document")
                    .iter()
                    .any(|document| page.text.contains(document))
            );
        }
        admin
    }

    async fn audit(&self) {
        let mut auditor = self.log_in("auditor").await;
        let pages = walk(&mut auditor, "/audit?size=100", "next").await;
        for path in pages.iter().flat_map(|(_, page)| rows(page)).take(20) {
            auditor.get(&path).await;
        }
        for value in self.values.iter().take(20) {
            let typed: String =
                url::form_urlencoded::byte_serialize(value.text.as_bytes()).collect();
            auditor.get(&format!("/audit?resource={typed}")).await;
            auditor.get(&format!("/audit?subject={typed}")).await;
        }
        auditor.post("/logout", &[]).await;
    }
}
