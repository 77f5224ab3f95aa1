//! The limiter before the guard: a client that asks faster than anybody works is refused without an entry each.
//!
//! Each guarded request writes to the log, so a stranger could drown it. What is refused here is counted instead, and a
//! job records the count once a minute ([`FloodGate::take`]). Static files and health, which leave no entry, are not limited.

use std::{
    collections::HashSet,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

/// Seconds of the allowed rate that a client may ask for at once.
const BURST_SECONDS: u32 = 10;
/// Clients remembered before those that are quiet again are forgotten, and counted in one summary at most.
const CLIENTS: usize = 10_000;

/// Counts requests by client.
///
/// Its clock is not the kernel's: a clock of the day that is set back must lock nobody out.
pub struct FloodGate<C: Clock = MonotonicClock> {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, C, NoOpMiddleware<C::Instant>>,
    refused: Mutex<Refused>,
}

/// What was refused since it was last taken.
#[derive(Debug, Default)]
struct Refused {
    requests: i64,
    clients: HashSet<IpAddr>,
}

/// What the gate refused in a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedFlood {
    pub requests: i64,
    /// From how many clients; 10,000 stands for more.
    pub clients: i64,
}

impl<C: Clock + Default> FloodGate<C> {
    /// A gate that lets each client ask `requests_per_second` times a second, and ten seconds' worth at once.
    pub(in crate::kernel) fn new(requests_per_second: NonZeroU32) -> Self {
        Self::with_clock(requests_per_second, C::default())
    }
}

impl<C: Clock> FloodGate<C> {
    fn with_clock(requests_per_second: NonZeroU32, clock: C) -> Self {
        let burst =
            requests_per_second.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1));
        let quota = Quota::per_second(requests_per_second).allow_burst(burst);
        Self {
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock),
            refused: Mutex::default(),
        }
    }

    /// Whether this client may ask now; a refusal is counted.
    pub(super) fn admits(&self, address: Option<IpAddr>) -> bool {
        // Only a connection without a peer has no address, and there is no such connection over TCP.
        let Some(client) = address.map(client) else {
            return true;
        };
        if self.limiter.len() > CLIENTS {
            self.limiter.retain_recent();
        }
        if self.limiter.check_key(&client).is_ok() {
            return true;
        }
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.requests += 1;
        if refused.clients.len() < CLIENTS {
            refused.clients.insert(client);
        }
        false
    }

    /// Takes what was refused since the last time, if anything was.
    pub fn take(&self) -> Option<RefusedFlood> {
        let taken =
            std::mem::take(&mut *self.refused.lock().unwrap_or_else(PoisonError::into_inner));
        (taken.requests > 0).then(|| RefusedFlood {
            requests: taken.requests,
            clients: i64::try_from(taken.clients.len()).unwrap_or(i64::MAX),
        })
    }
}

/// Whom an address belongs to: an IPv6 customer has a whole /64 (RFC 6177), so that its last 64 bits tell nobody apart.
fn client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn gate() -> (FloodGate<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let rate = NonZeroU32::new(2).expect("not zero");
        (FloodGate::with_clock(rate, clock.clone()), clock)
    }

    #[test]
    fn a_client_that_asks_too_fast_waits_and_others_do_not() {
        let (gate, clock) = gate();
        let one = Some("192.0.2.1".parse().expect("an address"));
        let other = Some("192.0.2.2".parse().expect("an address"));
        assert!((0..20).all(|_| gate.admits(one)));
        assert!(!gate.admits(one) && !gate.admits(one));
        assert!(gate.admits(other));
        let refused = RefusedFlood {
            requests: 2,
            clients: 1,
        };
        assert_eq!(gate.take(), Some(refused));
        assert_eq!(gate.take(), None);
        clock.advance(Duration::from_secs(1));
        assert!(gate.admits(one) && gate.admits(one) && !gate.admits(one));
    }

    #[test]
    fn the_addresses_of_one_ipv6_customer_and_both_ways_to_write_ipv4_are_one_client() {
        let (gate, _) = gate();
        let ask = |address: &str| gate.admits(Some(address.parse().expect("an address")));
        assert!((0..20).all(|last| ask(&format!("2001:db8:1:2::{last:x}"))));
        assert!(!ask("2001:db8:1:2:ffff::1") && ask("2001:db8:1:3::1"));
        assert!((0..20).all(|_| ask("::ffff:192.0.2.9")));
        assert!(!ask("192.0.2.9"));
    }
}
