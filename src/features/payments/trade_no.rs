//! The payment service's number of a trade.

use std::{fmt, str::FromStr};

use crate::base::phone::Phone;

/// The whole number: what statements of WeChat and Alipay name payments by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TradeNo(String);

/// Not a trade number; what was typed is not repeated.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoTradeNo;

impl FromStr for TradeNo {
    type Err = NoTradeNo;

    /// As the import takes them: 1 to 64 letters, digits, `-` and `_`; and no phone number, which people mistype here.
    fn from_str(text: &str) -> Result<Self, NoTradeNo> {
        let text = text.trim();
        let shaped = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if shaped && Phone::parse(text).is_err() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoTradeNo)
        }
    }
}

impl fmt::Display for TradeNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
