//! Keys while people work: the key service goes away, keys are rotated, people are erased, blobs are tampered with
//! (S2, C5).

mod command;
mod erasing;
mod outage;
mod page;
mod rotating;
mod tampering;

use hufu::{
    base::ids::TravellerId,
    features::{
        import::rows::OrderRow,
        keys::api::{KeysRotate, KeysTurn, begin, turn_next},
    },
    kernel::{Kernel, authz::Grant, vault::Rotation},
};
use std::sync::Arc;

use crate::{
    harness::{Client, TestApp},
    reading::words,
    seeded::Seeded,
};

const REASON: &str = "客户来电核对出行信息";
const SEALED: &str = "••••";

/// Begins a rotation as an operator would.
async fn rotate(kernel: &Arc<Kernel>, rotation: Rotation) {
    let grant = Grant::<KeysRotate>::operator(kernel)
        .await
        .expect("a grant");
    begin(grant, rotation).await.expect("beginning");
}

/// Goes on until nothing is to be done; gives the number of steps.
async fn go_on(kernel: &Arc<Kernel>) -> usize {
    let grant = Grant::<KeysTurn>::operator(kernel).await.expect("a grant");
    let mut steps = 0;
    while turn_next(&grant).await.expect("a step") {
        steps += 1;
        assert!(steps < 100, "it does not end");
    }
    steps
}

/// The traveller of an order, as the search by their phone finds them.
pub async fn traveller_of(client: &mut Client, seeded: &Seeded, order: &OrderRow) -> TravellerId {
    let phone = seeded.traveller(order).phone.expose();
    let found = client.post("/orders/search", &[("search", phone)]).await;
    let id = found.location().rsplit('=').next().expect("an id");
    id.parse().expect("a traveller")
}

/// That everything of an order opens, to whom it may.
pub async fn opens(client: &mut Client, app: &TestApp, seeded: &Seeded, at: usize) {
    let order = &seeded.orders[at].order;
    let traveller = seeded.traveller(order);
    let detail = client.get(&format!("/orders/{}", order.order_no)).await;
    assert_eq!(detail.status.as_u16(), 200, "{}", app.now());
    let said = words(&detail);
    assert!(said.contains(&days(order)), "the itinerary: {said}");
    assert!(said.contains("****"), "the masked phone: {said}");
    let revealed = reveal(client, order).await;
    assert!(revealed.contains(traveller.phone.expose()), "{revealed}");
    let found = client
        .post("/orders/search", &[("search", traveller.phone.expose())])
        .await;
    assert!(
        found.location().starts_with("/orders?traveller="),
        "{}",
        words(&found)
    );
}

/// The days of an order's journey, as its page says them and nothing else does.
fn days(order: &OrderRow) -> String {
    format!("{} – {}", order.depart, order.return_day)
}

/// What revealing an order's contact answers.
async fn reveal(client: &mut Client, order: &OrderRow) -> String {
    let path = format!("/orders/{}/reveal-contact", order.order_no);
    let page = client.post(&path, &[("reason", REASON)]).await;
    format!("{} {}", page.status.as_u16(), words(&page))
}
