//! Pure values: what the rest of Hufu is made of. Every type here is parsed once, at the edge, and is
//! right from then on.
//!
//! Owns identifiers, time, money, the parsers of Chinese phone and document numbers, masks, cursors and
//! locales. Must not do I/O, read configuration, log, or import anything else of this crate.

pub mod address;
pub mod clock;
pub mod cursor;
pub mod day;
mod digits;
pub mod document;
pub mod ids;
pub mod locale;
pub mod mask;
pub mod money;
pub mod network;
pub mod number;
pub mod order_no;
pub mod page;
pub mod personal;
pub mod phone;
pub mod reason;
pub mod short_id;
pub(crate) mod suggestion;
pub mod text;
pub(crate) mod text_column;
pub mod travel;
pub mod words;
