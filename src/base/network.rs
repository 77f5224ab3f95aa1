//! Ranges of addresses: which proxies are believed.

use std::net::IpAddr;
use std::str::FromStr;

/// A text that is no range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be like 10.0.0.0/8, 192.168.1.7 or fd00::/8")]
pub struct NotANetwork;

/// A range of addresses in CIDR form (RFC 4632, RFC 4291); a single address is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether every address is in the range.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.prefix == 0
    }

    /// Whether `address` is in the range. IPv4 addresses that arrive in IPv6 clothes are compared as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let ignored = 32_u32.saturating_sub(self.prefix.into());
                u32::from(network).checked_shr(ignored) == u32::from(address).checked_shr(ignored)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let ignored = 128_u32.saturating_sub(self.prefix.into());
                u128::from(network).checked_shr(ignored) == u128::from(address).checked_shr(ignored)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = NotANetwork;
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| form)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| form)?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(widest);
        if prefix > widest {
            Err(form)
        } else {
            Ok(Self { address, prefix })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_their_addresses_and_no_others() {
        let network: Network = "10.2.0.0/15".parse().unwrap();
        assert!(network.contains("10.3.255.255".parse().unwrap()));
        assert!(network.contains("::ffff:10.2.0.1".parse().unwrap()));
        assert!(!network.contains("10.4.0.0".parse().unwrap()));
        assert!(!network.contains("fd00::1".parse().unwrap()));
        let one: Network = "192.168.1.7".parse().unwrap();
        assert!(
            one.contains("192.168.1.7".parse().unwrap())
                && !one.contains("192.168.1.8".parse().unwrap())
        );
        assert!(
            "fd00::/8"
                .parse::<Network>()
                .unwrap()
                .contains("fdff::1".parse().unwrap())
        );
        for text in ["10.0.0.0/33", "10.0.0/8", "localhost", "10.0.0.0/"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
