//! `[listen]`, the part of the one door: whom it believes, and how much one client may ask for.

use std::{num::NonZeroU32, time::Duration};

use crate::base::network::Network;

const SLOW: &str = "who opens connections and says nothing takes them all otherwise";
const RATE: &str =
    "a client that may ask for nothing cannot work, and one without a limit drowns the log";

crate::settings! {
    pub struct DoorSettings in "listen" {
        /// Addresses or ranges of your own proxies, such as `["10.0.0.0/8"]`: only from these is the client address taken from a header.
        trusted_proxies: Vec<Network> = "trusted_proxies", list(&[], "none", proxy);
        /// Seconds that a form may take to arrive.
        form_patience: Duration = "form_seconds", seconds(10, 1..=60, SLOW);
        /// Requests a second from one client address, for long; ten seconds' worth at once. More are refused and recorded in the log as a count
        /// a minute. An office behind one address counts as one client.
        requests_per_second: NonZeroU32 = "requests_per_second", number(50, 1..=1_000_000, "requests", RATE).not_zero();
    }
}

fn proxy(text: &str) -> Result<Network, String> {
    match text.parse::<Network>() {
        Ok(network) if network.is_everybody() => {
            Err("is everybody: then anybody could claim any address".to_owned())
        }
        Ok(network) => Ok(network),
        Err(error) => Err(error.to_string()),
    }
}
