//! How the people are made: each traveller and each order from its number alone, so that any number of them takes no memory.
//!
//! Owns the random sequences and the permutations that keep phones and documents apart. Must not parse what it makes.

use std::fmt;
use std::time::Duration;

use csv::StringRecord;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use time::macros::date;
use zeroize::Zeroizing;

use super::tables::{
    CHANNELS, COMPOUND_SURNAMES, DESTINATIONS, GIVEN_NAMES, HOTELS, METHODS, PARTY_SIZES, PRODUCTS,
    PROVINCES, REMARKS, STATUSES, SURNAMES,
};
use super::{OrderRecords, People};
use crate::base::clock::Timestamp;
use crate::base::day::Day;
use crate::base::document::check_character;
use crate::base::travel::{OrderStatus, PaymentStatus};

/// How long before the given moment the first order was made.
pub(super) const SPAN_DAYS: u64 = 90;
pub(super) const DAY: u64 = 86_400;
const FIRST_BIRTH: Day = Day::from_date(date!(1945 - 01 - 01));
/// Over how many days births are spread: seventy years.
const BIRTH_DAYS: u64 = 365 * 70;
/// Below it the phone numbers of the staff; above it, one for each traveller.
const FIRST_PHONE: u64 = 1_000;
const PHONES: u64 = 200_000_000 - FIRST_PHONE;

/// What a random sequence is for: each thing has its own, so that each can be made alone.
#[derive(Clone, Copy)]
enum Stream {
    Traveller = 1,
    Moment = 2,
    Order = 3,
}

impl People {
    fn random(self, stream: Stream, number: u64) -> StdRng {
        StdRng::seed_from_u64(self.seed.rotate_left(32) ^ ((stream as u64) << 56) ^ number)
    }

    pub(super) fn traveller(self, number: u64) -> StringRecord {
        let mut random = self.random(Stream::Traveller, number);
        // A multiplier without a common factor with the modulus makes each a permutation: nothing comes twice.
        let birth = (number * 179_424_673 + self.seed % 1_000) % (BIRTH_DAYS * 1_000);
        let phone = FIRST_PHONE + (number * 77_777_777 + self.seed % PHONES) % PHONES;
        let (days, sequence) = (birth % BIRTH_DAYS, birth / BIRTH_DAYS);
        let born = FIRST_BIRTH
            .plus_days(i64::try_from(days).unwrap_or(0))
            .to_string();
        let body = format!(
            "{}9999{}{sequence:03}",
            pick(&mut random, &PROVINCES),
            born.replace('-', "")
        );
        let check = check_character(body.as_bytes()).map(char::from);
        let known_for = Duration::from_secs(random.random_range(0..30 * DAY));
        record(&[
            &number,
            &name(&mut random),
            &if sequence % 2 == 1 { "M" } else { "F" },
            &born,
            &"idcard",
            &format!("{body}{}", check.unwrap_or_default()),
            &format!(
                "{}{:08}",
                if phone < 100_000_000 { 142 } else { 143 },
                phone % 100_000_000
            ),
            &format!("t{number:07}@example.com"),
            &(self.booked_at(number) - known_for),
        ])
    }

    /// When an order was made: somewhere in its own slot of the ninety days, to the second.
    fn booked_at(self, number: u64) -> Timestamp {
        let slot = SPAN_DAYS * DAY * 1_000_000 / self.orders.max(1);
        let within = self
            .random(Stream::Moment, number)
            .random_range(0..slot.max(1));
        let micros = slot * (number - 1) + within;
        self.now_seconds() - Duration::from_secs(SPAN_DAYS * DAY - micros / 1_000_000)
    }

    pub(super) fn now_seconds(self) -> Timestamp {
        Timestamp::from_micros(self.now.seconds() * 1_000_000)
    }

