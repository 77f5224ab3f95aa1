//! The people are the same each time, look real, and cannot be anybody.

use std::{collections::HashSet, time::Duration};

use super::records::{DAY, SPAN_DAYS};
use super::*;
use crate::base::travel::{OrderStatus, PaymentStatus};

fn people(orders: u32) -> People {
    People::new(
        20_260_101,
        orders,
        "2026-11-22T10:05:09.123Z".parse().unwrap(),
    )
}

#[test]
fn travellers_are_unique_and_nobody_real() {
    let mut seen = HashSet::new();
    for (number, traveller) in (1..).zip(people(2_000).travellers()) {
        let traveller = traveller.unwrap();
        assert_eq!(traveller.number, number);
        let phone = traveller.phone.expose();
        assert!((phone.starts_with("142") && phone > "14200000999") || phone.starts_with("143"));
        assert_eq!(&traveller.document.expose()[2..6], "9999");
        assert_eq!(*traveller.email, format!("t{number:07}@example.com"));
        assert!(
            seen.insert(phone.to_owned()) && seen.insert(traveller.document.expose().to_owned())
        );
    }
    assert_eq!(seen.len(), 2_000);
}

#[test]
fn orders_fill_the_ninety_days_and_make_sense() {
    let people = people(2_000);
    let (first, now) = (
        people.now_seconds() - Duration::from_secs(SPAN_DAYS * DAY),
        people.now,
    );
    let mut before = first;
    let mut with_order = HashSet::new();
    let mut completed = 0;
    for order in people.orders() {
        let SyntheticOrder {
            order,
            hotel,
            payment,
        } = order.unwrap();
        assert!(before <= order.created_at && order.updated_at <= now);
        before = order.created_at;
        with_order.insert(order.traveller_number);
        assert!(hotel.starts_with(order.destination.as_str()));
        assert!(order.depart > order.created_at.day());
        assert_eq!(
            (payment.order_number, payment.amount),
            (order.number, order.amount)
        );
        assert_eq!(
            payment.paid_at.is_some(),
            matches!(
                payment.status,
                PaymentStatus::Success | PaymentStatus::Refunded
            )
        );
        assert!(payment.paid_at <= Some(now));
        match order.status {
            OrderStatus::Completed => {
                completed += 1;
                assert!(order.return_day < now.day());
            }
            OrderStatus::Travelling => {
                assert!(order.depart <= now.day() && order.return_day > now.day());
            }
            OrderStatus::Pending
            | OrderStatus::Paid
            | OrderStatus::Confirmed
            | OrderStatus::Refunding => {
                assert!(order.depart > now.day());
            }
            OrderStatus::Cancelled | OrderStatus::Refunded => {}
        }
    }
    assert_eq!(with_order.len(), 1_000);
    assert!((850..1_050).contains(&completed), "{completed}");
}

#[test]
fn the_same_arguments_give_the_same_people() {
    let names = || {
        people(20)
            .travellers()
            .map(|traveller| traveller.unwrap().name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), names());
    let orders = |size| people(size).orders().count();
    assert_eq!(
        (orders(0), orders(1), people(1).travellers().count()),
        (0, 1, 1)
    );
}
