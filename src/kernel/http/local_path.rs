//! Redirect targets: only paths of our own (F6).

/// A path and query within Hufu: starts with one `/`, holds nothing that a browser reads as another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// A path written in the source.
    pub fn fixed(path: &'static str) -> Self {
        Self(path.to_owned())
    }

    /// A path put together from our own ids.
    pub fn of(path: String) -> Self {
        Self::parse(&path).unwrap_or_else(|| Self::fixed("/"))
    }

    /// A path that came from outside; `None` unless it is one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let ours = text.len() <= 2048
            && text.starts_with('/')
            && !text.starts_with("//")
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        ours.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_pass() {
        for ours in ["/", "/orders?status=paid", "/orders/HF202601010000001"] {
            assert!(LocalPath::parse(ours).is_some(), "{ours}");
        }
        for foreign in [
            "",
            "orders",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: a",
            "/\t/evil",
        ] {
            assert!(LocalPath::parse(foreign).is_none(), "{foreign}");
        }
    }
}
