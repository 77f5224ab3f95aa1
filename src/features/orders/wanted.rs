//! What the search box takes: the number of an order, or a whole phone number.

use crate::base::{order_no::OrderNo, phone::Phone};

/// What somebody typed into the search box.
pub(super) enum Wanted {
    Order(OrderNo),
    Phone(Phone),
}

impl Wanted {
    /// Reads it; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse()
            .map(Self::Order)
            .ok()
            .or_else(|| Phone::parse(text).map(Self::Phone).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_box_takes_a_number_of_an_order_or_a_whole_phone() {
        assert!(matches!(
            Wanted::parse(" hf202611220000017"),
            Some(Wanted::Order(_))
        ));
        assert!(matches!(
            Wanted::parse("142 0000 1234"),
            Some(Wanted::Phone(_))
        ));
        for text in ["", "1234", "张三", "HF2026", "14200001"] {
            assert!(Wanted::parse(text).is_none(), "{text}");
        }
    }
}
