//! `[listen]` and `[tls]`: the addresses Hufu answers on, the name people know it by, and its certificate.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    path::PathBuf,
    str::FromStr,
};

use crate::{
    base::address::is_private,
    settings::{Reader, kinds::like},
};

crate::settings! {
    pub struct ListenConfig in "listen" {
        /// Where the back office answers HTTPS, as host:port. Keep it off the public internet.
        back_office: ListenAddress = "back_office", required("localhost:8443", like::<ListenAddress>);
        /// Where plain HTTP is answered with a redirect to HTTPS, and with nothing else.
        redirect: Option<ListenAddress> = "redirect", optional("0.0.0.0:80", like::<ListenAddress>, "nowhere");
        /// Where /health and /metrics (Prometheus) are answered in plain HTTP, on a private address; a public one is refused.
        operations: Option<ListenAddress> = "operations", optional("127.0.0.1:9464", private, "nowhere");
        /// The name, and the port unless it is 443, that staff type into the browser. Redirects lead to it, and forms are taken only from
        /// its pages: under another name or address nobody can log in.
        public_name: PublicName = "public_name", required("office.example.com", like::<PublicName>);
    }
}

crate::settings! {
    pub struct TlsConfig in "tls" {
        /// The certificate chain in PEM, the server's own first. SIGHUP reads both files again.
        certificate: PathBuf = "certificate", required("certificate.pem", path);
        /// Its private key in PEM, readable by its owner only (mode 0600).
        private_key: PathBuf = "private_key", required("private_key.pem", path);
    }
}

/// A `host:port` to listen on; the host is an IP address (IPv6 in brackets) or a name of this machine such as `localhost`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListenAddress {
    /// The host, without brackets.
    pub host: String,
    /// The port; 0 lets the system choose.
    pub port: u16,
}

/// A `host[:port]` as it stands in a browser's address line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicName {
    /// The host in lower case, IPv6 addresses in brackets.
    pub host: String,
    /// The port; 443 when it was not written.
    pub port: u16,
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

/// What an address literal says; where a name leads is looked at when it is opened.
fn private(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<ListenAddress> {
    let address: ListenAddress = like(reader, setting, text)?;
    if let Ok(literal) = address.host.parse::<IpAddr>()
        && !is_private(literal)
    {
        reader.problem(
            setting,
            format!("the address {literal} is public; health and metrics are answered on private addresses only"),
        );
    }
    Some(address)
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
