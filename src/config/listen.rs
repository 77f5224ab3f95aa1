//! `[listen]` and `[tls]`: the addresses Hufu answers on, the name people know it by, the proxies it believes, and its certificate.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::str::FromStr;

use super::reader::Reader;

/// Addresses, public name and trusted proxies.
#[derive(Debug, Clone)]
pub struct ListenConfig {
    /// `listen.back_office`: where the back office answers HTTPS.
    pub back_office: ListenAddress,
    /// `listen.redirect`: where plain HTTP is answered with a redirect and nothing else (T1); nowhere when absent.
    pub redirect: Option<ListenAddress>,
    /// `listen.public_name`: what redirects point to and the `Origin` header is compared with.
    pub public_name: PublicName,
    /// `listen.trusted_proxies`: from these the client address is taken from a header; from everybody else from the connection.
    pub trusted_proxies: Vec<Network>,
}

/// The certificate and its key.
#[derive(Debug, Clone)]
pub struct TlsConfig {
    /// `tls.certificate`: PEM, the leaf first, then the intermediates; absolute.
    pub certificate: PathBuf,
    /// `tls.private_key`: PEM, readable by its owner only; absolute.
    pub private_key: PathBuf,
}

/// A `host:port` to listen on; the host is an IP address (IPv6 in brackets) or a name of this machine such as `localhost`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenAddress {
    /// The host, without brackets.
    pub host: String,
    /// The port; 0 lets the system choose.
    pub port: u16,
}

/// A `host[:port]` as it stands in a browser's address line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicName {
    /// The host in lower case, IPv6 addresses in brackets.
    pub host: String,
    /// The port; 443 when it was not written.
    pub port: u16,
}

/// A range of addresses in CIDR form (RFC 4632, RFC 4291); a single address is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A value that has not the form it must have. The setting it belongs to is known by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be like {0}")]
pub struct MustBeLike(&'static str);

impl FromStr for ListenAddress {
    type Err = MustBeLike;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = MustBeLike("127.0.0.1:8443, [::1]:8443 or localhost:8443");
        let (host, port) = text.rsplit_once(':').ok_or(form)?;
        let port = port.parse().map_err(|_| form)?;
        let host = check_host(host).ok_or(form)?;
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
        })
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(formatter, "[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{}:{}", self.host, self.port)
        }
    }
}

impl FromStr for PublicName {
    type Err = MustBeLike;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = MustBeLike(
            "back-office.example.com or localhost:8443, without https:// and without a path",
        );
        if let Some(host) = check_host(text) {
            return Ok(Self { host, port: 443 });
        }
        let (host, port) = text.rsplit_once(':').ok_or(form)?;
        let port = port.parse().ok().filter(|port| *port != 0).ok_or(form)?;
        Ok(Self {
            host: check_host(host).ok_or(form)?,
            port,
        })
    }
}

impl fmt::Display for PublicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            443 => formatter.write_str(&self.host),
            port => write!(formatter, "{}:{port}", self.host),
        }
    }
}

impl PublicName {
    /// The origin as a browser sends it (RFC 6454), such as `https://localhost:8443`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("https://{self}")
    }
}

/// The host in lower case when it is a bracketed IPv6 address, an IPv4 address or a name (RFC 1123).
fn check_host(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    if let Some(inner) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return inner.parse::<Ipv6Addr>().ok().map(|_| host);
    }
    let label = |label: &str| {
        let letters = label
            .bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
        letters
            && (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (host.len() <= 253 && host.split('.').all(label)).then_some(host)
}

impl Network {
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
    type Err = MustBeLike;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = MustBeLike("10.0.0.0/8, 192.168.1.7 or fd00::/8");
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

impl ListenConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let back_office = reader.required_text("listen.back_office");
        let redirect = reader.optional_text("listen.redirect");
        let public_name = reader.required_text("listen.public_name");
        Self {
            back_office: parse(reader, "listen.back_office", &back_office).unwrap_or(
                ListenAddress {
                    host: String::new(),
                    port: 0,
                },
            ),
            redirect: redirect.and_then(|text| parse(reader, "listen.redirect", &text)),
            public_name: parse(reader, "listen.public_name", &public_name).unwrap_or(PublicName {
                host: String::new(),
                port: 443,
            }),
            trusted_proxies: read_proxies(reader),
        }
    }
}

fn read_proxies(reader: &mut Reader<'_>) -> Vec<Network> {
    const SETTING: &str = "listen.trusted_proxies";
    let mut networks = Vec::new();
    for text in reader.list(SETTING, &[]) {
        match text.parse::<Network>() {
            Ok(Network { prefix: 0, .. }) => {
                reader.problem(
                    SETTING,
                    format!("\"{text}\" is everybody: then anybody could claim any address"),
                );
            }
            Ok(network) => networks.push(network),
            Err(error) => reader.problem(SETTING, format!("\"{text}\" {error}")),
        }
    }
    networks
}

/// Nothing for an empty text, which was reported as missing already.
fn parse<T: FromStr<Err = MustBeLike>>(
    reader: &mut Reader<'_>,
    setting: &str,
    text: &str,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    text.parse()
        .map_err(|error: MustBeLike| reader.problem(setting, format!("is \"{text}\", but {error}")))
        .ok()
}

impl TlsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            certificate: reader.required_path("tls.certificate"),
            private_key: reader.required_path("tls.private_key"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listen_addresses_and_public_names_keep_their_form() {
        for text in ["127.0.0.1:8443", "[::1]:8443", "localhost:0"] {
            assert_eq!(text.parse::<ListenAddress>().unwrap().to_string(), text);
        }
        for text in ["localhost", "127.0.0.1:99999", "::1:8443", "a b:1", ":8443"] {
            assert!(text.parse::<ListenAddress>().is_err(), "{text}");
        }
        assert_eq!(
            "Office.Example.com".parse::<PublicName>().unwrap().origin(),
            "https://office.example.com"
        );
        assert_eq!(
            "localhost:8443".parse::<PublicName>().unwrap().origin(),
            "https://localhost:8443"
        );
        for text in [
            "https://localhost",
            "localhost/",
            "localhost:0",
            "-a.com",
            "evil.com@localhost",
        ] {
            assert!(text.parse::<PublicName>().is_err(), "{text}");
        }
    }

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
