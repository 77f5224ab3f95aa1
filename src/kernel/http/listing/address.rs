//! The address of a list and the links on its page.

use std::fmt;

use super::AT;
use crate::base::cursor::Cursor;

/// Path and parameters of a list: filters, order and size, without a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAddress {
    path: &'static str,
    parameters: Vec<(&'static str, String)>,
}

/// An active filter, with the address of the list without it.
#[derive(Debug, PartialEq, Eq)]
pub struct Chip {
    pub name: &'static str,
    pub label: &'static str,
    /// Its value as people read it.
    pub value: String,
    pub href: String,
}

impl ListAddress {
    /// The list at `path` with these parameters.
    pub(super) fn new(path: &'static str, parameters: Vec<(&'static str, String)>) -> Self {
        Self { path, parameters }
    }

    /// The same with a parameter set, from the first page.
    pub fn with(&self, name: &'static str, value: impl fmt::Display) -> Self {
        let mut address = self.without(name);
        address.parameters.push((name, value.to_string()));
        address
    }

    /// The same without a parameter, from the first page.
    pub fn without(&self, name: &str) -> Self {
        let kept = self.parameters.iter().filter(|(known, _)| *known != name);
        Self::new(self.path, kept.cloned().collect())
    }

    /// The link to the page that begins at `cursor`.
    pub fn at(&self, cursor: Cursor) -> String {
        self.with(AT, cursor).to_string()
    }

    /// The chip that takes the filter `name` away.
    pub fn chip(&self, name: &'static str, label: &'static str, value: impl Into<String>) -> Chip {
        Chip {
            name,
            label,
            value: value.into(),
            href: self.without(name).to_string(),
        }
    }
}

impl fmt::Display for ListAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        if self.parameters.is_empty() {
            return Ok(());
        }
        let query = serde_urlencoded::to_string(&self.parameters).map_err(|_| fmt::Error)?;
        write!(f, "?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_filters_and_escape_what_was_typed() {
        let address = ListAddress::new(
            "/payments",
            vec![("status", "success".into()), ("order_no", "a&b=\"".into())],
        );
        assert_eq!(
            address.with("status", "closed").to_string(),
            "/payments?order_no=a%26b%3D%22&status=closed"
        );
        let chip = address.chip("order_no", "Order", "x");
        assert_eq!(chip.href, "/payments?status=success");
        assert_eq!(
            address.without("status").without("order_no").to_string(),
            "/payments"
        );
    }
}
