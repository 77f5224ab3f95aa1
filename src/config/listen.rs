//! `[listen]` and `[tls]`: the addresses Hufu answers on, the name people know it by, the proxies it believes, and its certificate.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::address::is_private;
use super::network::Network;
use super::{problem::MustBeLike, reader::Reader};

/// Addresses, public name and trusted proxies.
#[derive(Debug, Clone)]
pub struct ListenConfig {
    /// `listen.back_office`: where the back office answers HTTPS.
    pub back_office: ListenAddress,
    /// `listen.redirect`: where plain HTTP is answered with a redirect and nothing else (T1); nowhere when absent.
    pub redirect: Option<ListenAddress>,
    /// `listen.operations`: where health and figures are answered in plain HTTP, on a private address; nowhere when absent.
    pub operations: Option<ListenAddress>,
    /// `listen.public_name`: what redirects point to and the `Origin` header is compared with.
    pub public_name: PublicName,
    /// `listen.trusted_proxies`: from these the client address is taken from a header; from everybody else from the connection.
    pub trusted_proxies: Vec<Network>,
    /// `listen.form_seconds`: how long a form may take to arrive.
    pub form_patience: Duration,
    /// `listen.requests_per_second`: what one client address may ask for, for long; ten seconds' worth at once.
    pub requests_per_second: NonZeroU32,
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

impl ListenConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let back_office = reader.required_text("listen.back_office");
        let redirect = reader.optional_text("listen.redirect");
        let operations = reader.optional_text("listen.operations");
        let public_name = reader.required_text("listen.public_name");
        Self {
            back_office: parse(reader, "listen.back_office", &back_office).unwrap_or(
                ListenAddress {
                    host: String::new(),
                    port: 0,
                },
            ),
            redirect: redirect.and_then(|text| parse(reader, "listen.redirect", &text)),
            operations: operations.and_then(|text| read_operations(reader, &text)),
            public_name: parse(reader, "listen.public_name", &public_name).unwrap_or(PublicName {
                host: String::new(),
                port: 443,
            }),
            trusted_proxies: read_proxies(reader),
            form_patience: read_patience(reader),
            requests_per_second: read_rate(reader),
        }
    }
}

/// What an address literal says; where a name leads is looked at when it is opened.
fn read_operations(reader: &mut Reader<'_>, text: &str) -> Option<ListenAddress> {
    const SETTING: &str = "listen.operations";
    let address: ListenAddress = parse(reader, SETTING, text)?;
    if let Ok(literal) = address.host.parse::<IpAddr>()
        && !is_private(literal)
    {
        reader.problem(
            SETTING,
            format!("the address {literal} is public; health and figures are answered on private addresses only"),
        );
    }
    Some(address)
}

fn read_patience(reader: &mut Reader<'_>) -> Duration {
    let seconds = reader.number(
        "listen.form_seconds",
        10,
        1..=60,
        "seconds",
        "who opens connections and says nothing takes them all otherwise",
    );
    Duration::from_secs(seconds.into())
}

fn read_rate(reader: &mut Reader<'_>) -> NonZeroU32 {
    let rate = reader.number(
        "listen.requests_per_second",
        50,
        1..=1_000_000,
        "requests",
        "a client that may ask for nothing cannot work, and one without a limit drowns the log",
    );
    NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN)
}

fn read_proxies(reader: &mut Reader<'_>) -> Vec<Network> {
    const SETTING: &str = "listen.trusted_proxies";
    let mut networks = Vec::new();
    for text in reader.list(SETTING, &[]) {
        match text.parse::<Network>() {
            Ok(network) if network.is_everybody() => {
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
}