    pub(super) fn order(self, number: u64) -> OrderRecords {
        let mut random = self.random(Stream::Order, number);
        let now = self.now_seconds();
        let booked = self.booked_at(number);
        let (status, depart, return_day) = self.journey(&mut random, booked);
        let destination = pick(&mut random, &DESTINATIONS);
        let pax = pick(&mut random, &PARTY_SIZES);
        let amount = u32::from(pax) * random.random_range(30_000..1_500_000);
        let travellers = self.travellers_count();
        // Everybody has at least one order.
        let traveller = if number <= travellers {
            number
        } else {
            random.random_range(1..=travellers)
        };
        let payment = match status {
            OrderStatus::Pending => PaymentStatus::Waiting,
            OrderStatus::Cancelled => PaymentStatus::Closed,
            OrderStatus::Refunded => PaymentStatus::Refunded,
            _ => PaymentStatus::Success,
        };
        let later = |seconds| (booked + Duration::from_secs(seconds)).min(now);
        let updated = later(random.random_range(60..30 * DAY));
        let paid = match payment {
            PaymentStatus::Waiting | PaymentStatus::Closed => String::new(),
            PaymentStatus::Success | PaymentStatus::Refunded => {
                later(random.random_range(30..3_600)).rfc3339()
            }
        };
        let hotel = Zeroizing::new(format!("{destination}{}", pick(&mut random, &HOTELS)));
        let order = record(&[
            &number,
            &format!("HF{}{number:07}", booked.day().to_string().replace('-', "")),
            &traveller,
            &status,
            &weighted(&mut random, &CHANNELS),
            &format!("{destination}{}", pick(&mut random, &PRODUCTS)),
            &destination,
            &depart,
            &return_day,
            &pax,
            &amount,
            &pick(&mut random, &REMARKS),
            &booked,
            &updated,
        ]);
        let trade = random.random_range(0..10_u64.pow(16));
        let method = weighted(&mut random, &METHODS);
        let payment = record(&[
            &number,
            &number,
            &method,
            &payment,
            &amount,
            &format!("TX{trade:016}"),
            &paid,
        ]);
        OrderRecords {
            order,
            payment,
            hotel,
        }
    }

    /// A status and the days of a journey that fit each other: nobody has come back from a journey that
    /// has not begun.
    fn journey(self, random: &mut StdRng, booked: Timestamp) -> (OrderStatus, Day, Day) {
        let (today, booked) = (self.now.day(), booked.day());
        let age = i64::try_from(today.start().since(booked.start()).as_secs() / DAY).unwrap_or(0);
        let status = match weighted(random, &STATUSES) {
            OrderStatus::Completed if age < 3 => OrderStatus::Confirmed,
            OrderStatus::Travelling if age < 2 => OrderStatus::Confirmed,
            status => status,
        };
        let (depart, days) = match status {
            OrderStatus::Completed => {
                let depart = random.random_range(1..=age - 2);
                (
                    booked.plus_days(depart),
                    random.random_range(1..=(age - depart - 1).min(9)),
                )
            }
            OrderStatus::Travelling => {
                let since = random.random_range(0..(age - 1).min(5));
                (today.plus_days(-since), since + random.random_range(1..5))
            }
            OrderStatus::Cancelled | OrderStatus::Refunded => (
                booked.plus_days(random.random_range(1..120)),
                random.random_range(1..10),
            ),
            OrderStatus::Pending
            | OrderStatus::Paid
            | OrderStatus::Confirmed
            | OrderStatus::Refunding => (
                today.plus_days(random.random_range(1..90)),
                random.random_range(1..10),
            ),
        };
        (status, depart, depart.plus_days(days))
    }
}

fn record(cells: &[&dyn fmt::Display]) -> StringRecord {
    cells.iter().map(ToString::to_string).collect()
}

fn name(random: &mut StdRng) -> String {
    let character = |random: &mut StdRng, table: &str| {
        let at = random.random_range(0..table.chars().count());
        table.chars().nth(at)
    };
    let mut name = String::new();
    if random.random_bool(0.01) {
        name.push_str(pick(random, &COMPOUND_SURNAMES));
    } else {
        name.extend(character(random, SURNAMES));
    }
    for _ in 0..if random.random_bool(0.25) { 1 } else { 2 } {
        name.extend(character(random, GIVEN_NAMES));
    }
    name
}

fn pick<T: Copy>(random: &mut StdRng, table: &[T]) -> T {
    table[random.random_range(0..table.len())]
}

fn weighted<T: Copy>(random: &mut StdRng, table: &[(T, u32)]) -> T {
    let mut left = random.random_range(0..table.iter().map(|(_, weight)| weight).sum());
    for (value, weight) in table {
        if left < *weight {
            return *value;
        }
        left -= weight;
    }
    table[0].0
}
